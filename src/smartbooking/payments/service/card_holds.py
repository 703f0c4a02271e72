"""Cards held for a booking: charged once, or released. A hold is a payment that is captured by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.infra import jobs
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import repository
from smartbooking.payments.domain import POLL_EVERY, Attempt, CaptureMode, Intent, IntentStatus
from smartbooking.payments.domain.card_hold import CardHold, HoldState, state_of
from smartbooking.payments.errors import PaymentNotFound
from smartbooking.payments.service import bookkeeping
from smartbooking.payments.service.attempts import POLL_ATTEMPT
from smartbooking.payments.service.refunds import give_up_later
from smartbooking.payments.service.registry import hold_lasts

# Of several (one ran out, another was given for it) the one that still says something about the card counts.
_TELLING: Final = (HoldState.CHARGED, HoldState.DISPUTED, HoldState.CHARGING, HoldState.HELD)


async def hold_of(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> CardHold | None:
    """The card held for a booking; None when none was ever asked for."""
    found: CardHold | None = None
    for intent in await _holds(read, vendor_id, booking_id):
        one = _hold(intent, await _attempt(read, intent))
        if found is None or found.state not in _TELLING or one.state in _TELLING:
            found = one
    return found


async def charge_hold(tx: Tx, *, intent_id: UUID, amount: Money, tax: Money, now: datetime) -> bool:
    """Take `amount` of a held card, `tax` of it being tax; the worker does it, once, however often this is asked.

    Locks the intent. False when nothing is held any more.
    """
    intent = await repository.lock_intent(tx, intent_id)
    if intent is None:
        raise PaymentNotFound
    if state_of(intent, None) is not HoldState.HELD or intent.current_attempt_id is None:
        return False
    zero = Money.zero(amount.currency)
    await bookkeeping.announce_split(tx, vendor_id=intent.vendor_id, intent_id=intent.id, deposit=zero, tax=tax)
    await repository.update_intent(tx, intent, now=now, capture_requested_at=now, capture_wanted_minor=amount.minor)
    locked = await repository.lock_attempt(tx, intent.current_attempt_id)
    if locked is None:
        raise PaymentNotFound
    # Should the worker die on its way, the poller goes on from the wish.
    await repository.update_attempt(tx, locked[1], now=now, next_poll_at=now + POLL_EVERY)
    await _soon(tx, locked[1].id, "charge")
    return True


async def release_holds(tx: Tx, *, vendor_id: int, booking_id: UUID, now: datetime) -> int:
    """Give up every held card of a booking that is not being charged; the worker tells the provider.

    Locks the intents.
    """
    released = 0
    for found in await _holds(tx, vendor_id, booking_id):
        intent = await repository.lock_intent(tx, found.id) or found
        attempt = await _attempt(tx, intent)
        if attempt is not None and state_of(intent, attempt) in (HoldState.HELD, HoldState.ASKED):
            await give_up_later(tx, intent, attempt, now)
            released += 1
    return released


def is_hold(intent: Intent) -> bool:
    """Whether a payment only reserves money until somebody decides."""
    return intent.capture is CaptureMode.MANUAL


async def _holds(read: ReadTx, vendor_id: int, booking_id: UUID) -> list[Intent]:
    return [one for one in await repository.intents_of_booking(read, vendor_id, booking_id) if is_hold(one)]


async def _attempt(read: ReadTx, intent: Intent) -> Attempt | None:
    return await repository.get_attempt(read, intent.current_attempt_id) if intent.current_attempt_id else None


def _hold(intent: Intent, attempt: Attempt | None) -> CardHold:
    lasts = hold_lasts(intent.method)
    zero = Money.zero(intent.amount.currency)
    wanted = intent.to_take if intent.capture_requested_at is not None else zero
    until = attempt.called_at + lasts if attempt is not None and attempt.called_at and lasts else None
    return CardHold(
        intent_id=intent.id,
        method=intent.method,
        amount=intent.amount,
        state=state_of(intent, attempt),
        charge=intent.captured if intent.status is not IntentStatus.AUTHORISED and intent.captured.minor else wanted,
        until=until,
    )


async def _soon(tx: Tx, attempt_id: UUID, why: str) -> None:
    await jobs.enqueue(tx, POLL_ATTEMPT, {"attempt_id": str(attempt_id)}, key=f"{why}:{attempt_id}")
