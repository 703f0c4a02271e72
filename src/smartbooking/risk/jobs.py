"""Chores of risk."""

from __future__ import annotations

from datetime import datetime

from smartbooking.infra.db import Database
from smartbooking.risk import service


async def forget_old(database: Database, *, now: datetime) -> None:
    """Every night: what is old enough is deleted."""
    await database.run(lambda tx: service.forget_old(tx, now=now))
    await database.run(lambda tx: service.forget_codes(tx, now=now))
