"""Recurring opening in wall time: weekly hours by season, special days, and what a venue does on public holidays.

Hours are minutes after midnight; a span may run past midnight (22:00-02:00 is 1320-1560) and belongs to the date on
which it opens. Which rule decides about a date, first match wins: special day of the offer, special day of the venue,
holiday (policy of the offer, else of the venue), weekly hours of the offer, else of the venue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from smartbooking.availability.domain.holidays import Holiday, Holidays
from smartbooking.availability.domain.spans import Stretch, merged
from smartbooking.availability.domain.zone import DAY_MINUTES

DayHours = tuple[Stretch, ...]
CLOSED: Final[DayHours] = ()
WHOLE_DAY: Final[DayHours] = ((0, DAY_MINUTES),)


class BadHours(ValueError):
    """Opening hours that cannot be; `index` is the span at fault."""

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(reason)
        self.index, self.reason = index, reason


def day_hours(spans: Iterable[Stretch]) -> DayHours:
    """Checked, ordered and joined hours of one day; raises BadHours."""
    given = list(spans)
    for index, (opens, closes) in enumerate(given):
        if not 0 <= opens < DAY_MINUTES:
            raise BadHours(index, "Opening lies between 00:00 and 23:59.")
        if not opens < closes <= opens + DAY_MINUTES:
            raise BadHours(index, "Closing comes after opening, at most 24 hours later.")
    joined = merged(given)
    if sum(end - start for start, end in joined) < sum(end - start for start, end in given):
        raise BadHours(len(given) - 1, "These hours overlap.")
    return joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Weekly hours that hold from `valid_from` until before `valid_until` (None: always). `week` starts on Monday."""

    valid_from: date | None = None
    valid_until: date | None = None
    week: tuple[DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours]

    def covers(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """One date with its own hours; none at all means closed."""

    day: date
    hours: DayHours
    note: str = ""


class HolidayMode(StrEnum):
    """What happens on a public holiday: ordinary hours, closed, or special hours."""

    OPEN = "open"
    CLOSED = "closed"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayPlan:
    """`hours` count only in mode `special`."""

    mode: HolidayMode
    hours: DayHours = CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayPolicy:
    """`default` for every holiday, `named` for single ones by code; `follow_swaps` gives a weekend day that people
    work the hours of the weekday they get off for it."""

    default: HolidayPlan
    named: Mapping[str, HolidayPlan] = field(default_factory=dict)
    follow_swaps: bool = False

    def plan(self, holiday: Holiday) -> HolidayPlan:
        return self.named.get(holiday.code, self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What one owner (offer or venue) has said about opening; empty parts are left to the venue."""

    seasons: tuple[Season, ...] = ()
    special_days: Mapping[date, SpecialDay] = field(default_factory=dict)
    holidays: HolidayPolicy | None = None

    def season_on(self, day: date) -> Season | None:
        """The season that began last; the one without a beginning comes after all others."""
        found = [season for season in self.seasons if season.covers(day)]
        return max(found, key=lambda season: season.valid_from or date.min) if found else None


NOTHING_SAID: Final = Schedule()


class DecidedBy(StrEnum):
    """Which rule gave a date its hours."""

    WEEKLY = "weekly"
    SPECIAL_DAY = "special_day"
    HOLIDAY = "holiday"
    NO_SCHEDULE = "no_schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """The hours of one date and the rule that gave them."""

    day: date
    hours: DayHours
    by: DecidedBy
    holiday: Holiday | None = None
    note: str = ""


def plan_of(day: date, *, own: Schedule, venue: Schedule, holidays: Holidays | None) -> DayPlan:
    """The hours of a date under the order of precedence in this module's docstring."""
    if special := own.special_days.get(day) or venue.special_days.get(day):
        return DayPlan(day=day, hours=special.hours, by=DecidedBy.SPECIAL_DAY, note=special.note)
    policy = own.holidays or venue.holidays
    holiday = holidays.on(day) if holidays is not None else None
    if policy is not None and holiday is not None:
        plan = policy.plan(holiday)
        if plan.mode is not HolidayMode.OPEN:
            hours = plan.hours if plan.mode is HolidayMode.SPECIAL else CLOSED
            return DayPlan(day=day, hours=hours, by=DecidedBy.HOLIDAY, holiday=holiday)
    weekday = day.weekday()
    if policy is not None and policy.follow_swaps and holidays is not None and (swap := holidays.works(day)):
        weekday = swap.off.weekday()
    season = own.season_on(day) or (venue.season_on(day) if not own.seasons else None)
    if season is not None:
        return DayPlan(day=day, hours=season.week[weekday], by=DecidedBy.WEEKLY, holiday=holiday)
    nothing_said = not own.seasons and not venue.seasons
    return DayPlan(
        day=day, hours=CLOSED, by=DecidedBy.NO_SCHEDULE if nothing_said else DecidedBy.WEEKLY, holiday=holiday
    )
