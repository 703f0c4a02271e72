"""Kept cards, against the real peer process: what every gateway that offers them must keep."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import httpx2
import pytest

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, CaptureMode
from smartbooking.payments.ports import CardTold, GatewayRefused, Order, OutcomeUnknown, SavesCards
from tests.payments.factory import make_order
from tests.payments.peers import PEERS, Peer
from tests.payments.provider import API_KEY, Provider

DECLINED = {"sandbox": "tok_declined", "stripe": "pm_card_visa_chargeDeclined"}
ASKS = {"sandbox": "tok_3ds", "stripe": "pm_card_authenticationRequired"}


@pytest.fixture(params=["sandbox", "stripe"])
async def peer(request: pytest.FixtureRequest, provider: Provider) -> AsyncIterator[Peer]:
    made = PEERS[request.param](provider)
    assert isinstance(made.gateway, SavesCards)
    yield made
    await made.gateway.close()


async def kept(peer: Peer, **facts: object) -> CardTold:
    """A card that was kept with a payment on the provider's page."""
    _, report = await peer.pay(dataclasses.replace(peer.order(**facts), save_card=True))  # type: ignore[arg-type]
    assert report.card is not None
    return report.card


def with_kept(card: CardTold, *, capture: CaptureMode = CaptureMode.AUTOMATIC) -> Order:
    order = make_order(token=card.token, amount=Money(1_200_000, "KZT"), capture=capture)
    return dataclasses.replace(order, saved=True, payer=card.payer)


async def forget(peer: Peer, card: CardTold) -> None:
    assert isinstance(peer.gateway, SavesCards)
    assert card.token is not None
    await peer.gateway.forget_card(token=card.token, payer=card.payer, key="forget-" + card.token)


async def test_a_card_is_kept_only_where_that_was_wished(peer: Peer) -> None:
    card = await kept(peer)
    _, other = await peer.pay(peer.order())

    assert (card.brand, card.last4, card.exp_month) == ("visa", "4242", 12)
    assert card.token is not None
    assert other.card is not None
    assert (other.card.token, other.card.payer) == (None, None)
    assert other.card.fingerprint == card.fingerprint


async def test_a_kept_card_pays_at_once_and_once(peer: Peer) -> None:
    order = with_kept(await kept(peer))

    first = await peer.gateway.start(order)
    second = await peer.gateway.start(order)

    assert (first.status, first.captured) == (AttemptStatus.CAPTURED, order.amount)
    assert (second.reference, second.card) == (first.reference, first.card)
    assert first.card is not None
    assert first.card.token is None  # it is kept already
    assert peer.money(order) == {"capture": order.amount.minor}


async def test_a_kept_card_may_be_declined(peer: Peer) -> None:
    card = await kept(peer)
    peer.provider.card_plays(peer.protocol, card.token or "", DECLINED[peer.protocol])
    order = with_kept(card)

    report = await peer.gateway.start(order)

    assert report.status is AttemptStatus.FAILED
    assert report.decline_code is not None
    assert peer.money(order) == {}


@pytest.mark.parametrize(("answer", "state"), [("confirm", AttemptStatus.CAPTURED), ("refuse", AttemptStatus.FAILED)])
async def test_the_bank_may_ask_whoever_pays_with_a_kept_card(peer: Peer, answer: str, state: AttemptStatus) -> None:
    card = await kept(peer)
    peer.provider.card_plays(peer.protocol, card.token or "", ASKS[peer.protocol])
    order = with_kept(card)

    started = await peer.gateway.start(order)
    assert started.status is AttemptStatus.REQUIRES_ACTION
    assert started.redirect_url is not None
    peer.provider.press(started.redirect_url + "/bank", answer=answer)

    assert (await peer.found(dataclasses.replace(order, reference=started.reference))).status is state


async def test_a_kept_card_can_be_held(peer: Peer) -> None:
    order = with_kept(await kept(peer), capture=CaptureMode.MANUAL)

    started = await peer.gateway.start(order)
    held = dataclasses.replace(order, reference=started.reference, take=Money(100_000, "KZT"))
    taken = await peer.gateway.capture(held, "capture-" + order.key)

    assert (started.status, taken.status) == (AttemptStatus.AUTHORISED, AttemptStatus.CAPTURED)
    assert peer.money(order) == {"capture": 100_000}


async def test_a_card_is_kept_when_it_secures_a_visit(peer: Peer) -> None:
    assert (await kept(peer, capture=CaptureMode.MANUAL)).token is not None


