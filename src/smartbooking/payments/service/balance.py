"""How much of a payment could still go back."""

from __future__ import annotations

from uuid import UUID

from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.payments import repository
from smartbooking.payments.errors import PaymentNotFound


async def refundable(read: ReadTx, *, intent_id: UUID) -> Money:
    """Taken and neither given back nor promised back, over all attempts. Raises PaymentNotFound."""
    intent = await repository.get_intent(read, intent_id)
    if intent is None:
        raise PaymentNotFound
    left = Money.zero(intent.amount.currency)
    for attempt in await repository.attempts_of(read, intent):
        if attempt.captured.currency == left.currency:
            left = left + attempt.captured - attempt.refund_reserved
    return left
