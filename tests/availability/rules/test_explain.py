"""Explanations name every rule that blocks, in three languages, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from smartbooking.availability.domain.checking import resource_reasons
from smartbooking.availability.domain.hours import SpecialDay
from smartbooking.availability.domain.reasons import WORDS, reason
from smartbooking.availability.domain.rules import BookingRules, StayRestriction
from smartbooking.availability.domain.terms import Closed, ResourceTerms
from smartbooking.catalog.domain import Timing
from smartbooking.kernel.period import Nights, Period, Span
from tests.availability.rules.factory import NOW, hours, place, terms, week

MONDAY = date(2026, 11, 23)


def at(clock: str, *, minutes: int = 60, day: date = MONDAY) -> Period:
    hour, minute = (int(part) for part in clock.split(":"))
    start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=5)
    return Period(start, start + timedelta(minutes=minutes))


def codes(asked: ResourceTerms, span: Span, *, quantity: int = 1, party: int | None = None) -> list[str]:
    found = resource_reasons(asked, span, quantity=quantity, party=party, now=NOW)
    return [one.code for one in found]


OPEN = week("10:00-18:00")


def test_all_rules_that_block_are_listed_at_once() -> None:
    asked = terms(
        OPEN,
        rules=BookingRules(
            min_notice_minutes=3 * 1440, step_minutes=60, min_minutes=60, max_minutes=120, duration_step_minutes=60,
            max_quantity=2,
        ),
        at=place(trading=False),
        bookable=False,
        max_party=4,
        capacity=3,
        closures=(Closed(span=at("00:00", minutes=1440), nights=Nights(MONDAY, date(2026, 11, 24)), reason="ремонт"),),
    )  # fmt: skip

    assert codes(asked, at("17:30", minutes=150), quantity=3, party=13) == [
        "vendor_closed",
        "not_offered",
        "quantity_too_large",
        "party_too_large",
        "too_soon",
        "too_long",
        "duration_step",
        "outside_hours",
        "not_on_grid",
        "closure",
    ]


@pytest.mark.parametrize(
    ("rules", "span", "expected"),
    [
        (BookingRules(), at("11:00"), []),
        (BookingRules(), at("11:00", day=date(2026, 11, 20)), ["in_past"]),
        (BookingRules(min_notice_minutes=45 * 60), at("11:00"), []),
        (BookingRules(min_notice_minutes=45 * 60 + 1), at("11:00"), ["too_soon"]),
        (BookingRules(min_notice_minutes=45 * 60 + 1), at("11:30"), []),
        (BookingRules(horizon_days=1), at("11:00"), ["too_far"]),
        (BookingRules(horizon_days=2), at("17:00"), []),
        (BookingRules(min_minutes=90), at("11:00"), ["too_short"]),
        (BookingRules(max_minutes=45), at("11:00"), ["too_long"]),
        (BookingRules(min_minutes=30, duration_step_minutes=20), at("11:00"), ["duration_step"]),
        (BookingRules(step_minutes=60), at("11:30"), ["not_on_grid"]),
        (BookingRules(), at("17:30"), ["outside_hours"]),
        (BookingRules(), at("09:30"), ["outside_hours"]),
    ],
)
def test_one_rule_at_a_time(rules: BookingRules, span: Period, expected: list[str]) -> None:
    assert codes(terms(OPEN, rules=rules), span) == expected


def test_a_special_day_and_missing_hours_have_reasons_of_their_own() -> None:
    closed = terms(OPEN, special=[SpecialDay(day=MONDAY, hours=(), note="учёт")])
    shorter = terms(OPEN, special=[SpecialDay(day=MONDAY, hours=hours("10:00-11:00"))])

    assert codes(closed, at("11:00")) == ["closed_on_day"]
    assert codes(shorter, at("11:00")) == ["outside_hours"]
    assert codes(terms(), at("11:00")) == ["no_schedule"]


def test_touching_a_closure_is_not_being_closed() -> None:
    closed = Closed(span=at("12:00"), nights=Nights(MONDAY, date(2026, 11, 24)))
    asked = terms(OPEN, closures=(closed,))

    assert codes(asked, at("11:00")) == []
    assert codes(asked, at("11:30")) == ["closure"]
    assert codes(asked, at("13:00")) == []


def test_hours_are_refused_to_nights_and_the_other_way_round() -> None:
    stay = Nights(MONDAY, date(2026, 11, 25))

    assert codes(terms(OPEN), stay) == ["wrong_span"]
    assert codes(terms(timing=Timing.NIGHTS), at("11:00")) == ["wrong_span"]


def test_a_session_is_only_itself() -> None:
    session = at("19:00", minutes=120)
    concert = terms(timing=Timing.SESSION, capacity=100, session=session)

    assert codes(concert, session, quantity=4) == []
    assert codes(concert, at("18:00", minutes=120)) == ["not_the_session"]


def rooms(rules: BookingRules | None = None, **more: object) -> ResourceTerms:
    return terms(timing=Timing.NIGHTS, capacity=5, rules=rules, **more)


@pytest.mark.parametrize(
    ("rules", "arrival", "departure", "expected"),
    [
        (BookingRules(), "2026-11-23", "2026-11-24", []),
        (BookingRules(), "2026-11-21", "2026-11-22", []),  # today, although it is past check-in
        (BookingRules(), "2026-11-20", "2026-11-22", ["in_past"]),
        (BookingRules(min_notice_minutes=60), "2026-11-21", "2026-11-22", ["too_soon"]),
        (BookingRules(min_nights=2, max_nights=3), "2026-11-23", "2026-11-24", ["stay_too_short"]),
        (BookingRules(min_nights=2, max_nights=3), "2026-11-23", "2026-11-27", ["stay_too_long"]),
        (BookingRules(no_arrival_weekdays=(1,)), "2026-11-23", "2026-11-24", ["no_arrival"]),
        (BookingRules(no_departure_weekdays=(2,)), "2026-11-23", "2026-11-24", ["no_departure"]),
        (BookingRules(horizon_days=30), "2026-12-22", "2026-12-23", ["too_far"]),
        (BookingRules(horizon_days=30), "2026-12-21", "2026-12-28", []),
    ],
)
def test_rules_of_stays(rules: BookingRules, arrival: str, departure: str, expected: list[str]) -> None:
    stay = Nights(date.fromisoformat(arrival), date.fromisoformat(departure))

    assert codes(rooms(rules), stay) == expected


def test_restrictions_replace_lengths_and_the_strictest_of_two_counts() -> None:
    new_year = StayRestriction(
        valid_from=date(2026, 12, 29), valid_until=date(2027, 1, 3), min_nights=3, no_departure=True, weekdays=(3, 4, 5)
    )
    long = StayRestriction(valid_from=date(2026, 12, 31), valid_until=date(2027, 1, 1), min_nights=5, no_arrival=True)
    asked = rooms(BookingRules(min_nights=7), restrictions=(new_year, long))

    assert codes(asked, Nights(date(2026, 12, 30), date(2027, 1, 2))) == []
    assert codes(asked, Nights(date(2026, 12, 30), date(2027, 1, 1))) == ["stay_too_short", "no_departure"]
    assert codes(asked, Nights(date(2026, 12, 31), date(2027, 1, 3))) == ["stay_too_short", "no_arrival"]
    assert codes(asked, Nights(date(2026, 12, 28), date(2027, 1, 2))) == ["stay_too_short"]


def test_closed_nights_are_named_each() -> None:
    day = date(2026, 11, 24)
    asked = rooms(special=[SpecialDay(day=day, hours=())])
    found = resource_reasons(asked, Nights(MONDAY, date(2026, 11, 26)), quantity=1, party=None, now=NOW)

    assert [(one.code, one.params["days"]) for one in found] == [("closed_on_day", ["2026-11-24"])]
    assert codes(asked, Nights(date(2026, 11, 25), date(2026, 11, 26))) == []


def test_words_stand_in_three_languages_and_carry_their_facts() -> None:
    for code, words in WORDS.items():
        assert len({*words}) == 3, code
    said = reason("too_short", minutes=90).message

    assert said.texts == {
        "kk": "Тым қысқа. Кемінде, минут: 90",
        "ru": "Слишком коротко. Минимум, минут: 90",
        "en": "Too short. At least, minutes: 90",
    }


def test_a_grid_names_the_nearest_starts() -> None:
    asked = terms(OPEN, rules=BookingRules(step_minutes=60))
    (found,) = resource_reasons(asked, at("11:20"), quantity=1, party=None, now=NOW)

    assert found.params["nearest"] == "11:00, 12:00"
