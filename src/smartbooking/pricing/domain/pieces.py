"""A span cut into pieces of one price: nights, visits, or stretches of elapsed time.

Hours are elapsed time: the night clocks go forward is an hour shorter and costs an hour less. Time is cut where
the price may change at the venue: local midnight, the edges of rules' windows, clock changes, tier thresholds.
Billing steps round the total up; the part added is charged at the price of the last stretch.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final

from smartbooking.availability.domain.zone import instants_of, offset_at, opens_at, seconds, wall_at, zone_named
from smartbooking.kernel.period import Nights, Period
from smartbooking.pricing.domain.book import Rate, Tier, Unit
from smartbooking.pricing.domain.matching import Moment
from smartbooking.pricing.domain.offer import PriceRequest
from smartbooking.pricing.domain.refusals import PriceNotPossible

HOUR: Final = 3600
DAY: Final = 86_400
_FITS: Final = {Unit.NIGHT: Nights, Unit.HOUR: Period, Unit.SLOT: Period, Unit.SESSION: Period}


@dataclass(frozen=True, slots=True)
class Piece:
    """`length` units of `unit` from `moment` on, at `base` minor units each before any rule."""

    moment: Moment
    length: Fraction
    base: int
    unit: str


def cut(request: PriceRequest, rate: Rate, clocks: frozenset[time]) -> tuple[Piece, ...]:
    """The pieces of a request in order; empty when all of it is free. Raises PriceNotPossible."""
    span = request.span
    if not isinstance(span, _FITS[rate.unit]):
        raise PriceNotPossible(
            f"This offer is sold per {rate.unit}: ask for {'dates' if rate.unit is Unit.NIGHT else 'times'}.",
            reason="unit-does-not-fit",
        )
    if isinstance(span, Nights):
        return tuple(
            Piece(Moment(day, None), Fraction(1), tier_price(rate, Fraction(n)), "night") for n, day in enumerate(span)
        )
    start = request.start_local
    if rate.unit is not Unit.HOUR:
        return (Piece(Moment(start.date(), start.time()), Fraction(1), rate.amount_minor, rate.unit.value),)
    if beyond_hours(request, rate):
        return tuple(_days(span, start, rate))
    return tuple(_hours(span, request, rate, clocks))


def tier_price(rate: Rate, units_before: Fraction) -> int:
    """Price of the next unit after `units_before` have passed."""
    reached = [tier for tier in rate.tiers if tier.after <= units_before]
    return max(reached, key=lambda tier: tier.after).amount_minor if reached else rate.amount_minor


def first_units(pieces: tuple[Piece, ...], units: Fraction) -> tuple[Piece, ...]:
    """The pieces of the first `units` units, the last one shortened to fit."""
    kept: list[Piece] = []
    for piece in pieces:
        if units <= 0:
            break
        kept.append(piece if piece.length <= units else replace(piece, length=units))
        units -= piece.length
    return tuple(kept)


def first_day(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces that begin on the same local day as the first one."""
    return tuple(piece for piece in pieces if piece.moment.day == pieces[0].moment.day)


def beyond_hours(request: PriceRequest, rate: Rate) -> bool:
    """True when the stay reaches past the wall time up to which it is sold by the hour."""
    if rate.day_price_from is None or rate.day_price_minor is None:
        return False
    return request.end_local > datetime.combine(request.start_local.date(), rate.day_price_from)


def _days(span: Period, start: datetime, rate: Rate) -> Iterator[Piece]:
    started = -((seconds(span.start) - seconds(span.end)) // DAY)  # rounded up: a day begun is a day paid
    for n in range(started):
        yield Piece(
            Moment(start.date() + timedelta(days=n), start.time()), Fraction(1), rate.day_price_minor or 0, "day"
        )


def _hours(span: Period, request: PriceRequest, rate: Rate, clocks: frozenset[time]) -> Iterator[Piece]:
    begin, end = seconds(span.start) + rate.free_minutes * 60, seconds(span.end)
    if begin >= end:
        return
    added = -(end - begin) % (rate.step_minutes * 60)
    edges = _edges(begin, end, request.timezone, clocks | {time.min}, rate.tiers)
    for start, stop in itertools.pairwise(edges):
        wall = wall_at(start, zone_named(request.timezone))
        length = stop - start + (added if stop == end else 0)
        yield from _tiered(Moment(wall.date(), wall.time()), start - begin, length, rate)


def _tiered(moment: Moment, before: int, length: int, rate: Rate) -> Iterator[Piece]:
    while length > 0:
        ahead = [tier.after * HOUR - before for tier in rate.tiers if tier.after * HOUR > before]
        taken = min([length, *ahead])
        yield Piece(moment, Fraction(taken, HOUR), tier_price(rate, Fraction(before, HOUR)), "hour")
        before, length = before + taken, length - taken


def _edges(begin: int, end: int, timezone: str, clocks: frozenset[time], tiers: tuple[Tier, ...]) -> list[int]:
    zone = zone_named(timezone)
    first, last = wall_at(begin, zone).date(), wall_at(end, zone).date()
    inner = {begin + tier.after * HOUR for tier in tiers}
    for n in range((last - first).days + 1):
        for clock in clocks:
            inner.update(_showings(first + timedelta(days=n), clock, timezone))
    edges = sorted({begin, end, *(at for at in inner if begin < at < end)})
    changes = [_clock_change(a, b, timezone) for a, b in itertools.pairwise(edges)]
    return sorted({*edges, *(at for at in changes if at is not None)})


def _showings(day: date, clock: time, timezone: str) -> tuple[int, ...]:
    zone = zone_named(timezone)
    return instants_of(datetime.combine(day, clock), zone) or (opens_at(day, clock.hour * 60 + clock.minute, zone),)


def _clock_change(low: int, high: int, timezone: str) -> int | None:
    zone = zone_named(timezone)
    old = offset_at(low, zone)
    if offset_at(high, zone) == old:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset_at(middle, zone) == old else (low, middle)
    return high
