"""What the worker would do for bookings, sales and payments, at once and in this process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import text

from smartbooking.bookings.module import MODULE as BOOKINGS
from smartbooking.entrypoints import worker
from smartbooking.infra import events
from smartbooking.infra.db import Database
from smartbooking.infra.events import entrypoint_of
from smartbooking.payments.module import MODULE as PAYMENTS
from smartbooking.sales.module import MODULE as SALES

MODULES: Final = (PAYMENTS, BOOKINGS, SALES)
_TAKE: Final = text("""
    with due as (
      -- What a job has enqueued a moment ago is due too.
      delete from jobs.pgqueuer
      where status = 'queued' and execute_after <= greatest(cast(:now as timestamptz), clock_timestamp())
      returning id, entrypoint, payload
    )
    select entrypoint, payload from due order by id
""")


def route() -> None:
    """Deliveries for these modules only: what others make of the events is not the question here."""
    events.route([subscriber for module in MODULES for subscriber in module.subscribers])


def _handlers(database: Database) -> dict[str, Callable[[Any], Awaitable[None]]]:
    return {
        **{entrypoint_of(s.name): worker.deliver(database, s) for module in MODULES for s in module.subscribers},
        **{job.name: worker.carry_out(database, job) for module in MODULES for job in module.jobs},
    }


async def run_due(database: Database, now: datetime) -> None:
    """Until nothing is due any more."""
    handlers = _handlers(database)
    while True:
        async with database.transaction() as tx:
            due = (await tx.execute(_TAKE, {"now": now})).all()
        if not due:
            return
        for job in due:
            await handlers[job.entrypoint](SimpleNamespace(payload=job.payload, attempts=0))
