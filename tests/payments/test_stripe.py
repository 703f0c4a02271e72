"""Stripe's own side: tokens and 3-D Secure, its minor units, its signatures, and what forged messages achieve."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, IntentStatus
from smartbooking.payments.errors import WebhookRefused
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.stripe import API_VERSION
from smartbooking.payments.gateways.stripe_objects import from_stripe, hint_of, to_stripe
from smartbooking.payments.ports import BadSignature, GatewayRefused, Order, OutcomeUnknown, Report
from tests.payments.factory import make_order, make_payment
from tests.payments.looking import apply_all, status
from tests.payments.peers import StripePeer, make_stripe
from tests.payments.provider import Provider


@pytest.fixture
async def peer(provider: Provider) -> AsyncIterator[StripePeer]:
    made = StripePeer(provider)
    yield made
    await made.gateway.close()


def with_card(token: str, **options: object) -> Order:
    return make_order(token=token, **options)  # type: ignore[arg-type]


async def answered(peer: StripePeer, order: Order, started: Report, answer: str) -> Report:
    """The bank's question answered by the payer."""
    assert started.redirect_url is not None
    peer.provider.press(started.redirect_url + "/bank", answer=answer)
    return await peer.found(dataclasses.replace(order, reference=started.reference))


@pytest.mark.parametrize(
    ("token", "state", "code"),
    [
        ("pm_card_visa", AttemptStatus.CAPTURED, None),
        ("pm_card_visa_chargeDeclined", AttemptStatus.FAILED, "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", AttemptStatus.FAILED, "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", AttemptStatus.FAILED, "expired_card"),
        ("pm_card_authenticationRequired", AttemptStatus.REQUIRES_ACTION, None),
    ],
)
async def test_a_card_brought_by_the_browser_is_charged_at_once(
    peer: StripePeer, token: str, state: AttemptStatus, code: str | None
) -> None:
    order = with_card(token)

    report = await peer.gateway.start(order)
    again = await peer.gateway.start(order)

    assert (report.status, report.decline_code) == (state, code)
    assert again == report
    assert report.reference.startswith("pi_")
    assert (report.redirect_url is not None) == (state is AttemptStatus.REQUIRES_ACTION)


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        ("confirm", AttemptStatus.CAPTURED, None),
        ("refuse", AttemptStatus.FAILED, "payment_intent_authentication_failure"),
    ],
)
async def test_three_d_secure_decides(peer: StripePeer, answer: str, state: AttemptStatus, code: str | None) -> None:
    order = with_card("pm_card_authenticationRequired")

    report = await answered(peer, order, await peer.gateway.start(order), answer)

    assert (report.status, report.decline_code) == (state, code)


@pytest.mark.parametrize(
    ("token", "state"),
    [("pm_card_visa", AttemptStatus.REQUIRES_ACTION), ("pm_card_visa_chargeDeclined", AttemptStatus.FAILED)],
)
async def test_three_d_secure_is_demanded_of_a_card_that_would_have_been_charged_at_once(
    peer: StripePeer, token: str, state: AttemptStatus
) -> None:
    order = dataclasses.replace(with_card(token), bank_check=True)

    started = await peer.gateway.start(order)

    assert started.status is state
    if state is AttemptStatus.REQUIRES_ACTION:
        assert (await answered(peer, order, started, "confirm")).status is AttemptStatus.CAPTURED


async def test_a_lost_answer_to_a_charge_is_found_by_our_key(peer: StripePeer) -> None:
    order = with_card("pm_card_visa")
    peer.arm("lost_reply", "start")

    with pytest.raises(OutcomeUnknown):
        await peer.gateway.start(order)
    found = await peer.found(order)

    assert (found.status, found.captured) == (AttemptStatus.CAPTURED, order.amount)
    assert await peer.gateway.find_payment(with_card("pm_card_visa")) is None


async def test_a_crash_between_the_charge_and_the_answer_leaves_one_charge(
    peer: StripePeer, provider: Provider
) -> None:
    order = with_card("pm_card_visa")
    peer.arm("error_after", "start")

    with pytest.raises(OutcomeUnknown):
        await peer.gateway.start(order)

    assert (await peer.gateway.start(order)).status is AttemptStatus.CAPTURED
    assert peer.money(order) == {"capture": 1_200_000}


