"""The sandbox provider behind the port: JSON over HTTP, Standard Webhooks signatures.

The provider runs as a process of its own (`smartbooking.sandbox_provider`); nothing is shared but the wire.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import paid_for, public_id
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, MethodKind, RefundStatus
from smartbooking.payments.gateways.standard_webhooks import verify
from smartbooking.payments.ports import (
    BadSignature,
    CardTold,
    Changes,
    GatewayRefused,
    Hint,
    Order,
    OutcomeUnknown,
    RefundOrder,
    RefundReport,
    Report,
)

NAME: Final = "sandbox"
TIMEOUT_SECONDS: Final = 10.0
_REFUND_STATES: Final = {
    "pending": RefundStatus.SUBMITTED,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
}
# 408 and 429 say "not now", 5xx says nothing: what happened is open.
_SILENT: Final = frozenset({408, 425, 429})
Json = dict[str, Any]  # Any: decoded JSON of the provider, read field by field below


class Sandbox:
    """Client of one sandbox provider account."""

    name = NAME
    kind = MethodKind.CARD
    hold_lasts = timedelta(days=7)
    demands_bank_check = True
    labels: Mapping[str, str] = {
        "ru": "Карта (учебная оплата)",
        "kk": "Карта (оқу төлемі)",
        "en": "Card (practice payment)",
    }

    def __init__(
        self,
        *,
        url: str,
        api_key: str,
        webhook_secrets: tuple[str, ...],
        return_url: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._secrets = webhook_secrets
        self._return_url = return_url
        self._client = http_client(
            base_url=url, timeout_seconds=timeout_seconds, headers={"authorization": f"Bearer {api_key}"}
        )

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """POST /sandbox/v1/payments; our key is both the idempotency key and the provider's `reference`."""
        back = {"intent": public_id("pay", order.intent_id), "secret": order.client_secret}
        body = {
            "reference": order.key,
            "amount": order.amount.minor,
            "currency": order.amount.currency,
            "booking": order.booking_id.hex,
            "capture": order.capture.value,
            **({"card": order.token} if order.saved else {"token": order.token}),
            "returnUrl": f"{self._return_url}?{urlencode(back)}",
            "locale": order.locale,
            "description": paid_for(order.booking_id),
            **({"bankCheck": True} if order.bank_check else {}),
            **({"saveCard": True} if order.save_card else {}),
        }
        return _report(await self._post("/sandbox/v1/payments", body, order.key))

    async def capture(self, order: Order, key: str) -> Report:
        """POST .../capture; what is not taken is free again."""
        path = f"/sandbox/v1/payments/{_reference(order)}/capture"
        return _report(await self._post(path, {"amount": order.to_take.minor}, key))

    async def void(self, order: Order, key: str) -> Report:
        """POST .../void; when the money is taken already the provider refuses, and we report what it has."""
        try:
            return _report(await self._post(f"/sandbox/v1/payments/{_reference(order)}/void", {}, key))
        except GatewayRefused as refusal:
            if refusal.code != "already_captured":
                raise
        return _report(await self._get(f"/sandbox/v1/payments/{_reference(order)}"))

    async def refund(self, order: RefundOrder) -> RefundReport:
        """POST .../refunds; our key is the provider's `reference` of the refund."""
        body = {"reference": order.key, "amount": order.amount.minor, "reason": order.reason[:200]}
        return _refund_report(await self._post(f"/sandbox/v1/payments/{order.reference}/refunds", body, order.key))

    async def find_payment(self, order: Order) -> Report | None:
        """By the provider's reference, else by our key."""
        if order.reference is not None:
            try:
                return _report(await self._get(f"/sandbox/v1/payments/{order.reference}"))
            except GatewayRefused as refusal:
                if refusal.code != "payment_unknown":
                    raise
                return None
        found = await self._get("/sandbox/v1/payments", {"reference": order.key})
        payments = _field(found, "payments", list)
        return _report(payments[0]) if payments else None

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """By our key."""
        found = await self._get("/sandbox/v1/refunds", {"reference": order.key})
        refunds = _field(found, "refunds", list)
        return _refund_report(refunds[0]) if refunds else None

    async def forget_card(self, *, token: str, payer: str | None, key: str) -> None:
        """DELETE .../cards/{id}; a card that is not known there is forgotten."""
        try:
            await self._call("DELETE", f"/sandbox/v1/cards/{token}")
        except GatewayRefused as refusal:
            if refusal.code != "card_unknown":
                raise

    async def changes(self, position: str) -> Changes:
        """GET /sandbox/v1/events, oldest first, a hundred at a time."""
        found = await self._get("/sandbox/v1/events", {"after": position or "0"})
        hints = tuple(_hint(event) for event in _field(found, "events", list))
        return Changes(hints=hints, position=_field(found, "position", str), more=_field(found, "more", bool))

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """A Standard Webhooks message of this provider."""
        verify(headers, body, secrets=self._secrets, now=now)
        try:
            hint = _hint(json.loads(body))
        except (ValueError, OutcomeUnknown) as error:
            raise BadSignature("the signed body is not an event") from error
        if hint.event_id != headers.get("webhook-id"):
            raise BadSignature("the signed id is another one than the event's")
        return (hint,)

    async def _post(self, path: str, body: Json, key: str) -> Json:
        return await self._call("POST", path, json=body, headers={"idempotency-key": key})

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        return await self._call("GET", path, params=query)

    async def _call(self, method: str, path: str, **parts: Any) -> Json:  # Any: httpx2's own options
        try:
            reply = await self._client.request(method, path, **parts)
            document = reply.json() if reply.status_code < 500 else None
        except (httpx2.HTTPError, ValueError) as error:
            raise OutcomeUnknown(f"{method} {path}: {type(error).__name__}") from error
        if document is None or reply.status_code in _SILENT or not isinstance(document, dict):
            raise OutcomeUnknown(f"{method} {path}: {reply.status_code}")
        if reply.status_code >= 400:
            problem = _field(document, "error", dict)
            raise GatewayRefused(_field(problem, "code", str), _field(problem, "message", str))
        return document


