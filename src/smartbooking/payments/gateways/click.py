"""Click (Uzbekistan): the provider calls us twice with a signed form, Prepare and Complete.

The signature is MD5 over the fields as they were written, the amount included: `1000` and `1000.00` are different
texts. Every answer is HTTP 200; a negative `error` on Complete makes Click return the money.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import parse_qsl, urlencode

from smartbooking.infra.db import Database, Tx
from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import CallStatus, ProviderCall, Received, Standing
from smartbooking.payments.gateways.callers import same
from smartbooking.payments.gateways.passive import PassiveGateway
from smartbooking.payments.ports import Call, Order, Reply

NAME: Final = "click"
CURRENCY: Final = "UZS"
PREPARE, COMPLETE = "0", "1"
OK, BAD_SIGN, BAD_AMOUNT, BAD_ACTION, PAID, NO_ORDER, NO_TRANSACTION, BAD_REQUEST, CANCELLED = (
    0, -1, -2, -3, -4, -5, -6, -8, -9,
)  # fmt: skip
_NOTES: Final = {
    OK: "Success",
    BAD_SIGN: "SIGN CHECK FAILED!",
    BAD_AMOUNT: "Incorrect parameter amount",
    BAD_ACTION: "Action not found",
    PAID: "Already paid",
    NO_ORDER: "User does not exist",
    NO_TRANSACTION: "Transaction does not exist",
    BAD_REQUEST: "Error in request from click",
    CANCELLED: "Transaction cancelled",
}
_NEEDED: Final = (
    "click_trans_id", "service_id", "merchant_trans_id", "amount", "action", "error", "sign_time", "sign_string",
)  # fmt: skip
Form = Mapping[str, str]
Answer = dict[str, str | int]


class Click(PassiveGateway):
    """One service of Click."""

    name = NAME
    labels: Mapping[str, str] = {"ru": "Click", "kk": "Click", "en": "Click"}
    currencies = frozenset({CURRENCY})

    def __init__(self, *, service_id: str, merchant_id: str, secret: str, pay_url: str, return_url: str) -> None:
        super().__init__(page=pay_url)
        self._service_id = service_id
        self._merchant_id = merchant_id
        self._secret = secret
        self._return_url = return_url

    def where_to_pay(self, order: Order) -> str:
        """Click's page with the order in the address."""
        query = {
            "service_id": self._service_id,
            "merchant_id": self._merchant_id,
            "amount": str(order.amount.major),
            "transaction_param": order.reference or "",
            "return_url": self._return_url,
        }
        return f"{self._page}?{urlencode(query)}"

    async def answer(self, database: Database, call: Call) -> Reply:
        """`POST .../click/prepare` and `.../click/complete`, both with `action` in the form."""
        form = dict(parse_qsl(call.body.decode(errors="replace"), keep_blank_values=True))
        error = self._wrong(form)
        if error is not None:
            return _reply(form, error)
        if form["action"] == PREPARE:
            return await database.run(lambda tx: self._prepare(tx, form, call.now))
        return await database.run(lambda tx: self._complete(tx, form, call.now))

    def signature(self, form: Form) -> str:
        """md5(click_trans_id service_id SECRET merchant_trans_id [merchant_prepare_id] amount action sign_time)."""
        prepared = form.get("merchant_prepare_id", "") if form["action"] == COMPLETE else ""
        text = "".join(
            (
                form["click_trans_id"], form["service_id"], self._secret, form["merchant_trans_id"], prepared,
                form["amount"], form["action"], form["sign_time"],
            )
        )  # fmt: skip
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    def _wrong(self, form: Form) -> int | None:
        if any(name not in form for name in _NEEDED):
            return BAD_REQUEST
        if form["service_id"] != self._service_id or not same(form["sign_string"].lower(), self.signature(form)):
            return BAD_SIGN
        if form["action"] not in (PREPARE, COMPLETE):
            return BAD_ACTION
        return None if form["error"].removeprefix("-").isdecimal() else BAD_REQUEST

    async def _prepare(self, tx: Tx, form: Form, now: datetime) -> Reply:
        known = await service.find_transaction(tx, gateway=NAME, transaction=form["click_trans_id"], lock=True)
        if known is not None:
            code = {CallStatus.PERFORMED: PAID, CallStatus.CREATED: OK}.get(known.status, CANCELLED)
            return _reply(form, code, prepared=known)
        found = await service.find_payable(tx, gateway=NAME, account=form["merchant_trans_id"], now=now)
        if found is None:
            return _reply(form, NO_ORDER)
        if found.standing is not Standing.OPEN:
            return _reply(form, PAID if found.standing is Standing.PAID else CANCELLED)
        if _money(form["amount"]) != found.attempt.amount:
            return _reply(form, BAD_AMOUNT)
        call, _ = await service.begin_transaction(
            tx,
            gateway=NAME,
            transaction=form["click_trans_id"],
            account=form["merchant_trans_id"],
            amount=found.attempt.amount,
            payable=found,
            now=now,
        )
        return _reply(form, OK, prepared=call)

    async def _complete(self, tx: Tx, form: Form, now: datetime) -> Reply:
        call = await service.find_transaction(tx, gateway=NAME, transaction=form["click_trans_id"], lock=True)
        if call is None or form.get("merchant_prepare_id") != str(call.number):
            return _reply(form, NO_TRANSACTION)
        if call.status is CallStatus.PERFORMED:
            return _reply(form, PAID, confirmed=call)
        if call.status is not CallStatus.CREATED:
            return _reply(form, CANCELLED, confirmed=call)
        if int(form["error"]) < 0:
            await service.finish_transaction(tx, call, status=CallStatus.CANCELLED, now=now)
            return _reply(form, CANCELLED, confirmed=call)
        if _money(form["amount"]) != call.amount:
            return _reply(form, BAD_AMOUNT)
        return await self._take(tx, form, call, now)

    @staticmethod
    async def _take(tx: Tx, form: Form, call: ProviderCall, now: datetime) -> Reply:
        assert call.attempt_id is not None
        payable = await service.find_payable_of_attempt(tx, call.attempt_id, now=now)
        if payable is None or payable.standing is not Standing.OPEN:
            # Said in time, Click sends the money back by itself.
            await service.finish_transaction(tx, call, status=CallStatus.CANCELLED, now=now)
            paid = payable is not None and payable.standing is Standing.PAID
            return _reply(form, PAID if paid else CANCELLED, confirmed=call)
        received = await service.receive_money(
            tx, attempt_id=call.attempt_id, amount=call.amount, source="biller", now=now
        )
        if received is Received.ALREADY_PAID:
            await service.finish_transaction(tx, call, status=CallStatus.CANCELLED, now=now)
            return _reply(form, PAID, confirmed=call)
        await service.finish_transaction(tx, call, status=CallStatus.PERFORMED, now=now)
        return _reply(form, OK, confirmed=call)


def build(settings: Settings) -> Click | None:
    """Offered when the service and its secret are set."""
    secret = settings.click_secret.get_secret_value()
    if not (settings.click_service_id and settings.click_merchant_id and secret):
        return None
    return Click(
        service_id=settings.click_service_id,
        merchant_id=settings.click_merchant_id,
        secret=secret,
        pay_url=settings.click_pay_url,
        return_url=f"{settings.base_url}/pay/return",
    )


def _money(text: str) -> Money | None:
    try:
        return Money.of(Decimal(text), CURRENCY)
    except (InvalidOperation, ValueError):
        return None


def _reply(
    form: Form, error: int, *, prepared: ProviderCall | None = None, confirmed: ProviderCall | None = None
) -> Reply:
    answer: Answer = {
        "click_trans_id": form.get("click_trans_id", ""),
        "merchant_trans_id": form.get("merchant_trans_id", ""),
        "error": error,
        "error_note": _NOTES[error],
    }
    if prepared is not None:
        answer["merchant_prepare_id"] = prepared.number
    if confirmed is not None:
        answer["merchant_confirm_id"] = confirmed.number
    return Reply(body=json.dumps(answer).encode(), content_type="application/json")
