"""Money others tell us of: a biller that has it already, a person of the business who saw it on her account.

Invariants: one provider transaction is one row and one answer, however often and at once it is told; money for a
payment that is over never disappears: it stands on a payment of its own, and the booking takes its place again or
gives the money back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import repository
from smartbooking.payments.domain import (
    PAID_INTENT,
    Attempt,
    AttemptStatus,
    CallStatus,
    CaptureMode,
    Intent,
    IntentStatus,
    Payable,
    ProviderCall,
    Received,
    Standing,
    is_code,
)
from smartbooking.payments.errors import PaymentNotFound
from smartbooking.payments.ports import Report
from smartbooking.payments.service.attempts import begin_call
from smartbooking.payments.service.intents import open_intent, prepare_attempt
from smartbooking.payments.service.registry import desks
from smartbooking.payments.service.settle import apply_report

# From these the provider's word moves an attempt; from all others money is late.
_TAKES_MONEY: Final = frozenset(
    {AttemptStatus.UNKNOWN, AttemptStatus.REQUIRES_ACTION, AttemptStatus.PROCESSING, AttemptStatus.AUTHORISED}
)
PAID_TWICE: Final = "paid_twice"
UNKNOWN_ACCOUNT: Final = "unknown_account"


async def find_payable(
    read: ReadTx, *, gateway: str, account: str, now: datetime, vendor_id: int | None = None
) -> Payable | None:
    """The payment an account number of a provider's request means: our code, or the payer's phone.

    Reads only. With a phone the oldest open payment of the business is meant.
    """
    account = account.strip()
    if is_code(account):
        return await _by_code(read, gateway, account, vendor_id, now)
    if vendor_id is None or len(_digits(account)) < 10:
        return None
    unpaid = [one for desk in desks() for one in await desk.unpaid_of_phone(read, vendor_id=vendor_id, phone=account)]
    for code in await repository.codes_of_bookings(read, gateway, tuple(unpaid)) if unpaid else ():
        return await _by_code(read, gateway, code, vendor_id, now)
    return None


async def find_payable_of_attempt(read: ReadTx, attempt_id: UUID, *, now: datetime) -> Payable | None:
    """The payment of an attempt, and what may still be done about it."""
    attempt = await repository.get_attempt(read, attempt_id)
    intent = await repository.get_intent(read, attempt.intent_id) if attempt else None
    if attempt is None or intent is None:
        return None
    return Payable(intent=intent, attempt=attempt, standing=await _standing(read, intent, attempt, now))


async def _by_code(read: ReadTx, gateway: str, code: str, vendor_id: int | None, now: datetime) -> Payable | None:
    attempt_id = await repository.find_attempt(read, gateway, reference=code, key=None)
    found = await find_payable_of_attempt(read, attempt_id, now=now) if attempt_id else None
    return found if found and vendor_id in (None, found.intent.vendor_id) else None


async def _standing(read: ReadTx, intent: Intent, attempt: Attempt, now: datetime) -> Standing:
    if await _paid_already(read, intent):
        return Standing.PAID
    if attempt.status not in _TAKES_MONEY or intent.cancel_requested_at is not None:
        return Standing.DEAD
    waits = [
        await desk.awaits_payment(read, vendor_id=intent.vendor_id, booking_id=intent.booking_id, now=now)
        for desk in desks()
    ]
    return Standing.OPEN if any(waits) or not waits else Standing.DEAD


async def _paid_already(read: ReadTx, intent: Intent) -> bool:
    """Whether this agreement, or the late payment that stands in for it, has its money."""
    for one in await repository.intents_of_booking(read, intent.vendor_id, intent.booking_id):
        if one.id != intent.id and one.capture is CaptureMode.MANUAL:
            continue  # a card that secures the visit pays nothing
        same = one.id == intent.id or (one.id > intent.id and one.amount == intent.amount)
        if same and (one.status in PAID_INTENT or one.status is IntentStatus.AUTHORISED):
            return True
    return False


async def begin_transaction(
    tx: Tx,
    *,
    gateway: str,
    transaction: str,
    account: str,
    amount: Money,
    payable: Payable | None,
    now: datetime,
    provider_time: int | None = None,
) -> tuple[ProviderCall, bool]:
    """Write a provider's transaction down, or wait for the twin that is doing so; whether it is new."""
    call = ProviderCall(
        gateway=gateway,
        transaction=transaction,
        number=0,
        attempt_id=payable.attempt.id if payable else None,
        account=account,
        amount=amount,
        status=CallStatus.CREATED,
        reason=None,
        provider_time=provider_time,
        reply=None,
        created_at=now,
        performed_at=None,
        cancelled_at=None,
    )
    return await repository.open_call(tx, call, vendor_id=payable.intent.vendor_id if payable else None, now=now)


