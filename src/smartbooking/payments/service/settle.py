"""Taking a provider's word: what it reports becomes facts, moves and events in one transaction.

Invariants: reports older than what is known change nothing; a closed attempt keeps its state whatever comes, but
money that turns up on it goes back by itself; what does not match the agreement is put aside for a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from smartbooking.infra import events
from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import repository
from smartbooking.payments.domain import (
    ATTEMPT_MOVES,
    CLOSED_ATTEMPT,
    INTENT_MOVES,
    Attempt,
    AttemptStatus,
    Intent,
    IntentStatus,
    Mismatch,
    check_intent_move,
    intent_follows,
    next_poll,
    refund_follows,
)
from smartbooking.payments.errors import PaymentNotFound
from smartbooking.payments.events import (
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDisputed,
    PaymentFailed,
    PaymentQuarantined,
    PaymentVoided,
)
from smartbooking.payments.ports import Report
from smartbooking.payments.service import bookkeeping, saved_cards
from smartbooking.payments.service.registry import askable
from smartbooking.payments.service.reserve import reserve_and_request

_DEAD = (AttemptStatus.FAILED, AttemptStatus.VOIDED)
_SECURED = (AttemptStatus.AUTHORISED, AttemptStatus.CAPTURED)
_RESTING = (AttemptStatus.AUTHORISED, AttemptStatus.REQUIRES_ACTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """Both rows as locked, the report, and who brought it."""

    intent: Intent
    attempt: Attempt
    report: Report
    source: str
    now: datetime

    @property
    def current(self) -> bool:
        return self.intent.current_attempt_id == self.attempt.id


async def apply_report(tx: Tx, *, attempt_id: UUID, report: Report, source: str, now: datetime) -> None:
    """Store what the provider says about an attempt. Locks intent and attempt. Publishes what follows."""
    locked = await repository.lock_attempt(tx, attempt_id)
    if locked is None:
        raise PaymentNotFound
    change = _Change(intent=locked[0], attempt=locked[1], report=report, source=source, now=now)
    if report.version < change.attempt.provider_version:
        return
    if change.attempt.status in CLOSED_ATTEMPT:
        await _told_after_close(tx, change)
        return
    mismatch = None if report.status in _DEAD else mismatch_of(change.attempt, report, change.intent.to_take)
    await _move(tx, change, AttemptStatus.ORPHAN if mismatch else report.status, mismatch)


async def close_attempt(
    tx: Tx, *, intent: Intent, attempt: Attempt, status: AttemptStatus, code: str, source: str, now: datetime
) -> None:
    """End an attempt of which the provider has nothing. Both rows are locked by the caller."""
    report = Report(
        reference=attempt.reference or "",
        status=status,
        booking_id=attempt.booking_id.hex,
        amount=attempt.amount,
        captured=Money.zero(attempt.amount.currency),
        refunded=Money.zero(attempt.amount.currency),
        version=attempt.provider_version,
        decline_code=code,
    )
    change = _Change(intent=intent, attempt=attempt, report=report, source=source, now=now)
    await _move(tx, change, status, None)


def mismatch_of(attempt: Attempt, report: Report, to_take: Money) -> Mismatch | None:
    """What the provider has that was not agreed, if anything."""
    if report.amount.currency != attempt.amount.currency:
        return Mismatch.CURRENCY
    if report.amount != attempt.amount:
        return Mismatch.AMOUNT
    if report.status is AttemptStatus.CAPTURED and report.captured != to_take:
        return Mismatch.AMOUNT
    return None if report.booking_id == attempt.booking_id.hex else Mismatch.BOOKING


async def _move(tx: Tx, change: _Change, then: AttemptStatus, mismatch: Mismatch | None) -> None:
    attempt = change.attempt
    moved = then is not attempt.status
    if moved and then not in ATTEMPT_MOVES[attempt.status]:
        # An older view without a version (authorised, then "processing" again): nothing new in it.
        return
    await repository.update_attempt(tx, attempt, now=change.now, **_facts(change, then))
    if moved and then in _SECURED:
        await saved_cards.keep_card(tx, attempt, change.report.card, now=change.now)
    await _into_books(tx, change, matches=then is AttemptStatus.CAPTURED)
    if mismatch is not None:
        await _quarantine(tx, change, mismatch)
    if not moved:
        return
    await _note(tx, change, attempt.status.value, then.value)
    if change.current:
        await _intent_follows(tx, change, then)
    await _tell(tx, change, then)


async def _into_books(tx: Tx, change: _Change, *, matches: bool) -> None:
    attempt, report = change.attempt, change.report
    await bookkeeping.money_arrived(tx, attempt, total=report.captured, matches=matches, now=change.now)
    if matches and attempt.status is AttemptStatus.ORPHAN:
        await bookkeeping.money_accepted(tx, attempt, now=change.now)
    if report.fee is not None:
        await bookkeeping.fee_told(tx, attempt, fee=report.fee, now=change.now)


def _facts(change: _Change, then: AttemptStatus) -> dict[str, Any]:
    """Columns that hold the provider's word. Any: column values."""
    attempt, report = change.attempt, change.report
    # A desk's promise may stand for months, a transfer may take days, and nobody can be asked about them.
    settled = then in CLOSED_ATTEMPT or (then in _RESTING and not askable(attempt.gateway))
    return {
        "status": then.value,
        "reference": report.reference or attempt.reference,
        "provider_version": report.version,
        "provider_currency": report.amount.currency,
        "captured_minor": max(report.captured.minor, attempt.captured.minor),
        "decline_code": report.decline_code,
        # A provider that is asked again does not repeat where the customer was sent.
        "redirect_url": report.redirect_url or (attempt.redirect_url if then is attempt.status else None),
        # The one-time token has done its work as soon as the provider has answered.
        "token": None,
        "payer": None,
        # Kept once: a card its owner removed meanwhile does not come back when its hold is charged.
        "save_for": None if then in _SECURED else attempt.save_for,
        **saved_cards.card_facts(attempt, report.card),
        "next_poll_at": None if settled else next_poll(created_at=attempt.created_at, now=change.now),
    }


