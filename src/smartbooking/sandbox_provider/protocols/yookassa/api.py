"""YooKassa's API v3 as far as a merchant of bookings needs it. JSON in, JSON out, Basic authentication."""

from __future__ import annotations

import base64
import hmac
import operator
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, NoReturn, TypeVar
from uuid import uuid4

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.kernel.money import exponent
from smartbooking.sandbox_provider.bank import Answered, Bank, KeyReused
from smartbooking.sandbox_provider.ledger import Json, fingerprint
from smartbooking.sandbox_provider.merchant import Visitor
from smartbooking.sandbox_provider.protocols.yookassa.acts import NAME, Acts, minor_of, shown
from smartbooking.sandbox_provider.rules import MAX_BODY, Faults, Refusal
from smartbooking.sandbox_provider.strict import WebUrl, read_json

KEY_LENGTH: Final = 64
PAGE: Final = 100
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_TIMES: Final[dict[str, Callable[[datetime, datetime], bool]]] = {
    "gte": operator.ge, "gt": operator.gt, "lte": operator.le, "lt": operator.lt,
}  # fmt: skip
_PAYMENT_FILTERS: Final = frozenset({"status", "limit", "cursor", *(f"created_at.{one}" for one in _TIMES)})
_REFUND_FILTERS: Final = _PAYMENT_FILTERS | {"payment_id"}
Metadata = Annotated[
    dict[Annotated[str, Field(max_length=32)], Annotated[str, Field(max_length=512)]], Field(max_length=16)
]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Amount(_Shape):
    value: Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,3})?$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Redirect(_Shape):
    """The only scenario we need: the payer goes to YooKassa's page."""

    type: Literal["redirect"]
    return_url: WebUrl
    locale: Literal["ru_RU", "en_US"] = "ru_RU"
    enforce: bool = False


class Method(_Shape):
    type: Literal["bank_card", "sbp", "yoo_money", "sberbank", "tinkoff_bank"]


class NewPayment(_Shape):
    amount: Amount
    confirmation: Redirect
    capture: bool = False
    description: Annotated[str, Field(max_length=128)] = ""
    metadata: Metadata = {}
    payment_method_data: Method | None = None


class NewCapture(_Shape):
    amount: Amount | None = None


class Nothing(_Shape):
    pass


class NewRefund(_Shape):
    payment_id: Annotated[str, Field(min_length=36, max_length=36)]
    amount: Amount
    description: Annotated[str, Field(max_length=250)] = ""
    metadata: Metadata = {}


S = TypeVar("S", bound=_Shape)


def fail(status: int, code: str, description: str, parameter: str = "") -> NoReturn:
    """Refuse as YooKassa does."""
    error = {
        "type": "error", "id": str(uuid4()), "code": code, "description": description,
        **({"parameter": parameter} if parameter else {}),
    }  # fmt: skip
    raise Answered(JSONResponse(error, status_code=status))


