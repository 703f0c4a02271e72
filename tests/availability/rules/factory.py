"""Small makers of opening hours and rules, and pure terms without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from smartbooking.availability import service as availability
from smartbooking.availability.domain.hours import (
    CLOSED,
    DayHours,
    HolidayPolicy,
    Schedule,
    Season,
    SpecialDay,
)
from smartbooking.availability.domain.occupancy import Occupancy
from smartbooking.availability.domain.rules import BookingRules, StayRestriction, effective
from smartbooking.availability.domain.terms import Owner, Place, ResourceTerms
from smartbooking.availability.domain.timetable import Timetable
from smartbooking.availability.domain.zone import zone_named
from smartbooking.availability.service.holidays import holidays_for
from smartbooking.catalog.domain import Timing
from smartbooking.infra.db import Tx

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def minutes(clock: str) -> int:
    """`10:30` as minutes; more than 24:00 is the next date."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest or 0)


def hours(*spans: str) -> DayHours:
    """`hours("10:00-14:00", "22:00-26:00")`."""
    return tuple((minutes(opens), minutes(closes)) for opens, closes in (span.split("-") for span in spans))


def week(*spans: str, days: Iterable[int] = range(1, 8)) -> Season:
    """The same hours on the named ISO weekdays, all year."""
    open_days = set(days)
    day = hours(*spans)
    d = [day if n in open_days else CLOSED for n in range(1, 8)]
    return Season(week=(d[0], d[1], d[2], d[3], d[4], d[5], d[6]))


def schedule(*seasons: Season, special: Sequence[SpecialDay] = (), holidays: HolidayPolicy | None = None) -> Schedule:
    """A schedule from its parts."""
    return Schedule(seasons=seasons, special_days={day.day: day for day in special}, holidays=holidays)


def place(timezone: str = "Asia/Almaty", *, trading: bool = True) -> Place:
    """A venue with check-in at 14:00 and check-out at 12:00."""
    return Place(
        vendor_id=1, venue_id=1, timezone=timezone, zone=zone_named(timezone), country="KZ",
        currency="KZT", check_in=time(14), check_out=time(12), trading=trading,
    )  # fmt: skip


def timetable(
    *seasons: Season,
    timezone: str = "Asia/Almaty",
    special: Sequence[SpecialDay] = (),
    holidays: HolidayPolicy | None = None,
    country: str | None = None,
    today: date = TODAY,
) -> Timetable:
    """A timetable of an offer whose venue says nothing."""
    return Timetable(
        zone=zone_named(timezone),
        own=schedule(*seasons, special=special, holidays=holidays),
        venue=Schedule(),
        holidays=holidays_for(country, today=today) if country else None,
    )


def terms(
    *seasons: Season,
    timing: Timing = Timing.SLOTS,
    timezone: str = "Asia/Almaty",
    capacity: int = 1,
    rules: BookingRules | None = None,
    special: Sequence[SpecialDay] = (),
    restrictions: Sequence[StayRestriction] = (),
    **facts: Any,
) -> ResourceTerms:
    """Terms of resource 1."""
    return ResourceTerms(
        place=facts.pop("at", place(timezone)),
        resource_id=1,
        bookable=facts.pop("bookable", True),
        timing=timing,
        capacity=capacity,
        max_party=facts.pop("max_party", None),
        session=facts.pop("session", None),
        timetable=timetable(*seasons, timezone=timezone, special=special),
        rules=effective(rules),
        restrictions=tuple(restrictions),
        **facts,
    )


def empty(
    *,
    resource_id: int = 1,
    capacity: int = 1,
    grain: int = 900,
    pages: Mapping[int, Sequence[int]] | None = None,
    **pads: int,
) -> Occupancy:
    """Occupancy with nothing taken, or the given pages."""
    size = {0: 1, 86_400: 32}.get(grain) or 86_400 // grain
    return Occupancy(resource_id=resource_id, capacity=capacity, grain=grain, page_size=size, pages=pages or {}, **pads)


async def set_hours(tx: Tx, vendor_id: int, owner: Owner, owner_id: int, *seasons: Season, **more: Any) -> None:
    """Weekly hours of a real owner."""
    await availability.set_schedule(
        tx, vendor_id=vendor_id, owner=owner, owner_id=owner_id, seasons=seasons, holidays=more.get("holidays")
    )
