"""Another way to pay while the first payment of a booking is open: one charge is kept, whoever is faster."""

from __future__ import annotations

import asyncio

import pytest

from smartbooking.bookings.domain import Booking, PaymentStatus, Status
from smartbooking.bookings.errors import PaymentDeclined
from smartbooking.bookings.service import checkout, switching
from smartbooking.bookings.service.checkout import Payment
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database, Tx
from smartbooking.payments import service as payments
from smartbooking.payments.domain import HoldState
from smartbooking.payments.errors import PaymentInProgress
from tests.bookings.desk import Desk
from tests.bookings.factory import NIGHT_PRICE
from tests.bookings.test_booking_money import TOTAL, told
from tests.bookings.test_card_hold import secured
from tests.bookings.test_lifecycle_money import current
from tests.bookings.test_switch_method import AT_BANK, OTHER, ways
from tests.payments.provider import Provider

__all__ = ["ways"]
BACK = Payment(method="sandbox")


async def at_the_bank(desk: Desk, payment: Payment = AT_BANK) -> tuple[Booking, str]:
    """A booking that waits for its first payment, and the page its customer has open."""
    begun = await desk.check_out(await desk.hold(), payment)
    assert begun.attempt_id is not None
    page = (await payments.run_attempt(desk.database, begun.attempt_id, now=desk.now)).redirect_url
    assert page is not None
    return begun.booking, page


async def prepaid(database: Database) -> Desk:
    return await Desk.open(database, timing=PaymentTiming.PREPAY)


async def choose(desk: Desk, booking: Booking, payment: Payment) -> str | None:
    """What the request does: make way, write down, call. The page to visit, if there is one."""
    guest = desk.guest(booking)
    if await switching.make_way(desk.database, booking_id=booking.id, caller=guest, payment=payment, now=desk.now):
        return None
    begun = await desk.run(checkout.pay, booking, guest, payment=payment)
    assert begun.attempt_id is not None
    _, outcome = await checkout.finish_payment(
        desk.database, booking_id=booking.id, attempt_id=begun.attempt_id, now=desk.now
    )
    return outcome.redirect_url


async def test_another_card_ends_the_first_page_and_pays_once(database: Database, ways: Provider) -> None:
    desk = await prepaid(database)
    booking, page = await at_the_bank(desk)

    await choose(desk, booking, OTHER)
    ways.press(f"{page}/bank", answer="confirm")  # the first tab is still open

    paid = await current(desk, booking)
    assert (paid.status, paid.payment_status, paid.payment_method) == (
        Status.CONFIRMED,
        PaymentStatus.PAID,
        OTHER.method,
    )
    assert ways.money(booking.id.hex) == {"capture": TOTAL}


async def test_the_same_way_again_leads_back_to_the_same_page(database: Database, ways: Provider) -> None:
    desk = await prepaid(database)
    booking, page = await at_the_bank(desk, BACK)

    again = await choose(desk, booking, BACK)

    assert again == page


async def test_whoever_has_paid_at_the_first_page_is_confirmed_and_pays_nothing_more(
    database: Database, ways: Provider
) -> None:
    desk = await prepaid(database)
    booking, page = await at_the_bank(desk)
    ways.press(f"{page}/bank", answer="confirm")

    shown = await choose(desk, booking, OTHER)
    await told(desk, booking)

    paid = await current(desk, booking)
    assert (shown, paid.status, paid.payment_status) == (None, Status.CONFIRMED, PaymentStatus.PAID)
    assert ways.money(booking.id.hex) == {"capture": TOTAL}


async def test_a_silent_provider_keeps_its_payment_until_it_says_that_it_is_dead(
    database: Database, ways: Provider
) -> None:
    desk = await prepaid(database)
    booking, page = await at_the_bank(desk)
    ways.arm("error", "void", times=1)

    with pytest.raises(PaymentInProgress):
        await choose(desk, booking, OTHER)
    still = await current(desk, booking)
    await choose(desk, booking, OTHER)  # it answers now

    assert still.status is Status.PENDING_PAYMENT
    assert ways.press(f"{page}/bank", answer="confirm").status_code < 500
    assert ways.money(booking.id.hex) == {"capture": TOTAL}


