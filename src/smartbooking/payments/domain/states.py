"""The states of intents, attempts and refunds, and the only moves between them.

The tables are the single source: the service moves by them, the database checks their names, docs/payments.md
prints them and a property test walks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from smartbooking.kernel.money import Money


class IntentStatus(StrEnum):
    """Where the whole payment for a booking stands, over all attempts and refunds."""

    CREATED = "created"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FAILED = "failed"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"
    ORPHAN = "orphan"


class AttemptStatus(StrEnum):
    """Where one try with one gateway stands."""

    CREATED = "created"
    UNKNOWN = "unknown"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    VOIDED = "voided"
    FAILED = "failed"
    ORPHAN = "orphan"


class RefundStatus(StrEnum):
    """`submitted` means the provider may have it; only the provider's word ends it."""

    REQUESTED = "requested"
    SUBMITTED = "submitted"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class CaptureMode(StrEnum):
    """`automatic` takes the money at once; `manual` authorises first, `capture` takes it later."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class MethodKind(StrEnum):
    """How a person pays: nothing to do now; a page or token of the provider; elsewhere by a code, told to us later.

    `value`: with something bought before, which we keep ourselves; taken at the checkout, never called.
    """

    ON_SITE = "on_site"
    CARD = "card"
    TRANSFER = "transfer"
    VALUE = "value"


S, A, R = IntentStatus, AttemptStatus, RefundStatus

# What each state means, in the order a payment usually lives through them (docs/payments.md prints it).
INTENT_MEANING: Final[Mapping[IntentStatus, str]] = {
    S.CREATED: "agreed, nothing sent yet",
    S.REQUIRES_ACTION: "the customer must act at the provider (page, 3-D Secure)",
    S.PROCESSING: "the provider works on it without the customer",
    S.UNKNOWN: "a call was sent, no answer came; the provider is asked until it says",
    S.AUTHORISED: "money is reserved (or promised at the desk), not taken",
    S.CAPTURED: "money is taken",
    S.PARTLY_REFUNDED: "part of the money went back",
    S.REFUNDED: "all of the money went back",
    S.DISPUTED: "the payer's bank took the money back provisionally",
    S.VOIDED: "given up and dead at the provider; no money moved",
    S.FAILED: "the last attempt came to nothing; another may follow while the place is held",
    S.ORPHAN: "the provider's amount, currency or booking is not ours; waits for an operator",
}

INTENT_MOVES: Final[Mapping[IntentStatus, frozenset[IntentStatus]]] = {
    S.CREATED: frozenset({S.REQUIRES_ACTION, S.PROCESSING, S.UNKNOWN, S.FAILED, S.VOIDED}),
    S.UNKNOWN: frozenset({S.REQUIRES_ACTION, S.PROCESSING, S.AUTHORISED, S.CAPTURED, S.FAILED, S.VOIDED, S.ORPHAN}),
    # Back to `unknown` when a provider without messages has not told the end in the payment's whole lifetime.
    S.REQUIRES_ACTION: frozenset({S.PROCESSING, S.UNKNOWN, S.AUTHORISED, S.CAPTURED, S.FAILED, S.VOIDED, S.ORPHAN}),
    S.PROCESSING: frozenset({S.REQUIRES_ACTION, S.UNKNOWN, S.AUTHORISED, S.CAPTURED, S.FAILED, S.VOIDED, S.ORPHAN}),
    S.AUTHORISED: frozenset({S.CAPTURED, S.FAILED, S.VOIDED, S.ORPHAN}),
    S.CAPTURED: frozenset({S.PARTLY_REFUNDED, S.REFUNDED, S.DISPUTED}),
    S.PARTLY_REFUNDED: frozenset({S.REFUNDED, S.DISPUTED}),
    S.DISPUTED: frozenset({S.CAPTURED, S.PARTLY_REFUNDED, S.REFUNDED}),
    S.FAILED: frozenset({S.CREATED, S.VOIDED}),
    S.ORPHAN: frozenset({S.CAPTURED, S.PARTLY_REFUNDED, S.REFUNDED, S.FAILED, S.VOIDED}),
    S.REFUNDED: frozenset(),
    S.VOIDED: frozenset(),
}

ATTEMPT_MOVES: Final[Mapping[AttemptStatus, frozenset[AttemptStatus]]] = {
    # Before the call the row says `unknown`, so that a crash in the call leaves the truth behind.
    A.CREATED: frozenset({A.UNKNOWN, A.FAILED, A.VOIDED}),
    A.UNKNOWN: frozenset({A.REQUIRES_ACTION, A.PROCESSING, A.AUTHORISED, A.CAPTURED, A.FAILED, A.VOIDED, A.ORPHAN}),
    A.REQUIRES_ACTION: frozenset({A.PROCESSING, A.UNKNOWN, A.AUTHORISED, A.CAPTURED, A.FAILED, A.VOIDED, A.ORPHAN}),
    A.PROCESSING: frozenset({A.REQUIRES_ACTION, A.UNKNOWN, A.AUTHORISED, A.CAPTURED, A.FAILED, A.VOIDED, A.ORPHAN}),
    A.AUTHORISED: frozenset({A.CAPTURED, A.FAILED, A.VOIDED, A.ORPHAN}),
    A.ORPHAN: frozenset({A.CAPTURED, A.FAILED, A.VOIDED}),
    A.CAPTURED: frozenset(),
    A.FAILED: frozenset(),
    A.VOIDED: frozenset(),
}

REFUND_MOVES: Final[Mapping[RefundStatus, frozenset[RefundStatus]]] = {
    R.REQUESTED: frozenset({R.SUBMITTED}),
    R.SUBMITTED: frozenset({R.SUCCEEDED, R.FAILED}),
    R.SUCCEEDED: frozenset(),
    R.FAILED: frozenset(),
}

# At most one of these per intent (constraint one_live_attempt): two live attempts could charge twice.
LIVE_ATTEMPT: Final = frozenset({A.CREATED, A.UNKNOWN, A.REQUIRES_ACTION, A.PROCESSING, A.AUTHORISED, A.ORPHAN})
# The poller asks the provider about these.
POLLED_ATTEMPT: Final = frozenset({A.CREATED, A.UNKNOWN, A.REQUIRES_ACTION, A.PROCESSING, A.AUTHORISED})
CLOSED_ATTEMPT: Final = frozenset(state for state, moves in ATTEMPT_MOVES.items() if not moves)
TERMINAL_INTENT: Final = frozenset(state for state, moves in INTENT_MOVES.items() if not moves)
PAID_INTENT: Final = frozenset({S.CAPTURED, S.PARTLY_REFUNDED, S.DISPUTED})

POLL_EVERY: Final = timedelta(seconds=60)
# A provider that does not know our key this long after the call never got the call: our own timeout is 10 s.
NEVER_ARRIVED_AFTER: Final = timedelta(seconds=60)
# An event about an object we do not know is kept and tried again for ever; people hear of it after this long.
UNKNOWN_OBJECT_ALERT_AFTER: Final = timedelta(hours=1)


class IllegalMove(ValueError):
    """The table has no such move; `allowed` names those it has."""

    def __init__(self, now: StrEnum, then: StrEnum, allowed: frozenset[StrEnum]) -> None:
        super().__init__(f"{now} does not become {then}")
        self.allowed = tuple(sorted(state.value for state in allowed))


def check_intent_move(now: IntentStatus, then: IntentStatus) -> None:
    """Raises IllegalMove unless the table allows it."""
    if then not in INTENT_MOVES[now]:
        raise IllegalMove(now, then, frozenset(INTENT_MOVES[now]))


def check_attempt_move(now: AttemptStatus, then: AttemptStatus) -> None:
    """Raises IllegalMove unless the table allows it."""
    if then not in ATTEMPT_MOVES[now]:
        raise IllegalMove(now, then, frozenset(ATTEMPT_MOVES[now]))


def check_refund_move(now: RefundStatus, then: RefundStatus) -> None:
    """Raises IllegalMove unless the table allows it."""
    if then not in REFUND_MOVES[now]:
        raise IllegalMove(now, then, frozenset(REFUND_MOVES[now]))


def intent_follows(attempt: AttemptStatus, *, cancelling: bool) -> IntentStatus:
    """The state of an intent whose current attempt is in `attempt`.

    A dead attempt leaves the intent `failed`, so that another method may be tried, unless the intent
    itself is being given up: then it is `voided` for good.
    """
    if attempt in (A.FAILED, A.VOIDED):
        return S.VOIDED if cancelling else S.FAILED
    return IntentStatus(attempt.value)


def refund_follows(captured: Money, refunded: Money) -> IntentStatus:
    """The state of a captured intent of which `refunded` went back."""
    if refunded.minor <= 0:
        return S.CAPTURED
    return S.REFUNDED if refunded.minor >= captured.minor else S.PARTLY_REFUNDED
