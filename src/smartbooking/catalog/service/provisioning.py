"""The wizard's second half: the rows a template prefills, created for a venue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from smartbooking.catalog.domain import (
    Requirement,
    Resource,
    ResourceDraft,
    ResourceRow,
    Service,
    ServiceDraft,
    ServiceRow,
    Vertical,
)
from smartbooking.catalog.service.resources import add_units, create_resources
from smartbooking.catalog.service.services import create_service
from smartbooking.infra.db import Tx
from smartbooking.kernel.period import Period
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned:
    """What was created, each beside the template row that suggests its price."""

    vertical: Vertical
    resources: tuple[tuple[Resource, ResourceRow], ...]
    services: tuple[tuple[Service, ServiceRow], ...]


async def provision(tx: Tx, *, vendor_id: int, venue_id: int, vertical: Vertical, now: datetime) -> Provisioned:
    """Create the resources, units and services of a template in a venue. Hours and prices are set from above.

    Raises NotFound (venue). Calling it twice creates the rows twice: the wizard calls it once, idempotently keyed.
    """
    venue = await vendors.get_venue(tx, vendor_id=vendor_id, venue_id=venue_id)
    made = await _create_rows(tx, vertical.resources, venue=venue, vertical=vertical, now=now)
    by_key = {row.key: resource for resource, row in made}
    services = [
        (await _create_service(tx, row, by_key, venue=venue, vertical=vertical, now=now), row)
        for row in vertical.services
    ]
    return Provisioned(vertical=vertical, resources=tuple(made), services=tuple(services))


async def _create_rows(
    tx: Tx, rows: tuple[ResourceRow, ...], *, venue: Venue, vertical: Vertical, now: datetime
) -> list[tuple[Resource, ResourceRow]]:
    """Wholes first, because their parts name them."""
    made: dict[str, Resource] = {}
    for generation in ([row for row in rows if not row.parent], [row for row in rows if row.parent]):
        drafts = [_draft(row, made, rows.index(row), venue=venue, vertical=vertical, now=now) for row in generation]
        if drafts:
            created = await create_resources(tx, vendor_id=venue.vendor_id, venue_id=venue.id, drafts=drafts, now=now)
            made |= {row.key: resource for row, resource in zip(generation, created, strict=True)}
    for row in rows:
        if row.units:
            await add_units(tx, vendor_id=venue.vendor_id, resource_id=made[row.key].id, names=row.units)
    return [(made[row.key], row) for row in rows]


def _draft(
    row: ResourceRow,
    made: dict[str, Resource],
    position: int,
    *,
    venue: Venue,
    vertical: Vertical,
    now: datetime,
) -> ResourceDraft:
    return ResourceDraft(
        vertical=vertical.code,
        name=row.name,
        description=row.description,
        capacity=row.capacity,
        max_party=row.max_party,
        attributes=row.attributes,
        amenities=row.amenities,
        listed=row.listed,
        session=_session(row, venue, now),
        payment_timing=vertical.payment_timing,
        parent_id=made[row.parent].id if row.parent else None,
        position=position,
    )


def _session(row: ResourceRow, venue: Venue, now: datetime) -> Period | None:
    """The template's wall time some days from now, as an instant of the venue."""
    if row.start is None:
        return None
    zone = ZoneInfo(venue.timezone)
    day = now.astimezone(zone).date() + timedelta(days=row.offset_days or 0)
    start = datetime.combine(day, row.start, tzinfo=zone)
    return Period(start, start + timedelta(minutes=row.duration_minutes or 60))


async def _create_service(
    tx: Tx,
    row: ServiceRow,
    by_key: dict[str, Resource],
    *,
    venue: Venue,
    vertical: Vertical,
    now: datetime,
) -> Service:
    draft = ServiceDraft(
        vertical=vertical.code,
        name=row.name,
        description=row.description,
        duration_minutes=row.duration_minutes,
        pad_after_minutes=row.pad_after_minutes,
        requirements=tuple(
            Requirement(
                role=need.role,
                resource_ids=tuple(by_key[key].id for key in need.resources),
                quantity=need.quantity,
            )
            for need in row.requirements
        ),
        payment_timing=vertical.payment_timing,
        position=vertical.services.index(row),
    )
    return await create_service(tx, vendor_id=venue.vendor_id, venue_id=venue.id, draft=draft, now=now)
