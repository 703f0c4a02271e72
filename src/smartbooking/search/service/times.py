"""Next free times of the slots on a page: asked of availability for the rows shown, never for all that match."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Place
from smartbooking.availability.domain.questions import Offer, Slot
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Period
from smartbooking.kernel.problem import NotFound
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import PriceRequest
from smartbooking.search.domain.criteria import Criteria
from smartbooking.search.domain.results import Found

SHOWN_SLOTS: Final = 3


@dataclass(frozen=True, slots=True)
class DayHours:
    """A day as a card draws it, in minutes after its midnight: when it opens and closes, and what is free of it."""

    opens: int
    closes: int
    free: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Times:
    """The next bookable starts of an offer, each with its own price, and its whole day.

    No day when nothing can start on it; no price where the business has set none.
    """

    starts: tuple[Slot, ...]
    prices: tuple[Money | None, ...] = ()
    hours: DayHours | None = None


SlotsByOffer = dict[tuple[str, int], Times]


@dataclass(slots=True)
class TodayCache:
    """What cards of undated searches show of today, seconds old at most. The most popular are shown again and again.

    One per process; asked for a day or a time, availability is always asked anew.
    """

    seconds: float = 10.0
    size: int = 2_000
    clock: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, int, date, int], tuple[float, Times]] = field(default_factory=dict)

    def get(self, key: tuple[str, int, date, int]) -> Times | None:
        kept = self._kept.get(key)
        return kept[1] if kept is not None and kept[0] > self.clock() else None

    def put(self, key: tuple[str, int, date, int], times: Times) -> None:
        if len(self._kept) >= self.size:
            self._kept.clear()
        self._kept[key] = (self.clock() + self.seconds, times)


async def next_slots(
    read: ReadTx, *, criteria: Criteria, found: Sequence[Found], now: datetime, today: TodayCache
) -> SlotsByOffer:
    """Up to three bookable starts per slot offer on the day (or at the time) asked for; on this day when undated."""
    slots = {}
    for row in found:
        if row.timing != "slots":
            continue
        key = (row.offer_kind, row.offer_id, now.astimezone(ZoneInfo(row.tz)).date(), places_wanted(criteria, row))
        dated = criteria.day is not None or criteria.period is not None
        times = None if dated else today.get(key)
        if times is None:
            times = await _slots(read, criteria, row, now)
            if not dated:
                today.put(key, times)
        slots[row.offer_kind, row.offer_id] = times
    return slots


async def _slots(read: ReadTx, criteria: Criteria, row: Found, now: datetime) -> Times:
    period = criteria.period
    day = criteria.day or (period.start if period else now).astimezone(ZoneInfo(row.tz)).date()
    offer = Offer(service_id=row.offer_id) if row.offer_kind == "service" else Offer(resource_id=row.offer_id)
    fixed = row.offer_kind == "service" or period is None  # a service has its own length
    try:
        days = await availability.free_slots(
            read,
            offer=offer,
            day_from=day,
            days=1,
            duration=None if fixed or period is None else period.duration,
            quantity=places_wanted(criteria, row),
            now=now,
            vendor_id=row.vendor_id,
        )
    except NotFound:  # archived since the listing was written: the next reindexing removes it
        return Times(())
    all_slots = [slot for each in days.days for slot in each.slots]
    free = [slot for slot in all_slots if slot.available]
    if period is not None:
        free = [slot for slot in free if slot.start == period.start]
    shown = tuple(free[:SHOWN_SLOTS])
    return Times(shown, await _prices(read, offer, days.place, shown, now), hours_of(day, all_slots))


async def _prices(
    read: ReadTx, offer: Offer, place: Place, shown: Sequence[Slot], now: datetime
) -> tuple[Money | None, ...]:
    """What each of the starts costs: an evening may cost more than the cheapest hour of the card."""
    if not shown:
        return ()
    periods = [Period(slot.start, slot.end) for slot in shown]
    request = PriceRequest(
        vendor_id=place.vendor_id, resource_id=offer.resource_id, service_id=offer.service_id, span=periods[0],
        timezone=place.timezone, currency=place.currency, country=place.country,
        check_in=place.check_in, check_out=place.check_out,
    )  # fmt: skip
    return await pricing.slot_prices(read, request=request, periods=periods, now=now)


def hours_of(day: date, slots: Sequence[Slot]) -> DayHours | None:
    """The day's starts put together into stretches; a visit past midnight ends after minute 1,440."""
    spans = [(_minute(day, slot.start_local), _minute(day, slot.end_local), slot.available) for slot in slots]
    if not spans:
        return None
    stretches: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end, available in spans if available):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    return DayHours(min(s for s, _, _ in spans), max(e for _, e, _ in spans), tuple(stretches))


def _minute(day: date, local: str) -> int:
    at = datetime.fromisoformat(local)
    return (at.date() - day).days * 1440 + at.hour * 60 + at.minute


def places_wanted(criteria: Criteria, row: Found) -> int:
    """How many places one booking takes: what was asked, or one per guest where a place is a person."""
    if row.timing == "nights" or row.max_party is not None or row.capacity == 1:
        return criteria.quantity
    return max(criteria.quantity, criteria.guests or 1)
