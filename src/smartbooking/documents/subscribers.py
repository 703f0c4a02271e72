"""Money moved or a visit ended: which papers follow."""

from __future__ import annotations

from datetime import datetime

from smartbooking.bookings.events import BookingEnded
from smartbooking.bookings.service import reading as bookings
from smartbooking.documents import service
from smartbooking.documents.service import chain
from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money
from smartbooking.payments.events import PaymentCaptured, RefundSucceeded


async def payment_captured(tx: Tx, event: PaymentCaptured, *, now: datetime) -> None:
    """A receipt for the customer, and one for the tax office."""
    amount = Money(event.amount_minor, event.currency)
    await service.issue_receipt(tx, booking_id=event.booking_id, intent_id=event.intent_id, amount=amount, now=now)
    booking = await bookings.booking_of(tx, event.booking_id)
    if booking is not None:
        await chain.paid(tx, booking=booking, intent_id=event.intent_id, amount=amount, now=now)


async def refund_succeeded(tx: Tx, event: RefundSucceeded, *, now: datetime) -> None:
    """A credit note, and a refund receipt for the tax office."""
    amount = Money(event.amount_minor, event.currency)
    await service.issue_credit_note(
        tx, booking_id=event.booking_id, refund_id=event.refund_id, amount=amount, now=now, intent_id=event.intent_id
    )
    booking = await bookings.booking_of(tx, event.booking_id)
    if booking is not None:
        await chain.refunded(
            tx, booking=booking, intent_id=event.intent_id, refund_id=event.refund_id, amount=amount, now=now
        )


async def booking_ended(tx: Tx, event: BookingEnded, *, now: datetime) -> None:
    """A visit took place: what was prepaid for it is settled."""
    booking = await bookings.booking_of(tx, event.booking_id)
    if booking is not None:
        await chain.ended(tx, booking=booking, now=now)
