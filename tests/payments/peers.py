"""What the contract suite must know of each gateway with a peer: how to reach it, and how a payer goes through with it.

A new gateway needs one class here and one line in PEERS; see docs/payments.md.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any, ClassVar, Protocol, cast
from urllib.parse import parse_qsl, urlsplit

import httpx2

from smartbooking.infra.db import Database
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import CaptureMode
from smartbooking.payments.gateways.paypal import PayPal
from smartbooking.payments.gateways.razorpay import Razorpay
from smartbooking.payments.gateways.stripe import Stripe
from smartbooking.payments.gateways.tbank import TBank
from smartbooking.payments.gateways.yookassa import YooKassa
from smartbooking.payments.ports import Call, Hint, Order, PaymentGateway, PaymentLookup, Report
from tests.payments.factory import make_order, make_sandbox
from tests.payments.provider import Provider, free_port

# Pages that read nothing of ours are given no database.
NO_DATABASE = cast("Database", None)
RETURN_URL = "http://localhost:8000/pay/return"


class AskableGateway(PaymentGateway, PaymentLookup, Protocol):
    """A gateway whose provider can be asked."""

    async def close(self) -> None:
        """Close its connections."""


class Peer:
    """A gateway and its payer. `protocol` is its name at the peer process."""

    protocol: ClassVar[str]
    currency: ClassVar[str] = "KZT"
    # How old or early a message may be; 0: the protocol has no time in it.
    tolerance_seconds: ClassVar[int | None] = None
    # The provider has no call to void: what is not captured by us is never taken.
    voids_by_silence: ClassVar[bool] = False
    # It is `HoldsCards`: the contract of holds is asked of it, too.
    holds_cards: ClassVar[bool] = False
    # The protocol names the currency of a payment; one that takes a single currency may not.
    tells_currency: ClassVar[bool] = True
    # The provider has a list of payments or events to be read.
    has_list: ClassVar[bool] = True
    gateway: AskableGateway

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def order(self, *, capture: CaptureMode = CaptureMode.AUTOMATIC, minor: int = 1_200_000) -> Order:
        """An order for the provider's page."""
        return make_order(token=None, amount=Money(minor, self.currency), capture=capture)

    async def found(self, order: Order) -> Report:
        """What the provider says now; the gateway finishes what only it can finish."""
        report = await self.gateway.find_payment(order)
        assert report is not None
        return report

    async def act(self, address: str, choice: str) -> None:
        """The payer presses a button on the provider's page."""
        await asyncio.to_thread(self.provider.press, address, choice=choice)

    async def page(self, order: Order, report: Report) -> str:
        """The address of the page the payer sees first."""
        assert report.redirect_url is not None
        return report.redirect_url

    async def pay(self, order: Order, choice: str = "pay") -> tuple[Order, Report]:
        """The whole way: start, the page, and what the provider says then. The order has its reference."""
        started = await self.gateway.start(order)
        held = dataclasses.replace(order, reference=started.reference)
        await self.act(await self.page(held, started), choice)
        report = await self.found(held)
        return dataclasses.replace(held, reference=report.reference), report

    def money(self, order: Order) -> dict[str, int]:
        """The peer's money book about the booking."""
        return self.provider.money(order.booking_id.hex, self.protocol)

    def messages(self, *, after: int = 0, at: int | None = None) -> list[dict[str, Any]]:
        """What the peer sends about payments, as it would be signed now (or at the second `at`)."""
        query = {"provider": self.protocol, "after": after, **({"at": at} if at else {})}
        found: list[dict[str, Any]] = self.provider._call("GET", "/control/messages", params=query)["messages"]
        return found

    def read(
        self, body: bytes, now: datetime, *, headers: Mapping[str, str], address: str = "127.0.0.1"
    ) -> tuple[Hint, ...]:
        """A message read by the gateway; `address` is the sender's, for protocols that prove nothing else."""
        return self.gateway.read_webhook(headers, body, now)

    def forged(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        """What somebody else could send instead of the message: each must be refused (arguments of `read`)."""
        body = message["body"].encode()
        bad = [{"body": one} for one in (body + b" ", body.replace(b'"', b"'", 1), b"")]
        return [*bad, {"headers": {"content-type": "application/json"}}]

    async def newest_position(self) -> str:
        """The end of the provider's list of events, to begin from."""
        position, more = "", True
        while more:
            page = await self.gateway.changes(position)
            position, more = page.position, page.more
        return position

    def somewhere_else(self) -> AskableGateway:
        """The same gateway at an address where nobody listens."""
        raise NotImplementedError

    def arm(self, kind: str, operation: str, *, times: int = 1, seconds: float = 0) -> None:
        self.provider.arm(kind, operation, times=times, seconds=seconds, provider=self.protocol)


def nowhere() -> str:
    return f"http://127.0.0.1:{free_port()}"


class SandboxPeer(Peer):
    protocol = "sandbox"
    holds_cards = True
    tolerance_seconds = 300

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.gateway = make_sandbox(provider.url, timeout_seconds=5.0)

    def somewhere_else(self) -> AskableGateway:
        return make_sandbox(nowhere())


def make_stripe(
    url: str, *, secrets: tuple[str, ...] = ("whsec_paysim",), return_url: str = RETURN_URL, key: str = "sk_test_paysim"
) -> Stripe:
    return Stripe(url=url, secret_key=key, webhook_secrets=secrets, return_url=return_url, timeout_seconds=5.0)


class StripePeer(Peer):
    protocol = "stripe"
    holds_cards = True
    tolerance_seconds = 300

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.gateway = make_stripe(provider.url + "/stripe")

    def somewhere_else(self) -> AskableGateway:
        return make_stripe(nowhere())


def make_razorpay(url: str, *, key_secret: str = "paysim_key_secret") -> Razorpay:
    return Razorpay(
        url=url,
        key_id="rzp_test_paysim",
        key_secret=key_secret,
        webhook_secrets=("retired", "paysim_webhook_secret"),
        currencies=frozenset({"INR"}),
        base_url="http://localhost:8000",
        timeout_seconds=5.0,
    )


class RazorpayPeer(Peer):
    protocol = "razorpay"
    voids_by_silence = True
    currency = "INR"
    tolerance_seconds = 0

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.razorpay = self.gateway = make_razorpay(provider.url + "/razorpay")

    def somewhere_else(self) -> AskableGateway:
        return make_razorpay(nowhere())

    async def page(self, order: Order, report: Report) -> str:
        """Our page posts its form to the provider's."""
        assert report.redirect_url is not None
        form = await open_form(self.razorpay, report.redirect_url)
        reply = await asyncio.to_thread(httpx2.post, form.action, data=form.fields)
        assert reply.status_code == 303, reply.text
        return reply.headers["location"]


def make_paypal(url: str, *, webhook_id: str = "WEBHOOKPAYSIM00001") -> PayPal:
    return PayPal(
        url=url,
        client_id="paysim_client",
        client_secret="paysim_client_secret",
        webhook_id=webhook_id,
        return_url=RETURN_URL,
        timeout_seconds=5.0,
    )


class PayPalPeer(Peer):
    protocol = "paypal"
    currency = "USD"
    tolerance_seconds = 3 * 86_400

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.gateway = make_paypal(provider.url + "/paypal")

    def somewhere_else(self) -> AskableGateway:
        return make_paypal(nowhere())


def make_yookassa(url: str, *, addresses: tuple[str, ...] = ("127.0.0.1",)) -> YooKassa:
    return YooKassa(
        url=url,
        shop_id="506751",
        secret_key="test_paysim_yookassa",
        currencies=frozenset({"RUB"}),
        addresses=addresses,
        return_url=RETURN_URL,
        timeout_seconds=5.0,
    )


class YooKassaPeer(Peer):
    protocol = "yookassa"
    currency = "RUB"
    tolerance_seconds = 0
    holds_cards = True

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.yookassa = self.gateway = make_yookassa(provider.url + "/yookassa")

    def somewhere_else(self) -> AskableGateway:
        return make_yookassa(nowhere())

    def read(
        self, body: bytes, now: datetime, *, headers: Mapping[str, str], address: str = "127.0.0.1"
    ) -> tuple[Hint, ...]:
        """Nobody signs: the sender's address is all there is, and then the provider is asked."""
        call = make_call("notification", method="POST", body=body)
        return self.yookassa.read_call(dataclasses.replace(call, address=address, now=now))

    def forged(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"address": "185.71.75.255"}, {"address": ""}, {"body": b""}, {"body": b"[]"}]


