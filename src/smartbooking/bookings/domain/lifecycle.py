"""The life of a booking as one table: code, docs/lifecycle.md and the property tests all read it.

Whatever is not in the table is refused with `invalid-transition`, which names what is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where a booking is in its life."""

    HELD = "held"
    AWAITING_APPROVAL = "awaiting_approval"
    PENDING_PAYMENT = "pending_payment"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    DECLINED = "declined"
    EXPIRED = "expired"
    ABANDONED = "abandoned"
    REFUNDED_UNAVAILABLE = "refunded_unavailable"


class Verb(StrEnum):
    """What somebody may do to a booking. `approve_unpaid` is a yes that still waits for the payment."""

    REQUEST = "request"
    AWAIT_PAYMENT = "await_payment"
    CONFIRM = "confirm"
    APPROVE = "approve"
    APPROVE_UNPAID = "approve_unpaid"
    DECLINE = "decline"
    EXTEND = "extend"
    RELEASE = "release"
    EXPIRE = "expire"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    CHECK_IN = "check_in"
    COMPLETE = "complete"
    MARK_NO_SHOW = "no_show"
    REFUND_UNAVAILABLE = "refund_unavailable"


class Actor(StrEnum):
    """In which capacity somebody acts; operators may do what a vendor or a customer may."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    OPERATOR = "operator"
    SYSTEM = "system"


# Staff book for others at the desk, so whatever makes a booking is open to both.
_BOTH: Final = frozenset({Actor.CUSTOMER, Actor.VENDOR, Actor.OPERATOR})
_VENDOR: Final = frozenset({Actor.VENDOR, Actor.OPERATOR})
_SYSTEM: Final = frozenset({Actor.SYSTEM})
S, V = Status, Verb

# verb -> (who may, {from: to}). A verb that keeps the status (extend, reschedule) maps it to itself.
TRANSITIONS: Final[Mapping[Verb, tuple[frozenset[Actor], Mapping[Status, Status]]]] = {
    V.REQUEST: (_BOTH, {S.HELD: S.AWAITING_APPROVAL}),
    V.AWAIT_PAYMENT: (_BOTH, {S.HELD: S.PENDING_PAYMENT}),
    # From expired or abandoned: the money came late and the place was still free.
    V.CONFIRM: (
        _SYSTEM,
        {
            S.HELD: S.CONFIRMED,
            S.AWAITING_APPROVAL: S.CONFIRMED,
            S.PENDING_PAYMENT: S.CONFIRMED,
            S.EXPIRED: S.CONFIRMED,
            S.ABANDONED: S.CONFIRMED,
        },
    ),
    V.APPROVE: (_VENDOR, {S.AWAITING_APPROVAL: S.CONFIRMED}),
    V.APPROVE_UNPAID: (_VENDOR, {S.AWAITING_APPROVAL: S.PENDING_PAYMENT}),
    V.DECLINE: (_VENDOR, {S.AWAITING_APPROVAL: S.DECLINED}),
    V.EXTEND: (_BOTH, {S.HELD: S.HELD, S.PENDING_PAYMENT: S.PENDING_PAYMENT}),
    # Only what nobody pays for: a browser that leaves for the bank's page must not give the place away.
    V.RELEASE: (_BOTH, {S.HELD: S.ABANDONED}),
    V.EXPIRE: (_SYSTEM, {S.HELD: S.EXPIRED, S.PENDING_PAYMENT: S.EXPIRED, S.AWAITING_APPROVAL: S.EXPIRED}),
    V.CANCEL: (
        _BOTH,
        {S.CONFIRMED: S.CANCELLED, S.PENDING_PAYMENT: S.CANCELLED, S.AWAITING_APPROVAL: S.CANCELLED},
    ),
    V.RESCHEDULE: (_BOTH, {S.CONFIRMED: S.CONFIRMED}),
    V.CHECK_IN: (_VENDOR, {S.CONFIRMED: S.IN_PROGRESS}),
    V.COMPLETE: (_VENDOR | _SYSTEM, {S.IN_PROGRESS: S.COMPLETED, S.CONFIRMED: S.COMPLETED}),
    V.MARK_NO_SHOW: (_VENDOR, {S.CONFIRMED: S.NO_SHOW}),
    V.REFUND_UNAVAILABLE: (
        _SYSTEM,
        {S.EXPIRED: S.REFUNDED_UNAVAILABLE, S.ABANDONED: S.REFUNDED_UNAVAILABLE},
    ),
}

# Statuses in which the booking occupies capacity in the ledger.
ACTIVE: Final = frozenset({S.HELD, S.AWAITING_APPROVAL, S.PENDING_PAYMENT, S.CONFIRMED, S.IN_PROGRESS})
# Statuses whose claims are holds that run out.
HOLDING: Final = frozenset({S.HELD, S.AWAITING_APPROVAL, S.PENDING_PAYMENT})


def target(verb: Verb, status: Status, actor: Actor) -> Status | None:
    """The status after `verb`, or None when the table does not allow it to this actor now."""
    who, moves = TRANSITIONS[verb]
    return moves.get(status) if actor in who else None


def allowed_verbs(status: Status, actor: Actor) -> tuple[Verb, ...]:
    """Everything the actor may do to a booking in this status, in the order of the table."""
    return tuple(verb for verb in TRANSITIONS if target(verb, status, actor) is not None)
