"""Random lives of bookings, told to the product's services and to the model; both must say and show the same."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from smartbooking.availability import service as availability
from smartbooking.availability.errors import SlotUnavailable
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import NotBookable, PaymentDeclined
from smartbooking.bookings.service import approval, cancellation, checkout, expiry, holds, rescheduling
from smartbooking.bookings.service.checkout import Payment
from smartbooking.catalog.domain import Confirmation, PaymentTiming
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.period import Nights
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import Problem
from smartbooking.payments import service as payments
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.pricing.domain import Unit
from tests.bookings.factory import GUEST, NIGHT_PRICE, TERMS, link, order_for, set_price
from tests.catalog.factory import make_resource, make_venue
from tests.drills import errands
from tests.drills.bank import Bank
from tests.drills.lifecycle_model import AT_THE_BANK, HOLDING, NEXT, PATIENCE, Agreement, Room, World

FIRST_NIGHT = date(2027, 3, 1)
KINDS: tuple[dict[str, Any], ...] = (
    {"payment_timing": PaymentTiming.PREPAY}, {"payment_timing": PaymentTiming.ON_SITE},
    {"payment_timing": PaymentTiming.ON_SITE, "confirmation": Confirmation.REQUEST},
)  # fmt: skip
spans = st.tuples(st.integers(0, 2), st.integers(1, 2)).map(lambda pair: (pair[0], pair[0] + pair[1]))
REFUSED = "refused"


def nights(span: tuple[int, int]) -> Nights:
    return Nights(FIRST_NIGHT + timedelta(days=span[0]), FIRST_NIGHT + timedelta(days=span[1]))


class LifecycleMachine(RuleBasedStateMachine):
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

    @rule(room=st.sampled_from([0, 0, 0, 1, 2]), span=spans, quantity=st.sampled_from([1, 1, 1, 2]))
    def hold(self, room: int, span: tuple[int, int], quantity: int) -> None:
        expected = self.world.fits(room, span, quantity)

        async def use_case(tx: Tx) -> UUID:
            order = await order_for(tx, self.ids[room], nights(span), quantity=quantity, now=self.now)
            return (await holds.place_hold(tx, order, terms=TERMS, now=self.now)).id

        answer = self.tried(self.in_tx(use_case))
        assert expected is None or (answer != REFUSED) == expected, (answer, expected)
        if answer == REFUSED:
            assert self.problem in (SlotUnavailable, NotBookable)
            return
        self.world.taken_in(room)
        price = NIGHT_PRICE * (span[1] - span[0]) * quantity
        self.world.bookings[answer] = Agreement(room, span, quantity, price)
        self.numbers.append(answer)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        number = self.some(data, "held")
        b = self.world.bookings[number]
        possible = b.status in ("held", "pending_payment") and b.claimed and b.extensions < TERMS.extensions
        answer = self.tried(
            self.in_tx(
                lambda tx: holds.extend_hold(tx, booking_id=number, caller=link(number), terms=TERMS, now=self.now)
            )
        )
        assert (answer != REFUSED) == possible
        if possible:
            b.left, b.extensions = max(b.left, 0) + 2, b.extensions + 1

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), mood=st.sampled_from(["ok", "ok", "page", "page", "decline", "lost"]))
    def pay(self, data: st.DataObject, mood: str) -> None:
        number = self.some(data, "held", "pending_payment")
        b = self.world.bookings[number]
        self.bank.mood = mood
        answer = self.tried(self._check_out(number, b))
        if not b.claimed or b.status not in ("held", "pending_payment"):
            assert answer == REFUSED
        elif not self.world.rooms[b.room].prepaid:
            self._agreed_without_money(b, answer)
        elif b.status == "pending_payment" and b.told != "failed":
            assert answer == REFUSED, "two payments of one booking at once"
        else:
            self._paid(b, mood, answer)

    async def _check_out(self, number: UUID, b: Agreement) -> Any:
        payment = Payment(method="bank" if self.world.rooms[b.room].prepaid else "pay_on_site", token="tok")

        async def begin(tx: Tx) -> checkout.Begun:
            if b.status == "held":
                return await checkout.check_out(
                    tx, booking_id=number, caller=link(number), contact=GUEST, payment=payment, note="",
                    approval_for=TERMS.approval_for, now=self.now,
                )  # fmt: skip
            return await checkout.pay(tx, booking_id=number, caller=link(number), payment=payment, now=self.now)

        begun = await self.database.run(begin)
        if begun.attempt_id is not None:
            await checkout.finish_payment(self.database, booking_id=number, attempt_id=begun.attempt_id, now=self.now)

    def _agreed_without_money(self, b: Agreement, answer: Any) -> None:
        assert answer != REFUSED, self.problem
        if self.world.rooms[b.room].on_request:
            b.status, b.left = "awaiting_approval", 24 * 60
        else:
            b.status = "confirmed"

    def _paid(self, b: Agreement, mood: str, answer: Any) -> None:
        assert (answer == "declined") == (mood == "decline"), answer
        b.status, b.left = "pending_payment", max(b.left, AT_THE_BANK)
        b.told, b.bank = {
            "ok": ("paid", "paid"), "page": ("open", "open"), "decline": ("failed", "failed"),
            "lost": ("unknown", "paid"),
        }[mood]  # fmt: skip
        if mood == "ok":
            b.status = "confirmed"

    @precondition(lambda self: any(self.bank.open_page(n) for n in self.numbers))
    @rule(data=st.data(), pays=st.sampled_from([True, True, True, False]))
    def answer_the_page(self, data: st.DataObject, pays: bool) -> None:
        number = data.draw(st.sampled_from([n for n in self.numbers if self.bank.open_page(n)]))
        self.bank.press(number, pays=pays)
        self.world.bookings[number].bank = "paid" if pays else "failed"

    @precondition(lambda self: self.bank.events)
    @rule(data=st.data(), copies=st.sampled_from([1, 1, 2]))
    def message_arrives(self, data: st.DataObject, copies: int) -> None:
        """Any message the bank ever sent: new, late, again, or twice with the same id."""
        key = data.draw(st.sampled_from(self.bank.events[-3:]))
        body = json.dumps({"id": f"e{next(self.messages)}-{self.vendor}", "payment": key}).encode()
        for _ in range(copies):
            self.run(payments.receive_webhook(self.database, provider="bank", headers={}, body=body, now=self.now))
        self.errands()
        if not self.bank.silent:
            self._told(UUID(hex=self.bank.payments[key].booking))

    def _told(self, number: UUID) -> None:
        """The product asks the bank and learns what is true."""
        b = self.world.bookings[number]
        if b.told not in ("open", "unknown"):
            return
        if b.bank == "open" and b.wanted_dead:
            b.bank = "void"
        if b.bank == "paid":
            self.world.secured(number)
        elif b.bank in ("failed", "void"):
            b.told = "failed"

    @rule()
    def poll(self) -> None:
        """The minute's round, some minutes later: everything open is asked about."""
        self.run(payments.poll_open(self.database, now=self.now + timedelta(minutes=3)))
        self.errands()
        if not self.bank.silent:
            for number in self.numbers:
                self._told(number)

    @rule(silent=st.sampled_from([True, False, False]))
    def bank_falls_silent_or_speaks(self, silent: bool) -> None:
        self.bank.silent = silent

    @rule()
    def answer_to_a_refund_is_lost(self) -> None:
        self.bank.lose_refund = True

    @precondition(lambda self: any(b.holding for b in self.world.bookings.values()))
    @rule(minutes=st.sampled_from([3, 7, 16, 30]))
    def time_passes(self, minutes: int) -> None:
        """The world grows older: every clock that runs is nearer to its end."""
        self.run(self._grow_older(minutes))
        for b in self.world.bookings.values():
            if b.holding:
                b.left -= minutes

    async def _grow_older(self, minutes: int) -> None:
        async with self.owner.transaction():
            # The ledger lets nobody end a hold in the past; time itself may.
            await self.owner.execute("set local session_replication_role = replica")
            for table in ("bookings.booking", "availability.claim"):
                await self.owner.execute(
                    f"update {table} set expires_at = expires_at - $2::interval"
                    " where vendor_id = $1 and expires_at is not null", self.vendor, timedelta(minutes=minutes),
                )  # fmt: skip

    @rule()
    def sweep(self) -> None:
        """The sweeper ends what is overdue, but kills the payment first."""
        self.run(expiry.expire_due(self.database, now=self.now))
        overdue = sorted((b.left, n) for n, b in self.world.bookings.items() if b.overdue)
        for _, number in overdue:
            self._swept(number)
        self.errands()

    def _swept(self, number: UUID) -> None:
        b = self.world.bookings[number]
        if b.told in ("open", "unknown"):
            b.wanted_dead = True
            if self.bank.silent:
                if b.left > -PATIENCE:
                    return
            else:
                self._told(number)
        if b.told != "paid" and b.holding:
            b.status, b.claimed = "expired", False

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), by_staff=st.booleans())
    def cancel(self, data: st.DataObject, by_staff: bool) -> None:
        number = self.some(data, "confirmed", "pending_payment", "awaiting_approval")
        b = self.world.bookings[number]
        possible = b.status in ("confirmed", "pending_payment", "awaiting_approval", "cancelled")
        answer = self.tried(self._cancel(number, self.staff if by_staff else link(number)))
        assert (answer != REFUSED) == possible
        if possible:
            self._cancelled(number, b)

    @precondition(lambda self: any(b.status == "confirmed" for b in self.world.bookings.values()))
    @rule(data=st.data())
    def both_cancel_at_once(self, data: st.DataObject) -> None:
        """Customer and staff in the same moment: both hear yes, one refund."""
        fit = [n for n in self.numbers if self.world.bookings[n].status == "confirmed"]
        number = data.draw(st.sampled_from(fit))

        async def both() -> None:
            await asyncio.gather(self._cancel(number, self.staff), self._cancel(number, link(number)))

        assert self.tried(both()) != REFUSED, self.problem
        self._cancelled(number, self.world.bookings[number])

    async def _cancel(self, number: UUID, caller: Caller) -> None:
        await self.database.run(
            lambda tx: cancellation.cancel(
                tx, booking_id=number, caller=caller, reason="", refund_requested=True, now=self.now
            )
        )

    def _cancelled(self, number: UUID, b: Agreement) -> None:
        if b.status == "pending_payment":
            b.wanted_dead = True
        b.status, b.claimed = "cancelled", False
        if not self.bank.silent:
            self._told(number)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), first=st.integers(0, 3))
    def reschedule(self, data: st.DataObject, first: int) -> None:
        number = self.some(data, "confirmed")
        b = self.world.bookings[number]
        span = (first, first + b.span[1] - b.span[0])

        async def use_case(tx: Tx) -> None:
            order = await order_for(tx, self.ids[b.room], nights(span), quantity=b.quantity, now=self.now)
            await rescheduling.reschedule(
                tx, booking_id=number, caller=link(number), quote=order.quote, locale="ru", now=self.now
            )

        answer = self.tried(self.in_tx(use_case))
        fits = self.world.fits(b.room, span, b.quantity, without=number) if b.status == "confirmed" else False
        assert fits is None or (answer != REFUSED) == fits, (answer, fits)
        if answer != REFUSED:
            self.world.taken_in(b.room)
            b.span = span

    @precondition(lambda self: any(b.status == "awaiting_approval" for b in self.world.bookings.values()))
    @rule(data=st.data(), yes=st.booleans())
    def vendor_decides(self, data: st.DataObject, yes: bool) -> None:
        fit = [n for n in self.numbers if self.world.bookings[n].status == "awaiting_approval"]
        number = data.draw(st.sampled_from(fit))
        b = self.world.bookings[number]
        if yes:
            answer = self.tried(self.in_tx(lambda tx: approval.approve(
                tx, booking_id=number, caller=self.staff, pay_within=timedelta(hours=24), now=self.now
            )))  # fmt: skip
            assert (answer != REFUSED) == b.claimed
            b.status = "confirmed" if b.claimed else b.status
            return
        self.tried(self.in_tx(lambda tx: approval.decline(
            tx, booking_id=number, caller=self.staff, reason="full", now=self.now
        )))  # fmt: skip
        b.status, b.claimed = "declined", False

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        number = self.some(data, "held")
        self.tried(self.in_tx(lambda tx: holds.release_hold(tx, booking_id=number, caller=link(number), now=self.now)))
        b = self.world.bookings[number]
        if b.status == "held":
            b.status, b.claimed = "abandoned", False

    @rule(room=st.integers(0, 2), span=spans)
    def block(self, room: int, span: tuple[int, int]) -> None:
        if len(self.world.blocks) == 2:
            return
        expected = self.world.fits(room, span, 1)
        answer = self.tried(self.in_tx(lambda tx: availability.block(
            tx, vendor_id=self.vendor, resource_id=self.ids[room], span=nights(span), quantity=1, reason="repair"
        )))  # fmt: skip
        assert expected is None or (answer != REFUSED) == expected
        if answer != REFUSED:
            self.world.taken_in(room)
            self.world.blocks.append((room, span))

    @rule(room=st.integers(0, 2), change=st.sampled_from([-1, 1]))
    def capacity_changes(self, room: int, change: int) -> None:
        capacity = min(max(self.world.rooms[room].capacity + change, 1), 4)
        needed = self.world.used(room, (0, 6), overdue=True)
        try:
            self.run(self.owner.execute(
                "update catalog.resource set capacity = $2 where id = $1", self.ids[room], capacity
            ))  # fmt: skip
        except asyncpg.CheckViolationError:
            assert capacity < needed
            return
        assert capacity >= self.world.used(room, (0, 6), overdue=False)
        if capacity < needed:
            self.world.taken_in(room)
        self.world.rooms[room].capacity = capacity

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
        assert found == {n: b.status for n, b in self.world.bookings.items()}
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
