"""Payments in pairs that go the same way: of one every message comes in order, of the other as bad networks bring them.

Real bookings, the real gateway, the provider as a process of its own with its own books. What the worker does is done
at once by `errands`; time is told, not waited for.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from smartbooking.bookings.errors import PaymentDeclined
from smartbooking.bookings.service import checkout, expiry
from smartbooking.bookings.service.checkout import Payment
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database
from smartbooking.payments import service as payments
from tests.bookings.desk import Desk
from tests.drills import errands
from tests.payments.provider import Provider

AT_ONCE: Final = 6
# How late copies of a message come; the provider signs each at its own moment.
LATE: Final = tuple(timedelta(seconds=s) for s in (0, 1, 20, 90, 600, 3600, 6 * 3600, 24 * 3600, 48 * 3600, 72 * 3600))
COPIES: Final = 3
DROPPED_PERCENT: Final = 5


@dataclass(frozen=True, slots=True)
class Way:
    """How a customer pays, what she presses at the provider, whether she cancels, and how it must end."""

    name: str
    token: str | None
    form: dict[str, str]
    ends: str
    cancels: bool = False


WAYS: Final = (
    Way("pays on the page", None, {"choice": "pay"}, "confirmed paid"),
    Way("pays at once", "tok_success", {}, "confirmed paid"),
    Way("confirms at the bank", "tok_3ds", {"answer": "confirm"}, "confirmed paid"),
    Way("is paid a little later", "tok_processing", {}, "confirmed paid"),
    Way("is declined on the page", None, {"choice": "decline"}, "expired failed"),
    Way("says no at the bank", "tok_3ds", {"answer": "refuse"}, "expired failed"),
    Way("is declined at once", "tok_declined", {}, "expired failed"),
    Way("goes away", None, {}, "expired pending"),
    Way("is asked for another sum", "tok_wrong_amount", {}, "expired pending"),
    Way("pays at once and cancels", "tok_success", {}, "cancelled refunded", cancels=True),
    Way("pays on the page and cancels before we know", None, {"choice": "pay"}, "cancelled refunded", cancels=True),
    Way("goes away and cancels", None, {}, "cancelled pending", cancels=True),
)


@dataclass(slots=True)
class Storm:
    """One run over `count` pairs."""

    database: Database
    provider: Provider
    count: int
    now: datetime
    seed: int = 1
    calm: list[UUID] = field(default_factory=list)
    stormy: list[UUID] = field(default_factory=list)
    delivered: int = 0
    dropped: int = 0

    @property
    def ways(self) -> list[Way]:
        return [WAYS[number % len(WAYS)] for number in range(self.count)]

    async def people_pay(self) -> None:
        """Everybody books and does what she does at the provider, before a single message has come."""
        desk = await Desk.open(self.database, timing=PaymentTiming.PREPAY, capacity=2 * self.count, price=10_000_00)
        desk.now = self.now
        made = await _some_at_once([self._one(desk, way) for way in self.ways for _ in range(2)])
        self.calm, self.stormy = made[::2], made[1::2]
        await asyncio.to_thread(self.provider.events)  # the provider decides what is due by now

    async def _one(self, desk: Desk, way: Way) -> UUID:
        begun = await desk.check_out(await desk.hold(), Payment(method="sandbox", token=way.token))
        booking, page = begun.booking, None
        assert begun.attempt_id is not None
        try:
            outcome = (await checkout.finish_payment(
                self.database, booking_id=booking.id, attempt_id=begun.attempt_id, now=self.now
            ))[1]  # fmt: skip
            page = outcome.redirect_url
        except PaymentDeclined:
            pass
        if way.form:
            assert page is not None
            address = page + ("/bank" if "answer" in way.form else "")
            await asyncio.to_thread(lambda: self.provider.press(address, **way.form))
        if way.cancels:
            await desk.cancel(booking)
        return booking.id

    async def messages_come(self) -> None:
        """In order and once for the calm ones; thrice, shuffled, up to three days late or never for the others."""
        rnd = random.Random(self.seed)
        booking_of = await self._bookings_by_key()
        for message in await self._messages(self.now):
            if booking_of.get(_key_of(message)) in set(self.calm):
                await self._deliver(message, self.now)
                await errands.run_due(self.database, self.now)
        about = {m["id"]: booking_of.get(_key_of(m)) for m in await self._messages(self.now)}
        about = {one: booking for one, booking in about.items() if booking in set(self.stormy)}
        lost = self._lost(about, rnd)
        ids = list(about)
        copies = [one for one in ids if one not in lost for _ in range(COPIES)]
        late: dict[str, list[timedelta]] = defaultdict(list)
        for one in copies:
            late[one].append(rnd.choice(LATE))
        for pause in LATE:
            await self._batch([one for one, pauses in late.items() for p in pauses if p == pause], pause, rnd)
        self.dropped, self.delivered = len(lost), len(copies)

    def _lost(self, about: Mapping[str, UUID | None], rnd: random.Random) -> set[str]:
        """One in twenty: half of them anywhere, half all that is ever said about some payments of the first way."""
        wanted = len(about) * DROPPED_PERCENT // 100
        lost: set[str] = set()
        for booking in self.stormy[:: len(WAYS)]:
            if 2 * len(lost) < wanted:
                lost |= {one for one, whose in about.items() if whose == booking}
        others = sorted(about.keys() - lost)
        return lost | set(rnd.sample(others, max(0, wanted - len(lost))))

    async def _batch(self, ids: list[str], pause: timedelta, rnd: random.Random) -> None:
        """Everything that comes at one time: out of order, many at once, the worker at work between."""
        at = self.now + pause
        signed = {message["id"]: message for message in await self._messages(at)}
        rnd.shuffle(ids)
        for start in range(0, len(ids), 40):
            await _some_at_once([self._deliver(signed[one], at) for one in ids[start : start + 40]])
            await errands.run_due(self.database, at)

    async def _messages(self, at: datetime) -> list[dict[str, Any]]:
        query = {"provider": "sandbox", "at": str(int(at.timestamp()))}
        reply = await asyncio.to_thread(lambda: self.provider._call("GET", "/control/messages", params=query))
        messages: list[dict[str, Any]] = reply["messages"]
        return messages

    async def _deliver(self, message: dict[str, Any], at: datetime) -> None:
        await payments.receive_webhook(
            self.database, provider="sandbox", headers=message["headers"], body=message["body"].encode(), now=at
        )

    async def _bookings_by_key(self) -> dict[str, UUID]:
        async with self.database.reading() as read:
            rows = await read.execute(text("select key, booking_id from payments.attempt"))
            return {row.key: row.booking_id for row in rows}

    async def days_pass(self) -> None:
        """What runs by the clock: the sweeper, the poller, the list of events; as long as there is something to do."""
        for hours in (73, 74, 75, 76):
            at = self.now + timedelta(hours=hours)
            await errands.run_due(self.database, at)
            await payments.reconcile(self.database, now=at)
            await payments.poll_open(self.database, now=at)
            await errands.run_due(self.database, at)
            while await expiry.expire_due(self.database, now=at):
                await errands.run_due(self.database, at)

    async def state_of(self, bookings: Sequence[UUID]) -> list[dict[str, Any]]:
        """Everything that is said about each booking's money anywhere, without names and times."""
        found: list[dict[str, Any]] = [{} for _ in bookings]
        place = {booking: number for number, booking in enumerate(bookings)}
        async with self.database.reading() as read:
            for name, query in _STATE.items():
                for booking, said in await read.execute(text(query)):
                    if UUID(str(booking)) in place:
                        found[place[UUID(str(booking))]][name] = said
        ledger = (await asyncio.to_thread(lambda: self.provider._call("GET", "/ledger")))["entries"]
        for entry in ledger:
            if (booking := UUID(entry["booking"])) in place:
                found[place[booking]].setdefault("provider", {})[entry["kind"]] = entry["amount"]
        return found


