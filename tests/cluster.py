"""One PostgreSQL for the whole test run, shared by all workers, and cheap clones of a migrated template."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from smartbooking.infra.postgres.server import PostgresServer
from smartbooking.migrations.run import upgrade

TEMPLATE = "smartbooking_template"
APP_LOGIN = "smartbooking"
APP_PASSWORD = "app"
# Speed, not durability: drills that kill the server start their own, durable one.
_keepers: list[subprocess.Popen[str]] = []
OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=300")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is, as superuser: `postgresql://postgres:...@127.0.0.1:port`."""

    port: int
    password: str

    def url(self, database: str = "postgres", user: str = "postgres", password: str | None = None) -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"


@dataclass(frozen=True, slots=True)
class Clone:
    """One test's database under its two logins."""

    name: str
    app_url: str
    owner_url: str


@contextlib.contextmanager
def joined(factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Address]:
    """Start or join the run's server. Users are counted under a file lock; the last one stops it."""
    base = factory.getbasetemp() if worker_id == "master" else factory.getbasetemp().parent
    state = base / "cluster.json"
    with _locked(base):
        if not state.exists():
            state.write_text(json.dumps(_start(base)))
        facts = json.loads(state.read_text())
        facts["users"] = facts.get("users", 0) + 1
        state.write_text(json.dumps(facts))
    try:
        yield Address(facts["port"], facts["password"])
    finally:
        with _locked(base):
            facts = json.loads(state.read_text())
            facts["users"] -= 1
            state.write_text(json.dumps(facts))
        # A worker that leaves early leaves the keeper to the others; the last one waits for it.
        for keeper in _keepers:
            if facts["users"] == 0:
                keeper.wait(30)
            else:
                keeper.returncode = 0


@contextlib.contextmanager
def _locked(base: Path) -> Iterator[None]:
    with (base / "cluster.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _start(base: Path) -> dict[str, object]:
    """A keeper process owns the server, so that it outlives the worker that happened to come first."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.cluster", str(base), str(os.getppid())],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    assert keeper.stdout is not None
    with keeper.stdout:
        line = keeper.stdout.readline()
    _keepers.append(keeper)
    if not line:
        raise RuntimeError("the test database did not start")
    return dict(json.loads(line))


async def clone_template(address: Address) -> Clone:
    """A copy of the template by file clone: about 20 ms."""
    name = f"t_{secrets.token_hex(6)}"
    connection = await asyncpg.connect(address.url())
    try:
        await connection.execute(f"create database {name} template {TEMPLATE} strategy file_copy")
    finally:
        await connection.close()
    return Clone(name, address.url(name, APP_LOGIN, APP_PASSWORD), address.url(name))


async def drop(address: Address, clone: Clone) -> None:
    """Forget a clone, whoever is still connected."""
    connection = await asyncpg.connect(address.url())
    try:
        await connection.execute(f"drop database if exists {clone.name} with (force)")
    finally:
        await connection.close()


async def make_template(server: PostgresServer) -> None:
    """An empty database and the application login; the history is applied by the caller."""
    connection = await asyncpg.connect(server.url())
    try:
        await connection.execute("create role smartbooking_app nologin")
        await connection.execute(f"create role {APP_LOGIN} login password '{APP_PASSWORD}' in role smartbooking_app")
        await connection.execute(f"create database {TEMPLATE}")
    finally:
        await connection.close()


def _keep(base: Path, parent: int) -> None:
    """Body of the keeper: serve until nobody uses the server any more or the run's own process is gone."""
    import asyncio
    import time

    server = PostgresServer(base / "postgres", options=OPTIONS)
    server.start()
    try:
        asyncio.run(make_template(server))
        upgrade(server.url(TEMPLATE))
        password = (base / "postgres.password").read_text().strip()
        print(json.dumps({"port": server.port, "password": password}), flush=True)
        sys.stdout.close()
        state = base / "cluster.json"
        while _alive(parent) and not _abandoned(state):
            time.sleep(0.5)
    finally:
        server.stop()
        shutil.rmtree(base / "postgres", ignore_errors=True)


def _abandoned(state: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return bool(json.loads(state.read_text())["users"] == 0)
    return False


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), int(sys.argv[2]))
