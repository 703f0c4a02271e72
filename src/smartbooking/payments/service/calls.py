"""What is said to a provider about one attempt, and the answer stored. Never inside a transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.infra.db import Database, Tx
from smartbooking.payments import repository
from smartbooking.payments.domain import POLLED_ATTEMPT, Attempt, Intent
from smartbooking.payments.errors import PaymentNotFound
from smartbooking.payments.ports import Order, PaymentLookup, Report
from smartbooking.payments.service.registry import gateway_named
from smartbooking.payments.service.settle import apply_report


def order_of(intent: Intent, attempt: Attempt) -> Order:
    """The attempt as a gateway needs to see it."""
    return Order(
        intent_id=attempt.intent_id,
        attempt_id=attempt.id,
        booking_id=attempt.booking_id,
        amount=attempt.amount,
        capture=attempt.capture,
        key=attempt.key,
        token=attempt.token,
        locale=attempt.locale,
        client_secret=intent.client_secret,
        reference=attempt.reference,
        redirect_url=attempt.redirect_url,
        take=intent.capture_wanted,
        saved=attempt.saved_card_id is not None,
        payer=attempt.payer,
        save_card=attempt.save_for is not None,
        bank_check=attempt.bank_check,
        live=attempt.status in POLLED_ATTEMPT and intent.cancel_requested_at is None,
    )


async def load(database: Database, attempt_id: UUID) -> tuple[Intent, Attempt]:
    """Intent and attempt as they are committed now. Raises PaymentNotFound."""
    async with database.reading() as read:
        attempt = await repository.get_attempt(read, attempt_id)
        intent = await repository.get_intent(read, attempt.intent_id) if attempt else None
    if intent is None or attempt is None:
        raise PaymentNotFound
    return intent, attempt


async def store(database: Database, *, attempt_id: UUID, report: Report, source: str, now: datetime) -> None:
    """The second short transaction: what the provider said."""

    async def second(tx: Tx) -> None:
        await apply_report(tx, attempt_id=attempt_id, report=report, source=source, now=now)

    await database.run(second)


async def look_up(intent: Intent, attempt: Attempt) -> Report | None:
    """The provider's present view of an attempt; None when it knows nothing of it. Raises OutcomeUnknown.

    A provider that can not be asked is told again: the same key never moves money twice.
    """
    gateway = gateway_named(attempt.gateway)
    order = order_of(intent, attempt)
    if isinstance(gateway, PaymentLookup):
        return await gateway.find_payment(order)
    return await gateway.start(order)
