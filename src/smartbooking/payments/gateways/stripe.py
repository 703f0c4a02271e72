"""Stripe: a Checkout Session (its own page) by default, a PaymentIntent when the browser brings a payment method.

Form-encoded HTTP with a pinned API version; no SDK. The page is the default because no card data comes near us
(SAQ A). Amounts, states and bookings are always read from Stripe, never echoed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import paid_for, public_id
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, Json, ask, field
from smartbooking.payments.gateways.stripe_objects import (
    EVENT_TYPES,
    hint_of,
    intent_report,
    is_disputed,
    refund_report,
    session_report,
    to_stripe,
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

NAME: Final = "stripe"
API_VERSION: Final = "2024-06-20"
TOLERANCE_SECONDS: Final = 300
MAX_SIGNATURES: Final = 16
MAX_PAGES: Final = 50
_HOUR: Final = 3600
_LOCALES: Final = {"ru": "ru", "en": "en"}
_SESSION_PARTS: Final = {"expand[]": "payment_intent.latest_charge"}
_INTENT_PARTS: Final = {"expand[]": "latest_charge"}


class CardDeclined(GatewayRefused):
    """The bank said no; `intent` is the payment intent it was about, if Stripe told."""

    def __init__(self, code: str, intent: Json | None) -> None:
        super().__init__(code)
        self.intent = intent


class Stripe:
    """Client of one Stripe account."""

    name = NAME
    kind = MethodKind.CARD
    hold_lasts = timedelta(days=7)  # docs.stripe.com/payments/place-a-hold-on-a-payment-method: cards, online
    demands_bank_check = True
    labels: Mapping[str, str] = {"ru": "Банковская карта", "kk": "Банк картасы", "en": "Bank card"}

    def __init__(
        self,
        *,
        url: str,
        secret_key: str,
        webhook_secrets: tuple[str, ...],
        return_url: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """`return_url` empty: the browser handles 3-D Secure itself with Stripe's script."""
        self._secrets = webhook_secrets
        self._return_url = return_url
        self._client = http_client(
            base_url=url,
            timeout_seconds=timeout_seconds,
            headers={"authorization": f"Bearer {secret_key}", "stripe-version": API_VERSION},
        )

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """A session for the hosted page, or with a token (`pm_...`) a payment intent that is confirmed at once."""
        if order.token is None:
            return session_report(await self._post("/v1/checkout/sessions", self._session_form(order), order.key))
        try:
            return intent_report(await self._post("/v1/payment_intents", self._intent_form(order), order.key))
        except CardDeclined as declined:
            if declined.intent is None:
                raise
            return intent_report(declined.intent)

    def _session_form(self, order: Order) -> dict[str, str]:
        line = "line_items[0]"
        back = self._back(order)
        return {
            "mode": "payment",
            "success_url": back,
            "cancel_url": back,
            "client_reference_id": order.key,
            "locale": _LOCALES.get(order.locale, "auto"),
            f"{line}[quantity]": "1",
            f"{line}[price_data][currency]": order.amount.currency.lower(),
            f"{line}[price_data][unit_amount]": str(to_stripe(order.amount)),
            f"{line}[price_data][product_data][name]": paid_for(order.booking_id),
            "payment_intent_data[capture_method]": _capture_method(order),
            **_named(order, "metadata"),
            **_named(order, "payment_intent_data[metadata]"),
            **_keeping(order),
            **_bank_check(order),
        }

    def _intent_form(self, order: Order) -> dict[str, str]:
        return {
            "amount": str(to_stripe(order.amount)),
            "currency": order.amount.currency.lower(),
            "capture_method": _capture_method(order),
            "confirm": "true",
            "payment_method": order.token or "",
            "expand[]": "latest_charge",
            **({"customer": order.payer} if order.payer else {}),
            **_named(order, "metadata"),
            **({"return_url": self._back(order)} if self._return_url else {}),
            **_bank_check(order),
        }

    def _back(self, order: Order) -> str:
        ours = {"intent": public_id("pay", order.intent_id), "secret": order.client_secret}
        return f"{self._return_url}?{urlencode(ours)}"

    async def capture(self, order: Order, key: str) -> Report:
        """POST .../capture; what is not taken is released."""
        intent_id = await self._intent_id(order)
        try:
            await self._post(f"/v1/payment_intents/{intent_id}/capture", _taking(order), key)
        except GatewayRefused:
            found = await self._intent_report(intent_id)
            if found.status is not AttemptStatus.CAPTURED:
                raise
            return found
        return await self._intent_report(intent_id)

    async def void(self, order: Order, key: str) -> Report:
        """Expire the session or cancel the intent; when that is refused, what Stripe has is reported."""
        reference = _reference(order)
        try:
            if reference.startswith("cs_"):
                return session_report(await self._post(f"/v1/checkout/sessions/{reference}/expire", {}, key))
            return intent_report(await self._post(f"/v1/payment_intents/{reference}/cancel", {}, key))
        except GatewayRefused:
            found = await self._report(reference)
            if found is None:
                raise
            # Paid on the page and only held: the session is over, its payment intent can still be cancelled.
            if reference.startswith("cs_") and found.status is AttemptStatus.AUTHORISED:
                path = f"/v1/payment_intents/{found.reference}/cancel"
                return intent_report(await self._post(path, {}, f"{key}:intent"))
            return found

    async def refund(self, order: RefundOrder) -> RefundReport:
        """POST /v1/refunds; our key is also in its metadata, where `find_refund` looks."""
        form = {
            "payment_intent": order.reference,
            "amount": str(to_stripe(order.amount)),
            "metadata[key]": order.key,
            "metadata[reason]": order.reason[:500] or "-",
        }
        return refund_report(await self._post("/v1/refunds", form, order.key))

    async def find_payment(self, order: Order) -> Report | None:
        """By Stripe's id, else among what was made around the time of the call, by our key."""
        if order.reference is not None:
            return await self._report(order.reference)
        path = "/v1/checkout/sessions" if order.token is None else "/v1/payment_intents"
        # uuid7: the attempt's id begins with the milliseconds of its making.
        made = (order.attempt_id.int >> 80) // 1000
        window = {"created[gte]": str(made - _HOUR), "created[lte]": str(made + 24 * _HOUR)}
        async for found in self._pages(path, window):
            if (found.get("metadata") or {}).get("key") == order.key:
                return await self._report(field(found, "id", str))
        return None

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """Among the refunds of the payment, by our key."""
        async for found in self._pages("/v1/refunds", {"payment_intent": order.reference}):
            if (found.get("metadata") or {}).get("key") == order.key:
                return refund_report(found)
        return None

    async def forget_card(self, *, token: str, payer: str | None, key: str) -> None:
        """Detach the payment method, and delete the customer that was made for it."""
        try:
            await self._post(f"/v1/payment_methods/{token}/detach", {}, f"{key}:detach")
        except GatewayRefused as refusal:
            # Detached before, or never known: what Stripe has now decides.
            if refusal.code != "resource_missing" and await self._attached(token):
                raise
        if payer is None:
            return
        try:
            await self._call("DELETE", f"/v1/customers/{payer}")
        except GatewayRefused as refusal:
            if refusal.code != "resource_missing":
                raise

    async def _attached(self, token: str) -> bool:
        return bool((await self._get(f"/v1/payment_methods/{token}", {})).get("customer"))

    async def changes(self, position: str) -> Changes:
        """GET /v1/events newer than the event `position`, oldest first.

        The first time only the newest hundred are read: what is open from before is asked about one by one anyway.
        """
        query = {"limit": "100", **{f"types[{n}]": kind for n, kind in enumerate(EVENT_TYPES)}}
        if position:
            query["ending_before"] = position
        try:
            page = await self._get("/v1/events", query)
        except GatewayRefused as refusal:
            if refusal.code != "resource_missing":
                raise
            # Events are kept for thirty days; after a longer pause the position is gone.
            return Changes(hints=(), position="", more=True)
        events = field(page, "data", list)[::-1]
        hints = tuple(hint for event in events if (hint := hint_of(event)) is not None)
        last = field(events[-1], "id", str) if events else position
        return Changes(hints=hints, position=last, more=bool(position) and field(page, "has_more", bool))

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """A message proven by `Stripe-Signature`; kinds we have no use for are answered and forgotten."""
        verify(headers.get("stripe-signature", ""), body, secrets=self._secrets, now=now)
        try:
            hint = hint_of(json.loads(body))
        except (ValueError, OutcomeUnknown) as error:
            raise BadSignature("the signed body is not an event") from error
        return (hint,) if hint is not None else ()

    async def _report(self, reference: str) -> Report | None:
        """What Stripe has under an id; None when there is no such thing."""
        try:
            if reference.startswith("pi_"):
                return await self._intent_report(reference)
            session = await self._get(f"/v1/checkout/sessions/{reference}", _SESSION_PARTS)
        except GatewayRefused as refusal:
            if refusal.code != "resource_missing":
                raise
            return None
        report = session_report(session)
        return await self._intent_report(report.reference) if report.reference.startswith("pi_") else report

    async def _intent_report(self, intent_id: str) -> Report:
        intent = await self._get(f"/v1/payment_intents/{intent_id}", _INTENT_PARTS)
        if not is_disputed(intent):
            return intent_report(intent)
        disputes = [one async for one in self._pages("/v1/disputes", {"payment_intent": intent_id})]
        return intent_report(intent, tuple(disputes))

    async def _intent_id(self, order: Order) -> str:
        reference = _reference(order)
        if reference.startswith("pi_"):
            return reference
        session = await self._get(f"/v1/checkout/sessions/{reference}", _SESSION_PARTS)
        return field(session.get("payment_intent"), "id", str)  # type: ignore[no-any-return]  # checked: str

    async def _pages(self, path: str, query: Mapping[str, str]) -> AsyncIterator[Json]:
        """Every object of a list, newest first. Raises OutcomeUnknown for a list that does not end."""
        after: dict[str, str] = {}
        for _ in range(MAX_PAGES):
            page = await self._get(path, {"limit": "100", **query, **after})
            rows = field(page, "data", list)
            for row in rows:
                yield row
            if not rows or not field(page, "has_more", bool):
                return
            after = {"starting_after": field(rows[-1], "id", str)}
        raise OutcomeUnknown(f"{path} has too many pages")

    async def _get(self, path: str, query: Mapping[str, str]) -> Json:
        return await self._call("GET", path, params=dict(query))

    async def _post(self, path: str, form: dict[str, str], key: str) -> Json:
        return await self._call("POST", path, data=form, headers={"idempotency-key": key})

    async def _call(self, method: str, path: str, **parts: object) -> Json:
        reply = await ask(self._client, method, path, **parts)
        try:
            document = reply.json()
        except ValueError as error:
            raise OutcomeUnknown(f"{method} {path}: not JSON") from error
        # 409: another call under the same key is still at work.
        if not isinstance(document, dict) or reply.status_code == 409:
            raise OutcomeUnknown(f"{method} {path}: {reply.status_code}")
        if reply.status_code >= 400:
            _refuse(document)
        return document


