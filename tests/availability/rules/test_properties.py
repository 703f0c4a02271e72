"""Laws of the pure parts, tried on what hypothesis thinks of."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import combinations, product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from smartbooking.availability.domain.hours import BadHours, day_hours
from smartbooking.availability.domain.occupancy import LEDGER_EPOCH, Occupancy, segments_of_equal_room
from smartbooking.availability.domain.picking import Candidate, pick
from smartbooking.availability.domain.slots import resource_day, use_of
from smartbooking.availability.domain.spans import common, inside, length, merged, without
from smartbooking.availability.domain.zone import instants_of, wall_at
from smartbooking.catalog.domain import Requirement
from smartbooking.kernel.period import Period
from tests.availability.rules.factory import NOW, terms, timetable, week
from tests.availability.rules.transitions import zones

stretches = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=8
)
some_zones = st.sampled_from([name for name in zones() if "/" in name])
days = st.dates(date(2024, 1, 2), date(2030, 12, 30))


def cells_of(found: tuple[tuple[int, int], ...]) -> set[int]:
    return {cell for start, end in found for cell in range(start, end)}


@given(stretches, stretches)
def test_arithmetic_of_spans_is_that_of_sets(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    a, b = cells_of(tuple(left)), cells_of(tuple(right))

    assert cells_of(merged(left)) == a
    assert cells_of(common(left, right)) == a & b
    assert cells_of(without(left, right)) == a - b
    assert length(left) == len(a)


@given(some_zones, st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)))  # noqa: DTZ001  # wall times
def test_wall_time_survives_the_way_through_utc(name: str, wall: datetime) -> None:
    zone = ZoneInfo(name)
    whole = wall.replace(second=0, microsecond=0)

    for at in instants_of(whole, zone):
        assert wall_at(at, zone) == whole


@settings(deadline=None, max_examples=60)
@given(
    some_zones, days, st.integers(0, 1439), st.integers(30, 1440), st.sampled_from([15, 20, 30, 60]),
    st.sampled_from([15, 30, 60, 90]),
)  # fmt: skip
def test_slots_lie_inside_open_time_of_their_date(
    name: str, day: date, opens: int, lasts: int, step: int, long: int
) -> None:
    span = f"{opens // 60}:{opens % 60}-{(opens + lasts) // 60}:{(opens + lasts) % 60}"
    table = timetable(week(span), timezone=name)
    windows = table.windows(day, day + timedelta(days=1))

    for one in table.offered(day, step, long * 60):
        assert inside((one.at, one.ends), windows)
        assert one.start_local.startswith(day.isoformat())
        assert one.end - one.start == timedelta(minutes=long)


@settings(deadline=None, max_examples=60)
@given(some_zones, days, st.lists(st.integers(0, 3), min_size=96, max_size=96))
def test_free_busy_and_closed_are_the_whole_day(name: str, day: date, used: list[int]) -> None:
    page = (day - date(2000, 1, 1)).days
    room = Occupancy(
        resource_id=1, capacity=2, grain=900, page_size=96, pages={page - 1: used, page: used, page + 1: used}
    )
    use = use_of(day, terms=terms(week("08:00-26:00"), timezone=name, capacity=2), room=room)

    assert use.free_minutes + use.busy_minutes + use.closed_minutes == use.length_minutes


@settings(deadline=None, max_examples=40)
@given(days, st.lists(st.integers(0, 3), min_size=96, max_size=96), st.integers(0, 1800), st.integers(0, 1800))
def test_a_day_at_once_says_the_same_as_slot_by_slot(day: date, used: list[int], before: int, after: int) -> None:
    page = (day - date(2000, 1, 1)).days
    room = Occupancy(
        resource_id=1, capacity=3, grain=900, page_size=96, pad_before=before, pad_after=after,
        pages={page - 1: used, page: used},
    )  # fmt: skip
    shown = resource_day(
        terms(week("06:00-22:00"), capacity=3), day, seconds_long=3600, quantity=2, room={1: room},
        now=NOW - timedelta(days=1500),
    )  # fmt: skip

    for slot in shown.slots:
        first, end = room.cells(Period(slot.start, slot.end))
        taken = max((used[cell % 96] for cell in range(first, end) if cell // 96 in (page - 1, page)), default=0)
        assert slot.free == max(0, 3 - taken)
        assert first * 900 + LEDGER_EPOCH <= slot.start.timestamp() - before
        assert end * 900 + LEDGER_EPOCH >= slot.end.timestamp() + after


@given(st.lists(st.integers(0, 3), min_size=32, max_size=32), st.integers(0, 20), st.integers(1, 12))
def test_segments_of_equal_room_cover_the_cells_once(used: list[int], first: int, count: int) -> None:
    room = Occupancy(resource_id=1, capacity=3, grain=86_400, page_size=32, pages={0: used})
    found = list(segments_of_equal_room(room, first, first + count))

    assert [cell for a, b, _ in found for cell in range(a, b)] == list(range(first, first + count))
    for a, b, free in found:
        assert {3 - used[cell] for cell in range(a, b)} == {free}


roles = st.lists(
    st.tuples(st.lists(st.integers(1, 5), min_size=1, max_size=4, unique=True), st.integers(1, 2)),
    min_size=1,
    max_size=3,
)


@settings(deadline=None)
@given(roles, st.lists(st.integers(0, 2), min_size=5, max_size=5), st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_picking_fills_the_roles_whenever_they_can_be_filled(
    needs: list[tuple[list[int], int]], free: list[int], load: list[int]
) -> None:
    requirements = [
        Requirement(role=f"role {n}", resource_ids=tuple(ids), quantity=count) for n, (ids, count) in enumerate(needs)
    ]

    def candidate(number: int) -> Candidate:
        return Candidate(resource_id=number, open=True, free=free[number - 1], load=load[number - 1])

    picked = pick(requirements, candidate)

    seats = [(number, place) for number in range(1, 6) for place in range(free[number - 1])]
    choices = [
        [group for group in combinations(seats, need.quantity) if all(s[0] in need.resource_ids for s in group)]
        for need in requirements
    ]
    possible = any(
        len({seat for group in chosen for seat in group}) == sum(len(group) for group in chosen)
        for chosen in product(*choices)
    )
    assert (picked.role is None) == possible
    if possible:
        assert sum(picked.places.values()) == sum(need.quantity for need in requirements)
        assert all(count <= free[number - 1] for number, count in picked.places.items())
        assert pick(requirements, candidate) == picked


def test_anyone_is_the_least_busy_one_then_the_first_one() -> None:
    requirement = Requirement(role="stylist", resource_ids=(3, 1, 2))
    loads = {1: 4, 2: 2, 3: 2}

    picked = pick([requirement], lambda n: Candidate(resource_id=n, open=True, free=1, load=loads[n]))

    assert dict(picked.places) == {2: 1}


@given(st.lists(st.tuples(st.integers(-10, 1500), st.integers(-10, 3000)), max_size=4))
def test_hours_are_accepted_only_when_they_can_be(spans: list[tuple[int, int]]) -> None:
    possible = all(0 <= a < 1440 and a < b <= a + 1440 for a, b in spans)
    apart = all(x[1] <= y[0] or y[1] <= x[0] for x, y in combinations(spans, 2))
    try:
        found = day_hours(spans)
    except BadHours:
        assert not (possible and apart)
    else:
        assert possible
        assert apart
        assert length(found) == sum(b - a for a, b in spans)
