"""Free times on a card: of the day asked for, else of today; each at its own price."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from smartbooking.availability import service as availability
from smartbooking.availability.domain import NewClaim
from smartbooking.catalog import service as catalog
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Period
from smartbooking.pricing.domain import Conditions
from smartbooking.search import service
from smartbooking.search.domain.criteria import Asked, check
from smartbooking.search.service.times import TodayCache
from tests.bookings.factory import Place, make_court
from tests.pricing.factory import make_rule

TOMORROW = date(2026, 11, 22)


async def listed_court(tx: Tx, now: datetime) -> Place:
    """12 000 ₸ an hour, half as much again from nine to noon; visits of two hours."""
    court = await make_court(tx)
    morning = Conditions(time_from=time(9), time_until=time(12))
    await make_rule(tx, vendor_id=court.vendor_id, percent=50, conditions=morning)
    await service.reindex_resource(tx, vendor_id=court.vendor_id, resource_id=court.resource.id, now=now)
    return court


async def starts(tx: Tx, now: datetime, today: TodayCache | None = None, **asked: Any) -> list[tuple[str, float]]:
    criteria = check(Asked(**asked), locale="ru", now=now, verticals=catalog.verticals())
    results = await service.find(tx, criteria=criteria, now=now, cache=service.CountCache())
    (times,) = (
        await service.next_slots(tx, criteria=criteria, found=results.found, now=now, today=today or TodayCache())
    ).values()
    return [
        (slot.start_local, float(price.major) if price else 0.0)
        for slot, price in zip(times.starts, times.prices, strict=True)
    ]


async def test_each_start_has_its_own_price_and_not_the_cheapest_of_the_card(tx: Tx, now: datetime) -> None:
    await listed_court(tx, now)

    shown = await starts(tx, now, day=TOMORROW)

    assert shown == [
        ("2026-11-22T08:00", 30_000.0),
        ("2026-11-22T09:00", 36_000.0),
        ("2026-11-22T10:00", 36_000.0),
    ]


async def test_without_a_date_the_card_shows_what_is_left_of_today(tx: Tx, now: datetime) -> None:
    await listed_court(tx, now)  # it is 14:00 at the court

    shown = await starts(tx, now)

    assert [start[:10] for start, _ in shown] == ["2026-11-21"] * 3
    assert shown[0][0] >= "2026-11-21T14:00"
    assert {price for _, price in shown} == {24_000.0}


async def test_today_is_remembered_for_seconds_and_a_day_that_was_asked_for_never(tx: Tx, now: datetime) -> None:
    court = await listed_court(tx, now)
    clock = [0.0]
    today = TodayCache(seconds=10, clock=lambda: clock[0])
    before = [await starts(tx, now, today), await starts(tx, now, today, day=TOMORROW)]

    for first in (now, now + timedelta(hours=14)):  # two in the afternoon, four in the morning; eighteen hours each
        claim = NewClaim(line=1, resource_id=court.resource.id, span=Period(first, first + timedelta(hours=13)))
        await availability.allocate(tx, vendor_id=court.vendor_id, booking_id=uuid7(), claims=[claim])
    kept, asked = await starts(tx, now, today), await starts(tx, now, today, day=TOMORROW)
    clock[0] = 10.0

    assert kept == before[0]
    assert asked != before[1]
    assert await starts(tx, now, today) == []
