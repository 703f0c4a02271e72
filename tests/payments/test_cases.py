"""What providers have and we did not agree to is put aside, and an operator decides: back, counts, or left alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import SYSTEM, PlatformRole
from smartbooking.payments import repository, service
from smartbooking.payments.domain import Attempt, AttemptStatus, CaseAction, Intent, IntentStatus, PaymentCase
from smartbooking.payments.errors import InvalidTransition
from smartbooking.payments.gateways.on_site import OnSite
from tests.identity.factory import bearer_as
from tests.payments.factory import make_payment
from tests.payments.looking import alerts, status, told
from tests.payments.peers import StripePeer
from tests.payments.provider import Provider


@pytest.fixture
async def stripe(provider: Provider) -> AsyncIterator[StripePeer]:
    peer = StripePeer(provider)
    service.install_gateways((OnSite(), peer.gateway))
    yield peer
    await peer.gateway.close()


async def quarantined(
    database: Database, stripe: StripePeer, now: datetime, *, fault: str = "wrong_amount"
) -> tuple[Intent, Attempt, PaymentCase]:
    """A payment the payer made, of another amount, currency or booking than agreed."""
    stripe.arm(fault, "start")
    intent, attempt, _ = await make_payment(database, now=now, method="stripe", token="pm_card_visa")
    async with database.reading() as read:
        (case,) = await service.payment_cases(read, still_open=True, before=None, limit=10)
    return intent, attempt, case


async def decide(database: Database, case_id: int, action: CaseAction, now: datetime) -> None:
    async with database.transaction() as tx:
        await service.resolve_case(tx, principal=SYSTEM, case_id=case_id, action=action, reason="so agreed", now=now)


@pytest.mark.parametrize(
    ("fault", "reason", "actions"),
    [
        ("wrong_amount", "amount_differs", {CaseAction.REFUND, CaseAction.ATTACH}),
        ("wrong_currency", "currency_differs", {CaseAction.REFUND}),
        ("wrong_booking", "booking_differs", {CaseAction.REFUND, CaseAction.ATTACH}),
    ],
)
async def test_what_does_not_match_is_put_aside_with_an_alert(
    database: Database, stripe: StripePeer, now: datetime, fault: str, reason: str, actions: set[CaseAction]
) -> None:
    intent, attempt, case = await quarantined(database, stripe, now, fault=fault)

    assert await status(database, intent.id) is IntentStatus.ORPHAN
    assert "payment_captured" not in await told(database, intent.id)
    assert (case.reason, case.attempt.id if case.attempt else None) == (reason, attempt.id)
    assert case.actions == actions


async def test_an_operator_sends_it_back(database: Database, stripe: StripePeer, now: datetime) -> None:
    intent, attempt, case = await quarantined(database, stripe, now)

    await decide(database, case.id, CaseAction.REFUND, now)
    await service.poll_open(database, now=now)
    async with database.reading() as read:
        refunds = await repository.open_refunds(read, attempt.id)
    for refund_id in refunds:
        await service.run_refund(database, refund_id, now=now)

    assert await status(database, intent.id) is IntentStatus.REFUNDED
    assert stripe.provider.money(intent.booking_id.hex, "stripe") == {"capture": 1_200_100, "refund": -1_200_100}
    async with database.reading() as read:
        assert await service.payment_cases(read, still_open=True, before=None, limit=10) == ()


async def test_an_operator_lets_it_count(database: Database, stripe: StripePeer, now: datetime) -> None:
    intent, attempt, case = await quarantined(database, stripe, now)

    await decide(database, case.id, CaseAction.ATTACH, now)

    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert (await told(database, intent.id))[-1] == "payment_captured"
    async with database.reading() as read:
        kept = await repository.get_attempt(read, attempt.id)
        (done,) = await service.payment_cases(read, still_open=False, before=None, limit=10)
    assert kept is not None
    assert (kept.status, kept.captured.minor) == (AttemptStatus.CAPTURED, 1_200_100)
    assert (done.details["resolution"], done.details["note"], done.resolved_by) == ("attach", "so agreed", SYSTEM.actor)


async def test_a_case_is_decided_once_and_only_in_ways_it_allows(
    database: Database, stripe: StripePeer, now: datetime
) -> None:
    _, _, case = await quarantined(database, stripe, now)

    with pytest.raises(InvalidTransition):
        await decide(database, case.id, CaseAction.DISMISS, now)
    await decide(database, case.id, CaseAction.ATTACH, now)
    with pytest.raises(InvalidTransition):
        await decide(database, case.id, CaseAction.REFUND, now)


async def test_a_wrong_page_nobody_paid_is_killed_at_the_provider(
    database: Database, stripe: StripePeer, now: datetime
) -> None:
    stripe.arm("wrong_amount", "start")
    intent, attempt, _ = await make_payment(database, now=now, method="stripe", token=None)
    async with database.reading() as read:
        (case,) = await service.payment_cases(read, still_open=True, before=None, limit=10)
    assert case.actions == {CaseAction.REFUND}

    await decide(database, case.id, CaseAction.REFUND, now)
    await service.void_quarantined(database, attempt.id, now=now)

    async with database.reading() as read:
        kept = await repository.get_attempt(read, attempt.id)
    assert kept is not None
    assert kept.status is AttemptStatus.VOIDED
    assert await status(database, intent.id) is IntentStatus.FAILED
    assert stripe.provider.money(intent.booking_id.hex, "stripe") == {}


async def test_operators_see_and_decide_over_http_and_the_decision_is_audited(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database, stripe: StripePeer, now: datetime
) -> None:
    intent, _, case = await quarantined(database, stripe, now)
    operator, customer = await bearer_as(runtime, PlatformRole.OPERATOR), await bearer_as(runtime)

    refused = await client.get("/api/v1/operations/payment-cases", headers=customer)
    listed = (await client.get("/api/v1/operations/payment-cases", headers=operator)).json()["data"]
    reply = await client.post(
        f"/api/v1/operations/payment-cases/{public_id('pca', case.id)}/resolve",
        json={"action": "attach", "reason": "the guest paid for a breakfast, too"},
        headers={**operator, "Idempotency-Key": uuid7().hex},
    )
    async with database.reading() as read:
        audited = (await read.execute(text("select action, details->>'note' from infra.audit"))).all()

    assert refused.status_code == 403
    (seen,) = listed
    assert (seen["reason"], seen["provider"], seen["bookingId"]) == (
        "amount_differs", "stripe", public_id("bkg", intent.booking_id),
    )  # fmt: skip
    assert (seen["agreed"]["amount"], seen["found"]["amount"], seen["left"]["amount"]) == (12000, 12001, 12001)
    assert seen["allowedActions"] == ["attach", "refund"]
    assert seen["providerReference"].startswith("pi_")
    assert (reply.status_code, reply.json()["resolution"]) == (200, "attach"), reply.text
    assert ("payment_case.attach", "the guest paid for a breakfast, too") in [tuple(row) for row in audited]
    assert await alerts(database, intent.id) == ["amount_differs"]