async def test_a_declined_page_stays_open_for_another_card(peer: StripePeer) -> None:
    order = peer.order()
    started = await peer.gateway.start(order)
    held = dataclasses.replace(order, reference=started.reference)
    assert started.redirect_url is not None
    await peer.act(started.redirect_url, "decline")

    declined = await peer.found(held)
    await peer.act(started.redirect_url, "pay")
    paid = await peer.found(held)

    assert (declined.status, declined.redirect_url) == (AttemptStatus.REQUIRES_ACTION, started.redirect_url)
    assert paid.status is AttemptStatus.CAPTURED
    assert peer.money(order) == {"capture": 1_200_000}


@pytest.mark.parametrize(
    ("outcome", "disputed", "back"), [("open", True, 0), ("won", False, 0), ("lost", False, 1_200_000)]
)
async def test_disputes_are_told_and_a_lost_one_is_money_back(
    peer: StripePeer, outcome: str, disputed: bool, back: int
) -> None:
    order, paid = await peer.pay(peer.order())
    headers = {"authorization": "Bearer sk_test_paysim"}
    for step in ("open", outcome) if outcome != "open" else ("open",):
        url = f"{peer.provider.url}/stripe/control/payment_intents/{paid.reference}/dispute"
        assert httpx2.post(url, data={"outcome": step}, headers=headers).status_code == 200

    report = await peer.found(order)

    assert (report.disputed, report.refunded.minor) == (disputed, back)


