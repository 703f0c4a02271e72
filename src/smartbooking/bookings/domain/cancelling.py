"""A business cancels many bookings at once: what it sees before, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from smartbooking.bookings.domain.booking import Booking
from smartbooking.kernel.money import Money


class Outcome(StrEnum):
    """`skipped`: it had ended meanwhile, so there was nothing to cancel."""

    WAITING = "waiting"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A booking that would be cancelled, and what its customer would get back."""

    booking: Booking
    refund: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelledRow:
    """One booking of a mass cancellation, and how its money stands now."""

    booking_id: UUID
    code: str
    name: str | None
    starts_at: datetime
    timezone: str
    outcome: Outcome
    refund: Money | None
    payment_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MassCancellation:
    """One command and its progress."""

    id: UUID
    at: datetime
    reason: str
    total: int
    cancelled: int
    skipped: int
    rows: tuple[CancelledRow, ...] = ()

    @property
    def waiting(self) -> int:
        return self.total - self.cancelled - self.skipped
