"""Intents and attempts: read, lock, and move by compare-and-swap on status and version."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import StaleVersion
from smartbooking.payments.domain import (
    POLLED_ATTEMPT,
    Attempt,
    AttemptStatus,
    CaptureMode,
    Intent,
    IntentStatus,
)
from smartbooking.payments.models import AttemptRow, IntentRow


async def add_intent(tx: Tx, intent: Intent, *, now: datetime) -> None:
    """Insert a new intent."""
    row = IntentRow(
        vendor_id=intent.vendor_id,
        id=intent.id,
        booking_id=intent.booking_id,
        amount_minor=intent.amount.minor,
        currency=intent.amount.currency,
        capture=intent.capture.value,
        method=intent.method,
        status=intent.status.value,
        client_secret=intent.client_secret,
        created_at=now,
        updated_at=now,
    )
    tx.add(row)
    await tx.flush()


async def add_attempt(tx: Tx, attempt: Attempt, *, next_poll_at: datetime) -> bool:
    """Insert a new attempt; False when another live one holds the intent (one_live_attempt)."""
    made = await tx.execute(
        insert(AttemptRow)
        .values(
            vendor_id=attempt.vendor_id,
            id=attempt.id,
            intent_id=attempt.intent_id,
            booking_id=attempt.booking_id,
            number=attempt.number,
            gateway=attempt.gateway,
            status=attempt.status.value,
            amount_minor=attempt.amount.minor,
            currency=attempt.amount.currency,
            capture=attempt.capture.value,
            key=attempt.key,
            token=attempt.token,
            bank_check=attempt.bank_check,
            payer=attempt.payer,
            saved_card_id=attempt.saved_card_id,
            save_for=attempt.save_for,
            locale=attempt.locale,
            reference=attempt.reference,
            next_poll_at=next_poll_at,
            created_at=attempt.created_at,
            updated_at=attempt.created_at,
        )
        .on_conflict_do_nothing()
        .returning(AttemptRow.id)
    )
    return made.first() is not None


async def get_intent(read: ReadTx, intent_id: UUID) -> Intent | None:
    """The intent as it is committed."""
    row = await read.scalar(
        select(IntentRow).where(IntentRow.id == intent_id).execution_options(populate_existing=True)
    )
    return _intent(row) if row else None


async def get_attempt(read: ReadTx, attempt_id: UUID) -> Attempt | None:
    """The attempt as it is committed."""
    row = await read.scalar(
        select(AttemptRow).where(AttemptRow.id == attempt_id).execution_options(populate_existing=True)
    )
    return _attempt(row) if row else None


async def lock_intent(tx: Tx, intent_id: UUID) -> Intent | None:
    """The intent, row-locked."""
    row = await tx.scalar(
        select(IntentRow).where(IntentRow.id == intent_id).with_for_update().execution_options(populate_existing=True)
    )
    return _intent(row) if row else None


async def lock_attempt(tx: Tx, attempt_id: UUID) -> tuple[Intent, Attempt] | None:
    """The attempt and its intent, both row-locked, the intent first."""
    intent_id = await tx.scalar(select(AttemptRow.intent_id).where(AttemptRow.id == attempt_id))
    if intent_id is None:
        return None
    intent = await lock_intent(tx, intent_id)
    row = await tx.scalar(
        select(AttemptRow)
        .where(AttemptRow.id == attempt_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (intent, _attempt(row)) if intent and row else None


async def intents_of_booking(read: ReadTx, vendor_id: int, booking_id: UUID) -> tuple[Intent, ...]:
    """All intents of a booking, oldest first."""
    rows = await read.scalars(
        select(IntentRow)
        .where(IntentRow.vendor_id == vendor_id, IntentRow.booking_id == booking_id)
        .order_by(IntentRow.id)
        .execution_options(populate_existing=True)
    )
    return tuple(_intent(row) for row in rows)


async def attempts_of(read: ReadTx, intent: Intent) -> tuple[Attempt, ...]:
    """All attempts of an intent, oldest first."""
    rows = await read.scalars(
        select(AttemptRow)
        .where(AttemptRow.vendor_id == intent.vendor_id, AttemptRow.intent_id == intent.id)
        .order_by(AttemptRow.number)
        .execution_options(populate_existing=True)
    )
    return tuple(_attempt(row) for row in rows)


async def find_attempt(read: ReadTx, gateway: str, *, reference: str | None, key: str | None) -> UUID | None:
    """The attempt a provider's message is about, by the provider's id or by our key."""
    clauses = [AttemptRow.reference == reference] if reference else []
    clauses += [AttemptRow.key == key] if key else []
    if not clauses:
        return None
    found: UUID | None = await read.scalar(
        select(AttemptRow.id).where(AttemptRow.gateway == gateway, or_(*clauses)).limit(1)
    )
    return found


async def update_intent(tx: Tx, intent: Intent, *, now: datetime, **changes: Any) -> None:
    """Change an intent if it is still as `intent` shows it; raises StaleVersion. Any: column values."""
    changed = await tx.execute(
        update(IntentRow)
        .where(
            IntentRow.vendor_id == intent.vendor_id,
            IntentRow.id == intent.id,
            IntentRow.status == intent.status.value,
            IntentRow.version == intent.version,
        )
        .values(version=IntentRow.version + 1, updated_at=now, **changes)
        .returning(IntentRow.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise StaleVersion("The payment changed meanwhile.")


async def update_attempt(tx: Tx, attempt: Attempt, *, now: datetime, **changes: Any) -> None:
    """Change an attempt if it is still as `attempt` shows it; raises StaleVersion. Any: column values."""
    changed = await tx.execute(
        update(AttemptRow)
        .where(
            AttemptRow.vendor_id == attempt.vendor_id,
            AttemptRow.id == attempt.id,
            AttemptRow.status == attempt.status.value,
            AttemptRow.version == attempt.version,
        )
        .values(version=AttemptRow.version + 1, updated_at=now, **changes)
        .returning(AttemptRow.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise StaleVersion("The payment attempt changed meanwhile.")


async def claim_attempts(tx: Tx, *, now: datetime, lease: timedelta, limit: int) -> tuple[UUID, ...]:
    """Attempts whose time to ask has come, taken by this poller for `lease` (index attempt_to_poll)."""
    due = (
        select(AttemptRow.id)
        .where(AttemptRow.next_poll_at <= now, AttemptRow.status.in_([s.value for s in POLLED_ATTEMPT]))
        .order_by(AttemptRow.next_poll_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = await tx.scalars(
        update(AttemptRow)
        .where(AttemptRow.id.in_(due))
        .values(next_poll_at=now + lease)
        .returning(AttemptRow.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(taken)


async def next_attempt_number(read: ReadTx, intent: Intent) -> int:
    """Call with the intent locked."""
    highest = await read.scalar(
        select(func.max(AttemptRow.number)).where(
            AttemptRow.vendor_id == intent.vendor_id, AttemptRow.intent_id == intent.id
        )
    )
    return (highest or 0) + 1


def _intent(row: IntentRow) -> Intent:
    return Intent(
        id=row.id,
        vendor_id=row.vendor_id,
        booking_id=row.booking_id,
        amount=Money(row.amount_minor, row.currency),
        capture=CaptureMode(row.capture),
        method=row.method,
        status=IntentStatus(row.status),
        version=row.version,
        captured=Money(row.captured_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        client_secret=row.client_secret,
        current_attempt_id=row.current_attempt_id,
        capture_requested_at=row.capture_requested_at,
        cancel_requested_at=row.cancel_requested_at,
        created_at=row.created_at,
        capture_wanted=None if row.capture_wanted_minor is None else Money(row.capture_wanted_minor, row.currency),
    )


def _attempt(row: AttemptRow) -> Attempt:
    # What the provider moved is in the provider's currency; it differs from ours only in quarantine.
    moved = row.provider_currency or row.currency
    return Attempt(
        id=row.id,
        vendor_id=row.vendor_id,
        intent_id=row.intent_id,
        booking_id=row.booking_id,
        number=row.number,
        gateway=row.gateway,
        status=AttemptStatus(row.status),
        version=row.version,
        amount=Money(row.amount_minor, row.currency),
        capture=CaptureMode(row.capture),
        key=row.key,
        token=row.token,
        bank_check=row.bank_check,
        payer=row.payer,
        saved_card_id=row.saved_card_id,
        save_for=row.save_for,
        locale=row.locale,
        reference=row.reference,
        provider_version=row.provider_version,
        captured=Money(row.captured_minor, moved),
        refund_reserved=Money(row.refund_reserved_minor, moved),
        decline_code=row.decline_code,
        redirect_url=row.redirect_url,
        called_at=row.called_at,
        created_at=row.created_at,
    )
