"""Events and jobs commit with their cause, are delivered at least once, and have their effect once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import asyncpg
import pytest
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from sqlalchemy import text

from smartbooking.entrypoints.worker import serve_queue, work
from smartbooking.infra import events
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.events import Event, Subscriber, publish
from smartbooking.infra.jobs import Job, enqueue
from smartbooking.infra.module import Module, Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event):
    name: ClassVar[str] = "toy.rang.v1"
    times: int
    at: datetime


@pytest.fixture
async def bell(runtime: Runtime) -> Module:
    """A module whose subscriber and job write rows; routed instead of the product's own modules."""

    async def hear(tx: Tx, event: Rang, *, now: datetime) -> None:
        await note(tx, f"heard {event.times} {event.at.isoformat()}")

    async def ring(tx: Tx, *, now: datetime, times: int) -> None:
        await note(tx, f"rang {times}")

    async def fail_first(tx: Tx, *, now: datetime) -> None:
        await note(tx, "half done")
        failures.append(now)
        if len(failures) == 1:
            raise RuntimeError("first time")

    failures: list[datetime] = []
    module = Module(
        name="toy",
        subscribers=(Subscriber(event=Rang, name="toy.hear", handler=hear),),
        jobs=(Job(name="toy.ring", handler=ring), Job(name="toy.fail_first", handler=fail_first)),
    )
    events.route(module.subscribers)
    return module


async def note(tx: Tx, words: str) -> None:
    await tx.execute(text("insert into infra.audit (actor, action, subject) values ('toy', :w, 'x')"), {"w": words})


async def notes(database: Database) -> list[str]:
    async with database.reading() as read:
        return list((await read.execute(text("select action from infra.audit order by id"))).scalars())


AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


async def test_an_event_reaches_its_subscriber(database: Database, runtime: Runtime, bell: Module) -> None:
    async with database.transaction() as tx:
        await publish(tx, Rang(times=3, at=AT))

    await work(runtime, [bell], drain=True)

    assert await notes(database) == ["heard 3 2026-11-21T09:00:00+00:00"]


async def test_an_event_of_a_transaction_that_rolled_back_never_happened(
    database: Database, runtime: Runtime, bell: Module
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            await publish(tx, Rang(times=1, at=AT))
            raise ZeroDivisionError

    await work(runtime, [bell], drain=True)

    assert await notes(database) == []


async def test_a_delivery_that_is_repeated_has_its_effect_once(
    database: Database, runtime: Runtime, bell: Module
) -> None:
    async with database.transaction() as tx:
        await publish(tx, Rang(times=1, at=AT))
        # The same job a second time: what a worker does that died after its commit.
        await tx.execute(
            text("insert into jobs.pgqueuer (priority, entrypoint, payload, status)"
                 " select 0, entrypoint, payload, 'queued' from jobs.pgqueuer")
        )  # fmt: skip

    await work(runtime, [bell], drain=True)

    assert len(await notes(database)) == 1


async def test_jobs_with_the_same_key_run_once(database: Database, runtime: Runtime, bell: Module) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, "toy.ring", {"times": 1}, key="bell")
        await enqueue(tx, "toy.ring", {"times": 2}, key="bell")
        await enqueue(tx, "toy.ring", {"times": 3})

    await work(runtime, [bell], drain=True)

    assert sorted(await notes(database)) == ["rang 1", "rang 3"]


async def test_a_job_for_later_waits(database: Database, runtime: Runtime, bell: Module) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, "toy.ring", {"times": 1}, run_at=datetime.now(UTC) + timedelta(hours=1))

    await work(runtime, [bell], drain=True)

    assert await notes(database) == []


async def test_a_job_that_fails_leaves_nothing_and_is_tried_again(
    database: Database, runtime: Runtime, bell: Module
) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, "toy.fail_first", {})

    await work(runtime, [bell], drain=True)
    first = await notes(database)
    async with database.transaction() as tx:
        await tx.execute(text("update jobs.pgqueuer set execute_after = now()"))
    await work(runtime, [bell], drain=True)

    assert first == []
    assert await notes(database) == ["half done"]


