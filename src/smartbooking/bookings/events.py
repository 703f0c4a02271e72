"""What happened to bookings. Ids and primitives only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from smartbooking.infra.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingEvent(Event):
    """Common to all: which booking of which vendor, and its status afterwards."""

    vendor_id: int
    booking_id: UUID
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingHeld(BookingEvent):
    name: ClassVar[str] = "bookings.booking_held.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequested(BookingEvent):
    name: ClassVar[str] = "bookings.approval_requested.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAwaited(BookingEvent):
    """The place is kept until the customer has paid: after checkout, or after the vendor said yes."""

    name: ClassVar[str] = "bookings.payment_awaited.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingConfirmed(BookingEvent):
    name: ClassVar[str] = "bookings.booking_confirmed.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled(BookingEvent):
    name: ClassVar[str] = "bookings.booking_cancelled.v1"
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRescheduled(BookingEvent):
    name: ClassVar[str] = "bookings.booking_rescheduled.v1"
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingEnded(BookingEvent):
    """Completed, no-show, declined, expired or abandoned: `status` says which."""

    name: ClassVar[str] = "bookings.booking_ended.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCheckedIn(BookingEvent):
    name: ClassVar[str] = "bookings.booking_checked_in.v1"
