"""Days on which clocks do what programs do not expect, each with its exact answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from smartbooking.availability.domain.checking import resource_reasons
from smartbooking.availability.domain.rules import BookingRules
from smartbooking.availability.domain.slots import resource_day
from smartbooking.availability.domain.zone import (
    closes_at,
    day_span,
    instant,
    instants_of,
    opens_at,
    wall_at,
    wall_minutes,
)
from smartbooking.kernel.period import Period
from tests.availability.rules.factory import NOW, empty, terms, timetable, week


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def starts(timezone: str, day: date, *spans: str, step: int = 60) -> list[str]:
    """Starts of a day as `01:00+01:00`."""
    table = timetable(week(*spans), timezone=timezone)
    offered = table.offered(day, step, step * 60)
    return [f"{one.start_local[11:]}{one.utc_offset}" for one in offered]


@pytest.mark.parametrize(
    ("timezone", "day", "begins", "hours_long"),
    [
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00", 23),
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00", 23),
        ("America/Havana", date(2026, 3, 8), "2026-03-08T05:00", 23),
        ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00", 23),
        ("America/Asuncion", date(2024, 10, 6), "2024-10-06T04:00", 23),
        ("Asia/Amman", date(2022, 2, 25), "2022-02-24T22:00", 23),
        ("Asia/Tehran", date(2022, 3, 22), "2022-03-21T20:30", 23),
        ("America/Scoresbysund", date(2024, 3, 31), "2024-03-31T01:00", 24),
        ("America/Nuuk", date(2024, 3, 30), "2024-03-30T02:00", 23),
        ("Europe/Volgograd", date(2020, 12, 27), "2020-12-26T20:00", 25),
        ("America/Ciudad_Juarez", date(2022, 11, 29), "2022-11-29T06:00", 25),
        ("America/Sao_Paulo", date(2019, 2, 16), "2019-02-16T02:00", 25),
        ("Asia/Pyongyang", date(2018, 5, 4), "2018-05-03T15:30", 23.5),
        ("Asia/Pyongyang", date(2015, 8, 14), "2015-08-13T15:00", 24.5),
        ("Asia/Almaty", date(2024, 2, 29), "2024-02-28T18:00", 25),
        ("Asia/Qostanay", date(2024, 2, 29), "2024-02-28T18:00", 25),
        ("Asia/Bishkek", date(2024, 2, 29), "2024-02-28T18:00", 24),
        ("Asia/Omsk", date(2024, 2, 29), "2024-02-28T18:00", 24),
        ("Africa/Casablanca", date(2026, 2, 15), "2026-02-14T23:00", 25),
        ("Africa/El_Aaiun", date(2026, 2, 15), "2026-02-14T23:00", 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T13:30", 23.5),
        ("America/St_Johns", date(2026, 3, 8), "2026-03-08T03:30", 23),
        ("Europe/London", date(2026, 3, 29), "2026-03-29T00:00", 23),
        ("Europe/Dublin", date(2026, 10, 25), "2026-10-24T23:00", 25),
        ("Antarctica/Troll", date(2026, 3, 29), "2026-03-29T00:00", 22),
        ("Asia/Kathmandu", date(2026, 11, 21), "2026-11-20T18:15", 24),
        ("America/Vancouver", date(2026, 11, 1), "2026-11-01T07:00", 24),
    ],
)
def test_the_first_moment_and_the_length_of_a_date(timezone: str, day: date, begins: str, hours_long: float) -> None:
    first, end = day_span(day, ZoneInfo(timezone))

    assert instant(first) == utc(begins)
    assert (end - first) / 3600 == hours_long


@pytest.mark.parametrize(
    ("timezone", "skipped"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
    ],
)
def test_a_date_that_was_skipped_has_no_opening_and_no_start(timezone: str, skipped: date) -> None:
    first, end = day_span(skipped, ZoneInfo(timezone))

    assert first == end
    assert starts(timezone, skipped, "00:00-24:00") == []
    assert instants_of(wall_minutes(skipped, 720), ZoneInfo(timezone)) == ()


def test_the_hour_london_skips_is_not_offered() -> None:
    assert starts("Europe/London", date(2026, 3, 29), "00:00-04:00") == ["00:00+00:00", "02:00+01:00", "03:00+01:00"]


def test_the_hour_london_repeats_is_offered_twice_with_its_offset() -> None:
    assert starts("Europe/London", date(2026, 10, 25), "00:00-04:00") == [
        "00:00+01:00",
        "01:00+01:00",
        "01:00+00:00",
        "02:00+00:00",
        "03:00+00:00",
    ]


def test_the_half_hour_of_lord_howe() -> None:
    assert starts("Australia/Lord_Howe", date(2026, 4, 5), "01:00-03:00", step=30) == [
        "01:00+11:00",
        "01:30+11:00",
        "01:30+10:30",
        "02:00+10:30",
        "02:30+10:30",
    ]


def test_opening_at_a_midnight_that_does_not_exist_opens_when_the_day_begins() -> None:
    cairo = ZoneInfo("Africa/Cairo")

    assert wall_at(opens_at(date(2026, 4, 24), 0, cairo), cairo) == utc("2026-04-24T01:00").replace(tzinfo=None)
    assert starts("Africa/Cairo", date(2026, 4, 24), "00:00-03:00") == ["01:00+03:00", "02:00+03:00"]
    assert closes_at(date(2026, 4, 23), 24 * 60, cairo) == opens_at(date(2026, 4, 24), 0, cairo)


def test_a_sauna_from_22_to_02_is_an_hour_shorter_or_longer_when_clocks_change() -> None:
    london = ZoneInfo("Europe/London")
    table = timetable(week("22:00-26:00"), timezone="Europe/London")
    spring, ordinary, autumn = (
        table.openings(day)[0] for day in (date(2026, 3, 28), date(2026, 6, 6), date(2026, 10, 24))
    )
    assert [(o.end - o.start) // 3600 for o in (spring, ordinary, autumn)] == [3, 4, 5]
    assert wall_at(spring.end, london) == utc("2026-03-29T02:00").replace(tzinfo=None)


def test_a_sauna_over_midnight_shows_its_late_starts_on_the_date_they_fall_on() -> None:
    saturday_only = week("22:00-26:00", days=[6])
    table = timetable(saturday_only)

    evening = [one.start_local for one in table.offered(date(2026, 11, 21), 60, 3600)]
    night = [one.start_local for one in table.offered(date(2026, 11, 22), 60, 3600)]

    assert evening == ["2026-11-21T22:00", "2026-11-21T23:00"]
    assert night == ["2026-11-22T00:00", "2026-11-22T01:00"]


def test_almaty_keeps_wall_time_over_the_change_of_its_zone() -> None:
    before = opens_at(date(2024, 2, 28), 10 * 60, ZoneInfo("Asia/Almaty"))
    after = opens_at(date(2024, 3, 1), 10 * 60, ZoneInfo("Asia/Almaty"))
    bishkek = opens_at(date(2024, 3, 1), 10 * 60, ZoneInfo("Asia/Bishkek"))

    assert instant(before) == utc("2024-02-28T04:00")
    assert instant(after) == utc("2024-03-01T05:00")
    assert instant(bishkek) == utc("2024-03-01T04:00")


def test_almaty_showed_the_last_hour_of_february_twice() -> None:
    offered = starts("Asia/Almaty", date(2024, 2, 29), "22:00-24:00")

    assert offered == ["22:00+06:00", "23:00+06:00", "23:00+05:00"]


@pytest.mark.parametrize(
    "day",
    [date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 28), date(2026, 1, 31)],
)
def test_leap_days_year_ends_and_week_53_are_ordinary_days(day: date) -> None:
    assert starts("Asia/Almaty", day, "10:00-12:00") == ["10:00+05:00", "11:00+05:00"]


def test_half_hour_and_quarter_hour_zones_get_whole_starts_on_a_fine_grain() -> None:
    for timezone in ("Asia/Kathmandu", "America/St_Johns", "Asia/Kolkata", "Pacific/Chatham"):
        resource = terms(week("10:00-12:00"), timezone=timezone, rules=BookingRules(step_minutes=60))
        day = resource_day(
            resource, date(2026, 12, 1), seconds_long=3600, quantity=1, room={1: empty(grain=900)}, now=NOW
        )
        assert [slot.start_local[11:] for slot in day.slots] == ["10:00", "11:00"]


def test_round_the_clock_allows_a_stay_of_24_hours_over_midnight() -> None:
    resource = terms(week("00:00-24:00"))
    start = utc("2026-11-23T13:00")

    assert resource_reasons(resource, Period(start, start + timedelta(hours=24)), quantity=1, party=None, now=NOW) == []


def test_a_visit_over_the_repeated_hour_lasts_as_long_as_it_lasts() -> None:
    resource = terms(week("00:00-24:00"), timezone="Europe/London")
    start = utc("2026-10-25T00:00")

    day = resource_day(
        resource, date(2026, 10, 25), seconds_long=7200, quantity=1, room={1: empty()}, now=utc("2026-10-01T00:00")
    )

    slot = next(slot for slot in day.slots if slot.start == start)
    assert (slot.start_local, slot.end_local) == ("2026-10-25T01:00", "2026-10-25T02:00")
    assert slot.end - slot.start == timedelta(hours=2)
