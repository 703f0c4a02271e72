"""Keeping the working tables small: keys, events and deliveries that nobody can ask for any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text

from smartbooking.infra.db import Database

# Keys of payments must answer repetitions for 30 days (RELIABILITY: idempotency); all are kept that long.
KEYS_KEPT: Final = timedelta(days=30)
# Longer than any retry of a delivery, so that a repeated job still finds that it was done.
EVENTS_KEPT: Final = timedelta(days=35)
BATCH: Final = 10_000

_PRUNE: Final = {
    "idempotency_key": (
        "delete from infra.idempotency_key where (account, key) in"
        " (select account, key from infra.idempotency_key where created_at < :before limit :most)"
    ),
    "delivery": (
        "delete from infra.delivery where (subscriber, event_id) in"
        " (select subscriber, event_id from infra.delivery where delivered_at < :before limit :most)"
    ),
    "event": "delete from infra.event where id in (select id from infra.event where happened_at < :before limit :most)",
    "job log": "delete from jobs.pgqueuer_log where id in"
    " (select id from jobs.pgqueuer_log where created < :before limit :most)",
}


async def prune(database: Database, *, now: datetime) -> dict[str, int]:
    """Delete what is older than its time, in short transactions; how many rows of each kind went."""
    gone = dict.fromkeys(_PRUNE, 0)
    for kind, statement in _PRUNE.items():
        before = now - (KEYS_KEPT if kind == "idempotency_key" else EVENTS_KEPT)
        while True:
            async with database.transaction() as tx:
                done = await tx.execute(text(statement), {"before": before, "most": BATCH})
            deleted = int(getattr(done, "rowcount", 0))
            gone[kind] += deleted
            if deleted < BATCH:
                break
    return gone
