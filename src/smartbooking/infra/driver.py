"""Hot statements straight through the driver, on the session's own connection and inside its transaction.

SQLAlchemy's way of a statement adds its own layers and a greenlet to the driver's work; the few statements that
every booking and every look at availability needs go this way.
Values are `$1`-style parameters; jsonb travels as text in both directions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from typing import Any, Final

import asyncpg
from sqlalchemy import text

from smartbooking.infra.db import ReadTx, Tx, reads_only
from smartbooking.infra.session import LazySession, translated

_BEGIN = text("select")
_NAME = re.compile(r"(?<![:\w]):([a-z_]+)")


class Named:
    """A statement written with `:name` parameters, translated once to the driver's numbered ones."""

    def __init__(self, sql: str) -> None:
        self.names = list(dict.fromkeys(_NAME.findall(sql)))
        places = {name: f"${n}" for n, name in enumerate(self.names, 1)}
        self.sql = _NAME.sub(lambda found: places[found[1]], sql)


class Write:
    """Statements that belong together and return nothing, by name: one round trip, alone or with others.

    No statement sees what another of the same round trip has changed; foreign keys are checked at the end.
    """

    def __init__(self, **statements: str) -> None:
        self.names = frozenset(statements)
        self.named = Named(", ".join(f"{name} as ({sql})" for name, sql in statements.items()))


Refusals = Callable[[], AbstractContextManager[None]]
_Waiting = tuple[Write, Mapping[str, Any], Refusals]
GATHERED: Final = "gathered"
_PLACE: Final = re.compile(r"\$(\d+)")
_together: dict[tuple[Write, ...], str] = {}


def gather(tx: Tx) -> None:
    """From here on writes of this transaction wait for each other, until `settle` or any other statement."""
    if isinstance(tx, LazySession):
        tx.info[GATHERED] = []
        tx.put_off = partial(settle, tx)


async def write(
    tx: Tx, statements: Write, values: Mapping[str, Any], *, refusals: Refusals = nullcontext
) -> None:  # Any: as in fetch
    """Carry out a Write, or let it wait where `gather` was called. `refusals` turns its errors into problems."""
    waiting: list[_Waiting] | None = tx.info.get(GATHERED)
    if waiting is None:
        await _carry_out(tx, [(statements, values, refusals)])
        return
    if any(statements.names & other.names for other, _, _ in waiting):
        await settle(tx)
    waiting.append((statements, values, refusals))


async def settle(read: ReadTx) -> None:
    """Carry out what waits, in one round trip."""
    waiting: list[_Waiting] | None = read.info.get(GATHERED)
    if waiting:
        found = list(waiting)
        waiting.clear()
        await _carry_out(read, found)


def _further(before: int, found: re.Match[str]) -> str:
    return f"${int(found[1]) + before}"


async def _carry_out(read: ReadTx, waiting: list[_Waiting]) -> None:
    key = tuple(statements for statements, _, _ in waiting)
    sql = _together.get(key)
    if sql is None:
        parts: list[str] = []
        before = 0
        for statements in key:
            parts.append(_PLACE.sub(partial(_further, before), statements.named.sql))
            before += len(statements.named.names)
        sql = _together[key] = f"with {', '.join(parts)} select"
    arguments = [values[name] for statements, values, _ in waiting for name in statements.named.names]
    with ExitStack() as stack:
        for _, _, refusals in waiting:
            stack.enter_context(refusals())
        await fetch(read, sql, *arguments)


async def fetch_named(read: ReadTx, statement: Named, values: Mapping[str, Any]) -> list[Any]:  # Any: as in fetch
    """As `fetch`, with values by name."""
    return await fetch(read, statement.sql, *(values[name] for name in statement.names))


async def fetch(read: ReadTx, sql: str, *arguments: Any) -> list[Any]:  # Any: values and rows of many types
    """Rows of one prepared statement; a database error is wrapped as SQLAlchemy would."""
    if read.info.get(GATHERED):
        await settle(read)
    driver = await _connection(read)
    try:
        rows: list[Any] = await driver.fetch(sql, *arguments)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        if driver.is_closed() and not _lean(read):
            # The pool must not hand this connection to the next request.
            await (await read.connection()).invalidate()
        raise translated(error, sql) from error
    return rows


def _lean(read: ReadTx) -> bool:
    return isinstance(read, LazySession) and read.lean


async def _connection(read: ReadTx) -> Any:  # Any: asyncpg has no types
    """The driver's connection of this transaction, looked up once."""
    if isinstance(read, LazySession) and read.lean:
        return await read.driver()
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