async def _intent_follows(tx: Tx, change: _Change, then: AttemptStatus) -> None:
    intent = change.intent
    status = intent_follows(then, cancelling=intent.cancel_requested_at is not None)
    if status is intent.status:
        return
    check_intent_move(intent.status, status)
    taken = {"captured_minor": change.report.captured.minor} if status is IntentStatus.CAPTURED else {}
    await repository.update_intent(tx, intent, now=change.now, status=status.value, **taken)


async def _tell(tx: Tx, change: _Change, then: AttemptStatus) -> None:
    about = _about(change.intent)
    match then:
        case AttemptStatus.AUTHORISED:
            await events.publish(tx, PaymentAuthorised(**about))
        case AttemptStatus.CAPTURED:
            # Of a held card a part may have been taken.
            taken = {**about, "amount_minor": change.report.captured.minor}
            await events.publish(tx, PaymentCaptured(**taken))
        case AttemptStatus.FAILED | AttemptStatus.VOIDED if change.current:
            if change.intent.cancel_requested_at is not None:
                await events.publish(tx, PaymentVoided(**about))
            else:
                code = change.report.decline_code or then.value
                await events.publish(tx, PaymentFailed(**about, code=code))
        case _:
            pass


async def _told_after_close(tx: Tx, change: _Change) -> None:
    """News about a closed attempt: disputes, money that should not be there, refunds we did not make."""
    attempt, report = change.attempt, change.report
    more = report.captured.minor > attempt.captured.minor
    if report.version > attempt.provider_version or more:
        await repository.update_attempt(
            tx,
            attempt,
            now=change.now,
            reference=report.reference,
            provider_version=report.version,
            provider_currency=report.captured.currency if more else attempt.captured.currency,
            captured_minor=max(report.captured.minor, attempt.captured.minor),
        )
    await _into_books(tx, change, matches=False)
    if more:
        await _money_after_close(tx, change)
    if attempt.status is AttemptStatus.CAPTURED and change.current:
        await _follow_dispute(tx, change)
    known = max(attempt.refund_reserved.minor, change.intent.refunded.minor)
    in_dispute = report.disputed or change.intent.status is IntentStatus.DISPUTED
    if report.refunded.minor > known and not in_dispute:
        await _quarantine(tx, change, Mismatch.REFUNDED_ELSEWHERE)


