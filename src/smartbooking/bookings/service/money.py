"""The money of a booking: what is paid and owed, the balance, money at the desk, and giving money back.

Order of locks: the booking, then its payments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from smartbooking.bookings.domain import Actor, Booking, Status
from smartbooking.bookings.domain.balance import NEVER_COUNTED, OWING, balance_due_at, outstanding, owed_of_price
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.splitting import tax_between
from smartbooking.bookings.errors import MethodNotOffered, NothingToPay
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.cancellation import hold_of, purse_of
from smartbooking.bookings.service.checkout import PAY_ON_SITE, Begun, Payment, card_for, prepare
from smartbooking.bookings.service.covering import take_from_card
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.settlement import settle_more
from smartbooking.books import service as books
from smartbooking.books.domain import Split
from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import VendorRole
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid
from smartbooking.payments import service as payments
from smartbooking.payments.domain import CaptureMode, CardHold, HoldState, Purse, Share
from smartbooking.payments.errors import PaymentInProgress
from smartbooking.value import service as value
from smartbooking.value.domain.passes import pass_code_in
from smartbooking.value.errors import PassRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMoney:
    """Everything about the money of one booking, and what the caller may do about it."""

    booking: Booking
    purse: Purse
    due_at: datetime | None
    outstanding: Money
    owed_of_price: Money
    overdue: bool
    may_refund: bool
    may_record: bool
    hold: CardHold | None = None

    @property
    def may_hold(self) -> bool:
        """A card that ran out may be given anew, while the visit is ahead."""
        ended = self.hold is not None and self.hold.state in (HoldState.ENDED, HoldState.ASKED)
        return ended and self.booking.status is Status.CONFIRMED


async def money_of(read: ReadTx, *, booking_id: UUID, caller: Caller, now: datetime) -> BookingMoney:
    """Payments, refunds and what is still to be paid. Raises NotFound."""
    booking, actor = await find(read, booking_id=booking_id, caller=caller)
    purse = await purse_of(read, booking)
    owed = outstanding(booking, purse)
    due_at = balance_due_at(booking) if owed.minor else None
    return BookingMoney(
        booking=booking, purse=purse, due_at=due_at, outstanding=owed,
        owed_of_price=owed_of_price(booking, purse), overdue=due_at is not None and due_at < now,
        may_refund=_may_refund(booking, caller) and purse.left.minor > 0,
        may_record=actor is not Actor.CUSTOMER and owed.minor > 0, hold=await hold_of(read, booking),
    )  # fmt: skip


async def plan_refund(
    read: ReadTx, *, booking_id: UUID, caller: Caller, amount: Decimal | None
) -> tuple[Booking, tuple[Share, ...]]:
    """Which payments would give how much back; `give_back` does exactly that.

    Raises NotFound, Forbidden, Invalid, RefundExceedsCapture.
    """
    booking, _ = await find(read, booking_id=booking_id, caller=caller)
    _must_refund(booking, caller)
    wanted = await _wanted(read, booking, amount)
    return booking, await payments.plan_refund(read, vendor_id=booking.vendor_id, booking_id=booking.id, amount=wanted)


async def give_back(
    tx: Tx, *, booking_id: UUID, caller: Caller, amount: Decimal | None, reason: str, now: datetime
) -> Booking:
    """A goodwill refund: part of what was paid, or with None all that is left of it. Audited.

    What is owed does not grow by it. Raises NotFound, Forbidden, Invalid, RefundExceedsCapture.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    _must_refund(booking, caller)
    if reason in NEVER_COUNTED:
        raise Invalid(FieldError("/reason", "Write the reason as the customer should read it."))
    wanted = await _wanted(tx, booking, amount)
    await payments.refund_booking(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=wanted, reason=reason, now=now
    )
    facts = {"refundMinor": wanted.minor, "currency": wanted.currency}
    await writing.change(
        tx, booking, to=booking.status, what="refund", actor=caller.name, now=now, reason=reason, details=facts
    )
    await record(
        tx, caller.principal, action="booking.refund_requested", subject=public_id("bkg", booking.id),
        vendor_id=booking.vendor_id, details={**facts, "reason": reason},
    )  # fmt: skip
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    return await settle_more(tx, booking, now=now)


