"""Money that is there at once, from the desk or from a card, and payments under way that are not wanted any more."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import repository
from smartbooking.payments.domain import LIVE_ATTEMPT, Attempt, AttemptStatus, CaptureMode, Intent
from smartbooking.payments.errors import PaymentNotFound
from smartbooking.payments.ports import Report
from smartbooking.payments.service import bookkeeping
from smartbooking.payments.service.attempts import begin_call
from smartbooking.payments.service.intents import open_intent, prepare_attempt
from smartbooking.payments.service.refunds import give_up_later
from smartbooking.payments.service.registry import is_value
from smartbooking.payments.service.settle import apply_report

PAY_ON_SITE: Final = "pay_on_site"


async def record_desk_payment(
    tx: Tx, *, vendor_id: int, booking_id: UUID, amount: Money, tax: Money, locale: str, now: datetime
) -> Intent:
    """The desk has `amount`: a payment of its own, captured from its first moment; `tax` is in it. Nobody is called."""
    return await _taken(
        tx, vendor_id=vendor_id, booking_id=booking_id, amount=amount, method=PAY_ON_SITE, tax=tax, locale=locale,
        where="desk", now=now,
    )  # fmt: skip


async def record_value_payment(
    tx: Tx, *, vendor_id: int, booking_id: UUID, account_id: UUID, method: str, amount: Money, tax: Money, locale: str,
    now: datetime, line: int | None = None, first: bool = True,
) -> Intent:  # fmt: skip
    """`amount` was taken from a card or pass in this transaction: a payment of its own, captured from its first moment.

    `line`: what a pass gave for one line of the booking is a payment of its own; the platform's fixed part falls due
    with the `first` of them.
    """
    return await _taken(
        tx, vendor_id=vendor_id, booking_id=booking_id, amount=amount, method=method, tax=tax, locale=locale,
        where=account_id.hex if line is None else f"{account_id.hex}_{line}", fixed_fee=first, now=now,
    )  # fmt: skip


async def paid_with_value(read: ReadTx, *, intent_id: UUID) -> bool:
    """Whether a payment was taken from value we keep ourselves."""
    intent = await repository.get_intent(read, intent_id)
    return intent is not None and is_value(intent.method)


async def _taken(
    tx: Tx, *, vendor_id: int, booking_id: UUID, amount: Money, method: str, tax: Money, locale: str, where: str,
    fixed_fee: bool = True, now: datetime,
) -> Intent:  # fmt: skip
    intent = await open_intent(tx, vendor_id=vendor_id, booking_id=booking_id, amount=amount, method=method, now=now)
    zero = Money.zero(amount.currency)
    await bookkeeping.announce_split(
        tx, vendor_id=vendor_id, intent_id=intent.id, deposit=zero, tax=tax, fixed_fee=fixed_fee
    )
    attempt = await prepare_attempt(tx, intent_id=intent.id, locale=locale, now=now, money_is_there=True)
    await begin_call(tx, attempt.id, now)
    report = Report(
        reference=f"{where}_{attempt.id.hex}",
        status=AttemptStatus.CAPTURED,
        booking_id=booking_id.hex,
        amount=amount,
        captured=amount,
        refunded=zero,
    )
    await apply_report(tx, attempt_id=attempt.id, report=report, source="desk", now=now)
    found = await repository.get_intent(tx, intent.id)
    if found is None:
        raise PaymentNotFound
    return found


async def stop_open_payments(tx: Tx, *, vendor_id: int, booking_id: UUID, now: datetime) -> int:
    """Give up every payment of a booking that is still under way; the worker kills them at their providers.

    A held card stays held: `release_holds` and `charge_hold` decide about it.
    Money that was faster is reported as captured: the booking decides about it. Locks the intents.
    """
    stopped = 0
    for found in await repository.intents_of_booking(tx, vendor_id, booking_id):
        intent = await repository.lock_intent(tx, found.id) or found
        for attempt in await repository.attempts_of(tx, intent):
            if attempt.status in LIVE_ATTEMPT and attempt.status is not AttemptStatus.ORPHAN and not _held(attempt):
                await give_up_later(tx, intent, attempt, now)
                stopped += 1
    return stopped


def _held(attempt: Attempt) -> bool:
    return attempt.capture is CaptureMode.MANUAL and attempt.status is AttemptStatus.AUTHORISED
