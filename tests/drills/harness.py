"""The product as it runs in earnest, in processes that may be killed: a durable PostgreSQL, servers, worker, provider.

Everything listens on loopback only, is known by its pid, and is gone when the stage closes, also after a failure.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx2

from smartbooking.availability import service as availability
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.postgres import embedded
from smartbooking.infra.postgres.server import PostgresServer, free_port
from smartbooking.infra.settings import Mode, Settings
from smartbooking.migrations.run import upgrade
from smartbooking.payments.service.books_check import check_books
from smartbooking.payments.service.card_scan import Found, scan_database
from tests.drills.nursery import Child, Nursery, die_with_parent
from tests.payments.provider import API_KEY, WEBHOOK_SECRET, Provider

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
READY_SECONDS = 240.0
# A receiver that is being started again must still be reached: short waits first, then longer ones.
PROVIDER_RETRIES = "0.3,0.5,1,1,2,2,3,3,4,4,5,5,5,5,5,5,5,5,5,5"
_DUE = """
select (select count(*) from jobs.pgqueuer
        where status = 'picked' or (status = 'queued' and execute_after <= clock_timestamp() + interval '2 min'))
     + (select count(*) from payments.refund where status in ('requested', 'submitted'))
     + (select count(*) from bookings.booking
        where status in ('held', 'pending_payment') and expires_at <= clock_timestamp())
"""


def in_thread(work: Callable[[], T]) -> T:
    """Run what wants an event loop of its own beside the test run's one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def run_async(work: Coroutine[Any, Any, T]) -> T:
    return in_thread(lambda: asyncio.run(work))


