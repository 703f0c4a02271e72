"""Resources and their units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Row, Table, func, insert, select, update

from smartbooking.catalog.domain import (
    Confirmation,
    Kind,
    OfferStatus,
    PaymentTiming,
    Policy,
    Resource,
    Timing,
    Unit,
)
from smartbooking.catalog.models import ResourceRow, UnitRow
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.period import Period
from smartbooking.kernel.text import Localized

_RESOURCE: Final = cast(Table, ResourceRow.__table__)
_UNIT: Final = cast(Table, UnitRow.__table__)
# What an edit never touches.
_FIXED: Final = ("vendor_id", "venue_id", "vertical", "kind", "timing", "grain_seconds")


async def insert_resources(tx: Tx, resources: Sequence[Resource], *, now: datetime) -> list[Resource]:
    """Store new resources and return them with their numbers, in the given order; `id` of the input is ignored."""
    if not resources:
        return []
    rows = [{**_values(resource), "created_at": now, "updated_at": now} for resource in resources]
    statement = insert(_RESOURCE).returning(*_RESOURCE.c, sort_by_parameter_order=True)
    return [_resource(row) for row in await tx.execute(statement, rows)]


async def update_resource(tx: Tx, resource: Resource, *, now: datetime) -> Resource | None:
    """Write the edit if the stored version is still `resource.version`; None when it is not."""
    values = {name: value for name, value in _values(resource).items() if name not in _FIXED}
    statement = (
        update(_RESOURCE)
        .where(
            _RESOURCE.c.vendor_id == resource.vendor_id,
            _RESOURCE.c.id == resource.id,
            _RESOURCE.c.version == resource.version,
        )
        .values(**values, version=_RESOURCE.c.version + 1, updated_at=now)
        .returning(*_RESOURCE.c)
    )
    row = (await tx.execute(statement)).one_or_none()
    return None if row is None else _resource(row)


async def find_resource(read: ReadTx, *, resource_id: int, vendor_id: int | None = None) -> Resource | None:
    """By number, or None; with `vendor_id` only among that vendor's. Index: the key, or resource_by_id."""
    where = [_RESOURCE.c.id == resource_id]
    if vendor_id is not None:
        where.append(_RESOURCE.c.vendor_id == vendor_id)
    row = (await read.execute(select(_RESOURCE).where(*where))).one_or_none()
    return None if row is None else _resource(row)


async def find_resources(read: ReadTx, *, vendor_id: int, resource_ids: Sequence[int]) -> dict[int, Resource]:
    """Those of the numbers that exist for the vendor, by number."""
    if not resource_ids:
        return {}
    found = await read.execute(
        select(_RESOURCE).where(_RESOURCE.c.vendor_id == vendor_id, _RESOURCE.c.id.in_(resource_ids))
    )
    return {row.id: _resource(row) for row in found}


async def list_resources(
    read: ReadTx,
    *,
    vendor_id: int,
    venue_id: int | None,
    status: OfferStatus | None,
    limit: int,
    offset: int,
) -> tuple[list[Resource], int]:
    """A page of a vendor's resources in display order, and how many there are in all; archived only on request."""
    where: list[ColumnElement[bool]] = [_RESOURCE.c.vendor_id == vendor_id]
    if venue_id is not None:
        where.append(_RESOURCE.c.venue_id == venue_id)
    where.append(_RESOURCE.c.status == status if status else _RESOURCE.c.status != OfferStatus.ARCHIVED)
    ordered = select(_RESOURCE).where(*where).order_by(_RESOURCE.c.position, _RESOURCE.c.id)
    rows = await read.execute(ordered.limit(limit).offset(offset))
    total = await read.scalar(select(func.count()).select_from(_RESOURCE).where(*where))
    return [_resource(row) for row in rows], total or 0


async def find_by_external_refs(read: ReadTx, *, vendor_id: int, refs: Sequence[str]) -> dict[str, int]:
    """Numbers of the vendor's resources that came from elsewhere, by their reference there."""
    rows = await read.execute(
        select(_RESOURCE.c.external_ref, _RESOURCE.c.id).where(
            _RESOURCE.c.vendor_id == vendor_id, _RESOURCE.c.external_ref.in_(refs)
        )
    )
    return {row.external_ref: row.id for row in rows}


