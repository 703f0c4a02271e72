"""Sixty-four clients do everything at once; then every committed state is replayed and none may be oversold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from smartbooking.infra.postgres.server import APP_LOGIN, PostgresServer
from smartbooking.migrations.run import upgrade
from tests.cluster import Clone
from tests.races import replay, workload
from tests.races.replay import Replay
from tests.races.workload import VENDOR, Notebook


@pytest.fixture
async def owner(clone: Clone) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(clone.owner_url)
    await replay.install(connection)
    await workload.open_resources(connection)
    yield connection
    await connection.close()


async def judge(owner: asyncpg.Connection, notebook: Notebook) -> Replay:
    """What holds after any run: no drift, no deadlock, nothing lost, every claim accounted for."""
    found = await replay.replay(owner)
    assert await owner.fetch("select * from availability.verify($1)", VENDOR) == []
    assert await workload.lost_or_resurrected(owner, notebook) == []
    assert found.claims_left == await owner.fetchval("select count(*) from availability.claim")
    assert notebook.deadlocks() == 0
    assert notebook.surprises() == {}
    return found


async def test_no_committed_state_is_oversold(clone: Clone, owner: asyncpg.Connection) -> None:
    notebook = await workload.run(clone.owner_url, clone.app_url, clients=64, seconds=2.5, least=1_500)

    found = await judge(owner, notebook)

    assert found.oversold == 0
    assert found.states > 100
    assert set(found.peak.values()) == {1.0}  # the load was real: every resource was full at some time


async def test_replay_sees_the_oversell_when_the_constraint_is_gone(clone: Clone, owner: asyncpg.Connection) -> None:
    """The negative control: without it a checker that sees nothing would look like a ledger that is right."""
    await owner.execute("alter table availability.calendar drop constraint no_oversell")

    await workload.run(clone.owner_url, clone.app_url, clients=32, seconds=1.5, least=1_000)

    found = await replay.replay(owner)
    assert found.oversold > 100
    assert max(found.peak.values()) > 1.5
    oversold = await owner.fetchval("select count(*) from availability.verify($1) where what = 'oversold'", VENDOR)
    assert oversold > 0


async def test_kill_9_of_the_database_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """A durable server of our own, killed with all its children in the middle of the load, twice."""
    server = PostgresServer(tmp_path / "postgres")
    server.start()
    try:
        await _prepare(server)
        owner_url, app_url = server.url(), server.url(user=APP_LOGIN)
        async with _connected(owner_url) as owner:
            await replay.install(owner)
            await workload.open_resources(owner)

        async def crash() -> None:
            server.kill()
            await asyncio.to_thread(server.start)

        for _ in range(2):
            async with _connected(owner_url) as owner:
                await owner.execute("delete from availability.claim")
            notebook = await workload.run(owner_url, app_url, clients=64, seconds=6, least=2_000, during=crash)
            async with _connected(owner_url) as owner:
                found = await judge(owner, notebook)
            assert found.oversold == 0
            assert found.states > 500
            assert notebook.broken_connections() > 0
            print(f"{found.states} states, {sum(notebook.outcomes.values())} calls, {found.oversold} oversold")
    finally:
        server.stop()


async def _prepare(server: PostgresServer) -> None:
    async with _connected(server.url()) as owner:
        password = urlsplit(server.url()).password
        await owner.execute("create role smartbooking_app nologin")
        await owner.execute(f"create role {APP_LOGIN} login password '{password}' in role smartbooking_app")
    await asyncio.to_thread(upgrade, server.url())


class _connected:  # noqa: N801 - reads as a verb where it is used
    def __init__(self, url: str) -> None:
        self.url = url

    async def __aenter__(self) -> asyncpg.Connection:
        self.connection = await workload.connect(self.url)
        return self.connection

    async def __aexit__(self, *_: object) -> None:
        await self.connection.close()
