"""The worker: delivers events to subscribers, runs jobs and schedules, retries what failed, never loses any.

Invariant: a job's effect and the fact that it is done are separated only by an idempotent handler; a job that
failed 8 times stays in the table as `failed` (the dead letters), where operators see it.
"""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.applications import PgQueuer
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import Job as QueuedJob
from pgqueuer.domain.models import Schedule, TracebackRecord
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import JOB_STATUS
from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from sqlalchemy import text

from smartbooking.infra import telemetry
from smartbooking.infra.db import APP_ROLE, Database, Tx, is_out_of_reach
from smartbooking.infra.events import Subscriber, entrypoint_of, from_payload
from smartbooking.infra.failpoints import reach
from smartbooking.infra.jobs import MAX_ATTEMPTS, SCHEMA, Cron, Job, NetworkJob
from smartbooking.infra.module import Module, Runtime

log = structlog.get_logger("smartbooking.worker")
Handler = Callable[[QueuedJob], Awaitable[None]]

_DELIVER = text("""
    with once as (
        insert into infra.delivery (subscriber, event_id) values (:subscriber, :event_id)
        on conflict do nothing returning event_id
    )
    select e.payload from infra.event e join once on once.event_id = e.id
""")


_DUE = text("""
    select count(*) from jobs.pgqueuer
    where status = 'picked' or (status = 'queued' and execute_after <= clock_timestamp())
""")


def deliver(database: Database, subscriber: Subscriber) -> Handler:
    """The job that hands one event to one subscriber, exactly once in effect."""

    async def handle(job: QueuedJob) -> None:
        event_id = UUID(json.loads(job.payload or b"{}")["event_id"])
        reach("K9")

        async def once(tx: Tx) -> None:
            row = (await tx.execute(_DELIVER, {"subscriber": subscriber.name, "event_id": event_id})).first()
            if row is not None:
                event = from_payload(subscriber.event, row.payload)
                await subscriber.handler(tx, event, now=datetime.now(UTC))

        await database.run(once)

    return _counted(subscriber.name, handle)


def carry_out(database: Database, job: Job | NetworkJob) -> Handler:
    """The job itself: in one transaction, or with its own short ones when it talks to the network."""

    async def handle(queued: QueuedJob) -> None:
        payload: dict[str, Any] = json.loads(queued.payload or b"{}")
        if isinstance(job, NetworkJob):
            await job.handler(database, now=datetime.now(UTC), **payload)
            return
        await database.run(lambda tx: job.handler(tx, now=datetime.now(UTC), **payload))

    return _counted(job.name, handle)


def on_schedule(database: Database, cron: Cron) -> Callable[[Schedule], Awaitable[None]]:
    """One run of a schedule. A failure is logged and waits for the next time."""

    async def handle(_: Schedule) -> None:
        try:
            await cron.handler(database, now=datetime.now(UTC))
        except Exception:
            telemetry.JOBS.labels(cron.name, "failed").inc()
            log.exception("schedule failed", job_name=cron.name)

    return handle


def _counted(name: str, handle: Handler) -> Handler:
    async def counted(job: QueuedJob) -> None:
        try:
            await handle(job)
        except Exception:
            telemetry.JOBS.labels(name, "failed").inc()
            log.warning("job failed", job_name=name, attempt=job.attempts, exc_info=True)
            raise
        telemetry.JOBS.labels(name, "done").inc()

    return counted


