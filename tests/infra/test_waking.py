"""The worker is woken by commits that left it work, by nothing else, and once for many."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from smartbooking.infra import db
from smartbooking.infra.db import Database
from smartbooking.infra.jobs import enqueue
from tests.cluster import Clone


async def commit_a_job(database: Database) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, "toy.ring", {})


async def test_a_commit_with_a_job_wakes_the_worker(database: Database, clone: Clone) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(clone.owner_url)
    await listener.add_listener("ch_pgqueuer", lambda *message: heard.put_nowait(str(message[3])))

    await commit_a_job(database)
    message = await asyncio.wait_for(heard.get(), 60)
    await listener.close()

    assert '"table_changed_event"' in message
    assert '"insert"' in message


async def test_many_commits_make_one_message(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "WAKE_AFTER_SECONDS", 600)
    await commit_a_job(database)
    waking = database._waking

    await asyncio.gather(*(commit_a_job(database) for _ in range(20)))

    assert waking is not None
    assert not waking.done()
    assert database._waking is waking


async def test_a_commit_without_jobs_and_a_rollback_wake_nobody(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.connection()
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            await enqueue(tx, "toy.ring", {})
            raise ZeroDivisionError

    assert database._waking is None


async def test_a_message_that_is_lost_harms_nobody(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "_WAKE", db.text("select nonsense"))

    await commit_a_job(database)
    waking = database._waking
    assert waking is not None
    await waking

    assert database._waking is None
    await commit_a_job(database)
    assert database._waking is not None, "the next commit tries again"
