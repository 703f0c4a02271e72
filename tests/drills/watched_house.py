"""The house the random lives are lived in, and what must be true after every step of them."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from smartbooking.availability import service as availability
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import PaymentDeclined
from smartbooking.catalog.domain import Confirmation, PaymentTiming
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.period import Nights
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import Problem
from smartbooking.payments import service as payments
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.pricing.domain import Unit
from tests.bookings.factory import NIGHT_PRICE, set_price
from tests.catalog.factory import make_resource, make_venue
from tests.drills import errands
from tests.drills.bank import Bank
from tests.drills.lifecycle_model import HOLDING, NEXT, Room, World

FIRST_NIGHT = date(2027, 3, 1)
KINDS: tuple[dict[str, Any], ...] = (
    {"payment_timing": PaymentTiming.PREPAY}, {"payment_timing": PaymentTiming.ON_SITE},
    {"payment_timing": PaymentTiming.ON_SITE, "confirmation": Confirmation.REQUEST},
)  # fmt: skip
spans = st.tuples(st.integers(0, 2), st.integers(1, 2)).map(lambda pair: (pair[0], pair[0] + pair[1]))
REFUSED = "refused"


def nights(span: tuple[int, int]) -> Nights:
    return Nights(FIRST_NIGHT + timedelta(days=span[0]), FIRST_NIGHT + timedelta(days=span[1]))


class WatchedHouse(RuleBasedStateMachine):
    """Rooms 0 (paid in advance), 1 (at the desk) and 2 (on request), each small enough to be fought over."""

    runner: ClassVar[asyncio.Runner]
    database: ClassVar[Database]
    owner: ClassVar[asyncpg.Connection]

    def __init__(self) -> None:
        super().__init__()
        self.bank = Bank()
        payments.install_gateways((OnSite(), self.bank))
        self.world = World()
        self.messages = itertools.count(1)
        self.ids: list[int] = []
        self.vendor = 0
        self.numbers: list[UUID] = []

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def tried(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The answer, or `refused` for a problem a customer may meet; the errands of the worker are done after it."""
        try:
            answer = self.run(work)
        except Problem as problem:
            if problem.status not in (402, 404, 409):
                raise
            answer = "declined" if isinstance(problem, PaymentDeclined) else REFUSED
            self.problem: type[Problem] = type(problem)
        self.errands()
        return answer

    def errands(self) -> None:
        self.run(errands.run_due(self.database, self.now))

    def in_tx(self, use_case: Any) -> Coroutine[Any, Any, Any]:
        return self.database.run(use_case)

    @property
    def staff(self) -> Caller:
        return Caller(principal=Principal(user_id=UUID(int=7), memberships={self.vendor: VendorRole.OWNER}))

    def some(self, data: st.DataObject, *wanted: str) -> UUID:
        """Mostly a booking in a state that makes the act interesting."""
        fit = [n for n in self.numbers if self.world.bookings[n].status in wanted]
        return data.draw(st.sampled_from(fit[-4:] * 4 + self.numbers[-2:]))

    @initialize(capacities=st.tuples(*[st.sampled_from([1, 2, 1, 3])] * 3))
    def open_house(self, capacities: tuple[int, int, int]) -> None:
        self.run(self._clear_the_town())

        async def make(tx: Tx) -> list[int]:
            venue = await make_venue(tx)
            self.vendor = venue.vendor_id
            ids = []
            for capacity, kind in zip(capacities, KINDS, strict=True):
                made = await make_resource(tx, venue, capacity=capacity, **kind)
                await set_price(tx, made, currency="KZT", unit=Unit.NIGHT, amount=NIGHT_PRICE)
                ids.append(made.id)
            return ids

        self.ids = self.run(self.in_tx(make))
        for number, capacity in enumerate(capacities):
            self.world.rooms[number] = Room(capacity, prepaid=number == 0, on_request=number == 2)

    async def _clear_the_town(self) -> None:
        """A life in which a mistake was found ends in mid-air; its payments and jobs are not this life's business."""
        tables = await self.owner.fetch(
            "select format('%I.%I', schemaname, tablename) as name from pg_tables"
            " where schemaname in ('bookings', 'payments') or (schemaname, tablename) = ('jobs', 'pgqueuer')"
        )
        await self.owner.execute(f"truncate {', '.join(row['name'] for row in tables)} cascade")

    @invariant()
    def everything_agrees(self) -> None:
        if self.vendor:
            self.run(self._compare())

    async def _compare(self) -> None:
        rows = await self.owner.fetch(
            "select id, status, version, claims, expires_at from bookings.booking where vendor_id = $1", self.vendor
        )
        claims = await self.owner.fetch(
            "select booking_id, resource_id, kind, quantity, expires_at, lower(nights) as first, upper(nights) as last"
            " from availability.claim where vendor_id = $1", self.vendor,
        )  # fmt: skip
        found = {row["id"]: row["status"] for row in rows}
        expected = {n: b.status for n, b in self.world.bookings.items()}
        assert found == expected, {n: (found.get(n), expected.get(n)) for n in found | expected}
        self._i1_capacity(claims)
        self._claims_are_those_of_living_bookings(rows, claims)
        await self._i3_free_is_recomputed(claims)
        await self._i4_i5_history(rows)
        for number in self.numbers:
            kept, b = self.bank.net(number), self.world.bookings[number]
            assert 0 <= kept <= b.price, "I2: more went back than came, or the customer was charged twice"
            assert self.bank.captures(number) <= 1, "I2: charged twice"
            if b.status == "confirmed" and self.world.rooms[b.room].prepaid:
                assert kept == b.price, "I2: confirmed, but not paid"

    def _i1_capacity(self, claims: list[asyncpg.Record]) -> None:
        for room, resource in enumerate(self.ids):
            use: Counter[date] = Counter()
            for c in claims:
                if c["resource_id"] == resource:
                    for day in range((c["last"] - c["first"]).days):
                        use[c["first"] + timedelta(days=day)] += c["quantity"]
            assert max(use.values(), default=0) <= self.world.rooms[room].capacity, "I1: oversold"

    def _claims_are_those_of_living_bookings(self, rows: list[asyncpg.Record], claims: list[asyncpg.Record]) -> None:
        of = {c["booking_id"]: c for c in claims if c["booking_id"] is not None}
        for number, b in self.world.bookings.items():
            if b.overdue:  # the ledger may keep it until somebody needs the place
                b.claimed = number in of
        for row in rows:
            b, claim = self.world.bookings[row["id"]], of.get(row["id"])
            assert (claim is not None) == b.claimed, f"a {b.status} booking has {'a' if claim else 'no'} claim"
            if claim is None:
                continue
            span = nights(b.span)
            assert (claim["first"], claim["last"], claim["quantity"]) == (span.arrival, span.departure, b.quantity)
            assert claim["kind"] == ("hold" if b.status in HOLDING else "allocation")
            if claim["kind"] == "hold":
                assert abs(claim["expires_at"] - row["expires_at"]) < timedelta(seconds=20), "two expiries"

    async def _i3_free_is_recomputed(self, claims: list[asyncpg.Record]) -> None:
        async with self.database.reading() as read:
            for room, resource in enumerate(self.ids):
                free = await availability.free_quantity(
                    read, vendor_id=self.vendor, resource_id=resource, span=nights((0, 4))
                )
                capacity = self.world.rooms[room].capacity
                swept = capacity - self.world.used(room, (0, 4), overdue=False)
                unswept = capacity - self.world.used(room, (0, 4), overdue=True)
                assert max(unswept, 0) <= free <= max(swept, 0), "I3: another number than the rows give"

    async def _i4_i5_history(self, rows: list[asyncpg.Record]) -> None:
        changes = await self.owner.fetch(
            "select booking_id, array_agg(status order by version) as statuses, array_agg(version order by version)"
            " as versions from bookings.change where vendor_id = $1 group by booking_id", self.vendor,
        )  # fmt: skip
        events = await self.owner.fetch(
            "select payload->>'booking_id' as booking, count(*) as told from infra.event"
            " where name like 'bookings.%' and name not like '%rescheduled%' and (payload->>'vendor_id')::bigint = $1"
            " group by 1", self.vendor,
        )  # fmt: skip
        told = {UUID(row["booking"]): row["told"] for row in events}
        versions = {row["id"]: row["version"] for row in rows}
        for change in changes:
            number, statuses = change["booking_id"], change["statuses"]
            for before, after in itertools.pairwise(statuses):
                assert after in NEXT[before], f"I4: {before} became {after}"
            assert change["versions"] == list(range(1, versions[number] + 1)), "I5: a step without its history"
            moves = sum(a != b for a, b in itertools.pairwise(statuses))
            assert told[number] == 1 + moves, f"I5: {told[number]} tellings of {statuses}"

    def teardown(self) -> None:
        """In the end the bank speaks, every message comes, and the money is where the bookings say."""
        if not self.vendor:
            return
        self.bank.silent = False
        for hours in (1, 2, 3):
            self.run(payments.poll_open(self.database, now=self.now + timedelta(hours=hours)))
            self.errands()
        for number in self.numbers:
            self._told(number)
        self.run(self._compare())
        for number in self.numbers:
            b = self.world.bookings[number]
            if not (b.holding and b.bank == "paid"):
                assert self.bank.net(number) == self.world.money(number), f"I2: money of a {b.status} booking"
        drifts = self.run(self._drifts())
        assert drifts == (), drifts

    async def _drifts(self) -> tuple[availability.Drift, ...]:
        async with self.database.reading() as read:
            return await availability.verify(read, vendor_id=self.vendor)
