"""Click: Prepare, then the payer's money, then Complete; a negative answer to Complete gives the money back.

POST /click/control/call {"action": "prepare"|"complete", "form": {...}, "sign"?: "..."}  one request as it stands
POST /click/control/pay  {"account", "amount": "120000.00"}                               a payer's way
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.merchant import Visitor, must, object_of

NAME: Final = "click"
ACCOUNT: Final[Mapping[str, str]] = {"service_id": "24130", "merchant_id": "17200", "secret": "paysim-click-secret"}
__all__ = ["ACCOUNT", "NAME", "router"]
Form = dict[str, str]


def router(bank: Bank) -> APIRouter:
    """The levers over the peer's ledger."""
    click = _Click(bank)
    made = APIRouter()
    made.add_route("/control/call", click.call, methods=["POST"])
    made.add_route("/control/pay", click.pay, methods=["POST"])
    return made


class _Click(Visitor):
    def __init__(self, bank: Bank) -> None:
        super().__init__(bank, NAME)

    async def call(self, request: Request) -> Response:
        lever = await self.lever(request)
        form = {**self._form("", "0"), **lever["form"]}
        form["action"] = lever["form"].get("action", "1" if lever["action"] == "complete" else "0")
        return JSONResponse(await self._ask(str(lever["action"]), form, lever.get("sign")))

    async def pay(self, request: Request) -> Response:
        lever = await self.lever(request)
        form = self._form(str(lever["account"]), str(lever["amount"]))
        prepared = await self._ask("prepare", form)
        if prepared["error"] != 0:
            return JSONResponse(prepared)
        answer = await self._ask(
            "complete", {**form, "action": "1", "merchant_prepare_id": str(prepared["merchant_prepare_id"])}
        )
        return JSONResponse({**answer, "click_trans_id": form["click_trans_id"]})

    def _form(self, account: str, amount: str) -> Form:
        return {
            "click_trans_id": str(secrets.randbelow(10**10)),
            "service_id": self.bank.account(NAME)["service_id"],
            "click_paydoc_id": str(secrets.randbelow(10**10)),
            "merchant_trans_id": account,
            "amount": amount,
            "action": "0",
            "error": "0",
            "error_note": "Success",
            "sign_time": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        }

    async def _ask(self, action: str, form: Form, sign: str | None = None) -> dict[str, Any]:
        signed = {**form, "sign_string": sign or self._sign(form)}
        self._take(action, form)
        reply = await self.until_answered(lambda: self.bank.http.post(f"{self.base}/{action}", data=signed))
        must(reply.status_code == 200, f"every answer is 200, not {reply.status_code}: {reply.text[:200]}")
        answer = object_of(reply)
        must(isinstance(answer.get("error"), int) and answer["error"] <= 0, "error is zero or negative")
        must(isinstance(answer.get("error_note"), str), "there is an error_note")
        if answer["error"] == 0:
            name = "merchant_confirm_id" if action == "complete" else "merchant_prepare_id"
            must(isinstance(answer.get(name), int), f"success has {name}")
        self._book(action, form, answer)
        return answer

    def _sign(self, form: Form) -> str:
        secret = self.bank.account(NAME)["secret"]
        prepared = form.get("merchant_prepare_id", "") if form["action"] == "1" else ""
        text = (
            form["click_trans_id"] + form["service_id"] + secret + form["merchant_trans_id"] + prepared
            + form["amount"] + form["action"] + form["sign_time"]
        )  # fmt: skip
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    def _take(self, action: str, form: Form) -> None:
        """The payer is debited between Prepare and Complete, once per transaction."""
        ledger = self.bank.ledger
        if action != "complete" or form["error"] != "0":
            return
        with ledger.writing():
            if ledger.get(NAME, "transaction", form["click_trans_id"]) is None:
                minor = int(Decimal(form["amount"]).scaleb(2))
                ledger.charge(NAME, form["click_trans_id"], minor, "UZS", form["merchant_trans_id"])
                ledger.put(NAME, "transaction", form["click_trans_id"], {"minor": minor, "settled": False})

    def _book(self, action: str, form: Form, answer: dict[str, Any]) -> None:
        ledger = self.bank.ledger
        if action != "complete" or form["error"] != "0":
            return
        with ledger.writing():
            known = ledger.get(NAME, "transaction", form["click_trans_id"])
            if known is None or known["settled"]:
                return
            ledger.put(NAME, "transaction", form["click_trans_id"], {**known, "settled": True})
            if answer["error"] < 0:
                ledger.give_back(NAME, form["click_trans_id"], known["minor"], f"refused-{form['click_trans_id']}")
