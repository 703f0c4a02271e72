"""Deposits with a balance, money at the desk, goodwill: the provider's own book is witness, payment by payment."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from smartbooking.bookings.domain import Booking, PaymentStatus, Status
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import NothingToPay
from smartbooking.bookings.service import checkout, money, settlement
from smartbooking.bookings.service.checkout import Payment
from smartbooking.bookings.service.money import BookingMoney
from smartbooking.books import service as books
from smartbooking.catalog.domain import PaymentTiming, Policy
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.problem import Forbidden, Invalid
from smartbooking.payments import service as payments
from smartbooking.payments.domain import Outcome
from smartbooking.payments.errors import PaymentInProgress, RefundExceedsCapture
from smartbooking.payments.service.purse import purse_of
from smartbooking.pricing.domain import DepositKind, Unit
from tests.bookings.desk import OPERATOR, PREPAID, Desk
from tests.bookings.factory import NIGHT_PRICE, set_price
from tests.bookings.test_lifecycle_money import carry_out_refunds, current, finish, previewed
from tests.payments.provider import Provider

TOTAL = 2 * NIGHT_PRICE
DEPOSIT = TOTAL * 3 // 10
REST = TOTAL - DEPOSIT
KEEPS_ALL = {"late": {"kind": "full"}, "costs": {"kind": "full"}, "noShow": {"kind": "full"}}


async def with_deposit(database: Database, **facts: object) -> Desk:
    """Thirty per cent now, the rest a day before the start."""
    desk = await Desk.open(database, timing=PaymentTiming.DEPOSIT, **facts)
    async with database.transaction() as tx:
        await set_price(
            tx, desk.place.resource, currency="KZT", unit=Unit.NIGHT, amount=NIGHT_PRICE,
            deposit=DepositKind.PERCENT, deposit_value=3000, balance_hours=24,
        )  # fmt: skip
    return desk


async def booked(desk: Desk, ahead: int = 3) -> Booking:
    """A booking whose deposit is paid."""
    return await finish(desk, await desk.check_out(await desk.hold(ahead), PREPAID))


async def seen(desk: Desk, booking: Booking, caller: Caller = OPERATOR) -> BookingMoney:
    async with desk.database.reading() as read:
        return await money.money_of(read, booking_id=booking.id, caller=caller, now=desk.now)


async def pay_rest(desk: Desk, booking: Booking, token: str = "tok_success") -> Booking:
    payment = Payment(method="sandbox", token=token)
    return await finish(desk, await desk.run(money.pay_balance, booking, desk.guest(booking), payment=payment))


async def handed(desk: Desk, booking: Booking, amount: int | None = None) -> Booking:
    given = None if amount is None else Decimal(amount) / 100
    return await desk.run(money.record_at_desk, booking, desk.staff, amount=given)


async def give_back(desk: Desk, booking: Booking, amount: int | None, caller: Caller = OPERATOR) -> Booking:
    wanted = None if amount is None else Decimal(amount) / 100
    return await desk.run(money.give_back, booking, caller, amount=wanted, reason="The heating was off")


async def told(desk: Desk, booking: Booking) -> None:
    """The message of a captured payment arrives, perhaps not for the first time."""

    async def settle(tx: Tx) -> None:
        await settlement.settle_paid(tx, booking_id=booking.id, paid_minor=1, now=desk.now)

    await desk.database.run(settle)


async def test_after_the_deposit_the_rest_is_due_a_day_before_the_start(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)

    booking = await booked(desk)
    found = await seen(desk, booking)

    assert (booking.status, booking.payment_status) == (Status.CONFIRMED, PaymentStatus.DEPOSIT_PAID)
    assert (found.purse.taken.minor, found.outstanding.minor) == (DEPOSIT, REST)
    local = booking.quote.parts[0].start_local - timedelta(days=1)
    assert found.due_at == local.replace(tzinfo=ZoneInfo(booking.timezone))
    desk.now = found.due_at + timedelta(minutes=1)
    assert (await seen(desk, booking)).overdue


async def test_the_rest_is_paid_by_the_link_once(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)

    paid = await pay_rest(desk, booking)
    await told(desk, booking)

    assert paid.payment_status is PaymentStatus.PAID
    assert cards.money(booking.id.hex) == {"capture": TOTAL}
    assert (await seen(desk, booking)).outstanding.minor == 0
    with pytest.raises(NothingToPay):
        await pay_rest(desk, booking)


async def test_two_tabs_do_not_pay_the_rest_twice(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)
    guest = desk.guest(booking)

    begun = await asyncio.gather(
        *(desk.run(money.pay_balance, booking, guest, payment=PREPAID) for _ in range(5)), return_exceptions=True
    )

    ready = [one for one in begun if isinstance(one, checkout.Begun)]
    assert len(ready) == 1
    assert sum(isinstance(one, PaymentInProgress) for one in begun) == 4
    await finish(desk, ready[0])
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_whoever_left_the_banks_page_comes_back_to_the_same_page(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)
    at_bank = Payment(method="sandbox", token="tok_3ds")

    async def begin() -> Outcome:
        begun = await desk.run(money.pay_balance, booking, desk.guest(booking), payment=at_bank)
        assert begun.attempt_id is not None
        return await payments.run_attempt(database, begun.attempt_id, now=desk.now)

    first, again = await begin(), await begin()

    assert first.redirect_url
    assert again.redirect_url == first.redirect_url
    assert (await seen(desk, booking)).purse.open_payment


async def test_a_declined_card_leaves_the_rest_for_another_try(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)

    with pytest.raises(Exception, match="declined"):
        await pay_rest(desk, booking, token="tok_declined")
    assert (await current(desk, booking)).payment_status is PaymentStatus.DEPOSIT_PAID
    paid = await pay_rest(desk, booking)

    assert paid.payment_status is PaymentStatus.PAID
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_cash_for_the_rest_goes_into_the_books_and_part_of_it_leaves_the_rest_unpaid(
    database: Database, cards: Provider
) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)

    part = await handed(desk, booking, 10_000_00)
    half_way = await seen(desk, booking)
    whole = await handed(desk, booking)

    assert (part.payment_status, half_way.outstanding.minor) == (PaymentStatus.DEPOSIT_PAID, REST - 10_000_00)
    assert whole.payment_status is PaymentStatus.PAID
    async with database.reading() as read:
        balances = await books.balances(read, vendor_id=booking.vendor_id)
    by_account = {one.account: one.amount.minor for one in balances}
    assert by_account["till:pay_on_site"] == REST
    assert by_account["clearing:sandbox"] == DEPOSIT
    with pytest.raises(NothingToPay):
        await handed(desk, booking)


async def test_a_desk_takes_no_more_than_is_owed_and_a_customer_records_nothing(database: Database) -> None:
    desk = await Desk.open(database)
    booking = await desk.confirmed()

    with pytest.raises(Invalid):
        await handed(desk, booking, TOTAL + 1)
    with pytest.raises(Forbidden):
        await desk.run(money.record_at_desk, booking, desk.guest(booking), amount=None)
    assert (await handed(desk, booking)).payment_status is PaymentStatus.PAID


async def test_cash_and_card_at_once_return_the_card(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)
    begun = await desk.run(money.pay_balance, booking, desk.guest(booking), payment=PREPAID)
    assert begun.attempt_id is not None

    cards.arm("lost_reply", "start")
    await payments.run_attempt(database, begun.attempt_id, now=desk.now)  # the bank has it, nobody here knows
    await handed(desk, booking)
    desk.now += timedelta(minutes=2)
    await payments.poll_attempt(database, begun.attempt_id, now=desk.now)
    await told(desk, booking)
    await told(desk, booking)
    await carry_out_refunds(desk, booking)

    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -REST}
    booking = await current(desk, booking)
    assert (booking.status, booking.payment_status) == (Status.CONFIRMED, PaymentStatus.PAID)


async def test_a_goodwill_refund_does_what_the_plan_said_and_nobody_owes_again(
    database: Database, cards: Provider
) -> None:
    desk = await with_deposit(database)
    booking = await pay_rest(desk, await booked(desk))
    wanted = REST + 1_000_00

    async with database.reading() as read:
        _, plan = await money.plan_refund(read, booking_id=booking.id, caller=OPERATOR, amount=Decimal(wanted) / 100)
    refunding = await give_back(desk, booking, wanted)
    await carry_out_refunds(desk, booking)
    found = await seen(desk, booking)

    assert [share.amount.minor for share in plan] == [REST, 1_000_00]
    assert sorted(one.amount.minor for one in found.purse.returns) == sorted(share.amount.minor for share in plan)
    assert refunding.payment_status is PaymentStatus.REFUNDING
    assert (found.booking.status, found.booking.payment_status) == (Status.CONFIRMED, PaymentStatus.PARTLY_REFUNDED)
    assert (found.outstanding.minor, found.purse.left.minor) == (0, DEPOSIT - 1_000_00)
    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -wanted}


async def test_parallel_goodwill_of_all_that_is_left_returns_it_once(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)
    booking = await pay_rest(desk, await booked(desk))

    results = await asyncio.gather(*(give_back(desk, booking, TOTAL) for _ in range(6)), return_exceptions=True)
    await carry_out_refunds(desk, booking)

    assert sum(isinstance(one, Booking) for one in results) == 1
    assert sum(isinstance(one, RefundExceedsCapture) for one in results) == 5
    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -TOTAL}
    assert (await current(desk, booking)).payment_status is PaymentStatus.REFUNDED


async def test_staff_below_managers_give_nothing_back(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database)
    booking = await booked(desk)

    for caller in (desk.staff, desk.guest(booking)):
        with pytest.raises(Forbidden):
            await give_back(desk, booking, 100, caller)

    assert not (await seen(desk, booking, desk.staff)).may_refund


async def test_cancelling_returns_deposit_and_balance_as_previewed(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database, policy=Policy.MODERATE)
    booking = await pay_rest(desk, await booked(desk, ahead=25))
    desk.now = booking.starts_at - timedelta(days=2)

    promised = await previewed(desk, booking, desk.guest(booking))
    await desk.cancel(booking)
    await told(desk, booking)
    await carry_out_refunds(desk, booking)

    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -promised}


async def test_a_message_told_again_after_a_cancellation_leaves_the_fee_with_the_business(
    database: Database, cards: Provider
) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY, policy=Policy.CUSTOM, custom_policy=KEEPS_ALL)
    booking = await finish(desk, await desk.check_out(await desk.hold(), PREPAID))
    cancelled = await desk.cancel(booking)

    await told(desk, booking)
    await carry_out_refunds(desk, booking)

    assert cancelled.refund is not None
    assert cancelled.refund.minor == 0
    assert cards.money(booking.id.hex) == {"capture": TOTAL}


async def test_a_balance_that_comes_after_the_cancellation_goes_back(database: Database, cards: Provider) -> None:
    desk = await with_deposit(database, policy=Policy.CUSTOM, custom_policy=KEEPS_ALL)
    booking = await booked(desk)
    begun = await desk.run(money.pay_balance, booking, desk.guest(booking), payment=PREPAID)
    assert begun.attempt_id is not None
    cards.arm("lost_reply", "start")
    await payments.run_attempt(database, begun.attempt_id, now=desk.now)
    await desk.cancel(booking)
    desk.now += timedelta(minutes=2)
    await payments.poll_attempt(database, begun.attempt_id, now=desk.now)
    await told(desk, booking)
    await carry_out_refunds(desk, booking)

    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -REST}


async def test_whoever_does_not_come_gets_back_what_the_fee_leaves(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY, policy=Policy.FLEXIBLE)
    booking = await finish(desk, await desk.check_out(await desk.hold(), PREPAID))
    desk.now = booking.starts_at + timedelta(hours=2)

    gone = await desk.no_show(booking)
    await told(desk, booking)
    await carry_out_refunds(desk, booking)

    assert gone.status is Status.NO_SHOW
    assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -NIGHT_PRICE}
    async with database.reading() as read:
        purse = await purse_of(read, vendor_id=booking.vendor_id, booking_id=booking.id, currency="KZT")
    assert purse.left.minor == NIGHT_PRICE
