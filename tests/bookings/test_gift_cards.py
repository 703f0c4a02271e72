"""Bookings paid with a gift card, whole and in part: what it gives, and what comes back to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from smartbooking.bookings.domain import Booking, PaymentStatus, Status, Verb
from smartbooking.bookings.errors import MethodNotOffered
from smartbooking.bookings.service import checkout
from smartbooking.bookings.service.checkout import Begun, Payment
from smartbooking.bookings.service.covering import Codes
from smartbooking.bookings.service.expiry import release_everything
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.settlement import settle_paid
from smartbooking.catalog.domain import Confirmation, PaymentTiming, Policy
from smartbooking.infra.db import Database, Tx
from smartbooking.payments.service import purse_of
from smartbooking.payments.service.books_check import check_books
from smartbooking.value import service as value
from smartbooking.value.domain import Account
from smartbooking.value.errors import ValueRefused
from tests.bookings.desk import ON_SITE, OPERATOR, PREPAID, Desk
from tests.bookings.factory import GUEST, NIGHT_PRICE, TERMS
from tests.bookings.test_lifecycle_money import capture, carry_out_refunds, current, finish
from tests.payments.provider import Provider
from tests.value.factory import kzt, sell_with_code

TOTAL = 2 * NIGHT_PRICE


@dataclass
class Shop:
    """A desk and one gift card of it."""

    desk: Desk
    card: Account
    code: str

    @classmethod
    async def open(cls, database: Database, *, holds: int, timing: PaymentTiming, **facts: object) -> Shop:
        desk = await Desk.open(database, timing=timing, **facts)
        async with database.transaction() as tx:
            card, code = await sell_with_code(tx, vendor_id=desk.place.vendor_id, minor=holds, now=desk.now)
        return cls(desk, card, code)

    async def begin(self, payment: Payment = ON_SITE, booking: Booking | None = None) -> Begun:
        held = booking or await self.desk.hold()
        return await self.desk.run(
            checkout.check_out, held, self.desk.guest(held), contact=GUEST, payment=payment, note="",
            approval_for=TERMS.approval_for, codes=Codes.of(self.code),
        )  # fmt: skip

    async def on_card(self) -> int:
        async with self.desk.database.reading() as read:
            card, _ = await value.card_of(read, vendor_id=self.card.vendor_id, account_id=self.card.id)
            assert await check_books(read) == []
        return card.balance.minor

    async def paid(self, booking: Booking) -> dict[str, int]:
        """What is left of every payment."""
        async with self.desk.database.reading() as read:
            purse = await purse_of(read, vendor_id=booking.vendor_id, booking_id=booking.id, currency="KZT")
        return {one.gateway: one.left.minor for one in purse.payments}


async def test_a_card_that_covers_the_price_confirms_at_once_and_a_cancellation_gives_it_back(
    database: Database, cards: Provider
) -> None:
    shop = await Shop.open(database, holds=80_000_00, timing=PaymentTiming.PREPAY, policy=Policy.FLEXIBLE)

    booked = (await shop.begin()).booking

    assert (booked.status, booked.payment_status, booked.covered) == (
        Status.CONFIRMED, PaymentStatus.PAID, kzt(TOTAL),
    )  # fmt: skip
    assert (await shop.on_card(), await shop.paid(booked)) == (30_000_00, {"gift_card": TOTAL})
    cancelled = await shop.desk.cancel(booked)
    assert await shop.on_card() == 80_000_00  # in the transaction of the cancellation, before any worker
    await shop.desk.cancel(booked)
    await carry_out_refunds(shop.desk, booked)
    after = await current(shop.desk, booked)
    assert (cancelled.status, cancelled.refund, after.payment_status) == (
        Status.CANCELLED, kzt(TOTAL), PaymentStatus.REFUNDED,
    )  # fmt: skip
    assert await shop.on_card() == 80_000_00
    assert cards.money(booked.id.hex) == {}


async def test_a_card_that_covers_a_part_leaves_the_rest_to_another_way_of_paying(
    database: Database, cards: Provider
) -> None:
    shop = await Shop.open(database, holds=20_000_00, timing=PaymentTiming.PREPAY, policy=Policy.FLEXIBLE)

    begun = await shop.begin(PREPAID)
    assert (begun.booking.status, await shop.on_card()) == (Status.PENDING_PAYMENT, 0)
    booked = await finish(shop.desk, begun)

    assert (booked.status, booked.payment_status) == (Status.CONFIRMED, PaymentStatus.PAID)
    assert cards.money(booked.id.hex) == {"capture": 30_000_00}
    await shop.desk.cancel(booked)
    await carry_out_refunds(shop.desk, booked)
    assert cards.money(booked.id.hex) == {"capture": 30_000_00, "refund": -30_000_00}
    assert await shop.on_card() == 20_000_00


async def test_a_late_cancellation_returns_what_was_paid_on_top_of_the_card_first(
    database: Database, cards: Provider
) -> None:
    half = {"late": {"kind": "percent", "value": 5000}, "costs": {"kind": "full"}, "noShow": {"kind": "full"}}
    shop = await Shop.open(
        database, holds=20_000_00, timing=PaymentTiming.PREPAY, policy=Policy.CUSTOM, custom_policy=half
    )
    booked = await finish(shop.desk, await shop.begin(PREPAID))
    shop.desk.now = booked.starts_at - timedelta(hours=1)

    cancelled = await shop.desk.cancel(booked)

    assert cancelled.refund is not None
    back = cancelled.refund.minor
    assert back == TOTAL // 2
    assert await shop.paid(booked) == {
        "gift_card": min(20_000_00, TOTAL - back), "sandbox": max(30_000_00 - back, 0),
    }  # fmt: skip
    assert await shop.on_card() == max(back - 30_000_00, 0)


async def test_money_due_first_can_not_be_left_to_the_venue_because_of_a_small_card(
    database: Database, cards: Provider
) -> None:
    shop = await Shop.open(database, holds=20_000_00, timing=PaymentTiming.PREPAY)

    with pytest.raises(MethodNotOffered) as refused:
        await shop.begin(ON_SITE)

    assert refused.value.extensions == {"dueNow": 30_000.0}
    assert await shop.on_card() == 20_000_00


async def test_a_card_pays_of_a_visit_that_is_paid_at_the_venue(database: Database, cards: Provider) -> None:
    shop = await Shop.open(database, holds=20_000_00, timing=PaymentTiming.ON_SITE)

    booked = (await shop.begin()).booking

    assert (booked.status, booked.payment_status) == (Status.CONFIRMED, PaymentStatus.DEPOSIT_PAID)
    assert await shop.paid(booked) == {"gift_card": 20_000_00}


async def test_a_request_that_is_declined_or_withdrawn_gives_back_to_the_card(
    database: Database, cards: Provider
) -> None:
    shop = await Shop.open(
        database, holds=80_000_00, timing=PaymentTiming.PREPAY, confirmation=Confirmation.REQUEST, capacity=2
    )

    asked = (await shop.begin()).booking
    assert (asked.status, await shop.on_card()) == (Status.AWAITING_APPROVAL, 30_000_00)
    await shop.desk.decline(asked)
    assert await shop.on_card() == 80_000_00
    again = (await shop.begin()).booking
    await shop.desk.cancel(again)
    assert await shop.on_card() == 80_000_00
    third = await shop.desk.approve((await shop.begin()).booking)
    assert (third.status, third.payment_status) == (Status.CONFIRMED, PaymentStatus.PAID)


async def test_a_place_whose_rest_is_never_paid_gives_back_to_the_card(database: Database, cards: Provider) -> None:
    shop = await Shop.open(database, holds=20_000_00, timing=PaymentTiming.PREPAY)
    begun = await shop.begin(Payment(method="sandbox", token="tok_3ds"))
    shop.desk.now += timedelta(minutes=40)

    assert await shop.desk.sweep() == 1
    assert await shop.desk.sweep() == 0

    assert (await current(shop.desk, begun.booking)).status is Status.EXPIRED
    assert await shop.on_card() == 20_000_00


@pytest.mark.parametrize("spent", [False, True])
async def test_late_money_takes_from_the_card_again_or_goes_back_as_a_whole(
    database: Database, cards: Provider, spent: bool
) -> None:
    shop = await Shop.open(database, holds=20_000_00, timing=PaymentTiming.PREPAY, capacity=2)
    begun = await shop.begin(PREPAID)
    await lose(shop, begun.booking)
    await capture(shop.desk, begun)
    if spent:
        await shop.begin(Payment(method="sandbox", token="tok_3ds"))
        assert await shop.on_card() == 0

    for _ in range(2):  # the message comes twice
        await shop.desk.database.run(
            lambda tx: settle_paid(tx, booking_id=begun.booking.id, paid_minor=30_000_00, now=shop.desk.now)
        )
    await carry_out_refunds(shop.desk, begun.booking)

    after = await current(shop.desk, begun.booking)
    kept = {"gift_card": 20_000_00, "sandbox": 30_000_00}
    assert (after.status, await shop.on_card()) == (Status.REFUNDED_UNAVAILABLE if spent else Status.CONFIRMED, 0)
    left = {gateway: minor for gateway, minor in (await shop.paid(after)).items() if minor}
    assert left == ({} if spent else kept)


async def lose(shop: Shop, booking: Booking) -> None:
    """The booking ran out and its place was given back before the money came."""

    async def end(tx: Tx) -> None:
        found, _ = await find(tx, booking_id=booking.id, caller=OPERATOR)
        await release_everything(tx, found, Verb.EXPIRE, now=shop.desk.now)

    await shop.desk.database.run(end)
    assert await shop.on_card() == 20_000_00


async def test_two_bookings_at_once_never_take_more_than_is_on_the_card(database: Database, cards: Provider) -> None:
    shop = await Shop.open(database, holds=TOTAL + 1, timing=PaymentTiming.ON_SITE, capacity=5)
    held = [await shop.desk.hold() for _ in range(5)]

    async def book(booking: Booking) -> int | str:
        try:
            covered = (await shop.begin(booking=booking)).booking.covered
        except ValueRefused as refused:
            return str(refused.extensions["reason"])
        return covered.minor if covered else 0

    assert sorted(await asyncio.gather(*map(book, held)), key=str) == [1, TOTAL] + ["empty"] * 3
    assert await shop.on_card() == 0


async def test_the_message_of_the_cards_payment_alone_confirms_nothing(database: Database, cards: Provider) -> None:
    shop = await Shop.open(database, holds=20_000_00, timing=PaymentTiming.PREPAY)
    begun = await shop.begin(Payment(method="sandbox", token="tok_3ds"))
    async with database.reading() as read:
        purse = await purse_of(read, vendor_id=begun.booking.vendor_id, booking_id=begun.booking.id, currency="KZT")

    await database.run(
        lambda tx: settle_paid(
            tx, booking_id=begun.booking.id, paid_minor=20_000_00, now=shop.desk.now,
            intent_id=purse.payments[0].intent_id,
        )
    )  # fmt: skip

    assert (await current(shop.desk, begun.booking)).status is Status.PENDING_PAYMENT
