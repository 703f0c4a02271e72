"""What the wizard adds to the house."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.entrypoints.setup.api import router
from smartbooking.entrypoints.setup.trying import REMOVE, remove_test
from smartbooking.infra.db import Tx
from smartbooking.infra.jobs import Job
from smartbooking.infra.module import Module
from smartbooking.kernel.ids import parse_uuid


async def _remove(tx: Tx, *, now: datetime, booking_id: str) -> None:
    await remove_test(tx, booking_id=parse_uuid("bkg", booking_id), now=now)


MODULE: Final = Module(name="setup", routers=(router,), jobs=(Job(name=REMOVE, handler=_remove),))
