"""Opening a payment and preparing a try at it: rows only, no provider hears of them yet."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.payments import repository
from smartbooking.payments.domain import (
    NEVER_ARRIVED_AFTER,
    Attempt,
    AttemptStatus,
    CaptureMode,
    Intent,
    IntentStatus,
    Outcome,
    call_key,
    new_code,
)
from smartbooking.payments.errors import InvalidTransition, PaymentInProgress, PaymentNotFound
from smartbooking.payments.service.cards import refuse_card_numbers
from smartbooking.payments.service.registry import passive, pays_by_code, resolve_method
from smartbooking.payments.service.saved_cards import NO_WISH, CardWish
from smartbooking.payments.service.settle import close_attempt
from smartbooking.payments.service.terms import must_be_offered

# 24 random bytes: 192 bits, more than the 128 a guest link needs.
SECRET_BYTES = 24
# A taken code among ninety million is rare; five in a row mean that it is not the code.
CODE_TRIES = 5


async def open_intent(
    tx: Tx,
    *,
    vendor_id: int,
    booking_id: UUID,
    amount: Money,
    method: str,
    now: datetime,
    capture: CaptureMode = CaptureMode.AUTOMATIC,
) -> Intent:
    """Agree that `amount` is to be paid for the booking. Raises UnknownMethod."""
    intent = Intent(
        id=uuid7(),
        vendor_id=vendor_id,
        booking_id=booking_id,
        amount=amount,
        capture=capture,
        method=resolve_method(method),
        status=IntentStatus.CREATED,
        version=1,
        captured=Money.zero(amount.currency),
        refunded=Money.zero(amount.currency),
        client_secret=secrets.token_urlsafe(SECRET_BYTES),
        current_attempt_id=None,
        capture_requested_at=None,
        cancel_requested_at=None,
        created_at=now,
    )
    await repository.add_intent(tx, intent, now=now)
    await repository.note(
        tx, vendor_id=vendor_id, intent_id=intent.id, now=now, source="command", from_status=None, to_status="created"
    )
    return intent


async def prepare_attempt(
    tx: Tx,
    *,
    intent_id: UUID,
    now: datetime,
    method: str | None = None,
    token: str | None = None,
    locale: str = "ru",
    money_is_there: bool = False,
    bank_check: bool = False,
    wish: CardWish = NO_WISH,
) -> Attempt:
    """Write down the next try; commit, then call `run_attempt`. Locks the intent.

    `method` defaults to the intent's; `token` is the provider's one-time token, None for its hosted page.
    A live attempt that only waits for the customer's own act (a transfer, a code to type) gives way to the new one.
    `money_is_there`: late money is recorded, whatever is offered now. `bank_check`: 3-D Secure is demanded.
    `wish`: pays with a kept card, or has the card kept (`saved_cards.card_wish`).
    Raises PaymentInProgress while another attempt lives, InvalidTransition when the payment is over, UnknownMethod.
    """
    refuse_card_numbers(token, "/paymentDetails/token")
    intent = await repository.lock_intent(tx, intent_id)
    if intent is None:
        raise PaymentNotFound
    gateway = resolve_method(method or intent.method)
    if not money_is_there:
        await must_be_offered(tx, vendor_id=intent.vendor_id, method=gateway, currency=intent.amount.currency)
    intent = await _without_passive_attempt(tx, intent, now)
    _must_be_open(intent)
    number = await repository.next_attempt_number(tx, intent)
    attempt = _new_attempt(intent, number=number, gateway=gateway, token=token, locale=locale, now=now)
    attempt = await _written(tx, replace(_wishing(attempt, wish), bank_check=bank_check), now)
    await repository.update_intent(
        tx, intent, now=now, status=IntentStatus.CREATED.value, method=gateway, current_attempt_id=attempt.id
    )
    await repository.note(
        tx,
        vendor_id=intent.vendor_id,
        intent_id=intent.id,
        attempt_id=attempt.id,
        now=now,
        source="command",
        from_status=intent.status.value,
        to_status=IntentStatus.CREATED.value,
        details={"attempt": attempt.number, "gateway": gateway},
    )
    return attempt


def _wishing(attempt: Attempt, wish: CardWish) -> Attempt:
    card = wish.card
    if card is None:
        return replace(attempt, save_for=wish.save_for)
    return replace(attempt, token=card.token, payer=card.payer, saved_card_id=card.id)


async def _written(tx: Tx, attempt: Attempt, now: datetime) -> Attempt:
    """The attempt's row; one that is known by a code gets a code nobody has. Raises PaymentInProgress."""
    coded = pays_by_code(attempt.gateway)
    for _ in range(CODE_TRIES if coded else 1):
        made = replace(attempt, reference=new_code()) if coded else attempt
        if await repository.add_attempt(tx, made, next_poll_at=now + NEVER_ARRIVED_AFTER):
            return made
    raise PaymentInProgress