def _refuse(document: Json) -> None:
    error = field(document, "error", dict)
    code = str(error.get("decline_code") or error.get("code") or error.get("type") or "refused")
    if error.get("type") == "card_error":
        intent = error.get("payment_intent")
        raise CardDeclined(code, intent if isinstance(intent, dict) else None)
    raise GatewayRefused(code, str(error.get("message") or code)[:500])


def verify(header: str, body: bytes, *, secrets: tuple[str, ...], now: datetime) -> None:
    """Raises BadSignature unless one `v1` of `Stripe-Signature` fits one of the secrets and `t` is within 300 s.

    Every pair is compared, in constant time each. Other schemes (`v0`) prove nothing.
    """
    parts = [part.strip().partition("=") for part in header.split(",")[: MAX_SIGNATURES + 1]]
    stamps = [value for name, _, value in parts if name == "t"]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit() and len(stamps[0]) <= 12):
        raise BadSignature("no time in Stripe-Signature")
    if abs(now.timestamp() - int(stamps[0])) > TOLERANCE_SECONDS:
        raise BadSignature("the time is more than 300 s away")
    signed = f"{stamps[0]}.".encode() + body
    right = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets]
    given = [value.encode() for name, _, value in parts if name == "v1"]
    fits = [hmac.compare_digest(one, other) for one in given for other in right]
    if not any(fits):
        raise BadSignature("no signature fits an active secret")


