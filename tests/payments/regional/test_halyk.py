"""Halyk ePay: what is its own. What it has in common with the others is in test_asked_providers."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest

from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, new_code
from smartbooking.payments.gateways.halyk_objects import signature, transaction_report
from smartbooking.payments.ports import BadSignature, HoldsCards, OutcomeUnknown
from tests.payments.factory import make_order, make_refund_order
from tests.payments.provider import Provider
from tests.payments.regional.halyk_payer import (
    CLIENT_SECRET,
    TERMINAL,
    HalykPeer,
    facts_of,
    hand_over,
    payment_on,
)
from tests.payments.regional.house import House

SUM = Money(1_200_000, "KZT")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
async def peer(provider: Provider) -> AsyncIterator[HalykPeer]:
    await asyncio.to_thread(provider._call, "PUT", "/control/endpoints", json={"provider": "halyk", "url": ""})
    made = HalykPeer(provider)
    yield made
    await made.halyk.close()


def told(invoice: str, **fields: Any) -> bytes:
    """A postLink as Halyk sends it."""
    proof = signature(CLIENT_SECRET, "postlink", {"invoice": invoice})
    message = {"code": "ok", "invoiceId": invoice, "terminal": TERMINAL, "secret_hash": proof, "amount": 1}
    return json.dumps({**message, **fields}).encode()


class TestThePage:
    """Ours, on the way to the bank's."""

    async def test_it_hands_the_payment_to_the_banks_script_and_to_nobody_else(self, peer: HalykPeer) -> None:
        order = peer.order()
        address = (await peer.halyk.start(order)).redirect_url or ""

        page = await peer.halyk.open_page(facts_of(address))
        payment = payment_on(page.body.decode())

        assert (payment["invoiceId"], payment["amount"], payment["currency"]) == (order.reference, 12000.0, "KZT")
        assert payment["auth"]["access_token"]
        assert CLIENT_SECRET not in page.body.decode()
        assert "secret_hash" not in page.body.decode()
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
        assert page.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(("locale", "word", "language"), [
        ("kk", "Банк бетін", "kaz"), ("ru", "Открываем", "rus"), ("en", "Opening", "eng"), ("de", "Открываем", "rus"),
    ])  # fmt: skip
    async def test_it_speaks_the_payers_language(self, peer: HalykPeer, locale: str, word: str, language: str) -> None:
        order = dataclasses.replace(peer.order(), locale=locale)
        address = (await peer.halyk.start(order)).redirect_url or ""

        page = (await peer.halyk.open_page(facts_of(address))).body.decode()

        assert word in page
        assert payment_on(page)["language"] == language

    async def test_an_address_with_another_sum_is_nobodys(self, peer: HalykPeer) -> None:
        address = (await peer.halyk.start(peer.order())).redirect_url or ""
        right = facts_of(address)

        for bad in ({"amount": "1"}, {"code": new_code()}, {"account": "0" * 32}, {"proof": ""}, {"secret": "x"}):
            with pytest.raises(BadSignature):
                await peer.halyk.open_page({**right, **bad})

    async def test_a_silent_bank_is_told_to_the_payer_who_may_try_again(self, peer: HalykPeer) -> None:
        address = (await peer.halyk.start(peer.order())).redirect_url or ""
        peer.arm("error", "start")

        silent = await peer.halyk.open_page(facts_of(address))
        again = await peer.halyk.open_page(facts_of(address))

        assert (silent.status, again.status) == (503, 200)
        assert b"/checkout?" in silent.body

    async def test_the_bank_takes_only_the_payment_of_its_token_and_once(self, peer: HalykPeer) -> None:
        order = peer.order()
        address = (await peer.halyk.start(order)).redirect_url or ""
        payment = payment_on((await peer.halyk.open_page(facts_of(address))).body.decode())

        async def opened(**other: Any) -> int:
            reply = await asyncio.to_thread(hand_over, peer.provider, {**payment, **other})
            return reply.status_code

        assert [await opened(amount=1.0), await opened(invoiceId=new_code())] == [400, 400]
        assert [await opened(), await opened()] == [303, 401]


