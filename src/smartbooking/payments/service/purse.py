"""All money of a booking: what was paid, what is left, and giving a sum back from several payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.payments import repository
from smartbooking.payments.domain import AttemptStatus, CaptureMode, IntentStatus, Outcome, Refund
from smartbooking.payments.domain.purse import MoreThanIsLeft, Purse, Return, Share, shares_of
from smartbooking.payments.errors import PaymentNotFound, RefundExceedsCapture
from smartbooking.payments.repository import purse as rows
from smartbooking.payments.service.attempts import cancel_intent
from smartbooking.payments.service.intents import outcome_of
from smartbooking.payments.service.refunds import refund_attempt
from smartbooking.payments.service.registry import askable, passive, resolve_method


async def purse_of(read: ReadTx, *, vendor_id: int, booking_id: UUID, currency: str) -> Purse:
    """Everything that was paid for a booking and what became of it."""
    payments = await rows.payments_of_booking(read, vendor_id=vendor_id, booking_id=booking_id)
    counted = {payment.attempt_id for payment in payments}
    refunds = await rows.refunds_of_booking(read, vendor_id=vendor_id, booking_id=booking_id)
    returns = tuple(
        Return(
            id=row.id,
            attempt_id=row.attempt_id,
            gateway=gateway,
            amount=Money(row.amount_minor, row.currency),
            reason=row.reason,
            status=status,
            by_hand=not askable(gateway),
            at=row.created_at,
        )
        for row, gateway, status in refunds
        if row.attempt_id in counted
    )
    open_payment = await rows.has_open_payment(read, vendor_id=vendor_id, booking_id=booking_id)
    return Purse(currency=currency, payments=payments, returns=returns, open_payment=open_payment)


async def left_of_bookings(read: ReadTx, *, vendor_id: int, booking_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What could still go back of many bookings of a business, in minor units of each."""
    return await rows.left_of_bookings(read, vendor_id=vendor_id, booking_ids=booking_ids) if booking_ids else {}


async def plan_refund(
    read: ReadTx, *, vendor_id: int, booking_id: UUID, amount: Money, lines: Mapping[int, Money] | None = None
) -> tuple[Share, ...]:
    """Which payments would give how much of `amount` back; `refund_booking` does exactly that.

    The latest first, but money a person has to hand back comes last: what providers return needs nobody's time.
    `lines`: what of it goes back in visits of a pass, by line of the booking (`shares_of`).
    Raises RefundExceedsCapture.
    """
    payments = await rows.payments_of_booking(read, vendor_id=vendor_id, booking_id=booking_id)
    try:
        same = [one for one in payments if one.taken.currency == amount.currency]
        return shares_of(sorted(same, key=lambda one: askable(one.gateway)), amount, lines)
    except MoreThanIsLeft as error:
        raise RefundExceedsCapture from error


async def refund_booking(
    tx: Tx, *, vendor_id: int, booking_id: UUID, amount: Money, reason: str, now: datetime,
    lines: Mapping[int, Money] | None = None,
) -> tuple[Refund, ...]:  # fmt: skip
    """Ask for `amount` of a booking's payments back, the latest payment first; the worker carries it out.

    Locks all intents of the booking, oldest first. Raises RefundExceedsCapture.
    """
    for intent in await repository.intents_of_booking(tx, vendor_id, booking_id):
        await repository.lock_intent(tx, intent.id)
    made = []
    for share in await plan_refund(tx, vendor_id=vendor_id, booking_id=booking_id, amount=amount, lines=lines):
        attempt = await repository.get_attempt(tx, share.payment.attempt_id)
        if attempt is None:
            raise PaymentNotFound
        made.append(await refund_attempt(tx, attempt=attempt, amount=share.amount, reason=reason, now=now))
    return tuple(made)


async def waiting_attempt(read: ReadTx, *, intent_id: UUID, method: str, card_id: UUID | None = None) -> UUID | None:
    """The attempt of a payment whose customer is, or was, at this method's page, or was asked about this kept card.

    Raises UnknownMethod.
    """
    intent = await repository.get_intent(read, intent_id)
    current = intent.current_attempt_id if intent and intent.cancel_requested_at is None else None
    attempt = await repository.get_attempt(read, current) if current else None
    if attempt is None or attempt.status is not AttemptStatus.REQUIRES_ACTION:
        return None
    same = (attempt.gateway, attempt.saved_card_id) == (resolve_method(method), card_id)
    return attempt.id if same and attempt.redirect_url else None


async def leave_pages(
    database: Database, *, vendor_id: int, booking_id: UUID, method: str, card_id: UUID | None = None, now: datetime
) -> None:
    """Somebody at one provider's page pays in another way after all: the first is killed there before the next begins.

    A provider that is silent, or has the money already, keeps its payment: two are never alive. Raises UnknownMethod.
    """
    wanted = resolve_method(method)
    async with database.reading() as read:
        open_ones = await unfinished_intents(read, vendor_id=vendor_id, booking_id=booking_id)
        pages = [intent_id for intent_id in open_ones if await _at_another_page(read, intent_id, wanted, card_id)]
    for intent_id in pages:
        await cancel_intent(database, intent_id=intent_id, now=now)


async def leave_page(
    database: Database, *, intent_id: UUID, method: str, card_id: UUID | None = None, now: datetime
) -> Outcome:
    """The same for one payment of a booking that is not paid yet, held cards included; how it stands then.

    `secured`: it was paid there meanwhile. `dead`: another may begin. Anything else: it is not over. Raises
    UnknownMethod.
    """
    wanted = resolve_method(method)
    async with database.reading() as read:
        left = await _at_another_page(read, intent_id, wanted, card_id)
        intent = await repository.get_intent(read, intent_id)
        if intent is None:
            raise PaymentNotFound
        outcome = await outcome_of(read, intent)
    # Whoever chose another way before, while the provider was silent, has it asked anew.
    if left or (intent.cancel_requested_at is not None and not (outcome.dead or outcome.secured)):
        return await cancel_intent(database, intent_id=intent_id, now=now)
    return outcome


async def _at_another_page(read: ReadTx, intent_id: UUID, wanted: str, card_id: UUID | None) -> bool:
    intent = await repository.get_intent(read, intent_id)
    current = intent.current_attempt_id if intent else None
    attempt = await repository.get_attempt(read, current) if current else None
    if attempt is None or attempt.status is not AttemptStatus.REQUIRES_ACTION:
        return False
    return (attempt.gateway, attempt.saved_card_id) != (wanted, card_id) and not passive(attempt.gateway)


async def unfinished_intents(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> Sequence[UUID]:
    """Payments of a booking that may still take money, or that another try may follow; held cards are none."""
    over = (
        IntentStatus.CAPTURED, IntentStatus.PARTLY_REFUNDED, IntentStatus.REFUNDED, IntentStatus.VOIDED,
        IntentStatus.DISPUTED, IntentStatus.ORPHAN,
    )  # fmt: skip
    intents = await repository.intents_of_booking(read, vendor_id, booking_id)
    open_ones = [one for one in intents if one.status not in over and one.cancel_requested_at is None]
    return [one.id for one in open_ones if one.capture is not CaptureMode.MANUAL]
