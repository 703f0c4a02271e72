"""Kaspi QR: a payment link, its status, returns. It sends no messages; it only answers questions.

The payer opens the hosted page as if it were the app. `POST /kaspi_qr/control/status {"id", "status"}` shows any
word as the status, also one nobody has heard of.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Answered, Bank, PageView
from smartbooking.sandbox_provider.ledger import Json, Overdrawn
from smartbooking.sandbox_provider.merchant import Visitor
from smartbooking.sandbox_provider.strict import read_json

NAME: Final = "kaspi_qr"
ACCOUNT: Final[Mapping[str, str]] = {
    "api_key": "paysim-kaspi-key", "device_token": "paysim-device", "organization_bin": "180340021791",
}  # fmt: skip
__all__ = ["ACCOUNT", "NAME", "router"]
FIRST: Final = 12_800_000_000
_OPEN: Final = ("QrTokenCreated", "Wait")
_WORDS: Final = {"Processed": "captured", "QrTokenCreated": "requires_action", "Wait": "processing"}
_BEHAVIOUR: Final = {
    "StatusPollingInterval": 5, "LinkActivationWaitTimeout": 180, "PaymentConfirmationTimeout": 65,
}  # fmt: skip


def router(bank: Bank) -> APIRouter:
    """The protocol over the peer's ledger."""
    kaspi = _Kaspi(bank)
    bank.desks[NAME] = _Desk(kaspi)
    made = APIRouter()
    made.add_route("/qr/create-link", kaspi.create_link, methods=["POST"])
    made.add_route("/payment/status/{id}", kaspi.status, methods=["GET"])
    made.add_route("/payment/details", kaspi.details, methods=["GET"])
    made.add_route("/payment/return", kaspi.give_back, methods=["POST"])
    made.add_route("/control/status", kaspi.script, methods=["POST"])
    return made


