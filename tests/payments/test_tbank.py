"""T-Bank's own side: its token, order numbers that carry the booking, lost pages, what is left after refunds."""

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
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, IntentStatus
from smartbooking.payments.errors import WebhookRefused
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.tbank_objects import LETTERS, best_of, booking_of, order_number, token_of
from smartbooking.payments.ports import BadSignature, GatewayRefused, OutcomeUnknown, Reply
from tests.payments.factory import make_order, make_payment, make_refund_order
from tests.payments.looking import apply_all, status
from tests.payments.peers import TBankPeer, make_call, make_tbank
from tests.payments.provider import Provider

PASSWORD = "paysim_password_20ch"


@pytest.fixture
async def peer(provider: Provider) -> AsyncIterator[TBankPeer]:
    made = TBankPeer(provider)
    yield made
    await made.gateway.close()


def ask(provider: Provider, method: str, **fields: Any) -> dict[str, Any]:
    """A signed method, as the bank's documentation has it."""
    body = {"TerminalKey": "PaysimTerminalDEMO", **fields}
    signed = {"Token": token_of(body, PASSWORD), **body}
    found: dict[str, Any] = httpx2.post(f"{provider.url}/tbank/v2/{method}", json=signed).json()
    return found


def told(**fields: Any) -> bytes:
    """A notification with a good token."""
    body = {"TerminalKey": "PaysimTerminalDEMO", "Success": True, "ErrorCode": "0", "PaymentId": 7, **fields}
    return json.dumps({**body, "Token": token_of(body, PASSWORD)}).encode()


async def deliver(database: Database, body: bytes, now: datetime) -> Reply:
    call = dataclasses.replace(make_call("notification", method="POST", body=body), now=now)
    return await service.answer_call(database, provider="tbank", call=call)


async def inbox(database: Database) -> int:
    async with database.reading() as read:
        return int(await read.scalar(text("select count(*) from payments.webhook_inbox")) or 0)


def test_the_token_is_that_of_the_banks_own_example() -> None:
    fields = {
        "TerminalKey": "MerchantTerminalKey", "Amount": 19200, "OrderId": "21090",
        "Description": "Подарочная карта на 1000 рублей", "DATA": {"Phone": "+71234567890"}, "Receipt": {"Items": []},
    }  # fmt: skip

    right = "0024a00af7c350a3a67ca168ce06502aa72772456662e38696d48b56ee9c97d9"

    assert token_of(fields, "usaf8fw8fsw21g") == right
    assert token_of({**fields, "Token": "anything"}, "usaf8fw8fsw21g") == right


def test_an_order_number_fits_names_its_booking_and_one_attempt() -> None:
    first, second = make_order(token=None), make_order(token=None)
    again = dataclasses.replace(second, booking_id=first.booking_id)
    numbers = {order_number(order, letter) for order in (first, second, again) for letter in LETTERS}

    assert len(numbers) == 3 * len(LETTERS)
    assert {len(number) for number in numbers} == {35}
    assert booking_of(order_number(first, "a")) == first.booking_id.hex == booking_of(order_number(again, "b"))
    assert booking_of("21090") == ""


async def test_a_page_whose_address_was_lost_is_closed_before_another_opens(peer: TBankPeer) -> None:
    order = peer.order()
    peer.arm("lost_reply", "start")
    with pytest.raises(OutcomeUnknown):
        await peer.gateway.start(order)

    started = await peer.gateway.start(order)

    states = [
        row["Status"]
        for letter in "ab"
        for row in ask(peer.provider, "CheckOrder", OrderId=order_number(order, letter))["Payments"]
    ]
    assert states == ["CANCELED", "NEW"]
    assert started.reference == order_number(order, "a")
    _, paid = await peer.pay(order)
    assert paid.status is AttemptStatus.CAPTURED
    assert peer.money(order) == {"capture": 1_200_000}


