"""Background work of papers: registering receipts with the tax office."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.documents import service
from smartbooking.infra.db import Database
from smartbooking.infra.jobs import Cron, NetworkJob


async def send_fiscal(database: Database, *, now: datetime) -> None:
    """Register what waits."""
    await service.send_due(database, now=now)


JOBS: Final = (NetworkJob(name="documents.send_fiscal", handler=send_fiscal),)
CRONS: Final = (Cron(name="documents.send_due_fiscal", schedule="* * * * * */10", handler=send_fiscal),)
