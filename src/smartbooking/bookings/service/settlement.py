"""Money has moved: what that means for the booking. Repeatable, in any order, any number of times.

Late money (RELIABILITY 3, holds 3): the place is taken again if it is free, else everything goes back and the
booking says so. Money after a cancellation always goes back. Nothing here is ever decided by the browser.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.availability.errors import HistoryClosed, HoldLost, ResourceArchived, SlotUnavailable
from smartbooking.bookings.domain import Actor, Booking, PaymentStatus, Status, Verb
from smartbooking.bookings.domain.balance import OWING, SURPLUS, money_status, surplus, unpaid_status
from smartbooking.bookings.domain.charging import asks_for_card
from smartbooking.bookings.domain.lifecycle import HOLDING
from smartbooking.bookings.repository import reading, writing
from smartbooking.bookings.service.covering import cover_again, uncover
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import Tx
from smartbooking.infra.failpoints import reach
from smartbooking.payments import service as payments
from smartbooking.payments.domain import HoldState

_LOST: Final = (HoldLost, SlotUnavailable, ResourceArchived, HistoryClosed)


async def settle_paid(
    tx: Tx, *, booking_id: UUID, paid_minor: int, now: datetime, intent_id: UUID | None = None
) -> Booking | None:
    """The money of a booking is secured: confirm it, or give everything back. Locks the booking.

    `intent_id`: the payment that has the money, when it may be another than the booking knows (late money).
    """
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    if booking is None:
        return None
    if booking.status in OWING or booking.settled is not None:
        return await settle_more(tx, booking, now=now)
    other = intent_id is not None and intent_id != booking.intent_id
    if other and intent_id and await payments.paid_with_value(tx, intent_id=intent_id):
        return booking  # taken in the transaction that knew what it was for; alone it confirms nothing
    if booking.status is Status.REFUNDED_UNAVAILABLE:
        # More late money: it goes the way of the first.
        await payments.refund_everything(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, reason="unavailable", now=now
        )
        return booking
    if other and intent_id:
        booking = await _paid_by(tx, booking, intent_id, now)
    if booking.status in HOLDING and await _keep_place(tx, booking):
        return await _confirm(tx, booking, paid_minor, now)
    if booking.status in (Status.EXPIRED, Status.ABANDONED) and await _take_all_again(tx, booking, now):
        return await _confirm(tx, booking, paid_minor, now)
    return await _give_back(tx, booking, now)


async def settle_held(tx: Tx, *, booking_id: UUID, now: datetime) -> Booking | None:
    """A card is held for the booking: confirm it, or let the card go where nobody needs it. Locks the booking."""
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    if booking is None:
        return None
    hold = await payments.hold_of(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    if booking.status in (Status.CONFIRMED, Status.IN_PROGRESS) or hold is None or hold.state is not HoldState.HELD:
        return booking  # given for one that ran out; or given up meanwhile, or told again
    if booking.status in HOLDING and await _keep_place(tx, booking):
        return await _confirm_held(tx, booking, now)
    gone = booking.status in (Status.EXPIRED, Status.ABANDONED)
    # What a gift card had given went back with the place: she begins anew.
    if gone and booking.covered is None and await _take_again(tx, booking):
        return await _confirm_held(tx, booking, now)
    if booking.status in HOLDING:
        booking = await move(tx, booking, Verb.EXPIRE, actor=Actor.SYSTEM, by="system", now=now)
        await uncover(tx, booking, now=now)
        await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    await payments.release_holds(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    return booking


async def _confirm_held(tx: Tx, booking: Booking, now: datetime) -> Booking:
    reach("K8")
    return await move(
        tx, booking, Verb.CONFIRM, actor=Actor.SYSTEM, by="system", now=now,
        details={"heldMinor": booking.quote.card_hold.minor},
        values={"payment_status": unpaid_status(booking).value},
    )  # fmt: skip


async def settle_more(tx: Tx, booking: Booking, *, now: datetime) -> Booking:
    """Money for a booking that is on, or over: what is too much goes back, the rest is shown. Needs the lock.

    The balance of a deposit, money told twice, a card that was faster than the cash, money after a cancellation.
    """
    vendor_id, currency = booking.vendor_id, booking.total.currency
    purse = await payments.purse_of(tx, vendor_id=vendor_id, booking_id=booking.id, currency=currency)
    over = surplus(booking, purse)
    if over.minor > 0:
        await payments.refund_booking(
            tx, vendor_id=vendor_id, booking_id=booking.id, amount=over, reason=SURPLUS, now=now
        )
        purse = await payments.purse_of(tx, vendor_id=vendor_id, booking_id=booking.id, currency=currency)
    status = money_status(booking, purse)
    if status is booking.payment_status:
        return booking
    await writing.change(
        tx, booking, to=booking.status, what="late_payment" if over.minor else "paid", actor="system", now=now,
        details={"takenMinor": purse.taken.minor, "overMinor": over.minor}, values={"payment_status": status.value},
    )  # fmt: skip
    return await _again(tx, booking)


async def _again(tx: Tx, booking: Booking) -> Booking:
    found = await reading.get(tx, booking.id)
    assert found is not None
    return found


async def _paid_by(tx: Tx, booking: Booking, intent_id: UUID, now: datetime) -> Booking:
    await writing.change(
        tx, booking, to=booking.status, what="late_payment", actor="system", now=now, values={"intent_id": intent_id}
    )
    return await _again(tx, booking)


async def settle_failed(tx: Tx, *, booking_id: UUID, now: datetime) -> None:
    """An attempt came to nothing: the place stays held for another try until it runs out."""
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    if booking is not None and asks_for_card(booking) and booking.status is not Status.PENDING_PAYMENT:
        await _hold_ended(tx, booking, now)
        return
    if booking is None or booking.status is not Status.PENDING_PAYMENT:
        return
    await writing.change(
        tx, booking, to=booking.status, what="payment_failed", actor="system", now=now,
        values={"payment_status": PaymentStatus.FAILED.value},
    )  # fmt: skip


async def _hold_ended(tx: Tx, booking: Booking, now: datetime) -> None:
    """The card is not held any more: staff reads it in the history; a fee that waited for it was not taken."""
    hold = await payments.hold_of(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    if hold is None or hold.state is not HoldState.ENDED:
        return
    wanted = booking.settled is not None and hold.charge.minor > 0
    if not wanted and booking.status is not Status.CONFIRMED:
        return
    await writing.change(
        tx, booking, to=booking.status, what="charge_failed" if wanted else "hold_ended", actor="system", now=now,
        values={"payment_status": PaymentStatus.FAILED.value} if wanted else {},
    )  # fmt: skip


async def settle_refunded(tx: Tx, *, booking_id: UUID, now: datetime) -> None:
    """Money went back, or a provider refused to give it back: the booking shows how far that is."""
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    if booking is None:
        return
    status = await _after_refund(tx, booking)
    if status is not booking.payment_status:
        await writing.change(
            tx, booking, to=booking.status, what="refunded", actor="system", now=now,
            values={"payment_status": status.value},
        )  # fmt: skip


async def _after_refund(tx: Tx, booking: Booking) -> PaymentStatus:
    currency = booking.total.currency
    purse = await payments.purse_of(tx, vendor_id=booking.vendor_id, booking_id=booking.id, currency=currency)
    if purse.taken.minor > 0 or booking.intent_id is None:
        return money_status(booking, purse)
    # Only money that came after its payment was over: it is no payment of the booking, and all of it goes back.
    left = await payments.refundable(tx, intent_id=booking.intent_id)
    return PaymentStatus.REFUNDED if left.minor == 0 else PaymentStatus.PARTLY_REFUNDED


async def _keep_place(tx: Tx, booking: Booking) -> bool:
    """Turn the holds into allocations; where they were given back meanwhile, take the place again."""
    try:
        async with tx.begin_nested():
            await availability.confirm(
                tx, vendor_id=booking.vendor_id, booking_id=booking.id, expected=len(booking.claims)
            )
    except HoldLost:
        return await _take_again(tx, booking)
    return True


async def _take_all_again(tx: Tx, booking: Booking, now: datetime) -> bool:
    """The place, and what a card had given for it; what of it is in vain goes back with the rest."""
    return await cover_again(tx, booking, now=now) and await _take_again(tx, booking)


async def _take_again(tx: Tx, booking: Booking) -> bool:
    try:
        async with tx.begin_nested():
            await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
            await availability.allocate(tx, vendor_id=booking.vendor_id, booking_id=booking.id, claims=booking.claims)
    except _LOST:
        return False
    return True


async def _confirm(tx: Tx, booking: Booking, paid_minor: int, now: datetime) -> Booking:
    reach("K8")
    covered = booking.covered.minor if booking.covered else 0
    whole = paid_minor + covered >= booking.total.minor
    status = PaymentStatus.PAID if whole else PaymentStatus.DEPOSIT_PAID
    return await move(
        tx, booking, Verb.CONFIRM, actor=Actor.SYSTEM, by="system", now=now,
        details={"paidMinor": paid_minor}, values={"payment_status": status.value},
    )  # fmt: skip


async def _give_back(tx: Tx, booking: Booking, now: datetime) -> Booking:
    """No place any more, or nobody wants it: all money returns, and the booking says why."""
    if booking.status in HOLDING:
        booking = await move(tx, booking, Verb.EXPIRE, actor=Actor.SYSTEM, by="system", now=now)
        await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    refunding = {"payment_status": PaymentStatus.REFUNDING.value}
    if booking.status in (Status.EXPIRED, Status.ABANDONED):
        booking = await move(
            tx, booking, Verb.REFUND_UNAVAILABLE, actor=Actor.SYSTEM, by="system", now=now,
            reason="paid after the place was gone", values=refunding,
        )  # fmt: skip
    elif booking.payment_status is not PaymentStatus.REFUNDING:
        await writing.change(
            tx, booking, to=booking.status, what="late_payment", actor="system", now=now, values=refunding
        )
    await payments.refund_everything(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, reason="unavailable", now=now
    )
    return booking
