"""Sales nobody has paid end by themselves; their payment is killed at the provider first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.infra.db import Database, Tx
from smartbooking.payments import service as payments
from smartbooking.sales.domain import Sale, SaleStatus
from smartbooking.sales.repository import sales

BATCH: Final = 200
# A provider that does not answer keeps the sale open this much longer; money that comes after that is late money.
PROVIDER_PATIENCE: Final = timedelta(minutes=5)


async def expire_due(database: Database, *, now: datetime) -> int:
    """End every sale whose time to pay is over; how many. Safe to run in several workers."""
    async with database.reading() as read:
        due = await sales.due(read, now=now, at_most=BATCH)
    return sum([await expire(database, sale_id=one, now=now) for one in due])


async def expire(database: Database, *, sale_id: UUID, now: datetime) -> bool:
    """Kill at the provider, then end. False when it was paid or is not due."""
    async with database.reading() as read:
        sale = await sales.get(read, sale_id)
    if sale is None or not _due(sale, now) or not await _payment_is_dead(database, sale, now):
        return False

    async def end(tx: Tx) -> bool:
        current = await sales.lock(tx, sale_id)
        if current is None or not _due(current, now):
            return False
        await sales.move(tx, current, SaleStatus.EXPIRED, now=now)
        return True

    return await database.run(end)


def _due(sale: Sale, now: datetime) -> bool:
    return sale.status is SaleStatus.AWAITING_PAYMENT and sale.expires_at <= now


async def _payment_is_dead(database: Database, sale: Sale, now: datetime) -> bool:
    assert sale.intent_id is not None
    outcome = await payments.cancel_intent(database, intent_id=sale.intent_id, now=now)
    # Paid after all: the payment's own event issues. Silent: wait a little, then end it.
    return outcome.dead or (not outcome.secured and sale.expires_at + PROVIDER_PATIENCE <= now)
