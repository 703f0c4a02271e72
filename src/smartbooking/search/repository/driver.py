"""Reads straight through the driver: one round trip, no BEGIN around a single SELECT.

The session's own connection is used, so a read inside an open transaction sees that transaction's changes.
"""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError

from smartbooking.infra.db import ReadTx


async def fetch(read: ReadTx, sql: str, arguments: tuple[Any, ...]) -> list[Any]:  # Any: asyncpg records
    """Rows of one prepared statement; a database error is wrapped as everywhere else."""
    raw = await (await read.connection()).get_raw_connection()
    driver = raw.driver_connection
    if driver is None:
        raise RuntimeError("the session has no connection")
    try:
        rows: list[Any] = await driver.fetch(sql, *arguments)
    except asyncpg.PostgresError as error:
        raise DBAPIError(sql, None, error) from error
    return rows