def make_tbank(url: str, *, password: str = "paysim_password_20ch") -> TBank:
    return TBank(
        url=url,
        terminal_key="PaysimTerminalDEMO",
        password=password,
        base_url="http://localhost:8000",
        timeout_seconds=5.0,
    )


class TBankPeer(Peer):
    protocol = "tbank"
    currency = "RUB"
    tolerance_seconds = 0
    holds_cards = True
    tells_currency = False
    has_list = False

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.gateway = make_tbank(provider.url + "/tbank")

    def somewhere_else(self) -> AskableGateway:
        return make_tbank(nowhere())

    def forged(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        """The token is over the values: any other value, one less or one more."""
        told = json.loads(message["body"])
        changed = [
            {**told, "Amount": told["Amount"] + 1}, {**told, "Status": "REFUNDED"}, {**told, "Success": "true "},
            {**told, "Extra": 1}, {**told, "Token": ""}, {**told, "Token": None}, {**told, "OrderId": "1"},
            {name: value for name, value in told.items() if name != "Pan"},
        ]  # fmt: skip
        return [{"body": b""}, {"body": b"[]"}, *({"body": json.dumps(one).encode()} for one in changed)]


async def open_form(gateway: Razorpay, address: str) -> Form:
    """The form of our page that opens the provider's checkout."""
    query = dict(parse_qsl(urlsplit(address).query))
    page = await gateway.answer(NO_DATABASE, make_call("checkout", query=query))
    return Form(page.body.decode())


class Form(HTMLParser):
    """The one form of a page: where it goes and what it carries."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given["action"]
        if tag == "input":
            self.fields[given["name"]] = given["value"]


def make_call(part: str, *, method: str = "GET", query: dict[str, str] | None = None, body: bytes = b"") -> Call:
    return Call(
        method=method, part=part, query=query or {}, headers={}, body=body, address="127.0.0.1",
        through_proxy=False, now=datetime.now(UTC),
    )  # fmt: skip


PEERS: dict[str, type[Peer]] = {
    "sandbox": SandboxPeer,
    "stripe": StripePeer,
    "razorpay": RazorpayPeer,
    "paypal": PayPalPeer,
    "yookassa": YooKassaPeer,
    "tbank": TBankPeer,
}
