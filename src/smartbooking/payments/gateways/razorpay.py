"""Razorpay: an order, its hosted checkout, a signed return, and our own capture of what was authorised.

Orders are always made for manual capture and captured by us: Razorpay knows no way to cancel an order, but what
nobody captures is given back by itself. So a payment that is over here can take no money there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from smartbooking.infra.db import Database
from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import paid_for, public_id
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind, RefundStatus
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, Json, ask, field
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

NAME: Final = "razorpay"
# Five days, Razorpay's longest: what is held that long without a capture goes back by itself.
HELD_MINUTES: Final = 7200
PAGE: Final = 100
MAX_PAGES: Final = 50
# Payments change after they were made: every listing looks back this far before its position.
LOOK_BACK_SECONDS: Final = 86_400
RECEIPT_LENGTH: Final = 40
_REFUND_STATES: Final = {
    "pending": RefundStatus.SUBMITTED,
    "processed": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
}
_TAKEN: Final = ("captured", "refunded")


class Razorpay:
    """Client of one Razorpay account."""

    name = NAME
    kind = MethodKind.CARD
    labels: Mapping[str, str] = {
        "ru": "Razorpay (карта, UPI)",
        "kk": "Razorpay (карта, UPI)",
        "en": "Razorpay (card, UPI)",
    }

    def __init__(
        self,
        *,
        url: str,
        key_id: str,
        key_secret: str,
        webhook_secrets: tuple[str, ...],
        currencies: frozenset[str],
        base_url: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self.currencies = currencies
        self._url = url
        self._key_id = key_id
        self._key_secret = key_secret
        self._webhook_secrets = webhook_secrets
        self._base_url = base_url
        basic = base64.b64encode(f"{key_id}:{key_secret}".encode()).decode()
        self._client = http_client(
            base_url=url, timeout_seconds=timeout_seconds, headers={"authorization": f"Basic {basic}"}
        )

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """POST /v1/orders, unless the order is there already: Razorpay has no idempotency keys for orders."""
        found = await self._by_receipt(order)
        if found is None:
            found = await self._call("POST", "/v1/orders", json={
                "amount": order.amount.minor,
                "currency": order.amount.currency,
                "receipt": _receipt(order.key),
                "notes": {
                    "key": order.key,
                    "booking": order.booking_id.hex,
                    "order": paid_for(order.booking_id),
                },
                "payment": {
                    "capture": "manual",
                    "capture_options": {"manual_expiry_period": HELD_MINUTES, "refund_speed": "normal"},
                },
            })  # fmt: skip
        return await self._report(order, found)

    async def capture(self, order: Order, key: str) -> Report:  # the port's shape; a payment is captured once by nature
        """POST /v1/payments/{id}/capture of what is authorised."""
        payment = await self._paid(_reference(order))
        if payment is None:
            raise GatewayRefused("not_authorised", "the order has no authorised payment")
        if payment["status"] == "authorized":
            await self._take(payment)
        return await self._report(order, await self._order(_reference(order)))

    async def void(self, order: Order, key: str) -> Report:  # the port's shape
        """Nothing to call: nobody captures it any more. A payment that is captured is reported as it is."""
        found = await self._order(_reference(order))
        payment = await self._paid(found["id"])
        if payment is not None and payment["status"] in _TAKEN:
            return _told(found, payment, AttemptStatus.CAPTURED)
        return _told(found, None, AttemptStatus.VOIDED)

    async def refund(self, order: RefundOrder) -> RefundReport:
        """POST /v1/payments/{id}/refund under our key."""
        payment = await self._paid(order.reference)
        if payment is None:
            raise GatewayRefused("not_captured", "the order has no captured payment")
        body = {
            "amount": order.amount.minor,
            "speed": "normal",
            "receipt": _receipt(order.key),
            "notes": {"key": order.key, "reason": order.reason[:256]},
        }
        headers = {"x-refund-idempotency": order.key}
        return _refund(await self._call("POST", f"/v1/payments/{payment['id']}/refund", json=body, headers=headers))

    async def find_payment(self, order: Order) -> Report | None:
        """The order by its id, else by our receipt. What waits for an automatic capture is captured now."""
        if order.reference is None:
            found = await self._by_receipt(order)
            return await self._report(order, found) if found else None
        try:
            return await self._report(order, await self._order(order.reference))
        except GatewayRefused as refusal:
            if "does not exist" not in str(refusal):
                raise
            return None

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """Among the refunds of the payment, by our key."""
        payment = await self._paid(order.reference)
        if payment is None:
            return None
        page = await self._call("GET", f"/v1/payments/{payment['id']}/refunds", params={"count": str(PAGE)})
        for one in field(page, "items", list):
            if (one.get("notes") or {}).get("key") == order.key:
                return _refund(one)
        return None

    async def changes(self, position: str) -> Changes:
        """GET /v1/payments made since a day before `position` (a second of Unix time), as one message each.

        A message is named by the payment and its state, so that what is known already is not told again.
        """
        since = max(int(position or 0) - LOOK_BACK_SECONDS, 0)
        hints: list[Hint] = []
        newest = int(position or 0)
        for page_number in range(MAX_PAGES):
            query = {"from": str(since), "count": str(PAGE), "skip": str(page_number * PAGE)}
            rows = field(await self._call("GET", "/v1/payments", params=query), "items", list)
            hints += [hint for row in rows if (hint := _hint_of_payment(row)) is not None]
            newest = max([newest, *(field(row, "created_at", int) for row in rows)])
            if len(rows) < PAGE:
                break
        return Changes(hints=tuple(reversed(hints)), position=str(newest), more=False)

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """A message proven by X-Razorpay-Signature over the raw body; it carries no time that could be checked."""
        given = headers.get("x-razorpay-signature", "").encode()
        rights = [hmac.new(one.encode(), body, hashlib.sha256).hexdigest().encode() for one in self._webhook_secrets]
        if not any([hmac.compare_digest(given, right) for right in rights]):  # noqa: C419  # every pair is compared
            raise BadSignature("X-Razorpay-Signature fits no active secret")
        try:
            return _hints_of_event(json.loads(body), hashlib.sha256(body).hexdigest())
        except (ValueError, OutcomeUnknown) as error:
            raise BadSignature("the signed body is not an event") from error

    def read_return(self, fields: Mapping[str, str]) -> Hint:
        """What the browser brings back: HMAC of `order_id|payment_id` with the key secret. Raises BadSignature."""
        order_id, payment_id = fields.get("razorpay_order_id", ""), fields.get("razorpay_payment_id", "")
        signed = f"{order_id}|{payment_id}".encode()
        right = hmac.new(self._key_secret.encode(), signed, hashlib.sha256).hexdigest()
        given = fields.get("razorpay_signature", "")
        if not order_id or not payment_id or not hmac.compare_digest(given.encode(), right.encode()):
            raise BadSignature("the signature does not fit the order and the payment")
        return Hint(event_id=f"return:{payment_id}", kind="return", reference=order_id)

    async def answer(self, database: Database, call: Call) -> Reply:
        """The two pages of a hosted checkout: the form that opens it, and the way back from it."""
        if call.part == "checkout" and call.method == "GET":
            return await self._open_checkout(call)
        if call.part == "return" and call.method == "POST":
            return await self._come_back(database, call)
        raise BadSignature("Razorpay has no such call")

    async def _open_checkout(self, call: Call) -> Reply:
        order = await self._order(call.query.get("order", ""))
        ours = urlencode({name: call.query.get(name, "") for name in ("intent", "secret")})
        fields = {
            "key_id": self._key_id,
            "order_id": field(order, "id", str),
            "amount": str(field(order, "amount", int)),
            "currency": field(order, "currency", str),
            "name": "SmartBooking",
            "callback_url": f"{self._base_url}/api/v1/payments/calls/{NAME}/return?{ours}",
            "cancel_url": f"{self._base_url}/pay/return?{ours}",
        }
        return _form_page(f"{self._url}/v1/checkout/embedded", fields)

    async def _come_back(self, database: Database, call: Call) -> Reply:
        fields = dict(parse_qsl(call.body.decode(errors="replace")))
        # A declined payment comes back without a signature: nothing to keep, the customer sees how it stands.
        if "razorpay_signature" in fields:
            hint = self.read_return(fields)
            await service.keep_hints(database, provider=NAME, hints=(hint,), body=call.body, now=call.now)
        ours = urlencode({name: call.query.get(name, "") for name in ("intent", "secret")})
        location = f"{self._base_url}/pay/return?{ours}"
        return Reply(body=b"", content_type="text/plain", status=303, headers={"location": location})

    async def _report(self, order: Order, found: Json) -> Report:
        """An order and its payments as a report; finishes an automatic payment that is still live here."""
        payment = await self._paid(field(found, "id", str))
        if payment is None:
            return _told(found, None, AttemptStatus.REQUIRES_ACTION, self._page(order, found["id"]))
        if payment["status"] == "authorized" and order.capture is CaptureMode.AUTOMATIC and order.live:
            await self._take(payment)
            payment = await self._paid(found["id"]) or payment
        taken = payment["status"] in _TAKEN
        return _told(found, payment, AttemptStatus.CAPTURED if taken else AttemptStatus.AUTHORISED)

    def _page(self, order: Order, order_id: str) -> str:
        ours = {"order": order_id, "intent": public_id("pay", order.intent_id), "secret": order.client_secret}
        return f"{self._base_url}/api/v1/payments/calls/{NAME}/checkout?{urlencode(ours)}"

    async def _take(self, payment: Json) -> None:
        body = {"amount": field(payment, "amount", int), "currency": field(payment, "currency", str)}
        try:
            await self._call("POST", f"/v1/payments/{payment['id']}/capture", json=body)
        except GatewayRefused as refusal:
            if "already been captured" not in str(refusal):
                raise

    async def _order(self, order_id: str) -> Json:
        if not re.fullmatch(r"order_[A-Za-z0-9]{1,40}", order_id):
            raise GatewayRefused("not_found", "The id provided does not exist")
        return await self._call("GET", f"/v1/orders/{order_id}")

    async def _by_receipt(self, order: Order) -> Json | None:
        page = await self._call("GET", "/v1/orders", params={"receipt": _receipt(order.key)})
        # The oldest, should two have been made at once: only one of them is ever shown to the payer.
        rows = [row for row in field(page, "items", list) if (row.get("notes") or {}).get("key") == order.key]
        return rows[-1] if rows else None

    async def _paid(self, order_id: str) -> Json | None:
        """The payment of an order that holds or has taken money; failed tries do not count."""
        page = await self._call("GET", f"/v1/orders/{order_id}/payments")
        rows = field(page, "items", list)
        for states in (_TAKEN, ("authorized",)):
            for row in rows:
                if field(row, "status", str) in states:
                    return dict(row)
        return None

    async def _call(self, method: str, path: str, **parts: object) -> Json:
        reply = await ask(self._client, method, path, **parts)
        try:
            document = reply.json()
        except ValueError as error:
            raise OutcomeUnknown(f"{method} {path}: not JSON") from error
        # 409: the same refund is still at work.
        if not isinstance(document, dict) or reply.status_code == 409:
            raise OutcomeUnknown(f"{method} {path}: {reply.status_code}")
        if reply.status_code >= 400:
            error_ = field(document, "error", dict)
            raise GatewayRefused(str(error_.get("reason") or error_.get("code")), str(error_.get("description"))[:500])
        return document


def build(settings: Settings) -> Razorpay | None:
    """Razorpay, if its three keys are set. During a rotation the webhook secret holds several, space between."""
    secret = settings.razorpay_key_secret.get_secret_value()
    webhook = settings.razorpay_webhook_secret.get_secret_value()
    if not (settings.razorpay_key_id and secret and webhook):
        return None
    return Razorpay(
        url=settings.razorpay_url,
        key_id=settings.razorpay_key_id,
        key_secret=secret,
        webhook_secrets=tuple(webhook.split()),
        currencies=frozenset(settings.razorpay_currencies),
        base_url=settings.base_url,
    )


def _receipt(key: str) -> str:
    return key[:RECEIPT_LENGTH]


def _reference(order: Order) -> str:
    if order.reference is None:
        raise OutcomeUnknown("Razorpay has not named this order yet")
    return order.reference


def _told(order: Json, payment: Json | None, status: AttemptStatus, page: str | None = None) -> Report:
    currency = field(order, "currency", str)
    zero = Money.zero(currency)
    captured = status is AttemptStatus.CAPTURED and payment is not None
    fee = payment.get("fee") if payment is not None and captured else None
    return Report(
        reference=field(order, "id", str),
        status=status,
        booking_id=str((order.get("notes") or {}).get("booking", "")),
        amount=Money(field(order, "amount", int), currency),
        captured=Money(field(payment, "amount", int), field(payment, "currency", str)) if captured else zero,
        refunded=Money(field(payment, "amount_refunded", int), currency) if captured else zero,
        redirect_url=page,
        fee=Money(fee, currency) if isinstance(fee, int) else None,
    )


def _refund(document: Json) -> RefundReport:
    status = _REFUND_STATES.get(field(document, "status", str))
    if status is None:
        raise OutcomeUnknown(f"a refund that is {document['status']}")
    return RefundReport(
        reference=field(document, "id", str),
        status=status,
        amount=Money(field(document, "amount", int), field(document, "currency", str)),
        failure_code="refund_failed" if status is RefundStatus.FAILED else None,
    )


def _hint_of_payment(row: Json) -> Hint | None:
    """A row of the list of payments; those without an order of ours are none of our business."""
    reference = row.get("order_id")
    key = (row.get("notes") or {}).get("key") if isinstance(row.get("notes"), dict) else None
    if not isinstance(reference, str) or not key:
        return None
    state = f"{field(row, 'status', str)}:{row.get('amount_refunded') or 0}"
    return Hint(
        event_id=f"list:{field(row, 'id', str)}:{state}", kind=f"payment.{row['status']}", reference=reference, key=key
    )


def _hints_of_event(event: object, event_id: str) -> tuple[Hint, ...]:
    payload = field(event, "payload", dict)
    payment = (payload.get("payment") or {}).get("entity") or {}
    order = (payload.get("order") or {}).get("entity") or {}
    reference = payment.get("order_id") or order.get("id")
    notes = payment.get("notes") or order.get("notes")
    key = notes.get("key") if isinstance(notes, dict) else None
    if not isinstance(reference, str) or not key:
        return ()
    return (Hint(event_id=event_id, kind=field(event, "event", str), reference=reference, key=key),)


def _form_page(action: str, fields: Mapping[str, str]) -> Reply:
    """A page with one button that opens the provider's page; it needs no scripts."""
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())
    page = (
        '<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>Razorpay</title><form method="post" action="{escape(action)}">{inputs}'
        "<button autofocus>Перейти к оплате · Төлемге өту · Continue to payment</button></form></html>"
    )
    # Browsers apply form-action to the redirects after the form, too.
    origin = f"{urlsplit(action).scheme}://{urlsplit(action).netloc}"
    headers = {"content-security-policy": f"default-src 'none'; form-action {origin}; base-uri 'none'"}
    return Reply(body=page.encode(), content_type="text/html; charset=utf-8", headers=headers)
