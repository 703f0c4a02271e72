"""Member prices: what a price may know of a membership, and what a quote promises by it.

Pricing knows plans by their ids and the days on which somebody is a member; who that is, others know.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

DayRange = tuple[date, date]
"""Days from the first one until the day after the last."""
ALWAYS: Final[tuple[DayRange, ...]] = ((date.min, date.max),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A membership a price may ask for: its plan, and the days it covers."""

    membership_id: UUID
    plan_id: UUID
    days: tuple[DayRange, ...]

    def on(self, day: date) -> bool:
        """Whether she is a member on that day of the venue."""
        return any(first <= day < until for first, until in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPromise:
    """The membership a quote was made for, and the days on which it made a price."""

    member: Member
    days: tuple[DayRange, ...]


def example_of(plan_id: UUID) -> Member:
    """Somebody who always is a member of a plan: for showing what members pay."""
    return Member(membership_id=UUID(int=0), plan_id=plan_id, days=ALWAYS)


def ranges_of(days: Iterable[date]) -> tuple[DayRange, ...]:
    """Single days as ranges, neighbours together."""
    found: list[DayRange] = []
    for day in sorted(set(days)):
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + timedelta(days=1))
        else:
            found.append((day, day + timedelta(days=1)))
    return tuple(found)


def ranges_out(ranges: Sequence[DayRange]) -> list[list[str]]:
    """Ranges as JSON."""
    return [[first.isoformat(), until.isoformat()] for first, until in ranges]


def ranges_in(stored: Sequence[Sequence[str]]) -> tuple[DayRange, ...]:
    """The ranges `ranges_out` wrote."""
    return tuple((date.fromisoformat(first), date.fromisoformat(until)) for first, until in stored)
