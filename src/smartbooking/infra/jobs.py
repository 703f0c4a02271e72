"""Background jobs on PostgreSQL: enqueued in the caller's transaction, run by the worker, retried, never lost.

pgqueuer does the queueing; this module is the only place that knows it. A job carries ids, not values.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from smartbooking.infra.db import Tx, has_jobs
from smartbooking.infra.driver import Named, fetch_named

SCHEMA: Final = "jobs"
MAX_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`handler(tx, now=..., **payload)`: the whole job is one transaction, its effect happens once."""

    name: str
    handler: Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkJob:
    """`handler(database, now=..., **payload)`: opens short transactions itself and may call out between them."""

    name: str
    handler: Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """`handler(database, now=...)` on a schedule: five cron fields, or six with seconds as the last one."""

    name: str
    schedule: str
    handler: Callable[..., Awaitable[None]]


_ENQUEUE = Named("""
    insert into jobs.pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, status)
    values (0, :name, convert_to(:payload::text, 'UTF8'), coalesce(cast(:run_at as timestamptz), now()), :key, 'queued')
    on conflict (dedupe_key) where status in ('queued', 'picked') and dedupe_key is not null do nothing
""")


async def enqueue(
    tx: Tx, name: str, payload: dict[str, Any], *, run_at: datetime | None = None, key: str | None = None
) -> None:
    """Put a job into the caller's transaction. `key`: a waiting job with the same key makes this one unnecessary."""
    has_jobs(tx)
    await fetch_named(tx, _ENQUEUE, {"name": name, "payload": json.dumps(payload), "run_at": run_at, "key": key})