async def children_of(read: ReadTx, *, vendor_id: int, resource_id: int) -> list[int]:
    """Numbers of the resources whose parent this one is."""
    rows = await read.scalars(
        select(_RESOURCE.c.id).where(_RESOURCE.c.vendor_id == vendor_id, _RESOURCE.c.parent_id == resource_id)
    )
    return list(rows)


async def insert_units(tx: Tx, units: Sequence[Unit]) -> list[Unit]:
    """Store units; violates unit_name_is_unique_in_resource for a name that is taken."""
    if not units:
        return []
    rows = [_unit_values(unit) for unit in units]
    statement = insert(_UNIT).returning(*_UNIT.c, sort_by_parameter_order=True)
    return [_unit(row) for row in await tx.execute(statement, rows)]


async def update_unit(tx: Tx, unit: Unit) -> Unit | None:
    """Rename, annotate, retire or reorder a unit; None when there is no such unit."""
    values = _unit_values(unit)
    statement = (
        update(_UNIT)
        .where(
            _UNIT.c.vendor_id == unit.vendor_id,
            _UNIT.c.resource_id == unit.resource_id,
            _UNIT.c.id == unit.id,
        )
        .values(**{name: values[name] for name in ("name", "note", "active", "position")})
        .returning(*_UNIT.c)
    )
    row = (await tx.execute(statement)).one_or_none()
    return None if row is None else _unit(row)


async def list_units(read: ReadTx, *, vendor_id: int, resource_id: int) -> list[Unit]:
    """Units of a resource in display order."""
    statement = select(_UNIT).where(_UNIT.c.vendor_id == vendor_id, _UNIT.c.resource_id == resource_id)
    return [_unit(row) for row in await read.execute(statement.order_by(_UNIT.c.position, _UNIT.c.id))]


def _values(resource: Resource) -> dict[str, Any]:  # Any: column values
    session = resource.session
    return {
        "vendor_id": resource.vendor_id,
        "venue_id": resource.venue_id,
        "vertical": resource.vertical,
        "kind": resource.kind,
        "timing": resource.timing,
        "name": dict(resource.name.texts),
        "description": dict(resource.description.texts),
        "capacity": resource.capacity,
        "grain_seconds": resource.grain_seconds,
        "session_start": session.start if session else None,
        "session_end": session.end if session else None,
        "max_party": resource.max_party,
        "attributes": dict(resource.attributes),
        "amenities": list(resource.amenities),
        "status": resource.status,
        "listed": resource.listed,
        "confirmation": resource.confirmation,
        "payment_timing": resource.payment_timing,
        "policy": resource.policy,
        "custom_policy": None if resource.custom_policy is None else dict(resource.custom_policy),
        "parent_id": resource.parent_id,
        "position": resource.position,
        "external_ref": resource.external_ref,
    }


def _resource(row: Row[Any]) -> Resource:
    return Resource(
        vendor_id=row.vendor_id,
        id=row.id,
        venue_id=row.venue_id,
        vertical=row.vertical,
        kind=Kind(row.kind),
        name=Localized(row.name),
        description=Localized(row.description),
        timing=Timing(row.timing),
        capacity=row.capacity,
        grain_seconds=row.grain_seconds,
        session=Period(row.session_start, row.session_end) if row.session_start else None,
        max_party=row.max_party,
        attributes=row.attributes,
        amenities=tuple(row.amenities),
        status=OfferStatus(row.status),
        listed=row.listed,
        confirmation=Confirmation(row.confirmation),
        payment_timing=PaymentTiming(row.payment_timing),
        policy=Policy(row.policy),
        custom_policy=row.custom_policy,
        parent_id=row.parent_id,
        position=row.position,
        external_ref=row.external_ref,
        version=row.version,
    )


def _unit_values(unit: Unit) -> dict[str, Any]:  # Any: column values
    return {
        "vendor_id": unit.vendor_id,
        "resource_id": unit.resource_id,
        "name": unit.name,
        "note": unit.note,
        "active": unit.active,
        "position": unit.position,
    }


def _unit(row: Row[Any]) -> Unit:
    return Unit(
        vendor_id=row.vendor_id,
        id=row.id,
        resource_id=row.resource_id,
        name=row.name,
        note=row.note,
        active=row.active,
        position=row.position,
    )
