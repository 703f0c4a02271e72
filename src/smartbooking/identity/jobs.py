"""Upkeep of identity."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from smartbooking.identity.repository import sessions
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.jobs import Cron

KEPT: Final = timedelta(days=30)
_AT_ONCE: Final = 1_000


async def forget_sessions(database: Database, *, now: datetime) -> None:
    """Deletes sessions that ended 30 days ago, in short transactions, until none is left."""

    async def some(tx: Tx) -> int:
        return await sessions.forget_sessions(tx, ended_before=now - KEPT, limit=_AT_ONCE)

    while await database.run(some) == _AT_ONCE:
        pass


CRONS: Final = (Cron(name="identity.forget_sessions", schedule="17 3 * * *", handler=forget_sessions),)
