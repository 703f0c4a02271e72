"""Bookings against a model of their life in plain Python, and proof that the comparison sees mistakes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import DBAPIError

from smartbooking.infra.db import Database
from smartbooking.kernel.problem import Problem
from tests.cluster import Clone
from tests.drills import errands
from tests.drills.lifecycle_machine import LifecycleMachine
from tests.drills.seeded_bugs import BUGS, SLOW_TO_SHOW, Bug

# How a mistake shows: a broken promise, or a refusal by the database or the product where none belongs.
FOUND = (AssertionError, asyncpg.PostgresError, DBAPIError, Problem, ValueError)


def run_machine(clone: Clone, **chosen: Any) -> None:
    """Random lives on a fresh database, the same ones in every run."""
    errands.route()
    with asyncio.Runner() as runner:

        async def open_both() -> tuple[Database, asyncpg.Connection]:
            return Database(clone.app_url, pool=3), await asyncpg.connect(clone.owner_url)

        LifecycleMachine.runner = runner
        LifecycleMachine.database, LifecycleMachine.owner = runner.run(open_both())
        try:
            run_state_machine_as_test(
                LifecycleMachine,
                settings=settings(
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                    database=None,
                    derandomize=True,
                    phases=[Phase.generate],
                    **chosen,
                ),
            )
        finally:
            runner.run(LifecycleMachine.owner.close())
            runner.run(LifecycleMachine.database.dispose())


def test_bookings_live_as_the_model_says(clone: Clone) -> None:
    run_machine(clone, max_examples=int(os.environ.get("SMARTBOOKING_DRILL_LIVES", "10")), stateful_step_count=25)


def mistakes() -> Iterator[Any]:
    """All of them; those that take many lives to show are for `smartbooking drill lifecycle`."""
    for name, bug in BUGS.items():
        yield pytest.param(bug, id=name, marks=[pytest.mark.drill] if name in SLOW_TO_SHOW else [])


def test_the_slow_ones_are_mistakes_of_the_list() -> None:
    assert BUGS.keys() > SLOW_TO_SHOW


@pytest.mark.parametrize("bug", list(mistakes()))
def test_the_model_finds_out_when(clone: Clone, bug: Callable[[], Bug]) -> None:
    with bug(), pytest.raises(FOUND):
        run_machine(clone, max_examples=150, stateful_step_count=30, report_multiple_bugs=False)
