"""Acting at the provider: start, capture, give up. Row, commit, call, second transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.infra import jobs
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.payments import repository
from smartbooking.payments.domain import (
    INTENT_MOVES,
    NEVER_ARRIVED_AFTER,
    POLL_EVERY,
    POLLED_ATTEMPT,
    TERMINAL_INTENT,
    Attempt,
    AttemptStatus,
    Intent,
    IntentStatus,
    Outcome,
    call_key,
    next_poll,
)
from smartbooking.payments.errors import InvalidTransition, PaymentNotFound
from smartbooking.payments.ports import AskedOften, GatewayRefused, OutcomeUnknown, PaymentLookup, Report
from smartbooking.payments.service.calls import load, look_up, order_of, store
from smartbooking.payments.service.intents import payment_status
from smartbooking.payments.service.registry import gateway_named
from smartbooking.payments.service.settle import close_attempt

POLL_ATTEMPT: Final = "payments.poll_attempt"
# After a silent call the answer is usually there within seconds; the poller proper comes every minute.
ASK_SOON: Final = timedelta(seconds=2)
# A provider without messages has not told the end of a payment in its whole lifetime.
NO_END: Final = "no_end"
CAPTURE_REFUSED: Final = "capture_refused"


async def run_attempt(database: Database, attempt_id: UUID, *, now: datetime) -> Outcome:
    """Start a prepared attempt at its gateway. Safe to repeat: the call is named by the committed row.

    A provider that does not answer leaves `unknown`, never an error and never a guess.
    """
    intent, attempt = await load(database, attempt_id)
    repeated = attempt.status is AttemptStatus.UNKNOWN
    if attempt.status is AttemptStatus.CREATED:
        attempt = await database.run(lambda tx: begin_call(tx, attempt_id, now))
    if attempt.status is not AttemptStatus.UNKNOWN:
        return await _outcome(database, intent.id)
    reach("K3")
    try:
        report = await gateway_named(attempt.gateway).start(order_of(intent, attempt))
    except OutcomeUnknown:
        await database.run(lambda tx: _ask_soon(tx, attempt_id, now))
        return await _outcome(database, intent.id)
    except GatewayRefused as refusal:
        if not (repeated and await _first_call_arrived(database, attempt_id, now)):
            code = refusal.code
            await database.run(lambda tx: _close(tx, attempt_id, AttemptStatus.FAILED, code, now))
        return await _outcome(database, intent.id)
    reach("K4")
    await store(database, attempt_id=attempt_id, report=report, source="call", now=now)
    reach("K5")
    await ask_again(database, attempt_id, now=now)
    return await _outcome(database, intent.id)


async def _first_call_arrived(database: Database, attempt_id: UUID, now: datetime) -> bool:
    """A repetition was refused (the key is used, the token is spent): that says nothing about the call before it.

    True when the provider has the payment, and when it does not answer just now.
    """
    intent, attempt = await load(database, attempt_id)
    if not isinstance(gateway_named(attempt.gateway), PaymentLookup):
        return False
    try:
        report = await look_up(intent, attempt)
    except (OutcomeUnknown, GatewayRefused):
        await database.run(lambda tx: _ask_soon(tx, attempt_id, now))
        return True
    if report is not None:
        await store(database, attempt_id=attempt_id, report=report, source="call", now=now)
    return report is not None


async def capture_intent(database: Database, *, intent_id: UUID, now: datetime) -> Outcome:
    """Take what is authorised (at the desk: record that the money was handed over). Idempotent.

    Raises InvalidTransition when there is nothing to take.
    """
    attempt_id = await database.run(lambda tx: _want_capture(tx, intent_id, now))
    if attempt_id is not None:
        await push_capture(database, attempt_id, now=now)
    return await _outcome(database, intent_id)


async def push_capture(database: Database, attempt_id: UUID, *, now: datetime) -> None:
    """Repeat a wanted capture until the provider has answered; silence leaves it to the poller."""
    intent, attempt = await load(database, attempt_id)
    order = order_of(intent, attempt)
    reach("H1")
    try:
        report = await gateway_named(attempt.gateway).capture(
            order, call_key(attempt.booking_id, attempt.id, "capture")
        )
    except OutcomeUnknown:
        return
    except GatewayRefused as refusal:
        # Expired or voided at the provider meanwhile: its present view says which.
        await refresh(database, attempt_id, source="call", now=now)
        code = refusal.code
        await database.run(lambda tx: _still_held(tx, attempt_id, code, now))
        return
    reach("H2")
    await store(database, attempt_id=attempt_id, report=report, source="call", now=now)


async def _still_held(tx: Tx, attempt_id: UUID, code: str, now: datetime) -> None:
    """The money is there and the provider will not give it: a person is told once, and we go on asking."""
    intent, attempt = await _locked(tx, attempt_id)
    if attempt.status is not AttemptStatus.AUTHORISED:
        return
    await repository.add_alert(
        tx,
        subject=str(attempt_id),
        reason=CAPTURE_REFUSED,
        now=now,
        vendor_id=attempt.vendor_id,
        intent_id=intent.id,
        attempt_id=attempt_id,
        details={"gateway": attempt.gateway, "reference": attempt.reference, "code": code},
    )


async def cancel_intent(database: Database, *, intent_id: UUID, now: datetime) -> Outcome:
    """Give a payment up: kill it at the provider first. Idempotent.

    `outcome.dead`: no money moved and none will, the place may be released. `outcome.paid`: it was too late, the
    customer has paid. Anything else: the provider is silent, the poller goes on killing.
    """
    attempt_id = await database.run(lambda tx: _want_cancel(tx, intent_id, now))
    if attempt_id is not None:
        await push_cancel(database, attempt_id, now=now)
    return await _outcome(database, intent_id)


async def push_cancel(database: Database, attempt_id: UUID, *, now: datetime) -> None:
    """Kill an attempt at its provider, as far as it answers."""
    intent, attempt = await load(database, attempt_id)
    if attempt.reference is None:
        # The answer to `start` was lost: find out what there is to kill.
        if not await refresh(database, attempt_id, source="call", now=now):
            return
        intent, attempt = await load(database, attempt_id)
    if attempt.reference is None or attempt.status not in (
        AttemptStatus.UNKNOWN,
        AttemptStatus.REQUIRES_ACTION,
        AttemptStatus.PROCESSING,
        AttemptStatus.AUTHORISED,
    ):
        return
    order = order_of(intent, attempt)
    try:
        report = await gateway_named(attempt.gateway).void(order, call_key(attempt.booking_id, attempt.id, "void"))
    except OutcomeUnknown:
        return
    except GatewayRefused:
        await refresh(database, attempt_id, source="call", now=now)
        return
    await store(database, attempt_id=attempt_id, report=report, source="call", now=now)


async def refresh(database: Database, attempt_id: UUID, *, source: str, now: datetime) -> bool:
    """Ask the provider about an attempt and store the answer; False when it does not answer."""
    intent, attempt = await load(database, attempt_id)
    try:
        report: Report | None = await look_up(intent, attempt)
    except (OutcomeUnknown, GatewayRefused):
        return False
    if report is not None:
        await store(database, attempt_id=attempt_id, report=report, source=source, now=now)
    elif attempt.called_at is not None and attempt.called_at + NEVER_ARRIVED_AFTER <= now:
        await database.run(lambda tx: _close(tx, attempt_id, AttemptStatus.FAILED, "never_arrived", now))
    return True


async def ask_again(database: Database, attempt_id: UUID, *, now: datetime) -> None:
    """A provider without messages is asked again sooner than the poller would; an overdue end is told to a person."""
    _, attempt = await load(database, attempt_id)
    gateway = gateway_named(attempt.gateway)
    if not isinstance(gateway, AskedOften) or attempt.status not in POLLED_ATTEMPT:
        return
    age = now - attempt.created_at
    pause = gateway.ask_again_in(age)
    if pause is not None:
        payload = {"attempt_id": str(attempt_id)}
        key = f"poll:{attempt_id}:{int(now.timestamp())}"
        await database.run(lambda tx: jobs.enqueue(tx, POLL_ATTEMPT, payload, run_at=now + pause, key=key))
    if age >= gateway.lifetime:
        await database.run(lambda tx: _overdue(tx, attempt_id, now))


async def _overdue(tx: Tx, attempt_id: UUID, now: datetime) -> None:
    """Nobody knows how it ended: that is its state from now on, a person is told, and we go on asking."""
    intent, attempt = await _locked(tx, attempt_id)
    if attempt.status not in (AttemptStatus.REQUIRES_ACTION, AttemptStatus.PROCESSING, AttemptStatus.UNKNOWN):
        return
    await repository.add_alert(
        tx,
        subject=str(attempt_id),
        reason=NO_END,
        now=now,
        vendor_id=attempt.vendor_id,
        intent_id=intent.id,
        attempt_id=attempt_id,
        details={"gateway": attempt.gateway, "reference": attempt.reference, "amount": attempt.amount.minor},
    )
    if attempt.status is AttemptStatus.UNKNOWN:
        return
    await repository.update_attempt(tx, attempt, now=now, status=AttemptStatus.UNKNOWN.value)
    if intent.current_attempt_id == attempt_id and IntentStatus.UNKNOWN in INTENT_MOVES[intent.status]:
        await repository.update_intent(tx, intent, now=now, status=IntentStatus.UNKNOWN.value)
    await repository.note(
        tx,
        vendor_id=attempt.vendor_id,
        intent_id=intent.id,
        attempt_id=attempt_id,
        now=now,
        source="poll",
        from_status=attempt.status.value,
        to_status=AttemptStatus.UNKNOWN.value,
    )


async def begin_call(tx: Tx, attempt_id: UUID, now: datetime) -> Attempt:
    """From here on we do not know: committed before the call, so that a crash in it leaves `unknown`."""
    intent, attempt = await _locked(tx, attempt_id)
    if attempt.status is not AttemptStatus.CREATED:
        return attempt
    poll_at = next_poll(created_at=attempt.created_at, now=now)
    await repository.update_attempt(
        tx, attempt, now=now, status=AttemptStatus.UNKNOWN.value, called_at=now, next_poll_at=poll_at
    )
    await repository.update_intent(tx, intent, now=now, status=IntentStatus.UNKNOWN.value)
    await repository.note(
        tx,
        vendor_id=attempt.vendor_id,
        intent_id=intent.id,
        attempt_id=attempt_id,
        now=now,
        source="command",
        from_status=attempt.status.value,
        to_status=AttemptStatus.UNKNOWN.value,
    )
    _, attempt = await _locked(tx, attempt_id)
    return attempt


async def _want_capture(tx: Tx, intent_id: UUID, now: datetime) -> UUID | None:
    intent = await repository.lock_intent(tx, intent_id)
    if intent is None:
        raise PaymentNotFound
    if intent.status in (IntentStatus.CAPTURED, IntentStatus.PARTLY_REFUNDED, IntentStatus.REFUNDED):
        return None
    if intent.status is not IntentStatus.AUTHORISED or intent.current_attempt_id is None:
        raise InvalidTransition(f"A payment that is {intent.status.value} cannot be captured.", allowed=[])
    if intent.capture_requested_at is None:
        await repository.update_intent(tx, intent, now=now, capture_requested_at=now)
    _, attempt = await _locked(tx, intent.current_attempt_id)
    await repository.update_attempt(tx, attempt, now=now, next_poll_at=now + POLL_EVERY)
    return attempt.id


async def _want_cancel(tx: Tx, intent_id: UUID, now: datetime) -> UUID | None:
    """Note the wish; end at once what the provider has never heard of. Returns the attempt to kill."""
    intent = await repository.lock_intent(tx, intent_id)
    if intent is None:
        raise PaymentNotFound
    over = (IntentStatus.CAPTURED, IntentStatus.PARTLY_REFUNDED, IntentStatus.DISPUTED, IntentStatus.ORPHAN)
    if intent.status in TERMINAL_INTENT or intent.status in over:
        return None
    if intent.cancel_requested_at is None:
        await repository.update_intent(tx, intent, now=now, cancel_requested_at=now)
        intent = await repository.lock_intent(tx, intent_id) or intent
    if intent.current_attempt_id is None or intent.status is IntentStatus.FAILED:
        await _void_without_provider(tx, intent, now)
        return None
    _, attempt = await _locked(tx, intent.current_attempt_id)
    if attempt.status is AttemptStatus.CREATED:
        await close_attempt(
            tx, intent=intent, attempt=attempt, status=AttemptStatus.VOIDED, code="cancelled", source="command", now=now
        )
        return None
    # Should this process die in the call, the poller goes on from the wish.
    await repository.update_attempt(tx, attempt, now=now, next_poll_at=now + POLL_EVERY)
    return attempt.id


async def _void_without_provider(tx: Tx, intent: Intent, now: datetime) -> None:
    await repository.update_intent(tx, intent, now=now, status=IntentStatus.VOIDED.value)
    await repository.note(
        tx,
        vendor_id=intent.vendor_id,
        intent_id=intent.id,
        now=now,
        source="command",
        from_status=intent.status.value,
        to_status=IntentStatus.VOIDED.value,
    )


async def _close(tx: Tx, attempt_id: UUID, status: AttemptStatus, code: str, now: datetime) -> None:
    intent, attempt = await _locked(tx, attempt_id)
    if attempt.status in (AttemptStatus.CREATED, AttemptStatus.UNKNOWN):
        await close_attempt(tx, intent=intent, attempt=attempt, status=status, code=code, source="call", now=now)


async def close_unsent(database: Database, attempt_id: UUID, *, now: datetime) -> None:
    """End an attempt whose caller died before the call: the row says that nothing was sent."""
    await database.run(lambda tx: _close_unsent(tx, attempt_id, now))


async def _close_unsent(tx: Tx, attempt_id: UUID, now: datetime) -> None:
    intent, attempt = await _locked(tx, attempt_id)
    if attempt.status is AttemptStatus.CREATED:
        await close_attempt(
            tx, intent=intent, attempt=attempt, status=AttemptStatus.FAILED, code="never_sent", source="poll", now=now
        )


async def _ask_soon(tx: Tx, attempt_id: UUID, now: datetime) -> None:
    payload = {"attempt_id": str(attempt_id)}
    await jobs.enqueue(tx, POLL_ATTEMPT, payload, run_at=now + ASK_SOON, key=f"poll:{attempt_id}")


async def _locked(tx: Tx, attempt_id: UUID) -> tuple[Intent, Attempt]:
    locked = await repository.lock_attempt(tx, attempt_id)
    if locked is None:
        raise PaymentNotFound
    return locked


async def _outcome(database: Database, intent_id: UUID) -> Outcome:
    async with database.reading() as read:
        return await payment_status(read, intent_id=intent_id)
