"""Recorded histories of the real ledger are explainable; those of a broken one are not."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from math import inf
from uuid import UUID

import asyncpg
import pytest

from smartbooking.availability.errors import SlotUnavailable
from smartbooking.infra.db import Database
from tests.availability.ledger.factory import SESSION, Ledger, claim, hours
from tests.cluster import Clone
from tests.races.history import Answer, Kind, Operation, bounds, linearizable

CAPACITY = 4


@pytest.fixture
async def owner(clone: Clone) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(clone.owner_url)
    yield connection
    await connection.close()


async def record(ledger: Ledger, *, clients: int = 12, operations: int = 300, seed: int = 1) -> list[Operation]:
    """Clients that hold and give back places of one event through the service, each call with its two instants."""
    event = await ledger.resource(capacity=CAPACITY, grain=SESSION)
    history: list[Operation] = []

    async def client(number: int) -> None:
        rnd, mine = random.Random(seed * 1000 + number), list[UUID]()
        while len(history) < operations:
            called = time.monotonic()
            kind = Kind.RELEASE if mine and rnd.random() < 0.5 else Kind.HOLD
            answer = Answer.DONE
            if kind is Kind.RELEASE:
                await ledger.release(mine.pop())
            else:
                try:
                    mine.append(await ledger.hold(claim(event, hours(19, 22))))
                except SlotUnavailable:
                    answer = Answer.FULL
            history.append(Operation(called, time.monotonic(), kind, answer))

    await asyncio.gather(*(client(number) for number in range(clients)))
    return history


@pytest.fixture
def ledger(database: Database, owner: asyncpg.Connection) -> Ledger:
    return Ledger(database, owner)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_history_of_the_ledger_is_linearizable(ledger: Ledger, seed: int) -> None:
    history = await record(ledger, seed=seed)

    assert linearizable(history, CAPACITY)
    assert bounds(history, CAPACITY) == []
    assert sum(operation.answer is Answer.FULL for operation in history) > 20


BUGS = {
    "the last place is sold twice": "alter table availability.calendar drop constraint no_oversell",
    "live holds are given away": """
        do $$ begin execute replace(pg_get_functiondef('availability.reap'::regproc),
          'expires_at <= statement_timestamp()',
          'expires_at <= statement_timestamp() + interval ''599.98 s'''); end $$""",
    "what is given back is not free again": """
        do $$ begin execute replace(pg_get_functiondef('availability.guard'::regproc),
          '-sum(quantity)::int quantity', '0 * sum(quantity)::int quantity'); end $$""",
}


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS.keys())
async def test_history_of_a_broken_ledger_is_not(ledger: Ledger, owner: asyncpg.Connection, bug: str) -> None:
    await owner.execute(bug)

    history = await record(ledger)

    assert not linearizable(history, CAPACITY)
    assert bounds(history, CAPACITY) != []


def simulated(
    count: int, clients: int, capacity: int, *, seed: int, bug: str = "", unknown: float = 0.0
) -> list[Operation]:
    """A history with true instants of effect, so that what is right is known beforehand."""
    rnd = random.Random(seed)
    plan: list[tuple[float, float, float, int]] = []
    free_at = [0.0] * clients
    while len(plan) < count:
        client = min(range(clients), key=free_at.__getitem__)
        called = free_at[client] + rnd.expovariate(1)
        effect = called + rnd.expovariate(2)
        free_at[client] = effect + rnd.expovariate(2)
        plan.append((effect, called, free_at[client], client))
    history, taken, held = [], 0, [0] * clients
    for _, called, answered, client in sorted(plan):
        kind, answer = Kind.HOLD, Answer.DONE
        if held[client] and rnd.random() < 0.5:
            kind, taken, held[client] = Kind.RELEASE, taken - 1, held[client] - 1
        elif taken < capacity + (bug == "oversell" and rnd.random() < 0.05):
            taken, held[client] = taken + 1, held[client] + 1
            if bug == "false full" and taken < capacity - clients and rnd.random() < 0.5:
                answer, taken, held[client] = Answer.FULL, taken - 1, held[client] - 1
        else:
            answer = Answer.FULL
        history.append(Operation(called, inf if rnd.random() < unknown else answered, kind, answer))
    return history


@pytest.mark.parametrize("seed", range(10))
def test_right_histories_are_never_accused(seed: int) -> None:
    assert linearizable(simulated(200, 8, 5, seed=seed), 5)
    assert linearizable(simulated(150, 8, 5, seed=seed, unknown=0.03), 5)
    assert bounds(simulated(20_000, 50, 40, seed=seed), 40) == []


@pytest.mark.parametrize("bug", ["oversell", "false full"])
def test_simulated_bugs_are_found(bug: str) -> None:
    assert sum(not linearizable(simulated(400, 3, 6, seed=seed, bug=bug), 6) for seed in range(5)) == 5


def test_reads_must_fit_into_the_order_too() -> None:
    """One of two places is taken from 1 to 2; a look from 3 to 4 sees one free, not two and not none."""
    taken = Operation(1, 2, Kind.HOLD, Answer.DONE)

    for seen, right in ((1, True), (2, False), (0, False)):
        history = [taken, Operation(3, 4, Kind.READ, Answer.DONE, seen)]
        assert linearizable(history, 2) is right
        assert (bounds(history, 2) == []) is right


def test_a_read_beside_a_hold_may_see_either_state() -> None:
    taken = Operation(1, 4, Kind.HOLD, Answer.DONE)

    for seen in (1, 2):
        history = [taken, Operation(2, 3, Kind.READ, Answer.DONE, seen)]
        assert linearizable(history, 2)
        assert bounds(history, 2) == []
