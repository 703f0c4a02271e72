"""Moving a paid booking to another price: what is too much goes back, what is missing is owed, nothing is silent."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from smartbooking.bookings.domain import Booking, PaymentStatus
from smartbooking.bookings.domain.difference import Difference
from smartbooking.bookings.errors import PriceChanged
from smartbooking.bookings.service import rescheduling
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.period import Nights
from tests.bookings.desk import PREPAID, Desk
from tests.bookings.factory import NIGHT_PRICE, order_for
from tests.bookings.test_booking_money import pay_rest, seen, with_deposit
from tests.bookings.test_lifecycle_money import carry_out_refunds, current, finish
from tests.payments.provider import Provider

TOTAL = 2 * NIGHT_PRICE


async def prepaid(database: Database) -> tuple[Desk, Booking]:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)
    return desk, await finish(desk, await desk.check_out(await desk.hold(), PREPAID))


def elsewhere(desk: Desk, nights: int) -> Nights:
    first = desk.now.date() + timedelta(days=20)
    return Nights(first, first + timedelta(days=nights))


async def previewed(desk: Desk, booking: Booking, nights: int) -> Difference:
    async with desk.database.transaction() as tx:
        order = await order_for(tx, desk.place.resource.id, elsewhere(desk, nights), now=desk.now)
        _, found = await rescheduling.preview(
            tx, booking_id=booking.id, caller=desk.guest(booking), quote=order.quote, now=desk.now
        )
    return found


async def moved(desk: Desk, booking: Booking, nights: int, agreed: int | None) -> Booking:
    async def move(tx: Tx) -> Booking:
        order = await order_for(tx, desk.place.resource.id, elsewhere(desk, nights), now=desk.now)
        return await rescheduling.reschedule(
            tx, booking_id=booking.id, caller=desk.guest(booking), quote=order.quote, locale="ru", now=desk.now,
            agreed_total=None if agreed is None else Decimal(agreed) / 100,
        )  # fmt: skip

    return await desk.database.run(move)


async def test_a_shorter_stay_returns_what_the_preview_said(database: Database, cards: Provider) -> None:
    desk, booking = await prepaid(database)
    found = await previewed(desk, booking, 1)

    after = await moved(desk, booking, 1, NIGHT_PRICE)
    await carry_out_refunds(desk, booking)

    assert (found.refund.minor, found.to_pay.minor) == (NIGHT_PRICE, 0)
    assert after.total.minor == NIGHT_PRICE
    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -NIGHT_PRICE}
    assert (await current(desk, booking)).payment_status is PaymentStatus.PAID


async def test_a_longer_stay_leaves_the_difference_to_pay(database: Database, cards: Provider) -> None:
    desk, booking = await prepaid(database)

    after = await moved(desk, booking, 3, 3 * NIGHT_PRICE)
    owed = (await seen(desk, booking)).outstanding
    paid = await pay_rest(desk, booking)

    assert after.payment_status is PaymentStatus.DEPOSIT_PAID
    assert owed.minor == NIGHT_PRICE
    assert paid.payment_status is PaymentStatus.PAID
    assert cards.money(booking.id.hex) == {"capture": 3 * NIGHT_PRICE}


async def test_nobody_moves_to_a_price_she_has_not_seen(database: Database, cards: Provider) -> None:
    desk, booking = await prepaid(database)

    for agreed in (None, TOTAL, 3 * NIGHT_PRICE - 1):
        with pytest.raises(PriceChanged) as refused:
            await moved(desk, booking, 3, agreed)

    told = refused.value.extensions
    assert (told["total"], told["refund"], told["toPay"]) == (3 * NIGHT_PRICE / 100, 0, NIGHT_PRICE / 100)
    assert (await current(desk, booking)).starts_at == booking.starts_at
    assert await desk.free() == 0


async def test_a_deposit_counts_for_the_new_time(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)
    booking = await finish(desk, await desk.check_out(await desk.hold(), PREPAID))
    deposit = TOTAL * 3 // 10

    await moved(desk, booking, 3, 3 * NIGHT_PRICE)

    assert (await seen(desk, booking)).outstanding.minor == 3 * NIGHT_PRICE - deposit
    assert cards.money(booking.id.hex) == {"capture": deposit}


async def test_there_and_back_again_leaves_the_money_as_it_was(database: Database, cards: Provider) -> None:
    desk, booking = await prepaid(database)

    await moved(desk, booking, 1, NIGHT_PRICE)
    await carry_out_refunds(desk, booking)
    await moved(desk, booking, 2, TOTAL)
    await pay_rest(desk, booking)

    assert cards.money(booking.id.hex) == {"capture": TOTAL + NIGHT_PRICE, "refund": -NIGHT_PRICE}
    assert (await seen(desk, booking)).outstanding.minor == 0


async def test_two_who_move_at_once_return_it_once(database: Database, cards: Provider) -> None:
    desk, booking = await prepaid(database)

    await asyncio.gather(*(moved(desk, booking, 1, NIGHT_PRICE) for _ in range(4)), return_exceptions=True)
    await carry_out_refunds(desk, booking)

    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -NIGHT_PRICE}


async def test_what_nobody_has_paid_moves_without_a_question(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()

    after = await moved(desk, booking, 3, None)

    assert (after.total.minor, after.payment_status) == (3 * NIGHT_PRICE, PaymentStatus.DUE_ON_SITE)
