"""The vendor decides on a request: yes, no, or not in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Booking, PaymentStatus, Verb
from smartbooking.bookings.domain.balance import due_first, unpaid_status
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.charging import asks_for_card
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.covering import uncover
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import Tx
from smartbooking.pricing import service as pricing
from smartbooking.value import service as value


async def approve(tx: Tx, *, booking_id: UUID, caller: Caller, pay_within: timedelta, now: datetime) -> Booking:
    """Say yes: confirmed at once, or waiting for the payment when money or a card is due before the visit.

    Raises NotFound, InvalidTransition, HoldLost when the request ran out meanwhile.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    if due_first(booking).minor > 0 or asks_for_card(booking):
        until = max(min(now + pay_within, booking.starts_at), now + timedelta(minutes=15))
        moved = await move(
            tx, booking, Verb.APPROVE_UNPAID, actor=actor, by=caller.name, now=now,
            values={"expires_at": until, "payment_status": PaymentStatus.PENDING.value},
        )  # fmt: skip
        await availability.extend(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, until=until, expected=len(booking.claims)
        )
        return moved
    moved = await move(
        tx,
        booking,
        Verb.APPROVE,
        actor=actor,
        by=caller.name,
        now=now,
        values={"payment_status": unpaid_status(booking).value},
    )
    await availability.confirm(tx, vendor_id=booking.vendor_id, booking_id=booking.id, expected=len(booking.claims))
    return moved


async def decline(tx: Tx, *, booking_id: UUID, caller: Caller, reason: str, now: datetime) -> Booking:
    """Say no, with a reason the customer reads; the place is free again. Raises NotFound, InvalidTransition."""
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    moved = await move(tx, booking, Verb.DECLINE, actor=actor, by=caller.name, now=now, reason=reason)
    if booking.promo_code:
        await pricing.release_promo(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    if booking.quote.member:
        await value.release_member_use(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    await uncover(tx, booking, now=now)
    await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    return moved