def _retrying(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(
        parameters=parameters, max_attempts=MAX_ATTEMPTS, initial_delay=timedelta(seconds=1)
    )


def assemble(queue: PgQueuer, database: Database, modules: Sequence[Module]) -> None:
    """Register every subscriber, job and schedule of all modules with the queue."""
    # A job holds at most one connection at a time; two are left for schedules.
    room = asyncio.Semaphore(max(1, database.connections - 2))
    for module in modules:
        for subscriber in module.subscribers:
            _register(queue, entrypoint_of(subscriber.name), deliver(database, subscriber), room)
        for job in module.jobs:
            _register(queue, job.name, carry_out(database, job), room)
        for cron in module.crons:
            queue.schedule(cron.name, cron.schedule, clean_old=True)(on_schedule(database, cron))


def _register(queue: PgQueuer, name: str, handler: Handler, room: asyncio.Semaphore) -> None:
    async def when_there_is_room(job: QueuedJob) -> None:
        async with room:
            await handler(job)

    queue.entrypoint(name, on_failure="hold", executor_factory=_retrying)(when_there_is_room)


def _masked(record: TracebackRecord | None) -> TracebackRecord | None:
    """What the job's log keeps of a failure: where and why, without the people it was about."""
    if record is None:
        return None
    texts = {name: telemetry.mask(getattr(record, name)) for name in ("exception_message", "traceback")}
    more = {name: telemetry.mask(str(value)) for name, value in (record.additional_context or {}).items()}
    return record.model_copy(update={**texts, "additional_context": more})


class _DiscreetQueries(Queries):
    """Failures go into the table jobs.pgqueuer_log as masked as they go into the log of the process.

    A job that failed because the database went away is not a dead letter because that can not be written down, and
    one that was broken off with its worker is not over: such rows stay, and others take them over.
    """

    async def log_jobs(self, job_status: list[tuple[QueuedJob, JOB_STATUS, TracebackRecord | None]]) -> None:
        over: list[tuple[QueuedJob, JOB_STATUS, TracebackRecord | None]] = [
            (job, status, _masked(record)) for job, status, record in job_status if status != "canceled"
        ]
        if over:
            await super().log_jobs(over)

    async def retry_job(self, job: QueuedJob, delay: timedelta, traceback_record: TracebackRecord | None) -> None:
        try:
            await super().retry_job(job, delay, _masked(traceback_record))
        except Exception as error:
            if not is_out_of_reach(error):
                raise
            # It stays as taken by nobody who lives, and is taken over like the job of a dead worker.
            log.warning("the retry of a job could not be written down", job_name=job.entrypoint, attempt=job.attempts)


async def connect_queue(url: str) -> tuple[asyncpg.Pool, PgQueuer]:
    """The queue on its own connections, in the application's role."""
    pool = await asyncpg.create_pool(
        url, min_size=1, max_size=4, server_settings={"role": APP_ROLE, "application_name": "smartbooking-worker"}
    )
    from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
    from pgqueuer.adapters.persistence import qb

    names = DBSettings(db_schema=SCHEMA)
    driver = AsyncpgPoolDriver(pool)
    queries = _DiscreetQueries(
        driver,
        qbe=qb.QueryBuilderEnvironment(names),
        qbq=qb.QueryQueueBuilder(names),
        qbs=qb.QuerySchedulerBuilder(names),
    )
    return pool, PgQueuer(connection=driver, queries=queries)


def show_metrics(host: str, port: int) -> int:
    """Serve what this worker has counted at /metrics, from a thread of its own; returns the port.

    Only what workers count: a gauge that only /readyz sets would read as zero here.
    """
    registry = CollectorRegistry()
    registry.register(telemetry.JOBS)
    registry.register(telemetry.BOOKINGS)
    ProcessCollector(registry=registry)
    server, _ = start_http_server(port, addr=host, registry=registry)
    return int(server.server_port)


async def work(runtime: Runtime, modules: Sequence[Module], *, drain: bool = False) -> None:
    """Serve the queue until SIGTERM or SIGINT; with `drain` only until nothing is due (tests, the seed)."""
    if drain:
        return await _drain(runtime, modules)
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    await serve_queue(runtime, modules, stopped)
    return None


async def serve_queue(runtime: Runtime, modules: Sequence[Module], stopped: asyncio.Event) -> None:
    """Serve the queue until `stopped`. Raises what the database raises when it is gone.

    A listener that hears nothing for ten seconds is opened anew. The library's own probe may be sent before the
    listener listens, on a busy machine at the start; that is no reason to end.
    """
    log.info("worker started")
    while not stopped.is_set():
        pool, queue = await connect_queue(runtime.settings.database_url)
        assemble(queue, runtime.database, modules)
        ending = asyncio.create_task(_end_with(queue, stopped))
        try:
            await queue.run(dequeue_timeout=timedelta(seconds=1), shutdown_on_listener_failure=True)
        except FailingListenerError:
            log.warning("the queue's listener heard nothing; it is opened anew")
        finally:
            ending.cancel()
            await pool.close()


async def _end_with(queue: PgQueuer, stopped: asyncio.Event) -> None:
    await stopped.wait()
    queue.shutdown.set()


async def _drain(runtime: Runtime, modules: Sequence[Module]) -> None:
    pool, queue = await connect_queue(runtime.settings.database_url)
    assemble(queue, runtime.database, modules)
    idle = asyncio.create_task(_stop_when_idle(runtime.database, queue))
    try:
        await queue.qm.run(dequeue_timeout=timedelta(milliseconds=200))
    finally:
        idle.cancel()
        await pool.close()


async def _stop_when_idle(database: Database, queue: PgQueuer) -> None:
    """End the queue once nothing is due; jobs for later, and those waiting for their retry, stay."""
    while True:
        async with database.reading() as read:
            due = (await read.execute(_DUE)).scalar_one()
        if due == 0:
            queue.shutdown.set()
            return
        await asyncio.sleep(0.05)