def money_kept(states: Sequence[dict[str, Any]]) -> Counter[str]:
    """By how the bookings end: what the provider keeps of each, in sum."""
    kept: Counter[str] = Counter()
    for state in states:
        kept[state["booking"]] += sum(state.get("provider", {}).values())
    return kept


def _key_of(message: dict[str, Any]) -> str:
    key: str = json.loads(message["body"])["data"]["reference"]
    return key


async def _some_at_once(work: Sequence[Awaitable[Any]]) -> list[Any]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(what: Awaitable[Any]) -> Any:
        async with gate:
            return await what

    return list(await asyncio.gather(*(one(what) for what in work)))


_STATE: Final = {
    "booking": "select id, status || ' ' || payment_status from bookings.booking",
    "claims": "select booking_id, count(*) from availability.claim where booking_id is not null group by 1",
    "intents": """select booking_id, array_agg(concat_ws(' ', status, captured_minor, refunded_minor))
                  from payments.intent group by 1""",
    "attempts": """select booking_id, array_agg(concat_ws(' ', status, captured_minor, refund_reserved_minor,
                   decline_code)) from payments.attempt group by 1""",
    "refunds": """select a.booking_id, array_agg(concat_ws(' ', r.status, r.amount_minor) order by r.number)
                  from payments.refund r join payments.attempt a on a.id = r.attempt_id group by 1""",
    "told": """select payload ->> 'booking_id', array_agg(name order by name) from infra.event
               where payload ? 'booking_id' group by 1""",
    "alerts": """select i.booking_id, array_agg(a.reason order by a.reason) from payments.alert a
                 join payments.intent i on i.id = a.intent_id group by 1""",
    "books": """select p.booking_id, array_agg(concat_ws(' ', p.kind, e.account, e.amount_minor)
                order by p.kind, e.account, e.amount_minor) from books.posting p
                join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id group by 1""",
}
