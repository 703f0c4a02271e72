"""Upkeep of the help desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from smartbooking.infra.db import Database, Tx
from smartbooking.infra.jobs import Cron
from smartbooking.operations.repository import requests

KEPT: Final = timedelta(days=90)
_AT_ONCE: Final = 1_000


async def forget_requests(database: Database, *, now: datetime) -> None:
    """Deletes requests that ended 90 days ago, in short transactions, until none is left."""

    async def some(tx: Tx) -> int:
        return await requests.forget(tx, closed_before=now - KEPT, limit=_AT_ONCE)

    while await database.run(some) == _AT_ONCE:
        pass


CRONS: Final = (Cron(name="operations.forget_requests", schedule="27 3 * * *", handler=forget_requests),)
