"""Services and the resources they may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Row, Table, delete, func, insert, select, text, update

from smartbooking.catalog.domain import (
    Confirmation,
    OfferStatus,
    PaymentTiming,
    Policy,
    Requirement,
    Service,
)
from smartbooking.catalog.models import RequirementResourceRow, RequirementRow, ServiceRow
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.text import Localized

_SERVICE: Final = cast(Table, ServiceRow.__table__)
_NEED: Final = cast(Table, RequirementRow.__table__)
_CHOICE: Final = cast(Table, RequirementResourceRow.__table__)
_FIXED: Final = ("vendor_id", "venue_id", "vertical")

# All requirements of some services of one vendor: two small index scans on the keys.
_REQUIREMENTS: Final = text("""
    select n.service_id, n.role, n.quantity, array_agg(c.resource_id order by c.position, c.resource_id) as resource_ids
    from catalog.requirement n
    join catalog.requirement_resource c using (vendor_id, service_id, role)
    where n.vendor_id = :vendor_id and n.service_id = any(:service_ids)
    group by n.service_id, n.role, n.quantity, n.position
    order by n.service_id, n.position
""")


async def insert_service(tx: Tx, service: Service, *, now: datetime) -> Service:
    """Store a new service with its requirements; `id` of the input is ignored."""
    values = {**_values(service), "created_at": now, "updated_at": now}
    row = (await tx.execute(insert(_SERVICE).values(**values).returning(*_SERVICE.c))).one()
    stored = _service(row, service.requirements)
    await _insert_requirements(tx, stored)
    return stored


async def update_service(tx: Tx, service: Service, *, now: datetime) -> Service | None:
    """Write the edit if the stored version is still `service.version`; None when it is not."""
    values = {name: value for name, value in _values(service).items() if name not in _FIXED}
    statement = (
        update(_SERVICE)
        .where(
            _SERVICE.c.vendor_id == service.vendor_id,
            _SERVICE.c.id == service.id,
            _SERVICE.c.version == service.version,
        )
        .values(**values, version=_SERVICE.c.version + 1, updated_at=now)
        .returning(*_SERVICE.c)
    )
    if (row := (await tx.execute(statement)).one_or_none()) is None:
        return None
    await tx.execute(delete(_NEED).where(_NEED.c.vendor_id == service.vendor_id, _NEED.c.service_id == service.id))
    stored = _service(row, service.requirements)
    await _insert_requirements(tx, stored)
    return stored


async def find_service(read: ReadTx, *, service_id: int, vendor_id: int | None = None) -> Service | None:
    """By number, or None; with `vendor_id` only among that vendor's."""
    where = [_SERVICE.c.id == service_id]
    if vendor_id is not None:
        where.append(_SERVICE.c.vendor_id == vendor_id)
    row = (await read.execute(select(_SERVICE).where(*where))).one_or_none()
    if row is None:
        return None
    needs = await _requirements(read, vendor_id=row.vendor_id, service_ids=[row.id])
    return _service(row, needs.get(row.id, ()))


async def list_services(
    read: ReadTx,
    *,
    vendor_id: int,
    venue_id: int | None,
    status: OfferStatus | None,
    limit: int,
    offset: int,
) -> tuple[list[Service], int]:
    """A page of a vendor's services in display order, and how many there are in all; archived only on request."""
    where: list[ColumnElement[bool]] = [_SERVICE.c.vendor_id == vendor_id]
    if venue_id is not None:
        where.append(_SERVICE.c.venue_id == venue_id)
    where.append(_SERVICE.c.status == status if status else _SERVICE.c.status != OfferStatus.ARCHIVED)
    ordered = select(_SERVICE).where(*where).order_by(_SERVICE.c.position, _SERVICE.c.id)
    rows = (await read.execute(ordered.limit(limit).offset(offset))).all()
    total = await read.scalar(select(func.count()).select_from(_SERVICE).where(*where))
    return await _with_requirements(read, vendor_id, rows), total or 0


async def services_using(read: ReadTx, *, vendor_id: int, resource_id: int) -> list[Service]:
    """Active services that may use a resource, in display order. Index: requirement_resource_by_resource."""
    using = select(_CHOICE.c.service_id).where(_CHOICE.c.vendor_id == vendor_id, _CHOICE.c.resource_id == resource_id)
    statement = select(_SERVICE).where(
        _SERVICE.c.vendor_id == vendor_id,
        _SERVICE.c.status == OfferStatus.ACTIVE,
        _SERVICE.c.id.in_(using),
    )
    rows = (await read.execute(statement.order_by(_SERVICE.c.position, _SERVICE.c.id))).all()
    return await _with_requirements(read, vendor_id, rows)


async def _with_requirements(read: ReadTx, vendor_id: int, rows: Sequence[Row[Any]]) -> list[Service]:
    needs = await _requirements(read, vendor_id=vendor_id, service_ids=[row.id for row in rows])
    return [_service(row, needs.get(row.id, ())) for row in rows]


async def _requirements(
    read: ReadTx, *, vendor_id: int, service_ids: Sequence[int]
) -> Mapping[int, tuple[Requirement, ...]]:
    if not service_ids:
        return {}
    found: dict[int, tuple[Requirement, ...]] = {}
    for row in await read.execute(_REQUIREMENTS, {"vendor_id": vendor_id, "service_ids": list(service_ids)}):
        need = Requirement(role=row.role, resource_ids=tuple(row.resource_ids), quantity=row.quantity)
        found[row.service_id] = (*found.get(row.service_id, ()), need)
    return found


async def _insert_requirements(tx: Tx, service: Service) -> None:
    key = {"vendor_id": service.vendor_id, "service_id": service.id}
    needs = [
        {**key, "role": need.role, "position": index, "quantity": need.quantity}
        for index, need in enumerate(service.requirements)
    ]
    choices = [
        {**key, "role": need.role, "resource_id": resource_id, "position": index}
        for need in service.requirements
        for index, resource_id in enumerate(need.resource_ids)
    ]
    if needs:
        await tx.execute(insert(_NEED), needs)
        await tx.execute(insert(_CHOICE), choices)


def _values(service: Service) -> dict[str, Any]:  # Any: column values
    return {
        "vendor_id": service.vendor_id,
        "venue_id": service.venue_id,
        "vertical": service.vertical,
        "name": dict(service.name.texts),
        "description": dict(service.description.texts),
        "duration_minutes": service.duration_minutes,
        "pad_after_minutes": service.pad_after_minutes,
        "status": service.status,
        "listed": service.listed,
        "confirmation": service.confirmation,
        "payment_timing": service.payment_timing,
        "policy": service.policy,
        "custom_policy": None if service.custom_policy is None else dict(service.custom_policy),
        "position": service.position,
        "external_ref": service.external_ref,
    }


def _service(row: Row[Any], requirements: tuple[Requirement, ...]) -> Service:
    return Service(
        vendor_id=row.vendor_id,
        id=row.id,
        venue_id=row.venue_id,
        vertical=row.vertical,
        name=Localized(row.name),
        description=Localized(row.description),
        duration_minutes=row.duration_minutes,
        pad_after_minutes=row.pad_after_minutes,
        requirements=requirements,
        status=OfferStatus(row.status),
        listed=row.listed,
        confirmation=Confirmation(row.confirmation),
        payment_timing=PaymentTiming(row.payment_timing),
        policy=Policy(row.policy),
        custom_policy=row.custom_policy,
        position=row.position,
        external_ref=row.external_ref,
        version=row.version,
    )
