"""What time does to bookings: holds run out, visits end.

Nothing here is needed for correctness: the ledger lets expired holds die by itself. This makes the state of the
booking say so, and kills an open payment at its provider before the place is given back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Actor, Booking, Status, Verb
from smartbooking.bookings.domain.lifecycle import HOLDING
from smartbooking.bookings.repository import reading, writing
from smartbooking.bookings.service.cancellation import release_card
from smartbooking.bookings.service.covering import uncover
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.payments import service as payments
from smartbooking.pricing import service as pricing
from smartbooking.value import service as value

BATCH: Final = 200
# A provider that does not answer keeps the place this much longer, then it is given back all the same.
PROVIDER_PATIENCE: Final = timedelta(minutes=5)


async def expire_due(database: Database, *, now: datetime) -> int:
    """End every booking whose time to decide is over; how many. Safe to run in several workers."""
    async with database.reading() as read:
        due = await reading.due(read, now=now, at_most=BATCH)
    ended = 0
    for booking_id in due:
        ended += await expire(database, booking_id=booking_id, now=now)
    return ended


async def expire(database: Database, *, booking_id: UUID, now: datetime) -> bool:
    """Kill at the provider first, then release (RELIABILITY 3, holds 2). False when it was paid or is not due."""
    async with database.reading() as read:
        booking = await reading.get(read, booking_id)
    if booking is None or booking.status not in HOLDING or booking.expires_at is None or booking.expires_at > now:
        return False
    if booking.intent_id is not None and not await _payment_is_dead(database, booking, now):
        return False

    async def end(tx: Tx) -> bool:
        await writing.lock(tx, booking_id=booking_id)
        current = await reading.get(tx, booking_id)
        if current is None or current.status not in HOLDING or (current.expires_at or now) > now:
            return False
        await release_everything(tx, current, Verb.EXPIRE, now=now)
        return True

    done = await database.run(end)
    reach("K13")
    return done


async def _payment_is_dead(database: Database, booking: Booking, now: datetime) -> bool:
    assert booking.intent_id is not None
    outcome = await payments.cancel_intent(database, intent_id=booking.intent_id, now=now)
    if outcome.dead:
        return True
    # Paid after all: the payment's own event confirms. Silent: wait a little, then let the place go.
    return not outcome.secured and booking.expires_at is not None and booking.expires_at + PROVIDER_PATIENCE <= now


async def release_everything(tx: Tx, booking: Booking, verb: Verb, *, now: datetime, by: str = "system") -> Booking:
    """End a booking that was never confirmed: status, promo code and card, then its claims (the ledger comes last)."""
    actor = Actor.SYSTEM if by == "system" else Actor.CUSTOMER
    moved = await move(tx, booking, verb, actor=actor, by=by, now=now)
    if booking.promo_code:
        await pricing.release_promo(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    if booking.quote.member:
        await value.release_member_use(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)
    await uncover(tx, booking, now=now)
    await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    return moved


async def complete_ended(database: Database, *, now: datetime) -> int:
    """Visits that are over become completed; confirmed ones nobody checked in do so a day later."""
    async with database.reading() as read:
        over = await reading.ended(read, before=now, at_most=BATCH)
    done = 0
    for booking_id in over:
        done += await database.run(lambda tx, booking_id=booking_id: _complete(tx, booking_id, now))  # type: ignore[misc]
    return done


async def _complete(tx: Tx, booking_id: UUID, now: datetime) -> bool:
    await writing.lock(tx, booking_id=booking_id)
    booking = await reading.get(tx, booking_id)
    if booking is None or booking.status not in (Status.CONFIRMED, Status.IN_PROGRESS):
        return False
    if booking.status is Status.CONFIRMED and booking.ends_at > now - timedelta(days=1):
        return False
    await move(tx, booking, Verb.COMPLETE, actor=Actor.SYSTEM, by="system", now=now)
    await release_card(tx, booking, now=now)
    return True
