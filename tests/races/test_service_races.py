"""Races through the service: exactly the capacity is sold, nobody meets a deadlock, nobody waits for ever."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from smartbooking.availability import jobs, service
from smartbooking.availability.errors import HoldLost, SlotUnavailable
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from tests.availability.ledger.factory import NIGHTS, SESSION, TEN_MINUTES, Ledger, claim, hours, nights
from tests.cluster import Clone


@pytest.fixture
async def owner(clone: Clone) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(clone.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def ledger(clone: Clone, owner: asyncpg.Connection) -> AsyncIterator[Ledger]:
    """A pool as wide as the race; no call repeats itself, so a deadlock would show."""
    wide = Database(clone.app_url, pool=40)
    yield Ledger(wide, owner)
    await wide.dispose()


async def outcomes(calls: Sequence[Awaitable[Any]]) -> list[type]:
    """What each call ended in, all started together."""
    return [type(answer) for answer in await asyncio.gather(*calls, return_exceptions=True)]


async def test_two_hundred_buyers_of_ten_rooms(ledger: Ledger) -> None:
    room_type = await ledger.resource(capacity=10, grain=NIGHTS)

    ended = await outcomes([ledger.hold(claim(room_type, nights(1, 4))) for _ in range(200)])

    assert ended.count(SlotUnavailable) == 190
    assert await ledger.claims() == 10
    assert await ledger.free(room_type, nights(1, 4)) == 0
    assert await ledger.drifts() == ()


async def test_baskets_over_the_same_resources_in_any_order_never_deadlock(ledger: Ledger) -> None:
    resources = [await ledger.resource(capacity=25) for _ in range(5)]
    rnd = random.Random(7)
    baskets = [rnd.sample(resources, 3) for _ in range(200)]

    ended = await outcomes([ledger.hold(*(claim(r, hours(10, 11)) for r in basket)) for basket in baskets])

    assert set(ended) <= {type(uuid7()), SlotUnavailable}
    assert await ledger.claims() == 3 * (200 - ended.count(SlotUnavailable))
    for resource in resources:
        used = await ledger.owner.fetchval("select count(*) from availability.claim where resource_id = $1", resource)
        assert used <= 25
        assert await ledger.free(resource, hours(10, 11)) == 25 - used
    assert await ledger.drifts() == ()


async def test_plain_sql_and_the_service_compete_under_the_same_rule(ledger: Ledger, clone: Clone) -> None:
    court = await ledger.resource(capacity=7)
    statement = (
        "insert into availability.claim (vendor_id, resource_id, kind, during)"
        " values (77, $1, 'block', '[2027-05-03 10:00Z,2027-05-03 11:00Z)')"
    )
    async with AsyncExitStack() as stack:
        rivals = [await asyncpg.connect(clone.app_url) for _ in range(15)]
        for rival in rivals:
            stack.push_async_callback(rival.close)

        ended = await outcomes(
            [rival.execute(statement, court) for rival in rivals]
            + [ledger.hold(claim(court, hours(10, 11))) for _ in range(15)]
        )

    assert ended.count(SlotUnavailable) + ended.count(asyncpg.CheckViolationError) == 23
    assert await ledger.claims() == 7


async def test_one_of_many_confirmations_wins(ledger: Ledger) -> None:
    booking = await ledger.hold(claim(await ledger.resource(), hours(10, 11)))

    ended = await outcomes([ledger.confirm(booking) for _ in range(20)])

    assert sorted(e.__name__ for e in ended) == ["HoldLost"] * 19 + ["NoneType"]


async def test_late_payment_and_next_customer_never_both_get_the_place(ledger: Ledger) -> None:
    """confirm against a taker and the reaper, thirty times: one of them has the place, and both know who."""
    for hour in range(30):
        court = await ledger.resource()
        late = await ledger.hold(claim(court, hours(hour, hour + 1)), hold_for=timedelta(milliseconds=15))
        await asyncio.sleep(0.02)

        confirmed, taken, _ = await asyncio.gather(
            ledger.confirm(late),
            ledger.hold(claim(court, hours(hour, hour + 1))),
            jobs.reap_expired_holds(ledger.database, now=datetime.now(UTC)),
            return_exceptions=True,
        )

        kept = [type(confirmed), type(taken)]
        assert kept in ([type(None), SlotUnavailable], [HoldLost, type(late)])
        assert await ledger.claims() == hour + 1
    assert await ledger.drifts() == ()


async def test_swapping_bookings_end_without_deadlock_and_without_oversell(ledger: Ledger) -> None:
    courts = [await ledger.resource(capacity=2) for _ in range(4)]
    bookings = [await ledger.allocate(claim(court, hours(10, 11))) for court in courts for _ in range(2)]
    rnd = random.Random(3)
    targets = [(booking, rnd.choice(courts), rnd.choice([10, 10.5, 11])) for booking in bookings for _ in range(12)]

    ended = await outcomes([ledger.move(b, claim(court, hours(at, at + 1))) for b, court, at in targets])

    assert set(ended) <= {type(None), SlotUnavailable}
    assert await ledger.claims() == 8
    assert await ledger.drifts() == ()


async def test_capacity_falls_while_people_buy(clone: Clone, ledger: Ledger) -> None:
    show = await ledger.resource(capacity=50, grain=SESSION)

    ended = await outcomes(
        list(
            itertools.chain.from_iterable(
                (ledger.hold(claim(show, hours(19, 22))), ledger.hold(claim(show, hours(19, 22)))) for _ in range(40)
            )
        )
        + [lower(clone, show, capacity) for capacity in (40, 30, 20)]
    )

    capacity = await ledger.owner.fetchval("select capacity from availability.resource where id = $1", show)
    assert await ledger.claims() == 80 - ended.count(SlotUnavailable)
    assert await ledger.claims() <= capacity
    assert await ledger.drifts() == ()


async def lower(clone: Clone, resource: int, capacity: int) -> bool:
    connection = await asyncpg.connect(clone.owner_url)
    try:
        await connection.execute("update availability.resource set capacity = $2 where id = $1", resource, capacity)
    except asyncpg.CheckViolationError:
        return False
    finally:
        await connection.close()
    return True


async def test_cancellations_and_buyers_keep_the_last_place_in_use(ledger: Ledger) -> None:
    court = await ledger.resource()

    async def buyer(number: int) -> int:
        won = 0
        for _ in range(10):
            try:
                booking = await ledger.hold(claim(court, hours(10, 11)))
            except SlotUnavailable:
                continue
            won += 1
            await ledger.release(booking)
        return won

    wins = await asyncio.gather(*(buyer(number) for number in range(20)))

    assert sum(wins) >= 10
    assert await ledger.claims() == 0
    assert await ledger.free(court, hours(10, 11)) == 1
    assert await ledger.drifts() == ()


async def test_hot_sale_in_four_processes_sells_exactly_what_there_is(clone: Clone, ledger: Ledger) -> None:
    show = await ledger.resource(capacity=300, grain=SESSION)

    async def note(tx: Tx, winners: Sequence[service.Won[int]]) -> list[int]:
        return [winner.order for winner in winners]

    async with AsyncExitStack() as stack:
        sales = []
        for _ in range(4):
            pool = Database(clone.app_url, pool=4)
            stack.push_async_callback(pool.dispose)
            sale: service.HotSale[int, int] = service.HotSale(pool, hold_for=TEN_MINUTES, complete=note)
            stack.push_async_callback(sale.close)
            sales.append(sale)
        ended = await outcomes(
            [
                sales[n % 4].hold(vendor_id=77, booking_id=uuid7(), claim=claim(show, hours(19, 22)), order=n)
                for n in range(3000)
            ]
        )

    assert ended.count(int) == 300
    assert ended.count(SlotUnavailable) == 2700
    assert await ledger.claims() == 300
    assert await ledger.drifts() == ()
