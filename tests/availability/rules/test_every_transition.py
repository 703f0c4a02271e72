"""Every zone at every change of its clock from 2024 to 2030."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from smartbooking.availability.domain.hours import DayPlan, DecidedBy
from smartbooking.availability.domain.slots import use_of
from smartbooking.availability.domain.spans import common, length, without
from smartbooking.availability.domain.timetable import openings_of, starts_of
from smartbooking.availability.domain.zone import (
    closes_at,
    date_at,
    day_span,
    instants_of,
    offset_at,
    opens_at,
    wall_at,
)
from tests.availability.rules.factory import empty, hours, terms, week
from tests.availability.rules.transitions import LAST, Transition, transitions, zones

MINUTE, HOUR = 60, 3600
HOURS = hours("00:00-24:00"), hours("22:00-26:00"), hours("01:15-01:45", "02:30-05:00")


def around(change: Transition) -> tuple[ZoneInfo, date]:
    zone = ZoneInfo(change.zone)
    return zone, date_at(change.at, zone)


def walls(change: Transition) -> list[datetime]:
    """Wall times every ten minutes from two hours before the change to two hours after it."""
    first = datetime.fromtimestamp(change.at + min(change.before, change.after), UTC).replace(tzinfo=None)
    first = first.replace(minute=first.minute // 10 * 10, second=0) - timedelta(hours=2)
    width = 4 * 6 + abs(change.after - change.before) // 600
    return [first + timedelta(minutes=10 * n) for n in range(width)]


def test_zones_come_from_the_locked_package_and_from_nowhere_else() -> None:
    import tzdata

    import smartbooking.infra.settings  # noqa: F401  # sets the search path for the whole process

    assert zoneinfo.TZPATH == ()
    assert tzdata.IANA_VERSION == "2026f"


def test_the_harness_sees_the_changes_the_world_has() -> None:
    found = transitions()

    assert len(zones()) > 300
    assert len(found) > 1000
    assert {abs(t.after - t.before) for t in found} >= {1800, 3600, 7200}
    assert Transition("Asia/Almaty", 1709229600, 21600, 18000) in found


def test_local_to_instant_to_local_is_the_identity() -> None:
    for change in transitions():
        zone = ZoneInfo(change.zone)
        for wall in walls(change):
            for at in instants_of(wall, zone):
                assert wall_at(at, zone) == wall, change


def test_a_skipped_wall_time_has_no_instant_and_a_repeated_one_has_two() -> None:
    for change in transitions():
        zone = ZoneInfo(change.zone)
        low, high = sorted((change.at + change.before, change.at + change.after))
        for wall in walls(change):
            shown = int(wall.replace(tzinfo=UTC).timestamp())
            inside = low <= shown < high
            expected = 1 if not inside else (0 if change.after > change.before else 2)
            assert len(instants_of(wall, zone)) == expected, (change, wall)


def test_edges_in_a_gap_move_to_its_end_and_in_a_fold_embrace_both_hours() -> None:
    for change in transitions():
        zone = ZoneInfo(change.zone)
        low, high = sorted((change.at + change.before, change.at + change.after))
        middle = datetime.fromtimestamp((low + high) // 2 // MINUTE * MINUTE, UTC).replace(tzinfo=None)
        minutes = middle.hour * 60 + middle.minute
        opens, closes = opens_at(middle.date(), minutes, zone), closes_at(middle.date(), minutes, zone)
        if change.after > change.before:
            assert opens == closes == change.at, change
        elif minutes:
            assert closes - opens == change.before - change.after, change
            assert opens < change.at <= closes, change


def test_days_tile_time_without_hole_or_overlap() -> None:
    for change in transitions():
        zone, day = around(change)
        for n in range(-2, 3):
            here, following = day + timedelta(days=n), day + timedelta(days=n + 1)
            assert day_span(here, zone)[1] == day_span(following, zone)[0], change
        spans = [day_span(day + timedelta(days=n), zone) for n in range(-1, 2)]
        assert length(spans) == 3 * 86_400 + change.before - change.after, change


def test_open_and_closed_time_add_up_to_the_day() -> None:
    for change in transitions():
        zone, day = around(change)
        whole = [day_span(day, zone)]
        for day_hours in HOURS:
            plan = DayPlan(day=day, hours=day_hours, by=DecidedBy.WEEKLY)
            windows = [(o.start, o.end) for o in openings_of(plan, zone)]
            inside, outside = common(whole, windows), without(whole, windows)
            assert length(inside) + length(outside) == length(whole), change


def test_starts_lie_inside_their_opening_and_on_the_wall_grid() -> None:
    for change in transitions():
        zone, day = around(change)
        for n in (-1, 0):
            plan = DayPlan(day=day + timedelta(days=n), hours=HOURS[n], by=DecidedBy.WEEKLY)
            for opening in openings_of(plan, zone):
                starts = starts_of(opening, 45, zone)
                assert starts == sorted(set(starts))
                for at in starts:
                    assert opening.start <= at < opening.end, change
                    wall = wall_at(at, zone)
                    assert (wall.hour * 60 + wall.minute - opening.opens) % 45 == 0, (change, wall)


def test_a_whole_day_offers_each_quarter_hour_that_exists() -> None:
    for change in transitions():
        zone, day = around(change)
        if change.at % 900 or (change.after - change.before) % 900:
            continue
        plan = DayPlan(day=day, hours=HOURS[0], by=DecidedBy.WEEKLY)
        (opening,) = openings_of(plan, zone)
        first, end = day_span(day, zone)
        assert len(starts_of(opening, 15, zone)) == (end - first) // 900, change


def test_offsets_do_not_change_outside_the_transitions_found() -> None:
    by_zone: dict[str, list[Transition]] = {}
    for change in transitions():
        by_zone.setdefault(change.zone, []).append(change)
    for name in zones()[::7]:
        zone, expected = ZoneInfo(name), None
        for change in by_zone.get(name, []):
            assert expected is None or offset_at(change.at - 1, zone) == expected
            expected = change.after
        if expected is not None:
            assert offset_at(LAST - 1, zone) == expected


@pytest.mark.parametrize(
    ("timezone", "day", "length_hours"),
    [
        ("Europe/London", date(2026, 3, 29), 23),
        ("Europe/London", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Antarctica/Troll", date(2026, 3, 29), 22),
        ("Antarctica/Troll", date(2026, 10, 25), 26),
        ("Asia/Almaty", date(2026, 11, 23), 24),
    ],
)
def test_busy_free_and_closed_minutes_add_up_on_days_of_any_length(
    timezone: str, day: date, length_hours: float
) -> None:
    page = (day - date(2000, 1, 1)).days
    used = [1 if 20 <= cell < 30 else 0 for cell in range(96)]
    busy = empty(pages={page: used, page - 1: used, page + 1: used})

    use = use_of(day, terms=terms(week("06:00-23:00"), timezone=timezone), room=busy)

    assert use.length_minutes == length_hours * 60
    assert use.free_minutes + use.busy_minutes + use.closed_minutes == use.length_minutes
    assert use.busy_minutes > 0
