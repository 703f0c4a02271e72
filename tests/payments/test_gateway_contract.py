"""The contract every gateway must keep, run against the real peer process over HTTP; every fault a network can show.

The peers stand in `tests/payments/peers.py`; a new gateway adds itself there and is held to all of this.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus, CaptureMode, RefundStatus
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.ports import (
    BadSignature,
    FetchesProof,
    GatewayRefused,
    HoldsCards,
    OutcomeUnknown,
    PaymentGateway,
    PaymentLookup,
)
from tests.payments.factory import make_held, make_order, make_refund_order
from tests.payments.peers import PEERS, Peer
from tests.payments.provider import Provider


@pytest.fixture(params=list(PEERS))
async def peer(request: pytest.FixtureRequest, provider: Provider) -> AsyncIterator[Peer]:
    made = PEERS[request.param](provider)
    yield made
    await made.gateway.close()


def test_every_gateway_satisfies_the_port(peer: Peer) -> None:
    for gateway in (peer.gateway, OnSite()):
        assert isinstance(gateway, PaymentGateway)
        assert set(gateway.labels) == {"kk", "ru", "en"}
    assert isinstance(peer.gateway, PaymentLookup)
    assert isinstance(peer.gateway, HoldsCards) is peer.holds_cards


async def test_the_desk_promises_captures_once_and_gives_up_without_a_network() -> None:
    order = make_order(capture=CaptureMode.MANUAL)
    desk = OnSite()

    promise = await desk.start(order)
    held = make_held(order, promise.reference)
    taken = [await desk.capture(held, "one"), await desk.capture(held, "two")]

    assert (promise.status, promise.captured) == (AttemptStatus.AUTHORISED, Money.zero("KZT"))
    assert [(one.status, one.captured) for one in taken] == [(AttemptStatus.CAPTURED, order.amount)] * 2
    assert (await desk.void(held, "three")).status is AttemptStatus.VOIDED
    assert (
        await desk.refund(make_refund_order(order, promise.reference, order.amount))
    ).status is RefundStatus.SUBMITTED


async def test_start_leads_to_a_page_and_tells_our_amount_and_booking(peer: Peer) -> None:
    order = peer.order()

    report = await peer.gateway.start(order)

    assert report.status is AttemptStatus.REQUIRES_ACTION
    assert report.redirect_url is not None
    assert report.redirect_url.startswith("http")
    assert (report.amount, report.booking_id) == (order.amount, order.booking_id.hex)
    assert (report.captured, report.refunded) == (Money.zero(peer.currency), Money.zero(peer.currency))


async def test_starting_twice_with_one_key_is_one_payment(peer: Peer) -> None:
    order = peer.order()

    first = await peer.gateway.start(order)
    second = await peer.gateway.start(order)

    assert second.reference == first.reference


async def test_the_payer_pays_and_the_money_is_taken_once(peer: Peer) -> None:
    order, report = await peer.pay(peer.order())

    again = await peer.found(order)

    assert report.status is again.status is AttemptStatus.CAPTURED
    assert report.captured == again.captured == order.amount
    assert again.booking_id == order.booking_id.hex
    assert peer.money(order) == {"capture": order.amount.minor}


async def test_a_held_payment_is_captured_once(peer: Peer) -> None:
    order, report = await peer.pay(peer.order(capture=CaptureMode.MANUAL))
    assert report.status is AttemptStatus.AUTHORISED
    assert peer.money(order) == {}

    first = await peer.gateway.capture(order, "capture-" + order.key)
    second = await peer.gateway.capture(order, "capture-again-" + order.key)

    assert first.status is second.status is AttemptStatus.CAPTURED
    assert first.captured == second.captured == order.amount
    assert peer.money(order) == {"capture": order.amount.minor}


@pytest.fixture(params=[name for name, made in PEERS.items() if made.holds_cards])
async def holder(request: pytest.FixtureRequest, provider: Provider) -> AsyncIterator[Peer]:
    """Those that can hold a card and take a part of it later."""
    made = PEERS[request.param](provider)
    assert isinstance(made.gateway, HoldsCards)
    yield made
    await made.gateway.close()


async def test_a_part_of_a_held_payment_is_captured_once_and_the_rest_is_free(holder: Peer) -> None:
    order, _ = await holder.pay(holder.order(capture=CaptureMode.MANUAL))
    part = dataclasses.replace(order, take=Money(order.amount.minor // 3, holder.currency))

    first = await holder.gateway.capture(part, "capture-" + order.key)
    second = await holder.gateway.capture(part, "capture-" + order.key)
    found = await holder.found(part)

    assert first.status is second.status is found.status is AttemptStatus.CAPTURED
    assert first.captured == second.captured == found.captured == part.take
    assert (found.amount, found.refunded) == (order.amount, Money.zero(holder.currency))
    assert holder.money(order) == {"capture": order.amount.minor // 3}
    assert (await holder.gateway.void(order, "void-" + order.key)).captured == part.take


@pytest.mark.parametrize("kind", ["error_after", "lost_reply", "reset"])
async def test_a_capture_whose_answer_is_lost_is_found_and_not_repeated(holder: Peer, kind: str) -> None:
    order, _ = await holder.pay(holder.order(capture=CaptureMode.MANUAL))
    holder.provider.arm(kind, "capture", provider=holder.gateway.name)

    with pytest.raises(OutcomeUnknown):
        await holder.gateway.capture(order, "capture-" + order.key)
    again = await holder.gateway.capture(order, "capture-" + order.key)

    assert (again.status, again.captured) == (AttemptStatus.CAPTURED, order.amount)
    assert holder.money(order) == {"capture": order.amount.minor}


async def test_a_hold_that_ran_out_takes_nothing(holder: Peer) -> None:
    order, report = await holder.pay(holder.order(capture=CaptureMode.MANUAL))
    holder.provider.run_out(holder.gateway.name, report.reference)

    with pytest.raises(GatewayRefused):
        await holder.gateway.capture(order, "capture-" + order.key)

    assert (await holder.found(order)).status is AttemptStatus.VOIDED
    assert holder.money(order) == {}


async def test_an_unpaid_payment_is_voided_and_stays_unpaid(peer: Peer) -> None:
    order = peer.order()
    started = await peer.gateway.start(order)
    held = make_held(order, started.reference)

    report = await peer.gateway.void(held, "void-" + order.key)
    again = await peer.gateway.void(held, "void-" + order.key)

    assert report.status is again.status is AttemptStatus.VOIDED
    # Whoever still has the page open may press what she likes.
    await peer.act(await peer.page(held, started), "pay")
    over = await peer.gateway.find_payment(dataclasses.replace(held, live=False))
    assert over is not None
    assert over.captured == Money.zero(peer.currency)
    assert peer.money(order) == {}


async def test_a_held_payment_is_voided(peer: Peer) -> None:
    order, _ = await peer.pay(peer.order(capture=CaptureMode.MANUAL))

    report = await peer.gateway.void(order, "void-" + order.key)

    assert (report.status, report.captured) == (AttemptStatus.VOIDED, Money.zero(peer.currency))
    assert peer.money(order) == {}


async def test_void_of_a_captured_payment_reports_the_capture(peer: Peer) -> None:
    order, _ = await peer.pay(peer.order())

    report = await peer.gateway.void(order, "void-" + order.key)

    assert (report.status, report.captured) == (AttemptStatus.CAPTURED, order.amount)


async def test_a_refund_moves_money_once_per_key(peer: Peer) -> None:
    order, paid = await peer.pay(peer.order())
    refund = make_refund_order(order, paid.reference, Money(400_000, peer.currency))

    assert await peer.gateway.find_refund(refund) is None
    first = await peer.gateway.refund(refund)
    second = await peer.gateway.refund(refund)

    assert (first.status, first.amount) == (RefundStatus.SUCCEEDED, refund.amount)
    assert second == first == await peer.gateway.find_refund(refund)
    assert (await peer.found(order)).refunded == refund.amount
    assert peer.money(order) == {"capture": 1_200_000, "refund": -400_000}


async def test_refunds_never_exceed_the_capture(peer: Peer) -> None:
    order, paid = await peer.pay(peer.order())
    await peer.gateway.refund(make_refund_order(order, paid.reference, Money(700_000, peer.currency)))

    with pytest.raises(GatewayRefused):
        await peer.gateway.refund(make_refund_order(order, paid.reference, Money(500_001, peer.currency)))

    assert peer.money(order) == {"capture": 1_200_000, "refund": -700_000}


async def test_a_pending_refund_is_submitted_until_it_arrives(peer: Peer) -> None:
    order, paid = await peer.pay(peer.order())
    refund = make_refund_order(order, paid.reference, order.amount)
    peer.arm("refund_pending", "refund")

    assert (await peer.gateway.refund(refund)).status is RefundStatus.SUBMITTED

    await asyncio.sleep(1.1)  # the peer lets it arrive after one second
    found = await peer.gateway.find_refund(refund)
    assert found is not None
    assert found.status is RefundStatus.SUCCEEDED
    assert peer.money(order) == {"capture": 1_200_000, "refund": -1_200_000}


async def test_a_failed_refund_says_so_and_moves_nothing(peer: Peer) -> None:
    order, paid = await peer.pay(peer.order())
    refund = make_refund_order(order, paid.reference, order.amount)
    peer.arm("refund_failed", "refund")

    report = await peer.gateway.refund(refund)

    assert report.status is RefundStatus.FAILED
    assert report.failure_code
    assert peer.money(order) == {"capture": 1_200_000}


@pytest.mark.parametrize("fault", ["error_after", "lost_reply", "reset"])
async def test_a_lost_answer_is_unknown_and_the_same_key_finds_the_one_payment(peer: Peer, fault: str) -> None:
    order = peer.order()
    peer.arm(fault, "start")

    with pytest.raises(OutcomeUnknown):
        await peer.gateway.start(order)

    found = await peer.found(order)
    assert (found.status, found.booking_id) == (AttemptStatus.REQUIRES_ACTION, order.booking_id.hex)
    assert (await peer.gateway.start(order)).reference == found.reference
    _, paid = await peer.pay(order)
    assert paid.status is AttemptStatus.CAPTURED
    assert peer.money(order) == {"capture": 1_200_000}


async def test_an_error_without_effect_is_unknown_and_the_call_can_be_made_again(peer: Peer) -> None:
    order = peer.order()
    peer.arm("error", "start")

    with pytest.raises(OutcomeUnknown):
        await peer.gateway.start(order)

    assert (await peer.gateway.start(order)).status is AttemptStatus.REQUIRES_ACTION


@pytest.mark.parametrize("operation", ["capture", "void", "refund"])
@pytest.mark.parametrize("fault", ["error", "error_after", "lost_reply", "reset"])
async def test_every_other_act_survives_a_lost_answer(peer: Peer, operation: str, fault: str) -> None:
    mode = CaptureMode.AUTOMATIC if operation == "refund" else CaptureMode.MANUAL
    order, paid = await peer.pay(peer.order(capture=mode))
    refund = make_refund_order(order, paid.reference, order.amount)
    acts = {
        "capture": lambda: peer.gateway.capture(order, "a-" + order.key),
        "void": lambda: peer.gateway.void(order, "a-" + order.key),
        "refund": lambda: peer.gateway.refund(refund),
    }
    if operation == "void" and peer.voids_by_silence:
        peer.arm("error", "read")
    else:
        peer.arm(fault, operation)

    with pytest.raises(OutcomeUnknown):
        await acts[operation]()
    await acts[operation]()

    money = {
        "capture": {"capture": 1_200_000},
        "void": {},
        "refund": {"capture": 1_200_000, "refund": -1_200_000},
    }
    assert peer.money(order) == money[operation]


async def test_a_question_that_finds_no_answer_is_unknown_not_failed(peer: Peer) -> None:
    order = peer.order()
    held = make_held(order, (await peer.gateway.start(order)).reference)
    peer.arm("error", "read")

    with pytest.raises(OutcomeUnknown):
        await peer.gateway.find_payment(held)

    assert (await peer.found(held)).status is AttemptStatus.REQUIRES_ACTION


@pytest.mark.parametrize("fault", ["wrong_amount", "wrong_currency", "wrong_booking"])
async def test_a_report_tells_what_the_provider_has_and_never_echoes_us(peer: Peer, fault: str) -> None:
    if fault == "wrong_currency" and not peer.tells_currency:
        return
    order = peer.order()
    peer.arm(fault, "start")

    started = await peer.gateway.start(order)

    told = (started.amount.minor, started.amount.currency, started.booking_id)
    asked = (order.amount.minor, order.amount.currency, order.booking_id.hex)
    differs = {"wrong_amount": 0, "wrong_currency": 1, "wrong_booking": 2}[fault]
    assert [n for n in range(3) if told[n] != asked[n]] == [differs]


async def test_messages_prove_their_sender_and_forged_ones_are_refused(peer: Peer) -> None:
    before = peer.messages()
    position = before[-1]["position"] if before else 0
    order, paid = await peer.pay(peer.order())
    now = datetime.now(UTC)

    told = []
    for message in peer.messages(after=position):
        body = message["body"].encode()
        if isinstance(peer.gateway, FetchesProof):
            await peer.gateway.fetch_proof(message["headers"])
        sent = {"body": body, "headers": message["headers"]}
        told += peer.read(now=now, **sent)
        for bad in peer.forged(message):
            with pytest.raises(BadSignature):
                peer.read(now=now, **{**sent, **bad})

    assert told
    assert all(hint.reference == paid.reference or hint.key == order.key for hint in told)
    assert len({hint.event_id for hint in told}) == len(told)


async def test_old_messages_are_refused(peer: Peer) -> None:
    if peer.tolerance_seconds is None:
        pytest.fail(f"{peer.protocol} must say how old a message may be; 0 for a protocol without a time in it")
    await peer.pay(peer.order())
    sent_at = int(time.time())
    message = peer.messages(at=sent_at)[-1]
    if isinstance(peer.gateway, FetchesProof):
        await peer.gateway.fetch_proof(message["headers"])

    def read(seconds: int) -> int:
        moment = datetime.fromtimestamp(sent_at + seconds, UTC)
        return len(peer.read(message["body"].encode(), moment, headers=message["headers"]))

    if peer.tolerance_seconds:
        read(peer.tolerance_seconds - 1)
        for seconds in (peer.tolerance_seconds + 1, -peer.tolerance_seconds - 1):
            with pytest.raises(BadSignature):
                read(seconds)
    else:
        read(86_400)


async def test_the_providers_list_tells_what_messages_would_have_told(peer: Peer) -> None:
    if not peer.has_list:
        assert await peer.newest_position() == ""
        return
    position = await peer.newest_position()
    order, paid = await peer.pay(peer.order())

    hints = []
    more = True
    while more:
        page = await peer.gateway.changes(position)
        hints += page.hints
        position, more = page.position, page.more

    about = [hint for hint in hints if hint.reference == paid.reference or hint.key == order.key]
    assert about
    again = await peer.gateway.changes(position)
    assert {hint.event_id for hint in again.hints} <= {hint.event_id for hint in hints}


async def test_nobody_listening_is_unknown(peer: Peer) -> None:
    lonely = peer.somewhere_else()

    with pytest.raises(OutcomeUnknown):
        await lonely.start(peer.order())
    await lonely.close()
