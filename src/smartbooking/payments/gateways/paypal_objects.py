"""PayPal's orders read into reports, its decimal amounts, and the proof of its messages. No network here."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, RefundStatus
from smartbooking.payments.gateways.asking import Json, field
from smartbooking.payments.ports import BadSignature, GatewayRefused, Hint, OutcomeUnknown, RefundReport, Report

_CODES: Final = "AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD"
CURRENCIES: Final = frozenset(_CODES.split())
# PayPal takes whole amounts of these, whatever ISO 4217 says.
_WITHOUT_DECIMALS: Final = frozenset({"HUF", "JPY", "TWD"})
# PayPal repeats a message for three days; how each repetition is dated is not documented.
TOLERANCE: Final = timedelta(days=3)
_TAKEN: Final = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
_AUTHORIZATION_STATES: Final = {
    "CREATED": AttemptStatus.AUTHORISED,
    "PENDING": AttemptStatus.PROCESSING,
    "VOIDED": AttemptStatus.VOIDED,
    "EXPIRED": AttemptStatus.VOIDED,
    "DENIED": AttemptStatus.FAILED,
}
_REFUND_STATES: Final = {
    "PENDING": RefundStatus.SUBMITTED,
    "COMPLETED": RefundStatus.SUCCEEDED,
    "FAILED": RefundStatus.FAILED,
    "CANCELLED": RefundStatus.FAILED,
}
_OPEN: Final = frozenset({"CREATED", "SAVED", "PAYER_ACTION_REQUIRED", "APPROVED"})


def to_paypal(amount: Money) -> Json:
    """The amount as PayPal writes it; raises GatewayRefused for one it cannot take."""
    if amount.currency not in CURRENCIES:
        raise GatewayRefused("currency_not_supported", f"PayPal does not take {amount.currency}")
    if amount.currency in _WITHOUT_DECIMALS:
        if amount.major != amount.major.to_integral_value():
            raise GatewayRefused("amount_too_fine", f"PayPal takes whole {amount.currency} only")
        return {"currency_code": amount.currency, "value": f"{amount.major:.0f}"}
    return {"currency_code": amount.currency, "value": f"{amount.major:.2f}"}


def from_paypal(amount: object) -> Money:
    """An amount of PayPal's."""
    try:
        return Money.of(Decimal(field(amount, "value", str)), field(amount, "currency_code", str))
    except (InvalidOperation, ValueError) as error:
        raise OutcomeUnknown("an amount that is none") from error


def unit_of(order: Json) -> Json:
    """The one purchase unit of our orders."""
    units = field(order, "purchase_units", list)
    if len(units) != 1 or not isinstance(units[0], dict):
        raise OutcomeUnknown("an order without exactly one purchase unit")
    return dict(units[0])


def payments_of(order: Json, kind: str) -> list[Json]:
    """The captures, authorizations or refunds of an order."""
    payments = unit_of(order).get("payments")
    found = payments.get(kind) if isinstance(payments, dict) else None
    return [dict(one) for one in found] if isinstance(found, list) else []


def order_report(order: Json) -> Report:
    """An order as a report."""
    unit = unit_of(order)
    amount = from_paypal(unit.get("amount"))
    taken = [one for one in payments_of(order, "captures") if one.get("status") in _TAKEN]
    captured = sum((from_paypal(one.get("amount")) for one in taken), Money.zero(amount.currency)) if taken else None
    backs = [one for one in payments_of(order, "refunds") if one.get("status") in ("COMPLETED", "PENDING")]
    status = AttemptStatus.CAPTURED if captured is not None else _status(order)
    return Report(
        reference=field(order, "id", str),
        status=status,
        booking_id=str(unit.get("custom_id") or ""),
        amount=amount,
        captured=captured if captured is not None else Money.zero(amount.currency),
        refunded=sum((from_paypal(one.get("amount")) for one in backs), Money.zero(amount.currency)),
        redirect_url=_link(order) if status is AttemptStatus.REQUIRES_ACTION else None,
        decline_code=_decline(order, status),
        fee=_fee(taken),
    )


def _status(order: Json) -> AttemptStatus:
    word = field(order, "status", str)
    if word in _OPEN:
        return AttemptStatus.REQUIRES_ACTION
    if word == "VOIDED":
        return AttemptStatus.VOIDED
    held = payments_of(order, "authorizations")
    if held:
        status = _AUTHORIZATION_STATES.get(field(held[-1], "status", str))
    else:
        tries = payments_of(order, "captures")
        states = {"PENDING": AttemptStatus.PROCESSING, "DECLINED": AttemptStatus.FAILED, "FAILED": AttemptStatus.FAILED}
        status = states.get(field(tries[-1], "status", str)) if tries else None
    if status is None:
        raise OutcomeUnknown(f"an order that is {word}")
    return status


def _decline(order: Json, status: AttemptStatus) -> str | None:
    if status not in (AttemptStatus.FAILED, AttemptStatus.VOIDED):
        return None
    tries = payments_of(order, "captures") + payments_of(order, "authorizations")
    return str(tries[-1].get("status", "refused")).lower() if tries else str(order.get("status")).lower()


def _fee(taken: list[Json]) -> Money | None:
    for one in taken:
        breakdown = one.get("seller_receivable_breakdown")
        if isinstance(breakdown, dict) and breakdown.get("paypal_fee"):
            return from_paypal(breakdown["paypal_fee"])
    return None


def _link(order: Json) -> str | None:
    for link in order.get("links") or []:
        if link.get("rel") in ("payer-action", "approve"):
            return str(link["href"])
    return None


def refund_report(refund: Json) -> RefundReport:
    """A refund as a report."""
    status = _REFUND_STATES.get(field(refund, "status", str))
    if status is None:
        raise OutcomeUnknown(f"a refund that is {refund['status']}")
    return RefundReport(
        reference=field(refund, "id", str),
        status=status,
        amount=from_paypal(refund.get("amount")),
        failure_code=str(refund["status"]).lower() if status is RefundStatus.FAILED else None,
    )


def hint_of(event: object) -> Hint | None:
    """What an event is about; None when it is about no order of ours."""
    kind = field(event, "event_type", str)
    resource = field(event, "resource", dict)
    related = (resource.get("supplementary_data") or {}).get("related_ids") or {}
    reference = resource.get("id") if kind.startswith("CHECKOUT.ORDER.") else related.get("order_id")
    if not isinstance(reference, str):
        return None
    return Hint(event_id=field(event, "id", str), kind=kind, reference=reference)


def check_proof(
    headers: Mapping[str, str], body: bytes, *, certificate: x509.Certificate, webhook_id: str, now: datetime
) -> None:
    """Raises BadSignature unless the certificate's key signed `id|time|webhook id|crc32(body)` within three days."""
    stamp = headers.get("paypal-transmission-time", "")
    try:
        sent = datetime.fromisoformat(stamp)
        proof = base64.b64decode(headers.get("paypal-transmission-sig", ""), validate=True)
        age = abs(now - sent)
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadSignature("no usable PAYPAL-TRANSMISSION headers") from error
    if headers.get("paypal-auth-algo") != "SHA256withRSA" or age > TOLERANCE:
        raise BadSignature("another algorithm, or more than three days away")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise BadSignature("the certificate is not valid now")
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadSignature("the certificate holds no RSA key")
    signed = f"{headers.get('paypal-transmission-id', '')}|{stamp}|{webhook_id}|{zlib.crc32(body)}".encode()
    try:
        key.verify(proof, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise BadSignature("the signature does not fit") from error
