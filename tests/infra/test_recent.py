"""What a process remembers of its last five minutes."""

from __future__ import annotations

import pytest

from smartbooking.infra.recent import EDGES, Recent, Recently


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_without_requests_there_is_no_percentile(clock: Clock) -> None:
    assert Recent(clock).seen() == Recently(minutes=5, requests=0, errors=0, p95_ms=None, worst_route="")


def test_the_percentile_is_the_edge_above_it(clock: Clock) -> None:
    recent = Recent(clock)
    for _ in range(95):
        recent.note("/a", 200, 0.010)
    for _ in range(5):
        recent.note("/a", 200, 2.0)

    seen = recent.seen()
    assert seen.requests == 100
    assert seen.p95_ms is not None
    assert 10 <= seen.p95_ms <= 12.5

    recent.note("/a", 200, 2.0)
    assert 2_000 <= (recent.seen().p95_ms or 0) <= 2_500


def test_errors_say_where_most_of_them_were(clock: Clock) -> None:
    recent = Recent(clock)
    for route, status in (("/a", 500), ("/b", 503), ("/b", 500), ("/a", 404), ("/c", 200)):
        recent.note(route, status, 0.001)

    seen = recent.seen()
    assert (seen.errors, seen.worst_route, seen.requests) == (3, "/b", 5)


def test_after_five_minutes_everything_is_forgotten(clock: Clock) -> None:
    recent = Recent(clock)
    recent.note("/a", 500, 0.001)
    clock.seconds = 4 * 60 + 59
    recent.note("/b", 200, 0.001)
    assert (recent.seen().requests, recent.seen().errors) == (2, 1)

    clock.seconds = 5 * 60
    assert (recent.seen().requests, recent.seen().errors) == (1, 0)
    clock.seconds = 60 * 60
    recent.note("/a", 200, 0.001)
    assert recent.seen().requests == 1


def test_requests_beyond_the_last_edge_count_at_it(clock: Clock) -> None:
    recent = Recent(clock)
    recent.note("/a", 200, 3_600)

    assert recent.seen().p95_ms == EDGES[-1]
