"""Asking a provider now instead of in a minute, and refunds people of the business order themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from smartbooking.infra import audit
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import is_sale, public_id
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid
from smartbooking.payments import repository
from smartbooking.payments.domain import POLLED_ATTEMPT, Attempt, Intent, Outcome, Refund
from smartbooking.payments.errors import InvalidTransition, PaymentNotFound, ReturnNotProven, UnknownMethod
from smartbooking.payments.ports import BadSignature, VerifiesReturn
from smartbooking.payments.service.attempts import refresh
from smartbooking.payments.service.balance import refundable
from smartbooking.payments.service.intents import get_payment, outcome_of
from smartbooking.payments.service.refunds import request_refund
from smartbooking.payments.service.registry import gateway_named, known_gateway


async def verify_return(
    database: Database, *, provider: str, fields: Mapping[str, str], now: datetime
) -> tuple[Intent, Outcome]:
    """Check what a browser brought back and ask the provider at once; the browser's word itself moves nothing.

    Raises UnknownMethod, ReturnNotProven, PaymentNotFound.
    """
    gateway = gateway_named(provider) if known_gateway(provider) else None
    if not isinstance(gateway, VerifiesReturn):
        raise UnknownMethod(provider, "/provider")
    try:
        hint = gateway.read_return(fields)
    except BadSignature as error:
        raise ReturnNotProven(f"{error}.") from error
    async with database.reading() as read:
        attempt_id = await repository.find_attempt(read, provider, reference=hint.reference, key=hint.key)
        attempt = await repository.get_attempt(read, attempt_id) if attempt_id else None
    if attempt is None:
        raise PaymentNotFound
    return await _asked(database, attempt, now)


async def ask_now(
    database: Database, *, principal: Principal, intent_id: UUID, client_secret: str | None, now: datetime
) -> tuple[Intent, Outcome]:
    """How a payment stands at its provider now, for those who may see it. Raises PaymentNotFound."""
    async with database.reading() as read:
        intent, outcome = await get_payment(read, principal=principal, intent_id=intent_id, client_secret=client_secret)
        current = intent.current_attempt_id
        attempt = await repository.get_attempt(read, current) if current else None
    if attempt is None or attempt.status not in POLLED_ATTEMPT or attempt.called_at is None:
        return intent, outcome
    return await _asked(database, attempt, now)


async def _asked(database: Database, attempt: Attempt, now: datetime) -> tuple[Intent, Outcome]:
    if attempt.status in POLLED_ATTEMPT:
        await refresh(database, attempt.id, source="return", now=now)
    async with database.reading() as read:
        intent = await repository.get_intent(read, attempt.intent_id)
        if intent is None:
            raise PaymentNotFound
        return intent, await outcome_of(read, intent)


async def refund_by_manager(
    tx: Tx, *, principal: Principal, intent_id: UUID, amount: Decimal | None, reason: str, now: datetime
) -> Refund:
    """A goodwill refund: part of a payment, or with None all that is left of it. Audited.

    Raises PaymentNotFound for strangers, Forbidden for people below manager, RefundExceedsCapture, Invalid.
    """
    intent = await repository.lock_intent(tx, intent_id)
    if intent is None or not (principal.operator or principal.works_for(intent.vendor_id)):
        raise PaymentNotFound
    if not (principal.operator or principal.works_for(intent.vendor_id, VendorRole.MANAGER)):
        raise Forbidden("Managers and owners give money back.")
    if is_sale(intent.booking_id):
        # What was sold for it would live on: the sale itself gives both back, or neither.
        raise InvalidTransition("An online sale and its money go back together: give the sale back.", allowed=[])
    wanted = await refundable(tx, intent_id=intent_id) if amount is None else _money(amount, intent.amount.currency)
    refund = await request_refund(tx, intent_id=intent_id, amount=wanted, reason=reason, now=now)
    await audit.record(
        tx,
        principal,
        action="payment.refund_requested",
        subject=public_id("pay", intent_id),
        vendor_id=intent.vendor_id,
        details={"amountMinor": wanted.minor, "currency": wanted.currency, "reason": reason},
    )
    return refund


def _money(amount: Decimal, currency: str) -> Money:
    try:
        return Money.of(amount, currency)
    except ValueError as error:
        raise Invalid(FieldError("/amount", str(error))) from error
