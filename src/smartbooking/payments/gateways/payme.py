"""Payme (Uzbekistan): the provider calls us by JSON-RPC; the customer pays on its page or by our code in its app.

Sums are tiyin, times milliseconds. No money moves before PerformTransaction, so a payment that is over is refused
there; a transaction of ours older than twelve hours is dead.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import CallStatus, Payable, ProviderCall, Received, Standing
from smartbooking.payments.gateways.callers import basic_credentials, same
from smartbooking.payments.gateways.passive import PassiveGateway
from smartbooking.payments.ports import Call, Order, Reply

NAME: Final = "payme"
CURRENCY: Final = "UZS"
LOGIN: Final = "Paycom"
LIFETIME: Final = timedelta(hours=12)
TIMED_OUT: Final = 4
ACCOUNT: Final = "order"
CREATED, PERFORMED, CANCELLED_BEFORE, CANCELLED_AFTER = 1, 2, -1, -2
Json = dict[str, Any]  # Any: JSON of the provider, checked field by field below
Handler = Callable[[Tx, Json, datetime], Awaitable[Json]]


class RpcError(Exception):
    """An answer that is an error of Payme's table; `field` names the account's field it is about."""

    def __init__(self, code: int, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


class Payme(PassiveGateway):
    """One cash box of Payme."""

    name = NAME
    labels: Mapping[str, str] = {"ru": "Payme", "kk": "Payme", "en": "Payme"}
    currencies = frozenset({CURRENCY})

    def __init__(self, *, merchant_id: str, key: str, checkout_url: str, return_url: str) -> None:
        super().__init__(page=checkout_url)
        self._merchant_id = merchant_id
        self._key = key
        self._return_url = return_url

    def where_to_pay(self, order: Order) -> str:
        """Payme's page; the parameters are base64 of `name=value;name=value`."""
        parameters = (
            f"m={self._merchant_id};ac.{ACCOUNT}={order.reference};a={order.amount.minor};l=ru;c={self._return_url}"
        )
        return f"{self._page}/{base64.b64encode(parameters.encode()).decode()}"

    async def answer(self, database: Database, call: Call) -> Reply:
        """Always HTTP 200; the result or the error is in the document."""
        request_id: object = None
        try:
            if call.method != "POST":
                raise RpcError(-32300, "Only POST is answered")
            user, password = basic_credentials(call.headers)
            if user != LOGIN or not same(password, self._key):
                raise RpcError(-32504, "Not enough rights")
            request = _request(call.body)
            request_id = request.get("id")
            result = await self._carry_out(database, request, call.now)
            document: Json = {"jsonrpc": "2.0", "id": request_id, "result": result}
        except RpcError as error:
            message = {language: str(error) for language in ("ru", "uz", "en")}
            problem: Json = {"code": error.code, "message": message, "data": error.field}
            document = {"jsonrpc": "2.0", "id": request_id, "error": problem}
        return Reply(body=json.dumps(document).encode(), content_type="application/json")

    async def _carry_out(self, database: Database, request: Json, now: datetime) -> Json:
        method, params = request.get("method"), request.get("params")
        if not isinstance(method, str) or not isinstance(params, dict):
            raise RpcError(-32600, "Not a request")
        handlers: dict[str, Handler] = {
            "CheckPerformTransaction": _check_perform,
            "CreateTransaction": _create,
            "PerformTransaction": _perform,
            "CancelTransaction": _cancel,
            "CheckTransaction": _check,
            "GetStatement": _statement,
        }
        handler = handlers.get(method)
        if handler is None:
            raise RpcError(-32601, "No such method", method)
        outcome = await database.run(partial(_kept, handler, params, now))
        if isinstance(outcome, RpcError):
            raise outcome
        return outcome


async def _kept(handler: Handler, params: Json, now: datetime, tx: Tx) -> Json | RpcError:
    """An error is an answer, not a failure: what was written down with it (a dead transaction) stays written."""
    try:
        return await handler(tx, params, now)
    except RpcError as error:
        return error


async def _check_perform(tx: Tx, params: Json, now: datetime) -> Json:
    await _payable(tx, params, now)
    return {"allow": True}


async def _create(tx: Tx, params: Json, now: datetime) -> Json:
    transaction, time = _text(params, "id"), _number(params, "time")
    known = await service.find_transaction(tx, gateway=NAME, transaction=transaction, lock=True)
    if known is not None:
        await _must_live(tx, known, now)
        return _created(known)
    payable = await _payable(tx, params, now)
    await service.lock_payment(tx, attempt_id=payable.attempt.id)
    other = await service.open_transaction_of(tx, gateway=NAME, attempt_id=payable.attempt.id)
    if other is not None and other.transaction != transaction:
        if now - other.created_at < LIFETIME:
            raise RpcError(-31052, "Another payment of this order is under way", ACCOUNT)
        await service.finish_transaction(tx, other, status=CallStatus.CANCELLED, reason=TIMED_OUT, now=now)
    call, _ = await service.begin_transaction(
        tx,
        gateway=NAME,
        transaction=transaction,
        account=payable.attempt.reference or "",
        amount=payable.attempt.amount,
        payable=payable,
        provider_time=time,
        now=now,
    )
    return _created(call)


