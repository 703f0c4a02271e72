"""Freedom Pay (PayBox): its page takes the card; every request, answer and message is signed.

Its messages are hints: what counts is the answer to `get_status3.php`. Only `check` is decided here and now: may
this order still be paid? A refund or a status carries no name of ours, so orders are asked for by our code, and
refunds are told apart by their sum.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from smartbooking.infra.db import Database
from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import paid_for, public_id
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind, Standing
from smartbooking.payments.gateways import freedom_signature as signing
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, ask, returned, told_by_sum
from smartbooking.payments.gateways.callers import header_of
from smartbooking.payments.ports import (
    BadSignature,
    Call,
    Changes,
    GatewayRefused,
    Hint,
    Order,
    OutcomeUnknown,
    RefundOrder,
    RefundReport,
    Reply,
    Report,
)

NAME: Final = "freedom"
PAGE_LIVES_SECONDS: Final = 1800
_WORDS: Final = {
    "new": AttemptStatus.REQUIRES_ACTION,
    "waiting": AttemptStatus.REQUIRES_ACTION,
    "need_approve": AttemptStatus.REQUIRES_ACTION,
    "process": AttemptStatus.PROCESSING,
    "pending": AttemptStatus.PROCESSING,
    "error": AttemptStatus.FAILED,
    "failed": AttemptStatus.FAILED,
    "incomplete": AttemptStatus.FAILED,
    "expired": AttemptStatus.FAILED,
    "cancelled": AttemptStatus.VOIDED,
    "canceled": AttemptStatus.VOIDED,
    "revoked": AttemptStatus.CAPTURED,
    "refunded": AttemptStatus.CAPTURED,
    "partial_refund": AttemptStatus.CAPTURED,
}
# No such payment at the provider.
_UNKNOWN_ORDER: Final = frozenset({"4001", "340"})
Fields = Mapping[str, Any]  # Any: text or a tree of the provider's XML


class Freedom:
    """One merchant of Freedom Pay."""

    name = NAME
    kind = MethodKind.CARD
    pays_by_code = True
    labels: Mapping[str, str] = {
        "ru": "Карта через Freedom Pay",
        "kk": "Freedom Pay арқылы карта",
        "en": "Card by Freedom Pay",
    }
    currencies = frozenset({"KZT", "KGS", "UZS", "RUB", "USD", "EUR"})

    def __init__(
        self,
        *,
        url: str,
        merchant_id: str,
        secret: str,
        our_url: str,
        testing: bool = False,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._merchant = merchant_id
        self._secret = secret
        self._our_url = our_url
        self._testing = testing
        self._client = http_client(base_url=url, timeout_seconds=timeout_seconds)

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """init_payment.php: the address of the page. Twice with one order is one payment there."""
        calls = f"{self._our_url}/api/v1/payments/calls/{NAME}"
        back = {"intent": public_id("pay", order.intent_id), "secret": order.client_secret}
        back_url = f"{self._our_url}/pay/return?{urlencode(back)}"
        fields = {
            "pg_order_id": _code(order),
            "pg_amount": str(order.amount.major),
            "pg_currency": order.amount.currency,
            "pg_description": paid_for(order.booking_id),
            "pg_lifetime": str(PAGE_LIVES_SECONDS),
            "pg_language": {"kk": "kz"}.get(order.locale, order.locale),
            "pg_auto_clearing": "1" if order.capture is CaptureMode.AUTOMATIC else "0",
            "pg_request_method": "POST",
            "pg_check_url": f"{calls}/check",
            "pg_result_url": f"{calls}/result",
            "pg_success_url": back_url,
            "pg_failure_url": back_url,
            "pg_param1": order.booking_id.hex,
            **({"pg_testing_mode": "1"} if self._testing else {}),
        }
        answer = await self._ask("init_payment.php", fields)
        return self._report(order, AttemptStatus.REQUIRES_ACTION, redirect_url=_text(answer, "pg_redirect_url"))

    async def capture(self, order: Order, key: str) -> Report:  # the port's shape
        """do_capture.php for the whole amount; what is captured already is reported."""
        found = await self._status(_code(order))
        if self._said(order, found).status is AttemptStatus.AUTHORISED:
            fields = {"pg_payment_id": _text(found, "pg_payment_id"), "pg_clearing_amount": str(order.amount.major)}
            await self._ask("do_capture.php", fields)
            found = await self._status(_code(order))
        return self._said(order, found)

    async def void(self, order: Order, key: str) -> Report:  # the port's shape
        """cancel.php. An order nobody pays yet may refuse it; from now on our answer to `check` keeps it unpaid."""
        found = await self._status(_code(order))
        report = self._said(order, found)
        if report.status in (AttemptStatus.CAPTURED, AttemptStatus.FAILED, AttemptStatus.VOIDED):
            return report
        try:
            await self._ask("cancel.php", {"pg_payment_id": _text(found, "pg_payment_id")})
        except GatewayRefused:
            if report.status is AttemptStatus.AUTHORISED:
                raise
            return self._report(order, AttemptStatus.VOIDED)
        return self._said(order, await self._status(_code(order)))

    async def refund(self, order: RefundOrder) -> RefundReport:
        """revoke.php; what went back is asked first, because revoking has no key."""
        found = await self._status(order.reference)
        made = told_by_sum(order, _given_back(found, order.amount.currency))
        if made is not None:
            return made
        fields = {"pg_payment_id": _text(found, "pg_payment_id"), "pg_refund_amount": str(order.amount.major)}
        await self._ask("revoke.php", fields)
        return returned(order)

    async def find_payment(self, order: Order) -> Report | None:
        """get_status3.php by our code."""
        try:
            found = await self._status(_code(order))
        except GatewayRefused as refusal:
            if refusal.code in _UNKNOWN_ORDER:
                return None
            raise
        report = self._said(order, found)
        # A page whose address never reached us was never shown to anybody.
        lost = report.status is AttemptStatus.REQUIRES_ACTION and order.redirect_url is None
        return None if lost else report

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """By the sum of what went back."""
        return told_by_sum(order, _given_back(await self._status(order.reference), order.amount.currency))

    async def changes(self, position: str) -> Changes:
        """There is no list of events."""
        return Changes(hints=(), position=position, more=False)

    async def answer(self, database: Database, call: Call) -> Reply:
        """`check`: may this order be paid? `result`: kept, and asked about. The answer is signed like a request."""
        fields = _message(call)
        signing.verify(call.part, fields, self._secret)
        if call.part == "check":
            word, text = await self._may_be_paid(database, fields, call.now)
        elif call.part == "result":
            await service.keep_hints(
                database, provider=NAME, hints=(_hint(fields, call.body),), body=call.body, now=call.now
            )
            word, text = "ok", "kept"
        else:
            raise BadSignature("this address is nobody's")
        answer = signing.sign(call.part, {"pg_status": word, "pg_description": text}, self._secret)
        return Reply(body=signing.write_xml(answer), content_type="application/xml; charset=utf-8")

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """Messages come to their own addresses, whose last part is signed with them."""
        raise BadSignature("messages of Freedom Pay come to /payments/calls/freedom")

    async def _may_be_paid(self, database: Database, fields: Fields, now: datetime) -> tuple[str, str]:
        async with database.reading() as read:
            found = await service.find_payable(read, gateway=NAME, account=str(fields.get("pg_order_id", "")), now=now)
        if found is None:
            return "error", "no such order"
        if found.standing is not Standing.OPEN:
            return "rejected", "the order is paid or over"
        amount = _money(str(fields.get("pg_amount", "")), str(fields.get("pg_currency", "")))
        return ("ok", "") if amount == found.attempt.amount else ("rejected", "another sum is due")

    async def _status(self, code: str) -> Fields:
        return await self._ask("get_status3.php", {"pg_order_id": code})

    async def _ask(self, script: str, fields: Mapping[str, str]) -> Fields:
        """A signed request and its proven answer. An answer nobody signed says nothing."""
        form = signing.sign(script, {"pg_merchant_id": self._merchant, **fields}, self._secret)
        reply = await ask(self._client, "POST", f"/{script}", data=form)
        try:
            answer = signing.read_xml(reply.content)
            signing.verify(script, answer, self._secret)
        except (ValueError, BadSignature) as error:
            raise OutcomeUnknown(f"{script}: the answer is not a signed document") from error
        if answer.get("pg_status") != "ok":
            raise GatewayRefused(str(answer.get("pg_error_code", "")), str(answer.get("pg_error_description", "")))
        return answer

    def _said(self, order: Order, found: Fields) -> Report:
        word = _text(found, "pg_payment_status")
        captured = found.get("pg_captured") == "1"
        if word in ("success", "ok"):
            status = AttemptStatus.CAPTURED if captured else AttemptStatus.AUTHORISED
        elif word in _WORDS:
            status = _WORDS[word]
        else:
            raise OutcomeUnknown(f"a status nobody told us of: {word}")
        amount = _money(_text(found, "pg_amount"), _text(found, "pg_currency"))
        if amount is None:
            raise OutcomeUnknown("the answer has no usable amount")
        return self._report(order, status, amount=amount, given_back=_given_back(found, amount.currency), word=word)

    @staticmethod
    def _report(
        order: Order,
        status: AttemptStatus,
        *,
        amount: Money | None = None,
        given_back: Money | None = None,
        word: str = "",
        redirect_url: str | None = None,
    ) -> Report:
        told = amount or order.amount
        zero = Money.zero(told.currency)
        captured = status is AttemptStatus.CAPTURED
        return Report(
            reference=_code(order),
            status=status,
            booking_id=order.booking_id.hex,
            amount=told,
            captured=told if captured else zero,
            refunded=(given_back or zero) if captured else zero,
            redirect_url=redirect_url,
            decline_code=word if status is AttemptStatus.FAILED else None,
        )


def build(settings: Settings) -> Freedom | None:
    """Offered when the merchant and its secret are set."""
    secret = settings.freedom_secret.get_secret_value()
    if not (settings.freedom_merchant_id and secret):
        return None
    return Freedom(
        url=settings.freedom_url.rstrip("/"),
        merchant_id=settings.freedom_merchant_id,
        secret=secret,
        our_url=settings.base_url,
        testing=settings.freedom_testing,
    )


def _message(call: Call) -> Fields:
    """A form, or XML in the body or in the form's `pg_xml`."""
    kind = header_of(call.headers, "content-type")
    form = dict(parse_qsl(call.body.decode(errors="replace"), keep_blank_values=True))
    text = form["pg_xml"].encode() if "pg_xml" in form else call.body
    if "xml" not in kind and "pg_xml" not in form:
        return form
    try:
        return signing.read_xml(text)
    except ValueError as error:
        raise BadSignature("the message is not readable") from error


def _hint(fields: Fields, body: bytes) -> Hint:
    digest = hashlib.sha256(body).hexdigest()[:32]
    kind = "result.paid" if fields.get("pg_result") == "1" else "result.failed"
    return Hint(event_id=digest, kind=kind, reference=str(fields.get("pg_order_id", "")) or None)


def _code(order: Order) -> str:
    if order.reference is None:
        raise OutcomeUnknown("the payment has no code yet")
    return order.reference


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise OutcomeUnknown(f"the provider's answer has no usable {name}")
    return value


def _money(text: str, currency: str) -> Money | None:
    try:
        return Money.of(Decimal(text), currency)
    except (InvalidOperation, ValueError):
        return None


def _given_back(found: Fields, currency: str) -> Money:
    """`pg_refund_amount` is negative, and absent when nothing went back."""
    text = found.get("pg_refund_amount")
    if not isinstance(text, str) or not text:
        return Money.zero(currency)
    amount = _money(text.removeprefix("-"), currency)
    if amount is None:
        raise OutcomeUnknown("the answer has no usable refund")
    return amount
