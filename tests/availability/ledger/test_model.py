"""The ledger against a model of it in plain Python, and proof that the comparison sees mistakes."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import DBAPIError

from smartbooking.infra.db import Database
from tests.availability.ledger.machine import LedgerMachine
from tests.cluster import Clone


def run_machine(clone: Clone, **chosen: Any) -> None:
    """Random histories on a fresh database."""
    with asyncio.Runner() as runner:

        async def open_both() -> tuple[Database, asyncpg.Connection]:
            return Database(clone.app_url, pool=1), await asyncpg.connect(clone.owner_url)

        LedgerMachine.runner = runner
        LedgerMachine.database, LedgerMachine.owner = runner.run(open_both())
        LedgerMachine.vendors = itertools.count(1)
        try:
            run_state_machine_as_test(
                LedgerMachine,
                settings=settings(deadline=None, suppress_health_check=list(HealthCheck), database=None, **chosen),
            )
        finally:
            runner.run(LedgerMachine.owner.close())
            runner.run(LedgerMachine.database.dispose())


def test_ledger_behaves_like_the_model(clone: Clone) -> None:
    run_machine(clone, max_examples=40, stateful_step_count=30)


def mutant(function: str, right: str, wrong: str) -> str:
    """SQL that puts a mistake into a function of the ledger; fails when the place is not there."""
    return f"""
        do $mutation$
        declare source text := pg_get_functiondef('availability.{function}'::regproc);
        begin
          if position($a${right}$a$ in source) = 0 then raise 'nothing to mutate'; end if;
          execute replace(source, $a${right}$a$, $a${wrong}$a$);
        end $mutation$"""


MUTANTS = {
    "the last cell is forgotten": mutant("shift", "least(last,", "least(last - 1,"),
    "pads are ignored": mutant("cells", "+ resource.pad_after)", ")"),
    "expired holds are never reaped": mutant(
        "reap", "'hold' and expires_at <=", "'hold' and expires_at < '-infinity' and expires_at <="
    ),
    "live holds are reaped too": mutant("reap", "expires_at <= statement_timestamp()", "expires_at is not null"),
    "allocations die with the holds": mutant(
        "reap", "kind = 'hold' and expires_at <= statement_timestamp()", "kind <> 'block'"
    ),
    "cancelling gives nothing back": mutant("guard", "-sum(quantity)::int quantity", "0 * sum(quantity)::int quantity"),
    "moving does not free the old time": mutant("guard", "-quantity quantity from freed", "0 quantity from freed"),
    "archived resources still sell": mutant("guard", "not resource.accepts_claims or", "false or"),
    "a batch sells one place too many": mutant("hold_many", "quantities[i] <= room", "quantities[i] <= room + 1"),
    "a batch sells one place too few": mutant("hold_many", "quantities[i] <= room", "quantities[i] < room"),
    "days are painted free": mutant("flip", "bit_value);", "0);"),
    "a move keeps what it should drop": mutant("move_claims", "array_position(heirs, id) is null", "false"),
    "looks ignore the last page": mutant("free_quantity", "(upper(wanted) - 1) / size", "lower(wanted) / size"),
    "the constraint is gone": "alter table availability.calendar drop constraint no_oversell",
    "the guard is asleep": "alter table availability.claim disable trigger guard_insert",
}


@pytest.mark.parametrize("mistake", MUTANTS.values(), ids=MUTANTS.keys())
async def test_model_finds_out_when(clone: Clone, owner: asyncpg.Connection, mistake: str) -> None:
    await owner.execute(mistake)

    def histories() -> None:
        run_machine(
            clone,
            max_examples=300,
            stateful_step_count=25,
            phases=[Phase.generate],
            derandomize=True,
            report_multiple_bugs=False,
        )

    with pytest.raises((AssertionError, pytest.fail.Exception, asyncpg.PostgresError, DBAPIError)):
        await asyncio.to_thread(histories)
