"""Stripe's API as far as a merchant of bookings needs it: sessions, payment intents, refunds, customers, events."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Bank, KeyReused
from smartbooking.sandbox_provider.ledger import Json, fingerprint
from smartbooking.sandbox_provider.protocols.stripe import acts
from smartbooking.sandbox_provider.protocols.stripe.acts import Acts, shown
from smartbooking.sandbox_provider.protocols.stripe.cards import Cards, card_of
from smartbooking.sandbox_provider.protocols.stripe.forms import (
    AMOUNT,
    LISTING,
    Check,
    Form,
    currency,
    fail,
    ident,
    in_window,
    nested,
    one_of,
    page_of,
    read_form,
    text,
    web_url,
    whole,
)
from smartbooking.sandbox_provider.protocols.stripe.wallet import NAME, new_id
from smartbooking.sandbox_provider.rules import MAX_BODY, FaultKind, Faults

LOCALES: Final = ("auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "et", "fi", "fr", "hu", "it", "ja", "ko",
                  "lt", "lv", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "vi", "zh")  # fmt: skip
_CAPTURE: Final = one_of("automatic", "automatic_async", "manual")
_FUTURE: Final = one_of("on_session", "off_session")
_LINE: Final = "line_items[0]"
SESSION: Final = {
    "mode": one_of("payment"),
    "success_url": web_url,
    "cancel_url": web_url,
    "client_reference_id": text(200),
    "customer": ident("cus_"),
    "customer_creation": one_of("always", "if_required"),
    "expires_at": whole(0, 1 << 40),
    "locale": one_of(*LOCALES),
    "metadata[*]": text(500),
    "payment_intent_data[capture_method]": _CAPTURE,
    acts.BANK_CHECK: one_of("any", "automatic", "challenge"),
    "payment_intent_data[description]": text(1000),
    "payment_intent_data[setup_future_usage]": _FUTURE,
    "payment_intent_data[metadata][*]": text(500),
    "saved_payment_method_options[payment_method_save]": one_of("enabled", "disabled"),
    f"{_LINE}[quantity]": whole(1, 1000),
    f"{_LINE}[price_data][currency]": currency,
    f"{_LINE}[price_data][unit_amount]": AMOUNT,
    f"{_LINE}[price_data][product_data][name]": text(250),
}
INTENT: Final = {
    "amount": AMOUNT,
    "currency": currency,
    "capture_method": _CAPTURE,
    "confirm": one_of("true", "false"),
    "customer": ident("cus_"),
    "description": text(1000),
    "metadata[*]": text(500),
    "off_session": one_of("true", "false"),
    "payment_method": ident("pm_"),
    "payment_method_types[0]": one_of("card"),
    acts.BANK_CHECK: one_of("any", "automatic", "challenge"),
    "return_url": web_url,
    "setup_future_usage": _FUTURE,
    "expand[]": one_of("latest_charge"),
}
REFUND: Final = {
    "payment_intent": ident("pi_"),
    "amount": AMOUNT,
    "reason": one_of("duplicate", "fraudulent", "requested_by_customer"),
    "metadata[*]": text(500),
}
_ANY: Final = {**LISTING, "expand[0]": text(100), "expand[1]": text(100), "expand[]": text(100)}


class Api:
    """Handlers."""

    def __init__(self, bank: Bank, work: Acts) -> None:
        self.bank = bank
        self.acts = work

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, handler in (
            ("POST", "/v1/checkout/sessions", self.create_session),
            ("GET", "/v1/checkout/sessions", self.list_sessions),
            ("GET", "/v1/checkout/sessions/{id}", self.read_session),
            ("POST", "/v1/checkout/sessions/{id}/expire", self.expire_session),
            ("POST", "/v1/payment_intents", self.create_intent),
            ("GET", "/v1/payment_intents", self.list_intents),
            ("GET", "/v1/payment_intents/{id}", self.read_intent),
            ("POST", "/v1/payment_intents/{id}/capture", self.capture),
            ("POST", "/v1/payment_intents/{id}/cancel", self.cancel),
            ("POST", "/v1/refunds", self.create_refund),
            ("GET", "/v1/refunds", self.list_refunds),
            ("GET", "/v1/disputes", self.list_disputes),
            ("GET", "/v1/events", self.list_events),
            ("POST", "/control/payment_intents/{id}/dispute", self.dispute),
            ("POST", "/control/payment_intents/{id}/expire", self.expire_hold),
        ):
            router.add_route(path, handler, methods=[method])
        Cards(self).add_to(router)
        return router

    async def create_session(self, request: Request) -> Response:
        needed = ("mode", "success_url", *(name for name in SESSION if name.startswith(_LINE)))
        form, raw = await self.form(request, SESSION, needed)
        faults = await self.suffer("start")

        def work() -> tuple[int, Json]:
            return 200, shown(self._new_session(form, faults))

        return self.once(request, raw, work, faults)

    def _new_session(self, form: Form, faults: Faults) -> Json:
        now = int(time.time())
        expires = form.get("expires_at", now + 86_400)
        if not now + 1800 <= expires + 5 <= now + 86_410:
            fail(400, "The `expires_at` timestamp must be less than 24 hours and at least 30 minutes from Checkout"
                 " Session creation.", param="expires_at")  # fmt: skip
        self._known_customer(form)
        if "customer" in form and "customer_creation" in form:
            fail(400, "You may only specify one of these parameters: customer, customer_creation.")
        amount = form[f"{_LINE}[price_data][unit_amount]"] * form[f"{_LINE}[quantity]"]
        amount, coin = faults.bent(amount, form[f"{_LINE}[price_data][currency]"].upper())
        metadata = {"metadata": nested(form, "metadata"), "payment": nested(form, "payment_intent_data[metadata]")}
        if FaultKind.WRONG_BOOKING in faults:
            metadata = {name: {**one, "booking": "another"} for name, one in metadata.items()}
        session_id = new_id("cs_test_")
        return self.acts.put({
            "id": session_id, "object": "checkout.session", "amount_total": amount, "amount_subtotal": amount,
            "cancel_url": form.get("cancel_url"), "client_reference_id": form.get("client_reference_id"),
            "created": now, "currency": coin.lower(), "customer": form.get("customer"), "expires_at": expires,
            "livemode": False, "locale": form.get("locale"), "metadata": metadata["metadata"], "mode": "payment",
            "payment_intent": None, "payment_status": "unpaid", "status": "open", "success_url": form["success_url"],
            "url": self.bank.open_page(NAME, session_id),
            "_name": form[f"{_LINE}[price_data][product_data][name]"], "_bank_check": acts.demands(form),
            "_customer_creation": form.get("customer_creation") == "always",
            "_intent": {
                "amount": amount, "currency": coin.lower(), "metadata": metadata["payment"],
                "capture_method": form.get("payment_intent_data[capture_method]", "automatic"),
                "setup_future_usage": form.get("payment_intent_data[setup_future_usage]"),
                "customer": form.get("customer"),
            },
        })  # fmt: skip

    async def list_sessions(self, request: Request) -> Response:
        form = await self.query(request, {**_ANY, "payment_intent": ident("pi_"), "customer": ident("cus_")})
        rows = self.acts.ledger.find(NAME, "checkout.session", **_where(form, "payment_intent", "customer"))
        return self._list(rows, form, request)

    async def read_session(self, request: Request) -> Response:
        form = await self.query(request, _ANY)
        return JSONResponse(self._expanded(self._session(request), form))

    async def expire_session(self, request: Request) -> Response:
        _, raw = await self.form(request, {})
        faults = await self.suffer("void")

        def work() -> tuple[int, Json]:
            session = self._session(request)
            if session["status"] != "open":
                fail(400, 'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a'
                     f" status of `{session['status']}`.")  # fmt: skip
            self.acts.expire(session)
            return 200, shown(session)

        return self.once(request, raw, work, faults)

    async def create_intent(self, request: Request) -> Response:
        form, raw = await self.form(request, INTENT, ("amount", "currency"))
        faults = await self.suffer("start")

        def work() -> tuple[int, Json]:
            self._known_customer(form)
            facts = {
                **form,
                "metadata": nested(form, "metadata"),
                "capture_method": form.get("capture_method", "automatic"),
            }
            intent = self.acts.new_intent(facts, faults)
            self.acts.put(intent)
            if form.get("confirm") == "true":
                self._confirm(intent, form)
            if intent["last_payment_error"]:
                return 402, {"error": {**intent["last_payment_error"], "payment_intent": shown(intent)}}
            return 200, self._expanded(intent, {name: form[name] for name in form if name == "expand[]"})

        return self.once(request, raw, work, faults)

    def _confirm(self, intent: Json, form: Form) -> None:
        method = form.get("payment_method")
        if method is None:
            fail(400, "You cannot confirm this PaymentIntent because it's missing a payment method.",
                 code="payment_intent_unexpected_state")  # fmt: skip
        card = acts.asked(card_of(self.acts.wallet, form), form)
        intent["payment_method"] = method
        if card.asks and form.get("off_session") == "true":
            # Nobody is there to be asked by her bank.
            self.acts.decline(intent, "authentication_required", "authentication_required")
            return
        self.acts.confirm(intent, card, form.get("return_url"))

    async def list_intents(self, request: Request) -> Response:
        form = await self.query(request, {**_ANY, "customer": ident("cus_")})
        rows = self.acts.ledger.find(NAME, "payment_intent", **_where(form, "customer"))
        return self._list(rows, form, request)

    async def read_intent(self, request: Request) -> Response:
        form = await self.query(request, _ANY)
        return JSONResponse(self._expanded(self._intent(request.path_params["id"]), form))

    async def capture(self, request: Request) -> Response:
        form, raw = await self.form(request, {"amount_to_capture": AMOUNT})
        faults = await self.suffer("capture")

        def work() -> tuple[int, Json]:
            intent = self._intent(request.path_params["id"])
            if intent["status"] != "requires_capture":
                self._unexpected(intent, "captured", "requires_capture")
            if form.get("amount_to_capture", intent["amount"]) > intent["amount_capturable"]:
                fail(400, "The amount to capture is more than what can be captured.", code="amount_too_large")
            self.acts.take(intent, form.get("amount_to_capture"))
            return 200, shown(intent)

        return self.once(request, raw, work, faults)

    async def cancel(self, request: Request) -> Response:
        _, raw = await self.form(
            request, {"cancellation_reason": one_of("abandoned", "duplicate", "fraudulent", "requested_by_customer")}
        )
        faults = await self.suffer("void")

        def work() -> tuple[int, Json]:
            intent = self._intent(request.path_params["id"])
            if intent["status"] in ("succeeded", "canceled"):
                self._unexpected(intent, "canceled", "requires_payment_method, requires_capture, requires_action")
            self.acts.cancel(intent)
            return 200, shown(intent)

        return self.once(request, raw, work, faults)

    async def create_refund(self, request: Request) -> Response:
        form, raw = await self.form(request, REFUND, ("payment_intent",))
        faults = await self.suffer("refund")

        def work() -> tuple[int, Json]:
            intent = self._intent(form["payment_intent"])
            if intent["status"] != "succeeded":
                fail(400, "This PaymentIntent does not have a successful charge to refund.")
            charge = self.acts.ledger.get(NAME, "charge", intent["latest_charge"])
            assert charge is not None
            left = charge["amount_captured"] - charge["amount_refunded"]
            amount = form.get("amount", left)
            if left == 0:
                fail(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
            if amount > left:
                fail(400, "Refund amount is greater than unrefunded amount on charge.", param="amount")
            return 200, shown(self.acts.refund(intent, amount, nested(form, "metadata"), faults))

        return self.once(request, raw, work, faults)

    async def list_refunds(self, request: Request) -> Response:
        form = await self.query(request, {**_ANY, "payment_intent": ident("pi_")})
        return self._list(self.acts.ledger.find(NAME, "refund", **_where(form, "payment_intent")), form, request)

    async def list_disputes(self, request: Request) -> Response:
        form = await self.query(request, {**_ANY, "payment_intent": ident("pi_")})
        return self._list(self.acts.ledger.find(NAME, "dispute", **_where(form, "payment_intent")), form, request)

    async def list_events(self, request: Request) -> Response:
        types = {f"types[{number}]": text(100) for number in range(20)}
        form = await self.query(request, {**_ANY, "type": text(100), **types})
        wanted = set(nested(form, "types").values()) | ({form["type"]} if "type" in form else set())
        rows = [row for row in self.acts.ledger.find(NAME, "event") if not wanted or row["type"] in wanted]
        return self._list(rows, form, request)

    async def dispute(self, request: Request) -> Response:
        """A switch for tests: what the payer's bank does."""
        form, _ = await self.form(request, {"outcome": one_of("open", "won", "lost")}, ("outcome",))
        with self.acts.ledger.writing():
            self.acts.dispute(self._intent(request.path_params["id"]), form["outcome"])
        return JSONResponse({"outcome": form["outcome"]})

    async def expire_hold(self, request: Request) -> Response:
        """A switch for tests: seven days have gone by, and the authorisation with them."""
        with self.acts.ledger.writing():
            intent = self._intent(request.path_params["id"])
            if intent["status"] != "requires_capture":
                self._unexpected(intent, "canceled", "requires_capture")
            self.acts.cancel(intent, "automatic")
        return JSONResponse(shown(intent))

    def _session(self, request: Request) -> Json:
        found = self.acts.session(request.path_params["id"])
        if found is None:
            fail(
                404,
                f"No such checkout.session: '{request.path_params['id']}'",
                code="resource_missing",
                param="session",
            )
        return found

    def _intent(self, intent_id: str) -> Json:
        found = self.acts.intent(intent_id)
        if found is None:
            fail(404, f"No such payment_intent: '{intent_id}'", code="resource_missing", param="intent")
        return found

    def _unexpected(self, intent: Json, verb: str, allowed: str) -> None:
        fail(400, f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}. Only a"
             f" PaymentIntent with one of the following statuses may be {verb}: {allowed}.",
             code="payment_intent_unexpected_state", payment_intent=shown(intent))  # fmt: skip

    def _known_customer(self, form: Form) -> None:
        known = self.acts.ledger.get(NAME, "customer", form["customer"]) if "customer" in form else {}
        if known is None or known.get("deleted"):
            fail(400, f"No such customer: '{form['customer']}'", code="resource_missing", param="customer")

    def _expanded(self, document: Json, form: Form) -> Json:
        wanted = {value for name, value in form.items() if name.startswith("expand")}
        document = shown(document)
        if wanted & {"payment_intent", "payment_intent.latest_charge"} and document.get("payment_intent"):
            intent = self._intent(document["payment_intent"])
            inner: Form = {"expand[]": "latest_charge"} if "payment_intent.latest_charge" in wanted else {}
            document["payment_intent"] = self._expanded(intent, inner)
        if "latest_charge" in wanted and document.get("latest_charge"):
            document["latest_charge"] = self.acts.ledger.get(NAME, "charge", document["latest_charge"])
        return document

    def _list(self, rows: list[Json], form: Form, request: Request) -> Response:
        url = request.url.path.removeprefix(f"/{NAME}")
        return JSONResponse(page_of([shown(row) for row in in_window(rows, form)], form, url))

    async def suffer(self, operation: str) -> Faults:
        return await self.bank.suffer(NAME, operation)

    def _authorise(self, request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            given = base64.b64decode(given + "==").decode(errors="replace").partition(":")[0]
        if not hmac.compare_digest(given.encode(), self.bank.account(NAME)["secret_key"].encode()):
            fail(401, "Invalid API Key provided.")
        version = request.headers.get("stripe-version", acts.API_VERSION)
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(\.[a-z]+)?", version):
            fail(400, f"Invalid Stripe API version: {version}")

    async def query(self, request: Request, shape: dict[str, Check]) -> Form:
        self._authorise(request)
        await self.bank.suffer(NAME, "read")
        self.bank.time_passes()
        return read_form(request.url.query.encode(), shape)

    async def form(
        self, request: Request, shape: Mapping[str, Check], required: tuple[str, ...] = ()
    ) -> tuple[Form, bytes]:
        self._authorise(request)
        raw = await request.body()
        kind = request.headers.get("content-type", "").partition(";")[0]
        if len(raw) > MAX_BODY or (raw and kind != "application/x-www-form-urlencoded"):
            fail(400, "Invalid request (check that your POST content type is application/x-www-form-urlencoded).")
        return read_form(raw, shape, required), raw

    def once(self, request: Request, raw: bytes, work: Callable[[], tuple[int, Json]], faults: Faults) -> Response:
        """Results are kept under the idempotency key, refused validation is not, as Stripe documents it."""
        self.bank.time_passes()
        key = request.headers.get("idempotency-key", "")
        if len(key) > 255:
            fail(400, "Idempotency keys have at most 255 characters.")
        key = key or new_id("once_")
        try:
            status, document, again = self.bank.once(NAME, key, fingerprint(request.url.path, raw), work)
        except KeyReused:
            fail(
                400, "Keys for idempotent requests can only be used with the same parameters.", kind="idempotency_error"
            )
        headers = {"idempotent-replayed": "true"} if again else {}
        return self.bank.reply(JSONResponse(document, status_code=status, headers=headers), faults)


def _where(form: Form, *names: str) -> dict[str, object]:
    return {name: form[name] for name in names if name in form}
