"""T-Bank's methods (v2) as far as a merchant of bookings needs them. Every answer is 200 with `Success`."""

from __future__ import annotations

import hmac
from typing import Annotated, Any, Final, Literal, NoReturn, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from smartbooking.sandbox_provider.bank import Answered, Bank
from smartbooking.sandbox_provider.ledger import Json
from smartbooking.sandbox_provider.merchant import Visitor
from smartbooking.sandbox_provider.protocols.tbank.acts import NAME, Acts, token_of
from smartbooking.sandbox_provider.rules import MAX_AMOUNT, MAX_BODY, FaultKind, Refusal
from smartbooking.sandbox_provider.strict import WebUrl, read_json

_UNPAID: Final = ("NEW", "FORM_SHOWED")
_TAKEN: Final = ("CONFIRMED", "PARTIAL_REFUNDED")
PaymentId = Annotated[str, Field(pattern=r"^\d{1,20}$")]
Kopecks = Annotated[int, Field(ge=100, le=MAX_AMOUNT)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    TerminalKey: str
    Token: str


class Init(_Shape):
    Amount: Kopecks
    OrderId: Annotated[str, Field(min_length=1, max_length=36)]
    Description: Annotated[str, Field(max_length=140)] = ""
    PayType: Literal["O", "T"] = "O"
    Language: Literal["ru", "en"] = "ru"
    NotificationURL: WebUrl | None = None
    SuccessURL: WebUrl | None = None
    FailURL: WebUrl | None = None
    DATA: Annotated[dict[str, str], Field(max_length=20)] = {}


class GetState(_Shape):
    PaymentId: PaymentId


class CheckOrder(_Shape):
    OrderId: Annotated[str, Field(min_length=1, max_length=36)]


class Confirm(_Shape):
    PaymentId: PaymentId
    Amount: Kopecks | None = None


class Cancel(_Shape):
    PaymentId: PaymentId
    Amount: Kopecks | None = None
    ExternalRequestId: Annotated[str, Field(max_length=100)] = ""


S = TypeVar("S", bound=_Shape)


def fail(code: str, message: str, details: str = "", **more: Any) -> NoReturn:  # Any: fields of the answer
    """Refuse as T-Bank does."""
    body = {"Success": False, "ErrorCode": code, "Message": message, "Details": details, **more}
    raise Answered(JSONResponse(body))


class Api(Visitor):
    """Handlers."""

    def __init__(self, bank: Bank, acts: Acts) -> None:
        super().__init__(bank, NAME)
        self.acts = acts

    def router(self) -> APIRouter:
        router = APIRouter()
        for path, handler in (
            ("/v2/Init", self.init),
            ("/v2/GetState", self.get_state),
            ("/v2/CheckOrder", self.check_order),
            ("/v2/Confirm", self.confirm),
            ("/v2/Cancel", self.cancel),
            ("/control/payments/{order}/expire", self.expire),
        ):
            router.add_route(path, handler, methods=["POST"])
        return router

    async def init(self, request: Request) -> Response:
        body = await self._body(request, Init)
        faults = await self.bank.suffer(NAME, "start")
        with self.acts.ledger.writing():
            if self.acts.of_order(body.OrderId):
                fail("8", "Неверный статус транзакции.", "Заказ с таким order_id уже существует.")
            facts = body.model_dump(exclude_none=True, exclude={"Token", "TerminalKey"})
            payment = self.acts.new_payment(facts, faults)
            page = self.bank.open_page(NAME, payment["PaymentId"])
        return self.bank.reply(JSONResponse({**self._shown(payment), "PaymentURL": page}), faults)

    async def get_state(self, request: Request) -> Response:
        body = await self._body(request, GetState)
        await self._reading()
        return JSONResponse(self._shown(self._payment(body.PaymentId)))

    async def check_order(self, request: Request) -> Response:
        body = await self._body(request, CheckOrder)
        await self._reading()
        found = self.acts.of_order(body.OrderId)
        if not found:
            fail("255", "Неверные параметры.", "Заказ не найден.")
        rows = [
            {
                "PaymentId": one["PaymentId"], "Amount": one["Amount"], "Status": one["Status"],
                "Success": one["Status"] != "REJECTED", "ErrorCode": one["ErrorCode"], "Message": "OK",
            }
            for one in found
        ]  # fmt: skip
        terminal = self.bank.account(NAME)["terminal_key"]
        return JSONResponse({
            "TerminalKey": terminal, "OrderId": body.OrderId, "Success": True, "ErrorCode": "0", "Message": "OK",
            "Payments": rows,
        })  # fmt: skip

    async def confirm(self, request: Request) -> Response:
        body = await self._body(request, Confirm)
        faults = await self.bank.suffer(NAME, "capture")
        with self.acts.ledger.writing():
            payment = self._payment(body.PaymentId)
            if payment["Status"] != "AUTHORIZED":
                fail("8", "Неверный статус транзакции.", Status=payment["Status"])
            if (body.Amount or payment["Amount"]) > payment["Amount"]:
                fail("255", "Неверные параметры.", "Сумма подтверждения больше суммы авторизации.")
            self.acts.confirm(payment, body.Amount or payment["Amount"])
        return self.bank.reply(JSONResponse(self._shown(payment)), faults)

    async def cancel(self, request: Request) -> Response:
        """What it does depends on the payment: an unpaid page closes, a hold is let go, taken money goes back."""
        body = await self._body(request, Cancel)
        known = self._payment(body.PaymentId)
        faults = await self.bank.suffer(NAME, "refund" if "_taken" in known else "void")
        self.bank.time_passes()
        with self.acts.ledger.writing():
            payment = self._payment(body.PaymentId)
            before = payment["Amount"]
            if not (body.ExternalRequestId and body.ExternalRequestId in payment["_asked"]):
                self._cancel(payment, body, failing=FaultKind.REFUND_FAILED in faults)
                if payment["Status"] in _TAKEN:
                    self.acts.refund(payment, body.Amount or before, faults)
                if body.ExternalRequestId:
                    self.acts.put(payment | {"_asked": {**payment["_asked"], body.ExternalRequestId: body.Amount}})
        answer = {**self._shown(payment), "OriginalAmount": before, "NewAmount": payment["Amount"]}
        answer.pop("Amount")
        return self.bank.reply(JSONResponse(answer | {"ExternalRequestId": body.ExternalRequestId}), faults)

    def _cancel(self, payment: Json, body: Cancel, *, failing: bool) -> None:
        """Everything of a cancel that is no refund, and the refusals."""
        status = payment["Status"]
        if status in _UNPAID:
            self.acts.release(payment, "CANCELED")
        elif status == "AUTHORIZED":
            self.acts.release(payment, "REVERSED")
        elif status not in _TAKEN:
            fail("8", "Неверный статус транзакции.", Status=status)
        elif (body.Amount or payment["Amount"]) > payment["Amount"]:
            fail("255", "Неверные параметры.", "Сумма возврата больше суммы платежа.", Status=status)
        elif failing:
            fail("1005", "Платеж отклонен банком.", Status=status)

    async def expire(self, request: Request) -> Response:
        """The lever: the days a card is held are over."""
        await self.lever(request)
        with self.acts.ledger.writing():
            payment = self.acts.of_order(request.path_params["order"])[-1]
            self.acts.release(payment, "REVERSED")
        return JSONResponse(self._shown(payment))

    async def _reading(self) -> None:
        await self.bank.suffer(NAME, "read")
        self.bank.time_passes()

    def _payment(self, ident: str) -> Json:
        found = self.acts.payment(ident)
        if found is None:
            fail("255", "Неверные параметры.", "Платеж не найден.")
        return found

    def _shown(self, payment: Json) -> Json:
        shown = {name: value for name, value in payment.items() if not name.startswith("_")}
        return {**shown, "TerminalKey": self.bank.account(NAME)["terminal_key"], "Success": True, "Message": "OK"}

    async def _body(self, request: Request, shape: type[S]) -> S:
        raw = await request.body()
        if len(raw) > MAX_BODY or request.headers.get("content-type", "").partition(";")[0] != "application/json":
            fail("9", "Неверные параметры.", "Content-Type: application/json")
        try:
            document = read_json(raw)
            body = shape.model_validate(document)
        except ValidationError as error:
            fail("9", "Неверные параметры.", f"Поле {error.errors()[0]['loc'][-1]}: {error.errors()[0]['msg']}")
        except Refusal:
            fail("9", "Неверные параметры.", "Тело запроса не JSON.")
        account = self.bank.account(NAME)
        assert isinstance(document, dict)
        right = token_of(document, account["password"])
        if body.TerminalKey != account["terminal_key"] or not hmac.compare_digest(body.Token.encode(), right.encode()):
            fail("204", "Неверный токен. Проверьте пару TerminalKey/SecretKey.")
        return body
