"""The provider's API for merchants (/v1) and its switches for tests and demonstrations (/control)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smartbooking.sandbox_provider import acts, faults
from smartbooking.sandbox_provider.config import Config
from smartbooking.sandbox_provider.ledger import Ledger
from smartbooking.sandbox_provider.rules import TOKENS, FaultKind, Refusal
from smartbooking.sandbox_provider.wire import (
    Capture,
    NewDispute,
    NewFault,
    NewPayment,
    NewRefund,
    Nothing,
    StrayEvent,
    Strict,
    payment_document,
    read_json,
    refund_document,
)

MAX_BODY: Final = 16_384
S = TypeVar("S", bound=Strict)
Answer = tuple[int, dict[str, Any]]


class Api:
    """Handlers over one ledger."""

    def __init__(self, ledger: Ledger, config: Config) -> None:
        self.ledger = ledger
        self.config = config

    def routes(self) -> list[Route]:
        post = ["POST"]
        return [
            Route("/v1/payments", self.start, methods=post),
            Route("/v1/payments", self.find_payments, methods=["GET"]),
            Route("/v1/payments/{id}", self.read_payment, methods=["GET"]),
            Route("/v1/payments/{id}/capture", self.capture, methods=post),
            Route("/v1/payments/{id}/void", self.void, methods=post),
            Route("/v1/payments/{id}/refunds", self.refund, methods=post),
            Route("/v1/refunds", self.find_refunds, methods=["GET"]),
            Route("/v1/events", self.list_events, methods=["GET"]),
            Route("/control/faults", self.arm, methods=post),
            Route("/control/faults", self.disarm, methods=["DELETE"]),
            Route("/control/events", self.stray_event, methods=post),
            Route("/control/payments/{id}/dispute", self.dispute, methods=post),
            Route("/control/ledger", self.totals, methods=["GET"]),
        ]

    async def start(self, request: Request) -> Response:
        body, raw = await self._body(request, NewPayment)
        token_play = TOKENS[body.token] if body.token else acts.PAGE
        key, replay = self._remembered(request, raw)
        # A token plays its fault once: who repeats the call with the same key gets the stored answer.
        kinds = await faults.before(self.ledger, "start", None if replay else token_play.fault)

        def work() -> Answer:
            order = body.model_dump(exclude={"token"})
            payment_id = acts.start(self.ledger, order, body.token, kinds)
            return 201, self._payment(payment_id)

        return self._once(request, key, raw, work, kinds)

    async def capture(self, request: Request) -> Response:
        body, raw = await self._body(request, Capture)
        key, _ = self._remembered(request, raw)
        kinds = await faults.before(self.ledger, "capture", None)

        def work() -> Answer:
            acts.capture(self.ledger, request.path_params["id"], body.amount)
            return 200, self._payment(request.path_params["id"])

        return self._once(request, key, raw, work, kinds)

    async def void(self, request: Request) -> Response:
        _, raw = await self._body(request, Nothing)
        key, _ = self._remembered(request, raw)
        kinds = await faults.before(self.ledger, "void", None)

        def work() -> Answer:
            acts.void(self.ledger, request.path_params["id"])
            return 200, self._payment(request.path_params["id"])

        return self._once(request, key, raw, work, kinds)

    async def refund(self, request: Request) -> Response:
        body, raw = await self._body(request, NewRefund)
        key, _ = self._remembered(request, raw)
        kinds = await faults.before(self.ledger, "refund", None)
        slow = dict.fromkeys(kinds, self.config.pending_refund_seconds)

        def work() -> Answer:
            payment_id = request.path_params["id"]
            refund_id = acts.refund(self.ledger, payment_id, body.amount, body.reference, slow)
            return 201, self._refund(refund_id)

        return self._once(request, key, raw, work, kinds)

    async def read_payment(self, request: Request) -> Response:
        await self._read(request)
        return JSONResponse(self._payment(request.path_params["id"]))

    async def find_payments(self, request: Request) -> Response:
        await self._read(request)
        found = self.ledger.payment("reference", request.query_params.get("reference", ""))
        return JSONResponse({"payments": [self._payment(found["id"])] if found else []})

    async def find_refunds(self, request: Request) -> Response:
        await self._read(request)
        found = self.ledger.refund("reference", request.query_params.get("reference", ""))
        return JSONResponse({"refunds": [self._refund(found["id"])] if found else []})

    async def list_events(self, request: Request) -> Response:
        await self._read(request)
        after = request.query_params.get("after") or "0"
        if not (after.isascii() and after.isdigit() and len(after) < 16):
            raise Refusal(422, "bad_position", "`after` is a position of this list")
        rows = self.ledger.db.execute(
            "select seq, body from event where seq > ? order by seq limit 101", (int(after),)
        ).fetchall()
        page = rows[:100]
        position = str(page[-1]["seq"]) if page else after
        events = [json.loads(row["body"]) for row in page]
        return JSONResponse({"events": events, "position": position, "more": len(rows) > 100})

    async def arm(self, request: Request) -> Response:
        body, _ = await self._body(request, NewFault)
        with self.ledger.writing() as db:
            db.execute(
                "insert into fault (kind, operation, remaining, seconds) values (?, ?, ?, ?)",
                (body.kind, body.operation, body.times, body.seconds),
            )
        return JSONResponse({"armed": body.kind}, status_code=201)

    async def disarm(self, request: Request) -> Response:
        self._authorise(request)
        with self.ledger.writing() as db:
            db.execute("delete from fault")
        return JSONResponse({"armed": None})

    async def stray_event(self, request: Request) -> Response:
        body, _ = await self._body(request, StrayEvent)
        with self.ledger.writing():
            self.ledger.emit(body.kind, body.reference)
        return JSONResponse({"sent": body.kind}, status_code=201)

    async def dispute(self, request: Request) -> Response:
        body, _ = await self._body(request, NewDispute)
        with self.ledger.writing():
            acts.dispute(self.ledger, request.path_params["id"], body.outcome)
        return JSONResponse(self._payment(request.path_params["id"]))

    async def totals(self, request: Request) -> Response:
        self._authorise(request)
        with self.ledger.writing():
            self.ledger.settle_due(time.time())
        return JSONResponse(self.ledger.totals())

    def _payment(self, payment_id: str) -> dict[str, Any]:
        return payment_document(self.ledger.known(payment_id), self.config.public_url)

    def _refund(self, refund_id: str) -> dict[str, Any]:
        row = self.ledger.refund("id", refund_id)
        if row is None:
            raise Refusal(404, "refund_unknown", "no refund has this id")
        return refund_document(row, self.ledger.known(row["payment"])["currency"])

    def _authorise(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.config.api_key}".encode()):
            raise Refusal(401, "unauthenticated", "the API key is missing or wrong")

    async def _read(self, request: Request) -> None:
        self._authorise(request)
        await faults.before(self.ledger, "read", None)
        with self.ledger.writing():
            self.ledger.settle_due(time.time())

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
        row = self.ledger.db.execute("select route, body_hash from answer where key = ?", (key,)).fetchone()
        if row and (row["route"], row["body_hash"]) != (request.url.path, hashlib.sha256(raw).hexdigest()):
            raise Refusal(422, "idempotency_key_reused", "this key was used for another request")
        return key, row is not None

    def _once(
        self, request: Request, key: str, raw: bytes, work: Callable[[], Answer], kinds: set[FaultKind]
    ) -> Response:
        """Do the work and remember the answer in one transaction; a remembered answer is given again."""
        headers: dict[str, str] = {}
        with self.ledger.writing() as db:
            self.ledger.settle_due(time.time())
            row = db.execute("select status, body from answer where key = ?", (key,)).fetchone()
            if row:
                status, document = row["status"], json.loads(row["body"])
                headers["idempotent-replayed"] = "true"
            else:
                status, document = work()
                fingerprint = hashlib.sha256(raw).hexdigest()
                db.execute(
                    "insert into answer values (?, ?, ?, ?, ?)",
                    (key, request.url.path, fingerprint, status, json.dumps(document)),
                )
        cut = faults.cut_of(kinds)
        if cut == FaultKind.ERROR_AFTER:
            raise Refusal(500, "internal_error", "this error was asked for")
        if cut is not None:
            headers[faults.CUT] = cut
        return JSONResponse(document, status_code=status, headers=headers)
