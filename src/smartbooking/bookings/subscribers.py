"""What other modules' events mean for bookings."""

from __future__ import annotations

from datetime import datetime

from smartbooking.bookings.domain.charging import asks_for_card
from smartbooking.bookings.events import BookingEvent
from smartbooking.bookings.service import clients, reading, settlement
from smartbooking.infra.db import Tx
from smartbooking.payments.events import (
    PaymentAuthorised,
    PaymentCaptured,
    PaymentFailed,
    RefundFailed,
    RefundSucceeded,
)


async def payment_authorised(tx: Tx, event: PaymentAuthorised, *, now: datetime) -> None:
    """Reserved money confirms like money, and a card that was asked for is held from now on."""
    booking = await reading.booking_of(tx, event.booking_id)
    if booking is not None and asks_for_card(booking):
        await settlement.settle_held(tx, booking_id=event.booking_id, now=now)
    else:
        await payment_secured(tx, event, now=now)


async def payment_secured(tx: Tx, event: PaymentCaptured | PaymentAuthorised, *, now: datetime) -> None:
    """Confirm, or give everything back: whatever the browser did or did not do."""
    await settlement.settle_paid(
        tx, booking_id=event.booking_id, paid_minor=event.amount_minor, now=now, intent_id=event.intent_id
    )


async def payment_failed(tx: Tx, event: PaymentFailed, *, now: datetime) -> None:
    """The place stays held for another try."""
    await settlement.settle_failed(tx, booking_id=event.booking_id, now=now)


async def refund_ended(tx: Tx, event: RefundSucceeded | RefundFailed, *, now: datetime) -> None:
    """The booking shows that money went back, or that it did not."""
    await settlement.settle_refunded(tx, booking_id=event.booking_id, now=now)


async def client_booked(tx: Tx, event: BookingEvent, *, now: datetime) -> None:
    """Whoever books becomes a client of the business."""
    await clients.remember(tx, booking_id=event.booking_id)
