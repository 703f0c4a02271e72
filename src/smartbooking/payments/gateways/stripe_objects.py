"""Stripe's objects read into reports; its minor units; which of its events are about us. No network here."""

from __future__ import annotations

from typing import Any, Final

from smartbooking.kernel.money import Money, exponent
from smartbooking.payments.domain import AttemptStatus, RefundStatus
from smartbooking.payments.gateways.asking import Json, field
from smartbooking.payments.ports import CardTold, GatewayRefused, Hint, OutcomeUnknown, RefundReport, Report

# Where Stripe counts differently from ISO 4217 (docs.stripe.com/currencies).
_STRIPE_EXPONENTS: Final = {"ISK": 2, "UGX": 2, "MGA": 0}
_INTENT_STATES: Final = {
    "requires_payment_method": AttemptStatus.FAILED,
    "requires_action": AttemptStatus.REQUIRES_ACTION,
    "processing": AttemptStatus.PROCESSING,
    "requires_capture": AttemptStatus.AUTHORISED,
    "succeeded": AttemptStatus.CAPTURED,
    "canceled": AttemptStatus.VOIDED,
}
_REFUND_STATES: Final = {
    "pending": RefundStatus.SUBMITTED,
    "requires_action": RefundStatus.SUBMITTED,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
_PAID: Final = frozenset({AttemptStatus.AUTHORISED, AttemptStatus.CAPTURED})
_OPEN_DISPUTE: Final = frozenset({"needs_response", "under_review"})
# Asked for when events are listed; a webhook endpoint should be set to the same.
EVENT_TYPES: Final = (
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "payment_intent.amount_capturable_updated",
    "payment_intent.canceled",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.succeeded",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.closed",
    "refund.updated",
    "refund.failed",
)


def to_stripe(amount: Money) -> int:
    """The amount in Stripe's smallest unit; raises GatewayRefused for one that Stripe cannot take."""
    shift = _STRIPE_EXPONENTS.get(amount.currency, exponent(amount.currency)) - exponent(amount.currency)
    if shift >= 0:
        units = amount.minor * int(10**shift)
    else:
        units, rest = divmod(amount.minor, int(10**-shift))
        if rest:
            raise GatewayRefused("amount_too_fine", f"Stripe takes whole {amount.currency} only")
    if exponent(amount.currency) == 3 and units % 10:  # fils: the last digit must be 0
        raise GatewayRefused("amount_too_fine", f"Stripe takes two decimals of {amount.currency}")
    return units


def from_stripe(units: int, currency: str) -> Money:
    """An amount of Stripe's (`currency` in its lower case) in our minor units."""
    code = currency.upper()
    shift = exponent(code) - _STRIPE_EXPONENTS.get(code, exponent(code))
    if shift < 0:
        units, rest = divmod(units, 10**-shift)
        if rest:
            raise OutcomeUnknown(f"{units} is no whole amount of {code}")
        return Money(units, code)
    return Money(units * 10**shift, code)


def session_report(session: Json) -> Report:
    """A Checkout Session (with its payment intent and charge expanded) as a report.

    Once it is paid the payment intent is what is captured, refunded and asked about: the report's reference.
    """
    status = field(session, "status", str)
    intent = session.get("payment_intent")
    if status == "complete":
        if not isinstance(intent, dict):
            raise OutcomeUnknown("a complete session without its payment intent")
        return intent_report(intent)
    currency = field(session, "currency", str)
    zero = from_stripe(0, currency)
    return Report(
        reference=field(session, "id", str),
        status=AttemptStatus.VOIDED if status == "expired" else AttemptStatus.REQUIRES_ACTION,
        booking_id=_metadata(session, "booking"),
        amount=from_stripe(field(session, "amount_total", int), currency),
        captured=zero,
        refunded=zero,
        redirect_url=session.get("url") if status == "open" else None,
        decline_code="session_expired" if status == "expired" else None,
    )


def intent_report(intent: Json, disputes: tuple[Json, ...] = ()) -> Report:
    """A payment intent (with `latest_charge` expanded once there is one) as a report."""
    currency = field(intent, "currency", str)
    status = _INTENT_STATES.get(field(intent, "status", str))
    if status is None:
        raise OutcomeUnknown(f"a payment intent that is {intent['status']}")
    charge = intent.get("latest_charge")
    back = charge.get("amount_refunded", 0) if isinstance(charge, dict) else 0
    received = _received(intent, charge, status)
    # What a partial capture set free counts as given back on old charges; it was never taken.
    freed = field(intent, "amount", int) - received if received else 0
    lost = sum(field(one, "amount", int) for one in disputes if one.get("status") == "lost")
    return Report(
        reference=field(intent, "id", str),
        status=status,
        booking_id=_metadata(intent, "booking"),
        amount=from_stripe(field(intent, "amount", int), currency),
        captured=from_stripe(received, currency),
        refunded=from_stripe(max(back - freed, 0) + lost, currency),
        redirect_url=_where_to(intent) if status is AttemptStatus.REQUIRES_ACTION else None,
        decline_code=_decline(intent, status),
        card=_card(intent, charge) if status in _PAID else None,
        disputed=any(one.get("status") in _OPEN_DISPUTE for one in disputes),
    )


def _card(intent: Json, charge: object) -> CardTold | None:
    """The card of the charge; its token only where Stripe keeps it for a customer to be used again.

    What is told of a card never makes a payment unreadable: other kinds of payment, or odd details, tell none.
    """
    details = charge.get("payment_method_details") if isinstance(charge, dict) else None
    card = details.get("card") if isinstance(details, dict) else None
    if not isinstance(card, dict) or not isinstance(card.get("last4"), str):
        return None
    month, year = card.get("exp_month"), card.get("exp_year")
    if not isinstance(month, int) or not isinstance(year, int):
        return None
    method, payer = intent.get("payment_method"), intent.get("customer")
    kept = bool(intent.get("setup_future_usage")) and isinstance(method, str) and isinstance(payer, str)
    return CardTold(
        brand=str(card.get("brand") or "card"),
        last4=card["last4"],
        exp_month=month,
        exp_year=year,
        fingerprint=card.get("fingerprint"),
        country=card.get("country"),
        token=method if kept else None,
        payer=payer if kept else None,
    )


def is_disputed(intent: Json) -> bool:
    """Whether there is a dispute to ask about."""
    charge = intent.get("latest_charge")
    return isinstance(charge, dict) and bool(charge.get("disputed"))


def _received(intent: Json, charge: object, status: AttemptStatus) -> int:
    if status is not AttemptStatus.CAPTURED:
        return 0
    received = intent.get("amount_received")
    if not isinstance(received, int) and isinstance(charge, dict):
        received = charge.get("amount_captured")
    return received if isinstance(received, int) else int(field(intent, "amount", int))


def _decline(intent: Json, status: AttemptStatus) -> str | None:
    error = intent.get("last_payment_error")
    if status is AttemptStatus.VOIDED:
        return str(intent.get("cancellation_reason") or "canceled")
    if status is not AttemptStatus.FAILED:
        return None
    if not isinstance(error, dict):
        return "no_payment_method"
    return str(error.get("decline_code") or error.get("code") or "card_declined")


def _where_to(intent: Json) -> str | None:
    action = intent.get("next_action")
    redirect = action.get("redirect_to_url") if isinstance(action, dict) else None
    return redirect.get("url") if isinstance(redirect, dict) else None


def refund_report(refund: Json) -> RefundReport:
    """A refund as a report."""
    status = _REFUND_STATES.get(field(refund, "status", str))
    if status is None:
        raise OutcomeUnknown(f"a refund that is {refund['status']}")
    code = refund.get("failure_reason") or refund["status"] if status is RefundStatus.FAILED else None
    return RefundReport(
        reference=field(refund, "id", str),
        status=status,
        amount=from_stripe(field(refund, "amount", int), field(refund, "currency", str)),
        failure_code=code,
    )


def hint_of(event: object) -> Hint | None:
    """What an event is about; None for kinds we have no use for and for payments that were not made by us."""
    kind = field(event, "type", str)
    about = field(field(event, "data", dict), "object", dict)
    if kind not in EVENT_TYPES:
        return None
    direct = kind.startswith(("checkout.session.", "payment_intent."))
    key = None if kind.startswith(("charge.dispute.", "refund.")) else _metadata(about, "key")
    if key == "":
        return None
    reference = about.get("id") if direct else about.get("payment_intent")
    if not isinstance(reference, str):
        return None
    return Hint(event_id=field(event, "id", str), kind=kind, reference=reference, key=key)


def _metadata(document: Json, name: str) -> str:
    metadata = document.get("metadata")
    value: Any = metadata.get(name) if isinstance(metadata, dict) else None
    return value if isinstance(value, str) else ""
