"""Switches."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.risk.domain import Mode, Modes

_ALL: Final = text("select vendor_id, mode from risk.setting")
_SET: Final = text("""
    insert into risk.setting (vendor_id, mode, changed_at, changed_by) values (:vendor_id, :mode, :now, :by)
    on conflict (vendor_id) do update set mode = :mode, changed_at = :now, changed_by = :by
""")


async def all_modes(read: ReadTx) -> Modes:
    """Every switch that somebody has turned; few businesses do."""
    return Modes({row.vendor_id: Mode(row.mode) for row in await read.execute(_ALL)})


async def set_mode(tx: Tx, *, vendor_id: int, mode: Mode, by: str, now: datetime) -> None:
    """Turn one switch."""
    await tx.execute(_SET, {"vendor_id": vendor_id, "mode": mode.value, "by": by, "now": now})
