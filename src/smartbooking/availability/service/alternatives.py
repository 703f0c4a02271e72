"""Up to three other offers near a wish that could not be had (UX 2.4), each of them free at the moment of asking.

Ranked: the nearest time on the same day, the same time at a sibling, a following day at the same time; what a rank
can not give is filled up from the others. Nights: the same dates at a sibling, then the stay shifted by days.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from smartbooking.availability.domain.questions import Alternative, Slot, Want
from smartbooking.availability.domain.terms import ResourceTerms, Terms
from smartbooking.availability.domain.zone import date_at, instant, instants_of, seconds, wall_at
from smartbooking.availability.service.explain import around, judge
from smartbooking.availability.service.slots import free_slots
from smartbooking.availability.service.terms import load
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import OfferStatus, Timing
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.page import MAX_LIMIT
from smartbooking.kernel.period import Nights, Period

MOST: Final = 3
MOST_SIBLINGS: Final = 6
DAYS_AHEAD: Final = 7


async def alternatives(read: ReadTx, *, want: Want, now: datetime) -> list[Alternative]:
    """At most three, best first. Raises NotFound for an unknown offer."""
    first, last = around(want.span)
    loaded = await load(read, want.offer, first=first, last=last, now=now, vendor_id=want.vendor_id)
    ranks = [
        await _same_day(read, want, loaded.terms, now=now),
        await _siblings(read, want, loaded.terms, now=now),
        await _other_days(read, want, loaded.terms, now=now),
    ]
    best = [rank.pop(0) for rank in ranks if rank]
    rest = [one for rank in ranks for one in rank]
    return [*best, *rest][:MOST]


def _alternative(kind: str, want: Want, span: Nights | Period, resource_id: int | None = None) -> Alternative:
    return Alternative(
        kind=kind, resource_id=resource_id or want.resource_id, service_id=want.service_id, span=span,
        chosen=want.chosen,
    )  # fmt: skip


async def _same_day(read: ReadTx, want: Want, terms: Terms, *, now: datetime) -> list[Alternative]:
    """Other starts of the day, the nearest first; of two equally near ones the earlier."""
    span = want.span
    if isinstance(span, Nights) or (isinstance(terms, ResourceTerms) and terms.timing is not Timing.SLOTS):
        return []
    day = date_at(seconds(span.start), terms.place.zone)
    shown = await free_slots(
        read, offer=want.offer, day_from=day, days=1, duration=span.duration, quantity=want.quantity, now=now
    )
    found = [slot for slot in shown.days[0].slots if slot.available and slot.start != span.start]

    def distance(slot: Slot) -> tuple[timedelta, datetime]:
        return abs(slot.start - span.start), slot.start

    return [_alternative("same_day", want, Period(slot.start, slot.end)) for slot in sorted(found, key=distance)[:MOST]]


async def _siblings(read: ReadTx, want: Want, terms: Terms, *, now: datetime) -> list[Alternative]:
    """The same span at resources of the venue of the same kind, the ones that fit most tightly first."""
    if not isinstance(terms, ResourceTerms) or terms.timing is Timing.SESSION or want.resource_id is None:
        return []
    vendor_id, venue_id = terms.place.vendor_id, terms.place.venue_id
    page = await catalog.list_resources(
        read, vendor_id=vendor_id, venue_id=venue_id, status=OfferStatus.ACTIVE, limit=MAX_LIMIT
    )
    asked = await catalog.get_resource(read, resource_id=want.resource_id, vendor_id=vendor_id)
    like = [
        one for one in page.rows
        if one.id != asked.id and one.listed and (one.vertical, one.timing) == (asked.vertical, asked.timing)
        and one.capacity >= want.quantity
    ]  # fmt: skip
    like.sort(key=lambda one: (abs((one.max_party or 0) - (asked.max_party or 0)), one.position, one.id))
    found = []
    for sibling in like[:MOST_SIBLINGS]:
        if await _is_free(read, replace(want, resource_id=sibling.id), now=now):
            found.append(_alternative("sibling", want, want.span, sibling.id))
        if len(found) == MOST:
            break
    return found


async def _other_days(read: ReadTx, want: Want, terms: Terms, *, now: datetime) -> list[Alternative]:
    """The same wall time (or the same number of nights) on the nearest days after, for nights also before."""
    if isinstance(terms, ResourceTerms) and terms.timing is Timing.SESSION:
        return []
    span = want.span
    far = timedelta(days=DAYS_AHEAD)
    wide = replace(want, span=Nights(span.arrival - far, span.departure + far)) if isinstance(span, Nights) else (
        replace(want, span=Period(span.start, span.end + far)))  # fmt: skip
    first, last = around(wide.span)
    loaded = await load(read, want.offer, first=first, last=last, now=now, vendor_id=want.vendor_id)
    found = []
    for moved in _moved(span, terms):
        if judge(loaded, replace(want, span=moved), now=now).available:
            found.append(_alternative("other_day", want, moved))
        if len(found) == MOST:
            break
    return found


def _moved(span: Nights | Period, terms: Terms) -> list[Nights | Period]:
    if isinstance(span, Nights):
        days = [sign * n for n in range(1, DAYS_AHEAD + 1) for sign in (1, -1)]
        return [Nights(span.arrival + timedelta(days=n), span.departure + timedelta(days=n)) for n in days]
    wall = wall_at(seconds(span.start), terms.place.zone)
    starts = (instants_of(wall + timedelta(days=n), terms.place.zone) for n in range(1, DAYS_AHEAD + 1))
    return [Period(instant(found[0]), instant(found[0]) + span.duration) for found in starts if found]


async def _is_free(read: ReadTx, want: Want, *, now: datetime) -> bool:
    first, last = around(want.span)
    loaded = await load(read, want.offer, first=first, last=last, now=now, vendor_id=want.vendor_id)
    return judge(loaded, want, now=now).available
