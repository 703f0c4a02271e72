"""YooKassa's payments, refunds and notifications read into reports and hints. No network here."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from smartbooking.kernel.money import Money, exponent
from smartbooking.payments.domain import AttemptStatus, CaptureMode, RefundStatus
from smartbooking.payments.gateways.asking import Json, field
from smartbooking.payments.ports import CardTold, Hint, Order, OutcomeUnknown, RefundReport, Report

_STATES: Final = {
    "pending": AttemptStatus.REQUIRES_ACTION,
    "waiting_for_capture": AttemptStatus.AUTHORISED,
    "succeeded": AttemptStatus.CAPTURED,
    "canceled": AttemptStatus.FAILED,
}
_REFUND_STATES: Final = {
    "pending": RefundStatus.SUBMITTED,
    "succeeded": RefundStatus.SUCCEEDED,
    "canceled": RefundStatus.FAILED,
}
# Reasons that are nobody's refusal: given up by us, or time ran out.
_GIVEN_UP: Final = frozenset({"canceled_by_merchant", "expired_on_capture", "expired_on_confirmation"})
_PAID: Final = frozenset({AttemptStatus.AUTHORISED, AttemptStatus.CAPTURED})


def to_yookassa(amount: Money) -> dict[str, str]:
    """The amount as YooKassa writes it: always with the currency's decimals."""
    return {"value": f"{amount.major:.{exponent(amount.currency)}f}", "currency": amount.currency}


def from_yookassa(amount: object) -> Money:
    """An amount of YooKassa's."""
    try:
        return Money.of(Decimal(field(amount, "value", str)), field(amount, "currency", str))
    except (InvalidOperation, ValueError) as error:
        raise OutcomeUnknown("an amount that is none") from error


def payment_report(order: Order, payment: Json) -> Report:
    """A payment as a report."""
    status, code = _status(payment)
    told = from_yookassa(payment.get("amount"))
    zero = Money.zero(told.currency)
    captured = status is AttemptStatus.CAPTURED
    back = payment.get("refunded_amount")
    page = payment.get("confirmation")
    return Report(
        reference=field(payment, "id", str),
        status=status,
        booking_id=_metadata(payment, "booking"),
        amount=_held(order, payment, told) if captured else told,
        captured=told if captured else zero,
        refunded=from_yookassa(back) if captured and back else zero,
        redirect_url=page.get("confirmation_url") if isinstance(page, dict) else None,
        decline_code=code,
        card=_card(payment) if status in _PAID else None,
        fee=_fee(payment, told) if captured else None,
    )


def _status(payment: Json) -> tuple[AttemptStatus, str | None]:
    word = field(payment, "status", str)
    status = _STATES.get(word)
    if status is None:
        raise OutcomeUnknown(f"a payment that is {word}")
    if status is not AttemptStatus.FAILED:
        return status, None
    details = payment.get("cancellation_details")
    reason = str(details.get("reason") or word) if isinstance(details, dict) else word
    return (AttemptStatus.VOIDED if reason in _GIVEN_UP else status), reason


def _held(order: Order, payment: Json, told: Money) -> Money:
    """What was authorised. After a capture `amount` is what was taken; what was held before stands beside it.

    While it was held `amount` itself was compared with the agreement.
    """
    held = _metadata(payment, "held")
    if order.capture is not CaptureMode.MANUAL or not held:
        return told
    return from_yookassa({"value": held, "currency": told.currency})


def _fee(payment: Json, told: Money) -> Money | None:
    income = payment.get("income_amount")
    return told - from_yookassa(income) if income else None


def _card(payment: Json) -> CardTold | None:
    """The card that paid; odd details never make a payment unreadable."""
    method = payment.get("payment_method")
    card = method.get("card") if isinstance(method, dict) else None
    if not isinstance(card, dict):
        return None
    last4, month, year = (str(card.get(name) or "") for name in ("last4", "expiry_month", "expiry_year"))
    if not (len(last4) == 4 and last4.isdigit() and month.isdigit() and year.isdigit()):
        return None
    return CardTold(
        brand=str(card.get("card_type") or "card").lower(),
        last4=last4,
        exp_month=int(month),
        exp_year=int(year),
        country=card.get("issuer_country"),
    )


def refund_report(refund: Json) -> RefundReport:
    """A refund as a report."""
    word = field(refund, "status", str)
    status = _REFUND_STATES.get(word)
    if status is None:
        raise OutcomeUnknown(f"a refund that is {word}")
    details = refund.get("cancellation_details")
    reason = str(details.get("reason") or word) if isinstance(details, dict) else word
    return RefundReport(
        reference=field(refund, "id", str),
        status=status,
        amount=from_yookassa(refund.get("amount")),
        failure_code=reason if status is RefundStatus.FAILED else None,
    )


def hint_of_notification(document: object) -> Hint | None:
    """What a notification is about; it carries no id of its own. None for kinds we have no use for."""
    kind = field(document, "event", str)
    about = field(document, "object", dict)
    if not kind.startswith(("payment.", "refund.")):
        return None
    ident = field(about, "id", str)
    event_id = f"{kind}:{ident}"
    if kind.startswith("refund."):
        return Hint(event_id=event_id, kind=kind, reference=field(about, "payment_id", str))
    return Hint(event_id=event_id, kind=kind, reference=ident, key=key_of(about)) if key_of(about) else None


def hint_of_payment(row: Json) -> Hint | None:
    """A row of the list of payments; those that were not made by us are none of our business."""
    key = key_of(row)
    if not key:
        return None
    ident, word = field(row, "id", str), field(row, "status", str)
    back = row.get("refunded_amount")
    state = f"{word}:{from_yookassa(back).minor if back else 0}"
    return Hint(event_id=f"list:{ident}:{state}", kind=f"payment.{word}", reference=ident, key=key)


def key_of(document: Json) -> str:
    """Our key in an object's metadata, '' without one."""
    return _metadata(document, "key")


def _metadata(document: Json, name: str) -> str:
    metadata = document.get("metadata")
    value = metadata.get(name) if isinstance(metadata, dict) else None
    return value if isinstance(value, str) else ""
