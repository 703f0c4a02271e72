"""Paying with a gift card or a pass: the value is ours to keep, so there is nobody to call.

Payments are taken at the checkout and refunds go back to the card, both in the transaction that decides them
(`payments.service.record_value_payment`, `refund_attempt`); nothing is ever left open that could be asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from smartbooking.infra.settings import Settings
from smartbooking.payments.domain import MethodKind
from smartbooking.payments.ports import (
    BadSignature,
    Changes,
    GatewayRefused,
    Hint,
    Order,
    RefundOrder,
    RefundReport,
    Report,
)
from smartbooking.value.domain import BY_VISITS, ValueKind


class GiftCards:
    """Value that was sold before."""

    name = ValueKind.GIFT_CARD.value
    kind = MethodKind.VALUE
    labels: Mapping[str, str] = {"ru": "Подарочная карта", "kk": "Сыйлық картасы", "en": "Gift card"}

    async def start(self, order: Order) -> Report:
        """A code is given at the checkout, not here."""
        raise GatewayRefused("only_at_checkout")

    async def capture(self, order: Order, key: str) -> Report:  # the port's shape
        """Whatever was taken was taken at once."""
        raise GatewayRefused("only_at_checkout")

    async def refund(self, order: RefundOrder) -> RefundReport:
        """Went back with the decision."""
        raise GatewayRefused("only_with_decision")

    async def void(self, order: Order, key: str) -> Report:  # the port's shape
        """Nothing is ever open."""
        raise GatewayRefused("only_at_checkout")

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """There are no messages of that kind."""
        raise BadSignature("cards send no messages")

    async def find_payment(self, order: Order) -> Report | None:
        """Nothing is kept anywhere else."""
        return None

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """Nothing is kept anywhere else."""
        return None

    async def changes(self, position: str) -> Changes:
        """There is no list but ours."""
        return Changes(hints=(), position=position, more=False)


class Passes(GiftCards):
    """Visits that were sold before."""

    name = BY_VISITS
    labels: Mapping[str, str] = {"ru": "Абонемент", "kk": "Абонемент", "en": "Pass"}


def build(settings: Settings) -> GiftCards:  # every business may sell cards
    """Always there."""
    return GiftCards()


def build_passes(settings: Settings) -> Passes:  # every business may sell passes
    """Always there."""
    return Passes()
