"""A bank in memory for the lifecycle model: it never lies, sometimes it says nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, MethodKind, RefundStatus
from smartbooking.payments.ports import Changes, Hint, Order, OutcomeUnknown, RefundOrder, RefundReport, Report


@dataclass
class Payment:
    """The bank's own row about one payment."""

    booking: str
    amount: Money
    status: AttemptStatus
    version: int = 1
    captured: int = 0
    refunded: int = 0


@dataclass
class Bank:
    """`mood` decides the next payment: ok, decline, page, or lost (done, but the answer never arrives)."""

    name: str = "bank"
    kind: MethodKind = MethodKind.CARD
    labels: Mapping[str, str] = field(default_factory=lambda: {"ru": "Банк", "kk": "Банк", "en": "Bank"})
    mood: str = "ok"
    silent: bool = False
    lose_refund: bool = False
    payments: dict[str, Payment] = field(default_factory=dict)
    refunds: dict[str, RefundReport] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)

    async def start(self, order: Order) -> Report:
        known = self.payments.get(order.key)
        if known is None:
            known = Payment(order.booking_id.hex, order.amount, AttemptStatus.REQUIRES_ACTION)
            self.payments[order.key] = known
            if self.mood in ("ok", "lost"):
                self._capture(order.key)
            elif self.mood == "decline":
                known.status = AttemptStatus.FAILED
        if self.mood == "lost":
            raise OutcomeUnknown("the line went dead")
        return self._report(order.key)

    async def capture(self, order: Order, key: str) -> Report:
        return self._report(order.key)

    async def void(self, order: Order, key: str) -> Report:
        self._must_speak()
        payment = self.payments[order.key]
        if payment.status is AttemptStatus.REQUIRES_ACTION:
            self._become(order.key, AttemptStatus.VOIDED)
        return self._report(order.key)

    async def refund(self, order: RefundOrder) -> RefundReport:
        if order.key not in self.refunds:
            payment = self.payments[order.reference]
            payment.refunded += order.amount.minor
            payment.version += 1
            self.refunds[order.key] = RefundReport(
                reference=f"re_{order.key}", status=RefundStatus.SUCCEEDED, amount=order.amount
            )
        if self.lose_refund:
            self.lose_refund = False
            raise OutcomeUnknown("the line went dead")
        return self.refunds[order.key]

    async def find_payment(self, order: Order) -> Report | None:
        self._must_speak()
        return self._report(order.key) if order.key in self.payments else None

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        return self.refunds.get(order.key)

    async def changes(self, position: str) -> Changes:
        return Changes(hints=(), position=position, more=False)

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        message = json.loads(body)
        return (Hint(event_id=message["id"], kind="payment", reference=message["payment"], key=message["payment"]),)

    def press(self, booking: UUID, *, pays: bool) -> None:
        """The customer answers the bank's page, if it is still open."""
        for key, payment in self.payments.items():
            if payment.booking == booking.hex and payment.status is AttemptStatus.REQUIRES_ACTION:
                if pays:
                    self._capture(key)
                else:
                    self._become(key, AttemptStatus.FAILED)

    def open_page(self, booking: UUID) -> bool:
        return any(
            p.booking == booking.hex and p.status is AttemptStatus.REQUIRES_ACTION for p in self.payments.values()
        )

    def net(self, booking: UUID) -> int:
        """What the bank keeps of a booking's money."""
        return sum(p.captured - p.refunded for p in self.payments.values() if p.booking == booking.hex)

    def captures(self, booking: UUID) -> int:
        return sum(p.captured > 0 for p in self.payments.values() if p.booking == booking.hex)

    def _capture(self, key: str) -> None:
        self.payments[key].captured = self.payments[key].amount.minor
        self._become(key, AttemptStatus.CAPTURED)

    def _become(self, key: str, status: AttemptStatus) -> None:
        self.payments[key].status = status
        self.payments[key].version += 1
        self.events.append(key)

    def _must_speak(self) -> None:
        if self.silent:
            raise OutcomeUnknown("the bank does not answer")

    def _report(self, key: str) -> Report:
        payment = self.payments[key]
        currency = payment.amount.currency
        waiting = payment.status is AttemptStatus.REQUIRES_ACTION
        return Report(
            reference=key, status=payment.status, booking_id=payment.booking, amount=payment.amount,
            captured=Money(payment.captured, currency), refunded=Money(payment.refunded, currency),
            version=payment.version, redirect_url="https://bank.example/page" if waiting else None,
            decline_code="declined" if payment.status is AttemptStatus.FAILED else None,
        )  # fmt: skip
