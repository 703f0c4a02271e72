"""Transactions of providers that call us: looked up, finished, listed. Gateways speak to the books through these."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.payments import repository
from smartbooking.payments.domain import CallStatus, ProviderCall
from smartbooking.payments.errors import PaymentNotFound


async def find_transaction(read: ReadTx, *, gateway: str, transaction: str, lock: bool = False) -> ProviderCall | None:
    """A transaction by the provider's id; `lock` it to change it."""
    return await repository.find_call(read, gateway, transaction, lock=lock)


async def open_transaction_of(read: ReadTx, *, gateway: str, attempt_id: UUID) -> ProviderCall | None:
    """The transaction that is under way for a payment."""
    return await repository.open_call_of_attempt(read, gateway, attempt_id)


async def calls_between(read: ReadTx, *, gateway: str, since: int, until: int) -> tuple[ProviderCall, ...]:
    """A provider's transactions by its own clock."""
    return await repository.calls_between(read, gateway, since, until)


async def finish_transaction(
    tx: Tx,
    call: ProviderCall,
    *,
    status: CallStatus,
    now: datetime,
    reason: int | None = None,
    reply: bytes | None = None,
) -> ProviderCall:
    """Write down how a locked transaction ended, and the answer that is given from now on."""
    changes: dict[str, object] = {"status": status.value}
    if status is CallStatus.PERFORMED and call.performed_at is None:
        changes["performed_at"] = now
    if status is CallStatus.CANCELLED and call.cancelled_at is None:
        changes["cancelled_at"] = now
        changes["reason"] = reason
    if reply is not None:
        changes["reply"] = reply
    return await repository.update_call(tx, call, **changes)


async def lock_payment(tx: Tx, *, attempt_id: UUID) -> None:
    """Whoever begins another transaction for the same payment waits here."""
    if await repository.lock_attempt(tx, attempt_id) is None:
        raise PaymentNotFound
