"""T-Bank acquiring: its page takes the money in two stages (`PayType` T), and the second is always ours.

An order number is ours and belongs to one `Init`; where the answer to it was lost, its page has no address any more:
that payment is closed and the next number is tried. All of them are one payment here, known by the first number.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from smartbooking.infra.db import Database
from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import public_id
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind, RefundStatus
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, Json, ask_json, field, returned, told_by_sum
from smartbooking.payments.gateways.tbank_objects import (
    CURRENCY,
    LETTERS,
    Payment,
    best_of,
    given_back_of,
    order_number,
    payment_of,
    payment_report,
    read_notification,
    sibling,
    token_of,
)
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

NAME: Final = "tbank"
# An order with this number is there already, or the status does not allow it.
WRONG_STATUS: Final = "8"
# 9999: T-Bank does not know itself. 204: it does not know us, which says nothing about a payment.
_SAYS_NOTHING: Final = frozenset({"9999", "204"})
_RETURNING: Final = frozenset({"REFUNDING", "ASYNC_REFUNDING"})
_CLOSABLE: Final = frozenset({"NEW", "FORM_SHOWED", "AUTHORIZED"})
_UNPAID: Final = frozenset({AttemptStatus.REQUIRES_ACTION, AttemptStatus.PROCESSING})
_OURS_AT_WORK: Final = frozenset({"CONFIRMING", "CONFIRM_CHECKING", "REVERSING"})


class TBank:
    """One terminal of T-Bank's."""

    name = NAME
    kind = MethodKind.CARD
    currencies = frozenset({CURRENCY})
    # developer.tbank.ru/eacq/scenarios/payments: within seven days, the day of the authorisation counted.
    hold_lasts = timedelta(days=6)
    labels: Mapping[str, str] = {"ru": "Карта (Т-Банк)", "kk": "Карта (Т-Банк)", "en": "Card (T-Bank)"}

    def __init__(
        self,
        *,
        url: str,
        terminal_key: str,
        password: str,
        base_url: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._terminal = terminal_key
        self._password = password
        self._base_url = base_url
        self._client = http_client(base_url=url, timeout_seconds=timeout_seconds)

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """Init. A number that is taken was ours: its payment is told, or closed when nobody can reach its page."""
        for letter in LETTERS:
            number = order_number(order, letter)
            try:
                made = await self._ask("Init", **self._init_of(order, number))
            except GatewayRefused as refusal:
                if refusal.code != WRONG_STATUS:
                    raise
                found = await self._of_number(number)
                if found is not None and (order.redirect_url or found.status not in (*_CLOSABLE, "CANCELED")):
                    return payment_report(order, found)
                if found is not None and found.status in _CLOSABLE:
                    await self._cancel(found)
                continue
            return payment_report(order, payment_of(made), page=field(made, "PaymentURL", str))
        raise OutcomeUnknown("every number of this payment is taken")

    def _init_of(self, order: Order, number: str) -> dict[str, Any]:  # Any: values of different types
        ours = {"intent": public_id("pay", order.intent_id), "secret": order.client_secret}
        back = f"{self._base_url}/pay/return?{urlencode(ours)}"
        return {
            "OrderId": number,
            "Amount": _kopecks(order.amount.currency, order.amount.minor),
            "Description": public_id("bkg", order.booking_id),
            "PayType": "T",
            "Language": "en" if order.locale == "en" else "ru",
            "NotificationURL": f"{self._base_url}/api/v1/payments/calls/{NAME}/notification",
            "SuccessURL": back,
            "FailURL": back,
        }

    async def capture(self, order: Order, key: str) -> Report:
        """Confirm with the sum to take, if it is held; what is not taken is free again."""
        found = await self._found(order)
        if found is None:
            raise GatewayRefused("nothing_to_confirm")
        if found.status == "AUTHORIZED":
            amount = _kopecks(order.to_take.currency, order.to_take.minor)
            try:
                await self._ask("Confirm", PaymentId=found.ident, Amount=amount)
            except GatewayRefused:
                if (await self._state(found)).status == "AUTHORIZED":
                    raise
            found = await self._state(found)
        report = payment_report(order, found)
        if report.status is not AttemptStatus.CAPTURED and found.status not in _OURS_AT_WORK:
            raise GatewayRefused(found.status)
        return report

    async def void(self, order: Order, key: str) -> Report:
        """Cancel closes an unpaid page and lets held money go. What is left unpaid is never confirmed by us."""
        found = await self._found(order)
        if found is None:
            raise GatewayRefused("nothing_to_cancel")
        if found.status in _CLOSABLE:
            try:
                await self._cancel(found)
            except GatewayRefused:
                if (await self._state(found)).status == "AUTHORIZED":
                    raise
            found = await self._state(found)
        if found.status in _OURS_AT_WORK:
            raise OutcomeUnknown(f"the payment is {found.status}")
        report = payment_report(order, found)
        if report.status in _UNPAID:
            return dataclasses.replace(report, status=AttemptStatus.VOIDED, redirect_url=None)
        return report

    async def refund(self, order: RefundOrder) -> RefundReport:
        """Cancel with the sum and our key: repeated, it tells how the payment stands and gives nothing back again."""
        found = await self._of_reference(order.reference)
        if found is None:
            raise GatewayRefused("nothing_to_refund")
        amount = _kopecks(order.amount.currency, order.amount.minor)
        try:
            said = await self._ask("Cancel", PaymentId=found.ident, Amount=amount, ExternalRequestId=order.key)
        except GatewayRefused as refusal:
            # Four digits from 1000 on are the word of a bank: understood, and not carried out.
            if not (len(refusal.code) == 4 and refusal.code.startswith("1")):
                raise
            return dataclasses.replace(returned(order), status=RefundStatus.FAILED, failure_code=refusal.code)
        if field(said, "Status", str) in _RETURNING:
            return dataclasses.replace(returned(order), status=RefundStatus.SUBMITTED)
        return returned(order)

    async def find_payment(self, order: Order) -> Report | None:
        """CheckOrder by our number. What is held for a live payment that is paid at once is taken now."""
        found = await self._found(order)
        if found is None:
            return None
        report = payment_report(order, found)
        wanted = order.live and order.capture is CaptureMode.AUTOMATIC and report.status is AttemptStatus.AUTHORISED
        # What was not agreed is not taken: it is put aside while it is only held.
        if not wanted or (report.amount, report.booking_id) != (order.amount, order.booking_id.hex):
            return report
        return await self.capture(order, f"{order.key}:take")

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """By what is left of the payment: T-Bank tells no refund by a name."""
        found = await self._of_reference(order.reference)
        if found is None:
            return None
        if found.status in _RETURNING:
            raise OutcomeUnknown("money is on its way back")
        return told_by_sum(order, given_back_of(order, found))

    async def changes(self, position: str) -> Changes:
        """There is no list of payments: open ones are asked about one by one instead."""
        return Changes(hints=(), position=position, more=False)

    async def answer(self, database: Database, call: Call) -> Reply:
        """A notification: kept, answered `OK`, or T-Bank sends it again every hour for a day."""
        if (call.method, call.part) != ("POST", "notification"):
            raise BadSignature("T-Bank has no such call")
        hints = self.read_webhook(call.headers, call.body, call.now)
        await service.keep_hints(database, provider=NAME, hints=hints, body=call.body, now=call.now)
        return Reply(body=b"OK", content_type="text/plain")

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """A notification proven by its `Token`: over every plain field and the password; it has no time in it."""
        hint = read_notification(body, terminal=self._terminal, password=self._password)
        return (hint,) if hint is not None else ()

    async def _found(self, order: Order) -> Payment | None:
        """The payment among the numbers an attempt may have; money first. Usually one question."""
        return await self._of_reference(order_number(order, LETTERS[0]))

    async def _of_reference(self, reference: str) -> Payment | None:
        last: Payment | None = None
        for letter in LETTERS:
            found = await self._of_number(sibling(reference, letter))
            if found is None:
                return last
            last = found
            if found.status != "CANCELED":
                return found
        return last

    async def _of_number(self, number: str) -> Payment | None:
        """CheckOrder; None when there is no such order."""
        try:
            said = await self._ask("CheckOrder", OrderId=number)
        except GatewayRefused:
            # Which code says "no such order" is not documented: any refusal of a question that is signed means it.
            return None
        return best_of(said)

    async def _state(self, payment: Payment) -> Payment:
        return payment_of(await self._ask("GetState", PaymentId=payment.ident))

    async def _cancel(self, payment: Payment) -> None:
        await self._ask("Cancel", PaymentId=payment.ident)

    async def _ask(self, method: str, **fields: Any) -> Json:  # Any: values of different types
        """One signed method. Raises GatewayRefused with T-Bank's ErrorCode, OutcomeUnknown."""
        body = {"TerminalKey": self._terminal, **fields}
        signed = body | {"Token": token_of(body, self._password)}
        said = await ask_json(self._client, "POST", f"/v2/{method}", json=signed)
        if field(said, "Success", bool):
            return said
        code = str(said.get("ErrorCode") or "")
        if not code or code in _SAYS_NOTHING:
            raise OutcomeUnknown(f"{method}: {code or 'no ErrorCode'}")
        raise GatewayRefused(code, f"{said.get('Message') or ''} {said.get('Details') or ''}".strip()[:500])


def build(settings: Settings) -> TBank | None:
    """Offered when the terminal and its password are set."""
    password = settings.tbank_password.get_secret_value()
    if not (settings.tbank_terminal_key and password):
        return None
    return TBank(
        url=settings.tbank_url.rstrip("/"),
        terminal_key=settings.tbank_terminal_key,
        password=password,
        base_url=settings.base_url,
    )


def _kopecks(currency: str, minor: int) -> int:
    if currency != CURRENCY:
        raise GatewayRefused("currency_not_supported", f"T-Bank takes {CURRENCY} only")
    return minor
