"""What has to be told to people because something happened elsewhere."""

from __future__ import annotations

from datetime import datetime

from smartbooking.infra.db import Tx
from smartbooking.notifications import service
from smartbooking.notifications.domain import RoadKind
from smartbooking.notifications.service.codes import CAUSE
from smartbooking.risk.events import CodeWanted


async def code_wanted(tx: Tx, event: CodeWanted, *, now: datetime) -> None:
    """Each time a code is asked for, one message."""
    await service.post(
        tx, vendor_id=event.vendor_id, about=event.booking_id, cause=CAUSE, cause_id=event.challenge_id,
        version=event.number, road=RoadKind(event.road), locale=event.locale, now=now,
    )  # fmt: skip
