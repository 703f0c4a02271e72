"""What must hold for every quote, whatever the rates and rules."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.kernel.money import total
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import (
    Conditions,
    DepositKind,
    Effect,
    Fee,
    FeeBasis,
    FeeKind,
    Offer,
    OfferKind,
    Party,
    PriceBook,
    PriceRequest,
    PriceRule,
    PromoCode,
    Quote,
    Rate,
    TaxSetting,
    Unit,
    quote,
)
from smartbooking.pricing.domain.promos import allocate
from smartbooking.pricing.domain.tokens import from_payload, to_payload

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
OFFER = Offer(1, OfferKind.RESOURCE, 7)
CURRENCIES = st.sampled_from(["KZT", "EUR", "JPY", "KWD"])
ZONES = st.sampled_from(["Asia/Almaty", "Europe/London", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo"])

conditions = st.builds(
    Conditions,
    weekdays=st.frozensets(st.integers(1, 7), max_size=3),
    time_from=st.none() | st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    min_guests=st.none() | st.integers(1, 4),
)
rules = st.lists(
    st.builds(
        PriceRule,
        id=st.integers(1, 1_000_000),
        vendor_id=st.just(1),
        name=st.just(Localized.of("rule")),
        effect=st.sampled_from([Effect.PERCENT, Effect.FIXED]),
        value=st.integers(-10_000, 10_000),
        conditions=conditions,
    ),
    max_size=4,
    unique_by=lambda rule: rule.id,
)
fees = st.lists(
    st.builds(
        Fee,
        id=st.integers(1, 1_000_000),
        vendor_id=st.just(1),
        kind=st.sampled_from(FeeKind),
        name=st.just(Localized.of("fee")),
        basis=st.sampled_from(FeeBasis),
        value=st.integers(0, 9_999),
        currency=st.just("EUR"),
        taxable=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda fee: fee.id,
)
nights = st.builds(
    lambda day, count: Nights(day, day + timedelta(days=count)),
    st.dates(date(2026, 11, 22), date(2027, 12, 1)),
    st.integers(1, 12),
)
periods = st.builds(
    lambda minute, length: Period(NOW + timedelta(minutes=minute), NOW + timedelta(minutes=minute + length)),
    st.integers(0, 525_600),
    st.integers(1, 2_000),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[PriceRequest, PriceBook]:
    """A request with a fitting rate, rules, fees, tax and perhaps a promo code."""
    span = draw(nights | periods)
    currency = draw(CURRENCIES)
    unit = Unit.NIGHT if isinstance(span, Nights) else draw(st.sampled_from([Unit.HOUR, Unit.SLOT]))
    rate = Rate(
        offer=OFFER, currency=currency, unit=unit, amount_minor=draw(st.integers(0, 5_000_000)),
        deposit=draw(st.sampled_from([DepositKind.NONE, DepositKind.PERCENT, DepositKind.FIXED, DepositKind.FULL])),
        deposit_value=draw(st.integers(0, 10_000)), security_minor=draw(st.integers(0, 50_000)),
        day_cap_minor=draw(st.none() | st.integers(0, 1_000_000)) if unit is Unit.HOUR else None,
    )  # fmt: skip
    percent = draw(st.booleans())
    promo = PromoCode(
        id=1, vendor_id=1, code="X", currency=currency, effect=Effect.PERCENT if percent else Effect.FIXED,
        value=draw(st.integers(1, 10_000)),
    )  # fmt: skip
    book = PriceBook(
        rates={OFFER: rate}, rules=tuple(draw(rules)),
        fees=tuple(replace(fee, currency=currency) for fee in draw(fees)),
        taxes={1: TaxSetting(regime="vat", inclusive=draw(st.booleans()))},
        promo=draw(st.none() | st.just(promo)),
    )  # fmt: skip
    request = PriceRequest(
        vendor_id=1, resource_id=7, span=span, quantity=draw(st.integers(1, 9)), currency=currency,
        timezone=draw(ZONES), country=draw(st.sampled_from(["KZ", "RU", "DE"])),
        party=draw(st.none() | st.builds(Party, adults=st.integers(1, 5))),
        payment_timing=draw(st.sampled_from([PaymentTiming.PREPAY, PaymentTiming.DEPOSIT, PaymentTiming.ON_SITE])),
    )  # fmt: skip
    return request, book


def _sum(made: Quote) -> int:
    return sum(line.amount.minor for line in made.lines)


@given(cases())
def test_lines_add_up_and_dues_cover_the_total(case: tuple[PriceRequest, PriceBook]) -> None:
    made = quote([case[0]], case[1], now=NOW)

    assert _sum(made) == made.total.minor
    assert made.due_now + made.due_on_site == made.total + made.security_deposit
    assert made.total.minor >= 0
    assert made.due_now.minor >= 0
    assert made.due_on_site.minor >= 0
    assert made.trace[-1].subtotal == made.total


@given(cases())
def test_a_quote_survives_its_token(case: tuple[PriceRequest, PriceBook]) -> None:
    made = quote([case[0]], case[1], now=NOW)

    assert from_payload(json.loads(json.dumps(to_payload(made)))) == replace(made, trace=())


@given(cases(), st.integers(1, 11))
def test_nights_apart_cost_what_they_cost_together(case: tuple[PriceRequest, PriceBook], after: int) -> None:
    request, book = case
    book = PriceBook(rates=book.rates, rules=book.rules)
    if not isinstance(request.span, Nights) or after >= len(request.span):
        return
    middle = request.span.arrival + timedelta(days=after)
    first = replace(request, span=Nights(request.span.arrival, middle))
    second = replace(request, span=Nights(middle, request.span.departure))

    whole, one, two = (quote([r], book, now=NOW).total for r in (request, first, second))

    assert whole == one + two


@given(cases())
def test_more_places_never_cost_less(case: tuple[PriceRequest, PriceBook]) -> None:
    request, book = case
    book = replace(book, promo=None, rules=tuple(r for r in book.rules if r.conditions.min_guests is None))

    less = quote([request], book, now=NOW).total
    more = quote([replace(request, quantity=request.quantity + 1)], book, now=NOW).total

    assert less <= more


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_independent_rules_does_not_matter(case: tuple[PriceRequest, PriceBook], random: Random) -> None:
    request, book = case
    places = random.sample(range(len(book.rules)), len(book.rules))
    shuffled = tuple(replace(rule, position=place) for rule, place in zip(book.rules, places, strict=True))

    assert quote([request], replace(book, rules=shuffled), now=NOW).total == quote([request], book, now=NOW).total


@given(cases(), cases())
def test_a_basket_without_promo_code_costs_the_sum_of_its_lines(
    one: tuple[PriceRequest, PriceBook], two: tuple[PriceRequest, PriceBook]
) -> None:
    request, book = one[0], replace(one[1], promo=None)
    if not isinstance(two[0].span, type(request.span)):
        return
    other = replace(two[0], currency=request.currency)

    both = quote([request, other], book, now=NOW)

    assert both.total == total([quote([r], book, now=NOW).total for r in (request, other)], both.currency)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.sampled_from([1, 100]))
def test_shares_add_up_and_stay_in_proportion(amount: int, weights: list[int], step: int) -> None:
    parts = allocate(amount, weights, step)

    if sum(weights) == 0:
        assert not any(parts)
        return
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) <= 2 * step
