"""The database: engine, typed sessions and the one transaction law.

Invariant: one request or job = one transaction, committed before anybody is told. `Tx` may write, `ReadTx` may
not; both are SQLAlchemy sessions, told apart by type so that a read handler cannot be given a writer by mistake.
Locks: a transaction waits at most 3 s for a lock, a statement runs at most `database_statement_timeout_seconds`.
"""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, ClassVar, Final, NewType, TypeVar
from urllib.parse import urlsplit

import asyncpg
import structlog
from sqlalchemy import DateTime, MetaData, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from smartbooking.infra.session import LazySession
from smartbooking.kernel.problem import Unavailable

APP_ROLE: Final = "smartbooking_app"
LOCK_TIMEOUT_SECONDS: Final = 3
# Deadlock, serialisation failure, lock not available: the transaction did nothing and may be repeated.
RETRYABLE_STATES: Final = frozenset({"40001", "40P01", "55P03"})
# Cancelled by timeout, too many connections, starting up or shutting down, cut off.
_SILENT_STATES: Final = frozenset({"57014", "53300", "57P01", "57P02", "57P03", "08006", "08001", "08003"})
READS_ONLY: Final = "reads_only"
HAS_JOBS: Final = "has_jobs"
# What the queue's own trigger would say. One message for all commits of this time.
_WAKE: Final = text("""
    select pg_notify('ch_pgqueuer', json_build_object('channel', 'ch_pgqueuer', 'operation', 'insert',
      'sent_at', now(), 'table', 'pgqueuer', 'type', 'table_changed_event')::text)
""")
WAKE_AFTER_SECONDS: Final = 0.02
T = TypeVar("T")

ReadTx = NewType("ReadTx", AsyncSession)
Tx = NewType("Tx", ReadTx)

log = structlog.get_logger(__name__)
_in_transaction: contextvars.ContextVar[bool] = contextvars.ContextVar("in_transaction", default=False)


class Base(DeclarativeBase):
    """Parent of all tables. Python types map once, here: instants are timestamptz, dicts are jsonb."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_by_%(column_0_N_name)s",
            "uq": "%(table_name)s_unique_%(column_0_N_name)s",
            "fk": "%(table_name)s_has_%(column_0_N_name)s",
            "pk": "%(table_name)s_pkey",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {  # Any: SQLAlchemy's own signature
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[str]: ARRAY(Text),
        str: Text,
    }


def reads_only(read: ReadTx) -> bool:
    """True for a session of `Database.reading`: what it has seen once may stand for the few ms it lives."""
    return READS_ONLY in read.info


def has_jobs(tx: Tx) -> None:
    """The transaction enqueues jobs: the worker is told when it has committed."""
    tx.info[HAS_JOBS] = True


def network_forbidden() -> bool:
    """True inside an open transaction: no call may leave the machine while locks are held."""
    return _in_transaction.get()


def sql_state(error: BaseException) -> str | None:
    """SQLSTATE of a database error, however deeply the drivers wrapped it."""
    seen: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while seen is not None:
        if state := getattr(seen, "sqlstate", None):
            return str(state)
        seen = seen.__cause__
    return None


def is_out_of_reach(error: BaseException) -> bool:
    """The database did not answer, or went away in the middle; nothing is known to be wrong with what was asked."""
    broken = isinstance(error, InterfaceError | ConnectionError | asyncio.TimeoutError | asyncpg.InterfaceError)
    return broken or sql_state(error) in _SILENT_STATES or _cut_in_a_message(error)


def _cut_in_a_message(error: BaseException) -> bool:
    """The server died between two parts of an answer: the driver then stumbles over its own state."""
    seen: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while seen is not None and not isinstance(seen, asyncpg.InternalClientError):
        seen = seen.__cause__
    return seen is not None


def constraint_of(error: BaseException) -> str | None:
    """Name of the violated constraint; constraints are named as sentences so that code can react to them."""
    seen: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    while seen is not None:
        if name := getattr(seen, "constraint_name", None):
            return str(name)
        seen = seen.__cause__
    return None


def async_url(url: str) -> str:
    """The address in the form SQLAlchemy wants for asyncpg."""
    return "postgresql+asyncpg://" + url.split("://", 1)[1]


class Database:
    """One pool of connections to one database, always in the role that may only use tables, never change them."""

    def __init__(
        self,
        url: str,
        *,
        pool: int = 10,
        statement_timeout_seconds: float = 10.0,
        role: str | None = APP_ROLE,
    ) -> None:
        self.url = url
        self.connections = pool  # how many can be in use at once
        server_settings = {
            "application_name": "smartbooking",
            "lock_timeout": f"{LOCK_TIMEOUT_SECONDS}s",
            "statement_timeout": f"{int(statement_timeout_seconds * 1000)}ms",
            "idle_in_transaction_session_timeout": "60s",
            "timezone": "UTC",
            "jit": "off",  # short statements: compiling costs more than it saves
        }
        if role:
            server_settings["role"] = role
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=False,
            hide_parameters=True,  # what people typed does not belong into logs of failed statements
            connect_args={"server_settings": server_settings, "timeout": 10},
        )
        self._sessions = async_sessionmaker(self.engine, class_=LazySession, expire_on_commit=False, autoflush=False)
        self._waking: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        return urlsplit(self.url).path.lstrip("/")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """A writing transaction: commits when the block ends well, rolls back when it raises."""
        async with self._sessions() as session:
            token = _in_transaction.set(True)
            try:
                async with session.begin():
                    yield Tx(ReadTx(session))
            finally:
                _in_transaction.reset(token)
        if HAS_JOBS in session.info and self._waking is None:
            self._waking = asyncio.get_running_loop().create_task(self._wake(), context=contextvars.Context())

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadTx]:
        """A session for reading only; nothing it does is kept."""
        async with self._sessions(info={READS_ONLY: True}) as session:
            yield ReadTx(session)

    async def run(self, use_case: Callable[[Tx], Awaitable[T]], *, attempts: int = 5) -> T:
        """Run a use case in its own transaction; deadlocks and serialisation failures are repeated.

        Raises Unavailable (503, retryable) when every attempt met one, so no database error reaches a client.
        """
        for attempt in range(attempts):
            try:
                async with self.transaction() as tx:
                    return await use_case(tx)
            except DBAPIError as error:
                if sql_state(error) not in RETRYABLE_STATES:
                    raise
                await asyncio.sleep(random.uniform(0.005, 0.02) * 2**attempt)
        raise Unavailable("Too many people are changing the same thing. Please repeat in a moment.", retry_after=1)

    async def _wake(self) -> None:
        """Tell the worker that jobs are waiting. Should this be lost, it looks by itself every few seconds."""
        await asyncio.sleep(WAKE_AFTER_SECONDS)
        self._waking = None  # what commits from here on is told by the next message
        try:
            async with self.engine.connect() as connection:
                await connection.execute(_WAKE)
                await connection.commit()
        except (SQLAlchemyError, OSError):
            log.warning("the worker could not be woken")

    async def dispose(self) -> None:
        if self._waking is not None:
            self._waking.cancel()
        await self.engine.dispose()


async def durability_problems(read: ReadTx) -> list[str]:
    """Settings under which an acknowledged booking could be lost by a crash; empty when there are none."""
    rows = await read.execute(
        text("select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')")
    )
    return [f"{name} is {setting}" for name, setting in rows if setting in ("off", "local")]
