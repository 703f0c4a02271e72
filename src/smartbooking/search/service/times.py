"""Next free times of the slots on a page: asked of availability for the rows shown, never for all that match."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.availability.domain.questions import Offer, Slot
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.problem import NotFound
from smartbooking.search.domain.criteria import Criteria
from smartbooking.search.domain.results import Found

SHOWN_SLOTS: Final = 3

SlotsByOffer = dict[tuple[str, int], tuple[Slot, ...]]


async def next_slots(read: ReadTx, *, criteria: Criteria, found: Sequence[Found], now: datetime) -> SlotsByOffer:
    """Up to three bookable starts per slot offer on the day (or at the time) asked for; empty when undated."""
    return {
        (row.offer_kind, row.offer_id): await _slots(read, criteria, row, now)
        for row in found
        if row.timing == "slots" and (criteria.day or criteria.period)
    }


async def _slots(read: ReadTx, criteria: Criteria, row: Found, now: datetime) -> tuple[Slot, ...]:
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
        return ()
    free = [slot for each in days.days for slot in each.slots if slot.available]
    if period is not None:
        free = [slot for slot in free if slot.start == period.start]
    return tuple(free[:SHOWN_SLOTS])


def places_wanted(criteria: Criteria, row: Found) -> int:
    """How many places one booking takes: what was asked, or one per guest where a place is a person."""
    if row.timing == "nights" or row.max_party is not None or row.capacity == 1:
        return criteria.quantity
    return max(criteria.quantity, criteria.guests or 1)