def build(settings: Settings) -> Stripe | None:
    """Stripe, if both keys are set. While the endpoint's secret is rolled, put both, space between."""
    key, secrets = settings.stripe_secret_key.get_secret_value(), settings.stripe_webhook_secret.get_secret_value()
    if not key or not secrets:
        return None
    return Stripe(
        url=settings.stripe_url,
        secret_key=key,
        webhook_secrets=tuple(secrets.split()),
        return_url=f"{settings.base_url}/pay/return",
    )


def _reference(order: Order) -> str:
    if order.reference is None:
        raise OutcomeUnknown("Stripe has not named this payment yet")
    return order.reference


def _bank_check(order: Order) -> dict[str, str]:
    """Stripe asks for 3-D Secure by its own judgement; with `any` wherever the card can do it."""
    return {"payment_method_options[card][request_three_d_secure]": "any"} if order.bank_check else {}


def _keeping(order: Order) -> dict[str, str]:
    """Stripe makes a customer when the session is paid and keeps the card for it: one customer per kept card."""
    if not order.save_card:
        return {}
    return {"customer_creation": "always", "payment_intent_data[setup_future_usage]": "off_session"}


def _capture_method(order: Order) -> str:
    return "manual" if order.capture is CaptureMode.MANUAL else "automatic"


def _taking(order: Order) -> dict[str, str]:
    return {} if order.take is None else {"amount_to_capture": str(to_stripe(order.take))}


def _named(order: Order, prefix: str) -> dict[str, str]:
    """What lets a payment be found and matched, on the object itself."""
    names = {"key": order.key, "booking": order.booking_id.hex, "order": paid_for(order.booking_id)}
    return {f"{prefix}[{name}]": value for name, value in names.items()}
