"""Giving money back: never more than was taken, never twice, and an unknown answer stays unknown."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from smartbooking.infra import events, jobs
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.kernel.money import Money
from smartbooking.payments import repository
from smartbooking.payments.domain import (
    INTENT_MOVES,
    LIVE_ATTEMPT,
    TERMINAL_INTENT,
    Attempt,
    AttemptStatus,
    Intent,
    IntentStatus,
    Mismatch,
    Refund,
    RefundStatus,
    check_refund_move,
    line_of,
    refund_follows,
)
from smartbooking.payments.errors import InvalidTransition, PaymentNotFound, RefundExceedsCapture
from smartbooking.payments.events import RefundFailed, RefundSucceeded
from smartbooking.payments.ports import (
    GatewayRefused,
    OutcomeUnknown,
    PaymentLookup,
    RefundOrder,
    RefundReport,
)
from smartbooking.payments.service import bookkeeping
from smartbooking.payments.service.attempts import POLL_ATTEMPT
from smartbooking.payments.service.registry import gateway_named, is_value, passive
from smartbooking.payments.service.reserve import reserve_and_request
from smartbooking.value import service as value

# The money came past us, so it goes back past us: the business sends it and says so (`record_desk_refund`).
REFUND_BY_HAND: Final = "refund_by_hand"


async def request_refund(tx: Tx, *, intent_id: UUID, amount: Money, reason: str, now: datetime) -> Refund:
    """Ask for part or all of a captured payment back; carried out by a job (or at once by `run_refund`).

    Locks the intent. Raises RefundExceedsCapture when less than `amount` is left, whatever runs in parallel.
    """
    intent = await repository.lock_intent(tx, intent_id)
    if intent is None:
        raise PaymentNotFound
    for attempt in await repository.attempts_of(tx, intent):
        if attempt.captured.minor > 0:
            return await refund_attempt(tx, attempt=attempt, amount=amount, reason=reason, now=now)
    raise RefundExceedsCapture("Nothing was taken, so nothing can be refunded.")


async def refund_attempt(tx: Tx, *, attempt: Attempt, amount: Money, reason: str, now: datetime) -> Refund:
    """Ask for money of one payment back; what was paid with value is back on its card in this transaction.

    The caller holds the intent's lock. Raises RefundExceedsCapture.
    """
    refund = await reserve_and_request(tx, attempt=attempt, amount=amount, reason=reason, now=now)
    if not is_value(attempt.gateway):
        return refund
    about: dict[str, Any] = {"vendor_id": attempt.vendor_id, "booking_id": attempt.booking_id, "amount": amount}
    if (line := line_of(attempt.gateway, attempt.reference)) is not None:
        await value.give_visits_back(
            tx, **about, pass_id=account_of(attempt), line=line, cause=f"refund:{refund.id}", now=now
        )
    else:
        await value.give_back(tx, **about, account_id=account_of(attempt), cause=f"refund:{refund.id}", now=now)
    await _submit(tx, refund.id, now)
    report = RefundReport(reference=f"value_{refund.id.hex}", status=RefundStatus.SUCCEEDED, amount=amount)
    return await _apply(tx, refund.id, report, "value", now)


async def refund_everything(
    tx: Tx, *, vendor_id: int, booking_id: UUID, reason: str, now: datetime, but_value: bool = False
) -> tuple[Refund, ...]:
    """Undo every payment of a booking: refund all that was taken, kill all that is still open. Idempotent.

    For money that came after the place was lost: the booking's decision, our work. Locks the intents.
    `but_value`: what was taken from cards stays, because the booking does.
    """
    refunds: list[Refund] = []
    for found in await repository.intents_of_booking(tx, vendor_id, booking_id):
        intent = await repository.lock_intent(tx, found.id) or found
        for attempt in await repository.attempts_of(tx, intent):
            left = attempt.captured - attempt.refund_reserved
            if but_value and is_value(attempt.gateway):
                continue
            if left.minor > 0:
                refunds.append(await refund_attempt(tx, attempt=attempt, amount=left, reason=reason, now=now))
            elif attempt.status in LIVE_ATTEMPT:
                await give_up_later(tx, intent, attempt, now)
    return tuple(refunds)


async def give_up_later(tx: Tx, intent: Intent, attempt: Attempt, now: datetime) -> None:
    """Note that a live attempt is not wanted and let the worker kill it. Both rows are locked by the caller."""
    if intent.cancel_requested_at is None and intent.status not in TERMINAL_INTENT:
        await repository.update_intent(tx, intent, now=now, cancel_requested_at=now)
    await jobs.enqueue(tx, POLL_ATTEMPT, {"attempt_id": str(attempt.id)}, key=f"poll:{attempt.id}")


def account_of(attempt: Attempt) -> UUID:
    """The card a payment was taken from; it stands in the payment's reference."""
    return UUID((attempt.reference or "").partition("_")[0])


