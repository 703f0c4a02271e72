"""Manifest of availability."""

from __future__ import annotations

from smartbooking.availability.api import ROUTERS
from smartbooking.availability.jobs import CRONS
from smartbooking.availability.personal_data import PERSONAL_DATA
from smartbooking.availability.service.holidays import packs
from smartbooking.availability.subscribers import SUBSCRIBERS
from smartbooking.infra.module import Module, Runtime


async def read_holiday_packs(_: Runtime) -> None:
    """Read every pack at start-up, so that a broken one stops the process and not a customer."""
    packs()


MODULE = Module(
    name="availability",
    subscribers=SUBSCRIBERS,
    routers=ROUTERS,
    crons=CRONS,
    personal_data=PERSONAL_DATA,
    startup=(read_holiday_packs,),
)
