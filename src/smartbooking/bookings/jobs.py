"""What the worker does for bookings without being asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from smartbooking.bookings.repository import holders
from smartbooking.bookings.service import expiry
from smartbooking.infra.db import Database


async def expire_due(database: Database, *, now: datetime) -> None:
    """End bookings whose hold, payment or approval time is over."""
    await expiry.expire_due(database, now=now)


async def forget_sources(database: Database, *, now: datetime) -> None:
    """Forget from which addresses places were kept yesterday."""
    async with database.transaction() as tx:
        await holders.prune(tx, before=now - timedelta(days=1), now=now)


async def complete_ended(database: Database, *, now: datetime) -> None:
    """Mark visits that are over as completed."""
    await expiry.complete_ended(database, now=now)