async def _perform(tx: Tx, params: Json, now: datetime) -> Json:
    call = await _known(tx, params, lock=True)
    if call.status is CallStatus.PERFORMED:
        return _performed(call)
    await _must_live(tx, call, now)
    assert call.attempt_id is not None
    payable = await service.find_payable_of_attempt(tx, call.attempt_id, now=now)
    if payable is None or payable.standing is not Standing.OPEN:
        raise RpcError(-31008, "The order cannot be paid any more")
    received = await service.receive_money(tx, attempt_id=call.attempt_id, amount=call.amount, source="biller", now=now)
    if received is not Received.CAPTURED:
        raise RpcError(-31008, "The order cannot be paid any more")
    return _performed(await service.finish_transaction(tx, call, status=CallStatus.PERFORMED, now=now))


async def _cancel(tx: Tx, params: Json, now: datetime) -> Json:
    call = await _known(tx, params, lock=True)
    reason = _number(params, "reason")
    if call.status is CallStatus.PERFORMED:
        assert call.attempt_id is not None
        # Only what we have decided to give back: a booking in force keeps its money.
        if not await service.record_refund_by_provider(tx, attempt_id=call.attempt_id, amount=call.amount, now=now):
            raise RpcError(-31007, "The order is in force and cannot be cancelled here")
    if call.status is not CallStatus.CANCELLED:
        call = await service.finish_transaction(tx, call, status=CallStatus.CANCELLED, reason=reason, now=now)
    return {"transaction": str(call.number), "cancel_time": _ms(call.cancelled_at), "state": _state(call)}


async def _check(tx: Tx, params: Json, now: datetime) -> Json:
    return _full(await _known(tx, params))


async def _statement(tx: Tx, params: Json, now: datetime) -> Json:
    since, until = _number(params, "from"), _number(params, "to")
    calls = await service.calls_between(tx, gateway=NAME, since=since, until=until)
    return {
        "transactions": [
            {
                "id": call.transaction,
                "time": call.provider_time,
                "amount": call.amount.minor,
                "account": {ACCOUNT: call.account},
                **_full(call),
            }
            for call in calls
        ]
    }


async def _payable(tx: Tx, params: Json, now: datetime) -> Payable:
    """The payment of the request's account, when its sum is right and it may be paid now."""
    account = params.get("account")
    code = account.get(ACCOUNT) if isinstance(account, dict) else None
    found = await service.find_payable(tx, gateway=NAME, account=str(code or ""), now=now)
    if found is None:
        raise RpcError(-31050, "No such order", ACCOUNT)
    if found.standing is not Standing.OPEN:
        code_of = {Standing.PAID: -31051, Standing.DEAD: -31053}
        raise RpcError(code_of[found.standing], "The order is paid already or over", ACCOUNT)
    if Money(_number(params, "amount"), CURRENCY) != found.attempt.amount:
        raise RpcError(-31001, "The sum is not the order's")
    return found


async def _known(read: ReadTx, params: Json, *, lock: bool = False) -> ProviderCall:
    found = await service.find_transaction(read, gateway=NAME, transaction=_text(params, "id"), lock=lock)
    if found is None:
        raise RpcError(-31003, "No such transaction")
    return found


async def _must_live(tx: Tx, call: ProviderCall, now: datetime) -> None:
    if call.status is not CallStatus.CREATED:
        raise RpcError(-31008, "The transaction is over")
    if now - call.created_at >= LIFETIME:
        await service.finish_transaction(tx, call, status=CallStatus.CANCELLED, reason=TIMED_OUT, now=now)
        raise RpcError(-31008, "The transaction took too long")


def build(settings: Settings) -> Payme | None:
    """Offered when the cash box and its key are set."""
    key = settings.payme_key.get_secret_value()
    if not (settings.payme_merchant_id and key):
        return None
    return Payme(
        merchant_id=settings.payme_merchant_id,
        key=key,
        checkout_url=settings.payme_checkout_url.rstrip("/"),
        return_url=f"{settings.base_url}/pay/return",
    )


def _request(body: bytes) -> Json:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RpcError(-32700, "Not JSON") from error
    if not isinstance(document, dict):
        raise RpcError(-32600, "Not a request")
    return document


def _text(params: Json, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 64:
        raise RpcError(-32600, f"{name} is missing", name)
    return value


def _number(params: Json, name: str) -> int:
    value = params.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**62:
        raise RpcError(-32600, f"{name} is missing", name)
    return value


def _ms(at: datetime | None) -> int:
    return int(at.astimezone(UTC).timestamp() * 1000) if at else 0


def _state(call: ProviderCall) -> int:
    if call.status is CallStatus.CANCELLED:
        return CANCELLED_AFTER if call.performed_at else CANCELLED_BEFORE
    return PERFORMED if call.status is CallStatus.PERFORMED else CREATED


def _created(call: ProviderCall) -> Json:
    return {"create_time": _ms(call.created_at), "transaction": str(call.number), "state": CREATED}


def _performed(call: ProviderCall) -> Json:
    return {"transaction": str(call.number), "perform_time": _ms(call.performed_at), "state": PERFORMED}


def _full(call: ProviderCall) -> Json:
    return {
        "create_time": _ms(call.created_at),
        "perform_time": _ms(call.performed_at),
        "cancel_time": _ms(call.cancelled_at),
        "transaction": str(call.number),
        "state": _state(call),
        "reason": call.reason,
    }
