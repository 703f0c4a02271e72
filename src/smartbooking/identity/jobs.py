"""Upkeep of identity."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from smartbooking.identity.repository import acting, sessions
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.jobs import Cron

KEPT: Final = timedelta(days=30)
ACTING_KEPT: Final = timedelta(days=365)
_AT_ONCE: Final = 1_000


async def forget_sessions(database: Database, *, now: datetime) -> None:
    """Deletes sessions that ended 30 days ago, in short transactions, until none is left."""

    async def some(tx: Tx) -> int:
        return await sessions.forget_sessions(tx, ended_before=now - KEPT, limit=_AT_ONCE)

    while await database.run(some) == _AT_ONCE:
        pass


async def forget_acting(database: Database, *, now: datetime) -> None:
    """Deletes what operators did in people's names a year ago, and why, in short transactions."""

    async def some(tx: Tx) -> int:
        return await acting.forget(tx, started_before=now - ACTING_KEPT, limit=_AT_ONCE)

    while await database.run(some) == _AT_ONCE:
        pass


CRONS: Final = (
    Cron(name="identity.forget_sessions", schedule="17 3 * * *", handler=forget_sessions),
    Cron(name="identity.forget_acting", schedule="23 3 * * *", handler=forget_acting),
)
