"""Razorpay's own side: the form, the signed return, and what forged ones achieve."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import datetime

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, IntentStatus
from smartbooking.payments.errors import ReturnNotProven
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.ports import BadSignature
from tests.payments.factory import make_payment
from tests.payments.looking import apply_all, status
from tests.payments.peers import Form, RazorpayPeer, make_call, open_form
from tests.payments.provider import Provider


@pytest.fixture
async def peer(provider: Provider) -> AsyncIterator[RazorpayPeer]:
    made = RazorpayPeer(provider)
    yield made
    await made.gateway.close()


async def come_back(peer: RazorpayPeer, page: str) -> dict[str, str]:
    """Pay on the page; what the browser then posts to us."""
    reply = await asyncio.to_thread(peer.provider.press, page, choice="pay")
    form = Form((await asyncio.to_thread(httpx2.get, reply.headers["location"])).text)
    return form.fields


async def test_our_page_carries_what_the_checkout_needs_and_no_secret(peer: RazorpayPeer) -> None:
    report = await peer.gateway.start(peer.order())
    assert report.redirect_url is not None

    form = await open_form(peer.razorpay, report.redirect_url)

    assert form.action == f"{peer.provider.url}/razorpay/v1/checkout/embedded"
    assert form.fields["key_id"] == "rzp_test_paysim"
    assert (form.fields["order_id"], form.fields["amount"], form.fields["currency"]) == (
        report.reference, "1200000", "INR",
    )  # fmt: skip
    assert "paysim_key_secret" not in str(form.fields)


async def test_the_return_is_proven_by_the_order_and_the_payment(peer: RazorpayPeer) -> None:
    order = peer.order()
    report = await peer.gateway.start(order)
    fields = await come_back(peer, await peer.page(order, report))

    hint = peer.razorpay.read_return(fields)

    assert hint.reference == report.reference
    signed = f"{fields['razorpay_order_id']}|{fields['razorpay_payment_id']}".encode()
    assert fields["razorpay_signature"] == hmac.new(b"paysim_key_secret", signed, hashlib.sha256).hexdigest()
    for name in ("razorpay_order_id", "razorpay_payment_id", "razorpay_signature"):
        for bad in ("", "forged", fields[name] + "0"):
            with pytest.raises(BadSignature):
                peer.razorpay.read_return({**fields, name: bad})


async def test_a_return_asks_the_provider_and_its_answer_counts(
    database: Database, peer: RazorpayPeer, now: datetime
) -> None:
    service.install_gateways((OnSite(), peer.gateway))
    intent, _, outcome = await make_payment(
        database, now=now, method="razorpay", token=None, amount=peer.order().amount
    )
    assert outcome.redirect_url is not None
    form = await open_form(peer.razorpay, outcome.redirect_url)
    page = (await asyncio.to_thread(httpx2.post, form.action, data=form.fields)).headers["location"]
    fields = await come_back(peer, page)

    with pytest.raises(ReturnNotProven):
        forged = {**fields, "razorpay_signature": "0" * 64}
        await service.verify_return(database, provider="razorpay", fields=forged, now=now)
    before = await status(database, intent.id)
    found, _ = await service.verify_return(database, provider="razorpay", fields=fields, now=now)

    assert before is IntentStatus.REQUIRES_ACTION
    assert (found.id, found.status) == (intent.id, IntentStatus.CAPTURED)
    assert peer.provider.money(intent.booking_id.hex, "razorpay") == {"capture": 1_200_000}


async def test_the_browsers_way_back_keeps_a_hint_and_leads_to_the_booking(
    database: Database, peer: RazorpayPeer, now: datetime
) -> None:
    service.install_gateways((OnSite(), peer.gateway))
    intent, attempt, outcome = await make_payment(
        database, now=now, method="razorpay", token=None, amount=peer.order().amount
    )
    assert outcome.redirect_url is not None
    form = await open_form(peer.razorpay, outcome.redirect_url)
    page = (await asyncio.to_thread(httpx2.post, form.action, data=form.fields)).headers["location"]
    body = "&".join(f"{name}={value}" for name, value in (await come_back(peer, page)).items()).encode()
    call = dataclasses.replace(make_call("return", method="POST", query={"intent": "pay_1"}, body=body), now=now)

    replies = [await service.answer_call(database, provider="razorpay", call=call) for _ in range(2)]
    await apply_all(database, now)

    assert [(reply.status, reply.headers["location"]) for reply in replies] == [
        (303, "http://localhost:8000/pay/return?intent=pay_1&secret="),
    ] * 2  # fmt: skip
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert attempt.amount == peer.order().amount


async def test_money_held_for_a_payment_that_is_over_is_not_captured(peer: RazorpayPeer) -> None:
    order = peer.order()
    started = await peer.gateway.start(order)
    held = dataclasses.replace(order, reference=started.reference)
    await peer.act(await peer.page(held, started), "pay")

    over = await peer.gateway.find_payment(dataclasses.replace(held, live=False))

    assert over is not None
    assert over.status is AttemptStatus.AUTHORISED
    assert peer.money(order) == {}