async def _money_after_close(tx: Tx, change: _Change) -> None:
    """Money on a payment that is over is nobody's but the payer's: it goes back by itself, a person is told."""
    await _quarantine(tx, change, Mismatch.CAPTURED_AFTER_CLOSE)
    locked = await repository.lock_attempt(tx, change.attempt.id)
    if locked is None:
        raise PaymentNotFound
    extra = change.report.captured.minor - change.attempt.captured.minor
    await reserve_and_request(
        tx,
        attempt=locked[1],
        amount=Money(extra, change.report.captured.currency),
        reason=Mismatch.CAPTURED_AFTER_CLOSE.value,
        now=change.now,
    )


async def _follow_dispute(tx: Tx, change: _Change) -> None:
    intent, report = change.intent, change.report
    if report.disputed and IntentStatus.DISPUTED in INTENT_MOVES[intent.status]:
        await repository.update_intent(tx, intent, now=change.now, status=IntentStatus.DISPUTED.value)
        await bookkeeping.dispute_opened(tx, change.attempt, version=report.version, now=change.now)
        await _note(tx, change, intent.status.value, IntentStatus.DISPUTED.value)
        await events.publish(tx, PaymentDisputed(**_about(intent)))
    elif not report.disputed and intent.status is IntentStatus.DISPUTED:
        # Lost: the bank kept the money, which the provider shows as given back.
        status = refund_follows(report.captured, report.refunded)
        refunded = min(report.refunded.minor, intent.captured.minor)
        await repository.update_intent(tx, intent, now=change.now, status=status.value, refunded_minor=refunded)
        lost = Money(max(refunded - intent.refunded.minor, 0), intent.captured.currency)
        await bookkeeping.dispute_closed(tx, change.attempt, lost=lost, version=report.version, now=change.now)
        await _note(tx, change, intent.status.value, status.value)


async def _quarantine(tx: Tx, change: _Change, reason: Mismatch) -> None:
    """Put money aside: one alert and one event per attempt and reason, however often it is seen."""
    attempt, report = change.attempt, change.report
    new = await repository.add_alert(
        tx,
        subject=str(attempt.id),
        reason=reason.value,
        now=change.now,
        vendor_id=attempt.vendor_id,
        intent_id=attempt.intent_id,
        attempt_id=attempt.id,
        details={
            "gateway": attempt.gateway,
            "reference": report.reference,
            "agreed": [attempt.amount.minor, attempt.amount.currency],
            "provider": [report.amount.minor, report.amount.currency],
            "captured": report.captured.minor,
            "refunded": report.refunded.minor,
            "booking": report.booking_id,
        },
    )
    if new:
        await events.publish(tx, PaymentQuarantined(**_about(change.intent), reason=reason.value))


async def _note(tx: Tx, change: _Change, before: str, after: str) -> None:
    report = change.report
    await repository.note(
        tx,
        vendor_id=change.attempt.vendor_id,
        intent_id=change.attempt.intent_id,
        attempt_id=change.attempt.id,
        now=change.now,
        source=change.source,
        from_status=before,
        to_status=after,
        details={
            "reference": report.reference,
            "version": report.version,
            "amount": report.amount.minor,
            "currency": report.amount.currency,
            "captured": report.captured.minor,
            "code": report.decline_code,
        },
    )


def _about(intent: Intent) -> dict[str, Any]:
    """Fields every payment event carries. Any: arguments of different types."""
    return {
        "vendor_id": intent.vendor_id,
        "booking_id": intent.booking_id,
        "intent_id": intent.id,
        "amount_minor": intent.amount.minor,
        "currency": intent.amount.currency,
    }
