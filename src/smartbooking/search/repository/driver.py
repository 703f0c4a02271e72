"""Reads straight through the driver: one round trip, no BEGIN around a single SELECT.

The session's own connection is used, so a read inside an open transaction sees that transaction's changes.
"""

from __future__ import annotations

from typing import Any

from smartbooking.infra import driver
from smartbooking.infra.db import ReadTx


async def fetch(read: ReadTx, sql: str, arguments: tuple[Any, ...]) -> list[Any]:  # Any: asyncpg records
    """Rows of one prepared statement; a database error is wrapped as everywhere else."""
    return await driver.fetch(read, sql, *arguments)
