"""What the vendor does around the visit: arrived, done, did not come. Commands, never edits (SCOPE C3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Actor, Booking, Verb
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.charging import Bill, Clause, bill_of, no_show_clauses
from smartbooking.bookings.errors import TooEarly
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.cancellation import (
    charge_or_release,
    charged_details,
    hold_of,
    money_values,
    purse_of,
    release_card,
    return_money,
)
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.problem import Forbidden
from smartbooking.payments.domain import CardHold

# Guests come early; a visit of tomorrow checked in today is a slip of the finger.
CHECK_IN_BEFORE: Final = timedelta(hours=12)


async def check_in(tx: Tx, *, booking_id: UUID, caller: Caller, now: datetime, reason: str | None = None) -> Booking:
    """The guest has arrived; `reason` is what the desk says about it. Raises NotFound, InvalidTransition, TooEarly."""
    booking = await _command(tx, booking_id, caller)
    if now < booking.starts_at - CHECK_IN_BEFORE:
        raise TooEarly("Check-in is possible from 12 hours before the start.")
    moved = await _move(tx, booking, Verb.CHECK_IN, caller, now, reason=reason)
    await release_card(tx, booking, now=now)
    return moved


async def complete(tx: Tx, *, booking_id: UUID, caller: Caller, now: datetime) -> Booking:
    """The visit is over; what is left of the time is given back. Raises NotFound, InvalidTransition, TooEarly."""
    booking = await _command(tx, booking_id, caller)
    if now < booking.starts_at:
        raise TooEarly("A visit can be completed once it has begun.")
    moved = await _move(tx, booking, Verb.COMPLETE, caller, now)
    if now < booking.ends_at:
        await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    await release_card(tx, booking, now=now)
    return moved


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShow:
    """What pressing "nobody came" does to the money: the bill, by which clauses, and the card as it stands."""

    booking: Booking
    bill: Bill
    clauses: tuple[Clause, ...]
    hold: CardHold | None


async def preview_no_show(read: ReadTx, *, booking_id: UUID, caller: Caller, now: datetime) -> NoShow:
    """The bill `mark_no_show` carries out, also before it can be pressed. Raises NotFound, Forbidden."""
    booking, actor = await find(read, booking_id=booking_id, caller=caller)
    if actor is Actor.CUSTOMER:
        raise Forbidden("Only the business says who did not come.")
    purse, hold = await purse_of(read, booking), await hold_of(read, booking)
    bill = bill_of(booking, purse, hold, now=max(now, booking.starts_at), by=Actor.CUSTOMER)
    return NoShow(booking=booking, bill=bill, clauses=no_show_clauses(booking), hold=hold)


async def mark_no_show(tx: Tx, *, booking_id: UUID, caller: Caller, reason: str | None, now: datetime) -> Booking:
    """Nobody came: the time that is left, and what was paid beyond the agreed fee, are given back.

    What the fee asks beyond that is taken from the held card, once.

    Raises NotFound, InvalidTransition, TooEarly.
    """
    booking = await _command(tx, booking_id, caller)
    if now < booking.starts_at:
        raise TooEarly("Nobody can be late before the start.")
    purse, hold = await purse_of(tx, booking), await hold_of(tx, booking)
    bill = bill_of(booking, purse, hold, now=now, by=Actor.CUSTOMER)
    moved = await _move(
        tx, booking, Verb.MARK_NO_SHOW, caller, now, reason=reason, values=money_values(bill, bill.refund, purse),
        details=charged_details(bill),
    )  # fmt: skip
    await return_money(tx, booking, bill.refund, bill.in_visits, reason="no_show", now=now)
    await charge_or_release(tx, booking, bill, hold, now=now)
    await availability.release(tx, vendor_id=booking.vendor_id, booking_id=booking.id)
    return moved


async def _command(tx: Tx, booking_id: UUID, caller: Caller) -> Booking:
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    return booking


async def _move(tx: Tx, booking: Booking, verb: Verb, caller: Caller, now: datetime, **more: Any) -> Booking:
    # Any: reason, values and details of `move`
    actor = caller.acts_as(booking)
    assert actor is not None
    return await move(tx, booking, verb, actor=actor, by=caller.name, now=now, **more)
