"""Asking providers by ourselves, so that everything ends right even if no message ever arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import structlog

from smartbooking.infra.db import Database, Tx
from smartbooking.payments import repository
from smartbooking.payments.domain import NEVER_ARRIVED_AFTER, POLL_EVERY, Attempt, AttemptStatus, Intent
from smartbooking.payments.errors import PaymentNotFound
from smartbooking.payments.ports import Changes, GatewayError, PaymentLookup
from smartbooking.payments.service.attempts import ask_again, close_unsent, push_cancel, push_capture, refresh
from smartbooking.payments.service.calls import load
from smartbooking.payments.service.inbox import apply_message, keep_hint
from smartbooking.payments.service.refunds import ask_about_refund
from smartbooking.payments.service.registry import gateway_named, gateway_names

BATCH: Final = 200
AT_ONCE: Final = 8
# A little less than the interval, so that what one round took is free again for the next.
LEASE: Final = POLL_EVERY - timedelta(seconds=5)
MAX_ROUNDS: Final = 50
MAX_PAGES: Final = 1000

log = structlog.get_logger(__name__)


async def poll_open(database: Database, *, now: datetime) -> int:
    """Ask about every open attempt, refund and waiting message that is due; returns how many were looked at.

    Several workers may run it at once: each takes its own rows (skip locked).
    """
    seen = 0
    for _ in range(MAX_ROUNDS):
        found = await _poll_batch(database, now)
        seen += sum(found)
        if max(found) < BATCH:
            break
    return seen


async def _poll_batch(database: Database, now: datetime) -> tuple[int, int, int]:
    async def take(tx: Tx) -> tuple[tuple[UUID, ...], tuple[UUID, ...], tuple[int, ...]]:
        return (
            await repository.claim_attempts(tx, now=now, lease=LEASE, limit=BATCH),
            await repository.claim_refunds(tx, now=now, lease=LEASE, limit=BATCH),
            await repository.claim_messages(tx, now=now, lease=LEASE, limit=BATCH),
        )

    attempts, refunds, messages = await database.run(take)
    gate = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(
        *(_quietly(gate, poll_attempt(database, one, now=now)) for one in attempts),
        *(_quietly(gate, poll_refund(database, one, now=now)) for one in refunds),
        *(_quietly(gate, apply_message(database, one, now=now)) for one in messages),
    )
    return len(attempts), len(refunds), len(messages)


async def _quietly(gate: asyncio.Semaphore, asking: Awaitable[object]) -> None:
    """One silent provider must not keep the others from being asked."""
    async with gate:
        try:
            await asking
        except (GatewayError, PaymentNotFound) as error:
            log.warning("provider not asked", error=str(error))


async def poll_attempt(database: Database, attempt_id: UUID, *, now: datetime) -> None:
    """Bring one attempt up to date, and push on what is wanted of it: its capture or its end."""
    intent, attempt = await load(database, attempt_id)
    if attempt.status is AttemptStatus.CREATED:
        # Never sent: its caller died first. Time for a slow caller, then it is over.
        if attempt.created_at + NEVER_ARRIVED_AFTER <= now:
            await close_unsent(database, attempt_id, now=now)
        return
    if intent.cancel_requested_at is not None and attempt.status in _KILLABLE:
        await push_cancel(database, attempt_id, now=now)
        return
    if _wants_capture(intent, attempt):
        await push_capture(database, attempt_id, now=now)
        return
    if attempt.status is AttemptStatus.UNKNOWN or isinstance(gateway_named(attempt.gateway), PaymentLookup):
        await refresh(database, attempt_id, source="poll", now=now)
        await ask_again(database, attempt_id, now=now)


_KILLABLE: Final = frozenset(
    {
        AttemptStatus.UNKNOWN,
        AttemptStatus.REQUIRES_ACTION,
        AttemptStatus.PROCESSING,
        AttemptStatus.AUTHORISED,
    }
)


def _wants_capture(intent: Intent, attempt: Attempt) -> bool:
    return intent.capture_requested_at is not None and attempt.status is AttemptStatus.AUTHORISED


async def poll_refund(database: Database, refund_id: UUID, *, now: datetime) -> None:
    """Bring one refund up to date."""
    await ask_about_refund(database, refund_id, now=now)


async def reconcile(database: Database, *, now: datetime) -> int:
    """Read every provider's own list of events from where we stopped; what we missed is kept like a message.

    Returns how many events were new.
    """
    new = 0
    for name in gateway_names():
        gateway = gateway_named(name)
        if isinstance(gateway, PaymentLookup):
            new += await _read_list(database, name, gateway, now)
    return new


async def _read_list(database: Database, name: str, lookup: PaymentLookup, now: datetime) -> int:
    async with database.reading() as read:
        position = await repository.list_position(read, name)
    new = 0
    for _ in range(MAX_PAGES):
        changes = await lookup.changes(position)
        new += await database.run(partial(_keep_page, name=name, changes=changes, now=now))
        position = changes.position
        if not changes.more:
            break
    return new


async def _keep_page(tx: Tx, *, name: str, changes: Changes, now: datetime) -> int:
    """The events of a page and the position after it, together."""
    kept = [await keep_hint(tx, name, hint, body=b"", source="list", now=now) for hint in changes.hints]
    await repository.set_list_position(tx, name, changes.position, now=now)
    return sum(kept)
