"""The whole product as processes on free ports: server, worker, sandbox provider, on a seeded database of its own."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from smartbooking.entrypoints.cli.serving import roads_of, with_practice
from smartbooking.infra.postgres.server import free_port
from smartbooking.infra.settings import Settings
from tests import cluster

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
SEEDED = "smartbooking_seeded"
READY_SECONDS = 300
SECRET_KEY = "journeys-secret-of-enough-length"


@dataclass(frozen=True, slots=True)
class Product:
    """Where it runs, and a way to look into its database."""

    url: str
    database_url: str

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the database holds, read past the product."""

        async def read() -> list[dict[str, Any]]:
            connection = await asyncpg.connect(self.database_url)
            try:
                return [dict(row) for row in await connection.fetch(query, *values)]
            finally:
                await connection.close()

        return in_thread(read)

    def change(self, statement: str, *values: object) -> None:
        """Change the database past the product, as its owner."""

        async def write() -> None:
            connection = await asyncpg.connect(self.database_url)
            try:
                await connection.execute(statement, *values)
            finally:
                await connection.close()

        in_thread(write)


def in_thread(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine beside Playwright, whose own loop already runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def environment(address: cluster.Address, name: str, home: Path, **more: str) -> dict[str, str]:
    """Settings of every process of one product."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("SMARTBOOKING_")},
        "SMARTBOOKING_DATABASE_URL": address.url(name, cluster.APP_LOGIN, cluster.APP_PASSWORD),
        "SMARTBOOKING_MIGRATION_DATABASE_URL": address.url(name),
        "SMARTBOOKING_DATA_DIR": str(home),
        "SMARTBOOKING_SECRET_KEY": SECRET_KEY,
        "SMARTBOOKING_RATE_LIMITS": "false",
        "SMARTBOOKING_LOG_LEVEL": "WARNING",
        **more,
    }


def seed_once(address: cluster.Address, base: Path, prepare: str) -> None:
    """Demo businesses in a database that the run's workers copy; the first one to come makes it."""
    done = base / "seeded"
    with locked(base / "seed.lock"):
        if done.exists():
            return
        subprocess.run([sys.executable, "tools/build_web.py"], cwd=ROOT, check=True)
        in_thread(lambda: copy_database(address, cluster.TEMPLATE, SEEDED))
        surroundings = environment(address, SEEDED, base / "seed")
        seeding = subprocess.run(
            [sys.executable, "-m", "smartbooking", "seed"],
            cwd=base, env=surroundings, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if seeding.returncode != 0:
            raise RuntimeError(f"the demo data could not be made: {seeding.stderr[-2000:]}")
        in_thread(lambda: execute(address.url(SEEDED), prepare))
        done.touch()


def practice_roads(sandbox: str, mail_port: int) -> dict[str, str]:
    """Mail and short messages as `smartbooking run` has them: at the sandbox."""
    settings = with_practice(Settings(_env_file=None), sandbox, mail_port=mail_port)
    return roads_of(settings)


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def copy_database(address: cluster.Address, template: str, name: str) -> None:
    await execute(address.url(), f"create database {name} template {template} strategy file_copy")


@contextlib.contextmanager
def running(address: cluster.Address, base: Path, prepare: str) -> Iterator[Product]:
    """Start everything, wait until it is ready, end everything."""
    seed_once(address, base, prepare)
    name = f"journey_{secrets.token_hex(4)}"
    in_thread(lambda: copy_database(address, SEEDED, name))
    home = base / name
    home.mkdir()
    web, money, mail = free_port(), free_port(), free_port()
    url = f"http://127.0.0.1:{web}"
    surroundings = environment(
        address, name, home,
        SMARTBOOKING_SANDBOX_URL=f"http://127.0.0.1:{money}", SMARTBOOKING_PORT=str(web), SMARTBOOKING_PUBLIC_URL=url,
        **practice_roads(f"http://127.0.0.1:{money}", mail),
    )  # fmt: skip
    with contextlib.ExitStack() as stack:
        for verb in ("sandbox", "worker", "serve"):
            stack.enter_context(process(verb, surroundings, home))
        # Not /readyz: it rightly refuses a test database that is not durable.
        wait_until_ready(f"{url}/api/v1/resources/search?limit=1", home)
        yield Product(url, address.url(name))


@contextlib.contextmanager
def process(verb: str, surroundings: dict[str, str], home: Path) -> Iterator[None]:
    """One process of the product; ended by its own handle."""
    with (home / f"{verb}.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "smartbooking", verb], env=surroundings, cwd=home, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            child.terminate()
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def wait_until_ready(url: str, home: Path) -> None:
    """Ask until the answer is 200; a refusal and the processes' last words are part of the failure."""
    deadline = time.monotonic() + READY_SECONDS
    last = "nothing was answered"
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10) as reply:
                if reply.status == 200:
                    return
        except OSError as error:
            last = str(error)
        time.sleep(0.2)
    words = {log.name: log.read_text()[-1000:] for log in home.glob("*.log")}
    raise RuntimeError(f"the server is not ready: {last}; {words}")
