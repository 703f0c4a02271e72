"""Search measured: `python -m bench.search [--rows 100000 | --million] [--precision]`.

Starts its own durable PostgreSQL in a scratch directory, fills it, serves the real application and a bare
one-SELECT FastAPI + asyncpg endpoint (the floor) the same way, and prints the ratio of requests per second and of
CPU per request, with p50 and p99. `--precision` measures recall and precision of words on 200,000 names instead.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import asyncpg

from bench.search_rows import cities, fill
from smartbooking.infra.postgres.server import PostgresServer, free_port
from smartbooking.migrations.run import upgrade

ROOT = Path(__file__).parents[1]
CLIENTS = 8
_FLOOR = """
import asyncpg, os
from contextlib import asynccontextmanager
from fastapi import FastAPI
@asynccontextmanager
async def life(app):
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=10, max_size=10)
    yield
app = FastAPI(lifespan=life)
@app.get("/one")
async def one(id: int):
    row = await app.state.pool.fetchrow(
        "select offer_id, slug, city, price_minor from search.listing"
        " where vendor_id = $1 and offer_kind = 'resource' and offer_id = $2", id // 3 + 1, id)
    return dict(row)
"""
_REAL = """
import os
from pathlib import Path
from smartbooking.entrypoints.http import build_app
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.http.app import build_runtime
from smartbooking.infra.settings import Settings
from smartbooking.search.service import CountCache
runtime = build_runtime(Settings(database_url=os.environ["DATABASE_URL"], data_dir=Path(os.environ["SCRATCH"]),
    secret_key="only-for-measuring-0123456789", rate_limits=False, log_level="WARNING"))
runtime.parts["search.counts"] = CountCache(seconds=float(os.environ["COUNT_SECONDS"]))
app = build_app(runtime)
"""


def searches(count: int, seed: int, *, words: bool = False) -> list[str]:
    """Addresses as people would ask: a city, two nights or so, some filters; every one different."""
    chooser, places = random.Random(seed), cities()
    today, made = datetime.now(UTC).date(), []
    for _ in range(count):
        arrival = today + timedelta(days=chooser.randrange(2, 120))
        asked: dict[str, object] = {
            "location": chooser.choice(places),
            "checkIn": arrival,
            "checkOut": arrival + timedelta(days=chooser.choice((1, 2, 2, 3, 5))),
            "guests": chooser.choice((1, 2, 2, 4)),
        }
        if chooser.random() < 0.5:
            asked["maxPrice"] = chooser.randrange(20_000, 90_000, 1_000)
        if chooser.random() < 0.3:
            asked["amenities"] = chooser.choice(("wifi", "parking", "pool"))
        if chooser.random() < 0.4:
            asked["sort"] = chooser.choice(("price", "rating", "popularity"))
        if words:
            asked["q"] = chooser.choice(("сауна", "altyn", "көк", "караван", "silk hotel", "cfeyf", "золотой сокол"))
        made.append("/api/v1/resources/search?" + urlencode(asked))
    return made


async def _client(port: int, addresses: list[str], latencies: list[float], until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    position = random.randrange(len(addresses))
    while time.perf_counter() < until:
        address = addresses[position % len(addresses)]
        position += 1
        started = time.perf_counter()
        writer.write(f"GET {address} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        latencies.append(time.perf_counter() - started)
    writer.close()


def _cpu_seconds(pids: list[int]) -> float:
    """User and system time of processes that are still there."""
    total = 0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            fields = stat.read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


async def load(port: int, addresses: list[str], *, seconds: float, pids: list[int]) -> dict[str, float]:
    """Requests per second, latencies in ms and CPU-ms per request of CLIENTS closed-loop clients."""
    latencies: list[float] = []
    before, started = _cpu_seconds(pids), time.perf_counter()
    await asyncio.gather(*(_client(port, addresses, latencies, started + seconds) for _ in range(CLIENTS)))
    spent, cpu = time.perf_counter() - started, _cpu_seconds(pids) - before
    latencies.sort()
    return {
        "rps": len(latencies) / spent,
        "p50": latencies[len(latencies) // 2] * 1000,
        "p99": latencies[int(len(latencies) * 0.99)] * 1000,
        "cpu": cpu * 1000 / len(latencies),
    }


def _serve(source: str, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    script = Path(environment["SCRATCH"]) / f"served_{port}.py"
    script.write_text(source)
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--app-dir",
        str(script.parent),
        f"{script.stem}:app",
        "--port",
        str(port),
    ]
    command += ["--log-level", "warning", "--no-access-log", "--loop", "uvloop", "--http", "httptools"]
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return subprocess.Popen(
        command, env={**os.environ, **environment, "PYTHONPATH": path}, stdout=subprocess.DEVNULL
    ), port


async def _ready(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    raise RuntimeError("the server did not start")


async def measure(url: str, scratch: str, rows: int, seconds: float) -> None:
    """Floor and search, in the same run, one server process each."""
    chooser = random.Random(1)
    floor = [f"/one?id={chooser.randrange(1, rows)}" for _ in range(2_000)]
    runs = [
        ("floor: one SELECT", _FLOOR, "0", floor),
        ("search, dates and filters, 300 different", _REAL, "10", searches(300, 3)),
        ("search, dates and filters, all different", _REAL, "0", searches(20_000, 4)),
        ("search, words too, 300 different", _REAL, "10", searches(300, 5, words=True)),
    ]
    base: dict[str, float] = {}
    print(f"{rows:,} listings, {CLIENTS} clients, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    for name, source, count_seconds, addresses in runs:
        process, port = _serve(source, {"DATABASE_URL": url, "SCRATCH": scratch, "COUNT_SECONDS": count_seconds})
        try:
            await _ready(port)
            await load(port, addresses, seconds=1.5, pids=[process.pid])
            found = await load(port, addresses, seconds=seconds, pids=[process.pid])
        finally:
            process.terminate()
            process.wait(20)
        base = base or found
        print(
            f"{name:45s} {found['rps']:7.0f}/s  ratio {found['rps'] / base['rps']:5.2f}  p50 {found['p50']:6.1f} ms"
            f"  p99 {found['p99']:6.1f} ms  server CPU {found['cpu']:5.2f} ms"
        )


async def _prepare(server: PostgresServer, rows: int) -> None:
    connection = await asyncpg.connect(server.url())
    await connection.execute("create database bench")
    await connection.close()
    await asyncio.to_thread(upgrade, server.url("bench"))
    started = time.perf_counter()
    await fill(server.url("bench"), rows, distinct=min(rows, 200_000))
    print(f"filled in {time.perf_counter() - started:.0f} s")


async def main() -> None:
    """Parse, prepare, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--precision", action="store_true")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--url", help="a database that is filled already, by its owner; nothing is written")
    wanted = parser.parse_args()
    rows = 1_000_000 if wanted.million else 200_000 if wanted.precision else wanted.rows
    with tempfile.TemporaryDirectory() as scratch:
        if wanted.url:
            await _run(wanted.url, scratch, rows, wanted)
            return
        Path(scratch).chmod(0o755)
        with PostgresServer(Path(scratch) / "postgres", options=("shared_buffers=1GB",)) as server:
            await _prepare(server, rows)
            await _run(server.url("bench"), scratch, rows, wanted)


async def _run(url: str, scratch: str, rows: int, wanted: argparse.Namespace) -> None:
    if wanted.precision:
        from bench.search_words import measure_words

        await measure_words(url, rows)
    else:
        await measure(url, scratch, rows, wanted.seconds)


if __name__ == "__main__":
    asyncio.run(main())
