"""When we promise to call, and what a call may become."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartbooking.operations.domain import Desk, Outcome, Status, Step, next_status, promise

ALMATY = ZoneInfo("Asia/Almaty")
DESK = Desk(opens=time(9), closes=time(21), zone=ALMATY, promise_minutes=10)


@pytest.mark.parametrize(
    ("asked", "promised"),
    [
        ("2026-11-21T12:00", "2026-11-21T12:10"),
        ("2026-11-21T20:50", "2026-11-21T21:00"),
        ("2026-11-21T20:55", "2026-11-22T09:05"),  # five minutes of today, five of tomorrow
        ("2026-11-21T23:30", "2026-11-22T09:10"),
        ("2026-11-21T03:00", "2026-11-21T09:10"),
        ("2026-12-31T22:00", "2027-01-01T09:10"),
    ],
)
def test_a_promise_counts_minutes_of_open_time(asked: str, promised: str) -> None:
    at = datetime.fromisoformat(asked).replace(tzinfo=ALMATY)

    assert promise(DESK, at.astimezone(UTC)).astimezone(ALMATY).isoformat()[:16] == promised


@given(st.integers(0, 730 * 86_400), st.integers(1, 600))
def test_a_promise_is_never_past_nor_in_closed_hours(seconds: int, minutes: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    desk = Desk(opens=time(9), closes=time(21), zone=ALMATY, promise_minutes=minutes)
    promised = promise(desk, now)

    assert now < promised <= now + timedelta(hours=24, minutes=minutes)
    assert time(9) < promised.astimezone(ALMATY).time() <= time(21)


def test_a_call_nobody_answers_is_tried_three_times() -> None:
    def after(calls: int) -> Status | None:
        return next_status(Status.TAKEN, Step.CLOSE, outcome=Outcome.UNREACHED, calls=calls)

    assert [after(1), after(2), after(3)] == [Status.WAITING, Status.WAITING, Status.UNREACHED]


def test_only_what_is_taken_can_be_closed_and_only_what_waits_be_taken() -> None:
    possible = {
        (status, step)
        for status in Status
        for step in Step
        if next_status(status, step, outcome=Outcome.DONE, calls=1) is not None
    }

    assert possible == {(Status.WAITING, Step.TAKE), (Status.TAKEN, Step.RELEASE), (Status.TAKEN, Step.CLOSE)}
