"""What the worker does for sales without being asked."""

from __future__ import annotations

from datetime import datetime

from smartbooking.infra.db import Database
from smartbooking.sales.service import expiry


async def expire_due(database: Database, *, now: datetime) -> None:
    """End sales whose time to pay is over."""
    await expiry.expire_due(database, now=now)
