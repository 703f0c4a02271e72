"""What payments ask of bookings: is the place still held for this money, and who owes some."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Status
from smartbooking.bookings.domain.balance import OWING, outstanding
from smartbooking.bookings.repository import reading
from smartbooking.infra.db import ReadTx
from smartbooking.payments import service as payments


class Desk:
    """Implements payments.ports.BookingDesk."""

    async def awaits_payment(self, read: ReadTx, *, vendor_id: int, booking_id: UUID, now: datetime) -> bool:
        """Held for a payment and not run out, or on and not paid in full. Other businesses' bookings await nothing."""
        booking = await reading.get(read, booking_id)
        if booking is None or booking.vendor_id != vendor_id:
            return False
        if booking.status in OWING:
            purse = await payments.purse_of(
                read, vendor_id=vendor_id, booking_id=booking_id, currency=booking.total.currency
            )
            return outstanding(booking, purse).minor > 0
        held = booking.expires_at is not None and booking.expires_at > now
        return booking.status is Status.PENDING_PAYMENT and held

    async def unpaid_of_phone(self, read: ReadTx, *, vendor_id: int, phone: str) -> tuple[UUID, ...]:
        """By the last ten digits: `+7 701...`, `8701...` and `701...` are one phone."""
        digits = "".join(filter(str.isdigit, phone))[-10:]
        return await reading.unpaid_of_phone(read, vendor_id=vendor_id, digits=digits)
