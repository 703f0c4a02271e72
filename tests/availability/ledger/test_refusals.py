"""How a refusal of the database reaches people: by the constraint's name, without its details."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from smartbooking.availability.errors import HoldLost, SlotUnavailable
from smartbooking.availability.repository.refusals import refusals
from smartbooking.infra.db import sql_state
from tests.availability.ledger.factory import Ledger, claim, hours


async def test_refusal_shows_no_occupancy(ledger: Ledger) -> None:
    pool = await ledger.resource(capacity=7)
    await ledger.hold(claim(pool, hours(10, 11), quantity=5))

    with pytest.raises(SlotUnavailable) as refusal:
        await ledger.hold(claim(pool, hours(10, 11), quantity=3))

    problem = refusal.value
    assert (problem.slug, problem.status) == ("slot-taken", 409)
    assert problem.detail == "That time has just been taken"
    assert problem.extensions == {"alternatives": []}
    assert problem.__cause__ is None
    assert problem.__suppress_context__


async def test_hold_that_would_end_in_the_past_is_lost(ledger: Ledger) -> None:
    booking = await ledger.hold(claim(await ledger.resource(), hours(10, 11)))

    with pytest.raises(HoldLost):
        await ledger.extend(booking, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
async def test_retryable_states_pass_through_unchanged(ledger: Ledger, state: str) -> None:
    async with ledger.database.transaction() as tx:
        with pytest.raises(DBAPIError) as passed, refusals():
            await tx.execute(text(f"do $$ begin raise sqlstate '{state}'; end $$"))
        assert sql_state(passed.value) == state
        await tx.rollback()


async def test_unknown_constraints_are_not_disguised(ledger: Ledger) -> None:
    async with ledger.database.transaction() as tx:
        with pytest.raises(DBAPIError), refusals():
            await tx.execute(text("do $$ begin raise check_violation using constraint = 'some_other_rule'; end $$"))
        await tx.rollback()
