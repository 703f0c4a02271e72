"""Idempotent writes: the key, the effect and the stored reply commit in one transaction.

Follows draft-ietf-httpapi-idempotency-key-header: no key 400, same key with another body 422, still in flight 409.
Crash safety needs no lease for one-transaction writes: the advisory lock dies with its connection, and a key that
did not commit was never used. Writes that call a payment provider between two transactions (`run_in_steps`) store
their progress with a lease of 30 s; after it the next caller takes over where the dead one stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from fastapi import Header, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from smartbooking.infra.db import Database, ReadTx, Tx, constraint_of
from smartbooking.infra.driver import Named, Write, fetch, fetch_named, gather, settle, write
from smartbooking.infra.failpoints import reach
from smartbooking.infra.http.auth import CurrentPrincipal
from smartbooking.kernel.problem import Conflict, FieldError, Invalid, Problem

LEASE_SECONDS: Final = 30
T = TypeVar("T")
_KEY_IS_NEW: Final = "idempotency_key_used_once"


class KeyMissing(Problem):
    """This write needs an Idempotency-Key header: a random text of your own, the same for every repetition."""

    slug, title, status = "idempotency-key-missing", "An Idempotency-Key header is needed", 400


class KeyReused(Problem):
    """The Idempotency-Key was already used for another request. Take a new one for a new request."""

    slug, title, status = "idempotency-key-reused", "That Idempotency-Key belongs to another request", 422


class StillRunning(Conflict):
    """The first request with this Idempotency-Key has not finished. Repeat after Retry-After seconds."""

    slug, title, retryable = "request-in-flight", "The same request is still being carried out", True


@dataclass(frozen=True, slots=True)
class _Stored:
    digest: bytes
    status: int | None
    reply: bytes | None
    progress: dict[str, Any] | None
    leased: bool


_LOOK = Named("""
    select pg_try_advisory_xact_lock(hashtextextended(:account::text || ' ' || :key::text, 7)) as mine,
           k.digest, k.status, k.reply, k.progress::text as progress,
           coalesce(k.leased_until > clock_timestamp(), false) as leased
    from (select 1) one left join infra.idempotency_key k on k.account = :account and k.key = :key
""")
_KEEP = Write(
    key_kept="""
        insert into infra.idempotency_key (account, key, digest, status, reply)
        values (:account, :key, :digest, :status, :reply)"""
)
_BEGIN = Named("""
    insert into infra.idempotency_key (account, key, digest, progress, leased_until)
    values (:account, :key, :digest, cast(:progress as jsonb), clock_timestamp() + make_interval(secs => :lease))
""")
_TAKE_OVER = Named("""
    update infra.idempotency_key set leased_until = clock_timestamp() + make_interval(secs => :lease)
    where account = :account and key = :key and status is null
      and coalesce(leased_until, '-infinity') <= clock_timestamp()
""")
_FINISH = Named("""
    update infra.idempotency_key set status = :status, reply = :reply, leased_until = null
    where account = :account and key = :key and status is null
""")

_LET_GO = Named("""
    update infra.idempotency_key set leased_until = null
    where account = :account and key = :key and status is null
""")


# Locks end with the statement: this only looks.
_UNUSED = """
    select pg_try_advisory_xact_lock(hashtextextended(account || ' ' || asked.key, 7)) and k.key is null as unused
    from unnest($1::text[], $2::text[]) with ordinality as asked (account, key, place)
    left join infra.idempotency_key k using (account, key) order by place
