"""Public holidays as versioned data: a pack per country, rules with the years and pack versions they hold in.

A version is what was law on its `published` date; a later one replaces it without touching what was booked before.
Rules: fixed days, listed (floating religious) dates, days carried over from a weekend to the next working day, and
swaps by which a government moves one day off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from smartbooking.kernel.text import Localized


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A day off. `carried_from` is set on the extra day given for a holiday that fell on a weekend."""

    day: date
    code: str
    name: Localized
    carried_from: date | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDay:
    """A weekend day people work, for which `off` is free instead."""

    day: date
    off: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayYear:
    """One year of one version: days off by date, and weekend days worked by date."""

    country: str
    version: int
    year: int
    holidays: Mapping[date, Holiday]
    working: Mapping[date, WorkingDay]


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayRule:
    """`days` of `month` every year from `first_year` to `last_year`, or the listed `dates`.

    Holds in pack versions from `since_version` until before `until_version`. `carried` days that fall on a weekend
    give the next working day off as well. `estimated` years are known only roughly (the moon decides).
    """

    code: str
    name: Localized
    month: int | None
    days: tuple[int, ...]
    dates: tuple[date, ...]
    carried: bool
    first_year: int
    last_year: int
    since_version: int
    until_version: int
    estimated_from: int

    def on(self, year: int) -> tuple[date, ...]:
        """Its dates in a year, before anything is carried over."""
        if not self.first_year <= year <= self.last_year:
            return ()
        if self.month is None:
            return tuple(day for day in self.dates if day.year == year)
        return tuple(date(year, self.month, day) for day in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """The government gives `off`; people work `works` for it, or it moves the day due for the holiday `moves`."""

    off: date
    works: date | None
    moves: date | None
    since_version: int
    until_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackVersion:
    """A numbered state of the law; `published` decides which one is current on a day."""

    number: int
    published: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayPack:
    """Everything known about one country. `weekend` holds ISO weekdays (6 = Saturday)."""

    country: str
    weekend: frozenset[int]
    swap_name: Localized
    versions: tuple[PackVersion, ...]
    rules: tuple[HolidayRule, ...]
    swaps: tuple[Swap, ...]

    def current(self, today: date) -> int:
        """The newest version published by `today`; the oldest one before that."""
        known = [version.number for version in self.versions if version.published <= today]
        return max(known) if known else min(version.number for version in self.versions)


@dataclass(frozen=True, slots=True)
class BrokenPack(ValueError):
    """The pack's file does not follow the format."""

    reason: str


def read_pack(document: Mapping[str, Any]) -> HolidayPack:  # Any: a parsed TOML file
    """The pack in a TOML document; raises BrokenPack."""
    try:
        return HolidayPack(
            country=document["country"],
            weekend=frozenset(document.get("weekend", (6, 7))),
            swap_name=Localized(dict(document["swap_name"])),
            versions=tuple(PackVersion(**version) for version in document["version"]),
            rules=tuple(_rule(rule) for rule in document["holiday"]),
            swaps=tuple(
                Swap(
                    off=swap["off"], works=swap.get("works"), moves=swap.get("moves"),
                    since_version=swap.get("since_version", 1), until_version=swap.get("until_version", 9999),
                )
                for swap in document.get("swap", ())
            ),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenPack(str(error)) from error


def _rule(entry: Mapping[str, Any]) -> HolidayRule:  # Any: a parsed TOML table
    return HolidayRule(
        code=entry["code"],
        name=Localized(dict(entry["name"])),
        month=entry.get("month"),
        days=tuple(entry.get("days", ())),
        dates=tuple(entry.get("dates", ())),
        carried=entry.get("carried", False),
        first_year=entry.get("first_year", 1900),
        last_year=entry.get("last_year", 9999),
        since_version=entry.get("since_version", 1),
        until_version=entry.get("until_version", 9999),
        estimated_from=entry.get("estimated_from", 9999),
    )


def holiday_year(pack: HolidayPack, *, year: int, version: int) -> HolidayYear:
    """Every day off and every worked weekend day of a year under one version of the law.

    Carried days go to the first day after the holiday that is neither weekend nor a day off already.
    """
    swaps = [swap for swap in pack.swaps if swap.since_version <= version < swap.until_version]
    moved = {swap.moves for swap in swaps}
    off: dict[date, Holiday] = {}
    carried: list[Holiday] = []
    for rule in _in_force(pack, version):
        for day in rule.on(year):
            holiday = Holiday(day=day, code=rule.code, name=rule.name, estimated=year >= rule.estimated_from)
            off.setdefault(day, holiday)
            if rule.carried and day.isoweekday() in pack.weekend and day not in moved:
                carried.append(holiday)
    for holiday in sorted(carried, key=lambda found: found.day):
        free = _next_working(holiday.day, off, pack.weekend)
        off[free] = Holiday(day=free, code=holiday.code, name=holiday.name, carried_from=holiday.day)
    for swap in swaps:
        if swap.off.year == year:
            off.setdefault(swap.off, Holiday(day=swap.off, code="swap", name=pack.swap_name))
    working = {s.works: WorkingDay(day=s.works, off=s.off) for s in swaps if s.works and s.works.year == year}
    return HolidayYear(
        country=pack.country, version=version, year=year, holidays=dict(sorted(off.items())), working=working
    )


def _in_force(pack: HolidayPack, version: int) -> list[HolidayRule]:
    return [rule for rule in pack.rules if rule.since_version <= version < rule.until_version]


def _next_working(day: date, off: Mapping[date, Holiday], weekend: frozenset[int]) -> date:
    while day in off or day.isoweekday() in weekend:
        day += timedelta(days=1)
    return day


class Holidays:
    """A pack at one version, asked day by day; years are computed once."""

    def __init__(self, pack: HolidayPack, version: int) -> None:
        self.pack, self.version = pack, version
        self._year = lru_cache(maxsize=16)(lambda year: holiday_year(pack, year=year, version=version))

    def on(self, day: date) -> Holiday | None:
        """The holiday of a day, if it is one."""
        return self._year(day.year).holidays.get(day)

    def works(self, day: date) -> WorkingDay | None:
        """The swap that makes a weekend day a working day, if one does."""
        return self._year(day.year).working.get(day)
