"""What payments' events mean for sales; those about bookings mean nothing here."""

from __future__ import annotations

from datetime import datetime

from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import is_sale
from smartbooking.payments.events import PaymentCaptured
from smartbooking.sales.service import settlement


async def payment_captured(tx: Tx, event: PaymentCaptured, *, now: datetime) -> None:
    """Issue, or give everything back: whatever the browser did or did not do."""
    if is_sale(event.booking_id):
        await settlement.settle_paid(tx, sale_id=event.booking_id, intent_id=event.intent_id, now=now)