async def run_refund(database: Database, refund_id: UUID, *, now: datetime) -> Refund:
    """Carry a requested refund out at the provider. Safe to repeat; silence leaves it `submitted`."""
    refund, attempt = await database.run(lambda tx: _submit(tx, refund_id, now))
    if refund.status is not RefundStatus.SUBMITTED:
        return refund
    reach("K11")
    order = refund_order(refund, attempt)
    try:
        report = await gateway_named(attempt.gateway).refund(order)
    except OutcomeUnknown:
        return refund
    except GatewayRefused as refusal:
        report = RefundReport(
            reference=refund.reference or "",
            status=RefundStatus.FAILED,
            amount=refund.amount,
            failure_code=refusal.code,
        )
    reach("K12")
    return await store_refund(database, refund_id, report=report, source="call", now=now)


async def record_desk_refund(database: Database, refund_id: UUID, *, now: datetime) -> Refund:
    """The desk says that it handed the money back. Only for gateways nobody can ask."""
    refund, attempt = await _loaded(database, refund_id)
    if isinstance(gateway_named(attempt.gateway), PaymentLookup):
        raise InvalidTransition("The provider of this payment tells by itself.", allowed=[])
    refund = await run_refund(database, refund_id, now=now)
    report = RefundReport(
        reference=refund.reference or "", status=RefundStatus.SUCCEEDED, amount=refund.amount, failure_code=None
    )
    return await store_refund(database, refund_id, report=report, source="desk", now=now)


async def record_refund_by_provider(tx: Tx, *, attempt_id: UUID, amount: Money, now: datetime) -> bool:
    """A provider that calls us says that the money went back. False when nobody here asked for exactly that."""
    locked = await repository.lock_attempt(tx, attempt_id)
    if locked is None:
        raise PaymentNotFound
    for refund_id in await repository.open_refunds(tx, attempt_id):
        refund, _ = await _submit(tx, refund_id, now)
        if refund.amount == amount:
            report = RefundReport(
                reference=refund.reference or f"hand_{refund.id.hex}", status=RefundStatus.SUCCEEDED, amount=amount
            )
            await _apply(tx, refund_id, report, "webhook", now)
            return True
    return False


async def ask_about_refund(database: Database, refund_id: UUID, *, now: datetime) -> None:
    """Find out about a submitted refund; one the provider has never seen is sent again under the same key."""
    refund, attempt = await _loaded(database, refund_id)
    gateway = gateway_named(attempt.gateway)
    if refund.status is RefundStatus.SUBMITTED and isinstance(gateway, PaymentLookup):
        report = await gateway.find_refund(refund_order(refund, attempt))
        if report is not None:
            await store_refund(database, refund_id, report=report, source="poll", now=now)
            return
    if refund.status in (RefundStatus.REQUESTED, RefundStatus.SUBMITTED):
        await run_refund(database, refund_id, now=now)


def refund_order(refund: Refund, attempt: Attempt) -> RefundOrder:
    """The refund as a gateway needs to see it."""
    return RefundOrder(
        refund_id=refund.id,
        reference=attempt.reference or "",
        amount=refund.amount,
        reason=refund.reason,
        key=refund.key,
        besides=attempt.refund_reserved - refund.amount,
        captured=attempt.captured,
    )


async def store_refund(
    database: Database, refund_id: UUID, *, report: RefundReport, source: str, now: datetime
) -> Refund:
    """The second short transaction: what the provider said about a refund."""
    return await database.run(lambda tx: _apply(tx, refund_id, report, source, now))


async def _loaded(database: Database, refund_id: UUID) -> tuple[Refund, Attempt]:
    async with database.reading() as read:
        refund = await repository.get_refund(read, refund_id)
        attempt = await repository.get_attempt(read, refund.attempt_id) if refund else None
    if refund is None or attempt is None:
        raise PaymentNotFound
    return refund, attempt


