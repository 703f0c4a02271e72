"""Many use the last visit at once: one wins, and the database is what stops the others."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.value import service
from smartbooking.value.domain import LineWanted, Pass
from smartbooking.value.errors import PassRefused
from tests.bookings.factory import NOW
from tests.catalog.factory import make_venue
from tests.cluster import Clone
from tests.value.factory import kzt, sell_pass

TRIES = 50
VISIT = LineWanted(line=1, resource_id=1, service_id=None, quantity=1, people=1, units=1, starts_at=NOW)


async def sold(database: Database, visits: int) -> Pass:
    async with database.transaction() as tx:
        vendor_id = (await make_venue(tx)).vendor_id
        one, _ = await sell_pass(tx, vendor_id=vendor_id, now=NOW, visits=visits, price=kzt(1_000))
    return one


async def sums(database: Database, one: Pass) -> tuple[int, int, int]:
    """Visits on the pass, by its movements, and what is owed for them."""
    async with database.reading() as read:
        found, lines = await service.pass_of(read, vendor_id=one.vendor_id, pass_id=one.id)
    return found.visits, sum(m.visits for m in lines), found.owed.minor


async def redeemed(database: Database, one: Pass, cause: str) -> int | str:
    async def attempt(tx: Tx) -> int:
        uses = await service.redeem_visits(
            tx, vendor_id=one.vendor_id, pass_id=one.id, booking_id=uuid7(), wanted=[VISIT], currency="KZT",
            cause=cause, now=NOW,
        )  # fmt: skip
        return sum(use.visits for use in uses)

    try:
        return await database.run(attempt)
    except PassRefused as refused:
        return str(refused.extensions["reason"])


async def test_of_fifty_who_use_the_last_visit_one_wins(database: Database) -> None:
    one = await sold(database, 1)

    took = await asyncio.gather(*(redeemed(database, one, f"race:{n}") for n in range(TRIES)))

    assert sorted(took, key=str) == [1] + ["empty"] * 49
    assert await sums(database, one) == (0, 0, 0)


async def test_fifty_use_three_visits_to_the_last_unit(database: Database) -> None:
    one = await sold(database, 3)

    took = await asyncio.gather(*(redeemed(database, one, f"race:{n}") for n in range(TRIES)))

    assert sorted(took, key=str) == [1, 1, 1] + ["empty"] * 47
    assert await sums(database, one) == (0, 0, 0)


async def test_the_same_cause_takes_one_visit_however_often_it_comes(database: Database) -> None:
    one = await sold(database, 3)

    took = await asyncio.gather(*(redeemed(database, one, "race:same") for _ in range(TRIES)))

    assert sorted(took, key=str) == [0] * 49 + [1]
    assert await sums(database, one) == (2, 2, 667)


_SEEN = text("select visits_left from value.pass where id = :id")
_TAKE = text("""
    insert into value.pass_movement (vendor_id, pass_id, kind, visits, amount_minor, cause, at, actor)
    values (:vendor_id, :id, 'redeemed', -1, -1000, :cause, now(), 'test')
""")


@pytest.mark.parametrize("kept", [True, False])
async def test_whoever_looks_before_using_overdraws_a_pass_unless_the_database_stops_her(
    database: Database, clone: Clone, kept: bool
) -> None:
    one = await sold(database, 1)
    if not kept:
        owner = await asyncpg.connect(clone.owner_url)
        for name in ("visits_are_never_negative", "visits_and_what_is_owed_end_together"):
            await owner.execute(f"alter table value.pass drop constraint {name}")
        await owner.close()
    ready = asyncio.Barrier(6)

    async def look_then_use(number: int) -> str:
        try:
            async with database.transaction() as tx:
                assert await tx.scalar(_SEEN, {"id": one.id}) == 1
                await ready.wait()
                await tx.execute(_TAKE, {"vendor_id": one.vendor_id, "id": one.id, "cause": f"careless:{number}"})
        except IntegrityError as stopped:
            return "stopped" if "value" in str(stopped) and "pass" in str(stopped) else str(stopped)
        return "used"

    done = sorted(await asyncio.gather(*(look_then_use(number) for number in range(6))))

    assert done == (["stopped"] * 5 + ["used"] if kept else ["used"] * 6)
    assert await sums(database, one) == ((0, 0, 0) if kept else (-5, -5, -5000))
