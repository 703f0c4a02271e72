"""Half-open spans of time: `Period` of instants (UTC) and `Nights` of calendar dates.

Invariant: `start < end`; two spans that only touch do not overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`[start, end)` of aware instants, kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a period needs aware instants")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if not self.start < self.end:
            raise ValueError("a period ends after it starts")

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: Period) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Nights:
    """`[arrival, departure)`: the dates whose nights are stayed; no time zone involved."""

    arrival: date
    departure: date

    def __post_init__(self) -> None:
        if not self.arrival < self.departure:
            raise ValueError("departure comes after arrival")

    def __len__(self) -> int:
        return (self.departure - self.arrival).days

    def __iter__(self) -> Iterator[date]:
        return (self.arrival + timedelta(days=n) for n in range(len(self)))

    def overlaps(self, other: Nights) -> bool:
        return self.arrival < other.departure and other.arrival < self.departure


Span = Period | Nights
