"""Deciding about money that was put aside: back to the payer, counted as the payment, or seen and left alone."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.infra import audit, events, jobs
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.payments import repository
from smartbooking.payments.domain import (
    Attempt,
    AttemptStatus,
    CaseAction,
    Intent,
    IntentStatus,
    PaymentCase,
    call_key,
    check_attempt_move,
    check_intent_move,
)
from smartbooking.payments.errors import CaseNotFound, InvalidTransition, PaymentNotFound
from smartbooking.payments.events import PaymentCaptured
from smartbooking.payments.ports import GatewayRefused
from smartbooking.payments.service import bookkeeping
from smartbooking.payments.service.attempts import refresh
from smartbooking.payments.service.calls import load, order_of, store
from smartbooking.payments.service.registry import gateway_named
from smartbooking.payments.service.reserve import reserve_and_request

VOID_QUARANTINED: Final = "payments.void_quarantined"
REASON: Final = "quarantined"


async def payment_cases(read: ReadTx, *, still_open: bool, before: int | None, limit: int) -> tuple[PaymentCase, ...]:
    """What waits for an operator (or was decided), newest first."""
    return await repository.list_cases(read, still_open=still_open, before=before, limit=limit)


async def resolve_case(
    tx: Tx, *, principal: Principal, case_id: int, action: CaseAction, reason: str, now: datetime
) -> PaymentCase:
    """Carry out a decision and write down who took it and why. Locks the case, the intent and the attempt.

    Raises CaseNotFound, InvalidTransition when the case does not allow it (any more).
    """
    case = await repository.lock_case(tx, case_id)
    if case is None:
        raise CaseNotFound
    if action not in case.actions:
        raise InvalidTransition(
            "The case is closed." if case.resolved_at else f"A case of this kind cannot end with {action}.",
            allowed=sorted(one.value for one in case.actions),
        )
    if action is CaseAction.REFUND:
        await _give_back(tx, case, now)
    elif action is CaseAction.ATTACH:
        await _let_it_count(tx, case, now)
    decision = {"resolution": action.value, "note": reason}
    await repository.resolve_case(tx, case_id, by=principal.actor, decision=decision, now=now)
    await audit.record(
        tx,
        principal,
        action=f"payment_case.{action.value}",
        subject=public_id("pca", case_id),
        vendor_id=case.vendor_id,
        details={"reason": case.reason, "note": reason, "about": case.subject},
    )
    return await repository.lock_case(tx, case_id) or case


async def _give_back(tx: Tx, case: PaymentCase, now: datetime) -> None:
    attempt, left = case.attempt, case.left
    assert attempt is not None
    assert left is not None
    if left.minor > 0:
        await reserve_and_request(tx, attempt=attempt, amount=left, reason=REASON, now=now)
        return
    # Nothing is taken yet: the provider is told that nothing may be.
    await jobs.enqueue(tx, VOID_QUARANTINED, {"attempt_id": str(attempt.id)}, key=f"void:{attempt.id}")


async def _let_it_count(tx: Tx, case: PaymentCase, now: datetime) -> None:
    intent, attempt = case.intent, case.attempt
    assert intent is not None
    assert attempt is not None
    check_attempt_move(attempt.status, AttemptStatus.CAPTURED)
    check_intent_move(intent.status, IntentStatus.CAPTURED)
    await bookkeeping.money_accepted(tx, attempt, now=now)
    await repository.update_attempt(tx, attempt, now=now, status=AttemptStatus.CAPTURED.value, next_poll_at=None)
    await repository.update_intent(
        tx, intent, now=now, status=IntentStatus.CAPTURED.value, captured_minor=attempt.captured.minor
    )
    await _note(tx, intent, attempt, IntentStatus.CAPTURED, now)
    await events.publish(
        tx,
        PaymentCaptured(
            vendor_id=intent.vendor_id,
            booking_id=intent.booking_id,
            intent_id=intent.id,
            amount_minor=attempt.captured.minor,
            currency=attempt.captured.currency,
        ),
    )


async def void_quarantined(database: Database, attempt_id: UUID, *, now: datetime) -> None:
    """Kill a quarantined payment at its provider; money that was taken meanwhile goes back. Raises OutcomeUnknown."""
    intent, attempt = await load(database, attempt_id)
    if attempt.status is not AttemptStatus.ORPHAN:
        return
    key = call_key(attempt.booking_id, attempt.id, "void")
    try:
        report = await gateway_named(attempt.gateway).void(order_of(intent, attempt), key)
        await store(database, attempt_id=attempt_id, report=report, source="operator", now=now)
    except GatewayRefused:
        await refresh(database, attempt_id, source="operator", now=now)
    await database.run(lambda tx: _return_the_rest(tx, attempt_id, now))


async def _return_the_rest(tx: Tx, attempt_id: UUID, now: datetime) -> None:
    locked = await repository.lock_attempt(tx, attempt_id)
    if locked is None:
        raise PaymentNotFound
    left = locked[1].captured - locked[1].refund_reserved
    if left.minor > 0:
        await reserve_and_request(tx, attempt=locked[1], amount=left, reason=REASON, now=now)


async def _note(tx: Tx, intent: Intent, attempt: Attempt, then: IntentStatus, now: datetime) -> None:
    await repository.note(
        tx,
        vendor_id=intent.vendor_id,
        intent_id=intent.id,
        attempt_id=attempt.id,
        now=now,
        source="operator",
        from_status=intent.status.value,
        to_status=then.value,
        details={"captured": attempt.captured.minor, "currency": attempt.captured.currency},
    )
