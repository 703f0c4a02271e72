"""The ring of full days that search reads: bit (day % 768) says that nothing is left that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from smartbooking.kernel.period import Nights, Period
from tests.availability.ledger.factory import NIGHTS, SESSION, Ledger, claim, hours, nights

MAY_3 = date(2027, 5, 3)


async def full(ledger: Ledger, resource: int) -> list[date]:
    """The full days a row knows, within its window."""
    rows = await ledger.owner.fetch(
        """select first_day + n as day from availability.full_days, generate_series(0, 767) n
           where vendor_id = 77 and resource_id = $1 and get_bit(ring, (first_day + n) % 768) = 1 order by 1""",
        resource,
    )
    return [date.fromordinal(date(2000, 1, 1).toordinal() + row["day"]) for row in rows]


async def window(ledger: Ledger, resource: int) -> int:
    return int(
        await ledger.owner.fetchval(
            "select first_day from availability.full_days where vendor_id = 77 and resource_id = $1", resource
        )
    )


async def test_night_is_full_when_its_last_room_is_taken(ledger: Ledger) -> None:
    room_type = await ledger.resource(capacity=2, grain=NIGHTS)
    await ledger.allocate(claim(room_type, nights(2, 5)))
    assert await full(ledger, room_type) == []

    second = await ledger.allocate(claim(room_type, nights(3, 4)))
    assert await full(ledger, room_type) == [MAY_3]

    await ledger.release(second)
    assert await full(ledger, room_type) == []


async def test_day_of_slots_is_full_when_no_cell_is_left(ledger: Ledger) -> None:
    court = await ledger.resource(capacity=1, grain=3600)
    await ledger.block(court, hours(1, 24))
    assert await full(ledger, court) == []

    booking = await ledger.hold(claim(court, hours(0, 1)))
    assert await full(ledger, court) == [MAY_3]

    await ledger.move(booking, claim(court, hours(24, 25)))
    assert await full(ledger, court) == []


async def test_session_has_no_days(ledger: Ledger) -> None:
    event = await ledger.resource(capacity=1, grain=SESSION)

    await ledger.allocate(claim(event, hours(19, 22)))

    assert await full(ledger, event) == []


async def test_change_of_capacity_repaints(ledger: Ledger) -> None:
    room_type = await ledger.resource(capacity=2, grain=NIGHTS)
    await ledger.allocate(claim(room_type, nights(3, 4)))

    await ledger.set_capacity(room_type, 1)
    assert await full(ledger, room_type) == [MAY_3]

    await ledger.set_capacity(room_type, 2)
    assert await full(ledger, room_type) == []
    assert await ledger.drifts() == ()


async def test_day_beyond_the_window_is_booked_but_not_painted_until_the_window_gets_there(ledger: Ledger) -> None:
    room = await ledger.resource(grain=NIGHTS)
    first = await window(ledger, room)
    far = date.fromordinal(date(2000, 1, 1).toordinal() + first + 768)
    await ledger.allocate(claim(room, Nights(far, far.replace(year=far.year + 1))))
    assert await full(ledger, room) == []
    assert await ledger.drifts() == ()

    moved = await ledger.owner.fetchval("select availability.roll(10, $1)", first + 34)
    assert moved == 1
    assert (await full(ledger, room))[0] == far
    assert len(await full(ledger, room)) == 33
    assert await ledger.drifts() == ()


async def test_past_days_leave_the_ring_so_that_their_bits_serve_new_days(ledger: Ledger) -> None:
    room = await ledger.resource(grain=NIGHTS)
    first = await window(ledger, room)
    start = date.fromordinal(date(2000, 1, 1).toordinal() + first)
    await ledger.allocate(claim(room, Nights(start, start + timedelta(days=3))))
    assert len(await full(ledger, room)) == 3

    await ledger.owner.fetchval("select availability.roll(10, $1)", first + 40)

    assert await full(ledger, room) == []
    assert await ledger.drifts() == ()


@pytest.mark.parametrize("grain", [NIGHTS, 3600])
async def test_every_midnight_of_three_months_keeps_the_ring_right(ledger: Ledger, grain: int) -> None:
    """The nightly job runs once a day; bookings come and go around the edge of the window in between."""
    room = await ledger.resource(grain=grain)
    first = await window(ledger, room)
    moves = 0
    for passed in range(90):
        today = first + 1 + passed
        moves += await ledger.owner.fetchval("select availability.roll(10, $1)", today)
        edge = date.fromordinal(date(2000, 1, 1).toordinal() + today + 735)
        midnight = datetime.combine(edge, time(), UTC)
        booking = await ledger.allocate(
            claim(
                room,
                Nights(edge, edge + timedelta(days=1))
                if grain == NIGHTS
                else Period(midnight, midnight + timedelta(days=1)),
            )
        )
        assert (await full(ledger, room))[-1] == edge
        if passed % 3 == 0:
            await ledger.release(booking)
        assert await window(ledger, room) <= today - 1
        assert await window(ledger, room) + 767 >= today + 736
    assert await ledger.drifts() == ()
    assert moves == 2