class TestTheMoney:
    """In two stages, the second ours."""

    async def test_it_offers_no_holds_because_nobody_says_how_long_they_last(self, peer: HalykPeer) -> None:
        assert not isinstance(peer.halyk, HoldsCards)

    async def test_before_the_page_was_opened_nothing_exists(self, peer: HalykPeer) -> None:
        order = peer.order()
        assert await peer.halyk.find_payment(order) is None

        started = await peer.halyk.start(order)
        held = dataclasses.replace(order, redirect_url=started.redirect_url)
        found = await peer.halyk.find_payment(held)

        assert found is not None
        assert (found.status, found.redirect_url) == (AttemptStatus.REQUIRES_ACTION, started.redirect_url)
        assert (await peer.halyk.void(held, "v")).status is AttemptStatus.VOIDED

    async def test_what_is_held_for_a_payment_that_is_over_is_not_taken(self, peer: HalykPeer) -> None:
        order = dataclasses.replace(peer.order(), live=False)
        _, report = await peer.pay(order)

        assert report.status is AttemptStatus.AUTHORISED
        assert (await peer.halyk.void(order, "v")).status is AttemptStatus.VOIDED
        assert peer.money(order) == {}

    @pytest.mark.parametrize("fault", ["wrong_amount", "wrong_currency"])
    async def test_what_was_not_agreed_is_held_and_not_taken(self, peer: HalykPeer, fault: str) -> None:
        peer.arm(fault, "start")

        order, report = await peer.paid()

        assert report.status is AttemptStatus.AUTHORISED
        assert peer.money(order) == {}

    @pytest.mark.parametrize("operation", ["capture", "void"])
    @pytest.mark.parametrize("fault", ["error", "error_after", "lost_reply", "reset"])
    async def test_a_lost_answer_is_asked_about_and_done_once(
        self, peer: HalykPeer, operation: str, fault: str
    ) -> None:
        order, _ = await peer.paid(capture=CaptureMode.MANUAL)
        act = peer.halyk.capture if operation == "capture" else peer.halyk.void
        peer.arm(fault, operation)

        with pytest.raises(OutcomeUnknown):
            await act(order, "one")
        again = await act(order, "two")

        taken = operation == "capture"
        assert again.status is (AttemptStatus.CAPTURED if taken else AttemptStatus.VOIDED)
        assert peer.money(order) == ({"capture": SUM.minor} if taken else {})

    async def test_refunds_in_parts_up_to_the_whole(self, peer: HalykPeer) -> None:
        order, paid = await peer.paid()
        first = make_refund_order(order, paid.reference, Money(700_050, "KZT"))
        rest = make_refund_order(order, paid.reference, Money(499_950, "KZT"))

        await peer.halyk.refund(first)
        half = await peer.found(order)
        await peer.halyk.refund(dataclasses.replace(rest, besides=first.amount))
        whole = await peer.found(order)

        assert (half.status, half.captured, half.refunded) == (AttemptStatus.CAPTURED, SUM, first.amount)
        assert (whole.status, whole.captured, whole.refunded) == (AttemptStatus.CAPTURED, SUM, SUM)
        assert peer.money(order) == {"capture": SUM.minor, "refund": -SUM.minor}

    @pytest.mark.parametrize("odd", [
        {"statusName": "INVENTED"}, {"amount": 11000}, {"payoutAmount": 1}, {"currency": None}, {"accountID": 5},
        {"amount": "12000"}, {"amount": True},
    ])  # fmt: skip
    async def test_words_and_sums_we_do_not_understand_are_unknown(self, odd: dict[str, Any]) -> None:
        right = {
            "statusName": "CHARGE", "invoiceID": "1", "accountID": "b", "currency": "KZT", "amount": 12000,
            "orgAmount": 12000, "payoutAmount": 0,
        }  # fmt: skip
        order = make_order(token=None, amount=SUM)
        assert transaction_report(order, right).captured == SUM

        with pytest.raises(OutcomeUnknown):
            transaction_report(order, {**right, **odd})

    async def test_a_refused_client_is_not_a_failure(self, peer: HalykPeer) -> None:
        peer.halyk._client_id = "revoked"

        with pytest.raises(OutcomeUnknown):
            await peer.halyk.start(peer.order())


