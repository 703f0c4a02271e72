"""A card that secures a booking: held, charged once or released; the provider's own book is witness."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from smartbooking.bookings.domain import Booking, PaymentStatus, Status
from smartbooking.bookings.errors import MethodNotOffered, NothingToPay
from smartbooking.bookings.service import cancellation, checkout, expiry, money, visits
from smartbooking.bookings.service.checkout import Payment
from smartbooking.books import service as books
from smartbooking.catalog.domain import Confirmation, PaymentTiming, Policy
from smartbooking.infra import events
from smartbooking.infra.db import Database
from smartbooking.kernel.problem import Forbidden
from smartbooking.payments import service as payments
from smartbooking.payments.domain import CardHold, HoldState
from tests.bookings.desk import ON_SITE, PREPAID, Desk
from tests.bookings.factory import NIGHT_PRICE
from tests.bookings.test_lifecycle_money import current, finish
from tests.drills import errands
from tests.payments.provider import Provider

TOTAL = 2 * NIGHT_PRICE
# Late cancelling costs a fifth, not coming the first night; the costs declared make the fifth lawful in Kazakhstan.
FIFTH_OR_NIGHT = {
    "late": {"kind": "percent", "value": 2000},
    "noShow": {"kind": "first_unit"},
    "costs": {"kind": "percent", "value": 2000},
}
FIFTH = TOTAL // 5


@pytest.fixture(autouse=True)
def deliveries() -> Iterator[None]:
    errands.route()
    yield
    events.route(())


async def secured(database: Database, **facts: object) -> Desk:
    """Rooms paid at the venue, secured by a card."""
    facts = {"policy": Policy.CUSTOM, "custom_policy": FIFTH_OR_NIGHT, **facts}
    return await Desk.open(database, timing=PaymentTiming.CARD_HOLD, **facts)  # type: ignore[arg-type]


async def booked(desk: Desk, ahead: int = 3) -> Booking:
    return await finish(desk, await desk.check_out(await desk.hold(ahead), PREPAID))


async def worker(desk: Desk) -> None:
    await errands.run_due(desk.database, desk.now)


async def card(desk: Desk, booking: Booking) -> CardHold:
    async with desk.database.reading() as read:
        found = await payments.hold_of(read, vendor_id=booking.vendor_id, booking_id=booking.id)
    assert found is not None
    return found


async def previewed_no_show(desk: Desk, booking: Booking) -> visits.NoShow:
    async with desk.database.reading() as read:
        return await visits.preview_no_show(read, booking_id=booking.id, caller=desk.staff, now=desk.now)


def reference_of(cards: Provider, booking: Booking) -> str:
    return next(
        event["data"]["payment"]
        for event in reversed(cards.events())
        if cards.payment(event["data"]["payment"])["booking"] == booking.id.hex
    )


async def test_a_card_is_held_for_the_fee_of_not_coming_and_nothing_is_taken(
    database: Database, cards: Provider
) -> None:
    desk = await secured(database)

    booking = await booked(desk)
    held = await card(desk, booking)

    assert (booking.status, booking.payment_status) == (Status.CONFIRMED, PaymentStatus.DUE_ON_SITE)
    assert (held.state, held.amount.minor, held.charge.minor) == (HoldState.HELD, NIGHT_PRICE, 0)
    assert held.until is not None
    assert abs(held.until - desk.now - timedelta(days=7)) < timedelta(minutes=1)
    assert cards.money(booking.id.hex) == {}


async def test_whoever_does_not_come_is_charged_once_what_the_preview_said(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    before = await previewed_no_show(desk, booking)
    desk.now = booking.starts_at + timedelta(hours=2)

    gone = await desk.no_show(booking)
    for _ in range(3):
        await worker(desk)
    after = await current(desk, booking)

    assert (before.bill.charge.minor, before.bill.refund.minor, before.bill.unpaid.minor) == (NIGHT_PRICE, 0, 0)
    assert [(one.fee.rule, one.agreed.minor, one.lawful.minor, one.floors) for one in before.clauses] == [
        ("first_unit", NIGHT_PRICE, NIGHT_PRICE, ())
    ]
    assert (gone.status, gone.payment_status) == (Status.NO_SHOW, PaymentStatus.PENDING)
    assert after.payment_status is PaymentStatus.FEE_CHARGED
    assert cards.money(booking.id.hex) == {"capture": NIGHT_PRICE}
    assert (await card(desk, booking)).state is HoldState.CHARGED


async def test_a_late_cancellation_takes_the_smaller_fee_and_frees_the_rest(
    database: Database, cards: Provider
) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    desk.now = booking.starts_at - timedelta(hours=3)
    async with database.reading() as read:
        _, bill = await cancellation.preview(read, booking_id=booking.id, caller=desk.guest(booking), now=desk.now)

    cancelled = await desk.cancel(booking)
    await worker(desk)

    assert (bill.charge.minor, bill.refund.minor, bill.unpaid.minor) == (FIFTH, 0, 0)
    assert cancelled.status is Status.CANCELLED
    assert cards.money(booking.id.hex) == {"capture": FIFTH}
    async with database.reading() as read:
        balances = {one.account: one.amount.minor for one in await books.balances(read, vendor_id=booking.vendor_id)}
    assert balances["clearing:sandbox"] == FIFTH
    assert sum(balances.values()) == 0


async def test_without_declared_costs_the_law_leaves_nothing_of_a_late_fee(database: Database, cards: Provider) -> None:
    desk = await secured(database, custom_policy={**FIFTH_OR_NIGHT, "costs": None})
    booking = await booked(desk)
    desk.now = booking.starts_at - timedelta(hours=3)

    await desk.cancel(booking)
    await worker(desk)

    assert cards.money(booking.id.hex) == {}
    assert (await card(desk, booking)).state is HoldState.RELEASED
    assert (await current(desk, booking)).payment_status is PaymentStatus.DUE_ON_SITE


async def test_the_business_that_cancels_lets_the_card_go(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    desk.now = booking.starts_at - timedelta(hours=3)

    await desk.cancel(booking, desk.staff)
    await worker(desk)

    assert cards.money(booking.id.hex) == {}
    assert cards.payment(reference_of(cards, booking))["status"] == "voided"


async def test_on_arrival_nothing_is_taken_and_the_card_is_free(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    desk.now = booking.starts_at

    await desk.check_in(booking)
    await worker(desk)

    assert cards.money(booking.id.hex) == {}
    assert (await card(desk, booking)).state is HoldState.RELEASED
    assert (await current(desk, booking)).payment_status is PaymentStatus.DUE_ON_SITE


async def test_a_visit_nobody_checked_in_frees_the_card_when_it_is_completed(
    database: Database, cards: Provider
) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    desk.now = booking.ends_at + timedelta(days=1, minutes=1)

    assert await expiry.complete_ended(database, now=desk.now) == 1
    await worker(desk)

    assert (await card(desk, booking)).state is HoldState.RELEASED


@pytest.mark.parametrize("fault", ["error", "error_after", "lost_reply", "reset"])
async def test_a_charge_whose_answer_is_lost_stays_wanted_until_the_provider_says(
    database: Database, cards: Provider, fault: str
) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    desk.now = booking.starts_at + timedelta(hours=2)
    cards.arm(fault, "capture")

    await desk.no_show(booking)
    await worker(desk)
    unknown = await card(desk, booking)
    desk.now += timedelta(minutes=2)
    await payments.poll_open(database, now=desk.now)
    await worker(desk)

    assert (unknown.state, unknown.charge.minor) == (HoldState.CHARGING, NIGHT_PRICE)
    assert (await card(desk, booking)).state is HoldState.CHARGED
    assert (await current(desk, booking)).payment_status is PaymentStatus.FEE_CHARGED
    assert cards.money(booking.id.hex) == {"capture": NIGHT_PRICE}


async def test_two_colleagues_who_press_at_once_charge_once(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    desk.now = booking.starts_at + timedelta(hours=2)

    answers = await asyncio.gather(*(desk.no_show(booking) for _ in range(5)), return_exceptions=True)
    await asyncio.gather(worker(desk), worker(desk))

    assert sum(isinstance(one, Booking) for one in answers) == 1
    assert cards.money(booking.id.hex) == {"capture": NIGHT_PRICE}


async def test_a_card_that_ran_out_is_told_and_can_be_given_anew(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await booked(desk, ahead=12)
    cards.expire(reference_of(cards, booking))
    desk.now += timedelta(minutes=2)
    await payments.poll_open(database, now=desk.now)
    await worker(desk)
    ended = await card(desk, booking)
    seen = await desk.look(booking)

    begun = await desk.run(money.hold_card, booking, desk.guest(booking), payment=PREPAID)
    again = await finish(desk, begun)
    await worker(desk)

    assert ended.state is HoldState.ENDED
    assert seen.history[-1] == ("hold_ended", Status.CONFIRMED)
    assert again.status is Status.CONFIRMED
    assert (await card(desk, booking)).state is HoldState.HELD
    with pytest.raises(NothingToPay):
        await desk.run(money.hold_card, booking, desk.guest(booking), payment=PREPAID)
    desk.now = booking.starts_at + timedelta(hours=2)
    await desk.no_show(booking)
    await worker(desk)
    assert cards.money(booking.id.hex) == {"capture": NIGHT_PRICE}


async def test_a_charge_that_comes_too_late_is_told_and_nothing_is_taken(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    cards.expire(reference_of(cards, booking))
    desk.now = booking.starts_at + timedelta(hours=2)

    await desk.no_show(booking)
    await worker(desk)
    after = await current(desk, booking)

    assert after.payment_status is PaymentStatus.FAILED
    assert (await desk.look(booking)).history[-1] == ("charge_failed", Status.NO_SHOW)
    assert cards.money(booking.id.hex) == {}
    assert (await previewed_no_show(desk, booking)).bill.charge.minor == 0


async def test_what_was_paid_pays_the_fee_first(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await booked(desk)
    await desk.run(money.record_at_desk, booking, desk.staff, amount=None)
    desk.now = booking.starts_at + timedelta(hours=2)

    preview = await previewed_no_show(desk, booking)
    await desk.no_show(booking)
    await worker(desk)

    assert (preview.bill.kept.minor, preview.bill.refund.minor, preview.bill.charge.minor) == (
        NIGHT_PRICE, NIGHT_PRICE, 0,
    )  # fmt: skip
    assert cards.money(booking.id.hex) == {}
    assert (await card(desk, booking)).state is HoldState.RELEASED


async def test_the_balance_can_be_paid_online_while_a_card_is_held(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await booked(desk)

    paid = await finish(desk, await desk.run(money.pay_balance, booking, desk.guest(booking), payment=PREPAID))

    assert paid.payment_status is PaymentStatus.PAID
    assert cards.money(booking.id.hex) == {"capture": TOTAL}
    assert (await card(desk, booking)).state is HoldState.HELD


async def test_a_customer_needs_a_card_and_the_business_does_not(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    booking = await desk.hold()

    with pytest.raises(MethodNotOffered):
        await desk.check_out(booking, ON_SITE)
    by_staff = await desk.check_out(booking, ON_SITE, desk.staff)

    assert (by_staff.booking.status, by_staff.attempt_id) == (Status.CONFIRMED, None)
    with pytest.raises(Forbidden):
        await desk.run(visits.preview_no_show, booking, desk.guest(booking))


async def test_an_approved_request_waits_for_the_card(database: Database, cards: Provider) -> None:
    desk = await secured(database, confirmation=Confirmation.REQUEST)
    asked = (await desk.check_out(await desk.hold(), PREPAID)).booking

    approved = await desk.approve(asked)
    held = await finish(desk, await desk.run(checkout.pay, asked, desk.guest(asked), payment=PREPAID))

    assert approved.status is Status.PENDING_PAYMENT
    assert (held.status, held.payment_status) == (Status.CONFIRMED, PaymentStatus.DUE_ON_SITE)


async def test_a_card_given_after_the_place_was_taken_is_let_go(database: Database, cards: Provider) -> None:
    desk = await secured(database)
    slow = await desk.check_out(await desk.hold(), Payment(method="sandbox", token="tok_3ds"))
    assert slow.attempt_id is not None
    page = (await payments.run_attempt(database, slow.attempt_id, now=desk.now)).redirect_url
    assert page is not None
    cards.press(f"{page}/bank", answer="confirm")
    await payments.poll_attempt(database, slow.attempt_id, now=desk.now)
    desk.now += timedelta(minutes=20)

    assert await desk.sweep() == 1
    await worker(desk)

    assert (await current(desk, slow.booking)).status is Status.EXPIRED
    assert (await card(desk, slow.booking)).state is HoldState.RELEASED
    assert cards.money(slow.booking.id.hex) == {}
