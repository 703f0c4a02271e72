"""Shapes of payment cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from smartbooking.infra.http.wire import (
    Amount,
    BookingRef,
    CaseRef,
    Instant,
    IntentRef,
    SaleRef,
    VendorRef,
    Wire,
    amount,
    example,
    split_paid_for,
)
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import CaseAction, PaymentCase

_SUM = {"amount": 12000.0, "currency": "KZT"}


class SumOut(Wire):
    """An amount with its currency."""

    amount: Amount
    currency: str = Field(examples=["KZT"])

    @classmethod
    def of(cls, money: Money) -> SumOut:
        return cls(amount=amount(money), currency=money.currency)


class PaymentCaseOut(Wire):
    """Money or a message somebody must decide about. `provider...` is what the provider has, `agreed` what we asked."""

    model_config = example({
        "id": "pca_12", "reason": "amount_differs", "provider": "stripe", "providerReference": "pi_3Q",
        "vendorId": "ven_7", "bookingId": "bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG",
        "intentId": "pay_01M7YHFMK6EXSVJKDHAQ5QAGFG", "agreed": _SUM, "found": {"amount": 12001.0, "currency": "KZT"},
        "left": {"amount": 12001.0, "currency": "KZT"}, "createdAt": "2026-11-21T09:00:00Z", "resolvedAt": None,
        "resolution": None, "note": None, "allowedActions": ["attach", "refund"],
    })  # fmt: skip

    id: CaseRef
    reason: str = Field(description="Why it was put aside", examples=["amount_differs"])
    provider: str | None = None
    provider_reference: str | None = None
    vendor_id: VendorRef | None = None
    booking_id: BookingRef | None = None
    sale_id: SaleRef | None = None
    intent_id: IntentRef | None = None
    agreed: SumOut | None = None
    found: SumOut | None = Field(None, description="What the provider's payment is about")
    left: SumOut | None = Field(None, description="Taken and not on its way back")
    created_at: Instant
    resolved_at: Instant | None = None
    resolution: CaseAction | None = None
    note: str | None = None
    allowed_actions: list[CaseAction]

    @classmethod
    def of(cls, case: PaymentCase) -> PaymentCaseOut:
        attempt, details = case.attempt, case.details
        return cls(
            id=case.id,
            reason=case.reason,
            provider=attempt.gateway if attempt else _text(details, "gateway") or case.subject.partition(":")[0],
            provider_reference=(attempt.reference if attempt else None) or _text(details, "reference") or case.subject,
            vendor_id=case.vendor_id,
            **split_paid_for(attempt.booking_id if attempt else None),
            intent_id=attempt.intent_id if attempt else None,
            agreed=SumOut.of(attempt.amount) if attempt else None,
            found=_sum(details.get("provider")),
            left=SumOut.of(case.left) if case.left else None,
            created_at=case.created_at,
            resolved_at=case.resolved_at,
            resolution=CaseAction(details["resolution"]) if details.get("resolution") else None,
            note=_text(details, "note"),
            allowed_actions=sorted(case.actions),
        )


class PaymentCases(Wire):
    """A page of cases, newest first; `before` continues it."""

    data: list[PaymentCaseOut]
    before: str | None = Field(description="Ask for the next page with this", examples=["pca_3"])
    server_now: Instant

    @classmethod
    def of(cls, cases: tuple[PaymentCase, ...], *, limit: int, now: datetime) -> PaymentCases:
        last = public_id("pca", cases[-1].id) if len(cases) == limit else None
        return cls(data=[PaymentCaseOut.of(case) for case in cases], before=last, server_now=now)


class ResolveIn(Wire):
    """A decision, and why it was taken: both stay in the audit trail."""

    model_config = example({"action": "refund", "reason": "Гость заплатил дважды, договорились о возврате"})

    action: CaseAction
    reason: str = Field(min_length=3, max_length=500)


def _sum(stored: Any) -> SumOut | None:  # Any: JSON of the alert
    return SumOut.of(Money(stored[0], stored[1])) if isinstance(stored, list) and len(stored) == 2 else None


def _text(details: dict[str, Any], name: str) -> str | None:
    value = details.get(name)
    return value if isinstance(value, str) and value else None
