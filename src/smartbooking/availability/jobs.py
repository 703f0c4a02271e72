"""Upkeep of the ledger on a schedule. Correctness never waits for these; screens, search and disks do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from smartbooking.availability.repository import upkeep
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.jobs import Cron

KEEP_FINISHED: Final = timedelta(days=35)  # late cancellations, no-shows and disputes still find the claim
REAP_BATCH: Final = 50  # resources per transaction, so that none is locked for long
UPKEEP_BATCH: Final = 50
VISITS_BATCH: Final = 10_000


async def _until_nothing_is_left(database: Database, step: Callable[[Tx], Awaitable[int]]) -> int:
    done = 0
    while moved := await database.run(step):
        done += moved
    return done


async def reap_expired_holds(database: Database, *, now: datetime) -> None:
    """Give back the places of holds that ran out, so that they do not show as busy until somebody asks."""
    await _until_nothing_is_left(database, lambda tx: upkeep.reap_expired(tx, at_most=REAP_BATCH))


async def roll_full_days(database: Database, *, now: datetime) -> None:
    """Move the windows of full_days on that lag a month: far days enter where past days were."""
    await _until_nothing_is_left(database, lambda tx: upkeep.roll(tx, at_most=UPKEEP_BATCH))


async def prune_finished_claims(database: Database, *, now: datetime) -> None:
    """Move claims that ended long ago to history and drop their calendar pages."""
    before = now - KEEP_FINISHED
    await _until_nothing_is_left(database, lambda tx: upkeep.prune(tx, before=before, at_most=UPKEEP_BATCH))


async def prune_visits(database: Database, *, now: datetime) -> None:
    """Forget for whom visits counted once their claims are history: limits look at living bookings only."""
    before = now - KEEP_FINISHED
    await _until_nothing_is_left(database, lambda tx: upkeep.prune_visits(tx, before=before, at_most=VISITS_BATCH))


CRONS: Final = (
    Cron(name="availability.reap_expired_holds", schedule="* * * * * */3", handler=reap_expired_holds),
    Cron(name="availability.roll_full_days", schedule="5 0 * * *", handler=roll_full_days),
    Cron(name="availability.prune_finished_claims", schedule="35 20 * * *", handler=prune_finished_claims),
    Cron(name="availability.prune_visits", schedule="50 20 * * *", handler=prune_visits),
)
