"""The one way a booking changes its status: the table, compare-and-swap, history and event in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from smartbooking.bookings.domain import Actor, Booking, Status, Verb, allowed_verbs, target
from smartbooking.bookings.domain.lifecycle import HOLDING
from smartbooking.bookings.errors import InvalidTransition
from smartbooking.bookings.events import (
    ApprovalRequested,
    BookingCancelled,
    BookingCheckedIn,
    BookingConfirmed,
    BookingEnded,
    BookingEvent,
    PaymentAwaited,
)
from smartbooking.bookings.repository import reading, writing
from smartbooking.infra import telemetry
from smartbooking.infra.db import Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.problem import StaleVersion

# Every change of status is announced once; whoever cancelled is told as well, so that event is made by hand.
_EVENTS: Final[Mapping[Status, type[BookingEvent]]] = {
    Status.AWAITING_APPROVAL: ApprovalRequested,
    Status.PENDING_PAYMENT: PaymentAwaited,
    Status.CONFIRMED: BookingConfirmed,
    Status.IN_PROGRESS: BookingCheckedIn,
    Status.COMPLETED: BookingEnded,
    Status.NO_SHOW: BookingEnded,
    Status.DECLINED: BookingEnded,
    Status.EXPIRED: BookingEnded,
    Status.ABANDONED: BookingEnded,
    Status.REFUNDED_UNAVAILABLE: BookingEnded,
}


async def move(
    tx: Tx,
    booking: Booking,
    verb: Verb,
    *,
    actor: Actor,
    by: str,
    now: datetime,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Booking:
    """Apply a verb and return the booking as it stands then. `values` are further columns to set.

    Raises InvalidTransition when the table does not allow it, StaleVersion when somebody was faster.
    """
    to = target(verb, booking.status, actor)
    if to is None:
        raise InvalidTransition(verb, booking.status, allowed_verbs(booking.status, actor))
    columns = dict(values or {})
    if to not in HOLDING:
        columns.setdefault("expires_at", None)
    done = await writing.change(
        tx, booking, to=to, what=verb, actor=by, now=now, reason=reason, details=details, values=columns
    )
    if not done:
        raise StaleVersion("The booking was changed meanwhile. Read it again and repeat what you want to do.")
    await _announce(tx, booking, to, actor)
    moved = await reading.get(tx, booking.id)
    assert moved is not None
    return moved


async def _announce(tx: Tx, booking: Booking, to: Status, actor: Actor) -> None:
    if to is booking.status:
        return
    telemetry.BOOKINGS.labels(to.value).inc()
    facts: dict[str, Any] = {"vendor_id": booking.vendor_id, "booking_id": booking.id, "status": to.value}
    event = BookingCancelled(**facts, by=actor.value) if to is Status.CANCELLED else _EVENTS[to](**facts)
    await publish(tx, event)