async def record_at_desk(tx: Tx, *, booking_id: UUID, caller: Caller, amount: Decimal | None, now: datetime) -> Booking:
    """The desk has taken money: what was given, or with None all that is still to be paid. Audited.

    A card payment under way is given up; should it be faster, what is too much goes back to the card.
    Raises NotFound, Forbidden, NothingToPay, Invalid.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    if actor is Actor.CUSTOMER:
        raise Forbidden("Only the business records money it was given.")
    owed = outstanding(booking, await purse_of(tx, booking))
    if owed.minor == 0:
        raise NothingToPay
    given = owed if amount is None else _money(amount, owed.currency)
    if not 0 < given.minor <= owed.minor:
        raise Invalid(FieldError("/amount", f"There are {owed.major} {owed.currency} to pay.", "out_of_range"))
    await payments.stop_open_payments(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    intent = await payments.record_desk_payment(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=given,
        tax=tax_between(booking.quote, booking.total - owed, given), locale=booking.locale, now=now,
    )  # fmt: skip
    await record(
        tx, caller.principal, action="booking.paid_at_desk", subject=public_id("bkg", booking.id),
        vendor_id=booking.vendor_id,
        details={"amountMinor": given.minor, "currency": given.currency, "payment": public_id("pay", intent.id)},
    )  # fmt: skip
    return await settle_more(tx, booking, now=now)


async def pay_with_card(tx: Tx, *, booking_id: UUID, caller: Caller, code: str, now: datetime) -> Booking:
    """A gift card pays what is still owed of the price, or all that is on it, at once. Locks the booking and the card.

    A payment under way is given up; should it be faster, the card has back what it gave too much. A pass pays for whole
    visits when they are booked, not for the rest of an agreed price.
    Raises NotFound, NothingToPay, ValueRefused, PassRefused `too_late`.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    purse = await purse_of(tx, booking)
    owed = owed_of_price(booking, purse)
    if owed.minor == 0:
        raise NothingToPay
    if pass_code_in(code):
        raise PassRefused("too_late")
    card = await value.look_up(tx, vendor_id=booking.vendor_id, code=code)
    await payments.stop_open_payments(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    paid = replace(booking, covered=booking.total - owed)
    await take_from_card(tx, paid, card.id, owed, f"balance:{booking.id}:{len(purse.payments)}", now)
    return await settle_more(tx, booking, now=now)


async def make_way(database: Database, *, booking_id: UUID, caller: Caller, payment: Payment, now: datetime) -> None:
    """Before `pay_balance`: a payment left at the page of another provider is ended there. Raises NotFound."""
    async with database.reading() as read:
        booking, _ = await find(read, booking_id=booking_id, caller=caller)
    if booking.status in OWING and payment.method != PAY_ON_SITE:
        await payments.leave_pages(
            database, vendor_id=booking.vendor_id, booking_id=booking.id, method=payment.method,
            card_id=payment.saved_card, now=now,
        )  # fmt: skip


async def pay_balance(tx: Tx, *, booking_id: UUID, caller: Caller, payment: Payment, now: datetime) -> Begun:
    """Write down the payment of what is still to be paid; commit, then `checkout.finish_payment` calls the provider.

    Whoever left the provider's page and pays again in the same way is led back to the same page; for another way
    `make_way` comes first.
    Raises NotFound, NothingToPay, MethodNotOffered, PaymentInProgress while another payment is under way.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    purse = await purse_of(tx, booking)
    owed = outstanding(booking, purse)
    if owed.minor == 0:
        raise NothingToPay
    if payment.method == PAY_ON_SITE:
        raise MethodNotOffered("What is paid at the venue is paid there; choose a way to pay now.")
    intent_id = await _intent_for(tx, booking, owed, payment, now)
    if waiting := await _waiting(tx, intent_id, payment):
        return Begun(booking=booking, attempt_id=waiting)
    attempt_id = await prepare(tx, booking, intent_id=intent_id, caller=caller, payment=payment, now=now)
    return Begun(booking=booking, attempt_id=attempt_id)


async def hold_card(tx: Tx, *, booking_id: UUID, caller: Caller, payment: Payment, now: datetime) -> Begun:
    """Give a card anew for a booking whose card is not held any more; commit, then `checkout.finish_payment`.

    Raises NotFound, NothingToPay while a card is held or none is asked for, MethodNotOffered, PaymentInProgress.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    hold = await hold_of(tx, booking)
    if hold is None or booking.status is not Status.CONFIRMED or hold.state not in (HoldState.ENDED, HoldState.ASKED):
        raise NothingToPay("No card is asked for this booking now.")
    amount = card_for(booking, payment)
    if waiting := await _waiting(tx, hold.intent_id, payment):
        return Begun(booking=booking, attempt_id=waiting)
    await payments.release_holds(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    intent = await payments.open_intent(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=amount,
        method=payments.resolve_method(payment.method), capture=CaptureMode.MANUAL, now=now,
    )  # fmt: skip
    attempt_id = await prepare(tx, booking, intent_id=intent.id, caller=caller, payment=payment, now=now)
    return Begun(booking=booking, attempt_id=attempt_id)


async def _waiting(tx: Tx, intent_id: UUID, payment: Payment) -> UUID | None:
    return await payments.waiting_attempt(tx, intent_id=intent_id, method=payment.method, card_id=payment.saved_card)


async def _intent_for(tx: Tx, booking: Booking, owed: Money, payment: Payment, now: datetime) -> UUID:
    """The payment a failed try left open for just this sum, else a new one. Two could be paid twice."""
    same: UUID | None = None
    for intent_id in await payments.unfinished_intents(tx, vendor_id=booking.vendor_id, booking_id=booking.id):
        if await payments.intent_amount(tx, intent_id=intent_id) == owed:
            same = intent_id
    if same is not None:
        return same
    if (await purse_of(tx, booking)).open_payment:
        raise PaymentInProgress
    intent = await payments.open_intent(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=owed,
        method=payments.resolve_method(payment.method), now=now,
    )  # fmt: skip
    split = Split(deposit=Money.zero(owed.currency), tax=tax_between(booking.quote, booking.total - owed, owed))
    await books.announce_split(tx, vendor_id=booking.vendor_id, intent_id=intent.id, split=split)
    return intent.id


async def _wanted(read: ReadTx, booking: Booking, amount: Decimal | None) -> Money:
    left = (await purse_of(read, booking)).left
    return left if amount is None else _money(amount, left.currency)


def _money(amount: Decimal, currency: str) -> Money:
    try:
        return Money.of(amount, currency)
    except ValueError as error:
        raise Invalid(FieldError("/amount", str(error))) from error


def _may_refund(booking: Booking, caller: Caller) -> bool:
    who = caller.principal
    return who.operator or who.works_for(booking.vendor_id, VendorRole.MANAGER)


def _must_refund(booking: Booking, caller: Caller) -> None:
    if not _may_refund(booking, caller):
        raise Forbidden("Managers and owners give money back.")
