"""What the staff's calendar shows of a booking: lean, because a day may hold hundreds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from smartbooking.bookings.domain.lifecycle import ACTIVE, Status
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Span
from smartbooking.kernel.text import Localized

# What stands in the calendar: everything that occupies its place, and visits that took place or should have.
SHOWN: Final = ACTIVE | {Status.COMPLETED, Status.NO_SHOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A booking on the calendar. `places` says which resources each line takes, and how many of them."""

    booking_id: UUID
    code: str
    status: Status
    version: int
    timezone: str
    name: str | None
    phone: str | None
    has_note: bool
    total: Money
    payment_status: str
    expires_at: datetime | None
    parts: tuple[VisitPart, ...]

    @property
    def shown(self) -> bool:
        return self.status in SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPart:
    """One line of a booking on one resource."""

    line: int
    resource_id: int
    service_id: int | None
    title: Localized
    span: Span
    quantity: int
    guests: int


def csv_safe(value: Any) -> str:
    """A cell no spreadsheet reads as a formula: what begins like one is marked as text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
