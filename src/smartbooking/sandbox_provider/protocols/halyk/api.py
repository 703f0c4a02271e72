"""Halyk's addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.merchant import Visitor
from smartbooking.sandbox_provider.protocols.halyk.book import NAME, Book, refused
from smartbooking.sandbox_provider.strict import read_json

__all__ = ["NAME", "router"]
_OPERATIONS: Final = {"charge": "capture", "cancel": "void", "refund": "refund"}
# What the bank's script does on the merchant's page: it takes the payment to the bank's own.
_SCRIPT: Final = """
const home = new URL("open", document.currentScript.src).href;
window.halyk = {pay(payment) {
  const form = document.createElement("form");
  form.method = "post"; form.action = home;
  const field = document.createElement("input");
  field.type = "hidden"; field.name = "payment"; field.value = JSON.stringify(payment);
  form.append(field); document.body.append(form); form.submit();
}};
"""


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    halyk = _Halyk(bank)
    made = APIRouter()
    made.add_route("/oauth2/token", halyk.token, methods=["POST"])
    made.add_route("/check-status/payment/transaction/{invoice}", halyk.status, methods=["GET"])
    made.add_route("/operation/{id}/{act}", halyk.operation, methods=["POST"])
    made.add_route("/payform/payment-api.js", halyk.script, methods=["GET"])
    made.add_route("/payform/open", halyk.open, methods=["POST"])
    made.add_route("/payform/{id}", halyk.page, methods=["GET"])
    made.add_route("/payform/{id}", halyk.press, methods=["POST"])
    made.add_route("/control/message", halyk.message, methods=["POST"])
    return made


class _Halyk(Visitor):
    def __init__(self, bank: Bank) -> None:
        super().__init__(bank, NAME)
        self.ledger = bank.ledger
        self.book = Book(bank)

    async def token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        faults = await self.bank.suffer(NAME, "start" if "invoiceID" in form else "token")
        with self.ledger.writing():
            document = self.book.token(form, faults)
        return self.bank.reply(JSONResponse(document), faults)

    async def status(self, request: Request) -> Response:
        faults = await self.bank.suffer(NAME, "read")
        with self.ledger.writing():
            self.book.allowed(request.headers.get("authorization", ""))
            made = self.book.of_invoice(request.path_params["invoice"])
        document: Json = {"resultCode": "102", "resultMessage": "invoice not found"}
        if made is not None:
            document = {"resultCode": "100", "resultMessage": "Success", "transaction": self.book.shown(made)}
        return self.bank.reply(JSONResponse(document), faults)

    async def operation(self, request: Request) -> Response:
        act = request.path_params["act"]
        if act not in _OPERATIONS:
            raise refused(404, 404, "no such operation")
        body = read_json(await request.body())
        faults = await self.bank.suffer(NAME, _OPERATIONS[act])
        with self.ledger.writing():
            self.book.allowed(request.headers.get("authorization", ""))
            self._act(act, self.book.get(request.path_params["id"]), request, body)
        return self.bank.reply(JSONResponse({"code": 0, "message": "Success"}), faults)

    def _act(self, act: str, made: Json, request: Request, body: object) -> None:
        asked = request.query_params.get("amount")
        if act == "charge":
            said = body.get("amount") if isinstance(body, dict) else None
            self.book.charge(made, asked if asked is not None else said)
        elif act == "cancel":
            self.book.cancel(made)
        else:
            self.book.refund(made, asked)

    async def script(self, request: Request) -> Response:
        return Response(_SCRIPT, media_type="text/javascript")

    async def open(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        payment = read_json(form.get("payment", "").encode())
        if not isinstance(payment, dict):
            raise refused(400, 400, "the payment is an object")
        with self.ledger.writing():
            ident = self.book.open(payment)
        return RedirectResponse(self.bank.url(f"/{NAME}/payform/{ident}"), status_code=303)

    async def page(self, request: Request) -> Response:
        made = self.book.get(request.path_params["id"])
        buttons = "".join(f'<button name="choice" value="{one}">{one}</button>' for one in ("pay", "decline"))
        sums = f"{made['minor'] / 100:.2f} {made['currency']}"
        return HTMLResponse(f'<!doctype html><title>Halyk ePay</title>{sums}<form method="post">{buttons}</form>')

    async def press(self, request: Request) -> Response:
        choice = dict(parse_qsl((await request.body()).decode())).get("choice", "")
        with self.ledger.writing():
            before = self.book.get(request.path_params["id"])
            made = self.book.choose(before, choice)
        if made is not before and self.ledger.endpoint(NAME):
            await self.tell(self._post(made, {}))
        paid = made["statusName"] in ("AUTH", "CHARGE")
        return RedirectResponse(made["links"]["backLink" if paid else "failureBackLink"], status_code=303)

    async def message(self, request: Request) -> Response:
        lever = await self.lever(request)
        made = self.book.of_invoice(str(lever["invoice"]))
        if made is None:
            raise refused(404, 102, "transaction not found")
        reply = await self._post(made, lever.get("fields") or {})()
        return JSONResponse({"status": reply.status_code, "body": reply.text})

    def _post(self, made: Json, fields: Json) -> Callable[[], Any]:  # Any: the awaitable of the client
        """The postLink; `secret_hash` is all that proves it."""
        ok = made["statusName"] != "FAILED"
        told = {
            "accountId": made["accountID"], "amount": made["minor"] / 100, "approvalCode": "123456" if ok else "",
            "cardMask": "400303...0000", "cardType": "VISA", "code": "ok" if ok else "error",
            "currency": made["currency"], "id": made["id"], "invoiceId": made["invoiceID"],
            "reason": made["reason"] or "success", "reasonCode": made["reasonCode"], "reference": "",
            "secret_hash": made["secret_hash"], "terminal": self.bank.account(NAME)["terminal"], **fields,
        }  # fmt: skip
        address = made["links"]["postLink" if ok else "failurePostLink"]

        async def send() -> httpx2.Response:
            reply: httpx2.Response = await self.bank.http.post(
                address, content=json.dumps(told, ensure_ascii=False).encode(),
                headers={"content-type": "application/json"},
            )  # fmt: skip
            return reply

        return send
