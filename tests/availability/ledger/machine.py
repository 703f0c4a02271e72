"""Random histories told to the ledger and to the model; both must answer alike and end in the same state."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from smartbooking.availability import jobs, service
from smartbooking.availability.domain import NewClaim
from smartbooking.availability.errors import HoldLost, ResourceArchived, SlotUnavailable
from smartbooking.availability.repository import claims as ledger
from smartbooking.infra.db import Database
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights, Period, Span
from smartbooking.kernel.problem import Problem
from tests.availability.ledger.model import Model, Resource, Taken, Wanted

# Spans lie around the border between two calendar pages, where arithmetic goes wrong if it does.
MIDNIGHT = datetime(2027, 6, 2, tzinfo=UTC)
PAGE_BORDER = date(2000, 1, 1) + timedelta(days=32 * 313)
TEN_MINUTES = timedelta(minutes=10)


spans = st.tuples(st.integers(-5, 5), st.integers(1, 4)).map(lambda pair: (pair[0], pair[0] + pair[1]))
wanted = st.builds(
    Wanted,
    line=st.sampled_from([1, 1, 2]),
    resource=st.integers(1, 4),
    span=spans,
    quantity=st.sampled_from([1, 1, 1, 2]),
)
baskets = st.lists(wanted, min_size=1, max_size=3)


class LedgerMachine(RuleBasedStateMachine):
    """Each rule does one thing to both sides and demands the same answer."""

    runner: ClassVar[asyncio.Runner]
    database: ClassVar[Database]
    owner: ClassVar[asyncpg.Connection]
    vendors: ClassVar[itertools.count[int]]

    def __init__(self) -> None:
        super().__init__()
        self.vendor = next(self.vendors)
        self.model = Model()
        self.bookings: list[UUID] = []

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(coroutine)

    async def verb(self, verb: Any, **facts: Any) -> type[Problem] | Any:
        """The verb in its own transaction; the class of the Problem when it is refused."""
        try:
            async with self.database.transaction() as tx:
                return await verb(tx, vendor_id=self.vendor, **facts)
        except Problem as problem:
            return type(problem)

    def span(self, resource: int, span: tuple[int, int]) -> Span:
        grain = self.model.resources[resource].grain
        if grain == 86_400:
            return Nights(PAGE_BORDER + timedelta(days=span[0]), PAGE_BORDER + timedelta(days=span[1]))
        width = timedelta(seconds=grain or 3600)
        return Period(MIDNIGHT + span[0] * width, MIDNIGHT + span[1] * width)

    def new_claims(self, basket: list[Wanted]) -> list[NewClaim]:
        return [
            NewClaim(line=w.line, resource_id=w.resource, span=self.span(w.resource, w.span), quantity=w.quantity)
            for w in basket
        ]

    def some_booking(self, data: st.DataObject) -> UUID:
        """Mostly one that still has claims; the last one made may have none."""
        alive = {c.booking for c in self.model.claims if c.booking}
        return data.draw(st.sampled_from([*(b for b in self.bookings if b in alive), self.bookings[-1]]))

    @initialize(capacities=st.tuples(*[st.sampled_from([3, 2, 1, 5, 0])] * 4))
    def four_resources(self, capacities: tuple[int, ...]) -> None:
        for number, (grain, capacity) in enumerate(zip((900, 86_400, 0, 3600), capacities, strict=True), start=1):
            self.model.resources[number] = Resource(grain, capacity)
            self.run(
                self.owner.execute(
                    "insert into availability.resource (vendor_id, id, capacity, grain) values ($1, $2, $3, $4)",
                    self.vendor,
                    number,
                    capacity,
                    grain,
                )
            )

    def expected_of_insert(self, claims: list[Taken]) -> type[Problem] | None:
        # Resources are visited in id order; an archived one is refused before a full one behind it is seen.
        after = self.model.reaped({c.resource for c in claims}) + claims
        for resource in sorted({c.resource for c in claims}):
            if self.model.resources[resource].archived:
                return ResourceArchived
            if not self.model.fits([c for c in after if c.resource == resource]):
                return SlotUnavailable
        self.model.claims = after
        return None

    @rule(basket=baskets, kind=st.sampled_from(["hold", "hold", "allocation"]))
    def take(self, basket: list[Wanted], kind: str) -> None:
        booking = uuid7()
        claims = [self.model.taken(booking, w, kind) for w in basket]
        expected = self.expected_of_insert(claims)
        facts: dict[str, Any] = {"booking_id": booking, "claims": self.new_claims(basket)}
        if kind == "hold":
            found = self.run(self.verb(service.hold, hold_for=TEN_MINUTES, **facts))
        else:
            found = self.run(self.verb(service.allocate, **facts))
        if expected is None:
            self.bookings.append(booking)
            assert found is None or isinstance(found, datetime)
        else:
            assert found is expected

    @rule(one=wanted)
    def block(self, one: Wanted) -> None:
        expected = self.expected_of_insert([self.model.taken(None, replace(one, line=1), "block")])
        span = self.span(one.resource, one.span)
        found = self.run(
            self.verb(service.block, resource_id=one.resource, span=span, quantity=one.quantity, reason="x")
        )
        assert found is expected if expected else isinstance(found, UUID)

    @rule(one=wanted, count=st.integers(1, 4))
    def hold_in_one_batch(self, one: Wanted, count: int) -> None:
        """hold_many: who fits is served in order; nothing fails."""
        bookings = [uuid7() for _ in range(count)]
        basket = [replace(one, quantity=1 + n % 2) for n in range(count)]
        facts = {"bookings": bookings, "claims": self.new_claims(basket), "hold_for": TEN_MINUTES}
        found = self.run(self.verb(ledger.hold_many, **facts))

        expired = any(c.expired and c.resource == one.resource for c in self.model.claims)
        if self.model.free(one.resource, one.span) <= 0 and not expired:
            assert found == {}
            return
        if self.model.resources[one.resource].archived:
            winners: list[int] = []
        else:
            self.model.claims = self.model.reaped({one.resource})
            winners, room = [], self.model.free(one.resource, one.span)
            for place, w in enumerate(basket):
                if w.quantity <= room:
                    winners.append(place)
                    room -= w.quantity
        if self.model.resources[one.resource].archived:
            self.model.claims = self.model.reaped({one.resource})
        assert not isinstance(found, type)
        assert sorted(found) == winners
        self.model.claims += [self.model.taken(bookings[p], basket[p], "hold") for p in winners]
        self.bookings += [bookings[p] for p in winners]

    @precondition(lambda self: self.bookings)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        booking = self.some_booking(data)
        held = [c for c in self.model.claims if c.booking == booking and c.kind == "hold"]
        found = self.run(self.verb(service.confirm, booking_id=booking, expected=max(len(held), 1)))
        if not held:
            assert found is HoldLost
            return
        assert found is None
        self.model.claims = [
            replace(c, kind="allocation", expired=False) if c in held else c for c in self.model.claims
        ]

    @precondition(lambda self: self.bookings)
    @rule(data=st.data())
    def extend(self, data: st.DataObject) -> None:
        booking = self.some_booking(data)
        held = [c for c in self.model.claims if c.booking == booking and c.kind == "hold"]
        until = datetime.now(UTC) + TEN_MINUTES
        found = self.run(self.verb(service.extend, booking_id=booking, until=until, expected=max(len(held), 1)))
        assert found is (None if held else HoldLost)
        self.model.claims = [replace(c, expired=False) if c in held else c for c in self.model.claims]

    @precondition(lambda self: self.bookings)
    @rule(data=st.data())
    def time_runs_out(self, data: st.DataObject) -> None:
        booking = self.some_booking(data)
        self.run(
            self.owner.execute(
                "begin; set local session_replication_role = replica;"
                " update availability.claim set expires_at = clock_timestamp() - interval '1 s'"
                f" where vendor_id = {self.vendor} and booking_id = '{booking}' and kind = 'hold'; commit"
            )
        )
        self.model.claims = [
            replace(c, expired=True) if c.booking == booking and c.kind == "hold" else c for c in self.model.claims
        ]

    @precondition(lambda self: self.bookings)
    @rule(data=st.data(), line=st.one_of(st.none(), st.integers(1, 2)))
    def release(self, data: st.DataObject, line: int | None) -> None:
        booking = self.some_booking(data)
        gone = [c for c in self.model.claims if c.booking == booking and line in (None, c.line)]
        lines = None if line is None else [line]
        assert self.run(self.verb(service.release, booking_id=booking, lines=lines)) == len(gone)
        self.model.claims = [c for c in self.model.claims if c not in gone]

    @precondition(lambda self: self.bookings)
    @rule(data=st.data(), basket=baskets)
    def move(self, data: st.DataObject, basket: list[Wanted]) -> None:
        booking = self.some_booking(data)
        mine = [c for c in self.model.claims if c.booking == booking]
        if mine and data.draw(st.booleans()):  # a whole line shrinks to one claim
            basket = [replace(basket[0], line=mine[0].line)]
        found = self.run(self.verb(service.move, booking_id=booking, moves=self.new_claims(basket)))
        if not mine or any(c.expired for c in mine):
            # An expired hold may lose lines, or be "moved" to exactly where it is; the next comparison says which.
            assert found in (None, HoldLost)
            if found is None:
                self.adopt()
            return
        lines = {w.line for w in basket}
        newcomers = [self.model.taken(booking, w, mine[0].kind) for w in basket]
        after = [c for c in self.model.claims if c not in mine or c.line not in lines] + newcomers
        if unclear := self.possible_answers(mine, basket):
            assert found in unclear
            if found is None:
                self.adopt()
                assert self.model.fits(self.model.claims)
            return
        touched = {c.resource for c in mine if c.line in lines} | {w.resource for w in basket}
        if self.model.fits([c for c in after if not (c.expired and c.resource in touched)]):
            assert found is None
            self.adopt(instead=after)
        else:
            assert found is SlotUnavailable

    def possible_answers(self, mine: list[Taken], basket: list[Wanted]) -> tuple[object, ...]:
        """Where the model can not tell alone how a move ends; empty where it can."""
        if any(self.model.resources[w.resource].archived for w in basket):
            # Archived resources let claims move within them but not in; covered by an example elsewhere.
            return (None, ResourceArchived, SlotUnavailable)
        # A claim that is "moved" to exactly where it is keeps the pads it was made with.
        kept = any(self.stays_with_other_pads(c, w) for c in mine for w in basket)
        return (None, SlotUnavailable) if kept else ()

    def stays_with_other_pads(self, claim: Taken, wanted: Wanted) -> bool:
        same = (claim.line, claim.resource, claim.span) == (wanted.line, wanted.resource, wanted.span)
        return same and (claim.first, claim.last) != self.model.cells(claim.resource, claim.span)

    def shrinkable(self) -> list[Taken]:
        """Claims that share their line with another one and would come out the same if taken anew."""
        lines = [(c.booking, c.line) for c in self.model.claims if c.booking]
        return [
            c
            for c in self.model.claims
            if lines.count((c.booking, c.line)) > 1
            and not any(o.expired for o in self.model.claims if o.booking == c.booking)
            and not self.model.resources[c.resource].archived
            and self.model.cells(c.resource, c.span) == (c.first, c.last)
        ]

    @precondition(lambda self: self.shrinkable())
    @rule(data=st.data())
    def shrink_a_line_to_one_claim(self, data: st.DataObject) -> None:
        kept = data.draw(st.sampled_from(self.shrinkable()))
        basket = [Wanted(kept.line, kept.resource, kept.span, kept.quantity)]
        assert self.run(self.verb(service.move, booking_id=kept.booking, moves=self.new_claims(basket))) is None
        dropped = [c for c in self.model.claims if (c.booking, c.line) == (kept.booking, kept.line)]
        self.adopt(instead=[*(c for c in self.model.claims if c not in dropped), kept])

    def adopt(self, instead: list[Taken] | None = None) -> None:
        """Take over what the ledger holds where the model leaves it a choice: which expired holds it has reaped."""
        there = self.run(self.rows())
        if instead is not None:
            self.model.claims = [c for c in instead if not c.expired or self.key(c) in there]
            return
        known = {self.key(c): c for c in self.model.claims}
        self.model.claims = [known.get(key) or self.from_key(key) for key in sorted(there, key=repr)]

    @staticmethod
    def key(c: Taken) -> tuple[Any, ...]:
        return (c.booking, c.line, c.resource, c.first, c.last, c.quantity, c.kind)

    def from_key(self, key: tuple[Any, ...]) -> Taken:
        booking, line, resource, first, last, quantity, kind = key
        made = self.model.resources[resource]
        expired = any(c.booking == booking and c.expired for c in self.model.claims)
        return Taken(
            booking, line, resource, (first + made.before, last - made.after), first, last, quantity, kind, expired
        )

    @rule(resource=st.integers(1, 4), capacity=st.sampled_from([4, 3, 2, 1, 0]))
    def change_capacity(self, resource: int, capacity: int) -> None:
        changed = replace(self.model.resources[resource], capacity=capacity)
        peak = max(
            (self.model.peak(self.model.claims, resource, c.first, c.last)
             for c in self.model.claims if c.resource == resource), default=0,
        )  # fmt: skip
        change = self.owner.execute(
            "update availability.resource set capacity = $3 where vendor_id = $1 and id = $2",
            self.vendor, resource, capacity,
        )  # fmt: skip
        if peak > capacity:
            with pytest.raises(asyncpg.CheckViolationError, match="no_oversell"):
                self.run(change)
        else:
            self.run(change)
            self.model.resources[resource] = changed

    @rule(resource=st.sampled_from([1, 2, 4]), before=st.integers(0, 1), after=st.integers(0, 2))
    def change_pads(self, resource: int, before: int, after: int) -> None:
        cell = timedelta(seconds=self.model.resources[resource].grain)
        # One second less than a whole cell still keeps the whole cell.
        pads = {"before": max(before * cell - timedelta(seconds=1), timedelta(0)), "after": after * cell}
        self.run(self.verb(service.set_pads, resource_id=resource, **pads))
        self.model.resources[resource] = replace(self.model.resources[resource], before=before, after=after)

    @rule(resource=st.integers(1, 4), archived=st.sampled_from([False, False, False, True]))
    def archive_or_reopen(self, resource: int, archived: bool) -> None:
        self.model.resources[resource] = replace(self.model.resources[resource], archived=archived)
        change = "update availability.resource set accepts_claims = $3 where vendor_id = $1 and id = $2"
        self.run(self.owner.execute(change, self.vendor, resource, not archived))

    @rule()
    def reap(self) -> None:
        self.run(jobs.reap_expired_holds(self.database, now=datetime.now(UTC)))
        self.model.claims = [c for c in self.model.claims if not c.expired]

    @rule(span=spans)
    def look(self, span: tuple[int, int]) -> None:
        asked = [(resource, wide) for resource in self.model.resources for wide in (span, (-6, 10))]

        async def free() -> list[int]:
            async with self.database.reading() as read:
                return await service.free_quantities(
                    read, vendor_id=self.vendor, wanted=[(r, self.span(r, wide)) for r, wide in asked]
                )

        assert self.run(free()) == [self.model.free(resource, wide) for resource, wide in asked]

    async def rows(self) -> list[tuple[Any, ...]]:
        rows = await self.owner.fetch(
            """select booking_id, coalesce(line, 1) as line, resource_id, lower(cells) as first, upper(cells) as last,
                      quantity, kind, grain from availability.claim where vendor_id = $1""",
            self.vendor,
        )
        return [
            (r["booking_id"], r["line"], r["resource_id"], r["first"] - self.origin(r["grain"]),
             r["last"] - self.origin(r["grain"]), r["quantity"], r["kind"])
            for r in rows
        ]  # fmt: skip

    @staticmethod
    def origin(grain: int) -> int:
        """The cell the model calls 0."""
        if grain == 0:
            return 0
        if grain == 86_400:
            return (PAGE_BORDER - date(2000, 1, 1)).days
        return int((MIDNIGHT - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds()) // grain

    @invariant()
    def both_hold_the_same_claims(self) -> None:
        if self.model.resources:
            expected = sorted((self.key(c) for c in self.model.claims), key=repr)
            assert sorted(self.run(self.rows()), key=repr) == expected

    @invariant()
    def derived_tables_follow_the_claims(self) -> None:
        drifts = self.run(self.owner.fetch("select * from availability.verify($1)", self.vendor))
        assert drifts == []
