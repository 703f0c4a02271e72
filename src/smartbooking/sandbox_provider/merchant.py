"""Calling the merchant as a provider does, for protocols in which the provider asks and tells.

`Visitor` holds what these protocols share: where the merchant is, who may pull the levers, messages that are dropped
or sent three times, and the rule that an answer out of the documented shape is the merchant's fault.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse

from smartbooking.sandbox_provider.bank import Answered, Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.rules import MESSAGE, FaultKind, Refusal
from smartbooking.sandbox_provider.strict import read_json

OWN: Final = "sandbox"
TRIES: Final = 5


class Visitor:
    """One protocol's way to the merchant."""

    def __init__(self, bank: Bank, name: str) -> None:
        self.bank = bank
        self.name = name

    @property
    def base(self) -> str:
        """Where the merchant answers calls of this protocol."""
        endpoint = self.bank.ledger.endpoint(self.name).replace("/payments/webhooks/", "/payments/calls/")
        if not endpoint:
            raise Refusal(409, "no_merchant", "nobody has told this peer where the merchant is")
        return endpoint.rstrip("/")

    async def lever(self, request: Request) -> Json:
        """The body of a control request, from somebody who may pull levers."""
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self.bank.account(OWN)['api_key']}".encode()):
            raise Refusal(401, "unauthenticated", "the API key is missing or wrong")
        document = read_json(await request.body())
        if not isinstance(document, dict):
            raise Refusal(400, "not_an_object", "send an object")
        return document

    async def until_answered(self, send: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
        """Send again, the very same, while the merchant is silent or in trouble. A scripted lost answer is one try."""
        for _ in range(TRIES):
            with self.bank.ledger.writing():
                faults = self.bank.ledger.take_faults(self.name, "call")
            try:
                reply = await send()
            except httpx2.TransportError:
                continue
            if FaultKind.LOST_REPLY in faults or reply.status_code >= 500:
                continue
            return reply
        raise Refusal(504, "merchant_silent", "the merchant does not answer")

    async def tell(self, send: Callable[[], Awaitable[httpx2.Response]]) -> None:
        """A message, after the message faults in force."""
        with self.bank.ledger.writing():
            faults = self.bank.ledger.take_faults(self.name, MESSAGE)
        copies = 0 if FaultKind.DROP in faults else 3 if FaultKind.DUPLICATE in faults else 1
        for _ in range(copies):
            await self.until_answered(send)


def must(right: bool, rule: str) -> None:
    """The merchant's answer keeps the protocol's rule, or the fault is the merchant's."""
    if not right:
        raise Answered(JSONResponse({"violation": rule}, status_code=502))


def object_of(reply: httpx2.Response) -> dict[str, Any]:  # Any: JSON of the merchant
    """The merchant's answer as an object."""
    try:
        document = reply.json()
    except ValueError:
        document = None
    must(isinstance(document, dict), "the answer is a JSON object")
    assert isinstance(document, dict)
    return document
