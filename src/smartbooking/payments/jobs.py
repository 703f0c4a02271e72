"""Background work of payments: ids only, idempotent, each opens its own short transactions."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.infra.db import Database
from smartbooking.infra.jobs import Cron, NetworkJob
from smartbooking.payments import service


async def run_refund(database: Database, *, now: datetime, refund_id: str) -> None:
    """Carry a requested refund out."""
    await service.run_refund(database, UUID(refund_id), now=now)


async def poll_attempt(database: Database, *, now: datetime, attempt_id: str) -> None:
    """Ask about one attempt soon after a silent call."""
    await service.poll_attempt(database, UUID(attempt_id), now=now)


async def apply_message(database: Database, *, now: datetime, message_id: int) -> None:
    """Act on a provider's message."""
    await service.apply_message(database, message_id, now=now)


async def void_quarantined(database: Database, *, now: datetime, attempt_id: str) -> None:
    """Kill a payment an operator has refused."""
    await service.void_quarantined(database, UUID(attempt_id), now=now)


async def forget_card(database: Database, *, now: datetime, card_id: str) -> None:
    """Have the provider forget a card."""
    await service.forget_at_provider(database, UUID(card_id), now=now)


async def forget_due(database: Database, *, now: datetime) -> None:
    """Ask silent providers again."""
    await service.forget_due(database, now=now)


async def forget_prints(database: Database, *, now: datetime) -> None:
    """Names of cards nobody looks at any more."""
    await service.forget_prints(database, now=now)


async def poll_open(database: Database, *, now: datetime) -> None:
    """Ask about everything that is due."""
    await service.poll_open(database, now=now)


async def reconcile(database: Database, *, now: datetime) -> None:
    """Read the providers' own lists of events."""
    await service.reconcile(database, now=now)


JOBS: Final = (
    NetworkJob(name="payments.run_refund", handler=run_refund),
    NetworkJob(name="payments.poll_attempt", handler=poll_attempt),
    NetworkJob(name="payments.apply_message", handler=apply_message),
    NetworkJob(name="payments.forget_card", handler=forget_card),
    NetworkJob(name="payments.void_quarantined", handler=void_quarantined),
)
CRONS: Final = (
    Cron(name="payments.poll_open", schedule="*/1 * * * *", handler=poll_open),
    Cron(name="payments.forget_cards", schedule="*/10 * * * *", handler=forget_due),
    Cron(name="payments.forget_prints", schedule="40 3 * * *", handler=forget_prints),
    # Once a day would do for the promise; every hour keeps the list short and the surprise small.
    Cron(name="payments.reconcile", schedule="17 * * * *", handler=reconcile),
)
