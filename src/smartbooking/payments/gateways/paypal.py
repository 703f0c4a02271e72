"""PayPal: orders v2. The payer approves at PayPal; then we capture or authorise, and only then money moves.

PayPal knows no way to cancel an order that was not captured; what nobody captures lapses. So a payment that is over
here can take no money there.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx2
from cryptography import x509

from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import paid_for, public_id
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, Json, ask, field
from smartbooking.payments.gateways.paypal_objects import (
    CURRENCIES,
    check_proof,
    hint_of,
    order_report,
    payments_of,
    refund_report,
    to_paypal,
)
from smartbooking.payments.ports import (
    BadSignature,
    Changes,
    GatewayRefused,
    Hint,
    Order,
    OutcomeUnknown,
    RefundOrder,
    RefundReport,
    Report,
)

NAME: Final = "paypal"
UNKNOWN: Final = "INVALID_RESOURCE_ID"
# A token is renewed a minute before it ends.
TOKEN_MARGIN_SECONDS: Final = 60
MAX_CERTIFICATES: Final = 16
MAX_PAGES: Final = 100
_LOCALES: Final = {"ru": "ru-RU", "kk": "ru-RU", "en": "en-US"}


class PayPal:
    """Client of one PayPal application."""

    name = NAME
    kind = MethodKind.CARD
    labels: Mapping[str, str] = {"ru": "PayPal", "kk": "PayPal", "en": "PayPal"}
    currencies = CURRENCIES

    def __init__(
        self,
        *,
        url: str,
        client_id: str,
        client_secret: str,
        webhook_id: str,
        return_url: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._url = url
        self._webhook_id = webhook_id
        self._return_url = return_url
        self._basic = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self._client = http_client(base_url=url, timeout_seconds=timeout_seconds)
        self._token, self._token_until = "", 0.0
        self._token_lock = asyncio.Lock()
        self._certificates: dict[str, x509.Certificate] = {}

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """POST /v2/checkout/orders; the same PayPal-Request-Id gives the same order."""
        ours = {"intent": public_id("pay", order.intent_id), "secret": order.client_secret}
        back = f"{self._return_url}?{urlencode(ours)}"
        body = {
            "intent": "AUTHORIZE" if order.capture is CaptureMode.MANUAL else "CAPTURE",
            "purchase_units": [
                {
                    "custom_id": order.booking_id.hex,
                    "invoice_id": order.key,
                    "description": paid_for(order.booking_id),
                    "amount": to_paypal(order.amount),
                }
            ],
            "payment_source": {
                "paypal": {
                    "experience_context": {
                        "return_url": back,
                        "cancel_url": back,
                        "locale": _LOCALES.get(order.locale, "en-US"),
                        "user_action": "PAY_NOW",
                        "shipping_preference": "NO_SHIPPING",
                    }
                }
            },
        }
        return order_report(await self._post("/v2/checkout/orders", body, order.key))

    async def capture(self, order: Order, key: str) -> Report:
        """POST /v2/payments/authorizations/{id}/capture for the whole amount."""
        found = await self._order(_reference(order))
        held = payments_of(found, "authorizations")
        if held and held[-1].get("status") == "CREATED":
            body = {"amount": held[-1]["amount"], "final_capture": True}
            await self._post(f"/v2/payments/authorizations/{held[-1]['id']}/capture", body, key)
            found = await self._order(_reference(order))
        report = order_report(found)
        if report.status not in (AttemptStatus.CAPTURED, AttemptStatus.PROCESSING):
            raise GatewayRefused("not_authorised", f"a payment that is {report.status} cannot be captured")
        return report

    async def void(self, order: Order, key: str) -> Report:
        """Release what is held; an order nobody captured needs no call. A captured one is reported as it is."""
        try:
            found = await self._order(_reference(order))
        except GatewayRefused as refusal:
            if refusal.code != UNKNOWN:
                raise
            return _over(order)
        held = payments_of(found, "authorizations")
        if held and held[-1].get("status") == "CREATED":
            await self._post(f"/v2/payments/authorizations/{held[-1]['id']}/void", {}, key)
            found = await self._order(_reference(order))
        report = order_report(found)
        return _over(order) if report.status is AttemptStatus.REQUIRES_ACTION else report

    async def refund(self, order: RefundOrder) -> RefundReport:
        """POST /v2/payments/captures/{id}/refund; our key is also its invoice id, where `find_refund` looks."""
        captures = payments_of(await self._order(order.reference), "captures")
        if not captures:
            raise GatewayRefused("not_captured", "the order has no capture")
        body = {"amount": to_paypal(order.amount), "invoice_id": order.key, "note_to_payer": order.reason[:255] or "-"}
        return refund_report(await self._post(f"/v2/payments/captures/{captures[0]['id']}/refund", body, order.key))

    async def find_payment(self, order: Order) -> Report | None:
        """The order; one whose number never reached us is asked for by the same call under the same key.

        What the payer has approved is captured (or authorised) here, while the payment is live.
        """
        if order.reference is None:
            return await self.start(order) if order.live else None
        try:
            found = await self._order(order.reference)
        except GatewayRefused as refusal:
            if refusal.code != UNKNOWN:
                raise
            return None
        if found.get("status") == "APPROVED" and order.live:
            found = await self._complete(order, found)
        return order_report(found)

    async def _complete(self, order: Order, found: Json) -> Json:
        verb = "authorize" if found.get("intent") == "AUTHORIZE" else "capture"
        path = f"/v2/checkout/orders/{found['id']}/{verb}"
        try:
            # A declined source may be followed by another: each approval is asked for under a name of its own.
            await self._post(path, {}, f"{order.key}:{verb}:{found.get('update_time', '')}")
        except GatewayRefused as refusal:
            # Declined by the payer's bank: she may choose another source on the same page. Done already: fine.
            if refusal.code not in ("INSTRUMENT_DECLINED", "ORDER_ALREADY_CAPTURED", "ORDER_ALREADY_AUTHORIZED"):
                raise
        return await self._order(str(found["id"]))

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """Among the refunds of the order, by our key."""
        for one in payments_of(await self._order(order.reference), "refunds"):
            if one.get("invoice_id") == order.key:
                return refund_report(one)
        return None

    async def changes(self, position: str) -> Changes:
        """GET /v1/notifications/webhooks-events since the moment `position`, oldest first."""
        path, query = "/v1/notifications/webhooks-events", {"page_size": "100"}
        if position:
            query["start_time"] = position
        events: list[Json] = []
        address = f"{path}?{urlencode(query)}"
        for _ in range(MAX_PAGES):
            page = await self._call("GET", address)
            events += field(page, "events", list)
            onward = [one for one in page.get("links") or [] if one.get("rel") == "next"]
            if not onward:
                break
            parts = urlsplit(str(onward[0]["href"]))
            address = f"{path}?{parts.query}"
        hints = tuple(hint for event in reversed(events) if (hint := hint_of(event)) is not None)
        newest = max([position, *(field(event, "create_time", str) for event in events)])
        return Changes(hints=hints, position=newest, more=False)

    async def fetch_proof(self, headers: Mapping[str, str]) -> None:
        """The certificate a message names, from PayPal's own hosts only."""
        url = headers.get("paypal-cert-url", "")
        if url in self._certificates:
            return
        if not self._is_paypal(url):
            raise BadSignature("the certificate is not at PayPal")
        reply = await ask(self._client, "GET", url)
        try:
            certificate = x509.load_pem_x509_certificate(reply.content[:65_536])
        except ValueError as error:
            raise BadSignature("the certificate is not readable") from error
        if len(self._certificates) >= MAX_CERTIFICATES:
            self._certificates.clear()
        self._certificates[url] = certificate

    def _is_paypal(self, url: str) -> bool:
        given, ours = urlsplit(url), urlsplit(self._url)
        if (given.scheme, given.netloc) == (ours.scheme, ours.netloc):
            return True
        return given.scheme == "https" and given.netloc.endswith(".paypal.com") and "@" not in given.netloc

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """A message proven by its signature and the certificate that `fetch_proof` brought."""
        certificate = self._certificates.get(headers.get("paypal-cert-url", ""))
        if certificate is None:
            raise BadSignature("no certificate of PayPal's")
        check_proof(headers, body, certificate=certificate, webhook_id=self._webhook_id, now=now)
        try:
            hint = hint_of(json.loads(body))
        except (ValueError, OutcomeUnknown) as error:
            raise BadSignature("the signed body is not an event") from error
        return (hint,) if hint is not None else ()

    async def _order(self, order_id: str) -> Json:
        if not order_id.isalnum():
            raise GatewayRefused(UNKNOWN)
        return await self._call("GET", f"/v2/checkout/orders/{order_id}")

    async def _post(self, path: str, body: Json, key: str) -> Json:
        headers = {"paypal-request-id": key, "prefer": "return=representation"}
        return await self._call("POST", path, json=body, headers=headers)

    async def _call(self, method: str, path: str, **parts: object) -> Json:
        reply = await self._authorised(method, path, **parts)
        # 401 once: the token was withdrawn, and nothing was done.
        if reply.status_code == 401:
            self._token_until = 0.0
            reply = await self._authorised(method, path, **parts)
        if reply.status_code in (401, 403, 408, 409, 429) or reply.status_code >= 500:
            raise OutcomeUnknown(f"{method} {path}: {reply.status_code}")
        try:
            document = reply.json()
        except ValueError as error:
            raise OutcomeUnknown(f"{method} {path}: not JSON") from error
        if reply.status_code >= 400:
            details = document.get("details") or [{}]
            raise GatewayRefused(str(details[0].get("issue") or document.get("name")), str(document.get("message")))
        if not isinstance(document, dict):
            raise OutcomeUnknown(f"{method} {path}: not an object")
        return document

    async def _authorised(self, method: str, path: str, **parts: object) -> httpx2.Response:
        token = await self._current_token()
        given = parts.pop("headers", {})
        headers = {**given, "authorization": f"Bearer {token}"} if isinstance(given, dict) else {}
        try:
            return await self._client.request(method, path, headers=headers, **parts)  # type: ignore[arg-type]
        except httpx2.HTTPError as error:
            raise OutcomeUnknown(f"{method} {path}: {type(error).__name__}") from error

    async def _current_token(self) -> str:
        """One token for all calls, asked for once however many wait for it."""
        async with self._token_lock:
            if time.monotonic() >= self._token_until:
                headers = {"authorization": f"Basic {self._basic}"}
                form = {"grant_type": "client_credentials"}
                reply = await ask(self._client, "POST", "/v1/oauth2/token", data=form, headers=headers)
                try:
                    document = reply.json()
                except ValueError as error:
                    raise OutcomeUnknown("PayPal's token is not JSON") from error
                self._token = field(document, "access_token", str)
                seconds = max(field(document, "expires_in", int) - TOKEN_MARGIN_SECONDS, 0)
                self._token_until = time.monotonic() + seconds
            return self._token


def build(settings: Settings) -> PayPal | None:
    """PayPal, if its application and its webhook are set."""
    secret = settings.paypal_client_secret.get_secret_value()
    if not (settings.paypal_client_id and secret and settings.paypal_webhook_id):
        return None
    return PayPal(
        url=settings.paypal_url,
        client_id=settings.paypal_client_id,
        client_secret=secret,
        webhook_id=settings.paypal_webhook_id,
        return_url=f"{settings.base_url}/pay/return",
    )


def _reference(order: Order) -> str:
    if order.reference is None:
        raise OutcomeUnknown("PayPal has not named this order yet")
    return order.reference


def _over(order: Order) -> Report:
    """Nothing was captured and nothing will be: only we could."""
    zero = Money.zero(order.amount.currency)
    return Report(
        reference=order.reference or "",
        status=AttemptStatus.VOIDED,
        booking_id=order.booking_id.hex,
        amount=order.amount,
        captured=zero,
        refunded=zero,
        decline_code="given_up",
    )
