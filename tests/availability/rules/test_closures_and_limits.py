"""Closures in the ledger, and limits per customer under races."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from smartbooking.availability import jobs
from smartbooking.availability import service as availability
from smartbooking.availability.domain import BookingRules, ClaimKind, NewClaim, Owner, Want
from smartbooking.availability.domain.zone import opens_at, zone_named
from smartbooking.availability.errors import ClosureMeetsBookings, LimitReached, SlotUnavailable
from smartbooking.availability.subscribers import write_pads
from smartbooking.catalog.events import ResourceChanged
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights, Period
from tests.availability.rules.factory import NOW, set_hours, week
from tests.catalog.factory import make_resource, make_venue

ALMATY = zone_named("Asia/Almaty")
MONDAY = date(2026, 11, 23)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def almaty(clock: str, *, minutes: int = 60) -> Period:
    hour, minute = (int(part) for part in clock.split(":"))
    start = datetime.fromtimestamp(opens_at(MONDAY, hour * 60 + minute, ALMATY), NOW.tzinfo)
    return Period(start, start + timedelta(minutes=minutes))


async def test_a_closure_takes_every_place_for_every_writer_until_it_is_taken_back(tx: Tx) -> None:
    venue = await make_venue(tx)
    room = await make_resource(tx, venue, capacity=4)
    court = await make_resource(tx, venue, vertical="sauna")
    await set_hours(tx, venue.vendor_id, Owner.VENUE, venue.id, week("10:00-20:00"))

    made = await availability.close(
        tx, vendor_id=venue.vendor_id, venue_id=venue.id, starts=wall("2026-11-23T00:00"),
        ends=wall("2026-11-25T00:00"), reason="ремонт", by="test",
    )  # fmt: skip

    stay = Nights(date(2026, 11, 24), date(2026, 11, 25))
    assert made.resource_ids == (room.id, court.id)
    assert await availability.free_quantity(tx, vendor_id=venue.vendor_id, resource_id=room.id, span=stay) == 0
    assert (
        await availability.free_quantity(tx, vendor_id=venue.vendor_id, resource_id=court.id, span=almaty("11:00")) == 0
    )
    verdict = await availability.check(tx, want=Want(resource_id=court.id, span=almaty("11:00")), now=NOW)
    assert [reason.code for reason in verdict.reasons] == ["closure", "no_room"]
    before = Nights(date(2026, 11, 22), MONDAY)
    assert (await availability.check(tx, want=Want(resource_id=room.id, span=before), now=NOW)).available

    await availability.reopen(tx, vendor_id=venue.vendor_id, closure_id=made.id)
    verdict = await availability.check(tx, want=Want(resource_id=court.id, span=almaty("11:00")), now=NOW)
    assert verdict.available, verdict.reasons
    assert await availability.list_closures(tx, vendor_id=venue.vendor_id, now=NOW) == []


async def test_bookings_inside_a_closure_are_listed_or_kept_but_never_touched(tx: Tx) -> None:
    venue = await make_venue(tx)
    room = await make_resource(tx, venue, capacity=4)
    booking = uuid7()
    stay = Nights(MONDAY, date(2026, 11, 24))
    claim = NewClaim(line=1, resource_id=room.id, span=stay, quantity=3)
    await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=booking, claims=[claim])
    asked = {
        "vendor_id": venue.vendor_id, "venue_id": venue.id, "resource_ids": [room.id], "reason": "", "by": "test",
        "starts": wall("2026-11-22T00:00"), "ends": wall("2026-11-25T00:00"),
    }  # fmt: skip

    with pytest.raises(ClosureMeetsBookings) as refused:
        async with tx.begin_nested():
            await availability.close(tx, **asked)
    made = await availability.close(tx, **asked, keep_bookings=True)

    assert len(refused.value.extensions["conflicts"]) == 1
    assert [one.booking_id for one in made.conflicts] == [booking]
    blocks = [
        (claim.span, claim.quantity)
        for claim in await availability.claims_between(
            tx, vendor_id=venue.vendor_id, period=almaty("00:00", minutes=4320)
        )
        if claim.kind is ClaimKind.BLOCK
    ]
    assert (stay, 1) in blocks
    await availability.release(tx, vendor_id=venue.vendor_id, booking_id=booking)
    verdict = await availability.check(tx, want=Want(resource_id=room.id, span=stay), now=NOW)
    assert verdict.available_quantity == 3
    assert [reason.code for reason in verdict.reasons] == ["closure"]


async def test_a_closure_with_pads_leaves_the_neighbours_alone(tx: Tx) -> None:
    venue = await make_venue(tx)
    court = await make_resource(tx, venue, vertical="sauna")
    await set_hours(tx, venue.vendor_id, Owner.RESOURCE, court.id, week("10:00-20:00"))
    await availability.set_rules(
        tx, vendor_id=venue.vendor_id, owner=Owner.RESOURCE, owner_id=court.id,
        given=BookingRules(pad_after_minutes=15, step_minutes=15),
    )  # fmt: skip
    taken = NewClaim(line=1, resource_id=court.id, span=almaty("12:00"))
    await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=[taken])

    await availability.close(
        tx, vendor_id=venue.vendor_id, venue_id=venue.id, resource_ids=[court.id], by="test", reason="",
        starts=wall("2026-11-23T13:00"), ends=wall("2026-11-23T15:00"),
    )  # fmt: skip

    for clock, free in (("10:45", True), ("11:00", False), ("14:00", False), ("15:00", True)):
        verdict = await availability.check(tx, want=Want(resource_id=court.id, span=almaty(clock)), now=NOW)
        assert verdict.available is free, (clock, verdict.reasons)


async def _limited(tx: Tx, **limits: int) -> tuple[int, int]:
    venue = await make_venue(tx)
    court = await make_resource(tx, venue, vertical="sauna", capacity=1)
    await set_hours(tx, venue.vendor_id, Owner.RESOURCE, court.id, week("10:00-20:00"))
    await availability.set_rules(
        tx,
        vendor_id=venue.vendor_id,
        owner=Owner.RESOURCE,
        owner_id=court.id,
        given=BookingRules(pad_after_minutes=0, **limits),
    )
    return venue.vendor_id, court.id


async def _book(database: Database, vendor_id: int, court: int, clock: str, customer: UUID) -> str:
    booking = uuid7()
    want = Want(resource_id=court, span=almaty(clock), customer=customer)

    async def attempt(tx: Tx) -> str:
        verdict = await availability.check(tx, want=want, now=NOW)
        if not verdict.available:
            return verdict.reasons[0].code
        await availability.count_for(tx, want=want, booking_id=booking, now=NOW)
        await availability.hold(
            tx, vendor_id=vendor_id, booking_id=booking, claims=verdict.claims, hold_for=timedelta(minutes=10)
        )
        return "held"

    try:
        return await database.run(attempt)
    except LimitReached:
        return "limit"
    except SlotUnavailable:
        return "taken"


async def test_visits_of_long_ago_are_forgotten_and_coming_ones_are_not(database: Database) -> None:
    async with database.transaction() as tx:
        vendor_id, court = await _limited(tx, per_day_limit=2)
    for clock in ("10:00", "12:00"):
        assert await _book(database, vendor_id, court, clock, uuid7()) == "held"
    async with database.transaction() as tx:
        await tx.execute(text(
            "update availability.customer_visit set ends = ends - interval '90 days' where ends ="
            " (select min(ends) from availability.customer_visit)"
        ))  # fmt: skip

    await jobs.prune_visits(database, now=NOW)

    async with database.reading() as read:
        ends = (await read.execute(text("select ends from availability.customer_visit"))).scalars().all()
    assert [one > NOW for one in ends] == [True]


async def test_one_customer_racing_for_ten_hours_of_a_day_gets_the_two_she_may_have(database: Database) -> None:
    async with database.transaction() as tx:
        vendor_id, court = await _limited(tx, per_day_limit=2)
    customer = uuid7()

    answers = await asyncio.gather(
        *(_book(database, vendor_id, court, f"{hour}:00", customer) for hour in range(10, 20))
    )

    assert answers.count("held") == 2
    assert set(answers) <= {"held", "limit", "customer_day_limit"}


async def test_a_cancelled_booking_and_another_customer_do_not_count(database: Database) -> None:
    async with database.transaction() as tx:
        vendor_id, court = await _limited(tx, active_limit=1)
    anna, dana = uuid7(), uuid7()

    assert await _book(database, vendor_id, court, "10:00", anna) == "held"
    assert await _book(database, vendor_id, court, "12:00", anna) == "customer_active_limit"
    assert await _book(database, vendor_id, court, "12:00", dana) == "held"
    async with database.transaction() as tx:
        period = almaty("10:00")
        (claim,) = await availability.claims_between(tx, vendor_id=vendor_id, period=period)
        assert claim.booking_id is not None
        await availability.release(tx, vendor_id=vendor_id, booking_id=claim.booking_id)
    assert await _book(database, vendor_id, court, "14:00", anna) == "held"


async def test_alternatives_are_near_free_and_at_most_three(tx: Tx) -> None:
    venue = await make_venue(tx)
    courts = [await make_resource(tx, venue, vertical="sauna", name=name) for name in ("Первая", "Вторая")]
    await set_hours(tx, venue.vendor_id, Owner.VENUE, venue.id, week("10:00-20:00"))
    for clock in ("12:00", "13:00"):
        claim = NewClaim(line=1, resource_id=courts[0].id, span=almaty(clock))
        await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=[claim])

    found = await availability.alternatives(tx, want=Want(resource_id=courts[0].id, span=almaty("12:00")), now=NOW)

    assert [(one.kind, one.resource_id) for one in found] == [
        ("same_day", courts[0].id),
        ("sibling", courts[1].id),
        ("other_day", courts[0].id),
    ]
    assert found[0].span == almaty("11:00")
    assert found[1].span == almaty("12:00")
    assert found[2].span == Period(
        *(moment + timedelta(days=1) for moment in (almaty("12:00").start, almaty("12:00").end))
    )


async def test_a_booking_that_moves_does_not_stand_in_its_own_way(tx: Tx) -> None:
    venue = await make_venue(tx)
    room = await make_resource(tx, venue, capacity=1)
    booking = uuid7()
    first = Nights(MONDAY, date(2026, 11, 26))
    await availability.allocate(
        tx, vendor_id=venue.vendor_id, booking_id=booking, claims=[NewClaim(line=1, resource_id=room.id, span=first)]
    )
    later = Nights(date(2026, 11, 24), date(2026, 11, 27))

    stranger = await availability.check(tx, want=Want(resource_id=room.id, span=later), now=NOW)
    mover = await availability.check(tx, want=Want(resource_id=room.id, span=later, moving=booking), now=NOW)

    assert [reason.code for reason in stranger.reasons] == ["no_room"]
    assert mover.available


async def test_a_whole_hall_takes_its_courts_along(tx: Tx) -> None:
    venue = await make_venue(tx)
    hall = await make_resource(tx, venue, vertical="sauna", name="Зал")
    courts = [await make_resource(tx, venue, vertical="sauna", name=n, parent_id=hall.id) for n in ("1", "2")]
    await set_hours(tx, venue.vendor_id, Owner.VENUE, venue.id, week("10:00-20:00"))

    verdict = await availability.check(tx, want=Want(resource_id=hall.id, span=almaty("12:00")), now=NOW)
    assert [claim.resource_id for claim in verdict.claims] == [hall.id, courts[0].id, courts[1].id]
    await availability.allocate(
        tx, vendor_id=venue.vendor_id, booking_id=uuid7(),
        claims=[NewClaim(line=1, resource_id=courts[1].id, span=almaty("12:00"))],
    )  # fmt: skip

    verdict = await availability.check(tx, want=Want(resource_id=hall.id, span=almaty("12:00")), now=NOW)
    assert [reason.code for reason in verdict.reasons] == ["no_room"]


async def test_pads_of_the_vertical_reach_the_ledger_unless_the_rules_say_otherwise(tx: Tx) -> None:
    venue = await make_venue(tx)
    court = await make_resource(tx, venue, vertical="sauna")
    await set_hours(tx, venue.vendor_id, Owner.RESOURCE, court.id, week("10:00-20:00"))
    created = ResourceChanged(vendor_id=venue.vendor_id, resource_id=court.id)
    for _ in range(2):
        await write_pads(tx, created, now=NOW)
    claim = NewClaim(line=1, resource_id=court.id, span=almaty("12:00"))
    await availability.allocate(tx, vendor_id=venue.vendor_id, booking_id=uuid7(), claims=[claim])

    right_after = await availability.check(tx, want=Want(resource_id=court.id, span=almaty("13:00")), now=NOW)
    an_hour_later = await availability.check(tx, want=Want(resource_id=court.id, span=almaty("14:00")), now=NOW)

    assert [reason.code for reason in right_after.reasons] == ["no_room"]
    assert an_hour_later.available
