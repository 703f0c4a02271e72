"""How this process answered lately: the last five minutes, kept as counts, never as requests.

Prometheus reads totals from /metrics; whoever has no Prometheus still sees errors and the 95th percentile here.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

MINUTES: Final = 5
# Upper edges in milliseconds; each is a quarter above the one before, so a percentile is at most that much too high.
EDGES: Final = tuple(round(1.25**step, 2) for step in range(48))


@dataclass(slots=True)
class _Minute:
    number: int
    took: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))
    errors: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recently:
    """Requests and errors (5xx) of the last minutes, the 95th percentile, and where most errors were."""

    minutes: int
    requests: int
    errors: int
    p95_ms: float | None
    worst_route: str


class Recent:
    """Counts by minute of the monotonic clock; a minute that is over is thrown away whole."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._minutes: list[_Minute] = []

    def note(self, route: str, status: int, seconds: float) -> None:
        """One answered request; about a microsecond."""
        number = int(self._clock() // 60)
        if not self._minutes or self._minutes[-1].number != number:
            self._minutes = [*self._minutes[-MINUTES:], _Minute(number)]
        minute = self._minutes[-1]
        minute.took[bisect_left(EDGES, seconds * 1000)] += 1
        if status >= 500:
            minute.errors[route] += 1

    def seen(self) -> Recently:
        """This minute and the four before it."""
        oldest = int(self._clock() // 60) - MINUTES + 1
        kept = [minute for minute in self._minutes if minute.number >= oldest]
        took = [sum(counts) for counts in zip(*(minute.took for minute in kept), strict=True)] if kept else []
        errors: Counter[str] = sum((minute.errors for minute in kept), Counter())
        worst = errors.most_common(1)
        return Recently(
            minutes=MINUTES, requests=sum(took), errors=errors.total(), p95_ms=_percentile(took, 0.95),
            worst_route=worst[0][0] if worst else "",
        )  # fmt: skip


def _percentile(took: list[int], share: float) -> float | None:
    """The upper edge under which so large a share of the requests was; None without requests."""
    wanted, counted = sum(took) * share, 0
    for edge, count in zip((*EDGES, EDGES[-1]), took, strict=False):
        counted += count
        if count and counted >= wanted:
            return edge
    return None


RECENT: Final = Recent()
