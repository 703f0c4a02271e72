"""Every change of a clock between 2024 and 2030, found in the locked tzdata by looking at it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from smartbooking.availability.domain.zone import offset_at

FIRST = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
STEP = 86_400 * 4  # no clock of these years changes twice within four days


@dataclass(frozen=True, slots=True)
class Transition:
    """At `at` the offset goes from `before` to `after` seconds."""

    zone: str
    at: int
    before: int
    after: int


@cache
def zones() -> tuple[str, ...]:
    """One name for each different history: aliases share a file."""
    seen: dict[str, str] = {}
    folder = files("tzdata") / "zoneinfo"
    for name in sorted(available_timezones()):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        seen.setdefault(digest, name)
    return tuple(seen.values())


@cache
def transitions() -> tuple[Transition, ...]:
    """All of them, by zone and time."""
    found = []
    for name in zones():
        zone = ZoneInfo(name)
        before = offset_at(FIRST, zone)
        for at in range(FIRST + STEP, LAST, STEP):
            after = offset_at(at, zone)
            if after != before:
                found.append(_exact(name, zone, at - STEP, at))
            before = after
    return tuple(found)


def _exact(name: str, zone: ZoneInfo, low: int, high: int) -> Transition:
    before, after = offset_at(low, zone), offset_at(high, zone)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset_at(middle, zone) == before else (low, middle)
    return Transition(name, high, before, after)