class _Kaspi(Visitor):
    def __init__(self, bank: Bank) -> None:
        super().__init__(bank, NAME)
        self.ledger = bank.ledger

    async def create_link(self, request: Request) -> Response:
        body = await self._body(request, {"DeviceToken", "Amount", "ExternalId"})
        amount = _minor(body["Amount"])
        faults = await self.bank.suffer(NAME, "start")
        amount, _ = faults.bent(amount, "KZT")
        with self.ledger.writing():
            ident = str(FIRST + len(self.ledger.find(NAME, "payment")))
            link = self.bank.open_page(NAME, ident)
            payment = {"id": ident, "external": body["ExternalId"], "amount": amount, "status": "QrTokenCreated"}
            self.ledger.put(NAME, "payment", ident, payment)
        expires = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
        document = {
            "PaymentLink": link, "ExpireDate": expires, "PaymentId": int(ident), "PaymentMethods": ["Gold", "Red"],
            "PaymentBehaviorOptions": _BEHAVIOUR,
        }  # fmt: skip
        return self.bank.reply(_ok(document), faults)

    async def status(self, request: Request) -> Response:
        self._prove(request)
        faults = await self.bank.suffer(NAME, "read")
        payment = self.payment(request.path_params["id"])
        document = {"Status": payment["status"], "TransactionId": payment["id"], "Amount": payment["amount"] / 100}
        return self.bank.reply(_ok(document), faults)

    async def details(self, request: Request) -> Response:
        self._prove(request)
        if request.query_params.get("DeviceToken") != self.bank.account(NAME)["device_token"]:
            raise _no(-1501, "Device not found")
        payment = self.payment(request.query_params.get("QrPaymentId", ""))
        left = self.ledger.balance(NAME, payment["id"])
        document = {
            "QrPaymentId": int(payment["id"]), "TotalAmount": payment["amount"] / 100,
            "AvailableReturnAmount": left / 100, "TransactionDate": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        return _ok(document)

    async def give_back(self, request: Request) -> Response:
        body = await self._body(request, {"DeviceToken", "QrPaymentId", "Amount"})
        payment, amount = self.payment(str(body["QrPaymentId"])), _minor(body["Amount"])
        if payment["status"] != "Processed":
            raise _no(-1507, "Nothing was paid")
        faults = await self.bank.suffer(NAME, "refund")
        with self.ledger.writing():
            operation = FIRST + 1_000_000 + len(self.ledger.lines(NAME))
            try:
                self.ledger.give_back(NAME, payment["id"], amount, str(operation))
            except Overdrawn as error:
                raise _no(-1509, str(error)) from error
        return self.bank.reply(_ok({"ReturnOperationId": operation}), faults)

    async def script(self, request: Request) -> Response:
        lever = await self.lever(request)
        with self.ledger.writing():
            self.move(str(lever["id"]), str(lever["status"]))
        return JSONResponse({"status": lever["status"]})

    def home(self) -> str:
        """Kaspi has no way back; the page leads to the merchant's front door."""
        merchant = urlsplit(self.ledger.endpoint(NAME) or self.bank.url("/"))
        return f"{merchant.scheme}://{merchant.netloc}/"

    def move(self, ident: str, word: str) -> None:
        """Inside `writing()`. The money moves with the word Processed, once."""
        payment = self.payment(ident)
        if word == "Processed" and payment["status"] != "Processed":
            self.ledger.charge(NAME, ident, payment["amount"], "KZT", payment["external"])
        self.ledger.put(NAME, "payment", ident, {**payment, "status": word})

    def payment(self, ident: str) -> Json:
        found = self.ledger.get(NAME, "payment", ident)
        if found is None:
            raise _no(-1601, "Payment not found")
        return found

    def _prove(self, request: Request) -> None:
        if request.headers.get("api-key") != self.bank.account(NAME)["api_key"]:
            raise Answered(JSONResponse({"Message": "Forbidden"}, status_code=403))
        if not request.headers.get("x-request-id"):
            raise _no(-10000, "X-Request-ID is required")

    async def _body(self, request: Request, fields: set[str]) -> dict[str, Any]:  # Any: JSON
        self._prove(request)
        document = read_json(await request.body())
        account = self.bank.account(NAME)
        if not isinstance(document, dict) or set(document) != fields | {"OrganizationBin"}:
            raise _no(-10001, f"exactly these fields: {', '.join(sorted(fields | {'OrganizationBin'}))}")
        if document["DeviceToken"] != account["device_token"]:
            raise _no(-1501, "Device not found")
        if document["OrganizationBin"] != account["organization_bin"]:
            raise _no(-1502, "Organization not found")
        return document


class _Desk:
    """The hosted page plays the payer's phone."""

    def __init__(self, kaspi: _Kaspi) -> None:
        self.kaspi = kaspi

    def view(self, subject: str) -> PageView:
        payment = self.kaspi.payment(subject)
        word = _WORDS.get(payment["status"], "failed")
        return PageView(
            status=word, amount=payment["amount"], currency="KZT", description=payment["external"], locale="ru",
            return_url=self.kaspi.home(),
        )  # fmt: skip

    def decide(self, subject: str, choice: str) -> str:
        words = {"pay": "Processed", "pay_3ds": "Processed", "insufficient": "InsufficientFunds", "decline": "Rejected"}
        if self.kaspi.payment(subject)["status"] in _OPEN:
            self.kaspi.move(subject, words.get(choice, "CancelledByUser"))
        return ""


def _minor(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise _no(-10002, "Amount is a number above zero")
    minor = Decimal(str(value)).scaleb(2)
    if minor != minor.to_integral_value():
        raise _no(-10002, "Amount has at most two decimals")
    return int(minor)


def _ok(document: Json) -> JSONResponse:
    return JSONResponse({"StatusCode": 0, "Message": None, "Data": document})


def _no(code: int, message: str) -> Answered:
    return Answered(JSONResponse({"StatusCode": code, "Message": message, "Data": None}))
