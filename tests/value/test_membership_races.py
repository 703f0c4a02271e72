"""Many book by one membership at once, or while it is ended: the lock of its row decides."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import SYSTEM
from smartbooking.value import service
from smartbooking.value.domain import Membership, Till
from smartbooking.value.errors import MembershipRefused
from smartbooking.value.repository import memberships as rows
from tests.bookings.factory import NOW
from tests.catalog.factory import make_venue
from tests.value.factory import kzt, make_plan, sell_membership

TODAY = date(2026, 11, 21)
DAYS = ((TODAY, TODAY + timedelta(days=1)),)


async def limited(database: Database) -> Membership:
    async with database.transaction() as tx:
        plan = await make_plan(tx, vendor_id=(await make_venue(tx)).vendor_id, monthly_limit=3)
        return (await sell_membership(tx, plan, today=TODAY, now=NOW))[0]


async def used(database: Database, one: Membership) -> str:
    async def attempt(tx: Tx) -> str:
        await service.use_membership(
            tx, vendor_id=one.vendor_id, membership_id=one.id, booking_id=uuid7(), days=DAYS, user_id=None, now=NOW
        )
        return "used"

    try:
        return await database.run(attempt)
    except MembershipRefused as refused:
        return str(refused.extensions["reason"])


@pytest.mark.parametrize("kept", [True, False])
async def test_thirty_at_once_book_as_often_as_the_plan_allows_because_they_wait_for_each_other(
    database: Database, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    one = await limited(database)
    if not kept:
        ready = asyncio.Barrier(6)
        count = rows.used_in

        async def looks(tx: Tx, *about: Any, **more: Any) -> int:
            seen = await count(tx, *about, **more)
            await ready.wait()  # everybody has looked before anybody books
            return seen

        monkeypatch.setattr(rows, "lock", rows.get)
        monkeypatch.setattr(rows, "used_in", looks)

    done = await asyncio.gather(*(used(database, one) for _ in range(30 if kept else 6)))

    assert sorted(done) == (["limit"] * 27 + ["used"] * 3 if kept else ["used"] * 6)


async def test_after_it_was_ended_nobody_books_by_it_whoever_asked_first(database: Database) -> None:
    one = await limited(database)

    async def end(tx: Tx) -> str:
        await service.end_membership(
            tx, vendor_id=one.vendor_id, membership_id=one.id, back=kzt(0), till=Till.DESK, reason="moves", today=TODAY,
            principal=SYSTEM, now=NOW,
        )  # fmt: skip
        return "ended"

    done = await asyncio.gather(database.run(end), *(used(database, one) for _ in range(6)))

    assert done[0] == "ended"
    assert set(done[1:]) <= {"used", "ended", "limit"}
    assert await used(database, one) == "ended"
