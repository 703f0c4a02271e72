"""The processes of a measurement: a durable PostgreSQL, the product as it is served, and the floor beside it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.load import family
from smartbooking.infra.postgres.server import free_port

ROOT: Final = Path(__file__).parents[1]
# What any FastAPI service over asyncpg pays: one small model, one statement, one commit.
FLOOR: Final = """
import os
from contextlib import asynccontextmanager
from datetime import date

import asyncpg
from fastapi import FastAPI
from pydantic import BaseModel


@asynccontextmanager
async def life(app):
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=10, max_size=10)
    yield


app = FastAPI(lifespan=life)


class Wanted(BaseModel):
    resource: int
    day: date
    name: str


@app.post("/insert", status_code=201)
async def insert(wanted: Wanted):
    number = await app.state.pool.fetchval(
        "insert into bench.bare (resource_id, day, name) values ($1, $2, $3) returning id",
        wanted.resource, wanted.day, wanted.name)
    return {"id": number}


@app.get("/select")
async def select(id: int):
    return dict(await app.state.pool.fetchrow("select id, resource_id, day, name from bench.known where id = $1", id))
"""
FLOOR_TABLES: Final = """
create schema bench;
create table bench.bare (id bigint generated always as identity primary key, resource_id bigint not null,
  day date not null, name text not null);
create table bench.known (id bigint primary key, resource_id bigint not null, day date not null, name text not null);
insert into bench.known select n, n % 100, date '2027-01-01' + n % 300, 'guest ' || n from generate_series(1, 100000) n;
"""


class Served:
    """uvicorn processes on a port; `pids` are those that answer."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def pids(self) -> list[int]:
        return family(self.process.pid)


@contextlib.contextmanager
def served(
    target: str, environment: dict[str, str], *, workers: int = 1, profile: Path | None = None
) -> Iterator[Served]:
    """uvicorn with the product's own options, until the block ends. `profile` writes cProfile's findings there."""
    port = free_port()
    command = [
        sys.executable, *(("-m", "cProfile", "-o", str(profile)) if profile else ()), "-m", "uvicorn", target,
        "--port", str(port), "--workers", str(workers), "--loop", "uvloop", "--http", "httptools",
        "--no-access-log", "--log-level", "warning", "--no-server-header", "--backlog", "4096",
        *(("--factory",) if target.startswith("smartbooking.") else ()),
    ]  # fmt: skip
    path = os.pathsep.join((str(ROOT / "src"), environment["SMARTBOOKING_DATA_DIR"]))
    process = subprocess.Popen(command, env={**os.environ, **environment, "PYTHONPATH": path})
    try:
        asyncio.run(_ready(port, process))
        yield Served(process, port)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def product_environment(database_url: str, scratch: Path) -> dict[str, str]:
    """Defaults, but no limit per address (one client asks for all) and no log line per request."""
    return {
        "DATABASE_URL": database_url, "SMARTBOOKING_DATABASE_URL": database_url,
        "SMARTBOOKING_DATA_DIR": str(scratch), "SMARTBOOKING_SECRET_KEY": "only-for-measuring-0123456789",
        "SMARTBOOKING_RATE_LIMITS": "false", "SMARTBOOKING_LOG_LEVEL": "WARNING",
    }  # fmt: skip


def write_floor(scratch: Path) -> str:
    """The floor as a module of the scratch directory; its uvicorn target."""
    (scratch / "bench_floor.py").write_text(FLOOR)
    return "bench_floor:app"


async def _ready(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1_800):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /livez HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            answered = await reader.read(12)
            writer.close()
            if answered:
                return
        await asyncio.sleep(0.1)
    raise RuntimeError("the server did not start")
