"""Free times of resources and services, day by day; the number of queries does not grow with days or resources."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
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
from smartbooking.availability.domain.terms import Place, ResourceTerms, Terms
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An offer as it stands at `now`: its terms and pages around `days` dates from `begins`."""

    loaded: Loaded
    offer: Offer
    begins: date
    days: int
    duration: timedelta | None
    quantity: int
    now: datetime

    @property
    def place(self) -> Place:
        return self.loaded.terms.place

    @property
    def mark(self) -> Hashable | None:
        """Looks of one mark have the same answers; None when there is no stamp to know changes by.

        Every rule about the present (notice, horizon, past, lead of a price) turns at a whole minute, some of them
        a second late because they count whole seconds: all later moments of a minute are alike.
        """
        if self.loaded.stamp is None:
            return None
        minutes, rest = divmod(self.now.timestamp(), 60)
        return (
            self.offer, self.begins, self.days, self.duration, self.quantity, self.loaded.stamp,
            minutes, rest > 0, rest >= 1,
            tuple(one.mark for one in self.loaded.room.values()),
        )  # fmt: skip


async def look(
    read: ReadTx,
    *,
    offer: Offer,
    day_from: date | None = None,
    days: int,
    duration: timedelta | None = None,
    quantity: int = 1,
    now: datetime,
    vendor_id: int | None = None,
) -> Look:
    """What answers about these dates need (from today at the venue, unless named). Raises NotFound."""
    longest = duration or timedelta(days=1)
    first, last = _around(day_from or now.date(), days + longest.days)
    loaded = await load(read, offer, first=first, last=last, now=now, vendor_id=vendor_id)
    begins = day_from or date_at(seconds(now), loaded.terms.place.zone)
    return Look(
        loaded=loaded, offer=offer, begins=begins, days=days, duration=duration, quantity=quantity, now=now
    )  # fmt: skip


def slots_in(seen: Look) -> SlotDays:
    """Starts of each calendar date at the venue, with what is left.

    `duration` is for resources of free length; without it the usual one of its kind counts. Raises UnfitSpan for
    resources booked by nights.
    """
    terms = seen.loaded.terms
    dates = [seen.begins + timedelta(days=n) for n in range(seen.days)]
    return SlotDays(
        place=terms.place,
        duration_minutes=_minutes(terms, seen.duration),
        days=tuple(
            _days(seen.loaded, dates, offer=seen.offer, duration=seen.duration, quantity=seen.quantity, now=seen.now)
        ),
    )


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
    """`slots_in` a look taken now. Raises NotFound; UnfitSpan for resources booked by nights."""
    seen = await look(
        read, offer=offer, day_from=day_from, days=days, duration=duration, quantity=quantity, now=now,
        vendor_id=vendor_id,
    )  # fmt: skip
    return slots_in(seen)


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


def nights_in(seen: Look) -> NightCalendar:
    """Nights in order. Raises UnfitSpan for resources that are not booked by nights."""
    terms = seen.loaded.terms
    if not isinstance(terms, ResourceTerms) or terms.timing is not Timing.NIGHTS:
        raise UnfitSpan("This is not booked by nights; ask for its slots instead.")
    return NightCalendar(
        place=terms.place,
        nights=_nights(terms, seen.loaded, seen.begins, seen.days, quantity=seen.quantity, now=seen.now),
    )


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
    """`nights_in` a look taken now. Raises NotFound; UnfitSpan for resources that are not booked by nights."""
    offer = Offer(resource_id=resource_id)
    seen = await look(
        read, offer=offer, day_from=day_from, days=days, quantity=quantity, now=now, vendor_id=vendor_id
    )  # fmt: skip
    return nights_in(seen)


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
