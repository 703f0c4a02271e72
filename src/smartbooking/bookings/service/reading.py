"""Finding bookings, for those who may see them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.bookings.domain import Actor, Booking, Change, Contact, Line
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.repository import reading
from smartbooking.infra.crypto import MANAGE_BOOKING, BadToken, Signer
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.problem import NotFound

# A link outlives the visit long enough for receipts and reviews.
LINK_LIVES_AFTER_END: Final = timedelta(days=90)


def manage_token(signer: Signer, booking: Booking) -> str:
    """The signed link by which a guest manages a booking without an account (>= 128 bit, ends 90 days after)."""
    return signer.sign(MANAGE_BOOKING, {"b": booking.id.hex}, expires_at=booking.ends_at + LINK_LIVES_AFTER_END)


def booking_of_token(signer: Signer, token: str, now: datetime) -> UUID | None:
    """The booking a link is about; None when the link is not ours or too old."""
    try:
        return UUID(hex=str(signer.open(MANAGE_BOOKING, token, now=now)["b"]))
    except (BadToken, KeyError, ValueError):
        return None


async def find(read: ReadTx, *, booking_id: UUID, caller: Caller) -> tuple[Booking, Actor]:
    """A booking and in which capacity the caller sees it; strangers get NotFound as if it did not exist."""
    booking = await reading.get(read, booking_id)
    actor = caller.acts_as(booking) if booking else None
    if booking is None or actor is None:
        raise NotFound("There is no such booking, or the link to it is not valid any more.")
    return booking, actor


async def find_by_code(read: ReadTx, *, code: str, contact: str) -> Booking:
    """A guest's way back without the link: the confirmation code and the phone or e-mail given then."""
    booking = await reading.by_code(read, code.strip().upper())
    if booking is None or booking.contact is None or not _matches(booking.contact, contact):
        raise NotFound("No booking has this code together with this phone or e-mail.")
    return booking


def _matches(known: Contact, given: str) -> bool:
    given = given.strip().lower()
    digits = "".join(filter(str.isdigit, given))
    phone = "".join(filter(str.isdigit, known.phone or ""))
    same_phone = len(digits) >= 10 and phone[-10:] == digits[-10:]
    return same_phone or (known.email is not None and known.email.lower() == given)


async def lines_of(read: ReadTx, *, booking_id: UUID) -> tuple[Line, ...]:
    """What a booking is about, for modules that follow its events; nothing for an unknown id."""
    booking = await reading.get(read, booking_id)
    return booking.lines if booking else ()


async def booking_of(read: ReadTx, booking_id: UUID) -> Booking | None:
    """A booking for modules that follow its events; who may see it is theirs to judge."""
    return await reading.get(read, booking_id)


async def history(read: ReadTx, booking: Booking) -> list[Change]:
    """Everything that happened to the booking, oldest first."""
    return await reading.history(read, vendor_id=booking.vendor_id, booking_id=booking.id)
