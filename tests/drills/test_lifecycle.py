"""Bookings against a model of their life in plain Python, and proof that the comparison sees mistakes."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from smartbooking.infra.db import Database
from tests.cluster import Clone
from tests.drills import errands
from tests.drills.lifecycle_machine import LifecycleMachine


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
    run_machine(clone, max_examples=10, stateful_step_count=25)
