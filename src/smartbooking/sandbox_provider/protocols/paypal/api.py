"""PayPal's REST API as far as a merchant of bookings needs it."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import time
from collections.abc import Callable
from typing import Annotated, Final, Literal, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Answered, Bank, KeyReused
from smartbooking.sandbox_provider.ledger import Json, fingerprint
from smartbooking.sandbox_provider.protocols.paypal.acts import (
    NAME,
    WITHOUT_DECIMALS,
    Acts,
    fail,
    moment,
    new_id,
    shown,
)
from smartbooking.sandbox_provider.rules import MAX_BODY, NO_FAULTS, Faults, Refusal
from smartbooking.sandbox_provider.strict import WebUrl, read_json

TOKEN_SECONDS: Final = 32_400
_CODES: Final = "AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD"
CURRENCIES: Final = frozenset(_CODES.split())


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Amount(_Shape):
    currency_code: str
    value: Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{2})?$")]


class Unit(_Shape):
    reference_id: Annotated[str, Field(max_length=256)] | None = None
    custom_id: Annotated[str, Field(max_length=255)] | None = None
    invoice_id: Annotated[str, Field(max_length=127)] | None = None
    description: Annotated[str, Field(max_length=127)] | None = None
    amount: Amount


class Context(_Shape):
    return_url: WebUrl
    cancel_url: WebUrl
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}-[A-Z]{2}$")] = "en-US"
    brand_name: Annotated[str, Field(max_length=127)] = ""
    user_action: Literal["CONTINUE", "PAY_NOW"] = "CONTINUE"
    shipping_preference: Literal["GET_FROM_FILE", "NO_SHIPPING", "SET_PROVIDED_ADDRESS"] = "GET_FROM_FILE"


class Wallet(_Shape):
    experience_context: Context


class Source(_Shape):
    paypal: Wallet


class NewOrder(_Shape):
    intent: Literal["CAPTURE", "AUTHORIZE"]
    purchase_units: Annotated[list[Unit], Field(min_length=1, max_length=1)]
    payment_source: Source


class Nothing(_Shape):
    """An empty body."""


class NewCapture(_Shape):
    amount: Amount | None = None
    final_capture: bool = False
    invoice_id: Annotated[str, Field(max_length=127)] | None = None


class NewRefund(_Shape):
    amount: Amount | None = None
    invoice_id: Annotated[str, Field(max_length=127)] | None = None
    custom_id: Annotated[str, Field(max_length=127)] | None = None
    note_to_payer: Annotated[str, Field(max_length=255)] | None = None


S = TypeVar("S", bound=_Shape)


class Api:
    """Handlers."""

    def __init__(self, bank: Bank, acts: Acts) -> None:
        self.bank = bank
        self.acts = acts
        self.tokens: dict[str, float] = {}

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, handler in (
            ("POST", "/v1/oauth2/token", self.token),
            ("POST", "/v2/checkout/orders", self.create_order),
            ("GET", "/v2/checkout/orders/{id}", self.read_order),
            ("POST", "/v2/checkout/orders/{id}/capture", self.complete_order),
            ("POST", "/v2/checkout/orders/{id}/authorize", self.complete_order),
            ("POST", "/v2/payments/authorizations/{id}/capture", self.capture),
            ("POST", "/v2/payments/authorizations/{id}/void", self.void),
            ("POST", "/v2/payments/captures/{id}/refund", self.refund),
            ("GET", "/v1/notifications/webhooks-events", self.events),
            ("POST", "/control/forget-tokens", self.forget_tokens),
        ):
            router.add_route(path, handler, methods=[method])
        return router

    async def token(self, request: Request) -> Response:
        account = self.bank.account(NAME)
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        right = f"{account['client_id']}:{account['client_secret']}".encode()
        try:
            given = base64.b64decode(text, validate=True) if kind == "Basic" else b""
        except ValueError:
            given = b""
        form = await request.form(max_fields=4)
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, status_code=400)
        if not hmac.compare_digest(given, right):
            refusal = {"error": "invalid_client", "error_description": "Client Authentication failed"}
            return JSONResponse(refusal, status_code=401)
        await self.bank.suffer(NAME, "token")
        token = "A21AA" + secrets.token_urlsafe(40)
        self.tokens[token] = time.time() + TOKEN_SECONDS
        body: Json = {
            "scope": "https://uri.paypal.com/services/checkout",
            "access_token": token,
            "token_type": "Bearer",
            "app_id": "APP-80W284485P519543T",
            "expires_in": TOKEN_SECONDS,
            "nonce": moment(),
        }
        return JSONResponse(body)

    async def forget_tokens(self, request: Request) -> Response:
        """A switch for tests: every token is void, as after a change of the client's secret."""
        self._authorise(request)
        self.tokens.clear()
        return JSONResponse({})

    async def create_order(self, request: Request) -> Response:
        body, raw = await self._body(request, NewOrder)
        self._check_amount(body.purchase_units[0].amount)
        faults = await self.bank.suffer(NAME, "start")

        def work() -> tuple[int, Json]:
            invoice = body.purchase_units[0].invoice_id
            if invoice and self._invoice_paid(invoice):
                fail(422, "DUPLICATE_INVOICE_ID")
            facts = body.model_dump(exclude_none=True, exclude={"payment_source"})
            context = body.payment_source.paypal.experience_context.model_dump()
            return 200, shown(self.acts.new_order(facts, context, faults))

        return self._once(request, raw, work, faults)

    async def read_order(self, request: Request) -> Response:
        await self._read(request)
        return JSONResponse(shown(self._known("order", request)))

    async def complete_order(self, request: Request) -> Response:
        _, raw = await self._body(request, Nothing)
        faults = await self.bank.suffer(NAME, "capture")
        with self.acts.ledger.writing():
            declined = self._declines(self._known("order", request))
        if declined:
            fail(422, "INSTRUMENT_DECLINED")

        def work() -> tuple[int, Json]:
            order = self._known("order", request)
            verb = "AUTHORIZE" if request.url.path.endswith("/authorize") else "CAPTURE"
            if order["intent"] != verb:
                fail(422, "ACTION_DOES_NOT_MATCH_INTENT")
            if order["status"] == "COMPLETED":
                fail(422, f"ORDER_ALREADY_{verb}D")
            if order["status"] != "APPROVED":
                fail(422, "ORDER_NOT_APPROVED")
            self.acts.complete(order)
            return 201, shown(order)

        return self._once(request, raw, work, faults)

    def _declines(self, order: Json) -> bool:
        """Whether the payer's bank says no; then the payer may choose another source."""
        if order["status"] != "APPROVED" or not order.get("_declined"):
            return False
        self.acts.put("order", order | {"status": "PAYER_ACTION_REQUIRED", "_declined": False, "update_time": moment()})
        return True

    async def capture(self, request: Request) -> Response:
        body, raw = await self._body(request, NewCapture)
        faults = await self.bank.suffer(NAME, "capture")

        def work() -> tuple[int, Json]:
            authorization = self._known("authorization", request)
            if authorization["status"] != "CREATED":
                fail(422, f"AUTHORIZATION_{'ALREADY_CAPTURED' if authorization['status'] == 'CAPTURED' else 'VOIDED'}")
            if body.amount and body.amount.model_dump() != authorization["amount"]:
                fail(422, "MAX_CAPTURE_AMOUNT_EXCEEDED")
            return 201, shown(self.acts.capture_authorization(authorization))

        return self._once(request, raw, work, faults)

    async def void(self, request: Request) -> Response:
        _, raw = await self._body(request, Nothing)
        faults = await self.bank.suffer(NAME, "void")

        def work() -> tuple[int, Json]:
            authorization = self._known("authorization", request)
            if authorization["status"] == "CAPTURED":
                fail(422, "PREVIOUSLY_CAPTURED")
            if authorization["status"] == "VOIDED":
                fail(422, "PREVIOUSLY_VOIDED")
            return 200, shown(self.acts.void_authorization(authorization))

        return self._once(request, raw, work, faults)

    async def refund(self, request: Request) -> Response:
        body, raw = await self._body(request, NewRefund)
        faults = await self.bank.suffer(NAME, "refund")

        def work() -> tuple[int, Json]:
            capture = self._known("capture", request)
            left = self.acts.minor(capture["amount"])[0] - self.acts.given_back(capture)
            if left == 0:
                fail(422, "CAPTURE_FULLY_REFUNDED")
            minor, currency = self.acts.minor(body.amount.model_dump()) if body.amount else (left, "")
            if currency and currency != capture["amount"]["currency_code"]:
                fail(422, "REFUND_CAPTURE_CURRENCY_MISMATCH")
            if minor > left:
                fail(422, "REFUND_AMOUNT_EXCEEDED")
            return 201, shown(self.acts.refund(capture, minor, body.model_dump(exclude={"amount"}), faults))

        return self._once(request, raw, work, faults)

    async def events(self, request: Request) -> Response:
        await self._read(request)
        query = request.query_params
        size, start = int(query.get("page_size", 10)), query.get("start_time", "")
        skip = int(query.get("page_token", 0))
        rows = [row for row in self.acts.ledger.find(NAME, "event")[::-1] if row["create_time"] >= start]
        page = rows[skip : skip + size]
        links = []
        if len(rows) > skip + size:
            path = (
                f"/{NAME}/v1/notifications/webhooks-events?page_size={size}&start_time={start}&page_token={skip + size}"
            )
            links = [{"href": self.bank.url(path), "rel": "next", "method": "GET"}]
        return JSONResponse({"events": page, "count": len(page), "links": links})

    def _known(self, kind: str, request: Request) -> Json:
        found = self.acts.get(kind, request.path_params["id"])
        if found is None:
            fail(404, "INVALID_RESOURCE_ID", "Specified resource ID does not exist.")
        return found

    def _invoice_paid(self, invoice: str) -> bool:
        return bool(self.acts.ledger.find(NAME, "capture", invoice_id=invoice))

    def _check_amount(self, amount: Amount) -> None:
        if amount.currency_code not in CURRENCIES:
            fail(422, "CURRENCY_NOT_SUPPORTED", field="/purchase_units/@reference_id=='default'/amount/currency_code")
        if ("." in amount.value) == (amount.currency_code in WITHOUT_DECIMALS) or float(amount.value) == 0:
            fail(422, "DECIMAL_PRECISION", field="/purchase_units/@reference_id=='default'/amount/value")

    def _authorise(self, request: Request) -> None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or self.tokens.get(token, 0) < time.time():
            body = {"error": "invalid_token", "error_description": "Token signature verification failed"}
            raise Answered(JSONResponse(body, status_code=401))

    async def _read(self, request: Request) -> None:
        self._authorise(request)
        await self.bank.suffer(NAME, "read")
        self.bank.time_passes()

    async def _body(self, request: Request, shape: type[S]) -> tuple[S, bytes]:
        self._authorise(request)
        raw = await request.body()
        if len(raw) > MAX_BODY or request.headers.get("content-type", "").partition(";")[0] != "application/json":
            fail(400, "MALFORMED_REQUEST_JSON")
        try:
            return shape.model_validate(read_json(raw)), raw
        except (ValidationError, Refusal) as error:
            where = "/".join(map(str, error.errors()[0]["loc"])) if isinstance(error, ValidationError) else ""
            fail(400, "INVALID_PARAMETER_SYNTAX", str(error)[:200], field="/" + where)

    def _once(
        self, request: Request, raw: bytes, work: Callable[[], tuple[int, Json]], faults: Faults = NO_FAULTS
    ) -> Response:
        self.bank.time_passes()
        key = request.headers.get("paypal-request-id", "")
        if not re.fullmatch(r"[\x21-\x7e]{0,108}", key):
            fail(400, "INVALID_STRING_LENGTH", field="PayPal-Request-Id")
        try:
            status, document, _ = self.bank.once(NAME, key or new_id(), fingerprint(request.url.path, raw), work)
        except KeyReused:
            fail(422, "DUPLICATE_REQUEST_ID")
        return self.bank.reply(JSONResponse(document, status_code=status), faults)
