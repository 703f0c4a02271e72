"""Upkeep: reaping, history, verify and rebuild, change of grain. It tidies; it never decides."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from smartbooking.availability import jobs, service
from smartbooking.availability.errors import HistoryClosed, SlotUnavailable
from smartbooking.infra.db import Database
from smartbooking.kernel.period import Nights, Period
from tests.availability.ledger.factory import NIGHTS, SESSION, Ledger, claim, hours, nights
from tests.cluster import Clone

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
LONG_AGO = Period(NOW - timedelta(days=60), NOW - timedelta(days=60) + timedelta(hours=1))
YESTERDAY = Period(NOW - timedelta(days=1), NOW - timedelta(days=1) + timedelta(hours=1))


async def age_claims(ledger: Ledger) -> None:
    """Make every claim look as if it had been written long ago."""
    await ledger.owner.execute("alter table availability.claim disable trigger all")
    await ledger.owner.execute("update availability.claim set created_at = now() - interval '100 days'")
    await ledger.owner.execute("alter table availability.claim enable trigger all")


async def history(ledger: Ledger) -> int:
    return int(await ledger.owner.fetchval("select count(*) from availability.claim_history"))


async def pages(ledger: Ledger, resource: int) -> int:
    return int(
        await ledger.owner.fetchval("select count(*) from availability.calendar where resource_id = $1", resource)
    )


async def test_reaper_gives_back_expired_holds_and_nothing_else(ledger: Ledger) -> None:
    court, pool = await ledger.resource(), await ledger.resource(capacity=9)
    alive = await ledger.hold(claim(pool, hours(10, 11)))
    await ledger.allocate(claim(pool, hours(10, 11)))
    await ledger.block(pool, hours(10, 11))
    await ledger.expired_hold(claim(court, hours(10, 11)), claim(pool, hours(10, 11), quantity=3))
    assert await ledger.free(court, hours(10, 11)) == 0

    await jobs.reap_expired_holds(ledger.database, now=NOW)

    assert await ledger.free(court, hours(10, 11)) == 1
    assert await ledger.free(pool, hours(10, 11)) == 6
    await ledger.confirm(alive)
    assert await ledger.drifts() == ()


async def test_reaper_leaves_a_hold_that_is_being_confirmed(ledger: Ledger) -> None:
    court = await ledger.resource()
    booking = await ledger.expired_hold(claim(court, hours(10, 11)))

    async with ledger.database.transaction() as tx:
        await service.confirm(tx, vendor_id=77, booking_id=booking, expected=1)
        await jobs.reap_expired_holds(ledger.database, now=NOW)

    assert await ledger.claims() == 1


async def test_finished_claims_move_to_history_and_verify_stays_clean(ledger: Ledger) -> None:
    court, room = await ledger.resource(), await ledger.resource(3, NIGHTS)
    long_stay = Nights((NOW - timedelta(days=80)).date(), (NOW - timedelta(days=50)).date())
    in_house = Nights((NOW - timedelta(days=80)).date(), (NOW + timedelta(days=5)).date())
    old = [
        await ledger.allocate(claim(court, LONG_AGO), claim(room, long_stay, quantity=2)),
        await ledger.allocate(claim(room, in_house)),
        await ledger.allocate(claim(court, YESTERDAY)),
    ]
    await age_claims(ledger)

    await jobs.prune_finished_claims(ledger.database, now=NOW)

    assert await history(ledger) == 2
    assert await ledger.claims() == 2
    assert await pages(ledger, court) == 1
    assert await ledger.drifts() == ()
    kept = await ledger.owner.fetchrow(
        "select booking_id, quantity, lower(nights) as arrival from availability.claim_history where resource_id = $1",
        room,
    )
    assert tuple(kept) == (old[0], 2, long_stay.arrival)


async def test_claims_written_lately_stay_even_when_their_time_is_long_past(ledger: Ledger) -> None:
    """An import of last year's reservations is not swept away the night after."""
    court = await ledger.resource()
    await ledger.allocate(claim(court, LONG_AGO))

    await jobs.prune_finished_claims(ledger.database, now=NOW)

    assert await history(ledger) == 0
    with pytest.raises(SlotUnavailable):
        await ledger.allocate(claim(court, LONG_AGO))


async def test_closed_past_can_not_be_sold_a_second_time(ledger: Ledger) -> None:
    court, show = await ledger.resource(), await ledger.resource(5, SESSION)
    await ledger.allocate(claim(court, LONG_AGO))
    await ledger.allocate(claim(show, LONG_AGO, quantity=5))
    today = await ledger.allocate(claim(court, hours(10, 11)))
    await age_claims(ledger)
    await jobs.prune_finished_claims(ledger.database, now=NOW)

    for resource in (court, show):
        with pytest.raises(HistoryClosed):
            await ledger.allocate(claim(resource, LONG_AGO))
        assert await ledger.free(resource, LONG_AGO) == 0
    with pytest.raises(HistoryClosed):
        await ledger.move(today, claim(court, LONG_AGO))
    assert await ledger.free(court, hours(10, 11)) == 0


