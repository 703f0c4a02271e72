"""What the worker does for messages."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.infra.db import Database
from smartbooking.infra.jobs import Cron, NetworkJob
from smartbooking.notifications import service
from smartbooking.notifications.service.posting import SEND


async def send(database: Database, *, now: datetime, message_id: str) -> None:
    """Send a message that was just posted."""
    await service.send_one(database, message_id=UUID(message_id), now=now)


async def send_due(database: Database, *, now: datetime) -> None:
    """Send what waits for another try."""
    await service.send_due(database, now=now)


async def forget_old(database: Database, *, now: datetime) -> None:
    """Every night: what ended long ago is deleted."""
    await database.run(lambda tx: service.forget_old(tx, now=now))


JOBS: Final = (NetworkJob(name=SEND, handler=send),)
CRONS: Final = (
    Cron(name="notifications.send_due", schedule="* * * * * */5", handler=send_due),
    Cron(name="notifications.forget_old", schedule="45 20 * * *", handler=forget_old),
)
