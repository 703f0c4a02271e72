"""What a booking shows its business and nobody else."""

from __future__ import annotations

from smartbooking.bookings.api.shaping import ForStaff
from smartbooking.bookings.domain import Booking
from smartbooking.bookings.service import desk
from smartbooking.identity.service import members_of
from smartbooking.infra.db import ReadTx


async def for_staff(read: ReadTx, booking: Booking) -> ForStaff:
    """Names of the colleagues behind the history, and the staff's note."""
    members = await members_of(read, booking.vendor_id)
    return ForStaff(
        colleagues={f"user:{member.membership.user_id}": member.name or "" for member in members},
        note=await desk.note_of(read, booking),
    )
