"""A gift card for what is still owed: after a deposit, at the venue, beside a pass; and what it does not pay."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.bookings.domain import Booking, PaymentStatus
from smartbooking.bookings.errors import NothingToPay
from smartbooking.bookings.service import checkout, covering, money
from smartbooking.bookings.service.covering import Codes
from smartbooking.catalog.domain import PaymentTiming, Policy
from smartbooking.infra.db import Database
from smartbooking.kernel.problem import Invalid
from smartbooking.payments.service.books_check import check_books
from smartbooking.pricing.domain import DepositKind, Unit
from smartbooking.value.errors import PassRefused, ValueRefused
from tests.bookings.conftest import cards, provider
from tests.bookings.desk import PREPAID, Desk
from tests.bookings.factory import NIGHT_PRICE, committed_rooms, set_price
from tests.bookings.test_lifecycle_money import carry_out_refunds, finish
from tests.payments.provider import Provider
from tests.value.factory import sell_pass, sell_with_code

__all__ = ["cards", "provider"]
TOTAL = 2 * NIGHT_PRICE
DEPOSIT = TOTAL * 3 // 10


@dataclass
class Till:
    """A desk that asks for a deposit of 30 %, and the codes it sold."""

    desk: Desk

    @classmethod
    async def open(cls, database: Database, timing: PaymentTiming = PaymentTiming.DEPOSIT) -> Till:
        desk = await Desk.open(database, timing=timing, policy=Policy.FLEXIBLE)
        async with database.transaction() as tx:
            await set_price(
                tx, desk.place.resource, currency="KZT", unit=Unit.NIGHT, amount=NIGHT_PRICE,
                deposit=DepositKind.PERCENT, deposit_value=3000,
            )  # fmt: skip
        return cls(desk)

    async def card(self, minor: int) -> str:
        async with self.desk.database.transaction() as tx:
            return (await sell_with_code(tx, vendor_id=self.desk.place.vendor_id, minor=minor, now=self.desk.now))[1]

    async def pay(self, booking: Booking, code: str) -> Booking:
        return await self.desk.run(money.pay_with_card, booking, self.desk.guest(booking), code=code)

    async def seen(self, booking: Booking) -> tuple[dict[str, int], int, int]:
        """What each way has paid and still has, what is unpaid, and what is left on all cards; the books agree."""
        async with self.desk.database.reading() as read:
            found = await money.money_of(read, booking_id=booking.id, caller=self.desk.staff, now=self.desk.now)
            cards = await read.scalar(text("select coalesce(sum(balance_minor), 0)::bigint from value.account"))
            assert await check_books(read) == []
        left: Counter[str] = Counter()
        for one in found.purse.payments:
            left[one.gateway] += one.left.minor
        return dict(left), found.outstanding.minor, int(cards or 0)


async def test_a_card_pays_the_rest_after_a_deposit_and_is_the_first_to_have_it_back(
    database: Database, cards: Provider
) -> None:
    till = await Till.open(database)
    booked = await finish(till.desk, await till.desk.check_out(await till.desk.hold(), PREPAID))

    paid = await till.pay(booked, await till.card(TOTAL))

    assert paid.payment_status is PaymentStatus.PAID
    assert await till.seen(booked) == ({"sandbox": DEPOSIT, "gift_card": TOTAL - DEPOSIT}, 0, DEPOSIT)
    await till.desk.cancel(booked)
    await carry_out_refunds(till.desk, booked)
    assert await till.seen(booked) == ({"sandbox": 0, "gift_card": 0}, 0, TOTAL)
    assert cards.money(booked.id.hex) == {"capture": DEPOSIT, "refund": -DEPOSIT}


async def test_a_card_with_less_pays_what_it_has_and_the_next_the_rest(database: Database, cards: Provider) -> None:
    till = await Till.open(database, PaymentTiming.ON_SITE)
    booked = await till.desk.confirmed()

    after = [(await till.pay(booked, await till.card(minor))).payment_status for minor in (10_000_00, TOTAL)]

    assert after == [PaymentStatus.DEPOSIT_PAID, PaymentStatus.PAID]
    assert (await till.seen(booked))[1:] == (0, 10_000_00)
    with pytest.raises(NothingToPay):
        await till.pay(booked, await till.card(1_00))


async def test_a_bank_that_was_faster_than_the_card_leaves_the_card_as_it_was(
    database: Database, cards: Provider
) -> None:
    till = await Till.open(database)
    booked = await finish(till.desk, await till.desk.check_out(await till.desk.hold(), PREPAID))
    begun = await till.desk.run(money.pay_balance, booked, till.desk.guest(booked), payment=PREPAID)
    assert begun.attempt_id is not None

    await till.pay(booked, await till.card(TOTAL))
    await checkout.finish_payment(database, booking_id=booked.id, attempt_id=begun.attempt_id, now=till.desk.now)

    assert await till.seen(booked) == ({"sandbox": TOTAL, "gift_card": 0}, 0, TOTAL)
    assert cards.money(booked.id.hex) == {"capture": TOTAL}


async def test_a_pass_and_an_empty_or_unknown_card_pay_no_balance(database: Database, cards: Provider) -> None:
    till = await Till.open(database, PaymentTiming.ON_SITE)
    booked = await till.desk.confirmed()
    async with database.transaction() as tx:
        _, visits = await sell_pass(tx, vendor_id=till.desk.place.vendor_id, now=till.desk.now)

    with pytest.raises(PassRefused) as late:
        await till.pay(booked, visits)
    with pytest.raises(ValueRefused) as unknown:
        await till.pay(booked, "GAAA-AAAA-AAAA-AAAA")

    assert (late.value.extensions["reason"], unknown.value.extensions["reason"]) == ("too_late", "unknown")
    assert await till.seen(booked) == ({}, TOTAL, 0)


async def test_a_card_beside_a_pass_that_pays_everything_has_nothing_to_pay_and_a_card_beside_a_card_is_refused(
    database: Database, cards: Provider
) -> None:
    till = await Till.open(database, PaymentTiming.PREPAY)
    held, card = await till.desk.hold(), await till.card(TOTAL)
    async with database.transaction() as tx:
        _, visits = await sell_pass(tx, vendor_id=till.desk.place.vendor_id, now=till.desk.now)
    async with database.reading() as read:
        with pytest.raises(NothingToPay):
            await covering.preview(read, held, codes=Codes.of(visits, card), now=till.desk.now)
        with pytest.raises(NothingToPay):
            await till.desk.database.run(
                lambda tx: covering.cover(tx, held, codes=Codes.of(visits, card), now=till.desk.now)
            )

    with pytest.raises(Invalid):
        Codes.of(card, card)
    async with database.reading() as read:
        assert await read.scalar(text("select sum(visits_left) from value.pass")) == 10


async def test_over_http_a_repeated_payment_takes_once(
    client: httpx2.AsyncClient, database: Database, cards: Provider
) -> None:
    place = await committed_rooms(database, capacity=5, payment_timing=PaymentTiming.ON_SITE)
    now = datetime.now(UTC)
    async with database.transaction() as tx:
        _, code = await sell_with_code(tx, vendor_id=place.vendor_id, minor=TOTAL, now=now)
    first = now.date() + timedelta(days=14)
    wish = {
        "resourceId": f"res_{place.resource.id}", "startDate": first.isoformat(), "paymentMethod": "pay_on_site",
        "endDate": (first + timedelta(days=1)).isoformat(),
        "userDetails": {"firstName": "Айгерім", "phone": "+77015550418"},
    }  # fmt: skip
    booking = (await client.post("/api/v1/bookings", json=wish)).json()
    about = f"/api/v1/bookings/{booking['bookingId']}"
    link = {"X-Booking-Token": booking["manageToken"]}
    before = (await client.get(f"{about}/money", headers=link)).json()

    replies = [
        await client.post(
            f"{about}/balance/gift-card", json={"giftCardCode": code.lower()},
            headers={**link, "Idempotency-Key": "the-rest-by-card-1"},
        )
        for _ in range(2)
    ]  # fmt: skip

    assert "pay_with_gift_card" in before["allowedActions"]
    assert [reply.status_code for reply in replies] == [200, 200], replies[0].text
    shown = replies[1].json()
    assert (shown["paymentStatus"], shown["unpaid"], shown["paid"]) == ("paid", 0, NIGHT_PRICE / 100)
    assert "pay_with_gift_card" not in shown["allowedActions"]
    async with database.reading() as read:
        assert await read.scalar(text("select balance_minor from value.account")) == TOTAL - NIGHT_PRICE
