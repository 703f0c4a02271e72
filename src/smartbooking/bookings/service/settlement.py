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
from smartbooking.bookings.domain.lifecycle import HOLDING
from smartbooking.bookings.repository import reading, writing
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import Tx
from smartbooking.infra.failpoints import reach
from smartbooking.payments import service as payments

_SETTLED: Final = frozenset({Status.CONFIRMED, Status.IN_PROGRESS, Status.COMPLETED, Status.NO_SHOW})
_LOST: Final = (HoldLost, SlotUnavailable, ResourceArchived, HistoryClosed)


async def settle_paid(
    tx: Tx, *, booking_id: UUID, paid_minor: int, now: datetime, intent_id: UUID | None = None
) -> Booking | None:
    """The money of a booking is secured: confirm it, or give everything back. Locks the booking.

    `intent_id`: the payment that has the money, when it may be another than the booking knows (late money).
    """
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    if booking is None or booking.status in _SETTLED:
        return booking
    if booking.status is Status.REFUNDED_UNAVAILABLE:
        # More late money: it goes the way of the first.
        await payments.refund_everything(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, reason="unavailable", now=now
        )
        return booking
    if intent_id is not None and intent_id != booking.intent_id:
        booking = await _paid_by(tx, booking, intent_id, now)
    if booking.status in HOLDING and await _keep_place(tx, booking):
        return await _confirm(tx, booking, paid_minor, now)
    if booking.status in (Status.EXPIRED, Status.ABANDONED) and await _take_again(tx, booking):
        return await _confirm(tx, booking, paid_minor, now)
    return await _give_back(tx, booking, now)


async def _paid_by(tx: Tx, booking: Booking, intent_id: UUID, now: datetime) -> Booking:
    await writing.change(
        tx, booking, to=booking.status, what="late_payment", actor="system", now=now, values={"intent_id": intent_id}
    )
    found = await reading.get(tx, booking.id)
    assert found is not None
    return found


async def settle_failed(tx: Tx, *, booking_id: UUID, now: datetime) -> None:
    """An attempt came to nothing: the place stays held for another try until it runs out."""
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    if booking is None or booking.status is not Status.PENDING_PAYMENT:
        return
    await writing.change(
        tx, booking, to=booking.status, what="payment_failed", actor="system", now=now,
        values={"payment_status": PaymentStatus.FAILED.value},
    )  # fmt: skip


async def settle_refunded(tx: Tx, *, booking_id: UUID, now: datetime) -> None:
    """Money went back: the booking shows how far that is."""
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    if booking is None or booking.intent_id is None:
        return
    left = await payments.refundable(tx, intent_id=booking.intent_id)
    status = PaymentStatus.REFUNDED if left.minor == 0 else PaymentStatus.PARTLY_REFUNDED
    if status is not booking.payment_status:
        await writing.change(
            tx, booking, to=booking.status, what="refunded", actor="system", now=now,
            values={"payment_status": status.value},
        )  # fmt: skip


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
    whole = paid_minor >= booking.total.minor
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
