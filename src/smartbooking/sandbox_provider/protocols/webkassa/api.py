"""Webkassa's addresses: sessions, receipts, the end of a shift; and switches for what time would bring."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.protocols.webkassa.cashbox import (
    BAD_LOGIN,
    BAD_REQUEST,
    DUPLICATE,
    NAME,
    NO_CASHBOX,
    NO_SHIFT,
    SHIFT_EXPIRED,
    UNKNOWN_SESSION,
    UNKNOWN_TICKET,
    Wrong,
    checked,
    shaped,
)
from smartbooking.sandbox_provider.strict import read_json

SHIFT_SECONDS: Final = 24 * 3600
Act = Callable[[Json], Json]


class Api:
    """Handlers over the peer's ledger."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.ledger = bank, bank.ledger

    def router(self) -> APIRouter:
        """The documented addresses, and two switches."""
        router = APIRouter()
        for path, operation, act in (
            ("/api/v4/Authorize", "authorize", self.authorize),
            ("/api/v4/check", "check", self.check),
            ("/api/v4/ZReport", "zreport", self.close_shift),
            ("/api-history/v4/Ticket/GetTicketByExternalCheckNumber", "history", self.ticket),
        ):
            router.add_route(path, self._handler(operation, act), methods=["POST"])
        router.add_route("/control/shift", self.expire_shift, methods=["POST"])
        router.add_route("/control/sessions", self.end_sessions, methods=["DELETE"])
        router.add_route("/control/receipts", self.receipts, methods=["GET"])
        return router

    def _handler(self, operation: str, act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            document = read_json(await request.body())
            faults = await self.bank.suffer(NAME, operation)
            try:
                self._key(request)
                if not isinstance(document, dict):
                    raise Wrong(BAD_REQUEST, "the body is no object")
                with self.ledger.writing():
                    data = act(document)
            except Wrong as wrong:
                answer = {"Errors": [{"Code": wrong.code, "Text": wrong.text}], "Data": wrong.data}
                return self.bank.reply(JSONResponse(answer), faults)
            return self.bank.reply(JSONResponse({"Data": data}), faults)

        return handle

    def authorize(self, body: Json) -> Json:
        """A session for the cashier's login."""
        shaped(body, {"Login": str, "Password": str}, "Authorize")
        account = self.bank.account(NAME)
        if (body["Login"], body["Password"]) != (account["login"], account["password"]):
            raise Wrong(BAD_LOGIN, "wrong login or password")
        token = secrets.token_hex(16)
        self.ledger.put(NAME, "session", token, {"open": True})
        return {"Token": token}

    def check(self, body: Json) -> Json:
        """Register a receipt; the same external number is never registered twice."""
        self._session(body)
        document = checked(body)
        self._cashbox(document)
        known = self.ledger.get(NAME, "receipt", document["ExternalCheckNumber"])
        if known is not None:
            short = self.ledger.get(NAME, "switch", "short_duplicates") is not None
            raise Wrong(DUPLICATE, "ExternalCheckNumber exists", None if short else known["data"])
        shift = self._shift()
        if time.time() - shift["opened"] > SHIFT_SECONDS:
            raise Wrong(SHIFT_EXPIRED, "the shift is longer than 24 hours")
        if "ReturnBasisDetails" in document:
            self._basis(document)
        # Twelve digits: one in ten longer numbers passes for a card number, which nobody accepts back.
        number = f"{int(time.time() * 1000) % 10**11:011d}{secrets.randbelow(10)}"
        data = {
            "CheckNumber": number, "DateTimeUTC": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "OfflineMode": False, "ShiftNumber": shift["number"], "ExternalCheckNumber": body["ExternalCheckNumber"],
            "TicketUrl": self.bank.url(f"/webkassa/t/{number}"), "Total": sum(one["Sum"] for one in body["Payments"]),
            "Cashbox": {"UniqueNumber": body["CashboxUniqueNumber"], "RegistrationNumber": "000000000001"},
        }  # fmt: skip
        self.ledger.put(NAME, "receipt", body["ExternalCheckNumber"], {"data": data, "check": _public(body)})
        return data

    def close_shift(self, body: Json) -> Json:
        """The end of a shift; the next receipt opens another."""
        self._session(body)
        shaped(body, {"Token": str, "CashboxUniqueNumber": str}, "ZReport")
        self._cashbox(body)
        shift = self.ledger.get(NAME, "shift", "current")
        if shift is None or shift["closed"]:
            raise Wrong(NO_SHIFT, "no open shift")
        self.ledger.put(NAME, "shift", "current", {**shift, "closed": True})
        return {"ShiftNumber": shift["number"]}

    def ticket(self, body: Json) -> Json:
        """A receipt by our own number."""
        self._session(body)
        shaped(body, {"Token": str, "CashboxUniqueNumber": str, "ExternalCheckNumber": str}, "GetTicket")
        found = self.ledger.get(NAME, "receipt", body["ExternalCheckNumber"])
        if found is None:
            raise Wrong(UNKNOWN_TICKET, "no such receipt")
        return dict(found["data"])

    async def expire_shift(self, request: Request) -> Response:
        """Twenty-five hours pass on the clock of the cash box. `?duplicates=short` leaves receipts out of error 14."""
        self._key(request)
        with self.ledger.writing():
            shift = self._shift()
            self.ledger.put(NAME, "shift", "current", {**shift, "opened": time.time() - SHIFT_SECONDS - 3600})
            if request.query_params.get("duplicates") == "short":
                self.ledger.put(NAME, "switch", "short_duplicates", {})
        return JSONResponse({"expired": True})

    async def end_sessions(self, request: Request) -> Response:
        """All sessions are over."""
        self._key(request)
        with self.ledger.writing() as db:
            db.execute("delete from document where provider = ? and kind = 'session'", (NAME,))
        return JSONResponse({"ended": True})

    async def receipts(self, request: Request) -> Response:
        """Everything that was registered, oldest first."""
        self._key(request)
        return JSONResponse({"receipts": [one["check"] for one in self.ledger.find(NAME, "receipt")]})

    def _key(self, request: Request) -> None:
        given = request.headers.get("x-api-key", "")
        if not hmac.compare_digest(given.encode(), self.bank.account(NAME)["api_key"].encode()):
            raise Wrong(BAD_LOGIN, "wrong x-api-key")

    def _session(self, body: Json) -> None:
        token = body.get("Token")
        if not isinstance(token, str) or self.ledger.get(NAME, "session", token) is None:
            raise Wrong(UNKNOWN_SESSION, "the session has ended")

    def _cashbox(self, body: Json) -> None:
        if body["CashboxUniqueNumber"] != self.bank.account(NAME)["cashbox"]:
            raise Wrong(NO_CASHBOX, "no such cash box")

    def _shift(self) -> Json:
        shift = self.ledger.get(NAME, "shift", "current")
        if shift is None or shift["closed"]:
            number = (shift["number"] if shift else 0) + 1
            shift = {"number": number, "opened": time.time(), "closed": False}
            self.ledger.put(NAME, "shift", "current", shift)
        return shift

    def _basis(self, document: Json) -> None:
        """A return must name a sale that is registered here, and give back no more than it took."""
        basis = document["ReturnBasisDetails"]
        sale = next(
            (one for one in self.ledger.find(NAME, "receipt") if one["data"]["CheckNumber"] == basis["CheckNumber"]),
            None,
        )
        if sale is None or sale["data"]["Total"] != basis["Total"]:
            raise Wrong(BAD_REQUEST, "ReturnBasisDetails: no such sale")
        returned = sum(
            one["data"]["Total"]
            for one in self.ledger.find(NAME, "receipt")
            if one["check"].get("ReturnBasisDetails", {}).get("CheckNumber") == basis["CheckNumber"]
        )
        if returned + sum(one["Sum"] for one in document["Payments"]) > basis["Total"]:
            raise Wrong(BAD_REQUEST, "more is returned than was sold")


def _public(body: Json) -> Json:
    return {name: value for name, value in body.items() if name != "Token"}
