"""Frozen values the module works with, and how calls to providers are named and timed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.payments.domain.states import (
    PAID_INTENT,
    POLL_EVERY,
    AttemptStatus,
    CaptureMode,
    IntentStatus,
    MethodKind,
    RefundStatus,
)


class Mismatch(StrEnum):
    """Why money is put aside for a person to look at."""

    AMOUNT = "amount_differs"
    CURRENCY = "currency_differs"
    BOOKING = "booking_differs"
    CAPTURED_AFTER_CLOSE = "captured_after_close"
    REFUNDED_ELSEWHERE = "refunded_elsewhere"
    UNKNOWN_OBJECT = "unknown_object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The agreement to pay `amount` for one booking; a booking may have several (deposit, balance).

    `capture_wanted`: how much of an authorised payment is to be taken; None is all of it.
    """

    id: UUID
    vendor_id: int
    booking_id: UUID
    amount: Money
    capture: CaptureMode
    method: str
    status: IntentStatus
    version: int
    captured: Money
    refunded: Money
    client_secret: str
    current_attempt_id: UUID | None
    capture_requested_at: datetime | None
    cancel_requested_at: datetime | None
    created_at: datetime
    capture_wanted: Money | None = None

    @property
    def to_take(self) -> Money:
        """What a capture takes."""
        return self.capture_wanted or self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try with one gateway. `key` names the call to the provider, `reference` is its own id.

    `bank_check`: the payer's bank must ask her (3-D Secure), even where it would not. `saved_card_id`: paid with a
    kept card, `token` and `payer` are its names at the provider. `save_for`: whose account keeps the card.
    """

    id: UUID
    vendor_id: int
    intent_id: UUID
    booking_id: UUID
    number: int
    gateway: str
    status: AttemptStatus
    version: int
    amount: Money
    capture: CaptureMode
    key: str
    token: str | None
    locale: str
    reference: str | None
    provider_version: int
    captured: Money
    refund_reserved: Money
    decline_code: str | None
    redirect_url: str | None
    called_at: datetime | None
    created_at: datetime
    bank_check: bool = False
    payer: str | None = None
    saved_card_id: UUID | None = None
    save_for: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money on its way back. `key` names the call to the provider."""

    id: UUID
    vendor_id: int
    intent_id: UUID
    attempt_id: UUID
    booking_id: UUID
    number: int
    amount: Money
    reason: str
    status: RefundStatus
    version: int
    key: str
    reference: str | None
    failure_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way to pay that a vendor offers; `label` is in the language asked for. `holds_card`: a sum may be reserved.

    `saves_card`: the card may be kept for next time.
    """

    code: str
    label: str
    kind: MethodKind
    holds_card: bool = False
    saves_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a caller may tell the customer now. `redirect_url`: the provider's page she must visit."""

    intent_id: UUID
    status: IntentStatus
    redirect_url: str | None = None
    client_secret: str | None = None
    decline_code: str | None = None

    @property
    def paid(self) -> bool:
        return self.status in PAID_INTENT

    @property
    def secured(self) -> bool:
        """Taken or reserved: enough to confirm a booking."""
        return self.paid or self.status is IntentStatus.AUTHORISED

    @property
    def dead(self) -> bool:
        """No money moved and none will: enough to release a place."""
        return self.status in (IntentStatus.VOIDED, IntentStatus.FAILED)


def call_key(booking_id: UUID, part: UUID, action: str) -> str:
    """The name of one call to a provider: sha256(booking, attempt or refund, action), hex.

    Derived, not random: whoever repeats the call after a crash finds the same name (RELIABILITY 3).
    """
    return hashlib.sha256(f"{booking_id}:{part}:{action}".encode()).hexdigest()


def next_poll(*, created_at: datetime, now: datetime) -> datetime:
    """When to ask again: every minute on the first day, then hourly; an open payment is never given up."""
    return now + (POLL_EVERY if now - created_at < timedelta(days=1) else timedelta(hours=1))


def retry_delay(tries: int) -> timedelta:
    """Wait before an event about an unknown object is tried again: 5 s doubling to one hour."""
    return min(timedelta(seconds=5) * (1 << min(tries, 12)), timedelta(hours=1))