async def _without_passive_attempt(tx: Tx, intent: Intent, now: datetime) -> Intent:
    """Close the live attempt when nothing of it lives at a provider; its money, should it come, is late money."""
    if intent.status is not IntentStatus.REQUIRES_ACTION or intent.current_attempt_id is None:
        return intent
    attempt = await repository.get_attempt(tx, intent.current_attempt_id)
    if attempt is None or not passive(attempt.gateway) or intent.cancel_requested_at is not None:
        return intent
    await close_attempt(
        tx, intent=intent, attempt=attempt, status=AttemptStatus.VOIDED, code="replaced", source="command", now=now
    )
    return await repository.lock_intent(tx, intent.id) or intent


def _new_attempt(
    intent: Intent, *, number: int, gateway: str, token: str | None, locale: str, now: datetime
) -> Attempt:
    """An attempt nobody has been told of yet; its key follows from its id."""
    attempt_id = uuid7()
    return Attempt(
        id=attempt_id,
        vendor_id=intent.vendor_id,
        intent_id=intent.id,
        booking_id=intent.booking_id,
        number=number,
        gateway=gateway,
        status=AttemptStatus.CREATED,
        version=1,
        amount=intent.amount,
        capture=intent.capture,
        key=call_key(intent.booking_id, attempt_id, "start"),
        token=token,
        locale=locale,
        reference=None,
        provider_version=0,
        captured=Money.zero(intent.amount.currency),
        refund_reserved=Money.zero(intent.amount.currency),
        decline_code=None,
        redirect_url=None,
        called_at=None,
        created_at=now,
    )


def _must_be_open(intent: Intent) -> None:
    if intent.cancel_requested_at is not None:
        raise InvalidTransition("The payment is being cancelled.", allowed=[])
    if intent.status not in (IntentStatus.CREATED, IntentStatus.FAILED):
        if intent.status in (IntentStatus.REQUIRES_ACTION, IntentStatus.PROCESSING, IntentStatus.UNKNOWN):
            raise PaymentInProgress
        raise InvalidTransition(f"The payment is {intent.status.value}; nothing more is to be paid.", allowed=[])


async def payment_status(read: ReadTx, *, intent_id: UUID) -> Outcome:
    """Where a payment stands, for callers inside the house."""
    intent = await repository.get_intent(read, intent_id)
    if intent is None:
        raise PaymentNotFound
    return await outcome_of(read, intent)


async def given_up(read: ReadTx, *, intent_id: UUID) -> Outcome | None:
    """How a payment stands that is being given up, or was; None while another attempt at it may follow."""
    outcome = await payment_status(read, intent_id=intent_id)
    intent = await repository.get_intent(read, intent_id)
    over = outcome.status is IntentStatus.VOIDED or (intent is not None and intent.cancel_requested_at is not None)
    return outcome if over else None


async def demanded_bank_check(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> bool:
    """Whether 3-D Secure was demanded of an earlier attempt: another try, or another way, does not get around it."""
    for intent in await repository.intents_of_booking(read, vendor_id, booking_id):
        if any(attempt.bank_check for attempt in await repository.attempts_of(read, intent)):
            return True
    return False


async def method_of(read: ReadTx, *, intent_id: UUID) -> str | None:
    """By which way a payment was made; None for one nobody knows."""
    intent = await repository.get_intent(read, intent_id)
    return intent.method if intent else None


async def outcome_of(read: ReadTx, intent: Intent) -> Outcome:
    """What the customer may be told about an intent now."""
    current = intent.current_attempt_id
    attempt = await repository.get_attempt(read, current) if current else None
    waiting = attempt is not None and attempt.status is AttemptStatus.REQUIRES_ACTION
    return Outcome(
        intent_id=intent.id,
        status=intent.status,
        redirect_url=attempt.redirect_url if attempt and waiting else None,
        client_secret=intent.client_secret,
        decline_code=attempt.decline_code if attempt else None,
    )


async def get_payment(
    read: ReadTx,
    *,
    principal: Principal,
    intent_id: UUID,
    client_secret: str | None,
    link_to: UUID | None = None,
) -> tuple[Intent, Outcome]:
    """A payment for its customer (by client secret or the link of her booking), its vendor's staff or an operator.

    Everybody else gets PaymentNotFound.
    """
    intent = await repository.get_intent(read, intent_id)
    if intent is None:
        raise PaymentNotFound
    known = client_secret is not None and secrets.compare_digest(client_secret.encode(), intent.client_secret.encode())
    known = known or link_to == intent.booking_id
    if not (known or principal.operator or principal.works_for(intent.vendor_id)):
        raise PaymentNotFound
    return intent, await outcome_of(read, intent)
