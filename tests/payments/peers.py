"""What the contract suite must know of each gateway with a peer: how to reach it, and how a payer goes through with it.

A new gateway needs one class here and one line in PEERS; see docs/payments.md.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import CaptureMode
from smartbooking.payments.gateways.stripe import Stripe
from smartbooking.payments.ports import Order, PaymentGateway, PaymentLookup, Report
from tests.payments.factory import make_order, make_sandbox
from tests.payments.provider import Provider, free_port

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
    tolerance_seconds = 300

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.gateway = make_stripe(provider.url + "/stripe")

    def somewhere_else(self) -> AskableGateway:
        return make_stripe(nowhere())


PEERS: dict[str, Callable[[Provider], Peer]] = {"sandbox": SandboxPeer, "stripe": StripePeer}
