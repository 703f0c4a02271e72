"""The merchant's side of our own protocol, /sandbox/v1, and its switches, /sandbox/control."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any, Final, TypeVar

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Bank, KeyReused
from smartbooking.sandbox_provider.ledger import fingerprint
from smartbooking.sandbox_provider.protocols.own import acts
from smartbooking.sandbox_provider.protocols.own.books import Books
from smartbooking.sandbox_provider.protocols.own.rules import NAME, TOKENS
from smartbooking.sandbox_provider.protocols.own.wire import (
    Capture,
    CardPlays,
    NewDispute,
    NewPayment,
    NewRefund,
    Nothing,
    StrayEvent,
    payment_document,
    refund_document,
)
from smartbooking.sandbox_provider.rules import NO_FAULTS, Faults, Refusal
from smartbooking.sandbox_provider.strict import Strict, read_json

MAX_BODY: Final = 16_384
S = TypeVar("S", bound=Strict)
Answer = tuple[int, dict[str, Any]]  # Any: JSON


class Api:
    """Handlers over one set of books."""

    def __init__(self, bank: Bank, books: Books) -> None:
        self.bank = bank
        self.books = books

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, handler in (
            ("POST", "/v1/payments", self.start),
            ("GET", "/v1/payments", self.find_payments),
            ("GET", "/v1/payments/{id}", self.read_payment),
            ("POST", "/v1/payments/{id}/capture", self.capture),
            ("POST", "/v1/payments/{id}/void", self.void),
            ("POST", "/v1/payments/{id}/refunds", self.refund),
            ("GET", "/v1/refunds", self.find_refunds),
            ("GET", "/v1/events", self.list_events),
            ("GET", "/v1/cards/{id}", self.read_card),
            ("DELETE", "/v1/cards/{id}", self.forget_card),
            ("POST", "/control/cards/{id}/plays", self.card_plays),
            ("POST", "/control/events", self.stray_event),
            ("POST", "/control/payments/{id}/dispute", self.dispute),
            ("POST", "/control/payments/{id}/expire", self.expire),
        ):
            router.add_route(path, handler, methods=[method])
        return router

    async def start(self, request: Request) -> Response:
        body, raw = await self._body(request, NewPayment)
        token_play = TOKENS[body.token] if body.token else self.books.cards.play(body.card) if body.card else acts.PAGE
        key, replay = self._remembered(request, raw)
        # A token plays its fault once: who repeats the call with the same key gets the stored answer.
        faults = await self.bank.suffer(NAME, "start", None if replay else token_play.fault)

        def work() -> Answer:
            order = body.model_dump(exclude={"token", "card", "save_card"})
            made = acts.start(self.books, order, body.token, faults, card=body.card, save=body.save_card)
            return 201, self._payment(made)

        return self._once(request, key, raw, work, faults)

    async def capture(self, request: Request) -> Response:
        body, raw = await self._body(request, Capture)
        key, _ = self._remembered(request, raw)
        faults = await self.bank.suffer(NAME, "capture")

        def work() -> Answer:
            acts.capture(self.books, request.path_params["id"], body.amount)
            return 200, self._payment(request.path_params["id"])

        return self._once(request, key, raw, work, faults)

    async def void(self, request: Request) -> Response:
        _, raw = await self._body(request, Nothing)
        key, _ = self._remembered(request, raw)
        faults = await self.bank.suffer(NAME, "void")

        def work() -> Answer:
            acts.void(self.books, request.path_params["id"])
            return 200, self._payment(request.path_params["id"])

        return self._once(request, key, raw, work, faults)

    async def refund(self, request: Request) -> Response:
        body, raw = await self._body(request, NewRefund)
        key, _ = self._remembered(request, raw)
        faults = await self.bank.suffer(NAME, "refund")

        def work() -> Answer:
            refund_id = acts.refund(self.books, request.path_params["id"], body.amount, body.reference, faults)
            return 201, self._refund(refund_id)

        return self._once(request, key, raw, work, faults)

    async def read_payment(self, request: Request) -> Response:
        await self._read(request)
        return JSONResponse(self._payment(request.path_params["id"]))

    async def find_payments(self, request: Request) -> Response:
        await self._read(request)
        found = self.books.payment("reference", request.query_params.get("reference", ""))
        return JSONResponse({"payments": [self._payment(found["id"])] if found else []})

    async def find_refunds(self, request: Request) -> Response:
        await self._read(request)
        found = self.books.refund("reference", request.query_params.get("reference", ""))
        return JSONResponse({"refunds": [self._refund(found["id"])] if found else []})

    async def list_events(self, request: Request) -> Response:
        await self._read(request)
        after = request.query_params.get("after") or "0"
        if not (after.isascii() and after.isdigit() and len(after) < 16):
            raise Refusal(422, "bad_position", "`after` is a position of this list")
        rows = self.books.db.execute(
            "select seq, body from event where provider = ? and seq > ? order by seq limit 101", (NAME, int(after))
        ).fetchall()
        page = rows[:100]
        position = str(page[-1]["seq"]) if page else after
        events = [json.loads(row["body"]) for row in page]
        return JSONResponse({"events": events, "position": position, "more": len(rows) > 100})

    async def read_card(self, request: Request) -> Response:
        await self._read(request)
        return JSONResponse(self.books.cards.kept(request.path_params["id"])["told"])

    async def forget_card(self, request: Request) -> Response:
        self._authorise(request)
        faults = await self.bank.suffer(NAME, "forget")
        with self.books.ledger.writing():
            self.books.cards.change(request.path_params["id"], gone=True)
        return self.bank.reply(JSONResponse({"id": request.path_params["id"], "gone": True}), faults)

    async def card_plays(self, request: Request) -> Response:
        """A switch for tests."""
        body, _ = await self._body(request, CardPlays)
        with self.books.ledger.writing():
            self.books.cards.change(request.path_params["id"], plays=body.token)
        return JSONResponse({"plays": body.token})

    async def stray_event(self, request: Request) -> Response:
        body, _ = await self._body(request, StrayEvent)
        with self.books.ledger.writing():
            self.books.emit(body.kind, body.reference)
        return JSONResponse({"sent": body.kind}, status_code=201)

    async def dispute(self, request: Request) -> Response:
        body, _ = await self._body(request, NewDispute)
        with self.books.ledger.writing():
            acts.dispute(self.books, request.path_params["id"], body.outcome)
        return JSONResponse(self._payment(request.path_params["id"]))

    async def expire(self, request: Request) -> Response:
        await self._body(request, Nothing)
        with self.books.ledger.writing():
            acts.expire(self.books, request.path_params["id"])
        return JSONResponse(self._payment(request.path_params["id"]))

    def _payment(self, payment_id: str) -> dict[str, Any]:
        card = self.books.cards.told(payment_id)
        return payment_document(self.books.known(payment_id), self.bank.config.public_url, card)

    def _refund(self, refund_id: str) -> dict[str, Any]:
        row = self.books.refund("id", refund_id)
        if row is None:
            raise Refusal(404, "refund_unknown", "no refund has this id")
        return refund_document(row, self.books.known(row["payment"])["currency"])

    def _authorise(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.bank.account(NAME)['api_key']}".encode()):
            raise Refusal(401, "unauthenticated", "the API key is missing or wrong")

    async def _read(self, request: Request) -> None:
        self._authorise(request)
        await self.bank.suffer(NAME, "read")
        self.bank.time_passes()

    async def _body(self, request: Request, shape: type[S]) -> tuple[S, bytes]:
        self._authorise(request)
        raw = await request.body()
        if len(raw) > MAX_BODY:
            raise Refusal(413, "body_too_large", "the body is too large")
        try:
            return shape.model_validate(read_json(raw)), raw
        except ValidationError as error:
            first = error.errors()[0]
            where = "/".join(str(part) for part in first["loc"])
            raise Refusal(422, "invalid_field", f"{where}: {first['msg']}") from error

    def _remembered(self, request: Request, raw: bytes) -> tuple[str, bool]:
        """The idempotency key, and whether it has an answer already; refuses it for another request."""
        key = request.headers.get("idempotency-key", "")
        if not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
            raise Refusal(400, "idempotency_key_required", "send an Idempotency-Key of 1 to 255 characters")
        row = self.books.ledger.remembered(NAME, key)
        if row and row["fingerprint"] != fingerprint(request.url.path, raw):
            raise Refusal(422, "idempotency_key_reused", "this key was used for another request")
        return key, row is not None

    def _once(
        self, request: Request, key: str, raw: bytes, work: Callable[[], Answer], faults: Faults = NO_FAULTS
    ) -> Response:
        """Do the work and remember the answer in one transaction; a remembered answer is given again."""
        self.bank.time_passes()
        try:
            status, document, again = self.bank.once(NAME, key, fingerprint(request.url.path, raw), work)
        except KeyReused as error:
            raise Refusal(422, "idempotency_key_reused", "this key was used for another request") from error
        headers = {"idempotent-replayed": "true"} if again else {}
        return self.bank.reply(JSONResponse(document, status_code=status, headers=headers), faults)
