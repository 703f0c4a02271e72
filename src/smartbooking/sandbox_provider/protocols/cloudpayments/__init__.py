"""CloudPayments, TipTopPay: orders with a page, `check` before money moves, notifications signed over the raw body.

The payer posts `choice` (pay, decline) to the order's page. `POST /cloudpayments/control/notify {"part", "fields",
"json"?, "hmac"?}` sends any notification, signed or signed wrongly.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import httpx2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from smartbooking.sandbox_provider.bank import Answered, Bank, KeyReused
from smartbooking.sandbox_provider.ledger import Json, Overdrawn, fingerprint
from smartbooking.sandbox_provider.merchant import Visitor, must, object_of
from smartbooking.sandbox_provider.rules import CURRENCIES, Faults
from smartbooking.sandbox_provider.strict import read_json

NAME: Final = "cloudpayments"
ACCOUNT: Final[Mapping[str, str]] = {"public_id": "pk_paysim", "secret": "paysim-cloud-secret"}
__all__ = ["ACCOUNT", "NAME", "router"]
_ORDER: Final[Mapping[str, type | tuple[type, ...]]] = {
    "Amount": (int, float), "Currency": str, "Description": str, "InvoiceId": str, "AccountId": str,
    "RequireConfirmation": bool, "CultureName": str, "SuccessRedirectUrl": str, "FailRedirectUrl": str,
}  # fmt: skip
_CODES: Final = frozenset({0, 10, 11, 12, 13, 20})
_OPERATIONS: Final = {
    "/orders/create": "start", "/orders/cancel": "void", "/v2/payments/find": "read", "/payments/confirm": "capture",
    "/payments/void": "void", "/payments/refund": "refund",
}  # fmt: skip


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    cloud = _Cloud(bank)
    made = APIRouter()
    for path in _OPERATIONS:
        made.add_route(path, cloud.method, methods=["POST"])
    made.add_route("/d/{id}", cloud.page, methods=["GET"])
    made.add_route("/d/{id}", cloud.press, methods=["POST"])
    made.add_route("/control/notify", cloud.notify, methods=["POST"])
    return made


class _Cloud(Visitor):
    def __init__(self, bank: Bank) -> None:
        super().__init__(bank, NAME)
        self.ledger = bank.ledger

    async def method(self, request: Request) -> Response:
        account = self.bank.account(NAME)
        right = base64.b64encode(f"{account['public_id']}:{account['secret']}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {right}":
            raise Answered(JSONResponse({"Success": False, "Message": "Unauthorized"}, status_code=401))
        raw = await request.body()
        body = read_json(raw)
        if not isinstance(body, dict):
            raise _no("The body is an object")
        path = request.url.path.removeprefix(f"/{NAME}")
        operation = _OPERATIONS[path]
        faults = await self.bank.suffer(NAME, operation)
        key = request.headers.get("x-request-id", "")

        def work() -> tuple[int, Json]:
            return 200, self._work(path, body, faults)

        if not key:
            with self.ledger.writing():
                _, document = work()
        else:
            try:
                _, document, _ = self.bank.once(NAME, f"{path} {key}", fingerprint(path, raw), work)
            except KeyReused as error:
                raise _no("X-Request-ID was used for another request") from error
        return self.bank.reply(JSONResponse(document), faults)

    def _work(self, path: str, body: Json, faults: Faults) -> Json:
        acts = {
            "/orders/create": self._create, "/orders/cancel": self._cancel, "/v2/payments/find": self._find,
            "/payments/confirm": self._confirm, "/payments/void": self._void, "/payments/refund": self._refund,
        }  # fmt: skip
        model = acts[path](body, faults)
        return {"Model": model, "Success": model is not None, "Message": None if model is not None else "Not found"}

    def _create(self, body: Json, faults: Faults) -> Json:
        for name, kind in _ORDER.items():
            if not isinstance(body.get(name), kind):
                raise _no(f"{name} is missing or odd")
        if set(body) - set(_ORDER) or body["Currency"] not in CURRENCIES:
            raise _no("an unknown field or currency")
        amount, currency = faults.bent(_minor(body["Amount"]), body["Currency"])
        order = {
            **body,
            "id": secrets.token_urlsafe(12).replace("-", "x"),
            "minor": amount,
            "currency": currency,
            "open": True,
        }
        self.ledger.put(NAME, "order", order["id"], order)
        return {
            "Id": order["id"], "Number": 61, "Amount": amount / 100, "Currency": currency,
            "InvoiceId": body["InvoiceId"], "AccountId": body["AccountId"],
            "Url": self.bank.url(f"/{NAME}/d/{order['id']}"), "StatusCode": 0, "Status": "Created",
        }  # fmt: skip

    def _cancel(self, body: Json, faults: Faults) -> Json:
        order = self._order(str(body.get("Id")))
        self.ledger.put(NAME, "order", order["id"], {**order, "open": False})
        return {}

    def _find(self, body: Json, faults: Faults) -> Json | None:
        found = self.ledger.find(NAME, "transaction", InvoiceId=body.get("InvoiceId"))
        return self._model(found[-1]) if found else None

    def _confirm(self, body: Json, faults: Faults) -> Json:
        found = self._transaction(body)
        if found["Status"] != "Authorized" or _minor(body.get("Amount")) != found["minor"]:
            raise _no("Only the whole of an authorised payment can be confirmed")
        self._take(found)
        return {}

    def _void(self, body: Json, faults: Faults) -> Json:
        found = self._transaction(body)
        if found["Status"] != "Authorized":
            raise _no("The payment is not authorised")
        self._put({**found, "Status": "Cancelled"})
        return {}

    def _refund(self, body: Json, faults: Faults) -> Json:
        found = self._transaction(body)
        try:
            self.ledger.give_back(NAME, str(found["TransactionId"]), _minor(body.get("Amount")), secrets.token_hex(8))
        except Overdrawn as error:
            raise _no(str(error)) from error
        self._put({**found, "Refunded": True})
        return {"TransactionId": found["TransactionId"] + 1_000_000}

    async def page(self, request: Request) -> Response:
        self._order(request.path_params["id"])
        buttons = "".join(f'<button name="choice" value="{one}">{one}</button>' for one in ("pay", "decline"))
        return HTMLResponse(f'<!doctype html><title>CloudPayments</title><form method="post">{buttons}</form>')

    async def press(self, request: Request) -> Response:
        order = self._order(request.path_params["id"])
        choice = dict(parse_qsl((await request.body()).decode())).get("choice", "")
        if order["open"]:
            await self._attempt(order, choice)
        back = order["SuccessRedirectUrl" if choice == "pay" else "FailRedirectUrl"]
        return RedirectResponse(back, status_code=303)

    async def _attempt(self, order: Json, choice: str) -> None:
        with self.ledger.writing():
            number = 897_728_000 + len(self.ledger.find(NAME, "transaction"))
            made: Json = {
                "TransactionId": number, "InvoiceId": order["InvoiceId"], "AccountId": order["AccountId"],
                "minor": order["minor"], "Currency": order["currency"], "Status": "AwaitingAuthentication",
                "Refunded": False, "Reason": None,
            }  # fmt: skip
            self._put(made)
        allowed = await self._check(made)
        with self.ledger.writing():
            if choice != "pay" or not allowed:
                made = {**made, "Status": "Declined", "Reason": "InsufficientFunds" if allowed else "NotAccepted"}
                self._put(made)
            elif order["RequireConfirmation"]:
                made = {**made, "Status": "Authorized"}
                self._put(made)
            else:
                made = self._take(made)
            if choice == "pay" and allowed:
                self.ledger.put(NAME, "order", order["id"], {**order, "open": False})
        await self._tell("fail" if made["Status"] == "Declined" else "pay", made)

    async def notify(self, request: Request) -> Response:
        lever = await self.lever(request)
        reply = await self._send(
            str(lever["part"]), lever["fields"], as_json=bool(lever.get("json")), proof=lever.get("hmac")
        )
        return JSONResponse({"status": reply.status_code, "body": reply.text})

    async def _check(self, made: Json) -> bool:
        if not self.ledger.endpoint(NAME):
            return True
        reply = await self.until_answered(lambda: self._send("check", self._about(made)))
        must(reply.status_code == 200, f"check is answered with 200, not {reply.status_code}: {reply.text[:200]}")
        code = object_of(reply).get("code")
        must(code in _CODES, "the code is a documented one")
        return code == 0

    async def _tell(self, part: str, made: Json) -> None:
        if self.ledger.endpoint(NAME):
            await self.tell(lambda: self._send(part, self._about(made)))

    def _about(self, made: Json) -> dict[str, str]:
        return {
            "TransactionId": str(made["TransactionId"]), "Amount": _major(made["minor"]), "Currency": made["Currency"],
            "DateTime": "2026-11-21 09:00:00", "InvoiceId": made["InvoiceId"], "AccountId": made["AccountId"],
            "Status": made["Status"], "OperationType": "Payment", "TestMode": "1", "Name": "АЙГЕРИМ С",
        }  # fmt: skip

    async def _send(
        self, part: str, fields: Mapping[str, str], *, as_json: bool = False, proof: str | None = None
    ) -> httpx2.Response:
        """Two signatures: over the body as sent, and over the body with the escapes of the form undone."""
        body = json.dumps(fields) if as_json else urlencode(fields)
        plain = body if as_json else "&".join(f"{name}={value}" for name, value in fields.items())
        secret = self.bank.account(NAME)["secret"].encode()

        def sign(text: str) -> str:
            return base64.b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()).decode()

        headers = {
            "content-type": "application/json" if as_json else "application/x-www-form-urlencoded; charset=utf-8",
            "content-hmac": proof if proof is not None else sign(body),
            "x-content-hmac": proof if proof is not None else sign(plain),
        }
        reply: httpx2.Response = await self.bank.http.post(
            f"{self.base}/{part}", content=body.encode(), headers=headers
        )
        return reply

    def _take(self, made: Json) -> Json:
        self.ledger.charge(NAME, str(made["TransactionId"]), made["minor"], made["Currency"], made["AccountId"])
        taken = {**made, "Status": "Completed"}
        self._put(taken)
        return taken

    def _put(self, made: Json) -> None:
        self.ledger.put(NAME, "transaction", str(made["TransactionId"]), made)

    def _model(self, made: Json) -> Json:
        shown = {name: value for name, value in made.items() if name != "minor"}
        return {**shown, "Amount": made["minor"] / 100}

    def _transaction(self, body: Json) -> Json:
        found = self.ledger.get(NAME, "transaction", str(body.get("TransactionId")))
        if found is None:
            raise _no("Transaction not found")
        return found

    def _order(self, ident: str) -> Json:
        found = self.ledger.get(NAME, "order", ident)
        if found is None:
            raise Answered(JSONResponse({"Success": False, "Message": "Order not found"}))
        return found


def _minor(value: Any) -> int:  # Any: JSON
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise _no("Amount is a number above zero")
    minor = Decimal(str(value)).scaleb(2)
    if minor != minor.to_integral_value():
        raise _no("Amount has at most two decimals")
    return int(minor)


def _major(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _no(message: str) -> Answered:
    return Answered(JSONResponse({"Success": False, "Message": message, "Model": None}))
