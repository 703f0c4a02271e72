"""The Stripe adapter against localstripe, somebody else's fake of Stripe: what it can do must fit without our peer.

It knows payment intents, captures, cancels, refunds and signed webhooks; it knows no Checkout Sessions, no
idempotency and no lists by time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, CaptureMode, RefundStatus
from smartbooking.payments.gateways.stripe import Stripe
from smartbooking.payments.ports import GatewayRefused
from tests.payments.factory import make_order, make_refund_order
from tests.payments.peers import make_stripe
from tests.payments.provider import free_port

KEY = "sk_test_12345"
GOOD, DECLINED, ASKS = "4242424242424242", "4000000000000341", "4000002500003155"


@pytest.fixture(scope="module")
def localstripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fake on a free port, with its data in a folder of its own."""
    port = free_port()
    folder: Path = tmp_path_factory.mktemp("localstripe")
    arguments = [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(arguments, cwd=folder, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert process.poll() is None, (folder / "log").read_text()
            with contextlib.suppress(httpx2.TransportError):
                httpx2.get(url, timeout=1)
                break
            time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
async def stripe(localstripe: str) -> AsyncIterator[Stripe]:
    # It refuses `return_url`: without one the browser handles 3-D Secure itself, as with Stripe's script.
    gateway = make_stripe(localstripe, key=KEY, return_url="")
    yield gateway
    await gateway.close()


def card(localstripe: str, number: str) -> str:
    """A payment method as Stripe's script in the browser would make one."""
    form = {
        "type": "card",
        "card[number]": number,
        "card[exp_month]": "12",
        "card[exp_year]": "2039",
        "card[cvc]": "123",
    }
    reply = httpx2.post(f"{localstripe}/v1/payment_methods", data=form, headers={"authorization": f"Bearer {KEY}"})
    return str(reply.json()["id"])


async def test_a_good_card_is_charged_found_and_refunded_in_parts(stripe: Stripe, localstripe: str) -> None:
    order = make_order(token=card(localstripe, GOOD), amount=Money(1_200_000, "EUR"))

    paid = await stripe.start(order)
    held = dataclasses.replace(order, reference=paid.reference)
    refund = make_refund_order(order, paid.reference, Money(400_000, "EUR"))
    none = await stripe.find_refund(refund)
    given = await stripe.refund(refund)
    found = await stripe.find_payment(held)

    assert (paid.status, paid.captured, paid.booking_id) == (AttemptStatus.CAPTURED, order.amount, order.booking_id.hex)
    assert none is None
    assert (given.status, given.amount) == (RefundStatus.SUCCEEDED, refund.amount)
    assert await stripe.find_refund(refund) == given
    assert found is not None
    assert (found.status, found.refunded) == (AttemptStatus.CAPTURED, refund.amount)


async def test_money_is_held_then_captured_or_let_go(stripe: Stripe, localstripe: str) -> None:
    reports = []
    for _ in range(2):
        order = make_order(token=card(localstripe, GOOD), amount=Money(500_00, "EUR"), capture=CaptureMode.MANUAL)
        report = await stripe.start(order)
        assert (report.status, report.captured) == (AttemptStatus.AUTHORISED, Money.zero("EUR"))
        reports.append(dataclasses.replace(order, reference=report.reference))

    taken = await stripe.capture(reports[0], "capture-" + reports[0].key)
    freed = await stripe.void(reports[1], "void-" + reports[1].key)
    too_late = await stripe.void(reports[0], "void-" + reports[0].key)

    assert (taken.status, taken.captured) == (AttemptStatus.CAPTURED, Money(500_00, "EUR"))
    assert freed.status is AttemptStatus.VOIDED
    assert too_late.status is AttemptStatus.CAPTURED


async def test_a_declined_card_and_one_that_asks(stripe: Stripe, localstripe: str) -> None:
    with pytest.raises(GatewayRefused) as refused:
        await stripe.start(make_order(token=card(localstripe, DECLINED), amount=Money(100, "EUR")))
    asking = await stripe.start(make_order(token=card(localstripe, ASKS), amount=Money(100, "EUR")))

    assert refused.value.code == "card_declined"
    assert (asking.status, asking.redirect_url) == (AttemptStatus.REQUIRES_ACTION, None)


async def test_its_signatures_prove_its_messages(stripe: Stripe) -> None:
    """Its own code signs; nothing of ours took part."""
    from localstripe import webhooks

    sent: dict[str, object] = {}

    class Session:
        """Catches what it would have posted."""

        async def __aenter__(self) -> Session:
            return self

        async def __aexit__(self, *_: object) -> None: ...

        def post(self, url: str, *, data: bytes, headers: dict[str, str]) -> Session:
            sent.update(url=url, body=data, headers={name.lower(): value for name, value in headers.items()})
            return self

        status = 200

    class Event:
        created = int(time.time())
        type = "payment_intent.succeeded"

        def _export(self) -> dict[str, object]:
            about = {"id": "pi_1", "metadata": {"key": "ours"}}
            return {"id": "evt_9", "type": self.type, "data": {"object": about}}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webhooks.aiohttp, "ClientSession", Session)
        patch.setattr(webhooks, "_webhooks", {"one": webhooks.Webhook("http://us", "whsec_paysim", None)})
        await webhooks._send_webhook(Event())

    headers, body = sent["headers"], sent["body"]
    assert isinstance(headers, dict)
    assert isinstance(body, bytes)
    (hint,) = stripe.read_webhook(headers, body, datetime.now(UTC))
    assert (hint.event_id, hint.reference, hint.key) == ("evt_9", "pi_1", "ours")