def build(settings: Settings) -> Sandbox | None:
    """The sandbox, if an address is set. During a rotation the webhook secret holds several, space between."""
    if not settings.sandbox_url:
        return None
    return Sandbox(
        url=settings.sandbox_url,
        api_key=settings.sandbox_api_key.get_secret_value(),
        webhook_secrets=tuple(settings.sandbox_webhook_secret.get_secret_value().split()),
        return_url=f"{settings.base_url}/pay/return",
    )


def _reference(order: Order) -> str:
    if order.reference is None:
        raise OutcomeUnknown("the provider has not named this payment yet")
    return order.reference


def _field(document: object, name: str, kind: type[Any]) -> Any:  # Any: checked against `kind` here
    """A field of the provider's answer; a missing or odd one makes the whole answer unusable."""
    value = document.get(name) if isinstance(document, dict) else None
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise OutcomeUnknown(f"the provider's answer has no usable {name}")
    return value


def _report(document: Json) -> Report:
    currency = _field(document, "currency", str)
    try:
        status = AttemptStatus(_field(document, "status", str))
        return Report(
            reference=_field(document, "id", str),
            status=status,
            booking_id=_field(document, "booking", str),
            amount=Money(_field(document, "amount", int), currency),
            captured=Money(_field(document, "captured", int), currency),
            refunded=Money(_field(document, "refunded", int), currency),
            version=_field(document, "version", int),
            redirect_url=document.get("redirectUrl"),
            decline_code=document.get("declineCode"),
            disputed=_field(document, "disputed", bool),
            card=_card(document.get("card")),
        )
    except ValueError as error:
        raise OutcomeUnknown("the provider's answer is not a payment") from error


def _card(told: object) -> CardTold | None:
    if told is None:
        return None
    return CardTold(
        brand=_field(told, "brand", str),
        last4=_field(told, "last4", str),
        exp_month=_field(told, "expMonth", int),
        exp_year=_field(told, "expYear", int),
        fingerprint=_field(told, "fingerprint", str),
        country=_field(told, "country", str),
        token=told.get("id") if isinstance(told, dict) else None,
    )


def _refund_report(document: Json) -> RefundReport:
    try:
        return RefundReport(
            reference=_field(document, "id", str),
            status=_REFUND_STATES[_field(document, "status", str)],
            amount=Money(_field(document, "amount", int), _field(document, "currency", str)),
            failure_code=document.get("failureCode"),
        )
    except (KeyError, ValueError) as error:
        raise OutcomeUnknown("the provider's answer is not a refund") from error


def _hint(event: object) -> Hint:
    content = _field(event, "data", dict)
    return Hint(
        event_id=_field(event, "id", str),
        kind=_field(event, "type", str),
        reference=_field(content, "payment", str),
        key=content.get("reference"),
    )
