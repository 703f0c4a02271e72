"""What only our own protocol has: play tokens, hanging calls, its strictness, its list of events."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from smartbooking.kernel.money import Money
from smartbooking.payments.domain import AttemptStatus
from smartbooking.payments.gateways.sandbox import Sandbox
from smartbooking.payments.ports import GatewayRefused, OutcomeUnknown
from tests.payments.factory import make_order, make_sandbox
from tests.payments.provider import Provider


@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        ("tok_success", AttemptStatus.CAPTURED, None),
        ("tok_declined", AttemptStatus.FAILED, "card_declined"),
        ("tok_insufficient", AttemptStatus.FAILED, "insufficient_funds"),
        ("tok_expired", AttemptStatus.FAILED, "expired_card"),
        ("tok_3ds", AttemptStatus.REQUIRES_ACTION, None),
        ("tok_processing", AttemptStatus.PROCESSING, None),
        (None, AttemptStatus.REQUIRES_ACTION, None),
    ],
)
async def test_each_token_plays_its_part(
    sandbox: Sandbox, token: str | None, status: AttemptStatus, code: str | None
) -> None:
    report = await sandbox.start(make_order(token=token))

    assert (report.status, report.decline_code) == (status, code)
    assert (report.redirect_url is not None) == (status is AttemptStatus.REQUIRES_ACTION)


async def test_slow_processing_ends_by_itself(sandbox: Sandbox) -> None:
    good, bad = make_order(token="tok_processing"), make_order(token="tok_processing_fail")
    await asyncio.gather(sandbox.start(good), sandbox.start(bad))

    await asyncio.sleep(1.2)

    paid, failed = await sandbox.find_payment(good), await sandbox.find_payment(bad)
    assert paid is not None
    assert failed is not None
    assert paid.status is AttemptStatus.CAPTURED
    assert (failed.status, failed.decline_code) == (AttemptStatus.FAILED, "card_declined")


@pytest.mark.parametrize("fault", ["error_after", "lost_reply", "reset"])
async def test_a_lost_answer_is_unknown_and_the_same_key_finds_the_one_payment(
    sandbox: Sandbox, provider: Provider, fault: str
) -> None:
    order = make_order()
    provider.arm(fault, "start")

    with pytest.raises(OutcomeUnknown):
        await sandbox.start(order)

    found = await sandbox.find_payment(order)
    assert found is not None
    assert found.status is AttemptStatus.CAPTURED
    assert await sandbox.start(order) == found
    assert provider.money(order.booking_id.hex) == {"capture": 1_200_000}


async def test_an_error_without_effect_is_unknown_and_leaves_nothing(sandbox: Sandbox, provider: Provider) -> None:
    order = make_order()
    provider.arm("error", "start")

    with pytest.raises(OutcomeUnknown):
        await sandbox.start(order)

    assert await sandbox.find_payment(order) is None
    assert provider.money(order.booking_id.hex) == {}


async def test_a_hanging_call_is_unknown_and_may_still_take_the_money_later(
    sandbox: Sandbox, provider: Provider
) -> None:
    order = make_order()
    provider.arm("hang", "start", seconds=1.5)

    with pytest.raises(OutcomeUnknown):
        await sandbox.start(order)
    assert await sandbox.find_payment(order) is None

    async with asyncio.timeout(30):
        while (found := await sandbox.find_payment(order)) is None:
            await asyncio.sleep(0.1)
    assert found.status is AttemptStatus.CAPTURED


@pytest.mark.parametrize(("token", "amount", "currency"), [
    ("tok_wrong_amount", 1_200_100, "KZT"), ("tok_wrong_currency", 1_200_000, "EUR"),
])  # fmt: skip
async def test_the_report_tells_the_providers_amount_not_ours(
    sandbox: Sandbox, token: str, amount: int, currency: str
) -> None:
    report = await sandbox.start(make_order(token=token))

    assert report.amount == report.captured == Money(amount, currency)


async def test_a_wrong_api_key_is_refused_not_unknown(provider: Provider) -> None:
    gateway = make_sandbox(provider.url)
    gateway._client.headers["authorization"] = "Bearer sk_wrong"

    with pytest.raises(GatewayRefused) as refused:
        await gateway.start(make_order())
    await gateway.close()

    assert refused.value.code == "unauthenticated"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"amount": 0}, 422),
        ({"amount": -5}, 422),
        ({"amount": 1.5}, 422),
        ({"amount": "100"}, 422),
        ({"amount": True}, 422),
        ({"amount": 10**15}, 422),
        ({"currency": "XXX"}, 422),
        ({"currency": "kzt"}, 422),
        ({"token": "tok_nothing"}, 422),
        ({"token": "4111 1111 1111 1111"}, 422),
        ({"description": "card 4111-1111-1111-1111"}, 422),
        ({"locale": "de"}, 422),
        ({"returnUrl": "javascript:alert(1)"}, 422),
        ({"surprise": 1}, 422),
        ({"reference": ""}, 422),
        ({"capture": "maybe"}, 422),
    ],
)
async def test_the_provider_is_strict_about_its_input(
    provider: Provider, change: dict[str, object], status: int
) -> None:
    body = {
        "reference": make_order().key,
        "amount": 100,
        "currency": "KZT",
        "booking": "b1",
        "returnUrl": "http://localhost/back",
        **change,
    }
    headers = {"authorization": "Bearer sk_test_of_the_suite", "idempotency-key": make_order().key}

    reply = httpx2.post(provider.url + "/sandbox/v1/payments", json=body, headers=headers)

    assert reply.status_code == status, reply.text


async def test_a_key_used_for_another_request_is_refused(provider: Provider) -> None:
    headers = {"authorization": "Bearer sk_test_of_the_suite", "idempotency-key": make_order().key}
    body = {"reference": make_order().key, "amount": 100, "currency": "KZT", "booking": "b", "returnUrl": "http://l/b"}
    first = httpx2.post(provider.url + "/sandbox/v1/payments", json=body, headers=headers)

    other = httpx2.post(provider.url + "/sandbox/v1/payments", json={**body, "amount": 101}, headers=headers)
    none = httpx2.post(
        provider.url + "/sandbox/v1/payments", json=body, headers={"authorization": headers["authorization"]}
    )

    assert (first.status_code, other.status_code, none.status_code) == (201, 422, 400)


async def test_the_list_of_events_tells_what_happened_in_order(sandbox: Sandbox, provider: Provider) -> None:
    order = make_order()
    reference = (await sandbox.start(order)).reference

    events = [event for event in provider.events() if event["data"]["payment"] == reference]

    assert [event["type"] for event in events] == ["payment.created", "payment.captured"]
    assert [event["data"]["version"] for event in events] == [1, 2]
