"""Background work of search: one vendor anew, and every night everything anew, so that no lost event lasts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.infra.db import Database, Tx
from smartbooking.infra.jobs import Cron, Job
from smartbooking.search import service


async def reindex_vendor(tx: Tx, *, now: datetime, vendor_id: int) -> None:
    await service.reindex_vendor(tx, vendor_id=vendor_id, now=now)


async def reindex_everything(database: Database, *, now: datetime) -> None:
    """Price floors look four weeks ahead, so they age even when nothing changes."""
    await service.reindex_all(database, now=now)


JOBS: Final = (Job(name=service.REINDEX_VENDOR, handler=reindex_vendor),)
# 22:40 UTC: night in every zone of the home market.
CRONS: Final = (Cron(name="search.reindex_everything", schedule="40 22 * * *", handler=reindex_everything),)