async def _submit(tx: Tx, refund_id: UUID, now: datetime) -> tuple[Refund, Attempt]:
    """requested -> submitted, committed before the call."""
    refund = await repository.lock_refund(tx, refund_id)
    attempt = await repository.get_attempt(tx, refund.attempt_id) if refund else None
    if refund is None or attempt is None:
        raise PaymentNotFound
    if refund.status is not RefundStatus.REQUESTED:
        return refund, attempt
    check_refund_move(refund.status, RefundStatus.SUBMITTED)
    await repository.update_refund(tx, refund, now=now, status=RefundStatus.SUBMITTED.value, submitted_at=now)
    await _note(tx, refund, RefundStatus.SUBMITTED, "command", now)
    return await repository.lock_refund(tx, refund_id) or refund, attempt


async def _apply(tx: Tx, refund_id: UUID, report: RefundReport, source: str, now: datetime) -> Refund:
    found = await repository.get_refund(tx, refund_id)
    locked = await repository.lock_attempt(tx, found.attempt_id) if found else None
    refund = await repository.lock_refund(tx, refund_id)
    if locked is None or refund is None:
        raise PaymentNotFound
    intent, attempt = locked
    if refund.status is not RefundStatus.SUBMITTED:
        return refund
    if report.amount != refund.amount:
        # Neither succeeded nor failed as asked: it stays `submitted` until a person has looked.
        await _alert(tx, refund, Mismatch.AMOUNT.value, now)
        return refund
    changes = {"reference": report.reference or refund.reference, "failure_code": report.failure_code}
    if report.status is RefundStatus.SUBMITTED:
        await repository.update_refund(tx, refund, now=now, **changes)
        if passive(attempt.gateway):
            await _alert(tx, refund, REFUND_BY_HAND, now)
    else:
        check_refund_move(refund.status, report.status)
        await repository.update_refund(tx, refund, now=now, status=report.status.value, next_poll_at=None, **changes)
        await _note(tx, refund, report.status, source, now)
        await _follow(tx, intent, attempt, refund, report=report, now=now)
    return await repository.lock_refund(tx, refund_id) or refund


async def _follow(
    tx: Tx, intent: Intent, attempt: Attempt, refund: Refund, *, report: RefundReport, now: datetime
) -> None:
    """What a finished refund means for its attempt and intent, and who is told."""
    about: dict[str, Any] = {  # Any: arguments of different types
        "vendor_id": intent.vendor_id,
        "booking_id": intent.booking_id,
        "intent_id": intent.id,
        "amount_minor": refund.amount.minor,
        "currency": refund.amount.currency,
        "refund_id": refund.id,
    }
    await bookkeeping.refund_ended(tx, attempt, refund, paid=report.status is RefundStatus.SUCCEEDED, now=now)
    if report.status is RefundStatus.FAILED:
        code = report.failure_code or "refused"
        await repository.release_refund(tx, refund)
        await _alert(tx, refund, f"refund_failed:{code}", now)
        await events.publish(tx, RefundFailed(**about, code=code))
        return
    if intent.current_attempt_id == attempt.id and attempt.status is not AttemptStatus.VOIDED:
        await _intent_follows(tx, intent, attempt, refund, now)
    await events.publish(tx, RefundSucceeded(**about))


async def _intent_follows(tx: Tx, intent: Intent, attempt: Attempt, refund: Refund, now: datetime) -> None:
    back = await repository.refunded_of_attempt(tx, attempt)
    status = refund_follows(attempt.captured, back)
    changes: dict[str, Any] = {}  # Any: column values
    if status is not intent.status and status in INTENT_MOVES[intent.status]:
        changes["status"] = status.value
    if intent.status is not IntentStatus.ORPHAN and refund.amount.currency == intent.captured.currency:
        changes["refunded_minor"] = min(back.minor, intent.captured.minor)
    if changes:
        await repository.update_intent(tx, intent, now=now, **changes)


async def _note(tx: Tx, refund: Refund, then: RefundStatus, source: str, now: datetime) -> None:
    await repository.note(
        tx,
        vendor_id=refund.vendor_id,
        intent_id=refund.intent_id,
        attempt_id=refund.attempt_id,
        refund_id=refund.id,
        now=now,
        source=source,
        from_status=refund.status.value,
        to_status=then.value,
    )


async def _alert(tx: Tx, refund: Refund, reason: str, now: datetime) -> None:
    await repository.add_alert(
        tx,
        subject=str(refund.id),
        reason=reason,
        now=now,
        vendor_id=refund.vendor_id,
        intent_id=refund.intent_id,
        attempt_id=refund.attempt_id,
        details={"amount": refund.amount.minor, "currency": refund.amount.currency},
    )
