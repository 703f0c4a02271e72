"""YooKassa: its page takes the money in two stages, and the second is always ours.

A payment of YooKassa's that waits for its payer can not be killed. Held money can be let go, so every payment is made
with `capture: false` and taken by us while it is still wanted; what is paid after the end is never taken.
Notifications are signed by nobody: they are believed for the address they come from, and then the provider is asked.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from smartbooking.infra.db import Database
from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import public_id
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, Json, ask, field
from smartbooking.payments.gateways.callers import must_come_from
from smartbooking.payments.gateways.yookassa_objects import (
    hint_of_notification,
    hint_of_payment,
    key_of,
    payment_report,
    refund_report,
    to_yookassa,
)
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

NAME: Final = "yookassa"
KEY_LENGTH: Final = 64
PAGE: Final = 100
MAX_PAGES: Final = 50
LOOK_BACK: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_LOCALES: Final = {"en": "en_US"}


class YooKassa:
    """Client of one shop of YooKassa's."""

    name = NAME
    kind = MethodKind.CARD
    # yookassa.ru/developers/payment-acceptance/getting-started/payment-process: two hours to seven days; cards seven.
    hold_lasts = timedelta(days=7)
    labels: Mapping[str, str] = {
        "ru": "Карта или кошелёк (ЮKassa)",
        "kk": "Карта немесе әмиян (ЮKassa)",
        "en": "Card or wallet (YooKassa)",
    }

    def __init__(
        self,
        *,
        url: str,
        shop_id: str,
        secret_key: str,
        currencies: frozenset[str],
        addresses: tuple[str, ...],
        return_url: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self.currencies = currencies
        self._addresses = addresses
        self._return_url = return_url
        self._client = http_client(base_url=url, timeout_seconds=timeout_seconds, auth=(shop_id, secret_key))

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """POST /v3/payments. A hold is for cards: only they are held for seven days and taken in part."""
        ours = {"intent": public_id("pay", order.intent_id), "secret": order.client_secret}
        amount = to_yookassa(order.amount)
        body = {
            "amount": amount,
            "capture": False,
            "confirmation": {
                "type": "redirect",
                "return_url": f"{self._return_url}?{urlencode(ours)}",
                "locale": _LOCALES.get(order.locale, "ru_RU"),
            },
            "description": public_id("bkg", order.booking_id),
            "metadata": {"key": order.key, "booking": order.booking_id.hex, "held": amount["value"]},
            **({"payment_method_data": {"type": "bank_card"}} if order.capture is CaptureMode.MANUAL else {}),
        }
        return payment_report(order, await self._post("/v3/payments", body, order.key))

    async def capture(self, order: Order, key: str) -> Report:
        """POST .../capture with the sum to take; the rest goes back by itself."""
        reference = _reference(order)
        try:
            await self._post(f"/v3/payments/{reference}/capture", {"amount": to_yookassa(order.to_take)}, key)
        except GatewayRefused:
            found = payment_report(order, await self._get(f"/v3/payments/{reference}"))
            if found.status is not AttemptStatus.CAPTURED:
                raise
            return found
        return payment_report(order, await self._get(f"/v3/payments/{reference}"))

    async def void(self, order: Order, key: str) -> Report:
        """Held money is let go. A page nobody has paid on is left alone: what it brings later is never taken."""
        reference = _reference(order)
        found = payment_report(order, await self._get(f"/v3/payments/{reference}"))
        if found.status is AttemptStatus.AUTHORISED:
            try:
                return payment_report(order, await self._post(f"/v3/payments/{reference}/cancel", {}, key))
            except GatewayRefused:
                found = payment_report(order, await self._get(f"/v3/payments/{reference}"))
        if found.status is AttemptStatus.REQUIRES_ACTION:
            return dataclasses.replace(found, status=AttemptStatus.VOIDED, redirect_url=None)
        return found

    async def refund(self, order: RefundOrder) -> RefundReport:
        """POST /v3/refunds; our key is also in its metadata, where `find_refund` looks."""
        body = {
            "payment_id": order.reference,
            "amount": to_yookassa(order.amount),
            "description": order.reason[:250],
            "metadata": {"key": order.key},
        }
        return refund_report(await self._post("/v3/refunds", body, order.key))

    async def find_payment(self, order: Order) -> Report | None:
        """By YooKassa's id, else by our key. What is held for a live payment that is paid at once is taken now."""
        found = await self._found(order)
        if found is None:
            return None
        report = payment_report(order, found)
        wanted = order.live and order.capture is CaptureMode.AUTOMATIC and report.status is AttemptStatus.AUTHORISED
        # What was not agreed is not taken: it is put aside while it is only held.
        if not wanted or (report.amount, report.booking_id) != (order.amount, order.booking_id.hex):
            return report
        return await self.capture(dataclasses.replace(order, reference=report.reference), f"{order.key}:take")

    async def _found(self, order: Order) -> Json | None:
        if order.reference is None:
            return await self._by_key(order)
        try:
            return await self._get(f"/v3/payments/{order.reference}")
        except GatewayRefused as refusal:
            if refusal.code != "not_found":
                raise
            return None

    async def _by_key(self, order: Order) -> Json | None:
        # uuid7: the attempt's id begins with the milliseconds of its making.
        made = datetime.fromtimestamp((order.attempt_id.int >> 80) / 1000, UTC)
        window = {"created_at.gte": _moment(made - _HOUR), "created_at.lte": _moment(made + 24 * _HOUR)}
        async for found in self._rows("/v3/payments", window):
            if key_of(found) == order.key:
                return found
        return None

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """Among the refunds of the payment, by our key."""
        async for found in self._rows("/v3/refunds", {"payment_id": order.reference}):
            if key_of(found) == order.key:
                return refund_report(found)
        return None

    async def changes(self, position: str) -> Changes:
        """GET /v3/payments made since a day before `position` (a moment), as one message each.

        A message is named by the payment and its state, so that what is known already is not told again. The first
        time only the newest hundred are read: what is open from before is asked about one by one anyway.
        """
        if position:
            since = datetime.fromisoformat(position) - LOOK_BACK
            rows = [row async for row in self._rows("/v3/payments", {"created_at.gte": _moment(since)})]
        else:
            rows = field(await self._get("/v3/payments", {"limit": str(PAGE)}), "items", list)
        hints = tuple(hint for row in reversed(rows) if (hint := hint_of_payment(row)) is not None)
        newest = max([position, *(field(row, "created_at", str) for row in rows)])
        return Changes(hints=hints, position=newest, more=False)

    async def answer(self, database: Database, call: Call) -> Reply:
        """A notification: kept, answered with 200; YooKassa reads nothing else of the answer."""
        hints = self.read_call(call)
        await service.keep_hints(database, provider=NAME, hints=hints, body=call.body, now=call.now)
        return Reply(body=b"", content_type="text/plain")

    def read_call(self, call: Call) -> tuple[Hint, ...]:
        """A notification from one of YooKassa's addresses; raises BadSignature for anything else."""
        if (call.method, call.part) != ("POST", "notification"):
            raise BadSignature("YooKassa has no such call")
        must_come_from(call, self._addresses)
        try:
            hint = hint_of_notification(json.loads(call.body))
        except (ValueError, RecursionError, OutcomeUnknown) as error:
            raise BadSignature("the body is not a notification") from error
        return (hint,) if hint is not None else ()

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """Nothing in a notification proves its sender, and here nobody sees its address."""
        raise BadSignature(f"YooKassa's notifications go to calls/{NAME}/notification")

    async def _rows(self, path: str, query: Mapping[str, str]) -> AsyncIterator[Json]:
        """Every object of a list, newest first. Raises OutcomeUnknown for a list that does not end."""
        cursor: dict[str, str] = {}
        for _ in range(MAX_PAGES):
            page = await self._get(path, {"limit": str(PAGE), **query, **cursor})
            for row in field(page, "items", list):
                yield row
            if not page.get("next_cursor"):
                return
            cursor = {"cursor": field(page, "next_cursor", str)}
        raise OutcomeUnknown(f"{path} has too many pages")

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        return await self._call("GET", path, params=dict(query or {}))

    async def _post(self, path: str, body: Json, key: str) -> Json:
        return await self._call("POST", path, json=body, headers={"idempotence-key": _short(key)})

    async def _call(self, method: str, path: str, **parts: object) -> Json:
        reply = await ask(self._client, method, path, **parts)
        try:
            document = reply.json()
        except ValueError as error:
            raise OutcomeUnknown(f"{method} {path}: not JSON") from error
        # 202: taken, and not decided yet.
        if not isinstance(document, dict) or reply.status_code == 202:
            raise OutcomeUnknown(f"{method} {path}: {reply.status_code}")
        if reply.status_code >= 400:
            raise GatewayRefused(field(document, "code", str), str(document.get("description") or "")[:500])
        return document


def build(settings: Settings) -> YooKassa | None:
    """Offered when the shop and its key are set."""
    key = settings.yookassa_secret_key.get_secret_value()
    if not (settings.yookassa_shop_id and key):
        return None
    return YooKassa(
        url=settings.yookassa_url.rstrip("/"),
        shop_id=settings.yookassa_shop_id,
        secret_key=key,
        currencies=frozenset(settings.yookassa_currencies),
        addresses=tuple(settings.yookassa_addresses),
        return_url=f"{settings.base_url}/pay/return",
    )


def _reference(order: Order) -> str:
    if order.reference is None:
        raise OutcomeUnknown("YooKassa has not named this payment yet")
    return order.reference


def _short(key: str) -> str:
    """YooKassa takes keys of at most 64 characters."""
    return key if len(key) <= KEY_LENGTH else hashlib.sha256(key.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
