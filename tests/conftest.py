"""Fixtures every test shares: one real PostgreSQL per run, one migrated template, a clone per test that commits."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import hypothesis
import pytest

from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.infra.http.app import build_runtime, start_modules
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Mode, Settings
from smartbooking.infra.telemetry import configure_logging
from tests import cluster

if TYPE_CHECKING:
    from fastapi import FastAPI


# A slow machine is not a wrong program: only answers are judged, never the time they take.
hypothesis.settings.register_profile(
    "any-speed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-speed")
configure_logging(Settings(mode=Mode.TEST, log_level="ERROR", log_format="json"))


def pytest_configure(config: pytest.Config) -> None:
    """Give every run a root of its own: pytest deletes the directories of older runs, even of those still running."""
    if not hasattr(config, "workerinput") and "PYTEST_DEBUG_TEMPROOT" not in os.environ:
        root = tempfile.mkdtemp(prefix="smartbooking-tests-")
        Path(root).chmod(0o755)  # PostgreSQL runs as another user when the tests run as root
        os.environ["PYTEST_DEBUG_TEMPROOT"] = root
        config.add_cleanup(functools.partial(shutil.rmtree, root, ignore_errors=True))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[cluster.Address]:
    """The run's PostgreSQL with the migrated template; the first worker to come starts it, the last one stops it."""
    with cluster.joined(tmp_path_factory, worker_id) as address:
        yield address


@pytest.fixture
async def clone(server: cluster.Address) -> AsyncIterator[cluster.Clone]:
    """A fresh copy of the migrated database; dropped afterwards."""
    made = await cluster.clone_template(server)
    yield made
    await cluster.drop(server, made)


@pytest.fixture
async def database(clone: cluster.Clone) -> AsyncIterator[Database]:
    """The product's own pool on a fresh database: real commits, application role."""
    pool = Database(clone.app_url, pool=12)
    yield pool
    await pool.dispose()


class _Undone(Exception):
    """The test is over and nothing of it stays."""


@pytest.fixture
async def tx(database: Database) -> AsyncIterator[Tx]:
    """A writing session that is rolled back: the fastest way to test a use case."""
    with contextlib.suppress(_Undone):
        async with database._sessions() as session, session.begin():
            yield Tx(ReadTx(session))
            raise _Undone


@pytest.fixture
def settings(clone: cluster.Clone, tmp_path: Path) -> Settings:
    """Settings of a test process; limits are off unless a test is about them."""
    return Settings(
        mode=Mode.TEST, database_url=clone.app_url, migration_database_url=clone.owner_url, data_dir=tmp_path,
        secret_key="test-secret-of-enough-length", rate_limits=False, port=8000,
    )  # fmt: skip


@pytest.fixture
async def runtime(settings: Settings, database: Database) -> Runtime:
    """The parts of one process with every module started."""
    from smartbooking.entrypoints.wiring import MODULES

    made = build_runtime(settings, database)
    await start_modules(made, MODULES)
    return made


@functools.cache
def _application() -> FastAPI:
    """Building all routes takes most of a second: one application serves every test, on that test's runtime."""
    from smartbooking.entrypoints.http import build_app

    return build_app(build_runtime(Settings(database_url="postgresql://nobody@localhost/none", secret_key="unused")))


@pytest.fixture
async def app(runtime: Runtime) -> FastAPI:
    """The whole application on this test's database."""
    made = _application()
    runtime.parts["schema_head"] = made.state.runtime.parts["schema_head"]
    made.state.runtime = runtime
    return made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """An anonymous HTTP client of the application, without a socket between."""
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://testserver"
    ) as made:
        yield made


@pytest.fixture
def now() -> datetime:
    """A Saturday in November 2026, 14:00 in Almaty; for code that takes the time as an argument."""
    return datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
