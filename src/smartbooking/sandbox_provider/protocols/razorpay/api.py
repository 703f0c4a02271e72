"""Razorpay's API as far as a merchant of bookings needs it. JSON in, JSON out, Basic authentication."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from typing import Annotated, Final, Literal, NoReturn, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Answered, Bank, KeyReused
from smartbooking.sandbox_provider.ledger import Json, fingerprint
from smartbooking.sandbox_provider.protocols.razorpay.acts import NAME, Acts, new_id, shown
from smartbooking.sandbox_provider.rules import MAX_BODY, Faults, Refusal
from smartbooking.sandbox_provider.strict import Amount, read_json

Notes = Annotated[dict[str, Annotated[str, Field(max_length=256)]], Field(max_length=15)]
Receipt = Annotated[str, Field(max_length=40)]
PAGE: Final = 100


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class CaptureOptions(_Shape):
    """What happens to payments that are not captured."""

    automatic_expiry_period: Annotated[int, Field(ge=12, le=7200)] | None = None
    manual_expiry_period: Annotated[int, Field(ge=12, le=7200)] | None = None
    refund_speed: Literal["normal", "optimum"] = "normal"


class PaymentOptions(_Shape):
    capture: Literal["automatic", "manual"]
    capture_options: CaptureOptions = CaptureOptions()


class NewOrder(_Shape):
    amount: Amount
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    receipt: Receipt | None = None
    notes: Notes = {}
    partial_payment: Literal[False] = False
    payment: PaymentOptions | None = None


class NewCapture(_Shape):
    amount: Amount
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class NewRefund(_Shape):
    amount: Amount | None = None
    speed: Literal["normal", "optimum"] = "normal"
    notes: Notes = {}
    receipt: Receipt | None = None


S = TypeVar("S", bound=_Shape)


def fail(status: int, description: str, *, field: str = "", reason: str = "input_validation_failed") -> NoReturn:
    """Refuse as Razorpay does."""
    error = {
        "code": "BAD_REQUEST_ERROR", "description": description, "source": "business", "step": "payment_initiation",
        "reason": reason, "metadata": {}, **({"field": field} if field else {}),
    }  # fmt: skip
    raise Answered(JSONResponse({"error": error}, status_code=status))


class Api:
    """Handlers."""

    def __init__(self, bank: Bank, acts: Acts) -> None:
        self.bank = bank
        self.acts = acts

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, handler in (
            ("POST", "/v1/orders", self.create_order),
            ("GET", "/v1/orders", self.list_orders),
            ("GET", "/v1/orders/{id}", self.read_order),
            ("GET", "/v1/orders/{id}/payments", self.payments_of_order),
            ("GET", "/v1/payments", self.list_payments),
            ("POST", "/v1/payments/{id}/capture", self.capture),
            ("POST", "/v1/payments/{id}/refund", self.refund),
            ("GET", "/v1/payments/{id}/refunds", self.list_refunds),
        ):
            router.add_route(path, handler, methods=[method])
        return router

    async def create_order(self, request: Request) -> Response:
        body, _ = await self._body(request, NewOrder)
        if body.currency not in self.bank.account(NAME)["currencies"].split():
            fail(400, "Currency is not supported", field="currency")
        faults = await self.bank.suffer(NAME, "start")
        facts = body.model_dump(include={"amount", "currency", "receipt", "notes"})
        with self.acts.ledger.writing():
            order = self.acts.new_order(facts | {"capture": body.payment.capture if body.payment else "manual"}, faults)
        return self.bank.reply(JSONResponse(shown(order)), faults)

    async def list_orders(self, request: Request) -> Response:
        query = await self._query(request, {"receipt", "count", "skip", "from", "to"})
        where = {"receipt": query["receipt"]} if "receipt" in query else {}
        return _collection(self.acts.ledger.find(NAME, "order", **where), query)

    async def read_order(self, request: Request) -> Response:
        await self._query(request, set())
        return JSONResponse(shown(self._order(request)))

    async def payments_of_order(self, request: Request) -> Response:
        await self._query(request, set())
        return _collection(self.acts.payments_of(self._order(request)["id"]), {})

    async def list_payments(self, request: Request) -> Response:
        query = await self._query(request, {"count", "skip", "from", "to"})
        return _collection(self.acts.ledger.find(NAME, "payment"), query)

    async def capture(self, request: Request) -> Response:
        body, _ = await self._body(request, NewCapture)
        faults = await self.bank.suffer(NAME, "capture")
        with self.acts.ledger.writing():
            payment = self._payment(request)
            if payment["status"] in ("captured", "refunded"):
                fail(400, "This payment has already been captured")
            if payment["status"] != "authorized":
                fail(400, "The payment status should be authorized for it to be captured")
            if (body.amount, body.currency) != (payment["amount"], payment["currency"]):
                fail(400, "Capture amount must be equal to the amount authorized", field="amount")
            self.acts.capture(payment)
        return self.bank.reply(JSONResponse(shown(payment)), faults)

    async def refund(self, request: Request) -> Response:
        body, raw = await self._body(request, NewRefund)
        key = request.headers.get("x-refund-idempotency", "")
        if key and not re.fullmatch(r"[A-Za-z0-9_\-]{10,200}", key):
            fail(400, "The idempotency key must have at least 10 letters, digits, hyphens or underscores")
        faults = await self.bank.suffer(NAME, "refund")

        def work() -> tuple[int, Json]:
            return 200, shown(self._refund(request, body, faults))

        return self._once(key or new_id("once"), request, raw, work, faults)

    def _refund(self, request: Request, body: NewRefund, faults: Faults) -> Json:
        payment = self._payment(request)
        if payment["status"] not in ("captured", "refunded"):
            fail(400, "The payment status should be captured for action to be taken")
        left = payment["amount"] - payment["amount_refunded"]
        if left == 0:
            fail(400, "The payment has been fully refunded already")
        if (body.amount or left) > left:
            fail(400, "The refund amount provided is greater than amount captured", field="amount")
        facts = {"notes": body.notes, "receipt": body.receipt}
        return self.acts.refund(payment, body.amount or left, facts, faults)

    async def list_refunds(self, request: Request) -> Response:
        query = await self._query(request, {"count", "skip", "from", "to"})
        return _collection(self.acts.ledger.find(NAME, "refund", payment_id=self._payment(request)["id"]), query)

    def _order(self, request: Request) -> Json:
        found = self.acts.order(request.path_params["id"])
        if found is None:
            fail(400, "The id provided does not exist")
        return found

    def _payment(self, request: Request) -> Json:
        found = self.acts.payment(request.path_params["id"])
        if found is None:
            fail(400, "The id provided does not exist")
        return found

    def _authorise(self, request: Request) -> None:
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        account = self.bank.account(NAME)
        right = f"{account['key_id']}:{account['key_secret']}".encode()
        try:
            given = base64.b64decode(text, validate=True) if kind == "Basic" else b""
        except ValueError:
            given = b""
        if not hmac.compare_digest(given, right):
            fail(401, "Authentication failed", reason="")

    async def _query(self, request: Request, known: set[str]) -> dict[str, str]:
        self._authorise(request)
        await self.bank.suffer(NAME, "read")
        self.bank.time_passes()
        query = dict(request.query_params)
        for name, value in query.items():
            if name not in known:
                fail(400, f"{name} is/are not required and should not be sent", field=name)
            if name != "receipt" and not re.fullmatch(r"[0-9]{1,12}", value):
                fail(400, f"The {name} must be an integer.", field=name)
        if int(query.get("count", 10)) > PAGE:
            fail(400, "The count may not be greater than 100.", field="count")
        return query

    async def _body(self, request: Request, shape: type[S]) -> tuple[S, bytes]:
        self._authorise(request)
        raw = await request.body()
        if len(raw) > MAX_BODY or request.headers.get("content-type", "").partition(";")[0] != "application/json":
            fail(400, "The request must be JSON")
        try:
            return shape.model_validate(read_json(raw)), raw
        except (ValidationError, Refusal) as error:
            where = str(error.errors()[0]["loc"][-1]) if isinstance(error, ValidationError) else ""
            fail(400, f"The request is invalid: {error}"[:200], field=where)

    def _once(
        self, key: str, request: Request, raw: bytes, work: Callable[[], tuple[int, Json]], faults: Faults
    ) -> Response:
        self.bank.time_passes()
        try:
            status, document, _ = self.bank.once(NAME, key, fingerprint(request.url.path, raw), work)
        except KeyReused:
            fail(400, "Different request with the same idempotency key")
        return self.bank.reply(JSONResponse(document, status_code=status), faults)


def _collection(rows: list[Json], query: dict[str, str]) -> Response:
    """A list of Razorpay: newest first, within `from` and `to`."""
    low, high = int(query.get("from", 0)), int(query.get("to", 1 << 40))
    rows = [row for row in rows[::-1] if low <= row["created_at"] <= high]
    start = int(query.get("skip", 0))
    page = rows[start : start + int(query.get("count", 10))]
    return JSONResponse({"entity": "collection", "count": len(page), "items": [shown(row) for row in page]})
