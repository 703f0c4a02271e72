"""Next free times of the slots on a page: asked of availability for the rows shown, never for all that match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.availability.domain.questions import Offer, Slot
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.problem import NotFound
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
    """The next bookable starts of an offer, and its whole day; no day when nothing can start on it."""

    starts: tuple[Slot, ...]
    hours: DayHours | None = None


SlotsByOffer = dict[tuple[str, int], Times]


async def next_slots(read: ReadTx, *, criteria: Criteria, found: Sequence[Found], now: datetime) -> SlotsByOffer:
    """Up to three bookable starts per slot offer on the day (or at the time) asked for; empty when undated."""
    return {
        (row.offer_kind, row.offer_id): await _slots(read, criteria, row, now)
        for row in found
        if row.timing == "slots" and (criteria.day or criteria.period)
    }


async def _slots(read: ReadTx, criteria: Criteria, row: Found, now: datetime) -> Times:
    period = criteria.period
    day = criteria.day or (period.start.astimezone(ZoneInfo(row.tz)).date() if period else now.date())
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
    return Times(tuple(free[:SHOWN_SLOTS]), hours_of(day, all_slots))


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
