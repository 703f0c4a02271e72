"""A day on a card: starts of any spacing become stretches, and a visit past midnight keeps its length."""

from __future__ import annotations

from datetime import UTC, date, datetime

from smartbooking.availability.domain.questions import Slot
from smartbooking.search.service.times import DayHours, hours_of

DAY = date(2026, 11, 23)
ANY = datetime(2026, 11, 23, tzinfo=UTC)


def slot(start: str, end: str, *, free: bool = True, ends_on: str = "2026-11-23") -> Slot:
    local = f"2026-11-23T{start}:00", f"{ends_on}T{end}:00"
    return Slot(start=ANY, end=ANY, start_local=local[0], end_local=local[1], utc_offset="+05:00", free=1,
                available=free)  # fmt: skip


def test_starts_that_overlap_are_one_stretch_and_what_is_taken_parts_them() -> None:
    slots = [slot("08:00", "09:00"), slot("08:30", "09:30"), slot("09:00", "10:00", free=False), slot("10:00", "11:00")]
    assert hours_of(DAY, slots) == DayHours(480, 660, ((480, 570), (600, 660)))


def test_a_visit_past_midnight_ends_after_the_last_minute_of_the_day() -> None:
    assert hours_of(DAY, [slot("23:00", "01:00", ends_on="2026-11-24")]) == DayHours(1380, 1500, ((1380, 1500),))


def test_a_full_day_has_hours_but_nothing_free_and_a_closed_day_has_none() -> None:
    assert hours_of(DAY, [slot("08:00", "09:00", free=False)]) == DayHours(480, 540, ())
    assert hours_of(DAY, []) is None
