"""Anybody does anything in any order, on a real database: only what the table allows happens, never half of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartbooking.bookings.domain import ACTIVE, TRANSITIONS, Actor, Booking, Status, Verb, target
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.lifecycle import HOLDING
from smartbooking.bookings.repository import reading
from smartbooking.bookings.service import expiry, settlement
from smartbooking.catalog.domain import Confirmation, PaymentTiming
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.problem import NotFound, Problem
from smartbooking.payments import service as payments
from smartbooking.payments.gateways.on_site import OnSite
from tests.bookings.desk import ON_SITE, OPERATOR, PREPAID, STRANGER, Desk, Seen
from tests.payments.factory import make_sandbox

# What each request may turn into. Money is only due at check-out, so one request has several outcomes.
VERBS: Final = {
    "check_out": {Verb.REQUEST, Verb.AWAIT_PAYMENT, Verb.EXTEND, Verb.CONFIRM},
    "approve": {Verb.APPROVE, Verb.APPROVE_UNPAID},
    "decline": {Verb.DECLINE},
    "extend": {Verb.EXTEND},
    "release": {Verb.RELEASE},
    "cancel": {Verb.CANCEL},
    "reschedule": {Verb.RESCHEDULE},
    "check_in": {Verb.CHECK_IN},
    "complete": {Verb.COMPLETE},
    "no_show": {Verb.MARK_NO_SHOW},
}
SYSTEM_VERBS: Final = {Verb.EXPIRE, Verb.CONFIRM, Verb.COMPLETE, Verb.REFUND_UNAVAILABLE}
PEOPLE: Final = ("guest", "staff", "operator", "stranger")
JUMPS: Final = (
    timedelta(0), timedelta(minutes=3), timedelta(minutes=20), timedelta(hours=14), timedelta(days=3),
)  # fmt: skip
# Notes in the history that are no verbs: the status stays, the money is told of.
NOTES: Final = {"late_payment", "payment_failed", "refunded"}
# Each of them announces the status it leads to; all others are silent.
ANNOUNCED: Final = {
    "approval_requested", "payment_awaited", "booking_confirmed", "booking_checked_in", "booking_ended",
    "booking_cancelled", "booking_held",
}  # fmt: skip

steps = st.lists(
    st.tuples(
        st.sampled_from([*VERBS, "sweep", "money", "no_money", "worker"]),
        st.sampled_from(PEOPLE),
        st.sampled_from(JUMPS),
    ),
    min_size=2,
    max_size=12,
)
ways = st.tuples(st.sampled_from(Confirmation), st.sampled_from([PaymentTiming.ON_SITE, PaymentTiming.PREPAY]))


@dataclass(frozen=True, slots=True)
class Walk:
    """One random life: each step is checked against what was there before."""

    desk: Desk
    booking: Booking
    prepaid: bool

    async def step(self, action: str, who: str) -> None:
        before = await self.desk.look(self.booking)
        refusal: Problem | None = None
        try:
            await self._act(action, who)
        except Problem as problem:
            refusal = problem
        after = await self.desk.look(self.booking)
        self._check_refusal(action, who, before, after, refusal)
        check_new_history(action, actor_of(who), before, after)
        await self._check_place(after)

    async def _act(self, action: str, who: str) -> None:
        desk = self.desk
        if action == "sweep":
            await desk.sweep()
        elif action == "worker":
            await expiry.complete_ended(desk.database, now=desk.now)
        elif action == "money":
            await desk.database.run(self._settle(settlement.settle_paid, paid_minor=self.booking.total.minor))
        elif action == "no_money":
            await desk.database.run(self._settle(settlement.settle_failed))
        elif action == "check_out":
            await desk.check_out(self.booking, PREPAID if self.prepaid else ON_SITE, caller=self._caller(who))
        else:
            await getattr(desk, action)(self.booking, caller=self._caller(who))

    def _settle(self, verb: Callable[..., Awaitable[Any]], **more: Any) -> Callable[[Tx], Awaitable[Any]]:
        return lambda tx: verb(tx, booking_id=self.booking.id, now=self.desk.now, **more)

    def _caller(self, who: str) -> Caller:
        known = {"guest": self.desk.guest(self.booking), "staff": self.desk.staff, "operator": OPERATOR}
        return known.get(who, STRANGER)

    def _check_refusal(self, action: str, who: str, before: Seen, after: Seen, refusal: Problem | None) -> None:
        if refusal is not None:
            assert after == before, f"{action} was refused but changed something"
            assert refusal.status < 500
        if action not in VERBS:
            assert refusal is None, f"the system was refused {action}: {refusal}"
            return
        if who == "stranger":
            assert isinstance(refusal, NotFound)
            return
        allowed = {verb for verb in VERBS[action] if target(verb, before.status, actor_of(who)) is not None}
        repeated = (action, before.status) in {("cancel", Status.CANCELLED), *(("release", one) for one in Status)}
        if not allowed and action != "check_out" and not repeated:
            assert refusal is not None, f"{who} did {action} from {before.status}"

    async def _check_place(self, seen: Seen) -> None:
        assert seen.expires == (seen.status in HOLDING)
        if seen.status in ACTIVE:
            assert seen.claims > 0
        elif seen.claims:
            current = await self._current()
            assert current.status is Status.COMPLETED
            assert current.ends_at <= self.desk.now, "only the past may stay in the ledger"

    async def _current(self) -> Booking:
        async with self.desk.database.reading() as read:
            found = await reading.get(read, self.booking.id)
        assert found is not None
        return found


def actor_of(who: str) -> Actor:
    return {"guest": Actor.CUSTOMER, "staff": Actor.VENDOR, "operator": Actor.OPERATOR}.get(who, Actor.CUSTOMER)


def check_new_history(action: str, actor: Actor, before: Seen, after: Seen) -> None:
    """Every new row is one legal step by somebody who may take it; versions count rows; changes are announced once."""
    assert after.version == len(after.history)
    assert after.history[: before.version] == before.history
    status = before.status
    changes = 0
    for what, to in after.history[before.version :]:
        if what in NOTES:
            assert to is status
            continue
        verb = Verb(what)
        who, moves = TRANSITIONS[verb]
        assert moves.get(status) is to, f"{verb} from {status} to {to}"
        if action in VERBS:
            # Free and pay-on-site bookings are confirmed by the house in the customer's request.
            assert verb in VERBS[action]
            assert actor in who or verb is Verb.CONFIRM
        else:
            assert verb in SYSTEM_VERBS
            assert Actor.SYSTEM in who
        changes += to is not status
        status = to
    assert status is after.status
    told = sum(count for name, count in (after.announced - before.announced).items() if name in ANNOUNCED)
    assert told == changes


@pytest.fixture
def silent_provider() -> None:
    """Nobody answers: the sweeper waits its patience and lets the place go."""
    payments.install_gateways((OnSite(), make_sandbox("http://127.0.0.1:9", timeout_seconds=0.2)))


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(way=ways, life=steps)
async def test_whatever_people_do_only_the_table_happens(
    database: Database, silent_provider: None, way: tuple[Confirmation, PaymentTiming], life: list[tuple[str, str, Any]]
) -> None:
    confirmation, timing = way
    desk = await Desk.open(database, confirmation=confirmation, timing=timing)
    walk = Walk(desk, await desk.hold(ahead=1), prepaid=timing is PaymentTiming.PREPAY)
    # Most lives begin by checking out; the rest are about holds.
    if life[0][1] != "stranger":
        await walk.step("check_out", "guest")

    for action, who, jump in life:
        desk.now += jump
        await walk.step(action, who)
