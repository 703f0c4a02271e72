# ruff: noqa: A005 - run as `python -m bench.http`, nothing imports it as http
"""The product over HTTP, as ratios to a floor measured in the same run.

    python -m bench.http [create] [availability] [search] [catalogue] [hot] [memory] [--rounds 5] [--seconds 3] [--full]

Starts a durable PostgreSQL of its own (fsync and synchronous_commit on), the product as `smartbooking serve` does,
and beside it a bare FastAPI + asyncpg service with as many processes: one INSERT or one SELECT per request. Floor
and product take turns in short rounds, so that whatever else the machine does meets both; ratios are medians over
the rounds. `--full` measures the hot sale with 10,000 buyers of 1,000 places, otherwise a tenth of it. `catalogue`
searches real listings and needs `--listings FILE`.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import asyncpg
import uvloop

from bench import stage
from bench.catalogue import bring_in, questions
from bench.load import Measured, drive, family, get, post, proportional_memory
from bench.search import searches
from bench.search_rows import fill
from bench.served import FLOOR_TABLES, ROOT, Served, product_environment, served, write_floor
from smartbooking.infra.db import Database
from smartbooking.infra.postgres.server import PostgresServer
from smartbooking.migrations.run import upgrade

PRODUCT: Final = "smartbooking.entrypoints.http.server:app"
CLIENTS: Final = 16
HOT_CLIENTS: Final = 200
HOT_WORKERS: Final = 4
LISTINGS: Final = 100_000
PARTS: Final = ("create", "availability", "search", "catalogue", "hot", "memory")
PERSON: Final = {"firstName": "Айгерім", "phone": "+77015550418"}


def say(words: str) -> None:
    """Progress; the table alone goes to standard output."""
    print(words, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table."""

    name: str
    target: str
    rounds: Sequence[Measured]
    ratios: Sequence[float] = ()

    def text(self) -> str:
        def middle(of: Sequence[float]) -> float:
            return statistics.median(of)

        ratio = f"{middle(self.ratios):.2f}" if self.ratios else "1"
        return (
            f"| {self.name} | {middle([r.rate for r in self.rounds]):,.0f} | {ratio} | {self.target} "
            f"| {middle([r.p50 for r in self.rounds]):.1f} | {middle([r.p99 for r in self.rounds]):.1f} "
            f"| {middle([r.server_ms for r in self.rounds]):.2f} | {middle([r.database_ms for r in self.rounds]):.2f} "
            f"| {middle([r.client_share for r in self.rounds]):.0%} |"
        )