async def test_stay_that_began_before_the_closed_past_may_still_be_lengthened(ledger: Ledger) -> None:
    room = await ledger.resource(2, NIGHTS)
    start, today = (NOW - timedelta(days=80)).date(), NOW.date()
    in_house = await ledger.allocate(claim(room, Nights(start, today + timedelta(days=3))))
    await ledger.allocate(claim(room, Nights(start, start + timedelta(days=20))))
    await age_claims(ledger)
    await jobs.prune_finished_claims(ledger.database, now=NOW)
    assert await history(ledger) == 1

    await ledger.move(in_house, claim(room, Nights(start, today + timedelta(days=9))))

    with pytest.raises(HistoryClosed):
        await ledger.move(in_house, claim(room, Nights(start - timedelta(days=1), today + timedelta(days=9))))
    with pytest.raises(HistoryClosed):
        await ledger.move(in_house, claim(room, Nights(start, today + timedelta(days=9)), quantity=2))
    assert await ledger.drifts() == ()


async def test_pages_of_cancelled_old_days_are_dropped_with_the_finished_ones(ledger: Ledger) -> None:
    court = await ledger.resource()
    await ledger.release(
        await ledger.allocate(
            claim(court, Period(LONG_AGO.start - timedelta(days=9), LONG_AGO.end - timedelta(days=9)))
        )
    )
    await ledger.allocate(claim(court, LONG_AGO))
    assert await pages(ledger, court) == 2
    await age_claims(ledger)

    await jobs.prune_finished_claims(ledger.database, now=NOW)

    assert await pages(ledger, court) == 0
    assert await ledger.drifts() == ()


async def test_verify_names_every_kind_of_drift_and_rebuild_mends_it(clone: Clone, ledger: Ledger) -> None:
    court, room = await ledger.resource(), await ledger.resource(2, NIGHTS)
    await ledger.hold(claim(court, hours(10, 10.5)))
    await ledger.allocate(claim(room, nights(3, 4), quantity=2))
    first_cell = await ledger.owner.fetchval(
        "select lower(cells) from availability.claim where resource_id = $1", court
    )
    await ledger.owner.execute("update availability.calendar set used[1] = 1 where resource_id = $1", court)
    await ledger.owner.execute(
        "update availability.full_days set ring = repeat('0', 768)::bit(768) where resource_id = $1", room
    )

    drifts = await ledger.drifts()

    assert [(d.resource_id, d.what, d.expected, d.found) for d in drifts] == [
        (court, "calendar", "0", "1"),
        (room, "full_days", "as the calendar", "differs"),
    ]
    assert drifts[0].cell == first_cell // 96 * 96
    owners = Database(clone.owner_url, pool=1, role=None)
    for resource in (court, room):
        async with owners.transaction() as tx:
            await service.rebuild(tx, vendor_id=77, resource_id=resource)
    await owners.dispose()
    assert await ledger.drifts() == ()
    assert await ledger.free(court, hours(10, 10.5)) == 0


async def test_verify_everything_reports_each_vendor(ledger: Ledger) -> None:
    await ledger.hold(claim(await ledger.resource(), hours(10, 11)))
    other = Ledger(ledger.database, ledger.owner, vendor_id=78)
    await other.resource()

    reports = [report async for report in service.verify_everything(ledger.database)]

    assert [(r.vendor_id, r.resources, r.claims, r.drifts) for r in reports] == [(77, 1, 1, ()), (78, 1, 0, ())]


async def test_finer_grain_takes_every_claim_along(ledger: Ledger) -> None:
    court = await ledger.resource(grain=1800)
    booking = await ledger.allocate(claim(court, hours(10, 10.25)))
    assert await ledger.free(court, hours(10.25, 10.5)) == 0

    await ledger.owner.execute("select availability.regrain(77, $1, 900)", court)

    assert await ledger.free(court, hours(10.25, 10.5)) == 1
    await ledger.move(booking, claim(court, hours(11, 11.25)))
    assert await ledger.drifts() == ()


async def test_coarser_grain_is_refused_when_neighbours_would_meet(ledger: Ledger) -> None:
    court = await ledger.resource(grain=900)
    await ledger.allocate(claim(court, hours(10, 10.25)))
    await ledger.allocate(claim(court, hours(10.25, 10.5)))

    with pytest.raises(asyncpg.CheckViolationError, match="no_oversell"):
        await ledger.owner.execute("select availability.regrain(77, $1, 1800)", court)

    assert await ledger.free(court, hours(10.5, 11)) == 1
    assert await ledger.drifts() == ()


async def test_slots_do_not_become_nights_while_something_is_booked(ledger: Ledger) -> None:
    court = await ledger.resource()
    await ledger.allocate(claim(court, hours(10, 11)))

    with pytest.raises(asyncpg.CheckViolationError, match="span_fits_grain"):
        await ledger.owner.execute("select availability.regrain(77, $1, 86400)", court)

    assert await ledger.drifts() == ()


async def test_hold_computed_before_a_change_of_grain_is_repeated(ledger: Ledger) -> None:
    """prepare() reads without a lock; guard() sees under it that the cells are of the old kind."""
    court = await ledger.resource(grain=1800)
    async with ledger.owner.transaction():
        await ledger.owner.execute("select availability.regrain(77, $1, 900)", court)
        waiting = asyncio.create_task(ledger.hold(claim(court, hours(10, 11))))
        await asyncio.sleep(0.3)
        assert not waiting.done()
    with pytest.raises(Exception, match="changed meanwhile"):
        await waiting

    await ledger.hold(claim(court, hours(10, 11)))
    assert await ledger.drifts() == ()
