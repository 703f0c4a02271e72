"""Money on its way back: never too much, never twice, never guessed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from smartbooking.infra.db import Database, Tx, constraint_of
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import IntentStatus, Refund, RefundStatus
from smartbooking.payments.errors import InvalidTransition, RefundExceedsCapture
from tests.payments.factory import VENDOR, make_payment
from tests.payments.looking import alerts, apply_all, status, told
from tests.payments.provider import Provider

pytestmark = pytest.mark.usefixtures("gateways")
MINUTE = timedelta(minutes=1)
FULL = Money(1_200_000, "KZT")


async def ask(database: Database, intent_id: UUID, minor: int, now: datetime) -> Refund:
    async with database.transaction() as tx:
        return await service.request_refund(
            tx, intent_id=intent_id, amount=Money(minor, "KZT"), reason="cancelled", now=now
        )


async def test_a_full_refund_goes_back_once(database: Database, now: datetime, provider: Provider) -> None:
    intent, _, _ = await make_payment(database, now=now)
    refund = await ask(database, intent.id, FULL.minor, now)

    done = await asyncio.gather(*(service.run_refund(database, refund.id, now=now) for _ in range(5)))
    after = await service.run_refund(database, refund.id, now=now)

    assert RefundStatus.SUCCEEDED in {one.status for one in done}
    assert after.status is RefundStatus.SUCCEEDED
    assert provider.money(intent.booking_id.hex) == {"capture": FULL.minor, "refund": -FULL.minor}
    assert await status(database, intent.id) is IntentStatus.REFUNDED
    assert await told(database, intent.id) == ["payment_captured", "refund_succeeded"]


async def test_fifty_parallel_refunds_refund_once(database: Database, now: datetime, provider: Provider) -> None:
    intent, _, _ = await make_payment(database, now=now)

    async def one() -> Refund | None:
        async def use_case(tx: Tx) -> Refund:
            return await service.request_refund(tx, intent_id=intent.id, amount=FULL, reason="cancelled", now=now)

        try:
            refund = await database.run(use_case)
        except RefundExceedsCapture:
            return None
        return await service.run_refund(database, refund.id, now=now)

    answers = await asyncio.gather(*(one() for _ in range(50)))

    assert sum(answer is not None for answer in answers) == 1
    assert provider.money(intent.booking_id.hex) == {"capture": FULL.minor, "refund": -FULL.minor}
    assert await status(database, intent.id) is IntentStatus.REFUNDED


async def test_partial_refunds_add_up_and_stop_at_what_was_taken(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, _, _ = await make_payment(database, now=now)
    first = await ask(database, intent.id, 500_000, now)
    async with database.reading() as read:
        left = await service.refundable(read, intent_id=intent.id)
    await service.run_refund(database, first.id, now=now)
    between = await status(database, intent.id)

    with pytest.raises(RefundExceedsCapture):
        await ask(database, intent.id, 700_001, now)
    second = await ask(database, intent.id, 700_000, now)
    await service.run_refund(database, second.id, now=now)

    assert left == Money(700_000, "KZT")
    assert between is IntentStatus.PARTLY_REFUNDED
    assert (first.number, second.number) == (1, 2)
    assert await status(database, intent.id) is IntentStatus.REFUNDED
    assert provider.money(intent.booking_id.hex) == {"capture": FULL.minor, "refund": -FULL.minor}


@pytest.mark.parametrize("minor", [0, -1])
async def test_a_refund_is_a_positive_amount(database: Database, now: datetime, minor: int) -> None:
    intent, _, _ = await make_payment(database, now=now)

    with pytest.raises(RefundExceedsCapture):
        await ask(database, intent.id, minor, now)


async def test_what_was_not_taken_can_not_go_back(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now, token=None)

    with pytest.raises(RefundExceedsCapture):
        await ask(database, intent.id, 1, now)


async def test_the_database_itself_refuses_to_reserve_more_than_was_taken(database: Database, now: datetime) -> None:
    await make_payment(database, now=now)

    with pytest.raises(IntegrityError) as refused:
        async with database.transaction() as tx:
            await tx.execute(text("update payments.attempt set refund_reserved_minor = captured_minor + 1"))

    assert constraint_of(refused.value) == "no_refund_above_capture"


@pytest.mark.parametrize("fault", ["error", "error_after", "lost_reply", "reset"])
async def test_an_unanswered_refund_stays_submitted_until_the_provider_says(
    database: Database, now: datetime, provider: Provider, fault: str
) -> None:
    intent, _, _ = await make_payment(database, now=now)
    refund = await ask(database, intent.id, FULL.minor, now)
    provider.arm(fault, "refund")
    silent = await service.run_refund(database, refund.id, now=now)

    provider.arm("error", "read", times=1)
    await service.poll_open(database, now=now + 2 * MINUTE)
    still = await status(database, intent.id)
    await service.poll_open(database, now=now + 4 * MINUTE)

    assert silent.status is RefundStatus.SUBMITTED
    assert still is IntentStatus.CAPTURED
    assert await status(database, intent.id) is IntentStatus.REFUNDED
    assert provider.money(intent.booking_id.hex) == {"capture": FULL.minor, "refund": -FULL.minor}


async def test_a_year_of_silence_does_not_fail_a_submitted_refund(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, _, _ = await make_payment(database, now=now)
    refund = await ask(database, intent.id, FULL.minor, now)
    provider.arm("error", "refund", times=10)
    provider.arm("error", "read", times=10)
    await service.run_refund(database, refund.id, now=now)

    await service.poll_open(database, now=now + timedelta(days=365))

    async with database.reading() as read:
        state = await read.scalar(text("select status from payments.refund where id = :id"), {"id": refund.id})
    assert state == "submitted"


async def test_a_pending_refund_arrives_by_asking(database: Database, now: datetime, provider: Provider) -> None:
    intent, _, _ = await make_payment(database, now=now)
    refund = await ask(database, intent.id, FULL.minor, now)
    provider.arm("refund_pending", "refund")
    pending = await service.run_refund(database, refund.id, now=now)

    await asyncio.sleep(1.2)
    await service.poll_open(database, now=now + 2 * MINUTE)

    assert pending.status is RefundStatus.SUBMITTED
    assert await status(database, intent.id) is IntentStatus.REFUNDED


async def test_a_failed_refund_frees_its_share_and_calls_a_person(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, _, _ = await make_payment(database, now=now)
    refund = await ask(database, intent.id, FULL.minor, now)
    provider.arm("refund_failed", "refund")

    failed = await service.run_refund(database, refund.id, now=now)
    again = await ask(database, intent.id, FULL.minor, now)
    await service.run_refund(database, again.id, now=now)

    assert (failed.status, failed.failure_code) == (RefundStatus.FAILED, "refund_rejected")
    assert await alerts(database, intent.id) == ["refund_failed:refund_rejected"]
    assert await told(database, intent.id) == ["payment_captured", "refund_failed", "refund_succeeded"]
    assert await status(database, intent.id) is IntentStatus.REFUNDED
    assert provider.money(intent.booking_id.hex) == {"capture": FULL.minor, "refund": -FULL.minor}


async def test_cash_goes_back_when_the_desk_says_so(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now, method="pay_on_site", token=None)
    await service.capture_intent(database, intent_id=intent.id, now=now)
    refund = await ask(database, intent.id, FULL.minor, now)
    waiting = await service.run_refund(database, refund.id, now=now)

    await service.poll_open(database, now=now + 2 * MINUTE)
    still = await status(database, intent.id)
    handed = await service.record_desk_refund(database, refund.id, now=now)

    assert waiting.status is RefundStatus.SUBMITTED
    assert still is IntentStatus.CAPTURED
    assert handed.status is RefundStatus.SUCCEEDED
    assert await status(database, intent.id) is IntentStatus.REFUNDED


async def test_nobody_may_say_for_a_provider_that_money_went_back(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now)
    refund = await ask(database, intent.id, FULL.minor, now)

    with pytest.raises(InvalidTransition):
        await service.record_desk_refund(database, refund.id, now=now)


async def test_refund_everything_refunds_what_was_taken_and_kills_what_is_open(
    database: Database, now: datetime, provider: Provider
) -> None:
    paid, _, _ = await make_payment(database, now=now)
    open_one, _, _ = await make_payment(database, now=now, token=None, booking_id=paid.booking_id)

    async with database.transaction() as tx:
        first = await service.refund_everything(
            tx, vendor_id=VENDOR, booking_id=paid.booking_id, reason="refunded_unavailable", now=now
        )
    async with database.transaction() as tx:
        second = await service.refund_everything(
            tx, vendor_id=VENDOR, booking_id=paid.booking_id, reason="refunded_unavailable", now=now
        )
    await service.poll_open(database, now=now + 2 * MINUTE)

    assert [refund.amount for refund in first] == [FULL]
    assert second == ()
    assert await status(database, paid.id) is IntentStatus.REFUNDED
    assert await status(database, open_one.id) is IntentStatus.VOIDED
    assert provider.money(paid.booking_id.hex) == {"capture": FULL.minor, "refund": -FULL.minor}


async def test_a_refund_made_at_the_provider_itself_calls_a_person(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, attempt, _ = await make_payment(database, now=now)
    async with database.reading() as read:
        reference = await read.scalar(text("select reference from payments.attempt where id = :id"), {"id": attempt.id})
    provider.refund_by_hand(reference, 5)

    await service.reconcile(database, now=now)
    await apply_all(database, now)

    assert await alerts(database, intent.id) == ["refunded_elsewhere"]
    assert await status(database, intent.id) is IntentStatus.CAPTURED


async def test_two_intents_of_one_booking_are_independent(
    database: Database, now: datetime, provider: Provider
) -> None:
    booking = uuid7()
    await make_payment(database, now=now, booking_id=booking, amount=Money(300_000, "KZT"))
    await make_payment(database, now=now, booking_id=booking, amount=Money(700_000, "KZT"))

    assert provider.money(booking.hex) == {"capture": 1_000_000}
