"""Mistakes somebody could make in bookings and payments, put in on purpose; the model must find every one of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch
from uuid import uuid4

from sqlalchemy import text

from smartbooking.availability.repository import claims as claim_rows
from smartbooking.bookings.domain import Status, lifecycle
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service import cancellation, checkout, expiry, holds, rescheduling, settlement, transition
from smartbooking.kernel.period import Nights
from smartbooking.payments import service as payments
from smartbooking.payments.service import refunds

_FORGET: Final = text("delete from bookings.change where booking_id = :id and version = :version")
Bug = Any  # a patch: a context manager made by unittest.mock


async def nothing(*_: object, **__: object) -> None:
    """Somebody forgot to call it."""


def forgets(module: Any, part: str, *verbs: str) -> Bug:
    """The module's view of another one, with verbs that do nothing; everybody else keeps the real ones."""
    real = getattr(module, part)
    seen = {name: getattr(real, name) for name in dir(real) if not name.startswith("__")}
    return patch.object(module, part, SimpleNamespace(**{**seen, **dict.fromkeys(verbs, nothing)}))


def off_by_one_night() -> Bug:
    """A stay takes the night of departure, too."""
    real = claim_rows._bounds

    def longer(span: Any) -> Any:
        return real(Nights(span.arrival, span.departure.fromordinal(span.departure.toordinal() + 1)))

    return patch.object(claim_rows, "_bounds", longer)


def every_refund_call_has_a_new_name() -> Bug:
    real = refunds.refund_order

    def renamed(*arguments: Any) -> Any:
        return dataclasses.replace(real(*arguments), key=uuid4().hex)

    return patch.object(refunds, "refund_order", renamed)


def refunds_half() -> Bug:
    real = payments.refund_booking

    async def less(tx: Any, *, amount: Any, **facts: Any) -> Any:
        return await real(tx, amount=dataclasses.replace(amount, minor=amount.minor // 2), **facts)

    seen = {name: getattr(payments, name) for name in payments.__all__}
    return patch.object(cancellation, "payments", SimpleNamespace(**{**seen, "refund_booking": less}))


def payment_is_always_dead() -> Bug:
    async def dead(*_: object) -> bool:
        return True

    return patch.object(expiry, "_payment_is_dead", dead)


def place_is_always_kept() -> Bug:
    async def kept(*_: object) -> bool:
        return True

    return patch.multiple(settlement, _keep_place=kept, _take_again=kept)


def late_money_is_ignored() -> Bug:
    """Money for a booking that is over is taken for money of one that is on."""
    return patch.object(settlement, "OWING", settlement.OWING | {Status.EXPIRED, Status.CANCELLED})


def ended_bookings_can_be_cancelled() -> Bug:
    real = lifecycle.target

    def lax(verb: Any, status: Any, actor: Any) -> Any:
        return Status.CANCELLED if verb == "cancel" else real(verb, status, actor)

    return patch.object(transition, "target", lax)


def history_is_not_written() -> Bug:
    real = writing.change

    async def silent(tx: Any, booking: Any, **facts: Any) -> Any:
        done = await real(tx, booking, **facts)
        if facts["to"] is Status.EXPIRED:
            await tx.execute(_FORGET, {"id": booking.id, "version": booking.version + 1})
        return done

    return patch.object(writing, "change", silent)


BUGS: Final[Mapping[str, Callable[[], Bug]]] = {
    "bookings are not locked": lambda: patch.object(writing, "lock", nothing),
    "a stay takes one night more": off_by_one_night,
    "a hold takes no place": lambda: forgets(holds, "availability", "hold"),
    "extending forgets the ledger": lambda: forgets(holds, "availability", "extend"),
    "paying forgets to keep the place": lambda: forgets(checkout, "availability", "extend"),
    "confirming without a payment forgets the ledger": lambda: forgets(checkout, "availability", "confirm"),
    "paid bookings are confirmed without a place": place_is_always_kept,
    "cancelling gives no place back": lambda: forgets(cancellation, "availability", "release"),
    "expiry gives no place back": lambda: forgets(expiry, "availability", "release"),
    "expiry does not look at the payment": payment_is_always_dead,
    "late money is kept": lambda: forgets(settlement, "payments", "refund_everything"),
    "late money is ignored": late_money_is_ignored,
    "cancelling orders no refund": lambda: forgets(cancellation, "payments", "refund_booking"),
    "cancelling refunds half": refunds_half,
    "a refund is paid out again after silence": every_refund_call_has_a_new_name,
    "moving keeps the old time": lambda: forgets(rescheduling, "availability", "move"),
    "ended bookings can be cancelled": ended_bookings_can_be_cancelled,
    "nobody is told of changes": lambda: patch.object(transition, "_announce", nothing),
    "expiry leaves no trace": history_is_not_written,
}

# Nine seconds of CPU and more go by before these are noticed.
SLOW_TO_SHOW: Final = frozenset({
    "bookings are not locked",
    "confirming without a payment forgets the ledger",
    "expiry leaves no trace",
    "cancelling refunds half",
    "a refund is paid out again after silence",
    "moving keeps the old time",
    "late money is kept",
    "paying forgets to keep the place",
    "expiry does not look at the payment",
})  # fmt: skip
