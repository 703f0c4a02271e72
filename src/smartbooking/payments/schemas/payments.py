"""Shapes of payments on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from smartbooking.infra.http.wire import Amount, BookingRef, Instant, IntentRef, SaleRef, Wire, amount, split_paid_for
from smartbooking.payments.domain import Intent, IntentStatus, Method, MethodKind, Outcome


class MethodOut(Wire):
    """A way to pay."""

    code: str = Field(examples=["pay_on_site"])
    label: str = Field(examples=["Оплата на месте"])
    kind: MethodKind
    holds_card: bool = Field(description="Whether a sum can be held on the card and charged later")
    saves_card: bool = Field(description="Whether a signed-in customer may have the card kept for next time")

    @classmethod
    def of(cls, method: Method) -> MethodOut:
        return cls(
            code=method.code, label=method.label, kind=method.kind, holds_card=method.holds_card,
            saves_card=method.saves_card,
        )  # fmt: skip


class NextAction(Wire):
    """What the customer must do next: go to the provider's page."""

    type: Literal["redirect"] = "redirect"
    url: str = Field(examples=["https://pay.example.com/pay/3fQ"])


class PaymentOut(Wire):
    """A payment as its customer sees it. It never tells how to confirm: the provider does that."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        json_schema_extra={
            "example": {
                "intentId": "pay_01M7YHFMK6EXSVJKDHAQ5QAGFG",
                "bookingId": "bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG",
                "status": "requires_action",
                "method": "sandbox",
                "amount": 12000.0,
                "capturedAmount": 0.0,
                "refundedAmount": 0.0,
                "currency": "KZT",
                "nextAction": {"type": "redirect", "url": "https://pay.example.com/pay/3fQ"},
                "declineCode": None,
                "serverNow": "2026-11-21T09:00:00Z",
            }
        },
    )

    intent_id: IntentRef
    booking_id: BookingRef | None = None
    sale_id: SaleRef | None = None
    status: IntentStatus
    method: str
    amount: Amount
    captured_amount: Amount
    refunded_amount: Amount
    currency: str
    next_action: NextAction | None
    decline_code: str | None
    server_now: Instant

    @classmethod
    def of(cls, intent: Intent, outcome: Outcome, now: datetime) -> PaymentOut:
        return cls(
            intent_id=intent.id,
            **split_paid_for(intent.booking_id),
            status=intent.status,
            method=intent.method,
            amount=amount(intent.amount),
            captured_amount=amount(intent.captured),
            refunded_amount=amount(intent.refunded),
            currency=intent.amount.currency,
            next_action=NextAction(url=outcome.redirect_url) if outcome.redirect_url else None,
            decline_code=outcome.decline_code,
            server_now=now,
        )


class MessageKept(Wire):
    """The message is stored; `new` counts its events that were not known yet."""

    new: int = Field(examples=[1])
