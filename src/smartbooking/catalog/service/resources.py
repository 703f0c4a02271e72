"""Use cases of resources and their units: create, edit, archive, read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, Unpack

from smartbooking.catalog.domain import (
    OfferStatus,
    Resource,
    ResourceChanges,
    ResourceDraft,
    Unit,
    Vertical,
    missing_for_publishing,
    resource_errors,
)
from smartbooking.catalog.errors import NotReadyToPublish
from smartbooking.catalog.events import ResourceChanged
from smartbooking.catalog.repository import refusals
from smartbooking.catalog.repository import resources as rows
from smartbooking.catalog.service.verticals import amenities, get_vertical, publish_gates
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.page import DEFAULT_LIMIT, Page
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, StaleVersion
from smartbooking.vendors import service as vendors

_NEW: Final = 0  # the number of what the database has not numbered yet


async def create_resource(tx: Tx, *, vendor_id: int, venue_id: int, draft: ResourceDraft, now: datetime) -> Resource:
    """Create one resource in a venue of the vendor; what the draft leaves open follows the vertical.

    Raises Invalid (a pointer per wrong field), NotFound (venue), UnknownVertical, NotReadyToPublish,
    ExternalReferenceTaken. The ledger learns of it in the same transaction.
    """
    return (await create_resources(tx, vendor_id=vendor_id, venue_id=venue_id, drafts=[draft], now=now))[0]


async def create_resources(
    tx: Tx, *, vendor_id: int, venue_id: int, drafts: Sequence[ResourceDraft], now: datetime
) -> list[Resource]:
    """Create several at once, all or none, in one statement and in the given order; as create_resource."""
    venue = await vendors.get_venue(tx, vendor_id=vendor_id, venue_id=venue_id)
    planned = [_from_draft(draft, vendor_id=vendor_id, venue_id=venue_id) for draft in drafts]
    for resource in planned:
        await _check(tx, resource)
        _check_gates(resource, country=venue.country, now=now)
    with refusals.explained():
        created = await rows.insert_resources(tx, planned, now=now)
    await publish(tx, *(ResourceChanged(vendor_id=vendor_id, resource_id=new.id) for new in created))
    return created


async def update_resource(
    tx: Tx,
    *,
    vendor_id: int,
    resource_id: int,
    version: int,
    now: datetime,
    **changes: Unpack[ResourceChanges],
) -> Resource:
    """Change some fields of the version the caller has seen.

    Raises StaleVersion when it was edited since, CapacityInUse when more is sold than the new capacity, Invalid,
    NotFound, NotReadyToPublish. A session that is published keeps its time: people hold tickets for it.
    """
    present = await get_resource(tx, resource_id=resource_id, vendor_id=vendor_id)
    if present.version != version:
        raise StaleVersion("Somebody changed this resource meanwhile. Read it again, then repeat your change.")
    changed = replace(present, **changes)
    if changed.session != present.session and present.status is not OfferStatus.DRAFT:
        words = "A published session keeps its time. Archive it and create another one."
        raise Invalid(FieldError("/session", words, "fixed"))
    await _check(tx, changed)
    venue = await vendors.get_venue(tx, vendor_id=vendor_id, venue_id=changed.venue_id)
    _check_gates(changed, country=venue.country, now=now)
    with refusals.explained():
        stored = await rows.update_resource(tx, changed, now=now)
    if stored is None:
        raise StaleVersion("Somebody changed this resource meanwhile. Read it again, then repeat your change.")
    await publish(tx, ResourceChanged(vendor_id=vendor_id, resource_id=resource_id))
    return stored


async def archive_resource(tx: Tx, *, vendor_id: int, resource_id: int, version: int | None, now: datetime) -> Resource:
    """Take a resource out of sale for good; what is booked stays booked. Archiving twice changes nothing.

    Without `version` the present one is meant. Raises StaleVersion, NotFound.
    """
    present = await get_resource(tx, resource_id=resource_id, vendor_id=vendor_id)
    if present.status is OfferStatus.ARCHIVED:
        return present
    return await update_resource(
        tx,
        vendor_id=vendor_id,
        resource_id=resource_id,
        version=present.version if version is None else version,
        now=now,
        status=OfferStatus.ARCHIVED,
        listed=False,
    )


async def get_resource(read: ReadTx, *, resource_id: int, vendor_id: int | None = None) -> Resource:
    """By number, in any status; with `vendor_id` another vendor's is NotFound."""
    found = await rows.find_resource(read, resource_id=resource_id, vendor_id=vendor_id)
    if found is None:
        raise NotFound("No such resource.")
    return found


async def get_resources(read: ReadTx, *, vendor_id: int, resource_ids: Sequence[int]) -> dict[int, Resource]:
    """Those of the numbers that exist for the vendor, in any status, by number."""
    return await rows.find_resources(read, vendor_id=vendor_id, resource_ids=resource_ids)


async def list_resources(
    read: ReadTx,
    *,
    vendor_id: int,
    venue_id: int | None = None,
    status: OfferStatus | None = None,
    page: int = 1,
    limit: int = DEFAULT_LIMIT,
) -> Page[Resource]:
    """A vendor's resources in display order; archived ones only when `status` asks for them."""
    found, total = await rows.list_resources(
        read, vendor_id=vendor_id, venue_id=venue_id, status=status, limit=limit, offset=(page - 1) * limit
    )
    return Page(rows=found, page=page, limit=limit, total=total)


