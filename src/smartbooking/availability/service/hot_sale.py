"""Hot sales: concurrent holds of one resource and span share one transaction, and every caller gets an answer.

While one batch is with the database, further requests for the same places queue in this process; the next batch
takes them together, so a lock, a page write and a commit are paid once per batch instead of once per buyer.
Processes need not know of each other: the ledger decides, as always.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar
from uuid import UUID

from smartbooking.availability.domain.claims import NewClaim
from smartbooking.availability.errors import SlotUnavailable
from smartbooking.availability.repository import claims as ledger
from smartbooking.infra.db import Database, Tx, sql_state
from smartbooking.kernel.period import Span
from smartbooking.kernel.problem import Unavailable

LARGEST_BATCH: Final = 100
LONGEST_QUEUE: Final = 20_000  # more waiting buyers than this are asked to come again

Order = TypeVar("Order")
Reply = TypeVar("Reply")
Key = tuple[int, int, Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Won(Generic[Order]):
    """A buyer who got the places: the hold is written, in the transaction `complete` is given."""

    booking_id: UUID
    claim: NewClaim
    claim_id: UUID
    expires_at: datetime
    order: Order


@dataclass(slots=True, kw_only=True, eq=False)
class _Buyer(Generic[Order, Reply]):
    booking_id: UUID
    claim: NewClaim
    order: Order
    answer: asyncio.Future[Reply] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def reply(self, reply: Reply) -> None:
        if not self.answer.done():
            self.answer.set_result(reply)

    def refuse(self, error: BaseException) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class HotSale(Generic[Order, Reply]):
    """One per process. `complete(tx, winners)` writes what belongs to the holds (the bookings, the stored replies)
    in the same transaction, and returns one reply per winner in their order; it makes no network calls.

    When `complete` fails, the batch is rolled back and each buyer is served alone, so that a broken order spoils
    only itself.
    """

    def __init__(
        self,
        database: Database,
        *,
        hold_for: timedelta,
        complete: Callable[[Tx, Sequence[Won[Order]]], Awaitable[Sequence[Reply]]],
        largest_batch: int = LARGEST_BATCH,
    ) -> None:
        self._database = database
        self._hold_for = hold_for
        self._complete = complete
        self._largest_batch = largest_batch
        self._queues: dict[Key, deque[_Buyer[Order, Reply]]] = {}
        self._servers: dict[Key, asyncio.Task[None]] = {}
        self._waiting = 0

    async def hold(self, *, vendor_id: int, booking_id: UUID, claim: NewClaim, order: Order) -> Reply:
        """Hold one claim for `order`; the reply of `complete`.

        Raises SlotUnavailable when there is no room, Unavailable when the queue is too long or the process stops,
        and whatever `complete` raises for this order.
        """
        if self._waiting >= LONGEST_QUEUE:
            raise Unavailable("Very many people want this at once. Please repeat in a moment.", retry_after=2)
        buyer: _Buyer[Order, Reply] = _Buyer(booking_id=booking_id, claim=claim, order=order)
        key = (vendor_id, claim.resource_id, claim.span)
        self._queues.setdefault(key, deque()).append(buyer)
        if key not in self._servers:
            # A context of its own: the batch belongs to no single request and is in nobody's transaction.
            self._servers[key] = asyncio.get_running_loop().create_task(self._serve(key), context=Context())
        self._waiting += 1
        try:
            return await buyer.answer
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """Stop serving; whoever still waits is told to repeat."""
        servers = list(self._servers.values())
        for server in servers:
            server.cancel()
        await asyncio.gather(*servers, return_exceptions=True)

    async def _serve(self, key: Key) -> None:
        queue = self._queues[key]
        batch: list[_Buyer[Order, Reply]] = []
        try:
            while queue:
                # Who has hung up meanwhile is not sold anything.
                batch = [
                    buyer
                    for buyer in (queue.popleft() for _ in range(min(len(queue), self._largest_batch)))
                    if not buyer.answer.done()
                ]
                if batch:
                    await self._answer(key, batch)
        finally:
            # No await since the loop saw the queue empty, so nobody can have joined a queue without a server.
            del self._queues[key], self._servers[key]
            for buyer in (*batch, *queue):
                buyer.refuse(Unavailable("The server is stopping. Please repeat in a moment.", retry_after=1))

    async def _answer(self, key: Key, batch: Sequence[_Buyer[Order, Reply]]) -> None:
        try:
            replies = await self._database.run(lambda tx: self._settle(tx, key[0], batch))
        except Exception as error:  # noqa: BLE001 - whatever it is, the callers wait for it
            if len(batch) > 1 and _belongs_to_one_order(error):
                for buyer in batch:
                    await self._answer(key, [buyer])
                return
            for buyer in batch:
                buyer.refuse(error)
            return
        for place, buyer in enumerate(batch):
            if place in replies:
                buyer.reply(replies[place])
            else:
                buyer.refuse(SlotUnavailable(resource_id=key[1]))

    async def _settle(self, tx: Tx, vendor_id: int, batch: Sequence[_Buyer[Order, Reply]]) -> dict[int, Reply]:
        held = await ledger.hold_many(
            tx,
            vendor_id=vendor_id,
            bookings=[buyer.booking_id for buyer in batch],
            claims=[buyer.claim for buyer in batch],
            hold_for=self._hold_for,
        )
        if not held:
            return {}
        winners = [
            Won(
                booking_id=batch[place].booking_id,
                claim=batch[place].claim,
                claim_id=claim_id,
                expires_at=expires_at,
                order=batch[place].order,
            )
            for place, (claim_id, expires_at) in held.items()
        ]
        replies = await self._complete(tx, winners)
        return dict(zip(held, replies, strict=True))


def _belongs_to_one_order(error: Exception) -> bool:
    """True when serving the others alone may succeed: not for an outage, which would fail for each of them again."""
    if isinstance(error, Unavailable | OSError):
        return False
    # Classes 08, 53 and 57 of SQLSTATE: connection lost, resources exhausted, server going down.
    return not (sql_state(error) or "").startswith(("08", "53", "57"))