async def test_a_page_the_customer_knows_stays_open(peer: TBankPeer) -> None:
    order = peer.order()
    started = await peer.gateway.start(order)
    known = dataclasses.replace(order, reference=started.reference, redirect_url=started.redirect_url)

    again = await peer.gateway.start(known)

    assert (again.status, again.redirect_url) == (AttemptStatus.REQUIRES_ACTION, started.redirect_url)
    assert ask(peer.provider, "CheckOrder", OrderId=order_number(order, "b"))["Success"] is False


@pytest.mark.parametrize(("choice", "code"), [("decline", "1005"), ("insufficient", "1051")])
async def test_a_declined_payment_is_over_and_tells_the_banks_code(peer: TBankPeer, choice: str, code: str) -> None:
    order, report = await peer.pay(peer.order(), choice)

    assert (report.status, report.decline_code) == (AttemptStatus.FAILED, code)
    assert peer.money(order) == {}


async def test_three_d_secure_decides(peer: TBankPeer) -> None:
    order = peer.order()
    started = await peer.gateway.start(order)
    assert started.redirect_url is not None

    await peer.act(started.redirect_url, "pay_3ds")
    asked = await peer.found(order)
    peer.provider.press(started.redirect_url + "/bank", answer="confirm")
    paid = await peer.found(order)

    assert (asked.status, paid.status) == (AttemptStatus.REQUIRES_ACTION, AttemptStatus.CAPTURED)


async def test_money_held_for_a_payment_that_is_over_is_not_taken_and_can_be_let_go(peer: TBankPeer) -> None:
    order = peer.order()
    started = await peer.gateway.start(order)
    assert started.redirect_url is not None
    await peer.act(started.redirect_url, "pay")

    over = await peer.found(dataclasses.replace(order, live=False))
    gone = await peer.gateway.void(order, "void")

    assert (over.status, gone.status) == (AttemptStatus.AUTHORISED, AttemptStatus.VOIDED)
    assert peer.money(order) == {}


@pytest.mark.parametrize("fault", ["wrong_amount", "wrong_booking"])
async def test_what_was_not_agreed_is_told_and_not_taken(peer: TBankPeer, fault: str) -> None:
    order = peer.order()
    peer.arm(fault, "start")
    started = await peer.gateway.start(order)
    assert started.redirect_url is not None
    await peer.act(started.redirect_url, "pay")

    found = await peer.gateway.find_payment(order)

    # Under another order's number it is not even ours.
    assert found is None if fault == "wrong_booking" else found and found.status is AttemptStatus.AUTHORISED
    assert (started.amount, started.booking_id) != (order.amount, order.booking_id.hex)
    assert peer.money(order) == {}


async def test_a_refund_of_a_part_that_was_taken_is_told_by_what_is_left(peer: TBankPeer) -> None:
    order, _ = await peer.pay(peer.order(capture=CaptureMode.MANUAL))
    part = dataclasses.replace(order, take=Money(500_000, "RUB"))
    await peer.gateway.capture(part, "capture")
    refund = make_refund_order(part, order.reference or "", Money(200_000, "RUB"))

    before = await peer.gateway.find_refund(refund)
    made = await peer.gateway.refund(refund)
    found = await peer.found(part)

    assert before is None
    assert made == await peer.gateway.find_refund(refund)
    assert (found.captured.minor, found.refunded.minor, found.amount) == (500_000, 200_000, order.amount)
    with pytest.raises(OutcomeUnknown):
        await peer.gateway.find_refund(dataclasses.replace(refund, amount=Money(300_000, "RUB")))
    with pytest.raises(OutcomeUnknown):
        await peer.gateway.find_refund(dataclasses.replace(refund, captured=None))


async def test_other_currencies_are_refused_before_the_call(peer: TBankPeer) -> None:
    with pytest.raises(GatewayRefused) as refused:
        await peer.gateway.start(make_order(token=None))

    assert refused.value.code == "currency_not_supported"


async def test_a_wrong_password_says_nothing_about_a_payment(peer: TBankPeer) -> None:
    stranger = make_tbank(peer.provider.url + "/tbank", password="another")

    for call in (stranger.start(peer.order()), stranger.find_payment(peer.order())):
        with pytest.raises(OutcomeUnknown):
            await call
    await stranger.close()


