"""CloudPayments, in Kazakhstan TipTopPay: its page takes the card, one stage or two.

Before it takes money the provider asks `check`, which is exactly our question: is the place still held? Its other
messages are hints; what counts is the answer to `v2/payments/find`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import parse_qsl, unquote_plus, urlencode

from smartbooking.infra.db import Database
from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import paid_for, public_id
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind, Standing
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, Json, ask_json, field, returned, told_by_sum
from smartbooking.payments.gateways.callers import header_of
from smartbooking.payments.ports import (
    BadSignature,
    Call,
    Changes,
    GatewayRefused,
    Hint,
    Order,
    OutcomeUnknown,
    RefundOrder,
    RefundReport,
    Reply,
    Report,
)

NAME: Final = "cloudpayments"
# Answers to `check`.
MAY_PAY, UNKNOWN_ORDER, WRONG_AMOUNT, CANNOT_ACCEPT, TOO_LATE = 0, 10, 12, 13, 20
_STATES: Final = {
    "AwaitingAuthentication": AttemptStatus.REQUIRES_ACTION,
    "Authorized": AttemptStatus.AUTHORISED,
    "Completed": AttemptStatus.CAPTURED,
    "Cancelled": AttemptStatus.VOIDED,
    "Declined": AttemptStatus.FAILED,
}
_PARTS: Final = frozenset({"pay", "fail", "confirm", "refund", "cancel"})
_CULTURES: Final = {"ru": "ru-RU", "kk": "kk-KZ", "en": "en-US"}


class CloudPayments:
    """One site of CloudPayments or TipTopPay."""

    name = NAME
    kind = MethodKind.CARD
    pays_by_code = True
    labels: Mapping[str, str] = {
        "ru": "Карта, Apple Pay, Google Pay",
        "kk": "Карта, Apple Pay, Google Pay",
        "en": "Card, Apple Pay, Google Pay",
    }
    currencies = frozenset({"KZT", "RUB", "USD", "EUR", "UZS", "KGS"})

    def __init__(
        self, *, url: str, public_id: str, secret: str, return_url: str, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._secret = secret
        self._return_url = return_url
        self._client = http_client(base_url=url, timeout_seconds=timeout_seconds, auth=(public_id, secret))

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """orders/create: the address of the page; our key is the request's id there."""
        back = {"intent": public_id("pay", order.intent_id), "secret": order.client_secret}
        back_url = f"{self._return_url}?{urlencode(back)}"
        body = {
            "Amount": float(order.amount.major),
            "Currency": order.amount.currency,
            "Description": paid_for(order.booking_id),
            "InvoiceId": _code(order),
            "AccountId": order.booking_id.hex,
            "RequireConfirmation": order.capture is CaptureMode.MANUAL,
            "CultureName": _CULTURES.get(order.locale, "ru-RU"),
            "SuccessRedirectUrl": back_url,
            "FailRedirectUrl": back_url,
        }
        made = await self._ask("/orders/create", body, order.key)
        amount = _money(made.get("Amount"), made.get("Currency"))
        if amount is None:
            raise OutcomeUnknown("the answer has no usable amount")
        return _report(order, AttemptStatus.REQUIRES_ACTION, redirect_url=field(made, "Url", str), amount=amount)

    async def capture(self, order: Order, key: str) -> Report:
        """payments/confirm for the whole amount; what is complete already is reported."""
        found = await self._transaction(_code(order))
        if found is not None and _said(order, found).status is AttemptStatus.AUTHORISED:
            body = {"TransactionId": field(found, "TransactionId", int), "Amount": float(order.amount.major)}
            await self._ask("/payments/confirm", body, key)
            found = await self._transaction(_code(order))
        if found is None:
            raise GatewayRefused("nothing_to_confirm")
        return _said(order, found)

    async def void(self, order: Order, key: str) -> Report:
        """payments/void for what is authorised; an order nobody has tried to pay is cancelled.

        Besides, our answer to `check` keeps a payment that is over from being paid.
        """
        found = await self._transaction(_code(order))
        if found is None:
            url = order.redirect_url or (await self.start(order)).redirect_url or ""
            await self._ask("/orders/cancel", {"Id": url.rpartition("/")[2]}, key)
            return _report(order, AttemptStatus.VOIDED)
        report = _said(order, found)
        if report.status is AttemptStatus.AUTHORISED:
            await self._ask("/payments/void", {"TransactionId": field(found, "TransactionId", int)}, key)
            found = await self._transaction(_code(order))
            return _said(order, found or {})
        if report.status is AttemptStatus.REQUIRES_ACTION:
            raise OutcomeUnknown("the bank is asking the payer; it is not over")
        return report

    async def refund(self, order: RefundOrder) -> RefundReport:
        """payments/refund; our key is the request's id, and what went back is asked first."""
        found = await self._transaction(order.reference)
        if found is None:
            raise GatewayRefused("nothing_to_refund")
        made = _refund_in(order, found)
        if made is not None:
            return made
        body = {"TransactionId": field(found, "TransactionId", int), "Amount": float(order.amount.major)}
        await self._ask("/payments/refund", body, order.key)
        return returned(order)

    async def find_payment(self, order: Order) -> Report | None:
        """v2/payments/find by our code. An order whose page we know of and nobody has paid yet waits."""
        found = await self._transaction(_code(order))
        if found is not None:
            return _said(order, found)
        if order.redirect_url is None:
            return None
        return _report(order, AttemptStatus.REQUIRES_ACTION, redirect_url=order.redirect_url)

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """By the sum of what went back."""
        found = await self._transaction(order.reference)
        return _refund_in(order, found) if found is not None else None

    async def changes(self, position: str) -> Changes:
        """The daily list is by date, not by position: open payments are asked about one by one instead."""
        return Changes(hints=(), position=position, more=False)

    async def answer(self, database: Database, call: Call) -> Reply:
        """`check` is decided; `pay`, `fail`, `confirm`, `refund` and `cancel` are kept and asked about."""
        self._verify(call.headers, call.body)
        fields = _fields(call.headers, call.body)
        if call.part == "check":
            code = await self._may_pay(database, fields, call.now)
        elif call.part in _PARTS:
            hint = _hint(call.part, fields, call.body)
            await service.keep_hints(database, provider=NAME, hints=(hint,), body=call.body, now=call.now)
            code = MAY_PAY
        else:
            raise BadSignature("this address is nobody's")
        return Reply(body=json.dumps({"code": code}).encode(), content_type="application/json")

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """The same messages at the common address."""
        self._verify(headers, body)
        return (_hint("message", _fields(headers, body), body),)

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Content-HMAC is over the raw bytes, X-Content-HMAC over the bytes with the form's escapes undone."""
        plain = unquote_plus(body.decode(errors="replace")).encode()
        for name, signed in (("content-hmac", body), ("x-content-hmac", plain)):
            given = header_of(headers, name)
            right = base64.b64encode(hmac.new(self._secret.encode(), signed, hashlib.sha256).digest())
            if given:
                if hmac.compare_digest(given.encode(), right):
                    return
                raise BadSignature(f"{name} does not fit")
        raise BadSignature("no Content-HMAC")

    async def _may_pay(self, database: Database, fields: Mapping[str, str], now: datetime) -> int:
        async with database.reading() as read:
            found = await service.find_payable(read, gateway=NAME, account=fields.get("InvoiceId", ""), now=now)
        if found is None:
            return UNKNOWN_ORDER
        if found.standing is not Standing.OPEN:
            return TOO_LATE if found.standing is Standing.DEAD else CANNOT_ACCEPT
        amount = _money(fields.get("Amount"), fields.get("Currency"))
        return MAY_PAY if amount == found.attempt.amount else WRONG_AMOUNT

    async def _transaction(self, code: str) -> Json | None:
        """The last transaction of an order; None when nobody has tried to pay it."""
        document = await ask_json(self._client, "POST", "/v2/payments/find", json={"InvoiceId": code})
        if field(document, "Success", bool) or isinstance(document.get("Model"), dict):
            found: Json = field(document, "Model", dict)
            return found
        if str(document.get("Message") or "").strip().lower() == "not found":
            return None
        raise OutcomeUnknown("the answer to find is neither a payment nor its absence")

    async def _ask(self, path: str, body: Json, key: str) -> Json:
        document = await ask_json(self._client, "POST", path, json=body, headers={"x-request-id": key})
        if not field(document, "Success", bool):
            raise GatewayRefused("refused", str(document.get("Message") or ""))
        model = document.get("Model")
        return model if isinstance(model, dict) else {}


