"""The switches of the peer for tests and demonstrations (/control) and the export of its money book (/ledger)."""

from __future__ import annotations

import hmac
import time
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smartbooking.sandbox_provider.bank import PLAIN_COURIER, Bank
from smartbooking.sandbox_provider.letters import letters
from smartbooking.sandbox_provider.rules import FaultKind, Refusal
from smartbooking.sandbox_provider.strict import Strict, WebUrl, read_json

OWN = "sandbox"
S = TypeVar("S", bound=Strict)


class NewFault(Strict):
    """A fault to arm for the next `times` calls (or messages) of `operation` of one protocol."""

    kind: Annotated[FaultKind, Field(strict=False)]
    operation: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]
    times: Annotated[int, Field(ge=1, le=100_000)] = 1
    seconds: Annotated[float, Field(ge=0, le=300_000, strict=False)] = 30.0
    provider: str = OWN


class NewEndpoint(Strict):
    """Where a protocol sends its messages; empty: nowhere."""

    provider: str
    url: WebUrl | Annotated[str, Field(max_length=0)]


class Control:
    """Handlers; the key is that of the merchant's account with our own protocol."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    def routes(self) -> list[Route]:
        return [
            Route("/control/faults", self.arm, methods=["POST"]),
            Route("/control/faults", self.disarm, methods=["DELETE"]),
            Route("/control/endpoints", self.set_endpoint, methods=["PUT"]),
            Route("/control/messages", self.messages, methods=["GET"]),
            Route("/control/letters", self.letters, methods=["GET"]),
            Route("/ledger", self.export, methods=["GET"]),
        ]

    async def arm(self, request: Request) -> Response:
        body = await self._body(request, NewFault)
        self._known(body.provider)
        with self.bank.ledger.writing():
            self.bank.ledger.arm(body.provider, body.kind, body.operation, body.times, body.seconds)
        return JSONResponse({"armed": body.kind}, status_code=201)

    async def disarm(self, request: Request) -> Response:
        self._authorise(request)
        with self.bank.ledger.writing() as db:
            db.execute("delete from fault")
        return JSONResponse({"armed": None})

    async def set_endpoint(self, request: Request) -> Response:
        body = await self._body(request, NewEndpoint)
        self._known(body.provider)
        with self.bank.ledger.writing():
            self.bank.ledger.set_endpoint(body.provider, body.url)
        return JSONResponse({"provider": body.provider, "url": body.url})

    async def messages(self, request: Request) -> Response:
        """Messages of `?provider=` after position `after` as they would be sent now (or at the second `at`)."""
        self._authorise(request)
        query = request.query_params
        provider, at = query.get("provider", OWN), int(query.get("at") or time.time())
        self._known(provider)
        self.bank.time_passes()
        courier = self.bank.couriers.get(provider, PLAIN_COURIER)
        rows = self.bank.ledger.db.execute(
            "select * from event where provider = ? and seq > ? order by seq", (provider, int(query.get("after") or 0))
        ).fetchall()
        made = [
            {
                "position": row["seq"],
                "id": row["id"],
                "kind": row["kind"],
                "headers": {"content-type": row["content_type"], **courier.headers(row["id"], row["body"], at)},
                "body": row["body"].decode(),
            }
            for row in rows
        ]
        return JSONResponse({"messages": made})

    async def letters(self, request: Request) -> Response:
        """What came for people, the newest first; `?to=` one number or address."""
        self._authorise(request)
        return JSONResponse({"letters": letters(self.bank.ledger, request.query_params.get("to", ""))})

    async def export(self, request: Request) -> Response:
        """`?provider=` one protocol, else all; `&lines=1` adds every single line."""
        self._authorise(request)
        provider = request.query_params.get("provider", "")
        if provider:
            self._known(provider)
        self.bank.time_passes()
        document: dict[str, object] = {"entries": self.bank.ledger.totals(provider)}
        if request.query_params.get("lines"):
            document["lines"] = self.bank.ledger.lines(provider)
        return JSONResponse(document)

    def _known(self, provider: str) -> None:
        if provider not in self.bank.accounts:
            raise Refusal(422, "unknown_protocol", f"this peer speaks {', '.join(sorted(self.bank.accounts))}")

    def _authorise(self, request: Request) -> None:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.bank.account(OWN)['api_key']}".encode()):
            raise Refusal(401, "unauthenticated", "the API key is missing or wrong")

    async def _body(self, request: Request, shape: type[S]) -> S:
        self._authorise(request)
        try:
            return shape.model_validate(read_json(await request.body()))
        except ValidationError as error:
            raise Refusal(422, "invalid_field", str(error.errors()[0]["msg"])) from error
