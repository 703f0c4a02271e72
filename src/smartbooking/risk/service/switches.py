"""Where risk is on. A process remembers the switches for a few seconds, so that off costs a booking nothing."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Final

from smartbooking.infra.audit import record
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.risk.domain import ALL_OFF, PLATFORM, Mode, Modes
from smartbooking.risk.repository import settings as rows

REMEMBERED_SECONDS: Final = 5.0
_remembered: dict[str, tuple[float, Modes]] = {}


async def modes(database: Database) -> Modes:
    """All switches, at most five seconds old."""
    known = _remembered.get(database.url)
    if known is not None and time.monotonic() - known[0] < REMEMBERED_SECONDS:
        return known[1]
    async with database.reading() as read:
        found = await rows.all_modes(read)
    _remembered[database.url] = (time.monotonic(), found)
    return found


def switched_on(database: Database) -> bool:
    """Whether risk was on when this process last looked; asks nobody."""
    return _remembered.get(database.url, (0.0, ALL_OFF))[1].platform is not Mode.OFF


async def set_mode(tx: Tx, *, principal: Principal, vendor_id: int | None, mode: Mode, now: datetime) -> None:
    """Turn the platform's switch (no vendor), or a business's own. Other processes follow within five seconds."""
    await rows.set_mode(tx, vendor_id=vendor_id or PLATFORM, mode=mode, by=principal.actor, now=now)
    await record(
        tx, principal, action="risk.mode_set", subject=public_id("ven", vendor_id) if vendor_id else "platform",
        vendor_id=vendor_id, details={"mode": mode.value},
    )  # fmt: skip


def forget_switches(database: Database) -> None:
    """The next question reads the switches anew."""
    _remembered.pop(database.url, None)
