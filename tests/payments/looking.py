"""What tests look at after an act: states, events, alerts; and the worker's part of applying messages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.payments import service
from smartbooking.payments.domain import IntentStatus


async def told(database: Database, intent_id: UUID) -> list[str]:
    """Names of the events published about an intent, in order."""
    async with database.reading() as read:
        rows = await read.execute(
            text("select name from infra.event where payload ->> 'intent_id' = :id order by id"), {"id": str(intent_id)}
        )
        return [name.removeprefix("payments.").removesuffix(".v1") for (name,) in rows]


async def alerts(database: Database, intent_id: UUID) -> list[str]:
    async with database.reading() as read:
        rows = await read.scalars(
            text("select reason from payments.alert where intent_id = :id order by id"), {"id": intent_id}
        )
        return list(rows)


async def status(database: Database, intent_id: UUID) -> IntentStatus:
    async with database.reading() as read:
        return (await service.payment_status(read, intent_id=intent_id)).status


async def apply_all(database: Database, now: datetime) -> None:
    async with database.reading() as read:
        waiting = list(
            await read.scalars(text("select id from payments.webhook_inbox where status <> 'applied' order by id"))
        )
    for message_id in waiting:
        await service.apply_message(database, message_id, now=now)
