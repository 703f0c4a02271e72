"""What the worker does for bookings without being asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from smartbooking.bookings.repository import holders
from smartbooking.bookings.service import expiry, mass_cancellation
from smartbooking.infra.db import Database


async def expire_due(database: Database, *, now: datetime) -> None:
    """End bookings whose hold, payment or approval time is over."""
    await expiry.expire_due(database, now=now)


async def carry_on_cancelling(database: Database, *, now: datetime, vendor_id: int, cancellation_id: str) -> None:
    """Cancel what waits of one command."""
    await mass_cancellation.carry_on(database, vendor_id=vendor_id, cancellation_id=UUID(cancellation_id), now=now)


async def resume_cancellations(database: Database, *, now: datetime) -> None:
    """Go on with commands whose worker died."""
    await mass_cancellation.resume(database)


async def forget_sources(database: Database, *, now: datetime) -> None:
    """Forget from which addresses places were kept yesterday."""
    async with database.transaction() as tx:
        await holders.prune(tx, before=now - timedelta(days=1), now=now)


async def complete_ended(database: Database, *, now: datetime) -> None:
    """Mark visits that are over as completed."""
    await expiry.complete_ended(database, now=now)
