"""T-Bank's order numbers, tokens, payments and notifications. No network here.

An order number has 35 of the 36 characters allowed: 26 of the booking, 8 of the attempt's key, one letter that counts.
So the booking is read from what T-Bank tells, never from what we asked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus
from smartbooking.payments.gateways.asking import Json, field
from smartbooking.payments.ports import BadSignature, Hint, Order, OutcomeUnknown, RefundOrder, Report

CURRENCY: Final = "RUB"
LETTERS: Final = "abcd"
_BOOKING_LENGTH: Final = 26
_KEY_LENGTH: Final = 8
_STATES: Final = {
    "NEW": AttemptStatus.REQUIRES_ACTION,
    "FORM_SHOWED": AttemptStatus.REQUIRES_ACTION,
    "3DS_CHECKING": AttemptStatus.REQUIRES_ACTION,
    "PREAUTHORIZING": AttemptStatus.PROCESSING,
    "AUTHORIZING": AttemptStatus.PROCESSING,
    "3DS_CHECKED": AttemptStatus.PROCESSING,
    "AUTH_FAIL": AttemptStatus.PROCESSING,
    "PAY_CHECKING": AttemptStatus.PROCESSING,
    "CONFIRMING": AttemptStatus.PROCESSING,
    "CONFIRM_CHECKING": AttemptStatus.PROCESSING,
    "REVERSING": AttemptStatus.PROCESSING,
    "AUTHORIZED": AttemptStatus.AUTHORISED,
    "CONFIRMED": AttemptStatus.CAPTURED,
    "REFUNDING": AttemptStatus.CAPTURED,
    "ASYNC_REFUNDING": AttemptStatus.CAPTURED,
    "PARTIAL_REFUNDED": AttemptStatus.CAPTURED,
    "REFUNDED": AttemptStatus.CAPTURED,
    "CANCELED": AttemptStatus.VOIDED,
    "REVERSED": AttemptStatus.VOIDED,
    "DEADLINE_EXPIRED": AttemptStatus.VOIDED,
    "REJECTED": AttemptStatus.FAILED,
}
_RETURNED: Final = frozenset({"PARTIAL_REFUNDED", "REFUNDED"})
# Of several tries under one order number the one that has money counts, then the one that may get it.
_RANK: Final = (
    AttemptStatus.CAPTURED,
    AttemptStatus.AUTHORISED,
    AttemptStatus.PROCESSING,
    AttemptStatus.REQUIRES_ACTION,
    AttemptStatus.FAILED,
    AttemptStatus.VOIDED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment of T-Bank's. `amount` is what it is worth now: after a capture what was taken, then what is left."""

    ident: str
    order: str
    status: str
    amount: Money
    code: str

    @property
    def state(self) -> AttemptStatus:
        """Raises OutcomeUnknown for a word nobody told us of."""
        found = _STATES.get(self.status)
        if found is None:
            raise OutcomeUnknown(f"a payment that is {self.status}")
        return found


def order_number(order: Order, letter: str) -> str:
    """The number of an attempt, letter by letter when an answer was lost."""
    booking = base64.b32encode(order.booking_id.bytes).decode().rstrip("=").lower()
    key = base64.b32encode(hashlib.sha256(order.key.encode()).digest()).decode()[:_KEY_LENGTH].lower()
    return booking + key + letter


def sibling(number: str, letter: str) -> str:
    """The same attempt's number with another letter."""
    return number[:-1] + letter


def token_of(fields: Mapping[str, Any], password: str) -> str:  # Any: decoded JSON
    """SHA-256 over the values of the plain fields and the password, by the order of their names."""
    plain = {name: value for name, value in fields.items() if not isinstance(value, dict | list) and name != "Token"}
    values = {**plain, "Password": password}
    text = "".join(_text(values[name]) for name in sorted(values) if values[name] is not None)
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def payment_of(said: Json, order: str | None = None) -> Payment:
    """A payment in an answer; rows of CheckOrder do not repeat the order."""
    ident = said.get("PaymentId")
    if not isinstance(ident, str | int) or isinstance(ident, bool):
        raise OutcomeUnknown("the answer has no usable PaymentId")
    return Payment(
        ident=str(ident),
        order=order if order is not None else field(said, "OrderId", str),
        status=field(said, "Status", str),
        amount=Money(field(said, "Amount", int), CURRENCY),
        code=str(said.get("ErrorCode") or ""),
    )


def best_of(said: Json) -> Payment | None:
    """The payment of an order that counts."""
    order = field(said, "OrderId", str)
    found = [payment_of(row, order) for row in field(said, "Payments", list)]
    return min(reversed(found), key=lambda one: _RANK.index(one.state), default=None)


def payment_report(order: Order, payment: Payment, *, page: str | None = None) -> Report:
    """A payment as a report. What was held is not told after a capture; it was compared while it was held."""
    state, zero = payment.state, Money.zero(CURRENCY)
    captured, refunded, amount = zero, zero, payment.amount
    if state is AttemptStatus.CAPTURED:
        captured = order.to_take if payment.status in _RETURNED else payment.amount
        refunded = captured - payment.amount
        amount = order.amount if captured == order.to_take else captured
    elif state is AttemptStatus.VOIDED:
        amount = order.amount
    return Report(
        reference=sibling(payment.order, LETTERS[0]),
        status=state,
        booking_id=booking_of(payment.order),
        amount=amount,
        captured=captured,
        refunded=refunded,
        redirect_url=(page or order.redirect_url) if state is AttemptStatus.REQUIRES_ACTION else None,
        decline_code=payment.code if state is AttemptStatus.FAILED else None,
    )


def given_back_of(order: RefundOrder, payment: Payment) -> Money:
    """What went back of a payment so far: what was taken less what is left."""
    if order.captured is None or payment.state is not AttemptStatus.CAPTURED:
        raise OutcomeUnknown("what was taken is not known")
    return order.captured - payment.amount


def booking_of(order: str) -> str:
    """The booking in an order number, '' where there is none."""
    try:
        return base64.b32decode(order[:_BOOKING_LENGTH].upper() + "======").hex()
    except ValueError:
        return ""


def read_notification(body: bytes, *, terminal: str, password: str) -> Hint | None:
    """A notification whose token fits; raises BadSignature. None for kinds that are about no payment."""
    try:
        document = json.loads(body, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise BadSignature("the body is not JSON") from error
    if not isinstance(document, dict):
        raise BadSignature("the body is not an object")
    given = document.get("Token")
    right = token_of(document, password)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), right.encode()):
        raise BadSignature("the token does not fit")
    if document.get("TerminalKey") != terminal:
        raise BadSignature("another terminal's notification")
    order, status = document.get("OrderId"), document.get("Status")
    if not isinstance(order, str) or not isinstance(status, str) or len(order) < 2:
        return None
    event_id = f"{document.get('PaymentId')}:{status}:{document.get('Amount')}"
    return Hint(event_id=event_id, kind=f"payment.{status.lower()}", reference=sibling(order, LETTERS[0]))
