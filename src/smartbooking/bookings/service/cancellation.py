"""Cancelling: the preview and the deed share one calculation, and cancelling twice is cancelling once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Actor, Booking, PaymentStatus, Status, Verb
from smartbooking.bookings.domain.balance import credited
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.refunding import refund_preview
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import service as payments
from smartbooking.payments.domain import Purse
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import RefundPreview


async def preview(read: ReadTx, *, booking_id: UUID, caller: Caller, now: datetime) -> tuple[Booking, RefundPreview]:
    """What cancelling would cost this caller now. Raises NotFound."""
    booking, actor = await find(read, booking_id=booking_id, caller=caller)
    return booking, refund_preview(booking, paid=await paid_for(read, booking), now=now, by=actor)


async def paid_for(read: ReadTx, booking: Booking) -> Money:
    """Captured by any payment of the booking, and not yet given back or promised back."""
    return (await purse_of(read, booking)).left


async def purse_of(read: ReadTx, booking: Booking) -> Purse:
    """All money of a booking."""
    return await payments.purse_of(
        read, vendor_id=booking.vendor_id, booking_id=booking.id, currency=booking.total.currency
    )


async def cancel(
    tx: Tx, *, booking_id: UUID, caller: Caller, reason: str, refund_requested: bool, now: datetime
) -> Booking:
    """Cancel, order the refund the preview promised, give the place back. A cancelled booking is returned as it is.

    Raises NotFound, InvalidTransition. The refund itself is carried out by the worker, keyed by its row.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    return await end_booking(
        tx, booking, actor=actor, by=caller.name, reason=reason, refund_requested=refund_requested, now=now
    )


async def end_booking(
    tx: Tx, booking: Booking, *, actor: Actor, by: str, reason: str, refund_requested: bool, now: datetime
) -> Booking:
    """What `cancel` does for somebody who was looked at before; the caller holds the booking's lock."""
    if booking.status is Status.CANCELLED:
        return booking
    refund = Money.zero(booking.total.currency)
    purse = await purse_of(tx, booking)
    if refund_requested or actor is not Actor.CUSTOMER:
        refund = refund_preview(booking, paid=purse.left, now=now, by=actor).refund
    values: dict[str, Any] = {
        "cancel_reason": reason or None, "cancelled_at": now, "refund_minor": refund, "settled_minor": credited(purse),
    }  # fmt: skip
    if refund.minor > 0:
        values["payment_status"] = PaymentStatus.REFUNDING.value
    cancelled = await move(
        tx, booking, Verb.CANCEL, actor=actor, by=by, now=now, reason=reason or None,
        details={"refundMinor": refund.minor, "currency": refund.currency}, values=values,
    )  # fmt: skip
    if booking.intent_id is not None and booking.status is Status.PENDING_PAYMENT:
        # Never confirmed: whatever was or still will be taken goes back, open attempts are killed.
        await payments.refund_everything(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, reason="cancelled", now=now
        )
    else:
        await return_money(tx, booking, refund, reason=reason or "cancelled", now=now)
    if booking.promo_code and booking.status is not Status.CONFIRMED:
        await pricing.release_promo(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    return cancelled


async def return_money(tx: Tx, booking: Booking, refund: Money, *, reason: str, now: datetime) -> None:
    """Order the refund of a booking that is over. A balance on its way is killed; if it is faster, it goes back."""
    await payments.stop_open_payments(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    if refund.minor > 0:
        await payments.refund_booking(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=refund, reason=reason, now=now
        )
