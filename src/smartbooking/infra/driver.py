"""Hot statements straight through the driver, on the session's own connection and inside its transaction.

SQLAlchemy's way of a statement adds its own layers and a greenlet to the driver's work; the few statements that
every booking and every look at availability needs go this way.
Values are `$1`-style parameters; jsonb travels as text in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError

from smartbooking.infra.db import ReadTx, reads_only

_BEGIN = text("select")
_NAME = re.compile(r"(?<![:\w]):([a-z_]+)")


class Named:
    """A statement written with `:name` parameters, translated once to the driver's numbered ones."""

    def __init__(self, sql: str) -> None:
        self.names = list(dict.fromkeys(_NAME.findall(sql)))
        places = {name: f"${n}" for n, name in enumerate(self.names, 1)}
        self.sql = _NAME.sub(lambda found: places[found[1]], sql)


async def fetch_named(read: ReadTx, statement: Named, values: Mapping[str, Any]) -> list[Any]:  # Any: as in fetch
    """As `fetch`, with values by name."""
    return await fetch(read, statement.sql, *(values[name] for name in statement.names))


async def fetch(read: ReadTx, sql: str, *arguments: Any) -> list[Any]:  # Any: values and rows of many types
    """Rows of one prepared statement; a database error is wrapped as SQLAlchemy would."""
    driver = await _connection(read)
    try:
        rows: list[Any] = await driver.fetch(sql, *arguments)
    except asyncpg.IntegrityConstraintViolationError as error:
        raise IntegrityError(sql, None, error) from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        if driver.is_closed():
            # The pool must not hand this connection to the next request.
            await (await read.connection()).invalidate()
        if isinstance(error, asyncpg.PostgresError):
            raise DBAPIError(sql, None, error) from error
        raise InterfaceError(sql, None, error) from error
    return rows


async def _connection(read: ReadTx) -> Any:  # Any: asyncpg has no types
    """The driver's connection of this transaction, looked up once."""
    present = read.sync_session.get_transaction()
    kept, driver = read.info.get(_connection, (None, None))
    if present is None or kept is not present:
        driver = (await (await read.connection()).get_raw_connection()).driver_connection
        if driver is None:
            raise RuntimeError("the session has no connection")
        read.info[_connection] = (read.sync_session.get_transaction(), driver)
    # SQLAlchemy sends BEGIN with its own first statement; without it each of ours would commit by itself.
    if not reads_only(read) and not driver.is_in_transaction():
        await read.execute(_BEGIN)
    return driver