@pytest.mark.parametrize(
    ("amount", "units"),
    [
        (Money(1_200_050, "KZT"), 1_200_050),
        (Money(500, "JPY"), 500),
        (Money(500, "ISK"), 50_000),
        (Money(500, "UGX"), 50_000),
        (Money(50_000, "MGA"), 500),
        (Money(1_230, "KWD"), 1_230),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(amount: Money, units: int) -> None:
    assert to_stripe(amount) == units
    assert from_stripe(units, amount.currency.lower()) == amount


@pytest.mark.parametrize("amount", [Money(1_234, "KWD"), Money(50_050, "MGA")])
def test_amounts_stripe_cannot_take_are_refused_before_the_call(amount: Money) -> None:
    with pytest.raises(GatewayRefused) as refused:
        to_stripe(amount)

    assert refused.value.code == "amount_too_fine"


def signed(body: bytes, at: int, *secrets: str) -> str:
    proofs = [hmac.new(one.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest() for one in secrets]
    return ",".join([f"t={at}", *(f"v1={proof}" for proof in proofs)])


def event(**changes: object) -> bytes:
    about = {"id": "pi_1", "metadata": {"key": "k", "booking": "b"}}
    document = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": about}}
    return json.dumps({**document, **changes}).encode()


BAD = {
    "another secret": lambda body, at: signed(body, at, "whsec_other"),
    "301 seconds old": lambda body, at: signed(body, at - 301, "whsec_paysim"),
    "301 seconds early": lambda body, at: signed(body, at + 301, "whsec_paysim"),
    "a time that was not signed": lambda body, at: signed(body, at - 1, "whsec_paysim").replace(
        f"t={at - 1}", f"t={at}"
    ),
    "another body": lambda body, at: signed(body + b" ", at, "whsec_paysim"),
    "only v0": lambda body, at: signed(body, at, "whsec_paysim").replace("v1=", "v0="),
    "two times": lambda body, at: f"t={at}," + signed(body, at, "whsec_paysim"),
    "no time": lambda body, at: signed(body, at, "whsec_paysim").partition(",")[2],
    "nothing": lambda _, __: "",
    "noise": lambda _, __: "t=é,v1=\x00",
}


@pytest.mark.parametrize("how", list(BAD))
def test_a_message_without_a_good_signature_is_refused(how: str, now: datetime) -> None:
    gateway = make_stripe("http://127.0.0.1:9")
    body, at = event(), int(now.timestamp())

    with pytest.raises(BadSignature):
        gateway.read_webhook({"stripe-signature": BAD[how](body, at)}, body, now)


def test_any_active_secret_proves_a_message_until_300_seconds(now: datetime) -> None:
    gateway = make_stripe("http://127.0.0.1:9", secrets=("whsec_old", "whsec_new"))
    body, at = event(), int(now.timestamp())

    for secrets in (("whsec_old",), ("whsec_new",), ("whsec_x", "whsec_new")):
        (hint,) = gateway.read_webhook({"stripe-signature": signed(body, at, *secrets)}, body, now)
        assert (hint.event_id, hint.reference, hint.key) == ("evt_1", "pi_1", "k")
    for seconds in (-300, 300):
        header = signed(body, at, "whsec_old")
        assert gateway.read_webhook({"stripe-signature": header}, body, now + timedelta(seconds=seconds))


def test_events_of_other_shops_in_the_account_are_answered_and_forgotten() -> None:
    foreign = {"id": "pi_2", "metadata": {}}
    assert hint_of(json.loads(event(data={"object": foreign}))) is None
    assert hint_of(json.loads(event(type="invoice.paid"))) is None


async def test_a_forged_or_repeated_message_moves_nothing(database: Database, peer: StripePeer, now: datetime) -> None:
    service.install_gateways((OnSite(), peer.gateway))
    intent, attempt, outcome = await make_payment(database, now=now, method="stripe", token=None)
    about = {"id": "cs_1", "client_reference_id": attempt.key, "metadata": {"key": attempt.key}}
    lie = event(type="checkout.session.completed", data={"object": about})
    at = int(now.timestamp())

    async def send(header: str) -> int:
        headers = {"stripe-signature": header}
        return await service.receive_webhook(database, provider="stripe", headers=headers, body=lie, now=now)

    with pytest.raises(WebhookRefused):
        await send(signed(lie, at, "whsec_forged"))
    # Even a message Stripe signed is only a hint: nobody has paid, so nothing is paid.
    counts = [await send(signed(lie, at, "whsec_paysim")) for _ in range(3)]
    await apply_all(database, now)
    unpaid = await status(database, intent.id)
    assert outcome.redirect_url is not None
    await peer.act(outcome.redirect_url, "pay")
    await service.poll_open(database, now=now + timedelta(minutes=2))

    assert counts == [1, 0, 0]
    assert unpaid is IntentStatus.REQUIRES_ACTION
    assert await status(database, intent.id) is IntentStatus.CAPTURED


@pytest.mark.parametrize(
    ("change", "status_code", "code"),
    [
        ({"surprise": "1"}, 400, "parameter_unknown"),
        ({"amount": "0"}, 400, "parameter_invalid"),
        ({"amount": "1.5"}, 400, "parameter_invalid"),
        ({"currency": "KZT"}, 400, "parameter_invalid"),
        ({"capture_method": "maybe"}, 400, "parameter_invalid"),
        ({"payment_method": "pm_nothing_known"}, 404, "resource_missing"),
    ],
)
def test_the_peer_is_strict(provider: Provider, change: dict[str, str], status_code: int, code: str) -> None:
    form = {"amount": "100", "currency": "kzt", "confirm": "true", "payment_method": "pm_card_visa", **change}
    headers = {"authorization": "Bearer sk_test_paysim", "stripe-version": API_VERSION}

    reply = httpx2.post(provider.url + "/stripe/v1/payment_intents", data=form, headers=headers)
    keyless = httpx2.post(provider.url + "/stripe/v1/payment_intents", data=form)

    assert (reply.status_code, reply.json()["error"]["code"]) == (status_code, code)
    assert keyless.status_code == 401


def test_a_key_of_another_request_is_refused(provider: Provider) -> None:
    headers = {"authorization": "Bearer sk_test_paysim", "idempotency-key": make_order().key}
    form = {"amount": "100", "currency": "kzt"}
    replies = [
        httpx2.post(provider.url + "/stripe/v1/payment_intents", data={**form, **more}, headers=headers)
        for more in ({}, {}, {"amount": "101"})
    ]

    assert [reply.status_code for reply in replies] == [200, 200, 400]
    assert replies[0].json() == replies[1].json()
    assert replies[1].headers["idempotent-replayed"] == "true"
    assert replies[2].json()["error"]["type"] == "idempotency_error"