class TestMessages:
    """The postLink is proven by the secret_hash of its invoice."""

    async def test_ours_is_a_hint_and_a_repeated_one_the_same(self, peer: HalykPeer) -> None:
        code = new_code()

        one, two, other = (peer.halyk.read_webhook({}, told(code, amount=sum_), NOW)[0] for sum_ in (1, 1, 2))

        assert (one.reference, one.kind) == (code, "postlink")
        assert one.event_id == two.event_id != other.event_id

    @pytest.mark.parametrize("bad", [
        b"", b"[]", b"{}", b"\xff", told("100000000", secret_hash=""), told("100000000", secret_hash="0" * 64),
        told("100000000", invoiceId="100000001"), told("100000000", terminal="another"),
        told("100000000", secret_hash=None), told("100000000", invoiceId=100000000),
        told("100000000", secret_hash=signature("another", "postlink", {"invoice": "100000000"})),
        told("100000000", secret_hash=signature(CLIENT_SECRET, "checkout", {"invoice": "100000000"})),
        told("100000000", secret_hash="ұ"),
    ])  # fmt: skip
    async def test_a_forged_one_is_refused(self, peer: HalykPeer, bad: bytes) -> None:
        with pytest.raises(BadSignature):
            peer.halyk.read_webhook({}, bad, NOW)


async def walk(house: House, address: str) -> str:
    """A browser from our page to the bank's; returns the bank's address."""

    def steps() -> str:
        ours = httpx2.get(address, timeout=10)
        assert ours.status_code == 200, ours.text
        assert ours.headers["content-type"].startswith("text/html")
        assert "script-src http" in ours.headers["content-security-policy"]
        opened = hand_over(house.provider, payment_on(ours.text))
        assert opened.status_code == 303, opened.text
        return str(opened.headers["location"])

    return await asyncio.to_thread(steps)


@pytest.mark.usefixtures("only_payments")
class TestInTheHouse:
    """Over real HTTP on both sides."""

    @pytest.mark.parametrize("weather", ["fair", "duplicate", "drop"])
    async def test_paid_on_the_page_is_paid_here_whatever_happens_to_the_message(
        self, house: House, weather: str
    ) -> None:
        intent, attempt, _ = await house.payment("halyk", SUM)
        if weather != "fair":
            await house.arm(weather, "message", "halyk")

        await house.press(await walk(house, attempt.redirect_url or ""))
        await house.deliver()
        if weather == "drop":
            await service.poll_attempt(house.database, attempt.id, now=datetime.now(UTC))

        assert await house.money(intent.booking_id.hex, "halyk") == {"capture": SUM.minor}
        assert await house.taken(intent.booking_id) == SUM.minor

    async def test_a_payment_that_was_given_up_is_not_opened_any_more(self, house: House) -> None:
        _, attempt, _ = await house.payment("halyk", SUM)
        await self._give_up(house, attempt.id)

        page = await asyncio.to_thread(httpx2.get, attempt.redirect_url or "", follow_redirects=False)

        assert page.status_code == 303
        assert "/pay/return?" in page.headers["location"]

    async def test_paid_on_a_page_that_was_still_open_is_never_taken(self, house: House) -> None:
        intent, attempt, _ = await house.payment("halyk", SUM)
        bank = await walk(house, attempt.redirect_url or "")
        await self._give_up(house, attempt.id)

        await house.press(bank)
        await house.deliver()

        assert await house.money(intent.booking_id.hex, "halyk") == {}
        assert await house.taken(intent.booking_id) == 0

    async def test_a_late_failure_message_does_not_undo_a_payment(self, house: House) -> None:
        intent, attempt, code = await house.payment("halyk", SUM)
        await house.press(await walk(house, attempt.redirect_url or ""))
        await house.deliver()

        answer = await house.lever("halyk", "message", invoice=code, fields={"code": "error", "reasonCode": 484})
        await house.deliver()

        assert answer["status"] == 200
        assert await house.taken(intent.booking_id) == SUM.minor

    async def test_forged_messages_and_addresses_write_nothing(self, house: House) -> None:
        _, attempt, code = await house.payment("halyk", SUM)
        await walk(house, attempt.redirect_url or "")
        before = await house.fingerprint()

        forged = await house.lever("halyk", "message", invoice=code, fields={"secret_hash": "0" * 64})
        right = facts_of(attempt.redirect_url or "")
        address = (attempt.redirect_url or "").partition("?")[0] + "?" + urlencode({**right, "amount": "1"})
        bent = await asyncio.to_thread(httpx2.get, address)

        assert (forged["status"], bent.status_code) == (401, 401)
        assert await house.fingerprint() == before

    async def _give_up(self, house: House, attempt_id: Any) -> None:
        async with house.database.transaction() as tx:
            await service.give_up(tx, attempt_id=attempt_id, code="test", source="test", now=datetime.now(UTC))
