"""After the code: the checkout goes on as it had begun, once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Status, Verb, allowed_verbs
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import InvalidTransition
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.checkout import Begun, Payment, check_out
from smartbooking.bookings.service.covering import Codes
from smartbooking.bookings.service.holds import HoldTerms
from smartbooking.bookings.service.reading import find
from smartbooking.infra.db import Tx
from smartbooking.risk.domain import Modes


async def go_on(
    tx: Tx, *, booking_id: UUID, caller: Caller, payment: Payment, terms: HoldTerms, modes: Modes,
    codes: Codes | None, now: datetime,
) -> Begun:  # fmt: skip
    """Check out as before the code was asked for, with the contact that gave it. Raises as check_out.

    Locks the booking: of two at the same time one goes on, the other finds that it has.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    if booking.status is not Status.HELD or booking.contact is None:
        raise InvalidTransition(Verb.CONFIRM, booking.status, allowed_verbs(booking.status, actor))
    return await check_out(
        tx, booking_id=booking_id, caller=caller, contact=booking.contact, payment=payment, note=booking.note,
        approval_for=terms.approval_for, limits=terms.limits, modes=modes, codes=codes,
        extension=terms.extension, extensions=terms.extensions, now=now,
    )  # fmt: skip