def test_of_several_tries_the_one_with_money_counts_and_unknown_words_decide_nothing() -> None:
    def best(*words: str) -> str:
        rows = [{"PaymentId": str(n), "Status": word, "Amount": 5} for n, word in enumerate(words)]
        found = best_of({"OrderId": "o", "Payments": rows})
        assert found is not None
        return found.ident

    assert best("REJECTED", "AUTH_FAIL", "NEW") == "1"
    assert best("CONFIRMED", "NEW") == "0"
    assert best("REJECTED", "REJECTED") == "1"
    assert best_of({"OrderId": "o", "Payments": []}) is None
    with pytest.raises(OutcomeUnknown):
        best("PARTIAL_REVERSED")


async def test_a_repeated_lie_is_answered_ok_kept_once_and_moves_nothing(
    database: Database, peer: TBankPeer, now: datetime
) -> None:
    service.install_gateways((OnSite(), peer.gateway))
    intent, attempt, outcome = await make_payment(
        database, now=now, method="tbank", token=None, amount=peer.order().amount
    )
    async with database.reading() as read:
        reference = await read.scalar(text("select reference from payments.attempt"))
    lie = told(OrderId=reference, Status="CONFIRMED", Amount=1_200_000)

    replies = [await deliver(database, lie, now + timedelta(hours=hour)) for hour in range(3)]
    with pytest.raises(WebhookRefused):
        await deliver(database, lie.replace(b"1200000", b"1200001"), now)
    with pytest.raises(WebhookRefused):
        other = json.loads(lie) | {"TerminalKey": "AnotherDEMO"}
        await deliver(database, json.dumps(other | {"Token": token_of(other, PASSWORD)}).encode(), now)
    await apply_all(database, now)
    unpaid = await status(database, intent.id)
    assert outcome.redirect_url is not None
    await peer.act(outcome.redirect_url, "pay")
    await service.poll_open(database, now=now + timedelta(minutes=2))

    assert [(reply.status, reply.body) for reply in replies] == [(200, b"OK")] * 3
    assert (await inbox(database), unpaid) == (1, IntentStatus.REQUIRES_ACTION)
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert peer.provider.money(attempt.booking_id.hex, "tbank") == {"capture": 1_200_000}


async def test_both_messages_of_a_payment_in_the_wrong_order_end_the_same(
    database: Database, peer: TBankPeer, now: datetime
) -> None:
    service.install_gateways((OnSite(), peer.gateway))
    before = peer.messages()
    intent, _, outcome = await make_payment(database, now=now, method="tbank", token=None, amount=peer.order().amount)
    assert outcome.redirect_url is not None
    await peer.act(outcome.redirect_url, "pay")
    await service.poll_open(database, now=now + timedelta(minutes=2))
    sent = peer.messages(after=before[-1]["position"] if before else 0)

    for message in [*reversed(sent), *sent]:
        await deliver(database, message["body"].encode(), now)
        await apply_all(database, now)

    assert [message["kind"] for message in sent] == ["AUTHORIZED", "CONFIRMED"]
    assert await inbox(database) == 2
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert peer.provider.money(intent.booking_id.hex, "tbank") == {"capture": 1_200_000}


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, told()[:-1]])
async def test_noise_is_no_notification(peer: TBankPeer, now: datetime, body: bytes) -> None:
    with pytest.raises(BadSignature):
        peer.gateway.read_webhook({}, body, now)
    assert peer.gateway.read_webhook({}, told(NotificationType="LINKCARD", Status="COMPLETED"), now) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Surprise": 1}, "9"),
        ({"Amount": 99}, "9"),
        ({"Amount": "100"}, "9"),
        ({"PayType": "X"}, "9"),
        ({"OrderId": "x" * 37}, "9"),
        ({"Token": "0" * 64}, "204"),
    ],
)
def test_the_peer_is_strict(provider: Provider, change: dict[str, Any], code: str) -> None:
    said = ask(provider, "Init", **{"Amount": 100, "OrderId": "o", **change})

    assert (said["Success"], said["ErrorCode"]) == (False, code)
