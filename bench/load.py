"""A closed-loop HTTP client light enough not to be what is measured, and the CPU time other processes spend.

One process, uvloop, one request in flight per connection; replies are read by their Content-Length. Its own share
of a core is reported with every measurement.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

_TICKS: Final = os.sysconf("SC_CLK_TCK")


def get(path: str) -> bytes:
    """A GET request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


def post(path: str, body: bytes, key: str = "") -> bytes:
    """A POST request with a JSON body as bytes; `key` is its Idempotency-Key."""
    keyed = f"Idempotency-Key: {key}\r\n" if key else ""
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n{keyed}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@dataclass(slots=True)
class Tally:
    """What came back: seconds each answer took, when it came, and how many of each status."""

    seconds: list[float] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    unlike: bytes = b""  # one reply of an unexpected status, to be shown


class _Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last one is complete."""

    def __init__(self, requests: Iterator[bytes], tally: Tally, expected: Sequence[int], until: float) -> None:
        self._requests, self._tally, self._expected, self._until = requests, tally, expected, until
        self._buffer = b""
        self._sent = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        lower = self._buffer[:head].lower()
        place = lower.find(b"content-length: ")
        length = int(lower[place + 16 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(self._buffer) < head + 4 + length:
            return
        now = time.perf_counter()
        status = int(self._buffer[9:12])
        self._tally.seconds.append(now - self._sent)
        self._tally.at.append(now)
        self._tally.statuses[status] = self._tally.statuses.get(status, 0) + 1
        if status not in self._expected:
            self._tally.unlike = self._buffer
        self._buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed a connection"))

    def _next(self) -> None:
        request = next(self._requests, None) if time.perf_counter() < self._until else None
        if request is None:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


def cpu_seconds(pids: Sequence[int]) -> float:
    """User and system time of processes, with that of their children that have ended."""
    total = 0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            fields = stat.read_text().rpartition(")")[2].split()
            total += sum(int(fields[n]) for n in (11, 12, 13, 14))
    return total / _TICKS


def family(pid: int) -> list[int]:
    """A process with all its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def proportional_memory(pids: Sequence[int]) -> int:
    """Memory of processes in bytes, shared pages divided among those that share them (PSS)."""
    total = 0
    for pid in pids:
        rollup = Path(f"/proc/{pid}/smaps_rollup")
        if rollup.exists():
            total += sum(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    return total * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One round: answers a second, times in ms, CPU-ms an answer of the server and of PostgreSQL, our own share."""

    rate: float
    p50: float
    p99: float
    server_ms: float
    database_ms: float
    client_share: float
    statuses: dict[int, int]
    tally: Tally


async def drive(
    *,
    port: int,
    requests: Iterator[bytes],
    clients: int,
    seconds: float,
    servers: Callable[[], list[int]],
    databases: Callable[[], list[int]],
    expected: Sequence[int] = (200,),
) -> Measured:
    """`clients` connections send until time or requests run out. Raises for a status nobody expected."""
    loop, tally = asyncio.get_running_loop(), Tally()
    before_server, before_database, before_own = cpu_seconds(servers()), cpu_seconds(databases()), time.process_time()
    started = time.perf_counter()
    made = [
        await loop.create_connection(
            lambda: _Connection(requests, tally, expected, started + seconds), "127.0.0.1", port
        )
        for _ in range(clients)
    ]
    await asyncio.gather(*(connection.done for _, connection in made))
    spent, count = time.perf_counter() - started, len(tally.seconds)
    if tally.unlike:
        raise RuntimeError(f"unexpected answer: {tally.unlike[:1500].decode(errors='replace')}")
    ordered = sorted(tally.seconds)
    return Measured(
        rate=count / spent,
        p50=ordered[count // 2] * 1000,
        p99=ordered[int(count * 0.99)] * 1000,
        server_ms=(cpu_seconds(servers()) - before_server) * 1000 / count,
        database_ms=(cpu_seconds(databases()) - before_database) * 1000 / count,
        client_share=(time.process_time() - before_own) / spent,
        statuses=tally.statuses,
        tally=tally,
    )
