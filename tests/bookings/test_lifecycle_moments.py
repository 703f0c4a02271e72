"""The moments of a booking's life on a real database: holds, requests, visits, and what time does to them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from smartbooking.availability.errors import HoldLost, SlotUnavailable
from smartbooking.bookings.domain import PaymentStatus, Status
from smartbooking.bookings.errors import (
    InvalidTransition,
    MethodNotOffered,
    NoExtensionsLeft,
    TooEarly,
    TooLate,
)
from smartbooking.bookings.service import checkout, expiry
from smartbooking.catalog.domain import Confirmation, PaymentTiming
from smartbooking.infra.db import Database
from smartbooking.kernel.problem import NotFound
from smartbooking.payments import service as payments
from smartbooking.payments.gateways.on_site import OnSite
from tests.bookings.desk import ON_SITE, OPERATOR, PREPAID, STRANGER, Desk
from tests.bookings.factory import TERMS
from tests.payments.factory import make_sandbox

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def silent_provider() -> None:
    """A card gateway nobody answers: what needs it stays undecided."""
    payments.install_gateways((OnSite(), make_sandbox(NOWHERE)))


async def test_a_hold_that_runs_out_is_swept_and_its_place_is_free(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.hold()

    early = await desk.sweep()
    desk.now += timedelta(minutes=10)
    swept = await desk.sweep()
    again = await desk.sweep()

    assert (early, swept, again) == (0, 1, 0)
    seen = await desk.look(booking)
    assert (seen.status, seen.claims, seen.expires) == (Status.EXPIRED, 0, False)
    assert seen.announced == {"booking_held": 1, "booking_ended": 1}
    assert await desk.free() == 1


async def test_a_swept_hold_can_not_be_checked_out(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.hold()
    desk.now += timedelta(minutes=11)
    await desk.sweep()

    with pytest.raises(HoldLost):
        await desk.check_out(booking)


async def test_a_hold_that_ran_out_but_was_not_swept_is_still_ours(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.hold()
    desk.now += timedelta(minutes=11)

    begun = await desk.check_out(booking)

    assert begun.booking.status is Status.CONFIRMED
    assert await desk.sweep() == 0


async def test_a_hold_is_extended_a_limited_number_of_times(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.hold()
    first_end = booking.expires_at
    assert first_end is not None

    for _ in range(TERMS.extensions):
        booking = await desk.extend(booking)

    assert booking.expires_at == first_end + TERMS.extensions * TERMS.extension
    with pytest.raises(NoExtensionsLeft):
        await desk.extend(booking)
    assert (await desk.look(booking)).version == 1 + TERMS.extensions


async def test_leaving_the_checkout_frees_the_place_and_may_be_repeated(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.hold()

    await desk.release(booking)
    await desk.release(booking)

    seen = await desk.look(booking)
    assert (seen.status, seen.version, seen.claims) == (Status.ABANDONED, 2, 0)
    assert await desk.free() == 1


async def test_leaving_for_the_banks_page_keeps_the_place(database: Database) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)
    booking = (await desk.check_out(await desk.hold(), PREPAID)).booking

    await desk.release(booking)

    assert (await desk.look(booking)).status is Status.PENDING_PAYMENT
    assert await desk.free() == 0


async def test_a_request_waits_for_the_vendor_and_keeps_its_place(database: Database) -> None:
    desk = await Desk.open(database, confirmation=Confirmation.REQUEST)

    booking = (await desk.check_out(await desk.hold())).booking

    assert booking.status is Status.AWAITING_APPROVAL
    assert booking.expires_at == desk.now + TERMS.approval_for
    assert await desk.free() == 0
    with pytest.raises(SlotUnavailable):
        await desk.hold()
    approved = await desk.approve(booking)
    assert (approved.status, approved.expires_at) == (Status.CONFIRMED, None)
    assert approved.payment_status is PaymentStatus.DUE_ON_SITE
    seen = await desk.look(booking)
    assert seen.announced == {"booking_held": 1, "approval_requested": 1, "booking_confirmed": 1}


async def test_a_declined_request_frees_the_place_and_stays_declined(database: Database) -> None:
    desk = await Desk.open(database, confirmation=Confirmation.REQUEST)
    booking = (await desk.check_out(await desk.hold())).booking

    await desk.decline(booking)

    assert (await desk.look(booking)).claims == 0
    assert await desk.free() == 1
    for verb in (desk.approve, desk.decline, desk.cancel):
        with pytest.raises(InvalidTransition):
            await verb(booking)


async def test_a_request_nobody_answers_runs_out(database: Database) -> None:
    desk = await Desk.open(database, confirmation=Confirmation.REQUEST)
    booking = (await desk.check_out(await desk.hold())).booking
    desk.now += TERMS.approval_for

    assert await desk.sweep() == 1

    assert (await desk.look(booking)).status is Status.EXPIRED
    with pytest.raises(InvalidTransition):
        await desk.approve(booking)


async def test_a_prepaid_request_waits_for_the_payment_after_the_yes(database: Database) -> None:
    desk = await Desk.open(database, confirmation=Confirmation.REQUEST, timing=PaymentTiming.PREPAY)
    booking = (await desk.check_out(await desk.hold(), PREPAID)).booking

    approved = await desk.approve(booking)

    assert (approved.status, approved.payment_status) == (Status.PENDING_PAYMENT, PaymentStatus.PENDING)
    seen = await desk.look(booking)
    assert seen.announced == {"booking_held": 1, "approval_requested": 1, "payment_awaited": 1}
    desk.now += timedelta(hours=25)
    assert await desk.sweep() == 1
    assert (await desk.look(booking)).status is Status.EXPIRED


@pytest.mark.parametrize("timing", [PaymentTiming.ON_SITE, PaymentTiming.PREPAY])
async def test_a_customer_can_not_approve_her_own_request(database: Database, timing: PaymentTiming) -> None:
    desk = await Desk.open(database, confirmation=Confirmation.REQUEST, timing=timing)
    booking = (await desk.check_out(await desk.hold(), PREPAID)).booking

    with pytest.raises(InvalidTransition):
        await desk.approve(booking, desk.guest(booking))

    assert (await desk.look(booking)).status is Status.AWAITING_APPROVAL


async def test_paying_a_hold_directly_does_not_get_past_the_vendor(database: Database) -> None:
    desk = await Desk.open(database, confirmation=Confirmation.REQUEST, timing=PaymentTiming.PREPAY)
    booking = await desk.hold()

    with pytest.raises(InvalidTransition):
        await desk.run(checkout.pay, booking, desk.guest(booking), payment=PREPAID)


async def test_what_is_due_in_advance_is_not_paid_at_the_desk(database: Database) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY)
    booking = await desk.hold()

    with pytest.raises(MethodNotOffered):
        await desk.check_out(booking, ON_SITE)

    assert (await desk.look(booking)).version == 1


async def test_a_card_that_failed_may_be_replaced_by_paying_at_the_desk(database: Database) -> None:
    desk = await Desk.open(database)
    booking = (await desk.check_out(await desk.hold(), PREPAID)).booking

    begun = await desk.run(checkout.pay, booking, desk.guest(booking), payment=ON_SITE)

    assert (begun.attempt_id, begun.booking.status) == (None, Status.CONFIRMED)
    assert begun.booking.payment_status is PaymentStatus.DUE_ON_SITE
    assert begun.booking.payment_method == "pay_on_site"


async def test_cancelling_twice_is_cancelling_once(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()

    first = await desk.cancel(booking)
    desk.now += timedelta(minutes=1)
    second = await desk.cancel(booking, OPERATOR)

    assert second == first
    seen = await desk.look(booking)
    assert (seen.version, seen.claims) == (3, 0)
    assert seen.announced["booking_cancelled"] == 1
    assert await desk.free() == 1


async def test_strangers_do_nothing_and_learn_nothing(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()

    for verb in (desk.cancel, desk.check_in, desk.complete, desk.no_show, desk.approve, desk.decline, desk.extend):
        with pytest.raises(NotFound):
            await verb(booking, STRANGER)

    assert (await desk.look(booking)).version == 2


async def test_check_in_opens_twelve_hours_before_the_start(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()

    desk.now = booking.starts_at - timedelta(hours=12, seconds=1)
    with pytest.raises(TooEarly):
        await desk.check_in(booking)
    desk.now += timedelta(seconds=1)
    arrived = await desk.check_in(booking)

    assert arrived.status is Status.IN_PROGRESS
    assert (await desk.look(booking)).announced["booking_checked_in"] == 1


@pytest.mark.parametrize("verb", ["complete", "no_show"])
async def test_a_visit_is_not_over_before_it_began(database: Database, verb: str) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()
    act = getattr(desk, verb)

    desk.now = booking.starts_at - timedelta(seconds=1)
    with pytest.raises(TooEarly):
        await act(booking)
    desk.now = booking.starts_at
    ended = await act(booking)

    assert ended.status in (Status.COMPLETED, Status.NO_SHOW)
    assert (await desk.look(booking)).claims == 0, "the rest of the time is given back"


async def test_a_visit_that_ran_its_time_keeps_its_past(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()
    desk.now = booking.starts_at
    await desk.check_in(booking)
    desk.now = booking.ends_at

    done = await expiry.complete_ended(database, now=desk.now)

    seen = await desk.look(booking)
    assert (done, seen.status, seen.claims) == (1, Status.COMPLETED, 1)


async def test_a_visit_nobody_checked_in_is_completed_a_day_later(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()

    soon = await expiry.complete_ended(database, now=booking.ends_at + timedelta(hours=23))
    later = await expiry.complete_ended(database, now=booking.ends_at + timedelta(hours=24))

    assert (soon, later) == (0, 1)
    assert (await desk.look(booking)).status is Status.COMPLETED


async def test_a_customer_does_not_move_a_visit_that_has_begun_but_the_business_may(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()
    desk.now = booking.starts_at

    with pytest.raises(TooLate):
        await desk.reschedule(booking)
    moved = await desk.reschedule(booking, caller=desk.staff)

    assert moved.starts_at > booking.starts_at
    assert (await desk.look(booking)).announced["booking_rescheduled"] == 1


async def test_moving_to_a_taken_time_changes_nothing(database: Database) -> None:
    desk = await Desk.open(database)
    booking, other = await desk.confirmed(3), await desk.confirmed(9)
    before = await desk.look(booking)

    with pytest.raises(SlotUnavailable):
        await desk.reschedule(booking, 9)
    assert await desk.look(booking) == before
    overlapping = await desk.reschedule(booking, 4)

    assert overlapping.version == before.version + 1
    assert (await desk.look(other)).version == 2
