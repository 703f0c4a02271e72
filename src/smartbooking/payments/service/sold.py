"""What an online sale asks of payments."""

from __future__ import annotations

from uuid import UUID

from smartbooking.infra.db import ReadTx
from smartbooking.payments import repository
from smartbooking.payments.domain import Attempt


async def paid_attempt(read: ReadTx, *, intent_id: UUID) -> Attempt | None:
    """The attempt that has the money of a payment; None while nothing was taken."""
    intent = await repository.get_intent(read, intent_id)
    attempts = await repository.attempts_of(read, intent) if intent else ()
    return next((one for one in attempts if one.captured.minor > 0), None)
