"""Use cases of services: create, edit, archive, read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final, Unpack

from smartbooking.catalog.domain import (
    OfferStatus,
    Service,
    ServiceChanges,
    ServiceDraft,
    Timing,
    service_errors,
)
from smartbooking.catalog.events import ServiceChanged
from smartbooking.catalog.repository import refusals
from smartbooking.catalog.repository import resources as resource_rows
from smartbooking.catalog.repository import services as rows
from smartbooking.catalog.service.verticals import get_vertical
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.page import DEFAULT_LIMIT, Page
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, StaleVersion
from smartbooking.vendors import service as vendors

_NEW: Final = 0
_STALE: Final = "Somebody changed this service meanwhile. Read it again, then repeat your change."


async def create_service(tx: Tx, *, vendor_id: int, venue_id: int, draft: ServiceDraft, now: datetime) -> Service:
    """Create a service in a venue of the vendor; what the draft leaves open follows the vertical.

    Raises Invalid (a pointer per wrong field), NotFound (venue), UnknownVertical, ExternalReferenceTaken.
    """
    await vendors.get_venue(tx, vendor_id=vendor_id, venue_id=venue_id)
    service = _from_draft(draft, vendor_id=vendor_id, venue_id=venue_id)
    await _check(tx, service)
    with refusals.explained():
        created = await rows.insert_service(tx, service, now=now)
    await publish(tx, ServiceChanged(vendor_id=vendor_id, service_id=created.id))
    return created


async def update_service(
    tx: Tx,
    *,
    vendor_id: int,
    service_id: int,
    version: int,
    now: datetime,
    **changes: Unpack[ServiceChanges],
) -> Service:
    """Change some fields of the version the caller has seen. Raises StaleVersion, Invalid, NotFound."""
    present = await get_service(tx, service_id=service_id, vendor_id=vendor_id)
    if present.version != version:
        raise StaleVersion(_STALE)
    changed = replace(present, **changes)
    await _check(tx, changed)
    with refusals.explained():
        stored = await rows.update_service(tx, changed, now=now)
    if stored is None:
        raise StaleVersion(_STALE)
    await publish(tx, ServiceChanged(vendor_id=vendor_id, service_id=service_id))
    return stored


async def archive_service(tx: Tx, *, vendor_id: int, service_id: int, version: int | None, now: datetime) -> Service:
    """Take a service out of sale for good; what is booked stays booked. Archiving twice changes nothing."""
    present = await get_service(tx, service_id=service_id, vendor_id=vendor_id)
    if present.status is OfferStatus.ARCHIVED:
        return present
    return await update_service(
        tx,
        vendor_id=vendor_id,
        service_id=service_id,
        version=present.version if version is None else version,
        now=now,
        status=OfferStatus.ARCHIVED,
        listed=False,
    )


async def get_service(read: ReadTx, *, service_id: int, vendor_id: int | None = None) -> Service:
    """By number, in any status; with `vendor_id` another vendor's is NotFound."""
    found = await rows.find_service(read, service_id=service_id, vendor_id=vendor_id)
    if found is None:
        raise NotFound("No such service.")
    return found


async def list_services(
    read: ReadTx,
    *,
    vendor_id: int,
    venue_id: int | None = None,
    status: OfferStatus | None = None,
    page: int = 1,
    limit: int = DEFAULT_LIMIT,
) -> Page[Service]:
    """A vendor's services in display order; archived ones only when `status` asks for them."""
    found, total = await rows.list_services(
        read, vendor_id=vendor_id, venue_id=venue_id, status=status, limit=limit, offset=(page - 1) * limit
    )
    return Page(rows=found, page=page, limit=limit, total=total)


async def services_using(read: ReadTx, *, vendor_id: int, resource_id: int) -> list[Service]:
    """Active services that may use a resource."""
    return await rows.services_using(read, vendor_id=vendor_id, resource_id=resource_id)


def _from_draft(draft: ServiceDraft, *, vendor_id: int, venue_id: int) -> Service:
    vertical = get_vertical(draft.vertical)
    pad = vertical.pad_after_minutes if draft.pad_after_minutes is None else draft.pad_after_minutes
    return Service(
        vendor_id=vendor_id,
        id=_NEW,
        venue_id=venue_id,
        vertical=vertical.code,
        name=draft.name,
        description=draft.description,
        duration_minutes=draft.duration_minutes,
        pad_after_minutes=pad,
        requirements=draft.requirements,
        status=draft.status,
        listed=draft.listed,
        confirmation=draft.confirmation or vertical.confirmation,
        payment_timing=draft.payment_timing or vertical.payment_timing,
        policy=draft.policy or vertical.policy,
        custom_policy=draft.custom_policy,
        position=draft.position,
        external_ref=draft.external_ref,
    )


async def _check(tx: Tx, service: Service) -> None:
    errors = service_errors(service, vertical=get_vertical(service.vertical))
    if not errors and service.status is not OfferStatus.ARCHIVED:
        errors += await _resource_errors(tx, service)
    if errors:
        raise Invalid(*errors)


async def _resource_errors(tx: Tx, service: Service) -> list[FieldError]:
    """Every resource named must be a living one of the same venue that is sold in slots."""
    found = await resource_rows.find_resources(tx, vendor_id=service.vendor_id, resource_ids=service.resource_ids)
    usable = {
        number
        for number, resource in found.items()
        if resource.venue_id == service.venue_id
        and resource.timing is Timing.SLOTS
        and resource.status is not OfferStatus.ARCHIVED
    }
    return [
        FieldError(
            f"/requirements/{index}/resourceIds/{place}",
            "Not a resource of this venue that is booked by time.",
            "unknown",
        )
        for index, need in enumerate(service.requirements)
        for place, number in enumerate(need.resource_ids)
        if number not in usable
    ]
