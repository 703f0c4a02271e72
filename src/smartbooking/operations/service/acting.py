"""An operator acts in somebody's name because of a booking or a call that is really that person's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.bookings.service import reading
from smartbooking.identity import service as identity
from smartbooking.identity.service import TokenMint
from smartbooking.identity.service.acting import Grounds, Started
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.operations.repository import requests


async def start(
    tx: Tx, mint: TokenMint, *, operator: Principal, user_id: UUID, grounds: Grounds, minutes: int, now: datetime
) -> Started:
    """Raises NotFound, CannotActFor, and Invalid for a booking or call of somebody else."""
    if grounds.booking_id is not None and not await _booking_is_of(tx, grounds.booking_id, user_id):
        raise Invalid(FieldError("/bookingId", "This is no booking of this person or their business.", "not-theirs"))
    if grounds.request_id is not None and await requests.get(tx, grounds.request_id) is None:
        raise Invalid(FieldError("/requestId", "There is no such call.", "unknown"))
    return await identity.acting.start(
        tx, mint, operator=operator, user_id=user_id, grounds=grounds, minutes=minutes, now=now
    )


async def _booking_is_of(read: ReadTx, booking_id: UUID, user_id: UUID) -> bool:
    booking = await reading.booking_of(read, booking_id)
    if booking is None:
        return False
    places = await identity.memberships_of(read, user_id)
    return booking.customer_id == user_id or booking.vendor_id in {one.vendor_id for one in places}