def build(settings: Settings) -> CloudPayments | None:
    """Offered when the site and its secret are set."""
    secret = settings.cloudpayments_secret.get_secret_value()
    if not (settings.cloudpayments_public_id and secret):
        return None
    return CloudPayments(
        url=settings.cloudpayments_url.rstrip("/"),
        public_id=settings.cloudpayments_public_id,
        secret=secret,
        return_url=f"{settings.base_url}/pay/return",
    )


def _fields(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """A form or a JSON object, as text fields; numbers as they are written."""
    if "json" not in header_of(headers, "content-type"):
        return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    try:
        document = json.loads(body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise BadSignature("the signed body is not readable") from error
    if not isinstance(document, dict):
        raise BadSignature("the signed body is not an object")
    return {name: value for name, value in document.items() if isinstance(value, str)}


def _hint(part: str, fields: Mapping[str, str], body: bytes) -> Hint:
    digest = hashlib.sha256(part.encode() + b"\n" + body).hexdigest()[:32]
    return Hint(event_id=digest, kind=f"notification.{part}", reference=fields.get("InvoiceId") or None)


def _said(order: Order, found: Json) -> Report:
    word = field(found, "Status", str)
    status = _STATES.get(word)
    amount = _money(found.get("Amount"), found.get("Currency"))
    if status is None or amount is None:
        raise OutcomeUnknown(f"not a payment we can read: {word}")
    zero = Money.zero(amount.currency)
    captured = status is AttemptStatus.CAPTURED
    return Report(
        reference=field(found, "InvoiceId", str),
        status=status,
        booking_id=field(found, "AccountId", str),
        amount=amount,
        captured=amount if captured else zero,
        refunded=_given_back(found) if captured else zero,
        redirect_url=order.redirect_url if status is AttemptStatus.REQUIRES_ACTION else None,
        decline_code=_decline(found) if status is AttemptStatus.FAILED else None,
    )


def _report(
    order: Order, status: AttemptStatus, *, redirect_url: str | None = None, amount: Money | None = None
) -> Report:
    told = amount or order.amount
    zero = Money.zero(told.currency)
    return Report(
        reference=_code(order),
        status=status,
        booking_id=order.booking_id.hex,
        amount=told,
        captured=zero,
        refunded=zero,
        redirect_url=redirect_url,
    )


def _code(order: Order) -> str:
    if order.reference is None:
        raise OutcomeUnknown("the payment has no code yet")
    return order.reference


def _decline(found: Json) -> str:
    """`InsufficientFunds` as `insufficient_funds`."""
    reason = str(found.get("Reason") or "declined")
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in reason).lstrip("_")


def _refund_in(order: RefundOrder, found: Json) -> RefundReport | None:
    """Whether our refund is in the payment. Only `Refunded` is documented: with one refund that is enough."""
    if found.get("RefundedAmount") is not None:
        return told_by_sum(order, _given_back(found))
    if not field(found, "Refunded", bool):
        return None
    if order.besides is None or order.besides.minor == 0:
        return returned(order)
    raise OutcomeUnknown("one of several refunds is made; which, the answer does not tell")


def _given_back(found: Json) -> Money:
    currency = field(found, "Currency", str)
    amount = _money(found.get("RefundedAmount") or 0, currency)
    if amount is None:
        raise OutcomeUnknown("the answer has no usable refund")
    return amount


def _money(value: object, currency: object) -> Money | None:
    try:
        return Money.of(Decimal(str(value)), str(currency))
    except (InvalidOperation, ValueError):
        return None
