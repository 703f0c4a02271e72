"""PayPal's own side: one token for all calls, certificates from PayPal only, declines, its decimals."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import httpx2
import pytest

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus
from smartbooking.payments.gateways.paypal_objects import from_paypal, to_paypal
from smartbooking.payments.ports import BadSignature, GatewayRefused
from tests.payments.peers import PayPalPeer, make_paypal
from tests.payments.provider import Provider


@pytest.fixture
async def peer(provider: Provider) -> AsyncIterator[PayPalPeer]:
    made = PayPalPeer(provider)
    yield made
    await made.gateway.close()


async def test_many_calls_share_one_token_and_a_withdrawn_one_is_renewed(peer: PayPalPeer) -> None:
    orders = [peer.order() for _ in range(5)]
    reports = await asyncio.gather(*(peer.gateway.start(order) for order in orders))
    first = await peer.gateway._current_token()  # type: ignore[attr-defined]  # what all of them used

    withdrawn = await asyncio.to_thread(
        httpx2.post, peer.provider.url + "/paypal/control/forget-tokens", headers={"authorization": f"Bearer {first}"}
    )
    again = await peer.gateway.start(orders[0])

    assert len({report.reference for report in reports}) == 5
    assert withdrawn.status_code == 200
    assert again.reference == reports[0].reference
    assert await peer.gateway._current_token() != first  # type: ignore[attr-defined]


async def test_a_source_the_bank_declines_leaves_the_order_open_for_another(peer: PayPalPeer) -> None:
    order = peer.order()
    started = await peer.gateway.start(order)
    held = dataclasses.replace(order, reference=started.reference)
    assert started.redirect_url is not None

    await peer.act(started.redirect_url, "insufficient")
    declined = await peer.found(held)
    await peer.act(started.redirect_url, "pay")
    paid = await peer.found(held)

    assert (declined.status, declined.redirect_url) == (AttemptStatus.REQUIRES_ACTION, started.redirect_url)
    assert paid.status is AttemptStatus.CAPTURED
    assert paid.fee == Money(34_800, "USD")
    assert peer.money(order) == {"capture": 1_200_000}


@pytest.mark.parametrize(
    "url",
    [
        "https://paypal.com.evil.example/cert",
        "http://api.paypal.com/cert",
        "https://api.paypal.com@evil.example/cert",
        "https://evilpaypal.com/cert",
        "file:///etc/passwd",
        "",
    ],
)
async def test_certificates_are_fetched_from_paypal_only(peer: PayPalPeer, url: str) -> None:
    with pytest.raises(BadSignature):
        await peer.gateway.fetch_proof({"paypal-cert-url": url})  # type: ignore[attr-defined]


async def test_a_message_for_another_webhook_or_with_another_algorithm_is_refused(peer: PayPalPeer) -> None:
    await peer.pay(peer.order())
    message = peer.messages()[-1]
    headers, body = message["headers"], message["body"].encode()
    other = make_paypal(peer.provider.url + "/paypal", webhook_id="ANOTHERWEBHOOK")
    for gateway in (peer.gateway, other):
        await gateway.fetch_proof(headers)  # type: ignore[attr-defined]
    now = datetime.now(UTC)

    assert peer.gateway.read_webhook(headers, body, now)
    for changed in ({"paypal-auth-algo": "none"}, {"paypal-transmission-id": "x"}, {"paypal-transmission-sig": "AAAA"}):
        with pytest.raises(BadSignature):
            peer.gateway.read_webhook({**headers, **changed}, body, now)
    with pytest.raises(BadSignature):
        other.read_webhook(headers, body, now)
    await other.close()


@pytest.mark.parametrize(
    ("amount", "value"),
    [(Money(1_200_050, "USD"), "12000.50"), (Money(500, "JPY"), "500"), (Money(50_000, "HUF"), "500")],
)
def test_amounts_are_written_as_paypal_writes_them(amount: Money, value: str) -> None:
    assert to_paypal(amount) == {"currency_code": amount.currency, "value": value}
    assert from_paypal({"currency_code": amount.currency, "value": value}) == amount
    assert Decimal(value) == amount.major


@pytest.mark.parametrize(
    ("amount", "code"), [(Money(100, "KZT"), "currency_not_supported"), (Money(50_050, "HUF"), "amount_too_fine")]
)
def test_amounts_paypal_cannot_take_are_refused_before_the_call(amount: Money, code: str) -> None:
    with pytest.raises(GatewayRefused) as refused:
        to_paypal(amount)

    assert refused.value.code == code
