"""Manifest of messages."""

from __future__ import annotations

from typing import Final

from smartbooking.infra.module import Module, Runtime
from smartbooking.notifications import personal_data, roads, service
from smartbooking.notifications.jobs import CRONS, JOBS


async def install(runtime: Runtime) -> None:
    """The roads this installation has."""
    service.install_roads(roads.build_all(runtime.settings))


MODULE: Final = Module(
    name="notifications", jobs=JOBS, crons=CRONS, personal_data=personal_data.TABLES, startup=(install,)
)
