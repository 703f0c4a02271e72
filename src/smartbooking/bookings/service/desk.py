"""The staff's day: what stands in the calendar, what changed since, and what colleagues wrote down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.availability.domain.claims import Claim, ClaimKind
from smartbooking.availability.service import OpenDay
from smartbooking.bookings.domain import Booking
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.desk import Visit
from smartbooking.bookings.repository import desk as rows
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.reading import find
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import OfferStatus, Resource
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.period import Period
from smartbooking.kernel.problem import NotFound, StaleVersion
from smartbooking.vendors import service as vendors

LONGEST: Final = 62
MOST_COLUMNS: Final = 200
MOST_CHANGES: Final = 500
# A change is stamped when its request begins and seen when it commits: what is younger is told twice.
OVERLAP: Final = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One resource of the calendar with its open time by date."""

    resource: Resource
    timezone: str
    days: Sequence[OpenDay]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCalendar:
    """Everything a calendar of some days shows."""

    columns: Sequence[Column]
    visits: Sequence[Visit]
    blocks: Sequence[Claim]


async def calendar(
    read: ReadTx, *, vendor_id: int, venue_id: int | None, day_from: date, days: int, now: datetime
) -> DeskCalendar:
    """The calendar of one venue, or of all: resources, their hours, visits and blocks. Raises NotFound."""
    zones = {venue.id: venue.timezone for venue in await vendors.list_venues(read, vendor_id)}
    page = await catalog.list_resources(
        read, vendor_id=vendor_id, venue_id=venue_id, status=OfferStatus.ACTIVE, limit=MOST_COLUMNS
    )
    numbers = [resource.id for resource in page.rows]
    hours = await availability.open_days(
        read, vendor_id=vendor_id, resource_ids=numbers, day_from=day_from, days=days, now=now
    )
    period = _around(day_from, days)
    visits = await rows.visits_between(read, vendor_id=vendor_id, period=period)
    claims = await availability.claims_between(read, vendor_id=vendor_id, period=period, resource_ids=numbers)
    return DeskCalendar(
        columns=[
            Column(resource=resource, timezone=zones[resource.venue_id], days=hours[resource.id])
            for resource in page.rows
        ],
        visits=visits,
        blocks=[claim for claim in claims if claim.kind is ClaimKind.BLOCK],
    )


def _around(day_from: date, days: int) -> Period:
    """Instants that surely contain the dates in any zone."""
    start = datetime.combine(day_from, time.min, UTC)
    return Period(start - timedelta(hours=14), start + timedelta(days=days, hours=14))


async def changes(read: ReadTx, *, vendor_id: int, after: datetime) -> list[Visit]:
    """Bookings changed since, and a few seconds before: who knows their version already skips them."""
    return await rows.visits_changed(read, vendor_id=vendor_id, after=after - OVERLAP, at_most=MOST_CHANGES)


async def write_note(
    tx: Tx, *, vendor_id: int, booking_id: UUID, caller: Caller, note: str, version: int | None, now: datetime
) -> Booking:
    """What colleagues should know about a booking; its customer never sees it. Raises NotFound, StaleVersion."""
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    if booking.vendor_id != vendor_id:
        raise NotFound("There is no such booking.")
    if version is not None and version != booking.version:
        raise StaleVersion("Somebody changed the booking meanwhile. Read it again, then write your note.")
    changed = await writing.change(
        tx, booking, to=booking.status, what="note", actor=caller.name, now=now, values={"staff_note": note}
    )
    assert changed
    return (await find(tx, booking_id=booking_id, caller=caller))[0]


async def note_of(read: ReadTx, booking: Booking) -> str:
    """The staff's own words about a booking."""
    return await rows.note_of(read, vendor_id=booking.vendor_id, booking_id=booking.id)
