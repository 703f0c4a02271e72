"""Quotes from the stored price book: one round trip, signed, honoured, and refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.problem import Invalid, NotFound, StaleVersion
from smartbooking.pricing import service
from smartbooking.pricing.domain import Conditions, DepositKind, PriceRequest, Rate, TaxSetting, Unit
from smartbooking.pricing.errors import NotPriced, PriceNotPossible, PromoRefused, QuoteExpired, QuoteInvalid
from smartbooking.pricing.service import FloorRequest, LineWanted
from tests.catalog import factory as catalog
from tests.pricing.factory import make_fee, make_promo, make_rate, make_rule, offer_of

STAY = Nights(date(2026, 12, 4), date(2026, 12, 7))  # Friday to Monday


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL a block sends."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def _stay(tx: Tx, **facts: Any) -> PriceRequest:
    venue = await catalog.make_venue(tx)
    room = await catalog.make_resource(tx, venue)
    await make_rate(tx, room)
    return PriceRequest(
        vendor_id=room.vendor_id, resource_id=room.id, span=STAY, timezone="Asia/Almaty", currency="KZT", **facts
    )


async def test_a_quote_is_one_round_trip_and_has_rules_fees_tax_and_promo(
    database: Database, tx: Tx, now: datetime
) -> None:
    request = await _stay(tx)
    vendor_id = request.vendor_id
    await make_rule(tx, vendor_id=vendor_id, conditions=Conditions(weekdays=frozenset({5, 6})))
    await make_fee(tx, vendor_id=vendor_id)
    await make_promo(tx, vendor_id=vendor_id)
    tax = TaxSetting(regime="vat", inclusive=True)
    await service.set_tax(tx, vendor_id=vendor_id, setting=tax, principal=SYSTEM, now=now)

    with statements(database) as sent:
        quote = await service.quote(tx, lines=[request], promo_code=" nauryz ", now=now)

    assert len(sent) == 1
    shown = [(line.kind.value, line.code, line.amount.major) for line in quote.lines]
    assert shown == [
        ("base", "night", 60000),
        ("rule", "rule", 8000),
        ("fee", "cleaning", 5000),
        ("discount", "promo", -6800),
    ]
    assert quote.total == Money.of(66200, "KZT")
    assert quote.included_taxes[0].amount == Money(913_103, "KZT")  # 66200 * 16 / 116
    assert quote.promo is not None
    assert quote.promo.discount_minor == 680_000


async def test_a_signed_quote_opens_as_it_was(tx: Tx, settings: Settings, now: datetime) -> None:
    quote = await service.quote(tx, lines=[await _stay(tx)], now=now)
    signer = Signer(settings)

    opened = service.open_quote(signer, service.sign_quote(signer, quote), now=now + timedelta(minutes=9))

    assert opened == replace(quote, trace=())


async def test_a_quote_that_was_touched_is_invalid_and_an_old_one_expired(
    tx: Tx, settings: Settings, now: datetime
) -> None:
    signer = Signer(settings)
    token = service.sign_quote(signer, await service.quote(tx, lines=[await _stay(tx)], now=now))
    body, _, mac = token.partition(".")

    for forged in (f"{body[:-2]}AA.{mac}", f"{body}.{mac[:-2]}AA", "", "x", "a.b", f"{body}x.{mac}"):
        with pytest.raises(QuoteInvalid):
            service.open_quote(signer, forged, now=now)
    with pytest.raises(QuoteInvalid):
        service.open_quote(signer, signer.sign("another.purpose", {"v": 1}), now=now)
    with pytest.raises(QuoteExpired):
        service.open_quote(signer, token, now=now + timedelta(minutes=10))


async def test_rules_of_other_offers_and_vendors_stay_out(tx: Tx, now: datetime) -> None:
    request, other = await _stay(tx), await _stay(tx)
    sibling = await catalog.make_resource(tx, await catalog.make_venue(tx, name="Тау"))
    await make_rule(tx, vendor_id=other.vendor_id)
    await make_rule(tx, vendor_id=sibling.vendor_id, offer=offer_of(sibling))

    quote = await service.quote(tx, lines=[request], now=now)

    assert quote.total == Money.of(60000, "KZT")


async def test_unfit_combinations_are_refused_with_their_reason(tx: Tx, now: datetime) -> None:
    request, other = await _stay(tx), await _stay(tx)
    hour = Period(now, now + timedelta(hours=1))
    refused = {
        "unit-does-not-fit": [replace(request, span=hour)],
        "currency-mismatch": [replace(request, currency="USD")],
        "several-vendors": [request, other],
        "several-currencies": [request, replace(request, currency="USD")],
        "early-check-in-not-offered": [replace(request, early_minutes=60)],
        "free-but-priced": [replace(request, payment_timing=PaymentTiming.FREE)],
        "policy": [replace(request, policy={"late": {"kind": "half"}})],
        "number-of-lines": [request] * 21,
    }
    for reason, lines in refused.items():
        with pytest.raises(PriceNotPossible) as caught:
            await service.quote(tx, lines=lines, now=now)
        assert caught.value.reason == reason


async def test_an_offer_without_a_price_is_not_priced_unless_it_is_free(tx: Tx, now: datetime) -> None:
    room = await catalog.make_resource(tx, await catalog.make_venue(tx))
    request = PriceRequest(
        vendor_id=room.vendor_id, resource_id=room.id, span=STAY, timezone="Asia/Almaty", currency="KZT"
    )

    with pytest.raises(NotPriced):
        await service.quote(tx, lines=[request], now=now)
    free = await service.quote(tx, lines=[replace(request, payment_timing=PaymentTiming.FREE)], now=now)
    assert free.total == Money.zero("KZT")


async def test_promo_codes_are_refused_with_their_reason(tx: Tx, now: datetime) -> None:
    request = await _stay(tx)
    elsewhere = await catalog.make_resource(tx, await catalog.make_venue(tx, name="Тау"))
    day = timedelta(days=1)
    codes: dict[str, dict[str, Any]] = {
        "not-started": {"valid_from": now + day},
        "ended": {"valid_until": now},
        "dates": {"stay_until": date(2026, 12, 4)},
        "minimum": {"minimum_minor": 6_000_100},
        "budget": {"budget_minor": 599_999},
        "unknown": {"active": False},
    }
    for reason, facts in codes.items():
        await make_promo(tx, vendor_id=request.vendor_id, code=reason.upper(), **facts)
    await make_promo(tx, vendor_id=elsewhere.vendor_id, code="FOREIGN")

    for reason, code in [*((reason, reason) for reason in codes), ("unknown", "FOREIGN"), ("unknown", "NONE")]:
        with pytest.raises(PromoRefused) as caught:
            await service.quote(tx, lines=[request], promo_code=code, now=now)
        assert caught.value.reason == reason


async def test_rates_are_checked_against_offer_and_venue(tx: Tx) -> None:
    venue = await catalog.make_venue(tx)
    room = await catalog.make_resource(tx, venue)
    wrong = {
        "/unit": {"unit": Unit.HOUR},
        "/currency": {"currency": "USD"},
        "/amount": {"amount_minor": 150},
        "/dayCap": {"day_cap_minor": 1000},
        "/deposit/kind": {"deposit": DepositKind.FIRST_HOUR},
    }
    for pointer, facts in wrong.items():
        with pytest.raises(Invalid) as caught:
            await make_rate(tx, room, **facts)
        assert pointer in [error.pointer for error in caught.value.errors]
    stranger = await catalog.make_venue(tx, name="Тау")
    foreign = Rate(
        offer=replace(offer_of(room), vendor_id=stranger.vendor_id), currency="KZT", unit=Unit.NIGHT, amount_minor=0
    )
    with pytest.raises(NotFound):
        await service.set_rate(tx, rate=foreign, principal=SYSTEM, now=catalog.NOW)


async def test_a_stale_rate_is_not_overwritten(tx: Tx, now: datetime) -> None:
    room = await catalog.make_resource(tx, await catalog.make_venue(tx))
    first = await make_rate(tx, room)
    second = await make_rate(tx, room, amount_minor=3_000_000)

    with pytest.raises(StaleVersion):
        await service.set_rate(tx, rate=first, principal=SYSTEM, now=now, expected_version=first.version)
    assert await service.get_rate(tx, offer=first.offer) == second
    assert (first.version, second.version) == (1, 2)


async def test_calendars_and_floors_are_one_round_trip_each(database: Database, tx: Tx, now: datetime) -> None:
    request = await _stay(tx)
    await make_rule(tx, vendor_id=request.vendor_id, conditions=Conditions(weekdays=frozenset({5, 6})))
    venue = await catalog.make_venue(tx, name="Корт")
    court = await catalog.make_resource(tx, venue, vertical="sauna")
    await make_rate(tx, court, amount_minor=600_000)
    await make_rule(tx, vendor_id=court.vendor_id, percent=-50, conditions=Conditions(weekdays=frozenset({2})))
    hours = PriceRequest(
        vendor_id=court.vendor_id, resource_id=court.id, timezone="Asia/Almaty", currency="KZT",
        span=Period(now, now + timedelta(hours=1)),
    )  # fmt: skip
    periods = [Period(now + timedelta(hours=n), now + timedelta(hours=n + 2)) for n in range(24)]

    with statements(database) as sent:
        nights = await service.night_prices(tx, request=request, day_from=date(2026, 12, 3), days=4, now=now)
        slots = await service.slot_prices(tx, request=hours, periods=periods, now=now)
        floors = await service.price_floor(
            tx,
            offers=[FloorRequest(offer=one.offer, timezone="Asia/Almaty", currency="KZT") for one in (request, hours)],
            now=now,
        )
        totals = await service.totals(tx, requests=[request, hours, replace(hours, resource_id=999_999)], now=now)

    assert len(sent) == 4
    assert [nights[date(2026, 12, n)].major for n in (3, 4, 5, 6)] == [20000, 24000, 24000, 20000]
    assert [price.major for price in slots if price] == [12000] * 24
    assert floors[request.offer].amount.major == 20000
    assert floors[hours.offer].amount.major == 3000
    assert [total and total.major for total in totals] == [68000, 6000, None]


async def test_unit_price_and_total_of_a_stay(tx: Tx, now: datetime) -> None:
    request = replace(await _stay(tx), quantity=2)
    await make_fee(tx, vendor_id=request.vendor_id)

    priced = await service.price_span(tx, request=request, now=now)

    assert (priced.unit_price.amount.major, priced.unit_price.unit) == (20000, Unit.NIGHT)
    assert priced.total.major == 125000


async def test_lines_wanted_become_requests(tx: Tx) -> None:
    venue = await catalog.make_venue(tx)
    room = await catalog.make_resource(tx, venue)
    stylist = await catalog.make_stylist(tx, venue)
    haircut = await catalog.make_service(tx, venue, ("staff", (stylist.id,)))

    stay, visit = await service.price_requests(
        tx,
        lines=[
            LineWanted(resource_id=room.id, start=STAY.arrival, end=STAY.departure, quantity=2),
            LineWanted(service_id=haircut.id, start=datetime.fromisoformat("2026-12-01T10:00"), staff_id=stylist.id),
        ],
    )

    assert (stay.span, stay.quantity, stay.timezone, stay.currency) == (STAY, 2, "Asia/Almaty", "KZT")
    assert isinstance(visit.span, Period)
    assert visit.span.start == datetime.fromisoformat("2026-12-01T05:00+00:00")
    assert visit.span.duration == timedelta(minutes=45)
    assert visit.staff_id == stylist.id
    for wrong in (
        LineWanted(resource_id=room.id, start=STAY.departure, end=STAY.arrival),
        LineWanted(resource_id=room.id),
        LineWanted(service_id=haircut.id),
    ):
        with pytest.raises(Invalid):
            await service.price_requests(tx, lines=[wrong])
    with pytest.raises(NotFound):
        await service.price_requests(tx, lines=[LineWanted(resource_id=10**12)])


async def test_a_rule_for_public_holidays_follows_the_countrys_pack(tx: Tx, now: datetime) -> None:
    request = replace(await _stay(tx), span=Nights(date(2026, 12, 14), date(2026, 12, 18)))
    await make_rule(tx, vendor_id=request.vendor_id, percent=50, conditions=Conditions(holidays=True))

    quote = await service.quote(tx, lines=[request], now=now)  # 16 December is Independence Day
    elsewhere = await service.quote(tx, lines=[replace(request, country="DE")], now=now)

    assert quote.total == Money.of(90000, "KZT")
    assert elsewhere.total == Money.of(80000, "KZT")


async def test_a_fee_of_the_whole_business_leaves_its_free_offers_free_and_bookable(tx: Tx, now: datetime) -> None:
    venue = await catalog.make_venue(tx)
    suite, loft = await catalog.make_resource(tx, venue), await catalog.make_resource(tx, venue, name="Лофт")
    await make_rate(tx, suite)
    paid = PriceRequest(
        vendor_id=suite.vendor_id, resource_id=suite.id, span=STAY, timezone="Asia/Almaty", currency="KZT"
    )
    gift = replace(paid, resource_id=loft.id, payment_timing=PaymentTiming.FREE)
    await make_fee(tx, vendor_id=paid.vendor_id)

    quote = await service.quote(tx, lines=[paid, gift], now=now)

    assert [part.total for part in quote.parts] == [Money.of(65000, "KZT"), Money.zero("KZT")]
    assert (quote.total, quote.due_on_site) == (Money.of(65000, "KZT"), Money.of(65000, "KZT"))
    await make_fee(tx, vendor_id=paid.vendor_id, offer=offer_of(loft))
    with pytest.raises(PriceNotPossible) as caught:
        await service.quote(tx, lines=[gift], now=now)
    assert caught.value.reason == "free-but-priced"
