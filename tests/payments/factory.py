"""Small makers of what payment tests need."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from smartbooking.infra.db import Database
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import Attempt, CaptureMode, Intent, Outcome, call_key
from smartbooking.payments.gateways.sandbox import Sandbox
from smartbooking.payments.ports import Order, RefundOrder
from tests.payments.provider import API_KEY, WEBHOOK_SECRET

VENDOR = 7


def make_sandbox(url: str, *, timeout_seconds: float = 1.0, secrets: tuple[str, ...] = (WEBHOOK_SECRET,)) -> Sandbox:
    return Sandbox(
        url=url,
        api_key=API_KEY,
        webhook_secrets=secrets,
        return_url="http://localhost:8000/pay/return",
        timeout_seconds=timeout_seconds,
    )


def make_order(
    *, token: str | None = "tok_success", amount: Money | None = None, capture: CaptureMode = CaptureMode.AUTOMATIC
) -> Order:
    booking_id, attempt_id = uuid7(), uuid7()
    return Order(
        intent_id=uuid7(),
        attempt_id=attempt_id,
        booking_id=booking_id,
        amount=amount or Money(1_200_000, "KZT"),
        capture=capture,
        key=call_key(booking_id, attempt_id, "start"),
        token=token,
        locale="kk",
        client_secret="s3cret",
    )


def make_held(order: Order, reference: str) -> Order:
    """The order after the provider has named it."""
    return dataclasses.replace(order, reference=reference)


def make_refund_order(order: Order, reference: str, amount: Money) -> RefundOrder:
    refund_id = uuid7()
    return RefundOrder(
        refund_id=refund_id,
        reference=reference,
        amount=amount,
        reason="test",
        key=call_key(order.booking_id, refund_id, "refund"),
        captured=order.to_take,
    )


async def make_attempt(
    database: Database,
    *,
    now: datetime,
    method: str = "sandbox",
    token: str | None = "tok_success",
    amount: Money | None = None,
    capture: CaptureMode = CaptureMode.AUTOMATIC,
    booking_id: UUID | None = None,
) -> tuple[Intent, Attempt]:
    """A committed intent with a prepared attempt; no provider has heard of it."""
    async with database.transaction() as tx:
        intent = await service.open_intent(
            tx,
            vendor_id=VENDOR,
            booking_id=booking_id or uuid7(),
            amount=amount or Money(1_200_000, "KZT"),
            method=method,
            capture=capture,
            now=now,
        )
        attempt = await service.prepare_attempt(tx, intent_id=intent.id, token=token, now=now)
    return intent, attempt


async def make_payment(database: Database, *, now: datetime, **options: object) -> tuple[Intent, Attempt, Outcome]:
    """An attempt that was run; `options` as for make_attempt."""
    intent, attempt = await make_attempt(database, now=now, **options)  # type: ignore[arg-type]
    outcome = await service.run_attempt(database, attempt.id, now=now)
    return intent, attempt, outcome
