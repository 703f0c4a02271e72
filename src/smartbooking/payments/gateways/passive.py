"""What gateways have in common at whose provider nothing of ours lives: a code, a page of instructions, no calls out.

`start` only says that the customer must act; the money is told to us by a person, a statement or a biller. `void`
needs nobody: money that comes after it is late money.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from smartbooking.kernel.ids import public_id
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, MethodKind, RefundStatus
from smartbooking.payments.ports import BadSignature, Hint, Order, RefundOrder, RefundReport, Report


class PassiveGateway:
    """Parent of such gateways; `page` is where the customer reads what to do."""

    name: str
    labels: Mapping[str, str]
    kind = MethodKind.TRANSFER
    passive = True
    pays_by_code = True

    def __init__(self, *, page: str) -> None:
        self._page = page

    def where_to_pay(self, order: Order) -> str:
        """The address the customer is sent to."""
        return f"{self._page}?{urlencode({'intent': public_id('pay', order.intent_id), 'secret': order.client_secret})}"

    async def start(self, order: Order) -> Report:
        """Nobody is called: the customer is told the code and what to do with it."""
        return self._report(order, AttemptStatus.REQUIRES_ACTION, redirect_url=self.where_to_pay(order))

    async def capture(self, order: Order, key: str) -> Report:  # the port's shape
        """The money is there: somebody looked."""
        return self._report(order, AttemptStatus.CAPTURED, captured=order.amount)

    async def void(self, order: Order, key: str) -> Report:  # the port's shape
        """The customer is no longer asked to pay."""
        return self._report(order, AttemptStatus.VOIDED)

    async def refund(self, order: RefundOrder) -> RefundReport:
        """A task for a person, who says so when the money has gone back."""
        return RefundReport(reference=f"hand_{order.refund_id.hex}", status=RefundStatus.SUBMITTED, amount=order.amount)

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """There are no messages of that kind."""
        raise BadSignature("this way to pay has no messages")

    @staticmethod
    def _report(
        order: Order, status: AttemptStatus, *, captured: Money | None = None, redirect_url: str | None = None
    ) -> Report:
        return Report(
            reference=order.reference or f"hand_{order.attempt_id.hex}",
            status=status,
            booking_id=order.booking_id.hex,
            amount=order.amount,
            captured=captured or Money.zero(order.amount.currency),
            refunded=Money.zero(order.amount.currency),
            redirect_url=redirect_url,
        )
