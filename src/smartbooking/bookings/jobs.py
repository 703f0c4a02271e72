"""What the worker does for bookings without being asked."""

from __future__ import annotations

from datetime import datetime

from smartbooking.bookings.service import expiry
from smartbooking.infra.db import Database


async def expire_due(database: Database, *, now: datetime) -> None:
    """End bookings whose hold, payment or approval time is over."""
    await expiry.expire_due(database, now=now)


async def complete_ended(database: Database, *, now: datetime) -> None:
    """Mark visits that are over as completed."""
    await expiry.complete_ended(database, now=now)