HEAD: Final = (
    "| measure | answers/s | of floor | target | p50 ms | p99 ms | server CPU-ms | PostgreSQL CPU-ms | client CPU |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)


class Bench:
    """One run: the servers, the rounds and the lines of the table."""

    def __init__(self, server: PostgresServer, scratch: Path, *, rounds: int, seconds: float) -> None:
        self._server, self._scratch, self._rounds, self._seconds = server, scratch, rounds, seconds
        self.lines: list[Line] = []
        self._floor = write_floor(scratch)

    def databases(self) -> list[int]:
        """Every process of PostgreSQL."""
        assert self._server.process is not None
        return family(self._server.process.pid)

    def environment(self, database: str) -> dict[str, str]:
        return product_environment(self._server.url(database), self._scratch)

    def serve(self, stack: ExitStack, target: str, database: str = "bench", workers: int = 1) -> Served:
        return stack.enter_context(served(target, self.environment(database), workers=workers))

    def floor(self, stack: ExitStack, workers: int = 1) -> Served:
        return self.serve(stack, self._floor, workers=workers)

    def round(
        self, at: Served, requests: Iterator[bytes], *, seconds: float = 0, clients: int = CLIENTS, status: int = 200
    ) -> Measured:
        return uvloop.run(
            drive(
                port=at.port, requests=requests, clients=clients, seconds=seconds or self._seconds,
                servers=at.pids, databases=self.databases, expected=(status,),
            )
        )  # fmt: skip

    def compare(
        self, floor: tuple[str, Served, Iterator[bytes], int], other: tuple[str, str, Served, Iterator[bytes], int]
    ) -> None:
        """Floor and product in turn; the first round of each only warms up."""
        name, target, product, requests, status = other
        floors, products, ratios = [], [], []
        for number in range(self._rounds + 1):
            base = self.round(floor[1], floor[2], status=floor[3])
            found = self.round(product, requests, status=status)
            if number == 0:
                continue
            floors.append(base)
            products.append(found)
            ratios.append(found.rate / base.rate)
            say(
                f"  {name}: {found.rate:,.0f}/s of {base.rate:,.0f}/s, server {found.server_ms:.2f} CPU-ms "
                f"of {base.server_ms:.2f}, PostgreSQL {found.database_ms:.2f} of {base.database_ms:.2f}"
            )
        if not any(line.name == floor[0] for line in self.lines):
            self.lines.append(Line(name=floor[0], target="1", rounds=floors))
        self.lines.append(Line(name=name, target=target, rounds=products, ratios=ratios))


def inserts() -> Iterator[bytes]:
    for number in itertools.count():
        body = {"resource": number % 1000, "day": "2027-01-01", "name": "Айгерім"}
        yield post("/insert", json.dumps(body).encode())


def selects() -> Iterator[bytes]:
    return (get(f"/select?id={random.randrange(1, 100_000)}") for _ in itertools.count())


def _stay(rooms: Sequence[int]) -> tuple[str, str, str]:
    first = datetime.now(UTC).date() + timedelta(days=random.randrange(2, 300))
    return (
        f"res_{random.choice(rooms)}",
        first.isoformat(),
        (first + timedelta(days=random.choice((1, 2, 3)))).isoformat(),
    )


def bookings(rooms: Sequence[int]) -> Iterator[bytes]:
    """Every booking another room type, another stay and a key of its own."""
    run = f"{time.time_ns():x}"
    for number in itertools.count():
        room, first, last = _stay(rooms)
        body = {
            "resourceId": room, "startDate": first, "endDate": last, "userDetails": PERSON,
            "paymentMethod": "pay_on_site",
        }  # fmt: skip
        yield post("/api/v1/bookings", json.dumps(body).encode(), key=f"bench-{run}-{number}")


def checks(rooms: Sequence[int]) -> Iterator[bytes]:
    for _ in itertools.count():
        room, first, last = _stay(rooms)
        body = {"resourceId": room, "startDate": first, "endDate": last}
        yield post("/api/v1/availability/check", json.dumps(body).encode())


def _visit(bench: Bench, product: Served, rooms: Sequence[int]) -> None:
    """Ask once about every room: a server that has run for a minute knows what it sells."""
    first = datetime.now(UTC).date() + timedelta(days=9)
    bodies = (
        {"resourceId": f"res_{room}", "startDate": f"{first}", "endDate": f"{first + timedelta(days=1)}"}
        for room in rooms
    )
    bench.round(product, (post("/api/v1/availability/check", json.dumps(body).encode()) for body in bodies), seconds=60)


def create(bench: Bench, made: stage.Stage) -> None:
    """A checked, confirmed booking through the whole stack, against one INSERT."""
    with ExitStack() as stack:
        floor, product = bench.floor(stack), bench.serve(stack, PRODUCT)
        _visit(bench, product, made.rooms)
        bench.round(product, itertools.islice(bookings(made.rooms), 3 * len(made.rooms)), status=201, seconds=60)
        bench.compare(
            ("floor: one INSERT", floor, inserts(), 200 + 1),
            ("create a confirmed booking", ">= 0.25", product, bookings(made.rooms), 201),
        )


def availability(bench: Bench, made: stage.Stage) -> None:
    """One resource: a stay checked with its price, thirty nights, one day of free times."""
    nights = (get(f"/api/v1/resources/res_{random.choice(made.rooms)}/nights?days=30") for _ in itertools.count())
    slots = (get(f"/api/v1/resources/res_{random.choice(made.courts)}/slots?days=1") for _ in itertools.count())
    with ExitStack() as stack:
        base = ("floor: one SELECT", bench.floor(stack), selects(), 200)
        product = bench.serve(stack, PRODUCT)
        _visit(bench, product, made.rooms)
        bench.compare(base, ("check a stay, with price", ">= 0.5", product, checks(made.rooms), 200))
        bench.compare(base, ("30 nights, with prices", ">= 0.5", product, nights, 200))
        bench.compare(base, ("a day of free times, with prices", ">= 0.5", product, slots, 200))


def search(bench: Bench) -> None:
    """A page with dates and filters over 100,000 listings: popular questions, then questions nobody asked before."""
    with ExitStack() as stack:
        base = ("floor: one SELECT", bench.floor(stack), selects(), 200)
        product = bench.serve(stack, PRODUCT, "search")
        few = itertools.cycle(map(get, searches(300, 3)))
        many = map(get, searches(60_000, 4))
        bench.compare(base, ("search, 300 questions in turn", ">= 0.4", product, few, 200))
        bench.compare(base, ("search, every question new", ">= 0.4", product, many, 200))


def catalogue(bench: Bench, server: PostgresServer, file: Path, scratch: Path) -> None:
    """The same over real listings, all of one city: stretches of its map, and words."""
    upgrade(server.url("catalogue"))
    bring_in(file, bench.environment("catalogue"), scratch)
    with ExitStack() as stack:
        base = ("floor: one SELECT", bench.floor(stack), selects(), 200)
        product = bench.serve(stack, PRODUCT, "catalogue")
        few, many = (asyncio.run(questions(server.url("catalogue"), *how)) for how in ((300, 3), (60_000, 4)))
        name = f"search, {file.name.split('.')[0]}"
        bench.compare(base, (f"{name}, 300 questions in turn", ">= 0.4", product, itertools.cycle(map(get, few)), 200))
        bench.compare(base, (f"{name}, every question new", ">= 0.4", product, map(get, many), 200))


def hot(bench: Bench, resource: int, *, buyers: int, places: int) -> None:
    """Everybody wants one event at once, four processes; then what a refusal costs when all is sold."""
    body = json.dumps({"resourceId": f"res_{resource}", "startDate": "2027-01-01", "userDetails": PERSON}).encode()

    def ask(count: int) -> Iterator[bytes]:
        run = f"{time.time_ns():x}"
        return (post("/api/v1/bookings", body, key=f"hot-{run}-{n}") for n in range(count))

    with ExitStack() as stack:
        floor, product = bench.floor(stack, HOT_WORKERS), bench.serve(stack, PRODUCT, workers=HOT_WORKERS)
        bench.round(floor, inserts(), status=201, clients=HOT_CLIENTS)
        bench.round(product, (get("/livez") for _ in range(200)), clients=HOT_CLIENTS)
        sale = uvloop.run(
            drive(
                port=product.port, requests=ask(buyers), clients=HOT_CLIENTS, seconds=600, servers=product.pids,
                databases=bench.databases, expected=(201, 409),
            )
        )  # fmt: skip
        say(f"  hot sale: {sale.statuses} in {len(sale.tally.at) / sale.rate:.1f} s")
        if sale.statuses.get(201) != places or sum(sale.statuses.values()) != buyers:
            raise RuntimeError(f"{places} places, {buyers} buyers, and these answers: {sale.statuses}")
        bench.lines.append(
            Line(name=f"hot sale: {buyers:,} buyers, {places:,} sold, all answered", target="exact", rounds=[sale])
        )
        base = ("floor: one INSERT, 4 processes", floor, inserts(), 201)
        bench.compare(base, ("hot sale: sold out, refusals", ">= 0.7", product, ask(10_000_000), 409))


def memory(scratch: Path) -> None:
    """Server, worker and database at rest on a fresh database with the product's own settings (PSS)."""
    with PostgresServer(scratch / "resting") as server, ExitStack() as stack:
        upgrade(server.url())
        bench = Bench(server, scratch, rounds=1, seconds=1)
        environment = {**os.environ, **bench.environment("postgres"), "PYTHONPATH": str(ROOT / "src")}
        product = bench.serve(stack, PRODUCT, "postgres")
        worker = subprocess.Popen([sys.executable, "-m", "smartbooking", "worker"], env=environment)
        try:
            bench.round(product, (get("/livez") for _ in range(100)))
            time.sleep(8)
            parts = {
                "server": proportional_memory(product.pids()), "worker": proportional_memory(family(worker.pid)),
                "PostgreSQL": proportional_memory(bench.databases()),
            }  # fmt: skip
        finally:
            worker.terminate()
            worker.wait(20)
    words = ", ".join(f"{name} {size / 2**20:.0f}" for name, size in parts.items())
    print(f"Idle memory (PSS): {sum(parts.values()) / 2**20:.0f} MiB of at most 400 ({words})\n")


async def _prepare(bench: Bench, server: PostgresServer, wanted: Sequence[str], full: bool) -> tuple[stage.Stage, int]:
    owner = await asyncpg.connect(server.url())
    await owner.execute("create database bench")
    await owner.execute("create database search")
    await owner.execute("create database catalogue")
    await owner.close()
    await asyncio.to_thread(upgrade, server.url("bench"))
    owner = await asyncpg.connect(server.url("bench"))
    await owner.execute(FLOOR_TABLES + "grant usage on schema bench to public; grant all on bench.bare to public;")
    database = Database(server.url("bench"))
    say("making businesses")
    made = await stage.build(database, hotels=20, say=say)
    event = await stage.session(database, places=1_000 if full else 100, name="Концерт")
    await database.dispose()
    await owner.execute("vacuum analyze")
    await owner.close()
    if "search" in wanted:
        say(f"making {LISTINGS:,} listings")
        await asyncio.to_thread(upgrade, server.url("search"))
        await fill(server.url("search"), LISTINGS)
    return made, event


def main(words: Sequence[str] | None = None) -> None:
    """Parse, prepare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=[], metavar="|".join(PARTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--listings", type=Path)
    asked = parser.parse_args(words)
    parts = asked.parts or [part for part in PARTS if part != "catalogue" or asked.listings]
    if "catalogue" in parts and not asked.listings:
        parser.error("catalogue needs --listings FILE")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything started is stopped, too
    with tempfile.TemporaryDirectory(prefix="sb-bench-") as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        with PostgresServer(scratch / "postgres", options=("shared_buffers=256MB", "max_wal_size=4GB")) as server:
            bench = Bench(server, scratch, rounds=asked.rounds, seconds=asked.seconds)
            made, event = asyncio.run(_prepare(bench, server, parts, asked.full))
            measure = {
                "create": lambda: create(bench, made), "availability": lambda: availability(bench, made),
                "search": lambda: search(bench),
                "catalogue": lambda: catalogue(bench, server, asked.listings, scratch),
                "hot": lambda: hot(
                    bench, event, buyers=10_000 if asked.full else 1_000, places=1_000 if asked.full else 100
                ),
                "memory": lambda: memory(scratch),
            }  # fmt: skip
            for part in parts:
                say(f"{part} (load average {os.getloadavg()[0]:.1f})")
                measure[part]()
    print(HEAD)
    print("\n".join(line.text() for line in bench.lines))


if __name__ == "__main__":
    main()
