"""Other origins read replies only when the setting names them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from smartbooking.infra.http.app import build_runtime, create_app
from smartbooking.infra.settings import Settings

FRIEND, STRANGER = "https://shop.example", "https://evil.example"
ASKS = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "Idempotency-Key, Authorization"}


@asynccontextmanager
async def served(origins: list[str]) -> AsyncIterator[httpx2.AsyncClient]:
    settings = Settings(
        database_url="postgresql://nobody@localhost/none", secret_key="unused-here", cors_origins=origins
    )  # fmt: skip
    transport = httpx2.ASGITransport(create_app(build_runtime(settings), ()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def test_a_named_origin_may_ask_and_read() -> None:
    async with served([FRIEND]) as client:
        asked = await client.options("/livez", headers={"Origin": FRIEND, **ASKS})
        read = await client.get("/livez", headers={"Origin": FRIEND})

    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == FRIEND
    assert "idempotency-key" in asked.headers["access-control-allow-headers"].lower()
    assert read.headers["access-control-allow-origin"] == FRIEND
    assert "Idempotent-Replayed" in read.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in read.headers, "cookies stay at home"


async def test_another_origin_reads_nothing() -> None:
    async with served([FRIEND]) as client:
        asked = await client.options("/livez", headers={"Origin": STRANGER, **ASKS})
        read = await client.get("/livez", headers={"Origin": STRANGER})

    assert asked.status_code == 400
    assert "access-control-allow-origin" not in asked.headers
    assert "access-control-allow-origin" not in read.headers


async def test_without_the_setting_nobody_else_reads() -> None:
    async with served([]) as client:
        read = await client.get("/livez", headers={"Origin": FRIEND})

    assert read.status_code == 200
    assert not [name for name in read.headers if name.startswith("access-control")]
