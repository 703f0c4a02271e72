"""What a booking is: who, what, when, at which frozen price and policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from smartbooking.availability.domain import NewClaim
from smartbooking.bookings.domain.lifecycle import ACTIVE, Status
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Span
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import Party, Quote


class PaymentStatus(StrEnum):
    """Where the money of a booking is, as people see it."""

    NOT_REQUIRED = "not_required"
    DUE_ON_SITE = "due_on_site"
    PENDING = "pending"
    PAID = "paid"
    DEPOSIT_PAID = "deposit_paid"
    FEE_CHARGED = "fee_charged"
    FAILED = "failed"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    PARTLY_REFUNDED = "partly_refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach whoever booked. `phone` is E.164; a guest gives at least one of phone and email."""

    name: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing booked: a resource or a service, over a span, `quantity` times."""

    number: int
    resource_id: int | None
    service_id: int | None
    name: Localized
    span: Span
    quantity: int
    party: Party
    total: Money
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """The whole agreement. Price and policy stand in `quote`, frozen when it was made and never computed anew.

    `settled`: what had been paid when it was cancelled or nobody came; money that comes after that goes back.
    `covered`: what a gift card gave at the checkout; None without one.
    """

    vendor_id: int
    id: UUID
    code: str
    status: Status
    version: int
    venue_id: int
    timezone: str
    country: str
    customer_id: UUID | None
    contact: Contact | None
    locale: str
    lines: tuple[Line, ...]
    total: Money
    due_now: Money
    starts_at: datetime
    ends_at: datetime
    claims: tuple[NewClaim, ...]
    expires_at: datetime | None
    extensions: int
    payment_method: str | None
    payment_status: PaymentStatus
    intent_id: UUID | None
    requires_approval: bool
    quote: Quote
    promo_code: str | None
    note: str
    cancel_reason: str | None
    refund: Money | None
    settled: Money | None
    created_at: datetime
    updated_at: datetime
    cancelled_at: datetime | None
    covered: Money | None = None

    @property
    def active(self) -> bool:
        return self.status in ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of a booking's history."""

    at: datetime
    what: str
    actor: str
    status: Status
    reason: str | None
    details: Mapping[str, Any]
