"""Many take from one card at once: never more than there is, and the database is what stops them."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.value import service
from smartbooking.value.domain import Account
from smartbooking.value.errors import ValueRefused
from tests.bookings.factory import NOW
from tests.catalog.factory import make_venue
from tests.cluster import Clone
from tests.value.factory import kzt, sell

TRIES = 50


async def sold(database: Database, minor: int) -> Account:
    async with database.transaction() as tx:
        return await sell(tx, vendor_id=(await make_venue(tx)).vendor_id, minor=minor, now=NOW)


async def balance(database: Database, card: Account) -> tuple[int, int]:
    """On the card, and by its movements."""
    async with database.reading() as read:
        found, lines = await service.card_of(read, vendor_id=card.vendor_id, account_id=card.id)
    return found.balance.minor, sum(one.amount.minor for one in lines)


async def redeemed(database: Database, card: Account, minor: int, cause: str) -> int | str:
    async def attempt(tx: Tx) -> int:
        taken = await service.redeem(
            tx, vendor_id=card.vendor_id, account_id=card.id, amount=kzt(minor), booking_id=uuid7(), cause=cause,
            now=NOW,
        )  # fmt: skip
        return taken.minor

    try:
        return await database.run(attempt)
    except ValueRefused as refused:
        return str(refused.extensions["reason"])


async def test_fifty_at_once_take_what_is_there_and_no_more(database: Database) -> None:
    card = await sold(database, 100_500)

    took = await asyncio.gather(*(redeemed(database, card, 10_000, f"race:{n}") for n in range(TRIES)))

    assert sorted(took, key=str) == [10_000] * 10 + [500] + ["empty"] * 39
    assert await balance(database, card) == (0, 0)


async def test_the_same_cause_takes_once_however_often_it_comes(database: Database) -> None:
    card = await sold(database, 100_000)

    took = await asyncio.gather(*(redeemed(database, card, 10_000, "race:same") for _ in range(TRIES)))

    assert sorted(took, key=str) == [0] * 49 + [10_000]
    assert await balance(database, card) == (90_000, 90_000)


_SEEN = text("select balance_minor from value.account where id = :id")
_TAKE = text("""
    insert into value.movement (vendor_id, card_id, kind, amount_minor, cause, booking_id, at, actor)
    values (:vendor_id, :id, 'redeemed', -10000, :cause, gen_random_uuid(), now(), 'test')
""")


@pytest.mark.parametrize("kept", [True, False])
async def test_whoever_looks_before_taking_overdraws_a_card_unless_the_database_stops_her(
    database: Database, clone: Clone, kept: bool
) -> None:
    card = await sold(database, 10_000)
    if not kept:
        owner = await asyncpg.connect(clone.owner_url)
        await owner.execute("alter table value.account drop constraint balance_is_never_negative")
        await owner.close()
    ready = asyncio.Barrier(6)

    async def look_then_take(number: int) -> str:
        try:
            async with database.transaction() as tx:
                assert await tx.scalar(_SEEN, {"id": card.id}) == 10_000
                await ready.wait()
                await tx.execute(_TAKE, {"vendor_id": card.vendor_id, "id": card.id, "cause": f"careless:{number}"})
        except IntegrityError as stopped:
            return "stopped" if "balance_is_never_negative" in str(stopped) else str(stopped)
        return "took"

    done = sorted(await asyncio.gather(*(look_then_take(number) for number in range(6))))

    assert done == (["stopped"] * 5 + ["took"] if kept else ["took"] * 6)
    assert await balance(database, card) == ((0, 0) if kept else (-50_000, -50_000))
