"""Least privilege: what a stolen login of the application can not do to the ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.availability.ledger.factory import NIGHTS, Ledger, claim, hours, nights
from tests.cluster import Clone


@pytest.fixture
async def thief(clone: Clone) -> AsyncIterator[asyncpg.Connection]:
    """Logged in as the application, with no role set in between."""
    connection = await asyncpg.connect(clone.app_url)
    yield connection
    await connection.close()


CHEATS = {
    "lower a counter": "update availability.calendar set used = '{0}'",
    "write a page": "insert into availability.calendar values (77, 1, 1, 1, '{0}')",
    "drop the pages": "delete from availability.calendar",
    "paint days free": "update availability.full_days set ring = repeat('0', 768)::bit(768)",
    "forge history": "insert into availability.claim_history select * from availability.claim_history",
    "forget history": "delete from availability.claim_history",
    "switch triggers off": "alter table availability.claim disable trigger all",
    "pretend to be a replica": "set session_replication_role = replica",
    "truncate claims": "truncate availability.claim",
    "drop the trigger": "drop trigger guard_insert on availability.claim",
    "drop the constraint": "alter table availability.calendar drop constraint no_oversell",
    "write own cells": "insert into availability.claim (vendor_id, resource_id, kind, during, cells)"
    " values (77, 1, 'block', '[2027-05-03 10:00Z,2027-05-03 11:00Z)', '[1,2)')",
    "move the cells": "update availability.claim set cells = '[1,2)'",
    "change the unit": "update availability.claim set grain = 60",
    "give claims to another vendor": "update availability.claim set vendor_id = 1",
    "change the past": "update availability.claim set created_at = '2000-01-01'",
    "raise the capacity": "update availability.resource set capacity = 1000",
    "add a resource": "insert into availability.resource (vendor_id, id, capacity, grain) values (77, 9, 1, 900)",
    "remove a resource": "delete from availability.resource",
    "change the grain": "update availability.resource set grain = 300",
    "reopen the past": "update availability.resource set closed_cells = 0",
    "regrain": "select availability.regrain(77, 1, 300)",
    "repaint": "select availability.repaint(77, 1, 0)",
    "rebuild": "select availability.rebuild(77, 1)",
    "roll to any day": "select availability.roll(10, 1)",
    "prune one resource": "select availability.prune_resource(77, 1, '2100-01-01')",
    "prune the present": "select availability.prune(now(), 10)",
    "replace the guard": "create or replace function availability.guard() returns trigger"
    " language plpgsql as 'begin return null; end'",
    "replace the clock": "create or replace function availability.today() returns int language sql as 'select 1'",
    "add a trigger": "create trigger zz before insert on availability.claim"
    " for each row execute function availability.guard()",
    "add a function": "create function availability.x() returns int language sql return 1",
    "add a table": "create table availability.x (y int)",
    "become the owner": "set role postgres",
    "own the schema": "alter schema availability owner to current_user",
}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS.keys())
async def test_application_login_can_not(ledger: Ledger, thief: asyncpg.Connection, cheat: str) -> None:
    court = await ledger.resource()
    await ledger.hold(claim(court, hours(10, 11)))

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await thief.execute(cheat)

    assert await ledger.claims() == 1
    assert await ledger.drifts() == ()


async def test_locks_of_the_application_delay_but_decide_nothing(ledger: Ledger, thief: asyncpg.Connection) -> None:
    async with thief.transaction():
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await thief.execute("lock table availability.calendar in exclusive mode")

    court = await ledger.resource()
    await ledger.hold(claim(court, hours(10, 11)))
    assert await ledger.claims() == 1


async def test_temporary_tables_and_types_shadow_nothing(ledger: Ledger, thief: asyncpg.Connection) -> None:
    court = await ledger.resource(grain=NIGHTS)
    await thief.execute("create temp table claim (x int); create temp table resource (x int)")
    await thief.execute("create domain pg_temp.bit as int; create domain pg_temp.int4range as text")
    await thief.execute("set search_path = pg_temp, availability, pg_catalog")
    block = (
        "insert into availability.claim (vendor_id, resource_id, kind, nights)"
        " values (77, $1, 'block', '[2027-05-03,2027-05-04)')"
    )

    await thief.execute(block, court)
    with pytest.raises(asyncpg.CheckViolationError, match="no_oversell"):
        await thief.execute(block, court)

    assert await ledger.free(court, nights(3, 4)) == 0
    assert await ledger.drifts() == ()


async def test_plain_sql_of_the_application_meets_the_same_guard(ledger: Ledger, thief: asyncpg.Connection) -> None:
    court = await ledger.resource(capacity=2)
    rows = (
        "insert into availability.claim (vendor_id, resource_id, kind, during)"
        " select 77, $1, 'block', '[2027-05-03 10:00Z,2027-05-03 11:00Z)' from generate_series(1, $2::int)"
    )

    with pytest.raises(asyncpg.CheckViolationError, match="no_oversell"):
        await thief.execute(rows, court, 3)
    await thief.execute(rows, court, 2)

    assert await ledger.claims() == 2


async def test_no_table_of_the_ledger_may_be_written_beyond_the_claims(thief: asyncpg.Connection) -> None:
    granted = await thief.fetch("""
        select c.relname, array_agg(distinct p order by p) as rights
        from pg_class c
        cross join unnest(array['insert', 'update', 'delete', 'truncate', 'trigger', 'references']) p
        where c.relnamespace = 'availability'::regnamespace and c.relkind in ('r', 'v')
          and c.relname in ('claim', 'claim_history', 'calendar', 'full_days', 'resource')
          and (has_table_privilege(c.oid, p)
            or p in ('insert', 'update', 'references') and has_any_column_privilege(c.oid, p))
        group by 1 order by 1""")

    assert [(row["relname"], row["rights"]) for row in granted] == [
        ("claim", ["delete", "insert", "update"]),
        ("resource", ["update"]),
    ]


async def test_every_function_of_the_ledger_names_its_search_path(owner: asyncpg.Connection) -> None:
    loose = await owner.fetch("""
        select proname from pg_proc
        where pronamespace = 'availability'::regnamespace
          and not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false)""")

    assert [row["proname"] for row in loose] == []
