"""YooKassa's own side: the second stage is ours, notifications are believed for their address, keys and amounts."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, IntentStatus
from smartbooking.payments.errors import WebhookRefused
from smartbooking.payments.gateways import yookassa
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.yookassa_objects import from_yookassa, to_yookassa
from smartbooking.payments.ports import BadSignature, Call, OutcomeUnknown
from tests.payments.factory import make_order, make_payment
from tests.payments.looking import alerts, apply_all, status
from tests.payments.peers import YooKassaPeer, make_call
from tests.payments.provider import Provider

AUTH = ("506751", "test_paysim_yookassa")


@pytest.fixture
async def peer(provider: Provider) -> AsyncIterator[YooKassaPeer]:
    made = YooKassaPeer(provider)
    yield made
    await made.gateway.close()


def notice(event: str, ident: str, *, key: str = "", address: str = "127.0.0.1", **about: Any) -> Call:
    """A notification as YooKassa posts it."""
    subject = {"id": ident, "metadata": {"key": key}, **about}
    body = json.dumps({"type": "notification", "event": event, "object": subject}).encode()
    return dataclasses.replace(make_call("notification", method="POST", body=body), address=address)


async def inbox(database: Database) -> int:
    async with database.reading() as read:
        return int(await read.scalar(text("select count(*) from payments.webhook_inbox")) or 0)


@pytest.mark.parametrize(("choice", "code"), [("decline", "general_decline"), ("insufficient", "insufficient_funds")])
async def test_a_declined_payment_is_over_and_tells_why(peer: YooKassaPeer, choice: str, code: str) -> None:
    order, report = await peer.pay(peer.order(), choice)

    assert (report.status, report.decline_code) == (AttemptStatus.FAILED, code)
    assert peer.money(order) == {}


async def test_a_payment_tells_its_card_and_what_yookassa_kept(peer: YooKassaPeer) -> None:
    _, report = await peer.pay(peer.order())

    assert report.card is not None
    assert (report.card.brand, report.card.last4, report.card.country) == ("mastercard", "4477", "RU")
    assert report.fee == Money(36_000, "RUB")


async def test_what_is_paid_after_the_end_is_never_taken(peer: YooKassaPeer) -> None:
    order = peer.order()
    started = await peer.gateway.start(order)
    held = dataclasses.replace(order, reference=started.reference)
    assert (await peer.gateway.void(held, "void")).status is AttemptStatus.VOIDED

    await peer.act(await peer.page(held, started), "pay")
    over = await peer.found(dataclasses.replace(held, live=False))

    assert over.status is AttemptStatus.AUTHORISED
    assert peer.money(order) == {}
    assert (await peer.gateway.void(held, "void-again")).status is AttemptStatus.VOIDED


@pytest.mark.parametrize("fault", ["wrong_amount", "wrong_currency", "wrong_booking"])
async def test_what_was_not_agreed_is_held_and_not_taken(peer: YooKassaPeer, fault: str) -> None:
    order = peer.order()
    peer.arm(fault, "start")
    started = await peer.gateway.start(order)
    held = dataclasses.replace(order, reference=started.reference)

    await peer.act(await peer.page(held, started), "pay")
    report = await peer.found(held)

    assert report.status is AttemptStatus.AUTHORISED
    assert (report.amount, report.booking_id) != (order.amount, order.booking_id.hex)
    assert peer.provider.money("another", "yookassa") == peer.money(order) == {}


async def test_money_of_a_wrong_amount_is_put_aside_untaken(
    database: Database, peer: YooKassaPeer, now: datetime
) -> None:
    service.install_gateways((OnSite(), peer.gateway))
    peer.arm("wrong_amount", "start")

    intent, _, _ = await make_payment(database, now=now, method="yookassa", token=None, amount=peer.order().amount)

    assert await status(database, intent.id) is IntentStatus.ORPHAN
    assert await alerts(database, intent.id) == ["amount_differs"]


async def test_a_hold_is_for_cards_and_anything_may_pay_at_once(peer: YooKassaPeer) -> None:
    sent: list[dict[str, Any]] = []

    async def note(request: httpx2.Request) -> None:
        if request.method == "POST":
            sent.append(json.loads(request.content))

    peer.yookassa._client.event_hooks["request"] = [note]
    for mode in (CaptureMode.AUTOMATIC, CaptureMode.MANUAL):
        await peer.gateway.start(peer.order(capture=mode))

    assert [body["capture"] for body in sent] == [False, False]
    assert [body.get("payment_method_data") for body in sent] == [None, {"type": "bank_card"}]


@pytest.mark.parametrize(
    "call",
    [
        notice("payment.succeeded", "p", key="k", address="185.71.76.32"),
        notice("payment.succeeded", "p", key="k", address="8.8.8.8"),
        dataclasses.replace(notice("payment.succeeded", "p", key="k", address="185.71.76.31"), method="GET"),
        dataclasses.replace(notice("payment.succeeded", "p", key="k", address="185.71.76.31"), part="other"),
        dataclasses.replace(make_call("notification", method="POST", body=b"[" * 100_000), address="185.71.76.31"),
    ],
)
async def test_notifications_from_elsewhere_are_refused_and_leave_nothing(
    database: Database, peer: YooKassaPeer, now: datetime, call: Call
) -> None:
    gateway = yookassa.build(Settings(yookassa_shop_id="506751", yookassa_secret_key="k"))  # type: ignore[arg-type]
    assert gateway is not None
    service.install_gateways((OnSite(), gateway))

    with pytest.raises(WebhookRefused):
        await service.answer_call(database, provider="yookassa", call=dataclasses.replace(call, now=now))
    with pytest.raises(WebhookRefused):
        await service.receive_webhook(database, provider="yookassa", headers={}, body=call.body, now=now)

    assert await inbox(database) == 0
    assert gateway.read_call(notice("payment.succeeded", "p", key="k", address="185.71.76.31"))
    assert gateway.read_call(notice("payment.succeeded", "p", key="k", address="2a02:5180::7"))
    await gateway.close()


async def test_a_repeated_lie_is_kept_once_and_moves_nothing(
    database: Database, peer: YooKassaPeer, now: datetime
) -> None:
    service.install_gateways((OnSite(), peer.gateway))
    intent, attempt, outcome = await make_payment(
        database, now=now, method="yookassa", token=None, amount=peer.order().amount
    )
    async with database.reading() as read:
        reference = await read.scalar(text("select reference from payments.attempt"))
    # From the right address, of the right payment, but nobody has paid: YooKassa is asked and says so.
    lie = dataclasses.replace(notice("payment.succeeded", reference, key=attempt.key, status="succeeded"), now=now)

    replies = [await service.answer_call(database, provider="yookassa", call=lie) for _ in range(3)]
    await apply_all(database, now)
    unpaid = await status(database, intent.id)
    assert outcome.redirect_url is not None
    await peer.act(outcome.redirect_url, "pay")
    await service.poll_open(database, now=now + timedelta(minutes=2))

    assert [(reply.status, reply.body) for reply in replies] == [(200, b"")] * 3
    assert await inbox(database) == 1
    assert unpaid is IntentStatus.REQUIRES_ACTION
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert peer.provider.money(intent.booking_id.hex, "yookassa") == {"capture": 1_200_000}


async def test_messages_in_any_order_and_number_end_at_the_same_state(
    database: Database, peer: YooKassaPeer, now: datetime
) -> None:
    service.install_gateways((OnSite(), peer.gateway))
    before = peer.messages()
    intent, attempt, outcome = await make_payment(
        database, now=now, method="yookassa", token=None, amount=peer.order().amount
    )
    assert outcome.redirect_url is not None
    await peer.act(outcome.redirect_url, "pay")
    await peer.found(dataclasses.replace(peer.order(), key=attempt.key, attempt_id=attempt.id))
    told = peer.messages(after=before[-1]["position"] if before else 0)

    for message in [*reversed(told), *told]:
        call = dataclasses.replace(
            make_call("notification", method="POST", body=message["body"].encode()), now=now + timedelta(days=2)
        )
        await service.answer_call(database, provider="yookassa", call=call)
        await apply_all(database, now)

    assert told[0]["kind"] == "payment.waiting_for_capture"
    assert await inbox(database) == len(told)
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert peer.provider.money(intent.booking_id.hex, "yookassa") == {"capture": 1_200_000}


def test_notifications_of_other_systems_and_kinds_are_answered_and_forgotten(peer: YooKassaPeer) -> None:
    assert peer.yookassa.read_call(notice("payment.succeeded", "p")) == ()
    assert peer.yookassa.read_call(notice("deal.closed", "d", key="k")) == ()
    (hint,) = peer.yookassa.read_call(notice("refund.succeeded", "r", payment_id="p"))
    assert (hint.event_id, hint.reference, hint.key) == ("refund.succeeded:r", "p", None)
    with pytest.raises(BadSignature):
        peer.yookassa.read_call(notice("payment.succeeded", 7))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "value"), [(Money(1_200_050, "RUB"), "12000.50"), (Money(5, "RUB"), "0.05"), (Money(500, "JPY"), "500")]
)
def test_amounts_have_the_decimals_of_their_currency(amount: Money, value: str) -> None:
    assert to_yookassa(amount) == {"value": value, "currency": amount.currency}
    assert from_yookassa({"value": value, "currency": amount.currency}) == amount


@pytest.mark.parametrize("odd", [None, {}, {"value": 5, "currency": "RUB"}, {"value": "0.005", "currency": "RUB"}])
def test_an_odd_amount_makes_the_answer_unusable(odd: object) -> None:
    with pytest.raises(OutcomeUnknown):
        from_yookassa(odd)


GOOD: dict[str, Any] = {
    "amount": {"value": "10.00", "currency": "RUB"},
    "confirmation": {"type": "redirect", "return_url": "https://example.kz/pay"},
}


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"surprise": 1}, "surprise"),
        ({"amount": {"value": "10.0", "currency": "RUB"}}, "amount.value"),
        ({"amount": {"value": 10, "currency": "RUB"}}, "amount.value"),
        ({"amount": {"value": "0.00", "currency": "RUB"}}, "amount.value"),
        ({"amount": {"value": "10.00", "currency": "KZT"}}, "amount.currency"),
        ({"capture": "false"}, "capture"),
        ({"description": "x" * 129}, "description"),
        ({"metadata": {"x" * 33: "y"}}, "metadata"),
        ({"confirmation": {"type": "embedded"}}, "confirmation"),
    ],
)
def test_the_peer_is_strict(provider: Provider, change: dict[str, Any], parameter: str) -> None:
    url, headers = provider.url + "/yookassa/v3/payments", {"idempotence-key": make_order().key}

    reply = httpx2.post(url, json={**GOOD, **change}, headers=headers, auth=AUTH)

    assert (reply.status_code, reply.json()["code"]) == (400, "invalid_request")
    assert reply.json()["parameter"].startswith(parameter)


def test_keys_are_needed_short_and_for_one_request_only(provider: Provider) -> None:
    url, key = provider.url + "/yookassa/v3/payments", make_order().key
    other = {**GOOD, "description": "another"}

    def post(body: dict[str, Any], headers: dict[str, str], auth: tuple[str, str] = AUTH) -> httpx2.Response:
        return httpx2.post(url, json=body, headers=headers, auth=auth)

    refused = [post(GOOD, {}), post(GOOD, {"idempotence-key": "x" * 65})]
    replies = [post(GOOD, {"idempotence-key": key}) for _ in range(2)]
    refused.append(post(other, {"idempotence-key": key}))
    stranger = post(GOOD, {"idempotence-key": key}, ("506751", "wrong"))

    assert [reply.json()["description"] for reply in refused] == [
        "Idempotence key is empty", "Idempotence key is too long. Max. length is 64", "Duplicate idempotence key",
    ]  # fmt: skip
    assert replies[0].json() == replies[1].json()
    assert (stranger.status_code, stranger.json()["code"]) == (401, "invalid_credentials")
