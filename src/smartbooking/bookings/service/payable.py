"""What payments ask of bookings: is the place still held for this money, and who owes some."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Status
from smartbooking.bookings.repository import reading
from smartbooking.infra.db import ReadTx


class Desk:
    """Implements payments.ports.BookingDesk."""

    async def awaits_payment(self, read: ReadTx, *, vendor_id: int, booking_id: UUID, now: datetime) -> bool:
        """Held for a payment and not run out. A booking of another business, or none, awaits nothing here."""
        booking = await reading.get(read, booking_id)
        return (
            booking is not None
            and booking.vendor_id == vendor_id
            and booking.status is Status.PENDING_PAYMENT
            and booking.expires_at is not None
            and booking.expires_at > now
        )

    async def unpaid_of_phone(self, read: ReadTx, *, vendor_id: int, phone: str) -> tuple[UUID, ...]:
        """By the last ten digits: `+7 701...`, `8701...` and `701...` are one phone."""
        digits = "".join(filter(str.isdigit, phone))[-10:]
        return await reading.unpaid_of_phone(read, vendor_id=vendor_id, digits=digits)
