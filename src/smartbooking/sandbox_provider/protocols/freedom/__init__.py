"""Freedom Pay (PayBox): signed forms in, signed XML out; it asks `check_url` before and tells `result_url` after.

The payer posts `choice` (pay, decline) to the page. `POST /freedom/control/message {"order", "fields"}` sends a
result message once more with other fields, signed anew.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

import httpx2
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from smartbooking.sandbox_provider.bank import Answered, Bank
from smartbooking.sandbox_provider.ledger import Json, Overdrawn
from smartbooking.sandbox_provider.merchant import Visitor, must
from smartbooking.sandbox_provider.rules import CURRENCIES, Faults

NAME: Final = "freedom"
ACCOUNT: Final[Mapping[str, str]] = {"merchant_id": "9970", "secret": "paysim-freedom-secret"}
__all__ = ["ACCOUNT", "NAME", "router"]
_REQUIRED: Final = frozenset({"pg_merchant_id", "pg_amount", "pg_description", "pg_salt", "pg_sig"})
_OPTIONAL: Final = frozenset(
    {
        "pg_order_id", "pg_currency", "pg_check_url", "pg_result_url", "pg_request_method", "pg_success_url",
        "pg_failure_url", "pg_lifetime", "pg_language", "pg_auto_clearing", "pg_testing_mode", "pg_param1",
    }
)  # fmt: skip
Fields = dict[str, str]


def signature(script: str, fields: Mapping[str, str], secret: str) -> str:
    """md5 over script, values by the order of their names, secret."""
    values = [script, *(fields[name] for name in sorted(fields) if name != "pg_sig"), secret]
    return hashlib.md5(";".join(values).encode(), usedforsecurity=False).hexdigest()


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    freedom = _Freedom(bank)
    made = APIRouter()
    for script in ("init_payment.php", "get_status3.php", "do_capture.php", "cancel.php", "revoke.php"):
        made.add_route(f"/{script}", freedom.script, methods=["POST"])
    made.add_route("/pay/{customer}", freedom.page, methods=["GET"])
    made.add_route("/pay/{customer}", freedom.press, methods=["POST"])
    made.add_route("/control/message", freedom.message, methods=["POST"])
    return made


class _Freedom(Visitor):
    def __init__(self, bank: Bank) -> None:
        super().__init__(bank, NAME)
        self.ledger = bank.ledger
        self._secret = bank.account(NAME)["secret"]

    async def script(self, request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        fields = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True, strict_parsing=True))
        account = self.bank.account(NAME)
        if fields.get("pg_sig") != signature(name, fields, self._secret):
            raise self._no(name, "9998", "Incorrect signature")
        if fields.get("pg_merchant_id") != account["merchant_id"]:
            raise self._no(name, "101", "Merchant not found")
        operation = {
            "init_payment.php": "start", "get_status3.php": "read", "do_capture.php": "capture", "cancel.php": "void",
            "revoke.php": "refund",
        }[name]  # fmt: skip
        faults = await self.bank.suffer(NAME, operation)
        with self.ledger.writing():
            answer = getattr(self, f"_{operation}")(name, fields, faults)
        return self.bank.reply(self._xml(name, {"pg_status": "ok", **answer}), faults)

    def _start(self, name: str, fields: Fields, faults: Faults) -> Fields:
        if not set(fields) >= _REQUIRED or set(fields) - _REQUIRED - _OPTIONAL:
            raise self._no(name, "100", "Missing or unknown parameter")
        if not 300 <= int(fields.get("pg_lifetime", "300")) <= 604_800 or len(fields.get("pg_order_id", "")) > 50:
            raise self._no(name, "200", "Incorrect parameter")
        if any(len(fields.get(url, "")) > 255 for url in ("pg_check_url", "pg_result_url", "pg_success_url")):
            raise self._no(name, "200", "An address is at most 255 characters long")
        amount, currency = self._amount(name, fields["pg_amount"]), fields.get("pg_currency", "KZT")
        if currency not in CURRENCIES:
            raise self._no(name, "205", "Unknown currency")
        order = fields["pg_order_id"]
        known = self.ledger.get(NAME, "payment", order)
        if known is None:
            amount, currency = faults.bent(amount, currency)
            known = {
                "id": str(700_000_000 + len(self.ledger.find(NAME, "payment"))), "order": order, "amount": amount,
                "currency": currency, "customer": secrets.token_hex(16), "status": "new", "captured": False,
                "fields": fields,
            }  # fmt: skip
            self.ledger.put(NAME, "payment", order, known)
            self.ledger.put(NAME, "customer", known["customer"], {"order": order})
        page = self.bank.url(f"/{NAME}/pay/{known['customer']}")
        return {"pg_payment_id": known["id"], "pg_redirect_url": page, "pg_redirect_url_type": "need data"}

    def _read(self, name: str, fields: Fields, faults: Faults) -> Fields:
        payment = self._payment(name, fields)
        given_back = payment["amount"] - self.ledger.balance(NAME, payment["id"]) if payment["captured"] else 0
        return {
            "pg_payment_id": payment["id"],
            "pg_can_reject": "0" if payment["captured"] else "1",
            "pg_amount": _major(payment["amount"]),
            "pg_currency": payment["currency"],
            "pg_payment_status": payment["status"],
            "pg_captured": "1" if payment["captured"] else "0",
            **({"pg_refund_amount": f"-{_major(given_back)}"} if given_back else {}),
        }

    def _capture(self, name: str, fields: Fields, faults: Faults) -> Fields:
        payment = self._payment(name, fields)
        if payment["status"] != "success" or payment["captured"]:
            raise self._no(name, "373", "incorrect transaction status")
        self._take(payment)
        return {}

    def _void(self, name: str, fields: Fields, faults: Faults) -> Fields:
        payment = self._payment(name, fields)
        if payment["captured"]:
            raise self._no(name, "373", "incorrect transaction status")
        self.ledger.put(NAME, "payment", payment["order"], {**payment, "status": "cancelled"})
        return {}

    def _refund(self, name: str, fields: Fields, faults: Faults) -> Fields:
        payment = self._payment(name, fields)
        amount = self._amount(name, fields["pg_refund_amount"])
        try:
            self.ledger.give_back(NAME, payment["id"], amount, secrets.token_hex(8))
        except Overdrawn as error:
            raise self._no(name, "310", str(error)) from error
        return {"pg_revoke_status": "success"}

    async def page(self, request: Request) -> Response:
        self._of_customer(request)
        buttons = "".join(f'<button name="choice" value="{one}">{one}</button>' for one in ("pay", "decline"))
        return HTMLResponse(f'<!doctype html><title>Freedom Pay</title><form method="post">{buttons}</form>')

    async def press(self, request: Request) -> Response:
        payment = self._of_customer(request)
        choice = dict(parse_qsl((await request.body()).decode())).get("choice", "")
        fields = payment["fields"]
        if payment["status"] == "new":
            allowed = choice == "pay" and await self._may_be_paid(payment)
            with self.ledger.writing():
                paid = {**payment, "status": "success" if allowed else "failed"}
                self.ledger.put(NAME, "payment", payment["order"], paid)
                if allowed and fields.get("pg_auto_clearing", "1") == "1":
                    self._take(paid)
            await self._tell(payment["order"], {"pg_result": "1" if allowed else "0"})
        back = fields.get("pg_success_url" if choice == "pay" else "pg_failure_url", "")
        return RedirectResponse(back or "/", status_code=303)

    async def message(self, request: Request) -> Response:
        lever = await self.lever(request)
        await self._tell(str(lever["order"]), lever["fields"])
        return JSONResponse({"sent": True})

    async def _may_be_paid(self, payment: Json) -> bool:
        url = payment["fields"].get("pg_check_url")
        if not url or not self.ledger.endpoint(NAME):
            return True
        answer = await self._post(url, self._about(payment))
        return answer["pg_status"] == "ok"

    async def _tell(self, order: str, more: Fields) -> None:
        payment = self.ledger.get(NAME, "payment", order)
        assert payment is not None
        url = payment["fields"].get("pg_result_url")
        if url and self.ledger.endpoint(NAME):
            await self.tell(lambda: self._send(url, {**self._about(payment), **more}))

    def _about(self, payment: Json) -> Fields:
        return {
            "pg_order_id": payment["order"], "pg_payment_id": payment["id"], "pg_amount": _major(payment["amount"]),
            "pg_currency": payment["currency"], "pg_description": payment["fields"]["pg_description"],
            "pg_param1": payment["fields"].get("pg_param1", ""), "pg_can_reject": "1", "pg_payment_method": "bankcard",
        }  # fmt: skip

    async def _post(self, url: str, fields: Fields) -> Fields:
        script = url.rpartition("/")[2]
        reply = await self.until_answered(lambda: self._send(url, fields))
        must(reply.status_code == 200, f"messages are answered with 200, not {reply.status_code}: {reply.text[:200]}")
        answer = _flat_xml(reply.text)
        must(answer.get("pg_sig") == signature(script, answer, self._secret), "the answer is signed")
        must(answer.get("pg_status") in ("ok", "rejected", "error"), "pg_status is ok, rejected or error")
        return answer

    async def _send(self, url: str, fields: Fields) -> httpx2.Response:
        """To the merchant's present address: tests move it, the path stays."""
        script = url.rpartition("/")[2]
        salted = {**fields, "pg_salt": secrets.token_hex(8)}
        target = f"{self.base}/{urlsplit(url).path.rpartition('/')[2]}"
        return await self.bank.http.post(target, data={**salted, "pg_sig": signature(script, salted, self._secret)})

    def _take(self, payment: Json) -> None:
        booking = payment["fields"].get("pg_param1") or payment["order"]
        self.ledger.charge(NAME, payment["id"], payment["amount"], payment["currency"], booking)
        self.ledger.put(NAME, "payment", payment["order"], {**payment, "captured": True})

    def _payment(self, name: str, fields: Fields) -> Json:
        if "pg_order_id" in fields:
            found = self.ledger.get(NAME, "payment", fields["pg_order_id"])
        else:
            found = next(iter(self.ledger.find(NAME, "payment", id=fields.get("pg_payment_id", ""))), None)
        if found is None:
            raise self._no(name, "340", "Transaction not found")
        return found

    def _of_customer(self, request: Request) -> Json:
        known = self.ledger.get(NAME, "customer", request.path_params["customer"])
        payment = self.ledger.get(NAME, "payment", known["order"]) if known else None
        if payment is None:
            raise Answered(HTMLResponse("no such page", status_code=404))
        return payment

    def _amount(self, name: str, text: str) -> int:
        try:
            minor = Decimal(text).scaleb(2)
        except InvalidOperation as error:
            raise self._no(name, "200", "Incorrect amount") from error
        if minor < 1 or minor != minor.to_integral_value():
            raise self._no(name, "200", "Incorrect amount")
        return int(minor)

    def _no(self, name: str, code: str, text: str) -> Answered:
        fields = {"pg_status": "error", "pg_error_code": code, "pg_error_description": text}
        return Answered(self._xml(name, fields))

    def _xml(self, name: str, fields: Fields) -> Response:
        salted = {**fields, "pg_salt": secrets.token_hex(8)}
        signed = {**salted, "pg_sig": signature(name, salted, self._secret)}
        inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in signed.items())
        return Response(f'<?xml version="1.0" encoding="utf-8"?><response>{inner}</response>', media_type="text/xml")


def _major(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _flat_xml(text: str) -> Fields:
    from xml.etree.ElementTree import XMLParser

    parser = XMLParser()  # noqa: S314 - our own merchant's answer in a test
    parser.feed(text)
    return {child.tag: child.text or "" for child in parser.close()}
