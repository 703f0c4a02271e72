"""What the vendor does around the visit: arrived, done, did not come. Commands, never edits (SCOPE C3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Actor, Booking, PaymentStatus, Verb
from smartbooking.bookings.domain.balance import credited
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.refunding import refund_preview
from smartbooking.bookings.errors import TooEarly
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.cancellation import purse_of, return_money
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import Tx

# Guests come early; a visit of tomorrow checked in today is a slip of the finger.
CHECK_IN_BEFORE: Final = timedelta(hours=12)


async def check_in(tx: Tx, *, booking_id: UUID, caller: Caller, now: datetime) -> Booking:
    """The guest has arrived. Raises NotFound, InvalidTransition, TooEarly."""
    booking = await _command(tx, booking_id, caller)
    if now < booking.starts_at - CHECK_IN_BEFORE:
        raise TooEarly("Check-in is possible from 12 hours before the start.")
    return await _move(tx, booking, Verb.CHECK_IN, caller, now)


async def complete(tx: Tx, *, booking_id: UUID, caller: Caller, now: datetime) -> Booking:
    """The visit is over; what is left of the time is given back. Raises NotFound, InvalidTransition, TooEarly."""
    booking = await _command(tx, booking_id, caller)
    if now < booking.starts_at:
        raise TooEarly("A visit can be completed once it has begun.")
    moved = await _move(tx, booking, Verb.COMPLETE, caller, now)
    if now < booking.ends_at:
        await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    return moved


async def mark_no_show(tx: Tx, *, booking_id: UUID, caller: Caller, reason: str | None, now: datetime) -> Booking:
    """Nobody came: the time that is left, and what was paid beyond the agreed fee, are given back.

    Raises NotFound, InvalidTransition, TooEarly.
    """
    booking = await _command(tx, booking_id, caller)
    if now < booking.starts_at:
        raise TooEarly("Nobody can be late before the start.")
    purse = await purse_of(tx, booking)
    refund = refund_preview(booking, paid=purse.left, now=now, by=Actor.CUSTOMER).refund
    values: dict[str, Any] = {"refund_minor": refund, "settled_minor": credited(purse)}
    if refund.minor > 0:
        values["payment_status"] = PaymentStatus.REFUNDING.value
    moved = await _move(tx, booking, Verb.MARK_NO_SHOW, caller, now, reason, values)
    await return_money(tx, booking, refund, reason="no_show", now=now)
    await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    return moved


async def _command(tx: Tx, booking_id: UUID, caller: Caller) -> Booking:
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    return booking


async def _move(
    tx: Tx, booking: Booking, verb: Verb, caller: Caller, now: datetime, reason: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> Booking:  # fmt: skip
    actor = caller.acts_as(booking)
    assert actor is not None
    return await move(tx, booking, verb, actor=actor, by=caller.name, now=now, reason=reason, values=values)
