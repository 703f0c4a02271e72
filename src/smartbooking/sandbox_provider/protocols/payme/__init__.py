"""Payme: it calls the merchant by JSON-RPC and takes the payer's money only when PerformTransaction says 2.

POST /payme/control/call {"method", "params", "key"?}    one request as it stands
POST /payme/control/pay  {"account", "amount"}           a payer's way: check, create, perform
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.merchant import Visitor, must, object_of

NAME: Final = "payme"
ACCOUNT: Final[Mapping[str, str]] = {"merchant_id": "5e730e8e0b852a417aa49ceb", "key": "paysim-payme-key"}
__all__ = ["ACCOUNT", "NAME", "router"]
_RESULT: Final = {
    "CheckPerformTransaction": {"allow"},
    "CreateTransaction": {"create_time", "transaction", "state"},
    "PerformTransaction": {"perform_time", "transaction", "state"},
    "CancelTransaction": {"cancel_time", "transaction", "state"},
    "CheckTransaction": {"create_time", "perform_time", "cancel_time", "transaction", "state", "reason"},
    "GetStatement": {"transactions"},
}


def router(bank: Bank) -> APIRouter:
    """The levers over the peer's ledger."""
    payme = _Payme(bank)
    made = APIRouter()
    made.add_route("/control/call", payme.call, methods=["POST"])
    made.add_route("/control/pay", payme.pay, methods=["POST"])
    return made


class _Payme(Visitor):
    def __init__(self, bank: Bank) -> None:
        super().__init__(bank, NAME)

    async def call(self, request: Request) -> Response:
        lever = await self.lever(request)
        answer = await self._ask(str(lever["method"]), lever["params"], key=lever.get("key"))
        return JSONResponse(answer)

    async def pay(self, request: Request) -> Response:
        lever = await self.lever(request)
        ident = secrets.token_hex(12)
        order: Json = {"amount": lever["amount"], "account": {"order": lever["account"]}}
        steps: list[tuple[str, Json]] = [
            ("CheckPerformTransaction", order),
            ("CreateTransaction", {"id": ident, "time": int(time.time() * 1000), **order}),
            ("PerformTransaction", {"id": ident}),
        ]
        answer: dict[str, Any] = {}
        for method, params in steps:
            answer = await self._ask(method, params)
            if "error" in answer:
                break
        return JSONResponse({**answer, "transaction": ident})

    async def _ask(self, method: str, params: Json, key: str | None = None) -> dict[str, Any]:
        body = {"jsonrpc": "2.0", "id": secrets.randbelow(10**9), "method": method, "params": params}
        auth = ("Paycom", key if key is not None else self.bank.account(NAME)["key"])
        reply = await self.until_answered(lambda: self.bank.http.post(f"{self.base}/rpc", json=body, auth=auth))
        must(reply.status_code == 200, f"every answer is 200, not {reply.status_code}: {reply.text[:200]}")
        answer = object_of(reply)
        must(("result" in answer) != ("error" in answer), "a result or an error")
        if "error" in answer:
            error = answer["error"]
            must(isinstance(error["code"], int) and {"ru", "uz", "en"} <= set(error["message"]), "code and messages")
        else:
            must(answer.get("id") == body["id"], "the answer repeats the id")
            must(_RESULT.get(method, set()) <= set(answer["result"]), f"the result of {method} is complete")
            self._book(method, params, answer["result"])
        return answer

    def _book(self, method: str, params: Json, result: Json) -> None:
        """The payer's money moves as the merchant's answers say, once."""
        ledger = self.bank.ledger
        with ledger.writing():
            if method == "CreateTransaction":
                ledger.put(NAME, "transaction", params["id"], {**params, "taken": False})
            known = ledger.get(NAME, "transaction", params.get("id", ""))
            if known is None:
                return
            if method == "PerformTransaction" and result["state"] == 2 and not known["taken"]:
                ledger.charge(NAME, params["id"], known["amount"], "UZS", known["account"]["order"])
                ledger.put(NAME, "transaction", params["id"], {**known, "taken": True})
            if method == "CancelTransaction" and result["state"] == -2 and ledger.balance(NAME, params["id"]):
                ledger.give_back(NAME, params["id"], known["amount"], f"cancel-{params['id']}")
