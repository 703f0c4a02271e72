"""Prices for lists and calendars: many at once from one price book.

Shown prices contain rules and exclusive tax of one visit for one place, but no fees per stay; totals contain all.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.availability.domain.zone import instant, opens_at
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.problem import Problem
from smartbooking.pricing.domain import Offer, PriceBook, PriceRequest, Unit
from smartbooking.pricing.domain import quote as quote_of
from smartbooking.pricing.domain.kinds import kind_of
from smartbooking.pricing.domain.lawbook import to_step
from smartbooking.pricing.domain.part import add_tax, price_part
from smartbooking.pricing.service.books import book_of
from smartbooking.pricing.service.days_off import holidays_for

FLOOR_DAYS: Final = 28
NOON: Final = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """What one `unit` (night, hour, slot, session) costs."""

    amount: Money
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedSpan:
    """A span's price: per unit on average, and in total with fees and tax."""

    unit_price: UnitPrice
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRequest:
    """An offer whose cheapest price is wanted; `session` for offers with one fixed time."""

    offer: Offer
    timezone: str
    currency: str
    country: str = "KZ"
    session: Period | None = None


_spans: availability.Memory[tuple[Offer, Hashable], PricedSpan] = availability.Memory(20_000)


async def price_span(read: ReadTx, *, request: PriceRequest, now: datetime) -> PricedSpan:
    """Unit price and total of one request, remembered by kind. Raises NotPriced, PriceNotPossible."""
    stamp = await availability.stamp_of(read, vendor_id=request.vendor_id)  # before what it stands for
    book = await book_of(read, [request.offer])
    holidays = holidays_for([request], book.rules, now=now)
    kind = kind_of(request, book, now=now, holidays=holidays) if request.offer in book.rates else None
    if kind is None:
        return _span_price(request, book, now, holidays)
    known = _spans.get((request.offer, kind), stamp)
    if known is None:
        known = _span_price(request, book, now, holidays)
        _spans.put((request.offer, kind), stamp, known)
    return known


async def unit_price(read: ReadTx, *, request: PriceRequest, now: datetime) -> Money:
    """Average price of one unit of the request's span for one place. Raises NotPriced, PriceNotPossible."""
    book = await book_of(read, [request.offer])
    return _unit_price(request, book, now, holidays_for([request], book.rules, now=now)).amount


async def totals(read: ReadTx, *, requests: Sequence[PriceRequest], now: datetime) -> tuple[Money | None, ...]:
    """Totals with fees and tax of many requests (any vendors) in one round trip; None where no price can be made."""
    if not requests:
        return ()
    book = await book_of(read, [request.offer for request in requests])
    holidays = holidays_for(requests, book.rules, now=now)
    return tuple(_total(request, book, now, holidays) for request in requests)


async def night_prices(
    read: ReadTx, *, request: PriceRequest, day_from: date, days: int, now: datetime
) -> dict[date, Money]:
    """Price of each night on its own for the request's quantity and party, in one round trip; {} without a rate."""
    spans = [Nights(day := day_from + timedelta(days=n), day + timedelta(days=1)) for n in range(days)]
    requests = [replace(request, span=span) for span in spans]
    found = await _shown(read, requests, now)
    return {span.arrival: price for span, price in zip(spans, found, strict=True) if price is not None}


async def slot_prices(
    read: ReadTx, *, request: PriceRequest, periods: Sequence[Period], now: datetime
) -> tuple[Money | None, ...]:
    """Price of each period on its own for the request's quantity and party, in order, in one round trip."""
    return await _shown(read, [replace(request, span=period) for period in periods], now)


