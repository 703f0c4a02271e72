"""Kaspi as a biller: it asks `check`, takes the payer's money and tells `pay`, again and again until it is answered.

The payer's money is gone before `pay` is sent; it comes back only when the merchant's answer refuses it. The levers:

    POST /kaspi_biller/control/check  {"vendor": "ven_12", "account": "482913758", "txnId"?, "sum"?, "xml"?}
    POST /kaspi_biller/control/pay    the same and {"txnDate"?}
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from xml.etree.ElementTree import XMLParser

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.merchant import Visitor, must, object_of

NAME: Final = "kaspi_biller"
ACCOUNT: Final[Mapping[str, str]] = {}
__all__ = ["ACCOUNT", "NAME", "router"]
_SUM: Final = re.compile(r"[0-9]+\.[0-9]{2}")


def router(bank: Bank) -> APIRouter:
    """The levers over the peer's ledger."""
    kaspi = _Kaspi(bank)
    made = APIRouter()
    made.add_route("/control/check", kaspi.check, methods=["POST"])
    made.add_route("/control/pay", kaspi.pay, methods=["POST"])
    return made


class _Kaspi(Visitor):
    def __init__(self, bank: Bank) -> None:
        super().__init__(bank, NAME)

    async def check(self, request: Request) -> Response:
        lever = await self.lever(request)
        answer, body = await self._ask("check", lever)
        if answer["result"] == 0:
            must("sum" in answer, "a payable account has a sum")
        return JSONResponse({"answer": answer, "body": body})

    async def pay(self, request: Request) -> Response:
        lever = await self.lever(request)
        txn = str(lever.setdefault("txnId", _transaction()))
        minor = int(Decimal(lever["sum"]).scaleb(2))
        with self.bank.ledger.writing():
            # The debit comes first; a repeated `pay` of one transaction is no second debit.
            if self.bank.ledger.get(NAME, "payment", txn) is None:
                self.bank.ledger.charge(NAME, txn, minor, "KZT", str(lever["account"]))
                self.bank.ledger.put(NAME, "payment", txn, {"minor": minor, "body": None})
        answer, body = await self._ask("pay", lever)
        must("prv_txn_id" in answer or answer["result"] in (1, 4, 5), "a payment has the merchant's number")
        with self.bank.ledger.writing():
            known = self.bank.ledger.get(NAME, "payment", txn) or {}
            must(known["body"] in (None, body), "a repeated transaction is answered with the same bytes")
            if known["body"] is None:
                self.bank.ledger.put(NAME, "payment", txn, {**known, "body": body})
                if answer["result"] != 0:
                    self.bank.ledger.give_back(NAME, txn, minor, f"refused-{txn}")
        return JSONResponse({"answer": answer, "body": body, "txnId": txn})

    async def _ask(self, command: str, lever: Json) -> tuple[dict[str, Any], str]:
        txn = str(lever.get("txnId") or _transaction())
        query = {
            "command": command,
            "txn_id": txn,
            "account": str(lever["account"]),
            "sum": str(lever.get("sum", "100.00")),
        }
        if "txnDate" in lever:
            query["txn_date"] = str(lever["txnDate"])
        xml = bool(lever.get("xml"))
        url = f"{self.base}/{lever['vendor']}{'.xml' if xml else ''}"
        reply = await self.until_answered(lambda: self.bank.http.get(url, params=query))
        must(reply.status_code == 200, f"every answer is 200, not {reply.status_code}: {reply.text[:200]}")
        answer = _xml(reply.content) if xml else object_of(reply)
        must(answer.get("txn_id") == txn, "the answer repeats txn_id")
        must(answer.get("result") in range(6), "result is 0 to 5")
        must("sum" not in answer or _SUM.fullmatch(str(answer["sum"])) is not None, "sum has two decimals")
        must(isinstance(answer.get("comment"), str), "there is a comment")
        return answer, reply.text


def _transaction() -> str:
    return str(secrets.randbelow(9 * 10**11) + 10**11)


def _xml(text: bytes) -> dict[str, Any]:
    parser = XMLParser()  # noqa: S314 - our own merchant's answer in a test
    parser.feed(text)
    root = parser.close()
    must(root.tag == "response", "the document is a response")
    fields: dict[str, Any] = {child.tag: child.text or "" for child in root}
    must(fields.get("result", "").isdigit(), "result is a number")
    return {**fields, "result": int(fields["result"])}
