"""The real server process: it starts, answers, and goes without losing what it had begun."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.infra.postgres.server import free_port
from tests import cluster
from tests.bookings.factory import committed_rooms

BUYERS = 40


@pytest.fixture
def served(clone: cluster.Clone, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`smartbooking serve` as its own process, and its address."""
    port = free_port()
    environment = {
        **os.environ, "DATABASE_URL": clone.app_url, "SMARTBOOKING_DATA_DIR": str(tmp_path),
        "SMARTBOOKING_PORT": str(port), "SMARTBOOKING_RATE_LIMITS": "false", "SMARTBOOKING_LOG_LEVEL": "WARNING",
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "smartbooking", "serve"], env=environment)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)


async def until_it_answers(client: httpx2.AsyncClient) -> None:
    for _ in range(600):
        try:
            if (await client.get("/startupz")).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        await asyncio.sleep(0.1)
    raise AssertionError("the server did not start within a minute")


async def test_a_server_told_to_stop_finishes_what_it_has_begun(
    served: tuple[subprocess.Popen[bytes], str], database: Database
) -> None:
    process, address = served
    place = await committed_rooms(database, capacity=BUYERS)
    first = datetime.now(UTC).date() + timedelta(days=10)
    body = {
        "resourceId": f"res_{place.resource.id}", "startDate": first.isoformat(),
        "endDate": (first + timedelta(days=1)).isoformat(), "quantity": 1, "paymentMethod": "pay_on_site",
        "userDetails": {"firstName": "Anna", "phone": "+77015550418"},
    }  # fmt: skip
    async with httpx2.AsyncClient(base_url=address, timeout=60) as client:
        await until_it_answers(client)

        async def book() -> int:
            try:
                return (await client.post("/api/v1/bookings", json=body)).status_code
            except httpx2.TransportError:
                return 0  # never accepted: nothing was promised

        buyers = [asyncio.create_task(book()) for _ in range(BUYERS)]
        await asyncio.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        answers = await asyncio.gather(*buyers)

    # The server ends by the signal it was sent, after it has finished.
    assert await asyncio.to_thread(process.wait, 60) in (0, -signal.SIGTERM)
    assert set(answers) <= {201, 0}
    assert 201 in answers
    async with database.reading() as read:
        stored = (
            await read.execute(text("select count(*) from bookings.booking where status = 'confirmed'"))
        ).scalar_one()
        claimed = (
            await read.execute(text("select count(*) from availability.claim where kind = 'allocation'"))
        ).scalar_one()
    assert stored == claimed == answers.count(201)
