"""Starting, capturing and giving up a payment, with the real provider behind it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.payments import service
from smartbooking.payments.domain import CaptureMode, IntentStatus
from smartbooking.payments.errors import CardNumberRefused, InvalidTransition, PaymentInProgress, UnknownMethod
from tests.payments.factory import VENDOR, make_attempt, make_payment
from tests.payments.looking import alerts, apply_all, status, told
from tests.payments.provider import Provider

pytestmark = pytest.mark.usefixtures("gateways")
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("token", "expected", "event"),
    [
        ("tok_success", IntentStatus.CAPTURED, ["payment_captured"]),
        ("tok_declined", IntentStatus.FAILED, ["payment_failed"]),
        ("tok_3ds", IntentStatus.REQUIRES_ACTION, []),
        ("tok_processing", IntentStatus.PROCESSING, []),
        (None, IntentStatus.REQUIRES_ACTION, []),
    ],
)
async def test_an_attempt_ends_where_the_provider_says(
    database: Database, now: datetime, token: str | None, expected: IntentStatus, event: list[str]
) -> None:
    intent, _, outcome = await make_payment(database, now=now, token=token)

    assert outcome.status is expected
    assert outcome.client_secret == intent.client_secret
    assert (outcome.redirect_url is not None) == (expected is IntentStatus.REQUIRES_ACTION)
    assert await told(database, intent.id) == event


async def test_the_token_is_forgotten_once_it_has_done_its_work(database: Database, now: datetime) -> None:
    _, attempt, _ = await make_payment(database, now=now)

    async with database.reading() as read:
        row = (
            await read.execute(text("select token, reference from payments.attempt where id = :id"), {"id": attempt.id})
        ).one()
    assert row.token is None
    assert row.reference.startswith("spay_")


async def test_paying_at_the_desk_is_a_promise_until_the_desk_has_the_money(database: Database, now: datetime) -> None:
    intent, _, promised = await make_payment(database, now=now, method="pay_on_site", token=None)

    taken = await service.capture_intent(database, intent_id=intent.id, now=now)
    again = await service.capture_intent(database, intent_id=intent.id, now=now)

    async with database.reading() as read:
        asked_at = await read.scalar(text("select max(next_poll_at) from payments.attempt"))
    assert asked_at is None
    assert promised.status is IntentStatus.AUTHORISED
    assert promised.secured
    assert taken == again
    assert taken.status is IntentStatus.CAPTURED
    assert await told(database, intent.id) == ["payment_authorised", "payment_captured"]


async def test_credit_card_means_the_configured_card_gateway(database: Database, now: datetime) -> None:
    intent, attempt = await make_attempt(database, now=now, method="credit_card")

    assert intent.method == attempt.gateway == "sandbox"


async def test_a_method_nobody_offers_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises(UnknownMethod):
        await make_attempt(database, now=now, method="shells")


async def test_a_card_number_is_no_token(database: Database, now: datetime) -> None:
    with pytest.raises(CardNumberRefused) as refused:
        await make_attempt(database, now=now, token="4111 1111 1111 1111")

    assert [error.pointer for error in refused.value.errors] == ["/paymentDetails/token"]


async def test_running_an_attempt_many_times_charges_once(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, attempt = await make_attempt(database, now=now)

    outcomes = await asyncio.gather(*(service.run_attempt(database, attempt.id, now=now) for _ in range(8)))
    after = await service.run_attempt(database, attempt.id, now=now)

    assert IntentStatus.CAPTURED in {outcome.status for outcome in outcomes}
    assert after.status is IntentStatus.CAPTURED
    assert provider.money(intent.booking_id.hex) == {"capture": 1_200_000}
    assert await told(database, intent.id) == ["payment_captured"]


async def test_a_second_attempt_waits_for_the_end_of_the_first(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now, token=None)

    with pytest.raises(PaymentInProgress):
        async with database.transaction() as tx:
            await service.prepare_attempt(tx, intent_id=intent.id, token="tok_success", now=now)


async def test_after_a_decline_another_method_may_be_tried(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, _, declined = await make_payment(database, now=now, token="tok_declined")

    async with database.transaction() as tx:
        second = await service.prepare_attempt(tx, intent_id=intent.id, token="tok_success", now=now)
    paid = await service.run_attempt(database, second.id, now=now)

    assert declined.dead
    assert declined.decline_code == "card_declined"
    assert second.number == 2
    assert paid.paid
    assert provider.money(intent.booking_id.hex) == {"capture": 1_200_000}
    assert await told(database, intent.id) == ["payment_failed", "payment_captured"]


async def test_a_paid_intent_takes_no_further_attempt(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now)

    with pytest.raises(InvalidTransition):
        async with database.transaction() as tx:
            await service.prepare_attempt(tx, intent_id=intent.id, now=now)


@pytest.mark.parametrize("fault", ["error_after", "lost_reply", "reset"])
async def test_a_lost_answer_is_unknown_until_the_poller_has_asked(
    database: Database, now: datetime, provider: Provider, fault: str
) -> None:
    provider.arm(fault, "start")
    intent, _, outcome = await make_payment(database, now=now)
    before = await told(database, intent.id)

    await service.poll_open(database, now=now + 2 * MINUTE)

    assert outcome.status is IntentStatus.UNKNOWN
    assert not outcome.dead
    assert not outcome.secured
    assert before == []
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert await told(database, intent.id) == ["payment_captured"]


async def test_what_never_arrived_fails_after_a_minute_and_not_before(
    database: Database, now: datetime, provider: Provider
) -> None:
    provider.arm("error", "start")
    intent, attempt, _ = await make_payment(database, now=now)

    await service.poll_attempt(database, attempt.id, now=now + timedelta(seconds=59))
    before = await status(database, intent.id)
    await service.poll_attempt(database, attempt.id, now=now + timedelta(seconds=60))

    assert before is IntentStatus.UNKNOWN
    assert await status(database, intent.id) is IntentStatus.FAILED
    assert provider.money(intent.booking_id.hex) == {}


async def test_money_that_arrives_after_all_goes_back_by_itself(
    database: Database, now: datetime, provider: Provider
) -> None:
    provider.arm("hang", "start", seconds=8)
    intent, attempt, _ = await make_payment(database, now=now)
    await service.poll_attempt(database, attempt.id, now=now + MINUTE)
    failed = await status(database, intent.id)

    while not provider.money(intent.booking_id.hex):
        await asyncio.sleep(0.1)
    await service.reconcile(database, now=now + 2 * MINUTE)
    await apply_all(database, now + 2 * MINUTE)
    await service.poll_open(database, now=now + 4 * MINUTE)

    assert failed is IntentStatus.FAILED
    assert await status(database, intent.id) is IntentStatus.FAILED
    assert provider.money(intent.booking_id.hex) == {"capture": 1_200_000, "refund": -1_200_000}
    assert await alerts(database, intent.id) == ["captured_after_close"]
    assert await told(database, intent.id) == ["payment_failed", "payment_quarantined", "refund_succeeded"]


async def test_an_attempt_whose_caller_died_before_the_call_is_closed(database: Database, now: datetime) -> None:
    intent, _ = await make_attempt(database, now=now)

    await service.poll_open(database, now=now + timedelta(seconds=30))
    before = await status(database, intent.id)
    await service.poll_open(database, now=now + 2 * MINUTE)

    assert before is IntentStatus.CREATED
    assert await status(database, intent.id) is IntentStatus.FAILED


async def test_three_d_secure_ends_right_without_any_message(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, _, outcome = await make_payment(database, now=now, token="tok_3ds")
    assert outcome.redirect_url is not None
    provider.press(outcome.redirect_url + "/bank", answer="confirm")

    await service.poll_open(database, now=now + 2 * MINUTE)

    assert await status(database, intent.id) is IntentStatus.CAPTURED


@pytest.mark.parametrize("token", [None, "tok_3ds"])
async def test_giving_up_kills_at_the_provider_first(
    database: Database, now: datetime, provider: Provider, token: str | None
) -> None:
    intent, _, outcome = await make_payment(database, now=now, token=token)
    assert outcome.redirect_url is not None

    killed = await service.cancel_intent(database, intent_id=intent.id, now=now)
    again = await service.cancel_intent(database, intent_id=intent.id, now=now)
    page = provider.press(outcome.redirect_url, choice="pay")

    assert killed.dead
    assert again == killed
    assert page.status_code == 303
    assert killed.status is IntentStatus.VOIDED
    assert provider.money(intent.booking_id.hex) == {}
    assert await told(database, intent.id) == ["payment_voided"]


async def test_giving_up_too_late_finds_the_payment_made(database: Database, now: datetime, provider: Provider) -> None:
    intent, _, outcome = await make_payment(database, now=now, token=None)
    assert outcome.redirect_url is not None
    provider.press(outcome.redirect_url, choice="pay")

    late = await service.cancel_intent(database, intent_id=intent.id, now=now)

    assert late.paid
    assert await told(database, intent.id) == ["payment_captured"]


async def test_giving_up_before_anything_was_sent_needs_no_provider(
    database: Database, now: datetime, provider: Provider
) -> None:
    provider.arm("error", "void", times=5)
    intent, attempt = await make_attempt(database, now=now)

    killed = await service.cancel_intent(database, intent_id=intent.id, now=now)
    late = await service.run_attempt(database, attempt.id, now=now)

    assert killed.status is late.status is IntentStatus.VOIDED
    assert provider.money(intent.booking_id.hex) == {}


async def test_a_silent_provider_keeps_the_payment_alive_and_the_poller_kills_it(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, _, _ = await make_payment(database, now=now, token=None)
    provider.arm("error", "void")

    silent = await service.cancel_intent(database, intent_id=intent.id, now=now)
    await service.poll_open(database, now=now + 2 * MINUTE)

    assert silent.status is IntentStatus.REQUIRES_ACTION
    assert not silent.dead
    assert await status(database, intent.id) is IntentStatus.VOIDED


async def test_giving_up_a_lost_start_finds_it_by_our_key_and_kills_it(
    database: Database, now: datetime, provider: Provider
) -> None:
    provider.arm("lost_reply", "start")
    intent, _, unknown = await make_payment(database, now=now, token=None)

    killed = await service.cancel_intent(database, intent_id=intent.id, now=now)

    assert unknown.status is IntentStatus.UNKNOWN
    assert killed.status is IntentStatus.VOIDED


@pytest.mark.parametrize("fault", ["error", "lost_reply"])
async def test_a_wanted_capture_is_repeated_until_it_is_answered(
    database: Database, now: datetime, provider: Provider, fault: str
) -> None:
    intent, _, held = await make_payment(database, now=now, capture=CaptureMode.MANUAL)
    provider.arm(fault, "capture")

    silent = await service.capture_intent(database, intent_id=intent.id, now=now)
    await service.poll_open(database, now=now + 2 * MINUTE)

    assert held.status is silent.status is IntentStatus.AUTHORISED
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert provider.money(intent.booking_id.hex) == {"capture": 1_200_000}


async def test_giving_up_a_promise_at_the_desk_needs_nobody(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now, method="pay_on_site", token=None)

    killed = await service.cancel_intent(database, intent_id=intent.id, now=now)

    assert killed.status is IntentStatus.VOIDED
    assert await told(database, intent.id) == ["payment_authorised", "payment_voided"]


async def test_one_round_of_polling_takes_more_than_one_batch(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smartbooking.payments.service.polling.BATCH", 2)
    made = [await make_attempt(database, now=now) for _ in range(5)]

    seen = await service.poll_open(database, now=now + 2 * MINUTE)

    assert seen == 5
    assert {await status(database, intent.id) for intent, _ in made} == {IntentStatus.FAILED}


async def test_nothing_held_can_not_be_captured(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now, token=None)

    with pytest.raises(InvalidTransition):
        await service.capture_intent(database, intent_id=intent.id, now=now)


@pytest.mark.parametrize(
    ("token", "reason"), [("tok_wrong_amount", "amount_differs"), ("tok_wrong_currency", "currency_differs")]
)
async def test_money_that_does_not_match_is_put_aside_and_can_go_back(
    database: Database, now: datetime, provider: Provider, token: str, reason: str
) -> None:
    intent, attempt, outcome = await make_payment(database, now=now, token=token)
    await service.poll_attempt(database, attempt.id, now=now + MINUTE)
    async with database.transaction() as tx:
        (refund,) = await service.refund_everything(
            tx, vendor_id=VENDOR, booking_id=intent.booking_id, reason="quarantined", now=now
        )
    await service.run_refund(database, refund.id, now=now)

    assert outcome.status is IntentStatus.ORPHAN
    assert not outcome.secured
    assert not outcome.dead
    assert await alerts(database, intent.id) == [reason]
    assert await told(database, intent.id) == ["payment_quarantined", "refund_succeeded"]
    assert await status(database, intent.id) is IntentStatus.REFUNDED
    assert sum(provider.money(intent.booking_id.hex).values()) == 0


async def test_a_dispute_is_followed_to_its_end(database: Database, now: datetime, provider: Provider) -> None:
    won, first, _ = await make_payment(database, now=now)
    lost, second, _ = await make_payment(database, now=now)
    references = {}
    async with database.reading() as read:
        for attempt in (first, second):
            row = await read.execute(text("select reference from payments.attempt where id = :id"), {"id": attempt.id})
            references[attempt.id] = row.scalar_one()
    for attempt in (first, second):
        provider.dispute(references[attempt.id], "open")
    await service.reconcile(database, now=now)
    await apply_all(database, now)
    during = [await status(database, one.id) for one in (won, lost)]

    provider.dispute(references[first.id], "won")
    provider.dispute(references[second.id], "lost")
    await service.reconcile(database, now=now)
    await apply_all(database, now)
    await service.reconcile(database, now=now)

    assert during == [IntentStatus.DISPUTED, IntentStatus.DISPUTED]
    assert await status(database, won.id) is IntentStatus.CAPTURED
    assert await status(database, lost.id) is IntentStatus.REFUNDED
    assert await alerts(database, lost.id) == []


async def test_the_journal_tells_every_move_and_who_said_so(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now)

    async with database.reading() as read:
        rows = await read.execute(
            text("select source, from_status, to_status from payments.journal where intent_id = :id order by id"),
            {"id": intent.id},
        )
        lines = [tuple(row) for row in rows]

    assert lines == [
        ("command", None, "created"),
        ("command", "created", "created"),
        ("command", "created", "unknown"),
        ("call", "unknown", "captured"),
    ]


async def test_the_journal_can_not_be_rewritten(database: Database, now: datetime) -> None:
    await make_payment(database, now=now)

    for statement in ("update payments.journal set to_status = 'x'", "delete from payments.journal"):
        with pytest.raises(Exception, match="permission denied"):
            async with database.transaction() as tx:
                await tx.execute(text(statement))