async def receive_money(tx: Tx, *, attempt_id: UUID, amount: Money, source: str, now: datetime) -> Received:
    """Money for an attempt is there. Locks intent and attempt; publishes what follows.

    A wrong amount or currency is put aside like any other (`orphan`); money for a payment that is over becomes a
    payment of its own, captured from its first moment.
    """
    locked = await repository.lock_attempt(tx, attempt_id)
    if locked is None:
        raise PaymentNotFound
    intent, attempt = locked
    if await _paid_already(tx, intent):
        await _tell(tx, attempt, PAID_TWICE, amount, now)
        return Received.ALREADY_PAID
    late = attempt.status not in _TAKES_MONEY
    if late:
        attempt = await _late_attempt(tx, attempt, now)
    zero = Money.zero(amount.currency)
    report = Report(
        reference=attempt.reference or "",
        status=AttemptStatus.CAPTURED,
        booking_id=attempt.booking_id.hex,
        amount=amount,
        captured=amount,
        refunded=zero,
        version=attempt.provider_version,
    )
    await apply_report(tx, attempt_id=attempt.id, report=report, source=source, now=now)
    return Received.LATE if late else Received.CAPTURED


async def give_up(tx: Tx, *, attempt_id: UUID, code: str, source: str, now: datetime) -> bool:
    """A payment comes to nothing before any money moved; False when it is over already."""
    locked = await repository.lock_attempt(tx, attempt_id)
    if locked is None:
        raise PaymentNotFound
    _, attempt = locked
    if attempt.status not in _TAKES_MONEY:
        return False
    zero = Money.zero(attempt.amount.currency)
    report = Report(
        reference=attempt.reference or "",
        status=AttemptStatus.FAILED,
        booking_id=attempt.booking_id.hex,
        amount=attempt.amount,
        captured=zero,
        refunded=zero,
        version=attempt.provider_version,
        decline_code=code,
    )
    await apply_report(tx, attempt_id=attempt.id, report=report, source=source, now=now)
    return True


async def tell_unknown_account(tx: Tx, *, call: ProviderCall, now: datetime) -> None:
    """A provider says it has money for an account we do not know: a person is told, once."""
    await repository.add_alert(
        tx,
        subject=f"{call.gateway}:{call.transaction}",
        reason=UNKNOWN_ACCOUNT,
        now=now,
        details={"account": call.account, "amount": call.amount.minor, "currency": call.amount.currency},
    )


async def _late_attempt(tx: Tx, attempt: Attempt, now: datetime) -> Attempt:
    intent = await open_intent(
        tx,
        vendor_id=attempt.vendor_id,
        booking_id=attempt.booking_id,
        amount=attempt.amount,
        method=attempt.gateway,
        now=now,
    )
    made = await prepare_attempt(tx, intent_id=intent.id, locale=attempt.locale, now=now, money_is_there=True)
    return await begin_call(tx, made.id, now)


async def _tell(tx: Tx, attempt: Attempt, reason: str, amount: Money, now: datetime) -> None:
    await repository.add_alert(
        tx,
        subject=str(attempt.id),
        reason=reason,
        now=now,
        vendor_id=attempt.vendor_id,
        intent_id=attempt.intent_id,
        attempt_id=attempt.id,
        details={"gateway": attempt.gateway, "amount": amount.minor, "currency": amount.currency},
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
