"""Facts about money other modules may react to. Payments only reports; what it means for a booking is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from smartbooking.infra.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _PaymentEvent(Event):
    vendor_id: int
    booking_id: UUID
    intent_id: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAuthorised(_PaymentEvent):
    """The money is reserved (or promised at the desk)."""

    name: ClassVar[str] = "payments.payment_authorised.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptured(_PaymentEvent):
    """The money is taken. It may come late: the booking decides whether to confirm or to refund everything."""

    name: ClassVar[str] = "payments.payment_captured.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(_PaymentEvent):
    """An attempt came to nothing; no money moved. Another may follow while the place is held."""

    name: ClassVar[str] = "payments.payment_failed.v1"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentVoided(_PaymentEvent):
    """The payment was given up and is dead at the provider; no money moved."""

    name: ClassVar[str] = "payments.payment_voided.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentQuarantined(_PaymentEvent):
    """The provider has money that does not match what was agreed; an operator was alerted."""

    name: ClassVar[str] = "payments.payment_quarantined.v1"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDisputed(_PaymentEvent):
    """The payer's bank took the money back provisionally."""

    name: ClassVar[str] = "payments.payment_disputed.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSucceeded(_PaymentEvent):
    """Money went back; `amount_minor` is this refund, not the sum."""

    name: ClassVar[str] = "payments.refund_succeeded.v1"
    refund_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(_PaymentEvent):
    """The provider refused to give money back; an operator was alerted."""

    name: ClassVar[str] = "payments.refund_failed.v1"
    refund_id: UUID
    code: str
