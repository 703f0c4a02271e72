"""Opening hours of one offer turned into instants: windows in which it is open and starts that may be chosen.

Pure, and remembered per date, because the same offer is asked about the same days again and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from smartbooking.availability.domain.holidays import Holidays
from smartbooking.availability.domain.hours import DayPlan, Schedule, plan_of
from smartbooking.availability.domain.spans import Stretch, inside, merged
from smartbooking.availability.domain.zone import (
    closes_at,
    date_at,
    instant,
    instants_of,
    offset_at,
    opens_at,
    wall_at,
    wall_minutes,
)

REMEMBERED_DAYS = 1000


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening as an elapsed span; it belongs to `day` even when it runs past midnight."""

    day: date
    opens: int
    closes: int
    start: int
    end: int


def openings_of(plan: DayPlan, zone: ZoneInfo) -> tuple[Opening, ...]:
    """The openings of a date; one that lies wholly inside a gap of the clock is none."""
    found = (
        Opening(plan.day, opens, closes, opens_at(plan.day, opens, zone), closes_at(plan.day, closes, zone))
        for opens, closes in plan.hours
    )
    return tuple(opening for opening in found if opening.start < opening.end)


def starts_of(opening: Opening, step_minutes: int, zone: ZoneInfo) -> list[int]:
    """Starts on the grid of wall times `opens + n * step`: none in a gap, twice in a fold, always inside."""
    elapsed, nominal = opening.end - opening.start, (opening.closes - opening.opens) * 60
    if elapsed == nominal and offset_at(opening.start, zone) == offset_at(opening.end, zone):
        return list(range(opening.start, opening.end, step_minutes * 60))
    last = opening.closes + max(0, elapsed - nominal) // 60
    found = {
        at
        for minutes in range(opening.opens, last, step_minutes)
        for at in instants_of(wall_minutes(opening.day, minutes), zone)
        if opening.start <= at < opening.end
    }
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Start:
    """A start with everything about it that never changes, so that it is computed once."""

    at: int
    ends: int
    start: datetime
    end: datetime
    start_local: str
    end_local: str
    utc_offset: str


def start_of(at: int, length: int, zone: ZoneInfo) -> Start:
    """The start `at` of something that lasts `length` seconds."""
    shown = datetime.fromtimestamp(at, zone)
    offset = f"{shown:%z}"
    ends = wall_at(at + length, zone)
    return Start(
        at, at + length, instant(at), instant(at + length),
        f"{shown:%Y-%m-%dT%H:%M}", f"{ends:%Y-%m-%dT%H:%M}", f"{offset[:3]}:{offset[3:5]}",
    )  # fmt: skip


class Timetable:
    """Opening of one offer in its zone. Equal questions give equal answers; nothing here depends on the clock."""

    def __init__(self, *, zone: ZoneInfo, own: Schedule, venue: Schedule, holidays: Holidays | None) -> None:
        self.zone, self.own, self.venue, self.holidays = zone, own, venue, holidays
        self._plans: dict[date, DayPlan] = {}
        self._openings: dict[date, tuple[Opening, ...]] = {}
        self._offered: dict[tuple[date, int, int], tuple[Start, ...]] = {}

    def plan(self, day: date) -> DayPlan:
        """Which hours hold on a date, and why."""
        if day not in self._plans:
            if len(self._plans) >= REMEMBERED_DAYS:
                self._plans.clear()
            self._plans[day] = plan_of(day, own=self.own, venue=self.venue, holidays=self.holidays)
        return self._plans[day]

    def openings(self, day: date) -> tuple[Opening, ...]:
        """The openings that begin on a date."""
        if day not in self._openings:
            if len(self._openings) >= REMEMBERED_DAYS:
                self._openings.clear()
            self._openings[day] = openings_of(self.plan(day), self.zone)
        return self._openings[day]

    def windows(self, first: date, last: date) -> tuple[Stretch, ...]:
        """Elapsed open time around the dates `first` to `last`, joined where one opening runs into the next."""
        days = range((last - first).days + 3)
        openings = (o for n in days for o in self.openings(first + timedelta(days=n - 1)))
        return merged((opening.start, opening.end) for opening in openings)

    def starts(self, day: date, step_minutes: int) -> list[int]:
        """Starts whose wall time lies on the calendar date `day`, also those of last evening's opening."""
        openings = (*self.openings(day - timedelta(days=1)), *self.openings(day))
        found = {at for o in openings for at in starts_of(o, step_minutes, self.zone)}
        return sorted(at for at in found if date_at(at, self.zone) == day)

    def offered(self, day: date, step_minutes: int, length: int) -> tuple[Start, ...]:
        """Starts on a calendar date whose whole length of `length` seconds lies in open time."""
        key = (day, step_minutes, length)
        if key not in self._offered:
            if len(self._offered) >= REMEMBERED_DAYS:
                self._offered.clear()
            windows = self.windows(day, day + timedelta(days=1 + length // 86_400))
            self._offered[key] = tuple(
                start_of(at, length, self.zone)
                for at in self.starts(day, step_minutes)
                if inside((at, at + length), windows)
            )
        return self._offered[key]
