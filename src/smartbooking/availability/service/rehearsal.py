"""What customers would see under hours and rules that are not saved yet, and which bookings would fall outside.

The draft is really written, asked about, and taken back: what is shown is what saving it would give. A rolled back
stamp never matches another one, so nothing that was remembered under the draft outlives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from smartbooking.availability.domain.claims import Claim, ClaimKind
from smartbooking.availability.domain.hours import HolidayPolicy, Season, SpecialDay
from smartbooking.availability.domain.questions import Night, Offer, SlotDay
from smartbooking.availability.domain.rules import BookingRules, StayRestriction
from smartbooking.availability.domain.spans import inside
from smartbooking.availability.domain.terms import Owner, ResourceTerms
from smartbooking.availability.domain.zone import date_at, seconds
from smartbooking.availability.repository import claims as ledger
from smartbooking.availability.repository import schedules as rows
from smartbooking.availability.service.rules import get_rules, set_rules
from smartbooking.availability.service.schedules import get_schedule, set_schedule, venue_of
from smartbooking.availability.service.slots import free_slots, night_calendar
from smartbooking.availability.service.terms import resource_terms
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import OfferStatus, Resource, Timing
from smartbooking.infra.db import Tx
from smartbooking.kernel.page import MAX_LIMIT
from smartbooking.kernel.period import Nights, Period

AHEAD: Final = timedelta(days=366)
MOST_OUTSIDE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Hours, dates of their own and rules that are not saved; `rules` None leaves the present ones."""

    seasons: Sequence[Season]
    holidays: HolidayPolicy | None
    special_days: Sequence[SpecialDay]
    rules: BookingRules | None = None
    restrictions: Sequence[StayRestriction] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """`days` for what is sold by time, `nights` for what is sold by nights; `outside` are claims, earliest first."""

    tz: str
    days: tuple[SlotDay, ...]
    nights: tuple[Night, ...]
    outside: tuple[Claim, ...]


async def rehearse(
    tx: Tx,
    *,
    vendor_id: int,
    owner: Owner,
    owner_id: int,
    draft: Draft,
    shown: Offer | None,
    day_from: date | None,
    days: int,
    now: datetime,
) -> Rehearsal:
    """What `shown` would offer under the draft. Stores nothing. Raises NotFound, Invalid."""
    resources = await _concerned(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    before = await resource_terms(tx, resources, now=now)
    taken = await _taken(tx, vendor_id=vendor_id, resources=resources, now=now)
    tz = (await get_schedule(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id, now=now)).place.timezone
    trial = await tx.begin_nested()
    try:
        await _write(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id, draft=draft, now=now)
        after = await resource_terms(tx, resources, now=now)
        slots, nights = await _seen(tx, shown, vendor_id=vendor_id, day_from=day_from, days=days, now=now)
    finally:
        await trial.rollback()
    outside = [
        claim
        for claim in taken
        if _outside(claim, after[claim.resource_id]) and not _outside(claim, before[claim.resource_id])
    ]
    return Rehearsal(tz=tz, days=slots, nights=nights, outside=tuple(outside[:MOST_OUTSIDE]))


async def _write(tx: Tx, *, vendor_id: int, owner: Owner, owner_id: int, draft: Draft, now: datetime) -> None:
    present = await get_schedule(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id, now=now)
    key = (owner, owner_id)
    for day in present.own.special_days:
        await rows.remove_special_day(tx, vendor_id=vendor_id, owner=key, day=day)
    for special in draft.special_days:
        await rows.put_special_day(tx, vendor_id=vendor_id, owner=key, special=special)
    if draft.rules is not None:
        known = await get_rules(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id, now=now)
        kept = known.restrictions if draft.restrictions is None else draft.restrictions
        await set_rules(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id, given=draft.rules, restrictions=kept)
    await set_schedule(
        tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id, seasons=draft.seasons, holidays=draft.holidays
    )


async def _seen(
    tx: Tx, shown: Offer | None, *, vendor_id: int, day_from: date | None, days: int, now: datetime
) -> tuple[tuple[SlotDay, ...], tuple[Night, ...]]:
    if shown is None:
        return (), ()
    if shown.service_id is None:
        found = await catalog.get_resource(tx, resource_id=shown.resource_id or 0, vendor_id=vendor_id)
        if found.timing is Timing.NIGHTS:
            calendar = await night_calendar(
                tx, resource_id=found.id, day_from=day_from, days=days, now=now, vendor_id=vendor_id
            )
            return (), calendar.nights
    made = await free_slots(tx, offer=shown, day_from=day_from, days=days, now=now, vendor_id=vendor_id)
    return made.days, ()


async def _concerned(tx: Tx, *, vendor_id: int, owner: Owner, owner_id: int) -> list[Resource]:
    """The resources whose hours these are; a service has none of its own, its resources carry the bookings."""
    venue_id = await venue_of(tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id)
    if owner is Owner.RESOURCE:
        return [await catalog.get_resource(tx, resource_id=owner_id, vendor_id=vendor_id)]
    if owner is Owner.SERVICE:
        return []
    found = await catalog.list_resources(tx, vendor_id=vendor_id, venue_id=venue_id, page=1, limit=MAX_LIMIT)
    return [one for one in found.rows if one.status is not OfferStatus.ARCHIVED]


async def _taken(tx: Tx, *, vendor_id: int, resources: list[Resource], now: datetime) -> list[Claim]:
    if not resources:
        return []
    numbers = sorted(resource.id for resource in resources)
    found = await ledger.between(
        tx, vendor_id=vendor_id, period=Period(now, now + AHEAD), resource_ids=numbers, at_most=10 * MOST_OUTSIDE
    )
    return [claim for claim in found if claim.kind is not ClaimKind.BLOCK]


def _outside(claim: Claim, terms: ResourceTerms) -> bool:
    """Whether the hours leave no place for what the claim takes; a session keeps its own time."""
    if terms.timing is Timing.SESSION:
        return False
    if isinstance(claim.span, Nights):
        nights = (claim.span.departure - claim.span.arrival).days
        return any(terms.night_is_closed(claim.span.arrival + timedelta(days=n)) for n in range(nights))
    start, end = seconds(claim.span.start), seconds(claim.span.end)
    zone = terms.timetable.zone
    return not inside((start, end), terms.timetable.windows(date_at(start, zone), date_at(end, zone)))
