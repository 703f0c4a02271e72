"""Promo codes under races: limits hold whoever redeems at once, and releases give back exactly once."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.problem import Conflict
from smartbooking.pricing import service
from smartbooking.pricing.domain import AppliedPromo, PromoCode
from smartbooking.pricing.errors import PromoRefused
from tests.catalog import factory as catalog
from tests.pricing.factory import make_promo


async def _promo(database: Database, **facts: Any) -> PromoCode:
    async with database.transaction() as tx:
        venue = await catalog.make_venue(tx)
        return await make_promo(tx, vendor_id=venue.vendor_id, **facts)


async def _redeem(
    database: Database, promo: PromoCode, now: datetime, *, customer: str, discount: int = 1000, booking: UUID
) -> str:
    async def attempt(tx: Tx) -> str:
        applied = AppliedPromo(promo_id=promo.id, code=promo.code, discount_minor=discount)
        await service.redeem_promo(
            tx, vendor_id=promo.vendor_id, booking_id=booking, promo=applied, customer_key=customer, now=now
        )
        return "used"

    try:
        return await database.run(attempt)
    except PromoRefused as refused:
        return refused.reason


async def _state(database: Database, promo: PromoCode) -> tuple[int, int, int]:
    """Counter, money spent and live redemptions."""
    async with database.reading() as read:
        row = await read.execute(
            text("""
                select redeemed, spent_minor, (select count(*) from pricing.promo_redemption u
                    where u.promo_id = p.id and released_at is null) as live
                from pricing.promo_code p where id = :id
            """),
            {"id": promo.id},
        )
        found = row.one()
        return found.redeemed, found.spent_minor, found.live


_USED = text("select redeemed from pricing.promo_code where id = :id")
_COUNT = text("update pricing.promo_code set redeemed = redeemed + 1 where id = :id")


async def test_a_code_for_five_is_used_exactly_five_times(database: Database, now: datetime) -> None:
    promo = await _promo(database, max_redemptions=5)

    results = await asyncio.gather(
        *(_redeem(database, promo, now, customer=f"user:{n}", booking=uuid7()) for n in range(20))
    )

    assert sorted(results) == ["used"] * 5 + ["used-up"] * 15
    assert await _state(database, promo) == (5, 5000, 5)


@pytest.mark.parametrize(("limit", "seen"), [(None, ["used"] * 6), (2, ["stopped"] * 4 + ["used"] * 2)])
async def test_whoever_looks_before_counting_uses_a_code_too_often_unless_the_database_stops_her(
    database: Database, now: datetime, limit: int | None, seen: list[str]
) -> None:
    """The negative control: check-then-write in the same crowd passes a limit of two three times over."""
    promo = await _promo(database, max_redemptions=limit)
    everybody_has_looked = asyncio.Barrier(6)

    async def careless() -> str:
        try:
            async with database.transaction() as tx:
                used = await tx.scalar(_USED, {"id": promo.id})
                await everybody_has_looked.wait()
                if used is None or used >= 2:
                    return "used-up"
                await tx.execute(_COUNT, {"id": promo.id})
                return "used"
        except IntegrityError:
            return "stopped"

    results = await asyncio.gather(*(careless() for _ in range(6)))

    assert sorted(results) == seen
    assert (await _state(database, promo))[0] == seen.count("used")


async def test_a_budget_is_never_overspent(database: Database, now: datetime) -> None:
    promo = await _promo(database, budget_minor=3500)

    results = await asyncio.gather(
        *(_redeem(database, promo, now, customer=f"user:{n}", booking=uuid7()) for n in range(12))
    )

    assert results.count("used") == 3
    assert await _state(database, promo) == (3, 3000, 3)


async def test_one_customer_with_many_tabs_uses_a_code_once(database: Database, now: datetime) -> None:
    promo = await _promo(database, per_customer=1)

    results = await asyncio.gather(
        *(_redeem(database, promo, now, customer="user:one", booking=uuid7()) for _ in range(8))
    )

    assert sorted(results) == ["customer-limit"] * 7 + ["used"]
    assert await _state(database, promo) == (1, 1000, 1)
    assert await _redeem(database, promo, now, customer="user:two", booking=uuid7()) == "used"


async def test_redeeming_again_for_the_same_booking_counts_once(database: Database, now: datetime) -> None:
    promo, booking = await _promo(database, per_customer=1), uuid7()

    for _ in range(3):
        assert await _redeem(database, promo, now, customer="user:one", booking=booking) == "used"

    assert await _state(database, promo) == (1, 1000, 1)


async def test_a_release_gives_back_once_and_the_use_is_free_again(database: Database, now: datetime) -> None:
    promo, booking = await _promo(database, per_customer=1, max_redemptions=1), uuid7()
    await _redeem(database, promo, now, customer="user:one", booking=booking)

    async def release(tx: Tx) -> bool:
        return await service.release_promo(tx, vendor_id=promo.vendor_id, booking_id=booking, now=now)

    released = await asyncio.gather(*(database.run(release) for _ in range(6)))

    assert sorted(released) == [False] * 5 + [True]
    assert await _state(database, promo) == (0, 0, 0)
    assert await _redeem(database, promo, now, customer="user:one", booking=booking) == "used"
    assert await _state(database, promo) == (1, 1000, 1)


async def test_redeeming_and_releasing_at_once_leaves_counters_that_agree(database: Database, now: datetime) -> None:
    promo = await _promo(database, max_redemptions=4, per_customer=2)
    bookings = [uuid7() for _ in range(6)]

    async def churn(number: int) -> None:
        booking = bookings[number % len(bookings)]
        await _redeem(database, promo, now, customer=f"user:{number % 3}", booking=booking)

        async def release(tx: Tx) -> bool:
            return await service.release_promo(tx, vendor_id=promo.vendor_id, booking_id=booking, now=now)

        if number % 2:
            await database.run(release)

    await asyncio.gather(*(churn(number) for number in range(24)))

    redeemed, spent, live = await _state(database, promo)
    assert redeemed == live <= 4
    assert spent == live * 1000


async def test_a_refused_redemption_leaves_nothing(database: Database, now: datetime) -> None:
    promo = await _promo(database, per_customer=1)
    await _redeem(database, promo, now, customer="user:one", booking=uuid7())

    assert await _redeem(database, promo, now, customer="user:one", booking=uuid7()) == "customer-limit"

    assert await _state(database, promo) == (1, 1000, 1)


async def test_a_used_code_cannot_be_deleted(database: Database, now: datetime) -> None:
    promo = await _promo(database)
    await _redeem(database, promo, now, customer="user:one", booking=uuid7())

    with pytest.raises(Conflict, match="switch it off"):
        async with database.transaction() as tx:
            await service.delete_promo(tx, vendor_id=promo.vendor_id, promo_id=promo.id, principal=SYSTEM)
