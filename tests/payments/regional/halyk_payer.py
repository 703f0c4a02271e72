"""A browser on its way through our page to Halyk's."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from smartbooking.payments.domain import CaptureMode
from smartbooking.payments.gateways.halyk import Halyk
from smartbooking.payments.ports import Order, Report
from tests.payments.peers import AskableGateway, nowhere
from tests.payments.provider import Provider
from tests.payments.regional.coded import CodedPeer

CLIENT_SECRET = "paysim-halyk-secret"
TERMINAL = "67e34d63-0000-4bd1-898e-370781d0074d"


def make_halyk(url: str, our_url: str = "http://localhost:8000") -> Halyk:
    return Halyk(
        url=url + "/halyk",
        oauth_url=url + "/halyk",
        script_url=url + "/halyk/payform/payment-api.js",
        client_id="paysim-halyk",
        client_secret=CLIENT_SECRET,
        terminal=TERMINAL,
        base_url=our_url,
        timeout_seconds=5.0,
    )


def facts_of(address: str) -> dict[str, str]:
    """What the address of our page tells."""
    return dict(parse_qsl(urlsplit(address).query))


def payment_on(page: str) -> dict[str, Any]:
    """The payment object on our page."""
    found = re.search(r'<script type="application/json" id="payment">(.*?)</script>', page)
    assert found is not None, page
    payment: dict[str, Any] = json.loads(found.group(1))
    return payment


def hand_over(provider: Provider, payment: Mapping[str, Any]) -> httpx2.Response:
    """What the bank's script does with it."""
    form = {"payment": json.dumps(payment)}
    return httpx2.post(f"{provider.url}/halyk/payform/open", data=form, timeout=10, follow_redirects=False)


class HalykPeer(CodedPeer):
    protocol = "halyk"
    gateway: AskableGateway

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.halyk = make_halyk(provider.url)
        self.gateway = self.halyk

    async def page(self, order: Order, report: Report) -> str:
        """Through our page to the bank's."""
        assert report.redirect_url is not None
        ours = await self.halyk.open_page(facts_of(report.redirect_url))
        opened = await asyncio.to_thread(hand_over, self.provider, payment_on(ours.body.decode()))
        assert opened.status_code == 303, opened.text
        return opened.headers["location"]

    async def paid(self, *, capture: CaptureMode = CaptureMode.AUTOMATIC) -> tuple[Order, Report]:
        return await self.pay(self.order(capture=capture))

    def somewhere_else(self) -> AskableGateway:
        return make_halyk(nowhere())
