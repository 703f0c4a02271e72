"""Manifest of the catalog."""

from __future__ import annotations

from smartbooking.catalog.api import ROUTERS
from smartbooking.catalog.service import amenities, publish_gates, verticals
from smartbooking.infra.module import Module, Runtime


async def read_templates(_: Runtime) -> None:
    """Read every data file at start-up, so that a broken one stops the process and not a customer."""
    verticals()
    amenities()
    publish_gates()


MODULE = Module(name="catalog", routers=ROUTERS, startup=(read_templates,))