async def price_floor(read: ReadTx, *, offers: Sequence[FloorRequest], now: datetime) -> Mapping[Offer, UnitPrice]:
    """The cheapest unit of each offer (any vendors) in the coming four weeks, in one round trip.

    Tried are every night, noon, and every time at which a rule begins; offers without a rate are left out.
    """
    if not offers:
        return {}
    book = await book_of(read, [wanted.offer for wanted in offers])
    floors = {}
    for wanted in offers:
        rate = book.rates.get(wanted.offer)
        if rate is None or rate.currency != wanted.currency:
            continue
        tried = list(_candidates(wanted, rate.unit, book, now))
        holidays = holidays_for(tried, book.rules, now=now)
        prices = [price for one in tried if (price := price_in(one, book, now, holidays)) is not None]
        if prices:
            floors[wanted.offer] = UnitPrice(amount=min(prices), unit=rate.unit)
    return floors


def _candidates(wanted: FloorRequest, unit: Unit, book: PriceBook, now: datetime) -> list[PriceRequest]:
    today = now.astimezone(ZoneInfo(wanted.timezone)).date()
    days = [today + timedelta(days=n) for n in range(1, FLOOR_DAYS + 1)]
    if unit is Unit.NIGHT:
        return [_one(wanted, Nights(day, day + timedelta(days=1))) for day in days]
    if unit is Unit.SESSION:
        session = wanted.session or Period(now, now + timedelta(hours=1))
        return [_one(wanted, session)]
    rules = book.rules_of(wanted.offer)
    clocks = {NOON, *(rule.conditions.time_from for rule in rules if rule.conditions.time_from)}
    zone = ZoneInfo(wanted.timezone)
    starts = [instant(opens_at(day, clock.hour * 60 + clock.minute, zone)) for day in days for clock in sorted(clocks)]
    return [_one(wanted, Period(start, start + timedelta(hours=1))) for start in starts]


def _one(wanted: FloorRequest, span: Nights | Period) -> PriceRequest:
    return PriceRequest(
        vendor_id=wanted.offer.vendor_id,
        resource_id=wanted.offer.resource_id,
        service_id=wanted.offer.service_id,
        span=span,
        timezone=wanted.timezone,
        currency=wanted.currency,
        country=wanted.country,
    )


async def _shown(read: ReadTx, requests: Sequence[PriceRequest], now: datetime) -> tuple[Money | None, ...]:
    if not requests:
        return ()
    book = await book_of(read, [requests[0].offer])
    if requests[0].offer not in book.rates:
        return tuple(None for _ in requests)
    holidays = holidays_for(requests, book.rules, now=now)
    known: dict[Hashable, Money | None] = {}
    found = []
    for request in requests:
        kind = kind_of(request, book, now=now, holidays=holidays)
        if kind is None or kind not in known:
            known[kind] = price_in(request, book, now, holidays)
        found.append(known[kind])
    return tuple(found)


def _span_price(request: PriceRequest, book: PriceBook, now: datetime, holidays: frozenset[date]) -> PricedSpan:
    made = quote_of([request], book, now=now, holidays=holidays)
    return PricedSpan(unit_price=_unit_price(request, book, now, holidays), total=made.total)


def price_in(request: PriceRequest, book: PriceBook, now: datetime, holidays: frozenset[date]) -> Money | None:
    """What one request costs by a book that is at hand; None where no price can be made."""
    try:
        part = price_part(request, book, now=now, holidays=holidays)
    except Problem:
        return None
    add_tax(part, book, price=part.minor, taxable_fees=0, now=now)
    return Money(part.minor, request.currency)


def _total(request: PriceRequest, book: PriceBook, now: datetime, holidays: frozenset[date]) -> Money | None:
    try:
        return quote_of([request], book, now=now, holidays=holidays).total
    except Problem:
        return None


def _unit_price(request: PriceRequest, book: PriceBook, now: datetime, holidays: frozenset[date]) -> UnitPrice:
    one = replace(request, quantity=1, party=None, early_minutes=0, late_minutes=0)
    part = price_part(one, book, now=now, holidays=holidays)
    add_tax(part, book, price=part.minor, taxable_fees=0, now=now)
    units = sum((piece.piece.length for piece in part.pieces), Fraction(0)) or Fraction(1)
    return UnitPrice(
        amount=Money(to_step(Fraction(part.minor) / units, request.currency), request.currency), unit=part.rate.unit
    )
