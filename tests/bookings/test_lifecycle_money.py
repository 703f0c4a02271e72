"""Money and the place: paid in time, late, never, and given back as promised; the provider's own book is witness."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from smartbooking.bookings.domain import Booking, PaymentStatus, Status, Verb
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import PaymentDeclined
from smartbooking.bookings.service import cancellation, checkout, settlement
from smartbooking.bookings.service.checkout import Begun, Payment
from smartbooking.bookings.service.expiry import release_everything
from smartbooking.bookings.service.reading import find
from smartbooking.catalog.domain import PaymentTiming, Policy
from smartbooking.infra.db import Database, Tx
from smartbooking.payments import service as payments
from tests.bookings.desk import OPERATOR, PREPAID, Desk
from tests.bookings.factory import NIGHT_PRICE
from tests.payments.provider import Provider

TOTAL = 2 * NIGHT_PRICE


async def finish(desk: Desk, begun: Begun) -> Booking:
    """The provider is called and the booking hears of it."""
    assert begun.attempt_id is not None
    booking, _ = await checkout.finish_payment(
        desk.database, booking_id=begun.booking.id, attempt_id=begun.attempt_id, now=desk.now
    )
    return booking


async def capture(desk: Desk, begun: Begun) -> None:
    """The provider takes the money, but nobody has told the booking yet."""
    assert begun.attempt_id is not None
    outcome = await payments.run_attempt(desk.database, begun.attempt_id, now=desk.now)
    assert outcome.secured


async def told(desk: Desk, booking: Booking) -> None:
    """The message of the captured payment arrives."""

    async def settle(tx: Tx) -> None:
        await settlement.settle_paid(tx, booking_id=booking.id, paid_minor=TOTAL, now=desk.now)

    await desk.database.run(settle)


async def carry_out_refunds(desk: Desk, booking: Booking) -> None:
    """What the worker does with requested refunds, and the booking hearing of it."""
    async with desk.database.reading() as read:
        waiting = list(
            await read.scalars(
                text("select r.id from payments.refund r where r.vendor_id = :vendor and r.status = 'requested'"),
                {"vendor": booking.vendor_id},
            )
        )
    for refund_id in waiting:
        await payments.run_refund(desk.database, refund_id, now=desk.now)

    async def settle(tx: Tx) -> None:
        await settlement.settle_refunded(tx, booking_id=booking.id, now=desk.now)

    await desk.database.run(settle)


async def current(desk: Desk, booking: Booking) -> Booking:
    async with desk.database.reading() as read:
        found, _ = await find(read, booking_id=booking.id, caller=OPERATOR)
    return found


async def test_a_payment_in_time_confirms(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)

    booking = await finish(desk, await desk.check_out(await desk.hold(), PREPAID))
    await told(desk, booking)

    assert (booking.status, booking.payment_status) == (Status.CONFIRMED, PaymentStatus.PAID)
    assert cards.money(booking.id.hex) == {"capture": TOTAL}
    seen = await desk.look(booking)
    assert seen.announced == {"booking_held": 1, "payment_awaited": 1, "booking_confirmed": 1}


async def test_a_declined_card_keeps_the_place_for_another_try(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)
    begun = await desk.check_out(await desk.hold(), Payment(method="sandbox", token="tok_decline"))

    with pytest.raises(PaymentDeclined) as declined:
        await finish(desk, begun)
    again = await desk.run(checkout.pay, begun.booking, desk.guest(begun.booking), payment=PREPAID)
    booking = await finish(desk, again)

    assert declined.value.extensions["holdExpiresAt"]
    assert booking.status is Status.CONFIRMED
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_an_unpaid_booking_is_killed_at_the_provider_and_then_released(
    database: Database, cards: Provider
) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)
    begun = await desk.check_out(await desk.hold(), Payment(method="sandbox", token="tok_3ds"))
    assert begun.attempt_id is not None
    outcome = await payments.run_attempt(database, begun.attempt_id, now=desk.now)
    assert outcome.redirect_url is not None
    desk.now += timedelta(minutes=16)

    assert await desk.sweep() == 1

    assert (await desk.look(begun.booking)).status is Status.EXPIRED
    pressed = cards.press(outcome.redirect_url, action="approve")
    assert cards.money(begun.booking.id.hex) == {}, pressed.text


async def test_late_money_takes_the_place_again_when_it_is_free(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)
    begun = await desk.check_out(await desk.hold(), PREPAID)
    await lose_place(desk, begun.booking)
    await capture(desk, begun)
    assert await desk.free() == 1

    await told(desk, begun.booking)
    await told(desk, begun.booking)

    booking = await current(desk, begun.booking)
    assert (booking.status, booking.payment_status) == (Status.CONFIRMED, PaymentStatus.PAID)
    assert await desk.free() == 0
    assert (await desk.look(booking)).announced["booking_confirmed"] == 1
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_late_money_for_a_taken_place_goes_back_whole(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)
    begun = await desk.check_out(await desk.hold(), PREPAID)
    await lose_place(desk, begun.booking)
    other = await finish(desk, await desk.check_out(await desk.hold(), PREPAID))
    await capture(desk, begun)

    await told(desk, begun.booking)
    await told(desk, begun.booking)
    await carry_out_refunds(desk, begun.booking)

    booking = await current(desk, begun.booking)
    assert (booking.status, booking.payment_status) == (Status.REFUNDED_UNAVAILABLE, PaymentStatus.REFUNDED)
    assert (await desk.look(booking)).claims == 0
    assert (await desk.look(other)).status is Status.CONFIRMED
    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -TOTAL}


async def test_money_for_a_cancelled_booking_goes_back_whole(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)
    begun = await desk.check_out(await desk.hold(), PREPAID)
    await desk.cancel(begun.booking)
    await capture(desk, begun)

    await told(desk, begun.booking)
    await carry_out_refunds(desk, begun.booking)

    booking = await current(desk, begun.booking)
    assert (booking.status, booking.payment_status) == (Status.CANCELLED, PaymentStatus.REFUNDED)
    assert await desk.free() == 1
    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -TOTAL}


@pytest.mark.parametrize("policy", [Policy.FLEXIBLE, Policy.MODERATE, Policy.STRICT])
@pytest.mark.parametrize("before_start", [timedelta(days=20), timedelta(hours=30), timedelta(hours=2)])
async def test_a_customer_gets_back_what_the_preview_said(
    database: Database, cards: Provider, policy: Policy, before_start: timedelta
) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY, policy=policy)
    booking = await finish(desk, await desk.check_out(await desk.hold(ahead=25), PREPAID))
    desk.now = booking.starts_at - before_start

    promised = await previewed(desk, booking, desk.guest(booking))
    cancelled = await desk.cancel(booking)
    await carry_out_refunds(desk, booking)

    assert cancelled.refund is not None
    assert cancelled.refund.minor == promised
    returned = -cards.money(booking.id.hex).get("refund", 0)
    assert returned == promised
    assert 0 <= promised <= TOTAL


async def test_a_business_that_cancels_returns_everything(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY, policy=Policy.STRICT)
    booking = await finish(desk, await desk.check_out(await desk.hold(), PREPAID))
    desk.now = booking.starts_at - timedelta(hours=1)
    staff = desk.staff

    promised = await previewed(desk, booking, staff)
    await desk.cancel(booking, staff)
    await carry_out_refunds(desk, booking)

    assert promised == TOTAL
    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -TOTAL}
    assert (await current(desk, booking)).payment_status is PaymentStatus.REFUNDED


async def lose_place(desk: Desk, booking: Booking) -> None:
    """The time to pay ran out and the place was given back, while the money is on its way."""

    async def end(tx: Tx) -> None:
        await release_everything(tx, booking, Verb.EXPIRE, now=desk.now)

    await desk.database.run(end)


async def previewed(desk: Desk, booking: Booking, caller: Caller) -> int:
    async with desk.database.reading() as read:
        _, preview = await cancellation.preview(read, booking_id=booking.id, caller=caller, now=desk.now)
    return preview.refund.minor
