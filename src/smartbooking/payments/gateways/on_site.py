"""Paying at the desk: no provider and no network; the desk's word is the truth.

`start` gives a promise (authorised); `capture` records that the desk took the money; a refund stays `submitted`
until the desk says it handed the money back, because nobody else can know.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, MethodKind, RefundStatus
from smartbooking.payments.ports import BadSignature, Hint, Order, RefundOrder, RefundReport, Report

NAME: Final = "pay_on_site"


class OnSite:
    """The desk."""

    name = NAME
    kind = MethodKind.ON_SITE
    labels: Mapping[str, str] = {
        "ru": "Оплата на месте",
        "kk": "Орнында төлеу",
        "en": "Pay on site",
    }

    async def start(self, order: Order) -> Report:
        """A promise to pay, good as soon as it is written down."""
        return _report(order, AttemptStatus.AUTHORISED)

    async def capture(self, order: Order, key: str) -> Report:  # the port's shape
        """The desk has the money."""
        return _report(order, AttemptStatus.CAPTURED, captured=order.amount)

    async def void(self, order: Order, key: str) -> Report:  # the port's shape
        """The promise is off."""
        return _report(order, AttemptStatus.VOIDED)

    async def refund(self, order: RefundOrder) -> RefundReport:
        """A task for the desk; `record_desk_refund` ends it."""
        return RefundReport(reference=f"desk_{order.refund_id.hex}", status=RefundStatus.SUBMITTED, amount=order.amount)

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """Nobody may write to the desk."""
        raise BadSignature("payments on site have no messages")


def build(settings: Settings) -> OnSite:  # every installation has a desk
    """Always offered."""
    return OnSite()


def _report(order: Order, status: AttemptStatus, captured: Money | None = None) -> Report:
    return Report(
        reference=order.reference or f"desk_{order.attempt_id.hex}",
        status=status,
        booking_id=order.booking_id.hex,
        amount=order.amount,
        captured=captured or Money.zero(order.amount.currency),
        refunded=Money.zero(order.amount.currency),
    )