async def test_the_log_of_a_failed_job_names_the_reason_and_no_people(database: Database, runtime: Runtime) -> None:
    guest = " ".join(("Айгерім", "+7 701 555 04 18"))  # a traceback shows lines of code as well

    async def fail(tx: Tx, *, now: datetime) -> None:
        await tx.execute(text("insert into identity.account (id, name) values (:name, 'x')"), {"name": guest})

    module = Module(name="toy", jobs=(Job(name="toy.fail", handler=fail),))
    async with database.transaction() as tx:
        await enqueue(tx, "toy.fail", {})

    await work(runtime, [module], drain=True)

    async with database.reading() as read:
        kept = (await read.execute(text("select cast(traceback as text) from jobs.pgqueuer_log"))).scalars().all()
    written = " ".join(words for words in kept if words)
    assert "DBAPIError" in written
    assert "Айгерім" not in written
    assert "701" not in written


async def test_a_job_whose_retry_can_not_be_written_down_is_no_dead_letter(
    database: Database, runtime: Runtime, bell: Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes away while the job runs, and is still away when its failure should be noted."""

    async def away(*_: object) -> None:
        raise asyncpg.CannotConnectNowError("the database system is starting up")

    async with database.transaction() as tx:
        await enqueue(tx, "toy.fail_first", {})
    with monkeypatch.context() as patch:
        patch.setattr(Queries, "retry_job", away)
        with pytest.raises(TimeoutError):  # nobody holds it, but for 30 s it looks as if
            await asyncio.wait_for(work(runtime, [bell], drain=True), 1)
    async with database.reading() as read:
        left = list((await read.execute(text("select status from jobs.pgqueuer"))).scalars())
    async with database.transaction() as tx:
        await tx.execute(text("update jobs.pgqueuer set heartbeat = now() - interval '1 h'"))
    await work(runtime, [bell], drain=True)

    assert left == ["picked"]
    assert await notes(database) == ["half done"]


async def test_a_job_that_is_broken_off_with_its_worker_is_done_by_the_next(
    database: Database, runtime: Runtime
) -> None:
    """A worker that loses its database ends in a hurry: nobody may take that for the end of its jobs."""
    began, tries = asyncio.Event(), 0

    async def long(tx: Tx, *, now: datetime) -> None:
        nonlocal tries
        tries += 1
        began.set()
        if tries == 1:
            await asyncio.Event().wait()
        await note(tx, "done")

    module = Module(name="toy", jobs=(Job(name="toy.long", handler=long),))
    async with database.transaction() as tx:
        await enqueue(tx, "toy.long", {})
    first = asyncio.create_task(work(runtime, [module], drain=True))
    await asyncio.wait_for(began.wait(), 60)
    while not first.done():  # once to leave its loop, once more to leave its jobs
        first.cancel()
        await asyncio.wait({first}, timeout=0.05)
    async with database.transaction() as tx:
        await tx.execute(text("update jobs.pgqueuer set heartbeat = now() - interval '1 h'"))
    await work(runtime, [module], drain=True)

    assert tries == 2
    assert await notes(database) == ["done"]


async def test_a_worker_whose_listener_hears_nothing_goes_on_with_a_new_one(
    database: Database, runtime: Runtime, bell: Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe, probes = QueueManager.listener_healthy, []

    async def deaf_at_first(self: QueueManager, timeout: timedelta = timedelta(seconds=10)) -> object:
        probes.append(timeout)
        if len(probes) == 1:
            raise FailingListenerError
        return await probe(self, timeout)

    monkeypatch.setattr(QueueManager, "listener_healthy", deaf_at_first)
    stopped = asyncio.Event()
    serving = asyncio.create_task(serve_queue(runtime, [bell], stopped))
    while len(probes) < 2:
        await asyncio.sleep(0.01)
    async with database.transaction() as tx:
        await enqueue(tx, "toy.ring", {"times": 2})
    while not await notes(database):
        await asyncio.sleep(0.05)
    stopped.set()
    await asyncio.wait_for(serving, 30)

    assert await notes(database) == ["rang 2"]
