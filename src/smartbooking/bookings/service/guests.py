"""What the business's own books say about the guest of a booking."""

from __future__ import annotations

from datetime import datetime

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.repository import signals as rows
from smartbooking.bookings.repository.signals import Past
from smartbooking.infra.db import ReadTx


async def past_of(read: ReadTx, booking: Booking, *, now: datetime) -> Past | None:
    """Visits, no-shows and cancellations besides this booking; None while nobody has a name."""
    if booking.contact is None or not (booking.contact.phone or booking.contact.email):
        return None
    return await rows.past_of(
        read, vendor_id=booking.vendor_id, booking_id=booking.id, contact=booking.contact, now=now
    )