@pytest.mark.parametrize("kind", ["error_after", "lost_reply", "reset"])
async def test_a_payment_whose_answer_is_lost_is_found_and_not_repeated(peer: Peer, kind: str) -> None:
    order = with_kept(await kept(peer))
    peer.arm(kind, "start")

    with pytest.raises(OutcomeUnknown):
        await peer.gateway.start(order)
    found = await peer.found(order)

    assert found.status is AttemptStatus.CAPTURED
    assert peer.money(order) == {"capture": order.amount.minor}


async def test_a_forgotten_card_pays_nothing_and_forgetting_twice_is_forgetting_once(peer: Peer) -> None:
    card = await kept(peer)
    await forget(peer, card)
    await forget(peer, card)
    order = with_kept(card)

    with pytest.raises(GatewayRefused):
        await peer.gateway.start(order)

    assert peer.money(order) == {}


async def test_a_provider_that_does_not_answer_has_forgotten_nothing(peer: Peer) -> None:
    card = await kept(peer)
    peer.arm("error", "forget", times=2)

    with pytest.raises(OutcomeUnknown):
        await forget(peer, card)

    assert (await peer.gateway.start(with_kept(card))).status is AttemptStatus.CAPTURED


async def test_the_name_of_a_kept_card_alone_pays_nothing(peer: Peer) -> None:
    card = await kept(peer)
    order = make_order(token=card.token)

    with pytest.raises(GatewayRefused):
        await peer.gateway.start(order)

    assert peer.money(order) == {}


async def test_only_these_gateways_keep_cards(provider: Provider) -> None:
    made = {name: build(provider).gateway for name, build in PEERS.items()}

    assert {name for name, one in made.items() if isinstance(one, SavesCards)} == {"sandbox", "stripe"}
    for one in made.values():
        await one.close()


STRIPE_SESSION = {
    "mode": "payment", "success_url": "http://localhost/back", "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "kzt", "line_items[0][price_data][unit_amount]": "120000",
    "line_items[0][price_data][product_data][name]": "bkg_1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/v1/checkout/sessions", {**STRIPE_SESSION, "customer_creation": "sometimes"}),
        ("/v1/checkout/sessions", {**STRIPE_SESSION, "customer_creation": "always", "customer": "cus_"}),
        ("/v1/payment_methods/pm_unknown/detach", {}),
        ("/v1/payment_intents", {"amount": "100", "currency": "kzt", "confirm": "true", "payment_method": "pm_none"}),
    ],
)
def test_stripes_side_refuses_what_stripe_refuses(provider: Provider, path: str, form: dict[str, str]) -> None:
    headers = {"authorization": "Bearer sk_test_paysim"}
    if form.get("customer"):
        made = httpx2.post(provider.url + "/stripe/v1/customers", data={"name": "A"}, headers=headers).json()
        form = {**form, "customer": made["id"]}

    reply = httpx2.post(provider.url + "/stripe" + path, data=form, headers=headers)

    assert reply.status_code in (400, 404)
    assert reply.json()["error"]["type"] == "invalid_request_error"


async def test_nobody_is_asked_off_session(provider: Provider) -> None:
    made = PEERS["stripe"](provider)
    card = await kept(made)
    provider.card_plays("stripe", card.token or "", ASKS["stripe"])
    form = {
        "amount": "1200000", "currency": "kzt", "confirm": "true", "customer": card.payer or "",
        "payment_method": card.token or "", "off_session": "true",
    }  # fmt: skip

    reply = httpx2.post(
        provider.url + "/stripe/v1/payment_intents", data=form, headers={"authorization": "Bearer sk_test_paysim"}
    )

    assert reply.status_code == 402
    assert reply.json()["error"]["code"] == "authentication_required"
    await made.gateway.close()


@pytest.mark.parametrize("more", [{"token": "tok_success"}, {"saveCard": True}, {"card": "scard_none"}])
def test_our_own_protocol_refuses_a_card_beside_something_else(provider: Provider, more: dict[str, object]) -> None:
    body = {
        "reference": "r-" + "-".join(more), "amount": 100, "currency": "KZT", "booking": "b1",
        "returnUrl": "http://localhost/back", "card": "scard_" + "0" * 24, **more,
    }  # fmt: skip
    headers = {"authorization": f"Bearer {API_KEY}", "idempotency-key": "k-" + "-".join(more)}

    reply = httpx2.post(provider.url + "/sandbox/v1/payments", json=body, headers=headers)

    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "invalid_field")