"""


class Once:
    """The idempotency of one request. Handlers call exactly one of `run` and `run_in_steps`."""

    def __init__(self, *, database: Database, account: str, key: str | None, address: str) -> None:
        self._database = database
        self.account = account
        self.key = key
        self._address = address

    async def is_new(self) -> bool:
        """Whether this request was never begun: a repetition must not do again what comes before its first step.

        Raises KeyMissing.
        """
        if self.key is None:
            raise KeyMissing("Send a header Idempotency-Key with a random text, e.g. a UUID.")
        async with self._database.reading() as read:
            return (await unused_keys(read, [self]))[0]

    async def run(
        self,
        body: BaseModel | None,
        use_case: Callable[[Tx], Awaitable[BaseModel]],
        *,
        status: int = 200,
        key_required: bool = True,
    ) -> Response:
        """Carry out `use_case` once per key in its own transaction and reply with its result, or replay the reply.

        Raises KeyMissing, KeyReused, StillRunning, and whatever the use case raises; a refusal uses up no key.
        """
        if self.key is None:
            if key_required:
                raise KeyMissing("Send a header Idempotency-Key with a random text, e.g. a UUID.")
            return _reply(status, _json(await self._database.run(use_case)))
        digest = self._digest(body)

        async def attempt(tx: Tx) -> Response:
            stored = await self._look(tx)
            if stored is not None:
                return self._replay(stored, digest)
            gather(tx)
            reply = _json(await use_case(tx))
            await write(tx, _KEEP, {**self._names(), "digest": digest, "status": status, "reply": reply})
            await settle(tx)
            return _reply(status, reply)

        return await self._first_or_twin(attempt)

    async def run_in_steps(
        self,
        body: BaseModel | None,
        begin: Callable[[Tx], Awaitable[dict[str, Any]]],
        finish: Callable[[dict[str, Any]], Awaitable[BaseModel]],
        *,
        status: int = 200,
        key_required: bool = True,
    ) -> Response:
        """`begin` commits the facts and returns what `finish` needs; `finish` may call out and must be repeatable.

        A crash between them is mended by the next request with the same key, which runs `finish` again.
        """
        if self.key is None:
            if key_required:
                raise KeyMissing("Send a header Idempotency-Key with a random text, e.g. a UUID.")
            return _reply(status, _json(await finish(await self._database.run(begin))))
        digest = self._digest(body)

        async def attempt(tx: Tx) -> Response | dict[str, Any]:
            stored = await self._look(tx)
            if stored is None:
                progress = await begin(tx)
                values = {"digest": digest, "progress": json.dumps(progress), "lease": LEASE_SECONDS}
                await fetch_named(tx, _BEGIN, {**self._names(), **values})
                return progress
            if stored.status is not None or stored.digest != digest or stored.leased:
                return self._replay(stored, digest)
            await fetch_named(tx, _TAKE_OVER, {**self._names(), "lease": LEASE_SECONDS})
            return stored.progress or {}

        outcome = await self._first_or_twin(attempt)
        if isinstance(outcome, Response):
            return outcome
        try:
            reply = _json(await finish(outcome))
        except Exception:
            # A refusal or a lost connection: the repetition may run `finish` again at once.
            async with self._database.transaction() as tx:
                await fetch_named(tx, _LET_GO, self._names())
            raise
        async with self._database.transaction() as tx:
            await fetch_named(tx, _FINISH, {**self._names(), "status": status, "reply": reply})
        return _reply(status, reply)

    async def _first_or_twin(self, attempt: Callable[[Tx], Awaitable[T]]) -> T:
        """Commit the attempt; when a twin committed between our look and our write, its word is there to be read."""
        try:
            outcome = await self._database.run(attempt)
        except IntegrityError as error:
            if constraint_of(error) != _KEY_IS_NEW:
                raise
            outcome = await self._database.run(attempt)
        reach("K2")
        return outcome

    def _names(self) -> dict[str, Any]:
        return {"account": self.account, "key": self.key}

    async def _look(self, tx: Tx) -> _Stored | None:
        row = (await fetch_named(tx, _LOOK, self._names()))[0]
        if not row["mine"]:
            raise StillRunning("The first request with this key is still running.", retry_after=1)
        if row["digest"] is None:
            return None
        progress = json.loads(row["progress"]) if row["progress"] is not None else None
        return _Stored(row["digest"], row["status"], row["reply"], progress, row["leased"])

    @staticmethod
    def _replay(stored: _Stored, digest: bytes) -> Response:
        if stored.digest != digest:
            raise KeyReused("This Idempotency-Key was used for a different request; take a new one.")
        if stored.status is None or stored.reply is None:
            raise StillRunning("The first request with this key is still running.", retry_after=2)
        return _reply(stored.status, stored.reply, replayed=True)

    def _digest(self, body: BaseModel | None) -> bytes:
        content = body.model_dump_json(by_alias=True) if body is not None else ""
        return hashlib.sha256(f"{self._address}\n{content}".encode()).digest()


def _json(result: BaseModel) -> bytes:
    return result.model_dump_json(by_alias=True, exclude_none=True).encode()


def _reply(status: int, content: bytes, *, replayed: bool = False) -> Response:
    headers = {"Idempotent-Replayed": "true"} if replayed else {}
    return Response(content, status_code=status, media_type="application/json", headers=headers)


async def unused_keys(read: ReadTx, asked: Sequence[Once]) -> list[bool]:
    """For each request, whether its key was never used and is not in use; no key is as good as a new one."""
    keyed = [one for one in asked if one.key is not None]
    rows = await fetch(read, _UNUSED, [one.account for one in keyed], [one.key for one in keyed]) if keyed else []
    found = iter(rows)
    return [bool(next(found)["unused"]) if one.key is not None else True for one in asked]


async def once_for(
    request: Request,
    principal: CurrentPrincipal,
    idempotency_key: Annotated[
        str | None,
        Header(
            description="Random text chosen by you; repetitions with the same key have one effect and one reply",
            examples=["4d1c9c1e-6f1b-4c6f-9f57-0a4f5b8f2b11"],
        ),
    ] = None,
) -> Once:
    """Keys belong to the caller: two accounts may use the same text without meeting."""
    if idempotency_key is not None and not (8 <= len(idempotency_key) <= 255 and idempotency_key.isprintable()):
        raise Invalid(FieldError("/header/Idempotency-Key", "8 to 255 printable characters"))
    return Once(
        database=request.app.state.runtime.database,
        account=principal.actor,
        key=idempotency_key,
        address=f"{request.method} {request.url.path}",
    )
