"""What a booking shows its business and nobody else."""

from __future__ import annotations

from datetime import datetime

from smartbooking.bookings.api.shaping import ForStaff
from smartbooking.bookings.domain import Booking
from smartbooking.bookings.schemas.hints import GuestHint, reasons_of
from smartbooking.bookings.service import desk, guests
from smartbooking.identity.service import members_of
from smartbooking.infra.db import ReadTx
from smartbooking.risk import service as risk
from smartbooking.risk.domain import Level


async def for_staff(read: ReadTx, booking: Booking, *, locale: str, now: datetime) -> ForStaff:
    """Names of the colleagues behind the history, the staff's note, and a hint about the guest."""
    members = await members_of(read, booking.vendor_id)
    return ForStaff(
        colleagues={f"user:{member.membership.user_id}": member.name or "" for member in members},
        note=await desk.note_of(read, booking),
        hint=await _hint(read, booking, locale, now),
    )


async def _hint(read: ReadTx, booking: Booking, locale: str, now: datetime) -> GuestHint | None:
    past = await guests.past_of(read, booking, now=now)
    if past is None:
        return None
    said = await risk.assessment_of(read, vendor_id=booking.vendor_id, booking_id=booking.id)
    told = said is not None and said.level is not Level.CALM
    return GuestHint(
        visits=past.visits, no_shows=past.no_shows, cancellations=past.cancellations,
        level=said.level if said else None, reasons=reasons_of(said, locale) if said and told else [],
        no_arrival=round(said.no_arrival, 2) if said and said.no_arrival is not None else None,
        asked=said.step_up if said and said.acted else None,
    )  # fmt: skip