@dataclass(slots=True)
class Running:
    """One process of the product. `arm` names the place where it is killed, or frozen, when it comes there."""

    words: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    port: int = 0
    nursery: Nursery | None = None
    process: subprocess.Popen[bytes] | Child | None = None
    failpoint: Path = field(init=False)

    def __post_init__(self) -> None:
        self.failpoint = self.log.with_suffix(".failpoint")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def frozen(self) -> bool:
        """Stopped by a failpoint that says pause."""
        assert self.process is not None
        with contextlib.suppress(FileNotFoundError):
            return Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
        return False

    def start(self) -> None:
        """Begin to start; `wait_until_ready` is a separate step, so that several can start at once."""
        self.arm("")
        failpoints = {"SMARTBOOKING_TEST_FAILPOINTS": "1", "SMARTBOOKING_FAIL_AT": f"@{self.failpoint}"}
        if self.nursery is not None:
            self.process = self.nursery.start(self.words, {**self.environment, **failpoints}, self.log)
            return
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.words], env={**self.environment, **failpoints}, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, cwd=ROOT, preexec_fn=die_with_parent,  # noqa: PLW1509  # one system call, no lock
            )  # fmt: skip

    def arm(self, place: str) -> None:
        self.failpoint.write_text(place)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while self.port and time.monotonic() < deadline:
            assert self.alive, f"{self.words} ended:\n{self.tail()}"
            with contextlib.suppress(httpx2.TransportError):
                if httpx2.get(f"{self.url}/livez", timeout=2).status_code == 200:
                    return
            time.sleep(0.1)
        assert not self.port, f"{self.words} did not answer:\n{self.tail()}"

    def wait_for(self, what: Callable[[], bool], words: str, seconds: float = 45.0) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, f"{self.words} never {words}:\n{self.tail()}"
            time.sleep(0.01)

    def freeze(self) -> None:
        if self.process is not None and self.alive:
            self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.arm("")
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.process is not None:
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait(20)

    def tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Stage:
    """All processes of one installation. `apis[0]` also receives the provider's messages."""

    def __init__(self, folder: Path, *, apis: int = 1, **environment: str) -> None:
        self.folder = folder
        self.postgres = PostgresServer(folder / "postgres")
        self.extra = environment
        self.wanted = apis
        self.apis: list[Running] = []
        self.worker: Running
        self.provider: Provider
        self.settings: Settings
        self._parts: list[Running] = []
        self._nursery: Nursery

    def open(self) -> None:
        """Start everything: the database first, the others all at once."""
        self._nursery = Nursery()
        self.postgres.start()
        plain = Settings(mode=Mode.TEST, data_dir=self.folder)
        self.settings = in_thread(lambda: embedded.provide(self.postgres, plain))
        in_thread(lambda: upgrade(self.settings.owner_database_url))
        hook = free_port()
        self._start_provider(hook)
        self.apis = [self._api(number, hook if number == 0 else free_port()) for number in range(self.wanted)]
        self.worker = self._part("worker", ("smartbooking", "worker"), nursery=self._nursery)
        for part in (*self.apis, self.worker):
            part.start()
        for part in self.apis:
            part.wait_until_ready()

    def close(self) -> None:
        for part in self._parts:
            part.kill()
        self._nursery.close()
        self.postgres.stop()

    def _start_provider(self, hook: int) -> None:
        port = free_port()
        provider = self._part("provider", (
            "smartbooking.sandbox_provider", "--port", str(port), "--ledger", str(self.folder / "sandbox.sqlite3"),
            "--retry-seconds", PROVIDER_RETRIES,
            "--webhook-url", f"http://127.0.0.1:{hook}/api/v1/payments/webhooks/sandbox",
        ), port)  # fmt: skip
        provider.start()
        provider.wait_until_ready()
        assert isinstance(provider.process, subprocess.Popen)
        self.provider = Provider(provider.url, provider.process)

    def add_api(self) -> Running:
        """One more server process, being started."""
        api = self._api(len(self._parts), free_port())
        api.start()
        return api

    def _api(self, number: int, port: int) -> Running:
        return self._part(f"api{number}", ("smartbooking", "serve", "--port", str(port)), port, self._nursery)

    def _part(self, name: str, words: tuple[str, ...], port: int = 0, nursery: Nursery | None = None) -> Running:
        part = Running(words, self._environment(port), self.folder / f"{name}.log", port, nursery)
        self._parts.append(part)
        return part

    def _environment(self, port: int) -> dict[str, str]:
        settings = getattr(self, "settings", None)
        provider = getattr(self, "provider", None)
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith(("SMARTBOOKING_", "DATABASE_URL", "REDIS_URL"))},
            "PYTHONPATH": str(ROOT / "src"),
            "SMARTBOOKING_MODE": "test",
            "SMARTBOOKING_DATABASE_URL": settings.database_url if settings else "",
            "SMARTBOOKING_DATA_DIR": str(self.folder),
            "SMARTBOOKING_SECRET_KEY": "the-drill-signs-with-this",
            "SMARTBOOKING_SANDBOX_URL": provider.url if provider else "",
            "SMARTBOOKING_SANDBOX_API_KEY": API_KEY,
            "SMARTBOOKING_SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "SMARTBOOKING_RATE_LIMITS": "false",
            "SMARTBOOKING_LOG_LEVEL": "WARNING",
            "SMARTBOOKING_LOG_FORMAT": "json",
            "SMARTBOOKING_PORT": str(port or 8000),
            **self.extra,
        }

    def revive(self) -> None:
        """Start again whatever has died, as any supervisor of processes would."""
        dead = [part for part in (*self.apis, self.worker) if not part.alive]
        for part in dead:
            part.start()
        for part in dead:
            part.wait_until_ready()

    def cut_power_of_database(self) -> None:
        """SIGKILL to PostgreSQL and all its children, then a start with crash recovery."""
        self.postgres.kill()
        self.postgres.start()

    def query(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Rows as the owner of the database sees them."""

        async def ask() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self.settings.owner_database_url)
            try:
                return list(await connection.fetch(statement, *values))
            finally:
                await connection.close()

        return run_async(ask())

    def execute(self, statements: str) -> None:
        """Several statements of the owner in one transaction."""

        async def work() -> None:
            connection = await asyncpg.connect(self.settings.owner_database_url)
            try:
                async with connection.transaction():
                    await connection.execute(statements)
            finally:
                await connection.close()

        run_async(work())

    def commit(self, use_case: Callable[[Tx], Awaitable[T]]) -> T:
        """A use case in a transaction of its own, as the product's own process would run it."""

        async def work() -> T:
            database = Database(self.settings.database_url, pool=1)
            try:
                async with database.transaction() as tx:
                    return await use_case(tx)
            finally:
                await database.dispose()

        return run_async(work())

    def let_leases_pass(self) -> None:
        """What half a minute of waiting would do: nobody holds the keys and jobs of the dead any longer."""
        self.query("update infra.idempotency_key set leased_until = clock_timestamp() where leased_until is not null")
        self.query("update jobs.pgqueuer set heartbeat = clock_timestamp() - interval '1 h' where status = 'picked'")

    def wait_until_quiet(self, seconds: float = 90.0) -> None:
        """Until every event is delivered, every job done, every refund through and everything overdue has ended."""
        deadline = time.monotonic() + seconds
        while (left := self.query(_DUE)[0][0]) > 0:
            if not self.worker.alive:  # it notices late that its connections are dead, and ends
                self.revive()
                self.let_leases_pass()
            if time.monotonic() > deadline:
                waiting = self.query("select entrypoint, status, attempts, execute_after from jobs.pgqueuer")
                raise AssertionError(
                    f"{left} jobs, refunds or overdue bookings are left: {waiting}\n{self.worker.tail()}"
                )
            time.sleep(0.1)

    def dead_letters(self) -> list[str]:
        rows = self.query("select entrypoint, status from jobs.pgqueuer where status not in ('queued', 'picked')")
        return [f"{row['entrypoint']} {row['status']}" for row in rows]

    def drifts(self) -> list[object]:
        """Where calendar pages and claims disagree, over every vendor."""

        async def look() -> list[object]:
            database = Database(self.settings.database_url, pool=1)
            try:
                return [d async for report in availability.verify_everything(database) for d in report.drifts]
            finally:
                await database.dispose()

        return run_async(look())

    def differences_in_books(self) -> list[object]:
        """What `smartbooking verify` finds in the books."""

        async def look() -> list[object]:
            database = Database(self.settings.database_url, pool=1)
            try:
                async with database.reading() as read:
                    return list(await check_books(read))
            finally:
                await database.dispose()

        return run_async(look())

    def cards_in_database(self) -> list[Found]:
        """Card numbers in any table, as `smartbooking scan` finds them."""

        async def look() -> list[Found]:
            database = Database(self.settings.owner_database_url, pool=1, role=None)
            try:
                return await scan_database(database)
            finally:
                await database.dispose()

        return run_async(look())

    def deadlocks(self) -> int:
        """How often PostgreSQL itself wrote that it had to break a deadlock."""
        log = self.folder / "postgres.log"
        return log.read_text(errors="replace").count("deadlock detected")


@contextlib.contextmanager
def stage(folder: Path, *, apis: int = 1, **environment: str) -> Iterator[Stage]:
    """An installation for the time of the block. Started from the main thread: children die with their parent."""
    assert threading.current_thread() is threading.main_thread()
    made = Stage(folder, apis=apis, **environment)
    try:
        made.open()
        yield made
    finally:
        made.close()
