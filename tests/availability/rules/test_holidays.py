"""Public holidays as versioned data: the vectors of Kazakhstan, and an independent witness for all packs."""

from __future__ import annotations

from datetime import date

import holidays as witness
import pytest

from smartbooking.availability.domain.hours import HolidayMode, HolidayPlan, HolidayPolicy
from smartbooking.availability.service.holidays import holidays_of_year, packs
from smartbooking.kernel.problem import NotFound
from tests.availability.rules.factory import hours, timetable, week

BEFORE_THE_CHANGE, AFTER_IT = date(2026, 1, 10), date(2026, 11, 21)


def off(country: str, year: int, version: int | None = None) -> set[date]:
    return set(holidays_of_year(country, year=year, today=AFTER_IT, version=version).holidays)


def test_kazakhstan_2026_as_the_law_stood_in_january() -> None:
    found = holidays_of_year("KZ", year=2026, today=BEFORE_THE_CHANGE)

    assert found.version == 1
    assert [(day.month, day.day) for day in found.holidays] == [
        (1, 1), (1, 2), (1, 7), (3, 8), (3, 9), (3, 21), (3, 22), (3, 23), (3, 24), (3, 25), (5, 1), (5, 7), (5, 9),
        (5, 11), (5, 27), (7, 6), (8, 30), (8, 31), (10, 25), (10, 26), (12, 16),
    ]  # fmt: skip


def test_the_change_of_march_2026_removes_30_and_31_august_and_nothing_else() -> None:
    assert holidays_of_year("KZ", year=2026, today=AFTER_IT).version == 2
    assert off("KZ", 2026, 1) - off("KZ", 2026, 2) == {date(2026, 8, 30), date(2026, 8, 31)}
    assert off("KZ", 2026, 2) - off("KZ", 2026, 1) == set()
    assert date(2027, 3, 15) in off("KZ", 2027, 2)
    assert date(2027, 3, 15) not in off("KZ", 2027, 1)
    assert off("KZ", 2025, 1) == off("KZ", 2025, 2)


def test_weekend_holidays_are_carried_over_but_christmas_and_kurban_ait_are_not() -> None:
    found = holidays_of_year("KZ", year=2024, today=AFTER_IT).holidays

    assert found[date(2024, 7, 8)].carried_from == date(2024, 7, 6)  # Capital Day fell on a Saturday
    assert date(2024, 1, 8) not in found  # 7 January was a Sunday
    assert date(2024, 6, 17) not in found  # Kurban ait was a Sunday


def test_government_swaps_give_a_day_off_and_take_a_weekend_day() -> None:
    found = holidays_of_year("KZ", year=2025, today=AFTER_IT)

    assert found.holidays[date(2025, 1, 3)].code == "swap"
    assert found.working[date(2025, 1, 5)].off == date(2025, 1, 3)


@pytest.mark.parametrize(
    ("country", "years"), [("KZ", range(2024, 2031)), ("RU", range(2024, 2028)), ("UZ", range(2025, 2031))]
)
def test_an_independent_library_agrees_on_every_day_off(country: str, years: range) -> None:
    for year in years:
        assert off(country, year) == set(witness.country_holidays(country, years=year)), year


def test_unknown_countries_versions_and_years_are_named() -> None:
    for arguments in ({"country": "XX", "year": 2026}, {"country": "KZ", "year": 2019}):
        with pytest.raises(NotFound):
            holidays_of_year(str(arguments["country"]), year=int(arguments["year"]), today=AFTER_IT)
    with pytest.raises(NotFound):
        holidays_of_year("KZ", year=2026, today=AFTER_IT, version=9)


def test_every_name_stands_in_three_languages() -> None:
    for pack in packs().values():
        for rule in pack.rules:
            assert set(rule.name.texts) == {"kk", "ru", "en"}, rule.code


def policy(mode: HolidayMode, *spans: str, swaps: bool = False, **named: HolidayPlan) -> HolidayPolicy:
    return HolidayPolicy(default=HolidayPlan(mode=mode, hours=hours(*spans)), named=named, follow_swaps=swaps)


def test_a_venue_is_open_closed_or_has_special_hours_on_holidays() -> None:
    monday = date(2026, 3, 9)  # carried over from Sunday, 8 March
    common = {"country": "KZ", "today": AFTER_IT}
    silent = timetable(week("09:00-18:00"), **common)
    opened = timetable(week("09:00-18:00"), holidays=policy(HolidayMode.OPEN), **common)
    closed = timetable(week("09:00-18:00"), holidays=policy(HolidayMode.CLOSED), **common)
    special = timetable(week("09:00-18:00"), holidays=policy(HolidayMode.SPECIAL, "12:00-16:00"), **common)

    assert silent.plan(monday).hours == opened.plan(monday).hours == hours("09:00-18:00")
    assert closed.plan(monday).hours == ()
    assert closed.plan(monday).holiday is not None
    assert special.plan(monday).hours == hours("12:00-16:00")
    assert closed.plan(date(2026, 3, 10)).hours == hours("09:00-18:00")


def test_one_holiday_may_be_treated_apart() -> None:
    table = timetable(
        week("09:00-18:00"), country="KZ", today=AFTER_IT,
        holidays=policy(HolidayMode.OPEN, nauryz=HolidayPlan(mode=HolidayMode.CLOSED)),
    )  # fmt: skip

    assert table.plan(date(2026, 3, 24)).hours == ()
    assert table.plan(date(2026, 5, 11)).hours == hours("09:00-18:00")


def test_a_worked_sunday_gets_the_hours_of_the_friday_it_replaces() -> None:
    weekdays = week("09:00-18:00", days=[1, 2, 3, 4, 5])
    follows = timetable(weekdays, country="KZ", holidays=policy(HolidayMode.CLOSED, swaps=True))
    ignores = timetable(weekdays, country="KZ", holidays=policy(HolidayMode.CLOSED))

    assert follows.plan(date(2025, 1, 5)).hours == hours("09:00-18:00")
    assert follows.plan(date(2025, 1, 3)).hours == ()
    assert ignores.plan(date(2025, 1, 5)).hours == ()
