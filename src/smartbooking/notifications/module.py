"""Manifest of messages."""

from __future__ import annotations

from typing import Final

from smartbooking.bookings.service import codes as asking
from smartbooking.infra.events import Subscriber
from smartbooking.infra.module import Module, Runtime
from smartbooking.notifications import personal_data, roads, service, subscribers
from smartbooking.notifications.jobs import CRONS, JOBS
from smartbooking.notifications.service import codes
from smartbooking.risk.events import CodeWanted


async def install(runtime: Runtime) -> None:
    """The roads this installation has; bookings ask for codes only where one leads to the contact."""
    built = roads.build_all(runtime.settings)
    service.install_roads(built)
    service.compose_by(codes.CAUSE, codes.letter)
    asking.install_roads(
        asking.Roads(frozenset(road.kind.value for road in built), runtime.settings.practice_inbox_url)
    )


MODULE: Final = Module(
    name="notifications",
    subscribers=(Subscriber(event=CodeWanted, name="notifications.code_wanted", handler=subscribers.code_wanted),),
    jobs=JOBS,
    crons=CRONS,
    personal_data=personal_data.TABLES,
    startup=(install,),
)
