"""Spans that cost the same: so a calendar prices each kind of span once, and a popular stay is not priced anew."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime, timedelta

from smartbooking.kernel.period import Nights
from smartbooking.pricing.domain.book import PriceBook, Unit
from smartbooking.pricing.domain.charges import matching_rules
from smartbooking.pricing.domain.matching import Moment, clocks_of, facts_of
from smartbooking.pricing.domain.offer import PriceRequest
from smartbooking.pricing.domain.part import tax_points


def kind_of(request: PriceRequest, book: PriceBook, *, now: datetime, holidays: frozenset[date]) -> Hashable | None:
    """Requests of one offer and one kind cost the same by the same book; None: price it by itself.

    Nights, a visit, or hours within one day: then the length, the rules that apply to each piece, the tax and who
    comes decide. The request's offer has a rate in the book.
    """
    rate, rules, span = book.rates[request.offer], book.rules_of(request.offer), request.span
    length: int | timedelta = 1
    if isinstance(span, Nights):
        length = len(span)
        moments = [Moment(span.arrival + timedelta(days=n), None) for n in range(length)] if rules else []
    else:
        start = request.start_local
        moments = [Moment(start.date(), start.time())]
        if rate.unit is Unit.HOUR:
            length, end = span.duration, request.end_local
            if rate.day_price_from is not None or clocks_of(rules) or end.date() != start.date():
                return None
            if end - start != length:
                return None  # clocks change in between
    facts = facts_of(request, now=now, holidays=holidays) if rules else None
    applied = tuple(tuple(rule.id for rule in matching_rules(rules, one, facts)) for one in moments) if facts else ()
    return (
        type(span), length, applied, tax_points(request, book, rate, now=now), request.quantity, request.party,
        request.early_minutes, request.late_minutes, request.payment_timing, request.currency, request.country,
        request.timezone,
    )  # fmt: skip
