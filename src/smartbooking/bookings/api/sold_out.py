"""Refusing the thousandth buyer of a sold-out thing costs one shared look at the ledger, not a transaction each.

Once somebody was refused because everything is taken, who asks for the same within the next seconds is answered at
the door. Nothing is remembered about what is taken: each answer rests on a look that BEGAN AFTER its request came,
so a place that was given back before is never refused. Only the look is shared by those who wait for it together.
Whoever uses an Idempotency-Key that was used before, or is in use, passes: the ordinary way replays or refuses.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from contextvars import Context
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import structlog

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Verdict, Want
from smartbooking.availability.errors import SlotUnavailable
from smartbooking.bookings.api import orders
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.schemas.requests import BookingRequest, HoldRequest
from smartbooking.bookings.service import holds
from smartbooking.bookings.service.holds import Order
from smartbooking.infra.db import Database
from smartbooking.infra.http.once import Once, unused_keys
from smartbooking.kernel.principal import ANONYMOUS
from smartbooking.kernel.text import DEFAULT_LOCALE

REMEMBERED: Final = 1_000
# A price shown beside an alternative is at most this old; one buyer a second goes the ordinary way and renews it.
RENEWED_AFTER_SECONDS: Final = 1.0
FORGOTTEN_AFTER_SECONDS: Final = 5.0
log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Asked:
    once: Once
    now: datetime
    # The verdicts that refuse; None where the ordinary way has to decide.
    answer: asyncio.Future[list[Verdict] | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


@dataclass(slots=True, eq=False)
class _Door:
    """Those who want the same, and the order of the one who was refused last."""

    order: Order
    since: float
    waiting: list[_Asked] = field(default_factory=list)
    looking: asyncio.Task[None] | None = None


class SoldOut:
    """One per process."""

    def __init__(self) -> None:
        self._doors: OrderedDict[Hashable, _Door] = OrderedDict()

    def remember(self, wish: Hashable | None, order: Order) -> None:
        """This order has just been refused. The price of a member is nobody else's."""
        if wish is None or order.quote.member is not None:
            return
        door = self._doors.get(wish)
        if door is None:
            self._doors[wish] = door = _Door(order, 0.0)
        door.order, door.since = replace(order, caller=Caller(principal=ANONYMOUS)), time.monotonic()
        self._doors.move_to_end(wish)
        if len(self._doors) > REMEMBERED:
            self._doors.popitem(last=False)

    async def refuse(
        self, database: Database, wish: Hashable | None, *, once: Once, locale: str, now: datetime
    ) -> None:
        """Raise SlotUnavailable when all is taken; return when the ordinary way has to decide."""
        door = self._doors.get(wish) if wish is not None else None
        if door is None:
            return
        age = time.monotonic() - door.since
        if age > FORGOTTEN_AFTER_SECONDS:
            self._doors.pop(wish)
            return
        if age > RENEWED_AFTER_SECONDS:
            door.since += RENEWED_AFTER_SECONDS  # this one goes the ordinary way, the others need not
            return
        wants = _wants(door.order)
        if any(availability.is_limited(want.offer) for want in wants):
            return  # who has had her share hears that, not that all is taken
        asked = _Asked(once, now)
        door.waiting.append(asked)
        if door.looking is None:
            door.looking = asyncio.get_running_loop().create_task(_look(database, door, wants), context=Context())
        verdicts = await asked.answer
        if verdicts is not None:
            problem = holds.refusal(verdicts, locale)
            assert isinstance(problem, SlotUnavailable)
            raise await orders.taken(database, door.order, problem, now=now)


def wish_of(database: Database, body: BookingRequest | HoldRequest) -> Hashable | None:
    """The same for all requests that ask for the same lines; None where a promise or a code comes first."""
    if body.quote_token is not None or body.promo_code is not None or body.member_code is not None:
        return None
    lines = body.basket() if isinstance(body, BookingRequest) else body.lines or ()
    return database.url, *(orders.wanted(line) for line in lines)


def _wants(order: Order) -> list[Want]:
    return [replace(want, customer=None) for want in holds.wants_of(order)]


async def _look(database: Database, door: _Door, wants: Sequence[Want]) -> None:
    """Answer those who wait; who comes while a look is on its way waits for the next one."""
    asked: list[_Asked] = []
    try:
        while door.waiting:
            asked, door.waiting = door.waiting, []
            for one, answer in zip(asked, await _answers(database, asked, wants), strict=True):
                if not one.answer.done():
                    one.answer.set_result(answer)
    except Exception:  # noqa: BLE001 - whatever went wrong, the ordinary way will meet it, too, and say so
        log.info("a shared look failed")
    finally:
        door.looking = None
        for one in (*asked, *door.waiting):
            if not one.answer.done():
                one.answer.set_result(None)
        door.waiting = []


async def _answers(database: Database, asked: Sequence[_Asked], wants: Sequence[Want]) -> list[list[Verdict] | None]:
    async with database.reading() as read:
        verdicts = [await availability.check(read, want=want, now=asked[-1].now) for want in wants]
        refused = [verdict for verdict in verdicts if not verdict.available]
        if not refused or not isinstance(holds.refusal(refused, DEFAULT_LOCALE), SlotUnavailable):
            return [None] * len(asked)
        unused = await unused_keys(read, [one.once for one in asked])
        return [refused if fresh else None for fresh in unused]


SOLD_OUT: Final = SoldOut()
