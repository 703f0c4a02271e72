"""The transaction law and the durability of the database."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from smartbooking.infra.db import Database, Tx, is_out_of_reach, network_forbidden, sql_state
from smartbooking.infra.driver import fetch
from smartbooking.infra.http.problems import database_problem
from smartbooking.kernel.problem import Unavailable
from tests.cluster import Clone


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            await tx.execute(text("insert into infra.audit (actor, action, subject) values ('a', 'b', 'c')"))
            raise ZeroDivisionError

    async with database.reading() as read:
        assert (await read.execute(text("select count(*) from infra.audit"))).scalar_one() == 0


async def test_the_application_role_can_not_change_the_audit_trail(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("insert into infra.audit (actor, action, subject) values ('a', 'b', 'c')"))

    for statement in ("update infra.audit set actor = 'x'", "delete from infra.audit", "truncate infra.audit"):
        with pytest.raises(DBAPIError) as refused:
            async with database.transaction() as tx:
                await tx.execute(text(statement))
        assert sql_state(refused.value) == "42501"


async def test_a_deadlock_is_repeated_and_both_sides_succeed(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            text("insert into infra.idempotency_key (account, key, digest) values ('a', '1', ''), ('a', '2', '')")
        )
    met = asyncio.Barrier(2)
    tries: list[str] = []

    async def lock(first: str, second: str) -> None:
        async def use_case(tx: Tx) -> None:
            tries.append(first)
            await tx.execute(text("update infra.idempotency_key set digest = 'x' where key = :k"), {"k": first})
            if tries.count(first) == 1:
                await met.wait()
            await tx.execute(text("update infra.idempotency_key set digest = 'x' where key = :k"), {"k": second})

        await database.run(use_case)

    await asyncio.gather(lock("1", "2"), lock("2", "1"))

    assert len(tries) == 3


async def test_a_lock_that_is_never_released_ends_in_a_retryable_problem(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("insert into infra.idempotency_key (account, key, digest) values ('a', '1', '')"))

    async def touch(tx: Tx) -> None:
        await tx.execute(text("set local lock_timeout = '50ms'"))
        await tx.execute(text("update infra.idempotency_key set digest = 'x'"))

    async with database.transaction() as holder:
        await holder.execute(text("update infra.idempotency_key set digest = 'y'"))
        with pytest.raises(Unavailable):
            await database.run(touch, attempts=2)


async def test_network_is_forbidden_exactly_while_a_transaction_is_open(database: Database) -> None:
    assert not network_forbidden()
    async with database.transaction():
        assert network_forbidden()
    assert not network_forbidden()


async def test_a_connection_that_dies_in_the_middle_is_a_matter_of_repeating(database: Database, clone: Clone) -> None:
    """Whoever began with the driver and goes on with SQLAlchemy gives back a connection that is no longer there."""
    other = await asyncpg.connect(clone.owner_url)
    with pytest.raises(DBAPIError) as died:
        async with database.transaction() as tx:
            (row,) = await fetch(tx, "select pg_backend_pid() as pid")
            await fetch(tx, "insert into infra.audit (actor, action, subject) values ('a', 'b', 'c')")
            await other.fetch("select pg_terminate_backend($1, 60000)", row["pid"])
            await tx.execute(text("select 1"))
    await other.close()

    assert is_out_of_reach(died.value)
    assert isinstance(database_problem(died.value), Unavailable)
    async with database.reading() as read:
        assert (await read.execute(text("select count(*) from infra.audit"))).scalar_one() == 0