async def test_an_attempt_nobody_knows_the_end_of_stays_unknown_and_none_follows(
    database: Database, ways: Provider
) -> None:
    desk = await prepaid(database)
    begun = await desk.check_out(await desk.hold(), Payment(method="sandbox", token="tok_lost_reply"))
    assert begun.attempt_id is not None
    await payments.run_attempt(database, begun.attempt_id, now=desk.now)

    with pytest.raises(PaymentInProgress):
        await choose(desk, begun.booking, OTHER)

    async with database.reading() as read:
        assert begun.booking.intent_id is not None
        assert (await payments.payment_status(read, intent_id=begun.booking.intent_id)).status.value == "unknown"
    assert ways.money(begun.booking.id.hex) == {"capture": TOTAL}


async def test_a_declined_second_card_leaves_the_place_for_a_third_try(database: Database, ways: Provider) -> None:
    desk = await prepaid(database)
    booking, _ = await at_the_bank(desk)

    with pytest.raises(PaymentDeclined):
        await choose(desk, booking, Payment(method="other_card", token="tok_declined"))
    await choose(desk, booking, Payment(method="sandbox", token="tok_success"))

    assert (await current(desk, booking)).status is Status.CONFIRMED
    assert ways.money(booking.id.hex) == {"capture": TOTAL}


async def test_a_card_that_secures_the_visit_may_be_another_one(database: Database, ways: Provider) -> None:
    desk = await secured(database)
    booking, page = await at_the_bank(desk)

    await choose(desk, booking, OTHER)
    ways.press(f"{page}/bank", answer="confirm")

    held = await current(desk, booking)
    async with database.reading() as read:
        hold = await payments.hold_of(read, vendor_id=booking.vendor_id, booking_id=booking.id)
    assert hold is not None
    assert (held.status, hold.state, hold.method, hold.amount.minor) == (
        Status.CONFIRMED, HoldState.HELD, OTHER.method, NIGHT_PRICE,
    )  # fmt: skip
    assert ways.money(booking.id.hex) == {}


async def test_3d_secure_that_risk_asked_for_is_asked_of_the_next_card_too(database: Database, ways: Provider) -> None:
    desk = await prepaid(database)
    booking = await desk.hold()

    async def with_check(tx: Tx) -> checkout.Begun:
        return await checkout.start_payment(
            tx, booking, caller=desk.guest(booking), payment=BACK, amount=booking.total, values={}, bank_check=True,
            now=desk.now,
        )  # fmt: skip

    begun = await database.run(with_check)
    assert begun.attempt_id is not None
    await payments.run_attempt(database, begun.attempt_id, now=desk.now)

    page = await choose(desk, booking, OTHER)

    assert page is not None  # a card that pays at once otherwise
    assert ways.money(booking.id.hex) == {}


@pytest.mark.parametrize("round_", range(4))
async def test_paying_at_the_first_page_while_choosing_another_way_is_one_charge(
    database: Database, ways: Provider, round_: int
) -> None:
    desk = await prepaid(database)
    booking, page = await at_the_bank(desk)

    await asyncio.gather(
        asyncio.to_thread(ways.press, f"{page}/bank", answer="confirm"), choose(desk, booking, OTHER)
    )  # fmt: skip

    assert (await current(desk, booking)).status is Status.CONFIRMED
    assert ways.money(booking.id.hex) == {"capture": TOTAL}


async def test_many_tabs_choosing_another_way_are_one_charge(database: Database, ways: Provider) -> None:
    desk = await prepaid(database)
    booking, _ = await at_the_bank(desk)

    await asyncio.gather(*(choose(desk, booking, OTHER) for _ in range(6)), return_exceptions=True)

    assert (await current(desk, booking)).status is Status.CONFIRMED
    assert ways.money(booking.id.hex) == {"capture": TOTAL}


async def test_control_without_ending_the_first_page_both_would_be_charged(database: Database, ways: Provider) -> None:
    desk = await prepaid(database)
    booking, page = await at_the_bank(desk)

    async def beside(tx: Tx) -> checkout.Begun:
        intent = await payments.open_intent(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=booking.total, method=OTHER.method,
            now=desk.now,
        )  # fmt: skip
        made = await payments.prepare_attempt(tx, intent_id=intent.id, token=OTHER.token, now=desk.now)
        return checkout.Begun(booking=booking, attempt_id=made.id)

    second = await database.run(beside)
    assert second.attempt_id is not None
    await payments.run_attempt(database, second.attempt_id, now=desk.now)
    ways.press(f"{page}/bank", answer="confirm")

    assert ways.money(booking.id.hex) == {"capture": 2 * TOTAL}
