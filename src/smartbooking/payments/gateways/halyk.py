"""Halyk ePay: the payer's browser opens the bank's form by the bank's script, from a page of ours.

Until then nothing exists at Halyk, so a payment that is over is simply not opened any more. The terminal must have
two stages: what is held is taken by us, and only for a payment that is still wanted. Messages are hints.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from smartbooking.infra.db import Database
from smartbooking.infra.network import http_client
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import public_id
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, MethodKind, Standing
from smartbooking.payments.gateways.asking import TIMEOUT_SECONDS, Json, ask, ask_json, field, returned, told_by_sum
from smartbooking.payments.gateways.callers import same
from smartbooking.payments.gateways.halyk_objects import (
    code_of,
    language_of,
    major_of,
    page_of,
    read_post_link,
    signature,
    sorry_page,
    transaction_report,
    waiting,
    whole_and_given,
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

NAME: Final = "halyk"
SCOPE: Final = "webapi usermanagement email_send verification statement statistics payment"
NO_INVOICE: Final = "102"
_OPEN: Final = frozenset({AttemptStatus.REQUIRES_ACTION, AttemptStatus.PROCESSING})
# What our page's address tells; all of it is signed.
_FACTS: Final = ("account", "amount", "code", "currency", "intent", "locale", "secret")


class Halyk:
    """One terminal of Halyk Bank's."""

    name = NAME
    kind = MethodKind.CARD
    pays_by_code = True
    labels: Mapping[str, str] = {"ru": "Карта (Halyk ePay)", "kk": "Карта (Halyk ePay)", "en": "Card (Halyk ePay)"}

    def __init__(
        self,
        *,
        url: str,
        oauth_url: str,
        script_url: str,
        client_id: str,
        client_secret: str,
        terminal: str,
        base_url: str,
        currencies: Collection[str] = ("KZT",),
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self.currencies = frozenset(currencies)
        self._oauth_url = oauth_url
        self._script_url = script_url
        self._client_id = client_id
        self._secret = client_secret
        self._terminal = terminal
        self._base_url = base_url
        self._client = http_client(base_url=url, timeout_seconds=timeout_seconds)

    async def close(self) -> None:
        """Close the connections; the adapter is of no use afterwards."""
        await self._client.aclose()

    async def start(self, order: Order) -> Report:
        """The address of our page; that Halyk would open a form for this payment is asked at once."""
        facts = {
            "account": order.booking_id.hex,
            "amount": major_of(order.amount),
            "code": code_of(order),
            "currency": order.amount.currency,
            "intent": public_id("pay", order.intent_id),
            "locale": order.locale,
            "secret": order.client_secret,
        }
        await self._payment_token(facts)
        proof = signature(self._secret, "checkout", facts)
        return waiting(order, f"{self._calls}/checkout?{urlencode({**facts, 'proof': proof})}")

    async def capture(self, order: Order, key: str) -> Report:
        """Charge for the whole amount; what is charged already is reported."""
        found = await self._transaction(code_of(order))
        if found is None:
            raise GatewayRefused("nothing_to_charge")
        if field(found, "statusName", str) == "AUTH":
            await self._operate(found, "charge", "AUTH", amount=major_of(order.amount))
            found = await self._transaction(code_of(order)) or {}
        report = transaction_report(order, found)
        if report.status is not AttemptStatus.CAPTURED:
            raise GatewayRefused(field(found, "statusName", str).lower())
        return report

    async def void(self, order: Order, key: str) -> Report:
        """Cancel what is held. Unpaid it is not opened any more, and what is held later is never charged by us."""
        found = await self._transaction(code_of(order))
        if found is not None and field(found, "statusName", str) == "AUTH":
            await self._operate(found, "cancel", "AUTH")
            found = await self._transaction(code_of(order)) or {}
        report = waiting(order, "") if found is None else transaction_report(order, found)
        if report.status in _OPEN:
            return dataclasses.replace(report, status=AttemptStatus.VOIDED, redirect_url=None)
        return report

    async def refund(self, order: RefundOrder) -> RefundReport:
        """Refund of the sum; Halyk knows no repeated request, so what went back is asked first."""
        found = await self._transaction(order.reference)
        if found is None:
            raise GatewayRefused("nothing_to_refund")
        made = told_by_sum(order, whole_and_given(found)[1])
        if made is not None:
            return made
        # externalID is for the merchant's own books.
        await self._operate(found, "refund", None, amount=major_of(order.amount), externalID=order.refund_id.hex)
        return returned(order)

    async def find_payment(self, order: Order) -> Report | None:
        """By our code. What is held for a live payment that is paid at once is charged now."""
        found = await self._transaction(code_of(order))
        if found is None:
            return waiting(order, order.redirect_url) if order.redirect_url else None
        report = transaction_report(order, found)
        wanted = order.live and order.capture is CaptureMode.AUTOMATIC and report.status is AttemptStatus.AUTHORISED
        # What was not agreed is not taken: it is put aside while it is only held.
        if not wanted or (report.amount, report.booking_id) != (order.amount, order.booking_id.hex):
            return report
        return await self.capture(order, f"{order.key}:take")

    async def find_refund(self, order: RefundOrder) -> RefundReport | None:
        """By the sum of what went back."""
        found = await self._transaction(order.reference)
        return told_by_sum(order, whole_and_given(found)[1]) if found is not None else None

    async def changes(self, position: str) -> Changes:
        """There is no list by position: open payments are asked about one by one instead."""
        return Changes(hints=(), position=position, more=False)

    async def answer(self, database: Database, call: Call) -> Reply:
        """`checkout` is a browser on its way to the bank, `result` the bank's postLink."""
        if (call.method, call.part) == ("POST", "result"):
            hints = self.read_webhook(call.headers, call.body, call.now)
            await service.keep_hints(database, provider=NAME, hints=hints, body=call.body, now=call.now)
            return Reply(body=b"{}", content_type="application/json")
        if (call.method, call.part) != ("GET", "checkout"):
            raise BadSignature("Halyk has no such call")
        facts = self._facts(call.query)
        async with database.reading() as read:
            found = await service.find_payable(read, gateway=NAME, account=facts["code"], now=call.now)
        if found is None or found.standing is not Standing.OPEN:
            return Reply(body=b"", content_type="text/plain", status=303, headers={"Location": self._back(facts)})
        return await self.open_page(call.query)

    async def open_page(self, query: Mapping[str, str]) -> Reply:
        """The page that calls the bank's script, with a token of this payment only."""
        facts = self._facts(query)
        try:
            token = await self._payment_token(facts)
        except (OutcomeUnknown, GatewayRefused):
            return sorry_page(facts["locale"], f"{self._calls}/checkout?{urlencode(query)}")
        back = self._back(facts)
        payment = {
            "invoiceId": facts["code"],
            "backLink": back,
            "failureBackLink": back,
            "postLink": f"{self._calls}/result",
            "failurePostLink": f"{self._calls}/result",
            "language": language_of(facts["locale"]),
            "description": facts["intent"],
            "accountId": facts["account"],
            "terminal": self._terminal,
            "amount": float(facts["amount"]),
            "currency": facts["currency"],
            "auth": token,
        }
        return page_of(payment, self._script_url, facts["locale"])

    def read_webhook(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Hint, ...]:
        """A postLink, proven by the invoice's secret_hash; it has no time in it."""
        return (read_post_link(body, terminal=self._terminal, secret=self._secret),)

    @property
    def _calls(self) -> str:
        return f"{self._base_url}/api/v1/payments/calls/{NAME}"

    def _facts(self, query: Mapping[str, str]) -> dict[str, str]:
        facts = {name: query.get(name, "") for name in _FACTS}
        if not same(query.get("proof", ""), signature(self._secret, "checkout", facts)):
            raise BadSignature("nobody here made this address")
        return facts

    def _back(self, facts: Mapping[str, str]) -> str:
        return f"{self._base_url}/pay/return?{urlencode({'intent': facts['intent'], 'secret': facts['secret']})}"

    async def _payment_token(self, facts: Mapping[str, str]) -> Json:
        """A token with which this payment alone can be paid."""
        return await self._token(
            invoiceID=facts["code"],
            secret_hash=signature(self._secret, "postlink", {"invoice": facts["code"]}),
            amount=facts["amount"],
            currency=facts["currency"],
            postLink=f"{self._calls}/result",
            failurePostLink=f"{self._calls}/result",
        )

    async def _token(self, **payment: str) -> Json:
        form = {
            "grant_type": "client_credentials",
            "scope": SCOPE,
            "client_id": self._client_id,
            "client_secret": self._secret,
            "terminal": self._terminal,
            **payment,
        }
        token = await ask_json(self._client, "POST", f"{self._oauth_url}/oauth2/token", data=form)
        if not isinstance(token.get("access_token"), str):
            raise GatewayRefused(str(token.get("code") or "no_token"), str(token.get("message") or "")[:500])
        return token

    async def _bearer(self) -> dict[str, str]:
        """Halyk wants a fresh token for each request."""
        return {"authorization": f"Bearer {field(await self._token(), 'access_token', str)}"}

    async def _transaction(self, code: str) -> Json | None:
        """The transaction of an invoice; None when nobody has opened its form."""
        path = f"/check-status/payment/transaction/{code}"
        said = await ask_json(self._client, "GET", path, headers=await self._bearer())
        found = said.get("transaction")
        if str(said.get("resultCode")) == NO_INVOICE and not found:
            return None
        if not isinstance(found, dict) or field(found, "invoiceID", str) != code:
            raise OutcomeUnknown(f"the status is {said.get('resultCode')}")
        return found

    async def _operate(self, found: Json, act: str, still: str | None, **query: Any) -> None:  # Any: query values
        """One operation. A refusal counts unless the payment has meanwhile left the state `still`."""
        path = f"/operation/{field(found, 'id', str)}/{act}"
        reply = await ask(self._client, "POST", path, params=query, headers=await self._bearer())
        if reply.status_code == 200:
            return
        now = await self._transaction(field(found, "invoiceID", str)) if still else None
        if now is None or field(now, "statusName", str) == still:
            raise GatewayRefused(*_refusal(reply.content))


def build(settings: Settings) -> Halyk | None:
    """Offered when the client, its secret and the terminal are set."""
    secret = settings.halyk_client_secret.get_secret_value()
    if not (settings.halyk_client_id and secret and settings.halyk_terminal):
        return None
    return Halyk(
        url=settings.halyk_url.rstrip("/"),
        oauth_url=settings.halyk_oauth_url.rstrip("/"),
        script_url=settings.halyk_script_url,
        client_id=settings.halyk_client_id,
        client_secret=secret,
        terminal=settings.halyk_terminal,
        base_url=settings.base_url,
        currencies=settings.halyk_currencies,
    )


def _refusal(body: bytes) -> tuple[str, str]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return "refused", ""
    return str(said.get("code") or "refused"), str(said.get("message") or "")[:500]
