"""Reactions of availability to other modules; each may run again without harm."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.availability import service
from smartbooking.catalog.events import ResourceChanged
from smartbooking.infra.db import Tx
from smartbooking.infra.events import Subscriber


async def write_pads(tx: Tx, event: ResourceChanged, *, now: datetime) -> None:
    """A new resource gets the pads of its own rules, else those its vertical suggests."""
    await service.apply_preset_pads(tx, vendor_id=event.vendor_id, resource_id=event.resource_id)


SUBSCRIBERS: Final = (Subscriber(event=ResourceChanged, name="availability.write_pads", handler=write_pads),)
