"""From an access token to a Principal, with a very short memory.

Invariant: what this process changes about a person counts from the commit on; what another process changes,
within a second (RELIABILITY P14 asks for that second).
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.identity.domain.account import AccountStatus, Caller
from smartbooking.identity.errors import AccountSuspended, InvalidToken
from smartbooking.identity.repository import acting, sessions
from smartbooking.identity.repository.hooks import after_commit
from smartbooking.identity.service.tokens import TokenMint
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.principal import Principal

REMEMBERED_SECONDS: Final = 1.0
MAX_REMEMBERED: Final = 20_000


class CallerMemory:
    """Callers by session, for at most a second. One per server process."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[UUID, tuple[float, Caller]] = {}
        self._forgotten = 0
        _memories.add(self)

    async def caller(self, session_id: UUID, *, for_somebody: bool = False) -> Caller | None:
        """The caller as of at most a second ago, and never older than a change made by this process.

        `for_somebody`: the session is one of acting in a person's name.
        """
        known = self._known.get(session_id)
        if known is not None and known[0] > self._clock():
            return known[1]
        forgotten = self._forgotten
        async with self._database.reading() as read:
            found = await (acting.caller if for_somebody else sessions.caller)(read, session_id)
        # A change that committed while we were reading may be missing from what we read: do not keep that.
        if found is not None and forgotten == self._forgotten:
            self._keep(session_id, found)
        return found

    def forget(self, user_id: UUID) -> None:
        self._forgotten += 1
        stale = [key for key, (_, caller) in self._known.items() if user_id in _people(caller.principal)]
        for key in stale:
            del self._known[key]

    def _keep(self, session_id: UUID, found: Caller) -> None:
        if len(self._known) >= MAX_REMEMBERED:
            self._known.clear()
        self._known[session_id] = (self._clock() + REMEMBERED_SECONDS, found)


def _people(principal: Principal) -> tuple[UUID | None, UUID | None]:
    return principal.user_id, principal.acting.operator_id if principal.acting else None


_memories: Final[weakref.WeakSet[CallerMemory]] = weakref.WeakSet()


def forget_caller(tx: Tx, user_id: UUID) -> None:
    """Once `tx` commits, what this process remembers about the person is read anew."""

    def forget() -> None:
        for memory in tuple(_memories):
            memory.forget(user_id)

    after_commit(tx, forget)


async def principal_of_token(memory: CallerMemory, mint: TokenMint, *, token: str, now: datetime) -> Principal:
    """Who presents this access token; raises InvalidToken or AccountSuspended."""
    bearer = mint.read(token, now=now)
    caller = await memory.caller(bearer.session_id, for_somebody=bearer.operator_id is not None)
    if caller is None or _people(caller.principal) != (bearer.user_id, bearer.operator_id):
        raise InvalidToken
    if bearer.operator_id is not None and not (caller.session_open and caller.expires_at > now):
        raise InvalidToken("Acting for this person has ended.")
    if caller.status is AccountStatus.SUSPENDED:
        raise AccountSuspended
    if caller.status is not AccountStatus.ACTIVE or not caller.session_open or caller.expires_at <= now:
        raise InvalidToken("This session was ended. Sign in again.")
    return caller.principal
