"""Freedom Pay, CloudPayments, Kaspi QR, Halyk ePay: the contract as far as each protocol allows; what is its own."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, CaptureMode, IntentStatus, RefundStatus, new_code
from smartbooking.payments.gateways.freedom_signature import sign, signature, verify
from smartbooking.payments.ports import BadSignature, GatewayRefused, Order, OutcomeUnknown
from tests.payments import test_gateway_contract as contract
from tests.payments.factory import make_order, make_refund_order
from tests.payments.peers import AskableGateway, Peer, nowhere
from tests.payments.provider import Provider
from tests.payments.regional.coded import CodedPeer
from tests.payments.regional.halyk_payer import HalykPeer
from tests.payments.regional.house import House, make_cloudpayments, make_freedom, make_kaspi_qr

SUM = Money(1_200_000, "KZT")


class CloudPeer(CodedPeer):
    protocol = "cloudpayments"

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.gateway = make_cloudpayments(provider.url)

    def somewhere_else(self) -> AskableGateway:
        return make_cloudpayments(nowhere())


class FreedomPeer(CodedPeer):
    protocol = "freedom"

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.gateway = make_freedom(provider.url)

    def somewhere_else(self) -> AskableGateway:
        return make_freedom(nowhere())


class KaspiPeer(Peer):
    protocol = "kaspi_qr"

    def __init__(self, provider: Provider) -> None:
        super().__init__(provider)
        self.gateway = make_kaspi_qr(provider.url)

    def money(self, order: Order) -> dict[str, int]:
        return self.provider.money(order.attempt_id.hex, self.protocol)

    def somewhere_else(self) -> AskableGateway:
        return make_kaspi_qr(nowhere())


@pytest.fixture(
    params=[CloudPeer, FreedomPeer, KaspiPeer, HalykPeer], ids=["cloudpayments", "freedom", "kaspi_qr", "halyk"]
)
async def peer(request: pytest.FixtureRequest, provider: Provider) -> AsyncIterator[Peer]:
    for name in ("cloudpayments", "freedom", "halyk"):
        await asyncio.to_thread(provider._call, "PUT", "/control/endpoints", json={"provider": name, "url": ""})
    made = request.param(provider)
    yield made
    await made.gateway.close()


def two_stage(peer: Peer) -> bool:
    return peer.protocol != "kaspi_qr"


class TestTheContract:
    """What the common suite asks, asked of these by the same code where their protocols allow it."""

    test_port = staticmethod(contract.test_every_gateway_satisfies_the_port)
    test_page = staticmethod(contract.test_start_leads_to_a_page_and_tells_our_amount_and_booking)
    test_paid_once = staticmethod(contract.test_the_payer_pays_and_the_money_is_taken_once)
    test_void_too_late = staticmethod(contract.test_void_of_a_captured_payment_reports_the_capture)
    test_error_without_effect = staticmethod(
        contract.test_an_error_without_effect_is_unknown_and_the_call_can_be_made_again
    )
    test_nobody_listens = staticmethod(contract.test_nobody_listening_is_unknown)


async def test_a_held_payment_is_taken_once_or_let_go(peer: Peer) -> None:
    if not two_stage(peer):
        return
    order, report = await peer.pay(peer.order(capture=CaptureMode.MANUAL))
    other, _ = await peer.pay(peer.order(capture=CaptureMode.MANUAL))
    assert (report.status, peer.money(order)) == (AttemptStatus.AUTHORISED, {})

    taken = [await peer.gateway.capture(order, "one" + order.key), await peer.gateway.capture(order, "two" + order.key)]
    let_go = [await peer.gateway.void(other, "void" + other.key) for _ in range(2)]

    assert [one.status for one in taken] == [AttemptStatus.CAPTURED] * 2
    assert [one.status for one in let_go] == [AttemptStatus.VOIDED] * 2
    assert (peer.money(order), peer.money(other)) == ({"capture": 1_200_000}, {})


@pytest.mark.parametrize("fault", ["error_after", "lost_reply", "reset"])
async def test_a_refund_whose_answer_was_lost_is_found_and_not_made_again(peer: Peer, fault: str) -> None:
    order, paid = await peer.pay(peer.order())
    part = make_refund_order(order, paid.reference, Money(400_000, "KZT"))
    peer.arm(fault, "refund")

    assert await peer.gateway.find_refund(part) is None
    with pytest.raises(OutcomeUnknown):
        await peer.gateway.refund(part)
    found = await peer.gateway.find_refund(part)
    again = await peer.gateway.refund(part)

    assert found is not None
    assert (found.status, found.amount) == (RefundStatus.SUCCEEDED, part.amount)
    assert again == found
    assert peer.money(order) == {"capture": 1_200_000, "refund": -400_000}


async def test_refunds_are_told_apart_by_their_sum_and_never_exceed_the_capture(peer: Peer) -> None:
    order, paid = await peer.pay(peer.order())
    first = make_refund_order(order, paid.reference, Money(700_000, "KZT"))
    await peer.gateway.refund(first)
    too_much = make_refund_order(order, paid.reference, Money(500_001, "KZT"))

    # CloudPayments tells only that something went back: of several refunds nobody can say which.
    refusal = OutcomeUnknown if peer.protocol == "cloudpayments" else GatewayRefused
    with pytest.raises(refusal):
        await peer.gateway.refund(dataclasses.replace(too_much, besides=first.amount))

    assert peer.money(order) == {"capture": 1_200_000, "refund": -700_000}


@pytest.mark.parametrize("fault", ["wrong_amount", "wrong_currency"])
async def test_the_provider_tells_its_own_amount(peer: Peer, fault: str) -> None:
    if peer.protocol == "kaspi_qr" and fault == "wrong_currency":
        return
    peer.arm(fault, "start")

    _, report = await peer.pay(peer.order())

    assert report.amount != SUM


async def test_what_was_declined_is_failed_and_took_nothing(peer: Peer) -> None:
    order, report = await peer.pay(peer.order(), "decline")

    assert report.status is AttemptStatus.FAILED
    assert report.decline_code
    assert peer.money(order) == {}


class TestKaspiQr:
    """A provider without messages that uses words nobody has heard of."""

    async def test_unknown_words_and_refused_keys_mean_ask_again_and_a_day_later_a_person_is_told(
        self, house: House
    ) -> None:
        intent, attempt, reference = await house.payment("kaspi_qr", SUM)
        now = datetime.now(UTC)

        async def asked(word: str, after: timedelta = timedelta()) -> IntentStatus:
            await house.lever("kaspi_qr", "status", id=reference, status=word)
            await service.poll_attempt(house.database, attempt.id, now=now + after)
            async with house.database.reading() as read:
                return (await service.payment_status(read, intent_id=intent.id)).status

        seen = [await asked(word) for word in ("QrTokenCreated", "Invented", "Wait", "Invented")]
        overdue = await asked("Invented", timedelta(days=1))
        told = await house.alerts()
        ended = await asked("Processed", timedelta(days=1, minutes=1))

        action, processing = IntentStatus.REQUIRES_ACTION, IntentStatus.PROCESSING
        assert seen == [action, action, processing, processing]
        assert (overdue, told, ended) == (IntentStatus.UNKNOWN, ["no_end"], IntentStatus.CAPTURED)
        assert await house.taken(intent.booking_id) == SUM.minor
        assert await house.money(attempt.id.hex, "kaspi_qr") == {"capture": SUM.minor}

    async def test_it_is_asked_every_five_seconds_then_slower_then_by_the_poller(self, house: House) -> None:
        gateway = make_kaspi_qr("http://nowhere")
        ages = (0, 179, 180, 899, 900)

        pauses = [gateway.ask_again_in(timedelta(seconds=age)) for age in ages]
        await gateway.close()

        assert [pause and pause.total_seconds() for pause in pauses] == [5, 5, 15, 15, None]

    async def test_a_refused_key_is_not_a_failure(self, provider: Provider) -> None:
        gateway = make_kaspi_qr(provider.url)
        gateway._client.headers["api-key"] = "revoked"

        with pytest.raises(OutcomeUnknown):
            await gateway.start(make_order(token=None))
        await gateway.close()


@pytest.mark.usefixtures("only_payments")
class TestCallbacks:
    """The provider asks before it takes money, and tells afterwards."""

    @pytest.mark.parametrize("method", ["cloudpayments", "freedom"])
    async def test_a_payment_that_was_given_up_can_not_be_paid(self, house: House, method: str) -> None:
        intent, attempt, _ = await house.payment(method, SUM)
        page = attempt.redirect_url
        assert page is not None
        # Given up with us, while the payer still has the provider's page open.
        async with house.database.transaction() as tx:
            await service.give_up(tx, attempt_id=attempt.id, code="test", source="test", now=datetime.now(UTC))

        await house.press(page)
        await house.deliver()

        assert await house.money(intent.booking_id.hex, method) == {}
        assert await house.taken(intent.booking_id) == 0

    @pytest.mark.parametrize("method", ["cloudpayments", "freedom"])
    @pytest.mark.parametrize("weather", ["fair", "duplicate", "drop"])
    async def test_paid_on_the_page_is_paid_here_whatever_happens_to_the_message(
        self, house: House, method: str, weather: str
    ) -> None:
        intent, attempt, _ = await house.payment(method, SUM)
        assert attempt.redirect_url is not None
        if weather != "fair":
            await house.arm(weather, "message", method)

        await house.press(attempt.redirect_url)
        await house.deliver()
        if weather == "drop":
            await service.poll_attempt(house.database, attempt.id, now=datetime.now(UTC))

        assert await house.money(intent.booking_id.hex, method) == {"capture": SUM.minor}
        assert await house.taken(intent.booking_id) == SUM.minor

    async def test_a_late_failure_message_does_not_undo_a_payment(self, house: House) -> None:
        intent, attempt, code = await house.payment("freedom", SUM)
        assert attempt.redirect_url is not None
        await house.press(attempt.redirect_url)
        await house.deliver()

        await house.lever("freedom", "message", order=code, fields={"pg_result": "0"})
        await house.deliver()

        assert await house.taken(intent.booking_id) == SUM.minor

    @pytest.mark.parametrize("as_json", [False, True])
    async def test_check_answers_by_the_table_in_both_spellings(self, house: House, as_json: bool) -> None:
        _intent, attempt, code = await house.payment("cloudpayments", SUM)

        async def check(**fields: str) -> str:
            told = {"InvoiceId": code, "Amount": "12000.00", "Currency": "KZT", "Name": "Әйгерім + Ко", **fields}
            answer = await house.lever("cloudpayments", "notify", part="check", fields=told, json=as_json)
            return str(answer["body"])

        seen = [await check(), await check(Amount="11999.00"), await check(Currency="RUB")]
        seen += [await check(InvoiceId=new_code())]
        async with house.database.transaction() as tx:
            await service.give_up(tx, attempt_id=attempt.id, code="test", source="test", now=datetime.now(UTC))
        seen.append(await check())

        assert seen == [f'{{"code": {code}}}' for code in (0, 12, 12, 10, 20)]

    async def test_messages_with_a_wrong_signature_are_refused(self, house: House) -> None:
        fields = {"InvoiceId": new_code(), "Amount": "1.00"}
        before = await house.fingerprint()

        answer = await house.lever("cloudpayments", "notify", part="pay", fields=fields, hmac="AAAA")

        assert answer["status"] == 401
        assert await house.fingerprint() == before


def test_a_freedom_signature_does_not_depend_on_the_order_of_fields_but_on_every_letter() -> None:
    fields = {"pg_order_id": "23", "pg_amount": "25", "pg_description": "Бронь №7; сауна", "pg_salt": "molbulak"}
    right = signature("init_payment.php", fields, "secret")

    assert signature("init_payment.php", dict(reversed(fields.items())), "secret") == right
    assert signature("result", fields, "secret") != right
    signed = sign("result", fields, "secret")
    verify("result", signed, "secret")
    for bad in ({**signed, "pg_amount": "26"}, {**signed, "pg_extra": ""}, {**signed, "pg_sig": ""}):
        with pytest.raises(BadSignature):
            verify("result", bad, "secret")
