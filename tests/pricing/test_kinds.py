"""Calendars price each kind of span once, and every span as if it had been priced alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import Offer, Party, PriceBook, PriceRequest, Rate, Unit
from smartbooking.pricing.domain import quote as quote_of
from smartbooking.pricing.domain.book import Conditions, Effect, PriceRule, Tier
from smartbooking.pricing.domain.kinds import kind_of
from smartbooking.pricing.service import prices

OFFER = Offer.of(1, 7, None)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ONE = PriceRequest(
    vendor_id=1, resource_id=7, span=Nights(date(2026, 12, 1), date(2026, 12, 2)), timezone="Europe/Berlin",
    currency="EUR", country="DE",
)  # fmt: skip


def rule(number: int, value: int, **conditions: object) -> PriceRule:
    return PriceRule(
        id=number, vendor_id=1, offer=OFFER, name=Localized.of("r"), effect=Effect.PERCENT, value=value,
        position=number, conditions=Conditions(**conditions),
    )  # fmt: skip


RULES = (
    rule(1, 2_000, weekdays=frozenset({6, 7})),
    rule(2, -1_500, min_lead_hours=24 * 20),
    rule(3, 500, date_from=date(2026, 12, 24), date_until=date(2027, 1, 2)),
)
NIGHTS = [
    replace(ONE, span=Nights(day := date(2026, 11, 22) + timedelta(days=n), day + timedelta(days=1))) for n in range(60)
]
# Over midnight, over the hour that clocks skip on 28 March 2027, of several lengths.
HOURS = [
    replace(ONE, span=Period(start, start + timedelta(minutes=length)))
    for n in range(90)
    for length in (60, 90, 600)
    for start in [datetime(2027, 3, 26, 12, tzinfo=UTC) + timedelta(minutes=40 * n)]
]
CASES = {
    "nights without rules": (Rate(offer=OFFER, currency="EUR", unit=Unit.NIGHT, amount_minor=9_999), (), NIGHTS),
    "nights with rules": (Rate(offer=OFFER, currency="EUR", unit=Unit.NIGHT, amount_minor=9_999), RULES, NIGHTS),
    "hours without rules": (Rate(offer=OFFER, currency="EUR", unit=Unit.HOUR, amount_minor=1_333), (), HOURS),
    "hours with rules": (
        Rate(
            offer=OFFER,
            currency="EUR",
            unit=Unit.HOUR,
            amount_minor=1_333,
            step_minutes=30,
            day_cap_minor=9_000,
            tiers=(Tier(after=2, amount_minor=1_111),),
        ),
        RULES,
        HOURS,
    ),
    "hours of an evening": (
        Rate(offer=OFFER, currency="EUR", unit=Unit.HOUR, amount_minor=1_333),
        (rule(4, 3_300, time_from=time(18), time_until=time(1)),),
        HOURS,
    ),
    "visits": (Rate(offer=OFFER, currency="EUR", unit=Unit.SLOT, amount_minor=4_200), RULES, HOURS),
}


@pytest.mark.parametrize("name", CASES)
async def test_a_span_in_a_calendar_costs_what_it_costs_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rate, rules, requests = CASES[name]
    book = PriceBook(rates={OFFER: rate}, rules=rules)
    made: list[PriceRequest] = []
    alone = prices.price_in

    def counted(request: PriceRequest, *facts: object) -> object:
        made.append(request)
        return alone(request, *facts)  # type: ignore[arg-type]

    async def the_book(*_: object) -> PriceBook:
        return book

    monkeypatch.setattr(prices, "book_of", the_book)
    monkeypatch.setattr(prices, "price_in", counted)

    found = await prices._shown(None, requests, NOW)  # type: ignore[arg-type]

    assert list(found) == [alone(request, book, NOW, frozenset()) for request in requests]
    assert len(set(found)) > 1 or not rules
    assert len(made) < len(requests) or name == "hours of an evening"


STAYS = [
    replace(ONE, span=Nights(day := date(2026, 12, 20) + timedelta(days=n), day + timedelta(days=length)), **who)
    for n in range(30)
    for length in (1, 2, 7)
    for who in ({}, {"quantity": 2}, {"party": Party(adults=2, children=1, ages=(4,))}, {"late_minutes": 90})
]
STAY_RATE = Rate(
    offer=OFFER, currency="EUR", unit=Unit.NIGHT, amount_minor=9_999, included_guests=1, extra_adult_minor=1_500,
    late_hour_minor=700, tax_category="lodging",
)  # fmt: skip


@pytest.mark.parametrize("rules", [(), RULES, (*RULES, rule(5, -900, min_nights=5))], ids=["plain", "rules", "long"])
def test_stays_of_one_kind_have_one_total(rules: tuple[PriceRule, ...]) -> None:
    book = PriceBook(rates={OFFER: STAY_RATE}, rules=rules)
    totals: dict[object, set[object]] = {}
    for stay in STAYS:
        kind = kind_of(stay, book, now=NOW, holidays=frozenset())
        totals.setdefault(kind, set()).add(quote_of([stay], book, now=NOW).total)

    assert None not in totals
    assert all(len(found) == 1 for found in totals.values())
    assert len(totals) < len(STAYS)
    assert len({next(iter(found)) for found in totals.values()}) > 8
