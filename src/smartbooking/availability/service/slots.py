"""Free times of resources and services, day by day; the number of queries does not grow with days or resources."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from smartbooking.availability.domain.nights import month_night, night_of
from smartbooking.availability.domain.questions import (
    DayUse,
    MonthDay,
    Night,
    NightCalendar,
    Offer,
    SlotDay,
    SlotDays,
)
from smartbooking.availability.domain.slots import month_day, resource_day, service_day, session_day, use_of
from smartbooking.availability.domain.terms import ResourceTerms, Terms
from smartbooking.availability.domain.zone import date_at, seconds
from smartbooking.availability.errors import UnfitSpan
from smartbooking.availability.service.terms import Loaded, load
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Timing
from smartbooking.infra.db import ReadTx
from smartbooking.vendors import service as vendors

MOST_DAYS: Final = 31
MOST_NIGHTS: Final = 366
_DAY: Final = 86_400


def _around(first: date, days: int) -> tuple[int, int]:
    """Instants that surely contain the dates in any zone."""
    start = (first - date(1970, 1, 1)).days * _DAY
    return start - 2 * _DAY, start + (days + 2) * _DAY


async def free_slots(
    read: ReadTx,
    *,
    offer: Offer,
    day_from: date | None = None,
    days: int,
    duration: timedelta | None = None,
    quantity: int = 1,
    now: datetime,
    vendor_id: int | None = None,
) -> SlotDays:
    """Starts of each calendar date at the venue (from today there, unless named), with what is left.

    `duration` is for resources of free length; without it the usual one of its kind counts. Raises NotFound;
    UnfitSpan for resources booked by nights.
    """
    longest = duration or timedelta(days=1)
    first, last = _around(day_from or now.date(), days + longest.days)
    loaded = await load(read, offer, first=first, last=last, now=now, vendor_id=vendor_id)
    terms = loaded.terms
    begins = day_from or date_at(seconds(now), terms.place.zone)
    dates = [begins + timedelta(days=n) for n in range(days)]
    return SlotDays(
        place=terms.place,
        duration_minutes=_minutes(terms, duration),
        days=tuple(_days(loaded, dates, offer=offer, duration=duration, quantity=quantity, now=now)),
    )


def _minutes(terms: Terms, duration: timedelta | None) -> int:
    if not isinstance(terms, ResourceTerms):
        return terms.duration_minutes
    if terms.session is not None:
        return int(terms.session.duration.total_seconds()) // 60
    return int(duration.total_seconds()) // 60 if duration else terms.rules.default_minutes


def _days(
    loaded: Loaded, dates: list[date], *, offer: Offer, duration: timedelta | None, quantity: int, now: datetime
) -> list[SlotDay]:
    terms, room = loaded.terms, loaded.room
    if not isinstance(terms, ResourceTerms):
        return [service_day(terms, day, chosen=offer.chosen, quantity=quantity, room=room, now=now) for day in dates]
    if terms.timing is Timing.NIGHTS:
        raise UnfitSpan("This is booked by nights; ask for its nights instead.")
    if terms.timing is Timing.SESSION:
        own = room[terms.resource_id]
        return [session_day(terms, day, quantity=quantity, room=own, now=now) for day in dates]
    length = _minutes(terms, duration) * 60
    return [resource_day(terms, day, seconds_long=length, quantity=quantity, room=room, now=now) for day in dates]


async def night_calendar(
    read: ReadTx,
    *,
    resource_id: int,
    day_from: date | None = None,
    days: int,
    quantity: int = 1,
    now: datetime,
    vendor_id: int | None = None,
) -> NightCalendar:
    """Nights in order. Raises NotFound; UnfitSpan for resources that are not booked by nights."""
    first, last = _around(day_from or now.date(), days)
    offer = Offer(resource_id=resource_id)
    loaded = await load(read, offer, first=first, last=last, now=now, vendor_id=vendor_id)
    terms = loaded.terms
    if not isinstance(terms, ResourceTerms) or terms.timing is not Timing.NIGHTS:
        raise UnfitSpan("This is not booked by nights; ask for its slots instead.")
    begins = day_from or date_at(seconds(now), terms.place.zone)
    return NightCalendar(
        place=terms.place,
        nights=_nights(terms, loaded, begins, days, quantity=quantity, now=now),
    )


def _nights(
    terms: ResourceTerms, loaded: Loaded, first: date, days: int, *, quantity: int, now: datetime
) -> tuple[Night, ...]:
    return tuple(
        night_of(terms, first + timedelta(days=n), quantity=quantity, room=loaded.room, now=now) for n in range(days)
    )


async def month(
    read: ReadTx, *, offer: Offer, year: int, month_number: int, quantity: int = 1, now: datetime
) -> list[MonthDay]:
    """The state of each date of a month: free, few, full, closed or past. Raises NotFound."""
    first, days = date(year, month_number, 1), monthrange(year, month_number)[1]
    start, end = _around(first, days)
    loaded = await load(read, offer, first=start, last=end, now=now)
    terms = loaded.terms
    if isinstance(terms, ResourceTerms) and terms.timing is Timing.NIGHTS:
        nights = _nights(terms, loaded, first, days, quantity=quantity, now=now)
        return [month_night(night) for night in nights]
    dates = [first + timedelta(days=n) for n in range(days)]
    today = date_at(seconds(now), terms.place.zone)
    found = _days(loaded, dates, offer=offer, duration=None, quantity=quantity, now=now)
    return [month_day(day, today=today) for day in found]


async def day_use(
    read: ReadTx, *, vendor_id: int, resource_id: int, day_from: date, days: int, now: datetime
) -> list[DayUse]:
    """How each calendar date of a resource booked by time divides; none for nights and sessions. Raises NotFound."""
    first, last = _around(day_from, days)
    loaded = await load(read, Offer(resource_id=resource_id), first=first, last=last, now=now, vendor_id=vendor_id)
    terms = loaded.terms
    if not isinstance(terms, ResourceTerms) or terms.timing is not Timing.SLOTS:
        return []
    room = loaded.room[resource_id]
    return [use_of(day_from + timedelta(days=n), terms=terms, room=room) for n in range(days)]


async def zones_of(read: ReadTx, *, vendor_id: int, resource_ids: Sequence[int]) -> dict[int, str]:
    """The time zone of each resource's venue, in two queries."""
    if not resource_ids:
        return {}
    venues = {venue.id: venue.timezone for venue in await vendors.list_venues(read, vendor_id)}
    found = await catalog.get_resources(read, vendor_id=vendor_id, resource_ids=resource_ids)
    return {number: venues[resource.venue_id] for number, resource in found.items()}
