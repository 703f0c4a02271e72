"""Hot sales: whoever wants the very same thing queues here, first come first served, before taking a connection.

The ledger lets one transaction at a time change a resource. Without a queue every connection of the process would
wait for that one lock, and nobody else could be served. Waiting decides nothing: the ledger does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

TOGETHER: Final = 2  # one with the database, one on the way there: the lock is never idle


@dataclass(slots=True)
class _Gate:
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TOGETHER))
    people: int = 0


class Crowd:
    """One per process."""

    def __init__(self) -> None:
        self._gates: dict[Hashable, _Gate] = {}

    @asynccontextmanager
    async def turn(self, wish: Hashable) -> AsyncIterator[None]:
        """Wait for our turn among those in this process who want the same; nobody else waits."""
        gate = self._gates.setdefault(wish, _Gate())
        gate.people += 1
        try:
            async with gate.turns:
                yield
        finally:
            gate.people -= 1
            if gate.people == 0:
                del self._gates[wish]


CROWD: Final = Crowd()