class Api(Visitor):
    """Handlers."""

    def __init__(self, bank: Bank, acts: Acts) -> None:
        super().__init__(bank, NAME)
        self.acts = acts

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, handler in (
            ("POST", "/v3/payments", self.create),
            ("GET", "/v3/payments", self.list_payments),
            ("GET", "/v3/payments/{id}", self.read),
            ("POST", "/v3/payments/{id}/capture", self.capture),
            ("POST", "/v3/payments/{id}/cancel", self.cancel),
            ("POST", "/v3/refunds", self.refund),
            ("GET", "/v3/refunds", self.list_refunds),
            ("POST", "/control/payments/{id}/expire", self.expire),
        ):
            router.add_route(path, handler, methods=[method])
        return router

    async def create(self, request: Request) -> Response:
        body, raw = await self._body(request, NewPayment)
        self._check(body.amount)
        faults = await self.bank.suffer(NAME, "start")
        facts = body.model_dump(include={"amount", "capture", "description", "metadata"})
        facts |= {"return_url": body.confirmation.return_url, "locale": body.confirmation.locale}
        return self._once(request, raw, lambda: self.acts.new_payment(facts, faults), faults)

    async def read(self, request: Request) -> Response:
        await self._query(request, frozenset())
        return JSONResponse(shown(self._payment(request.path_params["id"])))

    async def list_payments(self, request: Request) -> Response:
        query = await self._query(request, _PAYMENT_FILTERS)
        return _list(self.acts.ledger.find(NAME, "payment"), query)

    async def list_refunds(self, request: Request) -> Response:
        query = await self._query(request, _REFUND_FILTERS)
        where = {"payment_id": query["payment_id"]} if "payment_id" in query else {}
        return _list(self.acts.ledger.find(NAME, "refund", **where), query)

    async def capture(self, request: Request) -> Response:
        body, raw = await self._body(request, NewCapture)
        faults = await self.bank.suffer(NAME, "capture")

        def work() -> Json:
            payment = self._payment(request.path_params["id"])
            if payment["_capture"]:
                fail(400, "invalid_request", "You can not capture payment with autocapture", "payment_id")
            if payment["status"] != "waiting_for_capture":
                fail(400, "invalid_request", "Payment can not be captured in current status.", "payment_id")
            held = minor_of(payment["amount"])
            taken = held if body.amount is None else self._check(body.amount, payment)
            if taken > held:
                fail(400, "invalid_request", "Illegal amount for capture", "amount.value")
            self.acts.take(payment, taken)
            return payment

        return self._once(request, raw, work, faults)

    async def cancel(self, request: Request) -> Response:
        _, raw = await self._body(request, Nothing)
        faults = await self.bank.suffer(NAME, "void")

        def work() -> Json:
            payment = self._payment(request.path_params["id"])
            if payment["status"] != "waiting_for_capture":
                fail(400, "invalid_request", "Payment can not be canceled in current status", "payment_id")
            self.acts.cancel(payment, "merchant", "canceled_by_merchant")
            return payment

        return self._once(request, raw, work, faults)

    async def refund(self, request: Request) -> Response:
        body, raw = await self._body(request, NewRefund)
        faults = await self.bank.suffer(NAME, "refund")

        def work() -> Json:
            payment = self._payment(body.payment_id)
            if payment["status"] != "succeeded":
                fail(400, "invalid_request", "Payment can not be refunded in current status.", "payment_id")
            if self._check(body.amount, payment) > self.acts.left_of(payment):
                fail(400, "invalid_request", "Refund sum exceeded", "amount.value")
            return self.acts.refund(payment, body.model_dump(), faults)

        return self._once(request, raw, work, faults)

    async def expire(self, request: Request) -> Response:
        """The lever: a hold runs out."""
        await self.lever(request)
        with self.acts.ledger.writing():
            payment = self._payment(request.path_params["id"])
            self.acts.cancel(payment, "yoo_money", "expired_on_capture")
        return JSONResponse(shown(payment))

    def _payment(self, ident: str) -> Json:
        found = self.acts.get("payment", ident)
        if found is None:
            fail(404, "not_found", "Payment doesn't exist or access denied", "payment_id")
        return found

    def _check(self, amount: Amount, payment: Json | None = None) -> int:
        """The minor units of an amount that fits the currency, the account and the payment."""
        if amount.currency not in self.bank.account(NAME)["currencies"].split():
            fail(400, "invalid_request", "Currency code is illegal", "amount.currency")
        if payment is not None and amount.currency != payment["amount"]["currency"]:
            fail(400, "invalid_request", "Currencies do not match", "amount.currency")
        if len(amount.value.partition(".")[2]) != exponent(amount.currency) or Decimal(amount.value) <= 0:
            fail(400, "invalid_request", "Payment amount is illegal", "amount.value")
        return minor_of(amount.model_dump())

    def _authorise(self, request: Request) -> None:
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        account = self.bank.account(NAME)
        right = f"{account['shop_id']}:{account['secret_key']}".encode()
        try:
            given = base64.b64decode(text, validate=True) if kind == "Basic" else b""
        except ValueError:
            given = b""
        if not hmac.compare_digest(given, right):
            fail(401, "invalid_credentials", "Basic authentication failed", "Authorization")

    async def _query(self, request: Request, known: frozenset[str]) -> dict[str, str]:
        self._authorise(request)
        await self.bank.suffer(NAME, "read")
        self.bank.time_passes()
        query = dict(request.query_params)
        for name, value in query.items():
            times = name.startswith("created_at.") and not _MOMENT.fullmatch(value)
            limits = name == "limit" and not (value.isdigit() and 1 <= int(value) <= PAGE)
            if name not in known or times or limits:
                fail(400, "invalid_request", "Invalid request parameter", name)
        return query

    async def _body(self, request: Request, shape: type[S]) -> tuple[S, bytes]:
        self._authorise(request)
        raw = await request.body()
        key = request.headers.get("idempotence-key", "")
        if not key:
            fail(400, "invalid_request", "Idempotence key is empty", "Idempotence-Key")
        if len(key) > KEY_LENGTH:
            fail(400, "invalid_request", "Idempotence key is too long. Max. length is 64", "Idempotence-Key")
        if len(raw) > MAX_BODY or request.headers.get("content-type", "").partition(";")[0] != "application/json":
            fail(415, "invalid_request", "The content type is not application/json")
        try:
            return shape.model_validate(read_json(raw)), raw
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            fail(400, "invalid_request", "Invalid request parameter", where)
        except Refusal:
            fail(400, "invalid_request", "Failed to parse request body")

    def _once(self, request: Request, raw: bytes, work: Callable[[], Json], faults: Faults) -> Response:
        self.bank.time_passes()
        print_ = fingerprint(request.url.path, raw)
        key = request.headers["idempotence-key"]
        try:
            status, document, _ = self.bank.once(NAME, key, print_, lambda: (200, shown(work())))
        except KeyReused:
            fail(400, "invalid_request", "Duplicate idempotence key", "Idempotence-Key")
        return self.bank.reply(JSONResponse(document, status_code=status), faults)


def _list(rows: list[Json], query: dict[str, str]) -> Response:
    """A list of YooKassa: newest first, filtered, in pages behind a cursor."""
    rows = [row for row in reversed(rows) if row["status"] == query.get("status", row["status"])]
    for name, compare in _TIMES.items():
        if f"created_at.{name}" in query:
            bound = datetime.fromisoformat(query[f"created_at.{name}"])
            rows = [row for row in rows if compare(datetime.fromisoformat(row["created_at"]), bound)]
    start, limit = int(query.get("cursor", "0")), int(query.get("limit", "10"))
    page = [shown(row) for row in rows[start : start + limit]]
    more = {"next_cursor": str(start + limit)} if start + limit < len(rows) else {}
    return JSONResponse({"type": "list", "items": page, **more})