async def children_of(read: ReadTx, *, vendor_id: int, resource_id: int) -> list[int]:
    """Numbers of the parts of a resource: the courts of a hall. Booking either takes the other."""
    return await rows.children_of(read, vendor_id=vendor_id, resource_id=resource_id)


async def find_by_external_refs(read: ReadTx, *, vendor_id: int, refs: Sequence[str]) -> dict[str, int]:
    """Numbers of imported resources by their reference in the other system."""
    return await rows.find_by_external_refs(read, vendor_id=vendor_id, refs=refs)


async def add_units(tx: Tx, *, vendor_id: int, resource_id: int, names: Sequence[str]) -> list[Unit]:
    """Name members of a resource (rooms 201, 202). Raises NameTaken, NotFound, Invalid."""
    await get_resource(tx, resource_id=resource_id, vendor_id=vendor_id)
    _check_unit_names(names)
    present = len(await rows.list_units(tx, vendor_id=vendor_id, resource_id=resource_id))
    units = [
        Unit(vendor_id=vendor_id, id=_NEW, resource_id=resource_id, name=name.strip(), position=present + index)
        for index, name in enumerate(names)
    ]
    with refusals.explained():
        created = await rows.insert_units(tx, units)
    await publish(tx, ResourceChanged(vendor_id=vendor_id, resource_id=resource_id))
    return created


async def update_unit(tx: Tx, *, unit: Unit) -> Unit:
    """Rename, annotate, retire or reorder a unit. Raises NameTaken, NotFound, Invalid."""
    _check_unit_names([unit.name])
    with refusals.explained():
        stored = await rows.update_unit(tx, unit)
    if stored is None:
        raise NotFound("No such unit.")
    await publish(tx, ResourceChanged(vendor_id=unit.vendor_id, resource_id=unit.resource_id))
    return stored


async def list_units(read: ReadTx, *, vendor_id: int, resource_id: int) -> list[Unit]:
    """Units of a resource in display order; retired ones too."""
    await get_resource(read, resource_id=resource_id, vendor_id=vendor_id)
    return await rows.list_units(read, vendor_id=vendor_id, resource_id=resource_id)


def _from_draft(draft: ResourceDraft, *, vendor_id: int, venue_id: int) -> Resource:
    vertical = get_vertical(draft.vertical)
    return Resource(
        vendor_id=vendor_id,
        id=_NEW,
        venue_id=venue_id,
        vertical=vertical.code,
        kind=vertical.kind,
        timing=vertical.timing,
        grain_seconds=vertical.grain_seconds,
        name=draft.name,
        description=draft.description,
        capacity=draft.capacity,
        session=draft.session,
        max_party=draft.max_party,
        attributes=draft.attributes,
        amenities=draft.amenities,
        status=draft.status,
        listed=draft.listed,
        confirmation=draft.confirmation or vertical.confirmation,
        payment_timing=draft.payment_timing or vertical.payment_timing,
        policy=draft.policy or vertical.policy,
        custom_policy=draft.custom_policy,
        parent_id=draft.parent_id,
        position=draft.position,
        external_ref=draft.external_ref,
    )


async def _check(tx: Tx, resource: Resource) -> None:
    vertical: Vertical = get_vertical(resource.vertical)
    errors = resource_errors(resource, vertical=vertical, amenities=amenities())
    if resource.parent_id is not None:
        errors += await _parent_errors(tx, resource)
    if errors:
        raise Invalid(*errors)


async def _parent_errors(tx: Tx, resource: Resource) -> list[FieldError]:
    """One level only: a part has no parts, so that claims on a whole never have to walk a tree."""
    assert resource.parent_id is not None
    parent = await rows.find_resource(tx, resource_id=resource.parent_id, vendor_id=resource.vendor_id)
    if parent is None or parent.venue_id != resource.venue_id or parent.id == resource.id:
        return [FieldError("/parentId", "The whole must be another resource of the same venue.", "unknown")]
    if parent.parent_id is not None:
        return [FieldError("/parentId", "The whole must not be a part itself.", "nested")]
    if parent.grain_seconds != resource.grain_seconds:
        return [FieldError("/parentId", "The whole and its parts must be sold in the same units of time.", "grain")]
    if resource.id and await rows.children_of(tx, vendor_id=resource.vendor_id, resource_id=resource.id):
        return [FieldError("/parentId", "This resource has parts, so it can not be a part.", "nested")]
    return []


def _check_gates(resource: Resource, *, country: str, now: datetime) -> None:
    if not (resource.listed and resource.bookable):
        return
    missing = missing_for_publishing(
        publish_gates(),
        country=country,
        vertical=resource.vertical,
        attributes=resource.attributes,
        on=now.date(),
    )
    if missing:
        pointers = [f"/attributes{pointer}" for pointer in missing]
        raise NotReadyToPublish(f"The law of {country} asks for {', '.join(pointers)}.", missing=pointers)


def _check_unit_names(names: Sequence[str]) -> None:
    errors = [
        FieldError(f"/names/{index}", "Between 1 and 60 characters.", "out_of_range")
        for index, name in enumerate(names)
        if not 1 <= len(name.strip()) <= 60
    ]
    if not names:
        errors.append(FieldError("/names", "Give at least one name.", "required"))
    if errors:
        raise Invalid(*errors)
