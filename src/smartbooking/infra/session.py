"""Sessions that stay out of the way: the driver's connection first, SQLAlchemy's session only when it is needed.

Making an AsyncSession, its connection and its transaction costs 0.2 ms of CPU for a read and 0.35 ms for a write,
more than the statements of a booking. `infra.driver.fetch` needs none of it. So a session begins as nothing but a
place in the pool's line; the first statement of the driver takes a connection, and the first use of anything
SQLAlchemy has (`execute`, `scalar`, the unit of work) brings the real session to life, on the same connection and
inside the same transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Final, Self

import asyncpg
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.util import greenlet_spawn

# What AsyncSession's own constructor sets; asking for one of them is what brings the session to life.
_OF_THE_SESSION: Final = frozenset({"sync_session", "_proxied", "bind", "binds", "sync_session_class"})


def translated(error: Exception, statement: str) -> Exception:
    """A driver's error as SQLAlchemy would raise it."""
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return IntegrityError(statement, None, error)
    if isinstance(error, asyncpg.PostgresError):
        return DBAPIError(statement, None, error)
    return InterfaceError(statement, None, error)


class LazySession(AsyncSession):
    """An AsyncSession; `driver()` is the connection under it, without it."""

    def __init__(self, bind: AsyncEngine, *, info: dict[Any, Any] | None = None, **options: Any) -> None:
        # Not the parent's: that comes with the first use of what only the parent has.
        self._engine = bind
        self._options = options
        self._info: dict[Any, Any] = dict(info or {})
        self._writes = False
        self.put_off: Callable[[], Awaitable[None]] | None = None
        self._taken: Any = None  # Any: SQLAlchemy's pooled connection
        self._transaction: Any = None  # Any: asyncpg has no types

    @property
    def info(self) -> dict[Any, Any]:
        """Notes of whoever uses the session; they outlive its coming to life."""
        return self._info

    @property
    def lean(self) -> bool:
        """Nobody has used SQLAlchemy yet."""
        return "_proxied" not in self.__dict__

    def __getattr__(self, name: str) -> Any:  # Any: whatever the parent keeps there
        if name not in _OF_THE_SESSION:
            raise AttributeError(name)
        self._come_to_life()
        return getattr(self, name)

    def _come_to_life(self) -> None:
        if self._taken is None:
            super().__init__(self._engine, **self._options)
        elif not self._writes:
            # Between two reads nothing is open: the connection goes back, so that nobody holds one and waits for two.
            self._taken.close()
            self._taken = None
            super().__init__(self._engine, **self._options)
        else:
            adapted = self._taken.dbapi_connection
            adapted._transaction = self._transaction  # noqa: SLF001 - it commits what we began
            connection = Connection(self._engine.sync_engine, connection=self._taken)
            super().__init__(AsyncConnection(self._engine, connection), **self._options)

    async def execute(self, *asked: Any, **options: Any) -> Any:  # Any: the parent's own signature, in all five
        """As the parent's, after everything that was put off."""
        await self.settled()
        return await super().execute(*asked, **options)

    async def scalar(self, *asked: Any, **options: Any) -> Any:
        """As the parent's, after everything that was put off."""
        await self.settled()
        return await super().scalar(*asked, **options)

    async def scalars(self, *asked: Any, **options: Any) -> Any:
        """As the parent's, after everything that was put off."""
        await self.settled()
        return await super().scalars(*asked, **options)

    async def get(self, *asked: Any, **options: Any) -> Any:
        """As the parent's, after everything that was put off."""
        await self.settled()
        return await super().get(*asked, **options)

    async def connection(self, *asked: Any, **options: Any) -> Any:
        """As the parent's, after everything that was put off."""
        await self.settled()
        return await super().connection(*asked, **options)

    async def settled(self) -> None:
        """Carry out what was put off; `infra.driver.gather` says how."""
        if self.put_off is not None:
            await self.put_off()

    async def driver(self) -> Any:  # Any: asyncpg has no types
        """The driver's connection of a lean session; a writing one has its transaction open."""
        if self._taken is None:
            self._taken = await greenlet_spawn(self._engine.sync_engine.raw_connection)
        driver = self._taken.dbapi_connection.driver_connection
        if self._writes and self._transaction is None:
            transaction = driver.transaction()
            try:
                await transaction.start()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                raise translated(error, "begin") from error
            self._transaction = transaction
        return driver

    def begin(self) -> Any:  # Any: a context manager like the parent's
        """The block that commits, or rolls back when it raises."""
        return _Block(self)

    async def _end(self, *, well: bool) -> None:
        """Commit or roll back what was begun."""
        if well:
            await self.settled()
        if not self.lean:
            await (self.commit() if well else self.rollback())
        elif self._transaction is not None:
            transaction, self._transaction = self._transaction, None
            try:
                await (transaction.commit() if well else transaction.rollback())
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                raise translated(error, "commit" if well else "rollback") from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # As the parent's: a request that is cancelled still gives its connection back.
        if self._taken is not None or not self.lean:
            await asyncio.shield(asyncio.ensure_future(self._give_back()))

    async def _give_back(self) -> None:
        if not self.lean:
            await self.close()
        if self._taken is not None:
            taken, self._taken = self._taken, None
            if taken.dbapi_connection is None:  # it was found dead, and has left the pool already
                return
            driver = taken.dbapi_connection.driver_connection
            # A commit that was cut short leaves a transaction nobody owns: the next request must not get it.
            whole = not driver.is_closed() and not driver.is_in_transaction()
            await greenlet_spawn(taken.close if whole else taken.invalidate)


class _Block:
    """`async with session.begin():` of a session that may never come to life."""

    def __init__(self, session: LazySession) -> None:
        self._session = session

    async def __aenter__(self) -> LazySession:
        self._session._writes = True  # noqa: SLF001 - one class in two parts
        return self._session

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            try:
                await self._session._end(well=True)  # noqa: SLF001
            except BaseException:
                await self._session._end(well=False)  # noqa: SLF001
                raise
            return
        await asyncio.shield(asyncio.ensure_future(self._session._end(well=False)))  # noqa: SLF001
