"""Changes after the sale: bookings move, resources shrink, grow and are archived."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from smartbooking.availability import service
from smartbooking.availability.errors import HoldLost, ResourceArchived, SlotUnavailable
from tests.availability.ledger.factory import NIGHTS, Ledger, claim, hours, nights


async def test_move_may_overlap_the_time_it_leaves(ledger: Ledger) -> None:
    court = await ledger.resource()
    booking = await ledger.allocate(claim(court, hours(10, 11)))

    await ledger.move(booking, claim(court, hours(10.5, 11.5)))

    assert await ledger.free(court, hours(10, 10.5)) == 1
    assert await ledger.free(court, hours(10.5, 11.5)) == 0
    assert await ledger.drifts() == ()


async def test_move_to_a_taken_time_leaves_the_booking_where_it_was(ledger: Ledger) -> None:
    court = await ledger.resource()
    booking = await ledger.allocate(claim(court, hours(10, 11)))
    await ledger.allocate(claim(court, hours(12, 13)))

    with pytest.raises(SlotUnavailable):
        await ledger.move(booking, claim(court, hours(11.5, 12.5)))

    assert await ledger.free(court, hours(10, 11)) == 0


async def test_move_may_change_staff_add_a_table_and_drop_one(ledger: Ledger) -> None:
    anna, berik, table = await ledger.resource(), await ledger.resource(), await ledger.resource()
    booking = await ledger.allocate(claim(anna, hours(10, 11)), claim(table, hours(18, 19), line=2))

    await ledger.move(booking, claim(berik, hours(10, 11)), claim(table, hours(10, 11)))
    await ledger.move(booking, claim(anna, hours(12, 13)))

    async with ledger.database.reading() as read:
        claims = await service.claims_of(read, vendor_id=77, booking_id=booking)
    assert [(c.line, c.resource_id, c.span) for c in claims] == [(1, anna, hours(12, 13)), (2, table, hours(18, 19))]
    assert await ledger.free(berik, hours(10, 11)) == await ledger.free(table, hours(10, 11)) == 1
    assert await ledger.drifts() == ()


async def test_two_bookings_can_not_both_move_to_the_same_time(ledger: Ledger) -> None:
    court = await ledger.resource()
    first = await ledger.allocate(claim(court, hours(10, 11)))
    second = await ledger.allocate(claim(court, hours(11, 12)))
    await ledger.move(first, claim(court, hours(14, 15)))

    with pytest.raises(SlotUnavailable):
        await ledger.move(second, claim(court, hours(14, 15)))


async def test_move_of_a_lost_hold_says_so(ledger: Ledger) -> None:
    court = await ledger.resource()

    with pytest.raises(HoldLost):
        await ledger.move(UUID(int=5), claim(court, hours(10, 11)))


async def test_resource_without_capacity_takes_nothing(ledger: Ledger) -> None:
    closed = await ledger.resource(capacity=0)

    with pytest.raises(SlotUnavailable):
        await ledger.hold(claim(closed, hours(10, 11)))

    assert await ledger.free(closed, hours(10, 11)) == 0


async def test_absurd_quantities_are_refused_as_oversell_not_as_arithmetic(ledger: Ledger) -> None:
    court = await ledger.resource(capacity=32_766)
    await ledger.hold(claim(court, hours(10, 11), quantity=32_766))

    with pytest.raises(SlotUnavailable):
        await ledger.hold(claim(court, hours(10, 11), quantity=32_766))


async def test_archived_resource_keeps_what_it_sold_and_takes_nothing_new(ledger: Ledger) -> None:
    court, other = await ledger.resource(), await ledger.resource()
    held = await ledger.hold(claim(court, hours(10, 11)))
    elsewhere = await ledger.allocate(claim(other, hours(10, 11)))

    await ledger.archive(court)

    with pytest.raises(ResourceArchived):
        await ledger.hold(claim(court, hours(15, 16)))
    with pytest.raises(ResourceArchived):
        await ledger.move(elsewhere, claim(court, hours(15, 16)))
    assert await ledger.free(court, hours(15, 16)) == 0
    await ledger.confirm(held)
    await ledger.move(held, claim(court, hours(10, 10.5)))
    await ledger.release(held)
    assert await ledger.drifts() == ()


async def test_capacity_can_not_fall_below_what_is_sold(ledger: Ledger) -> None:
    room_type = await ledger.resource(capacity=3, grain=NIGHTS)
    await ledger.allocate(claim(room_type, nights(1, 3), quantity=2))

    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await ledger.set_capacity(room_type, 1)
    assert refusal.value.constraint_name == "no_oversell"

    await ledger.set_capacity(room_type, 2)
    assert await ledger.free(room_type, nights(1, 3)) == 0
    assert await ledger.free(room_type, nights(3, 9)) == 2
