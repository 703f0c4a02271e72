"""Refunds: reserve under the row lock of the attempt, then move by compare-and-swap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import StaleVersion
from smartbooking.payments.domain import Attempt, Refund, RefundStatus
from smartbooking.payments.models import AttemptRow, RefundRow


async def reserve_refund(tx: Tx, attempt: Attempt, amount: Money) -> bool:
    """Set part of the captured money aside for a refund; False when less than `amount` is left.

    One conditional UPDATE is both the check and the row lock; constraint no_refund_above_capture is the last line.
    """
    changed = await tx.execute(
        update(AttemptRow)
        .where(
            AttemptRow.vendor_id == attempt.vendor_id,
            AttemptRow.id == attempt.id,
            AttemptRow.captured_minor - AttemptRow.refund_reserved_minor >= amount.minor,
        )
        .values(refund_reserved_minor=AttemptRow.refund_reserved_minor + amount.minor, version=AttemptRow.version + 1)
        .returning(AttemptRow.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


async def release_refund(tx: Tx, refund: Refund) -> None:
    """Give a failed refund's share back to what may be refunded."""
    await tx.execute(
        update(AttemptRow)
        .where(AttemptRow.vendor_id == refund.vendor_id, AttemptRow.id == refund.attempt_id)
        .values(
            refund_reserved_minor=AttemptRow.refund_reserved_minor - refund.amount.minor,
            version=AttemptRow.version + 1,
        )
        .execution_options(synchronize_session=False)
    )


async def add_refund(tx: Tx, refund: Refund, *, now: datetime, next_poll_at: datetime) -> Refund:
    """Insert a refund with the next number of its attempt. Call with the attempt locked."""
    highest = await tx.scalar(
        select(func.max(RefundRow.number)).where(
            RefundRow.vendor_id == refund.vendor_id, RefundRow.attempt_id == refund.attempt_id
        )
    )
    row = RefundRow(
        vendor_id=refund.vendor_id,
        id=refund.id,
        intent_id=refund.intent_id,
        attempt_id=refund.attempt_id,
        booking_id=refund.booking_id,
        number=(highest or 0) + 1,
        amount_minor=refund.amount.minor,
        currency=refund.amount.currency,
        reason=refund.reason,
        status=refund.status.value,
        version=1,
        key=refund.key,
        next_poll_at=next_poll_at,
        created_at=now,
        updated_at=now,
    )
    tx.add(row)
    await tx.flush()
    return _refund(row)


async def get_refund(read: ReadTx, refund_id: UUID) -> Refund | None:
    """The refund as it is committed."""
    row = await read.scalar(
        select(RefundRow).where(RefundRow.id == refund_id).execution_options(populate_existing=True)
    )
    return _refund(row) if row else None


async def lock_refund(tx: Tx, refund_id: UUID) -> Refund | None:
    """The refund, row-locked. Lock its intent and attempt first where they change, too."""
    row = await tx.scalar(
        select(RefundRow).where(RefundRow.id == refund_id).with_for_update().execution_options(populate_existing=True)
    )
    return _refund(row) if row else None


async def update_refund(tx: Tx, refund: Refund, *, now: datetime, **changes: Any) -> None:
    """Change a refund if it is still as `refund` shows it; raises StaleVersion. Any: column values."""
    changed = await tx.execute(
        update(RefundRow)
        .where(
            RefundRow.vendor_id == refund.vendor_id,
            RefundRow.id == refund.id,
            RefundRow.status == refund.status.value,
            RefundRow.version == refund.version,
        )
        .values(version=RefundRow.version + 1, updated_at=now, **changes)
        .returning(RefundRow.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise StaleVersion("The refund changed meanwhile.")


async def refunded_of_attempt(read: ReadTx, attempt: Attempt) -> Money:
    """Sum of the refunds of an attempt that have succeeded."""
    amount = await read.scalar(
        select(func.coalesce(func.sum(RefundRow.amount_minor), 0)).where(
            RefundRow.vendor_id == attempt.vendor_id,
            RefundRow.attempt_id == attempt.id,
            RefundRow.status == RefundStatus.SUCCEEDED.value,
        )
    )
    return Money(int(amount or 0), attempt.captured.currency)


async def submitted_refunds(read: ReadTx, attempt_id: UUID) -> tuple[UUID, ...]:
    """Refunds of an attempt the provider may have."""
    found = await read.scalars(
        select(RefundRow.id)
        .where(RefundRow.attempt_id == attempt_id, RefundRow.status == RefundStatus.SUBMITTED.value)
        .order_by(RefundRow.number)
    )
    return tuple(found)


async def open_refunds(read: ReadTx, attempt_id: UUID) -> tuple[UUID, ...]:
    """Refunds of an attempt that have not ended."""
    going = [RefundStatus.REQUESTED.value, RefundStatus.SUBMITTED.value]
    found = await read.scalars(
        select(RefundRow.id)
        .where(RefundRow.attempt_id == attempt_id, RefundRow.status.in_(going))
        .order_by(RefundRow.number)
    )
    return tuple(found)


async def open_refunds_of_vendor(read: ReadTx, vendor_id: int) -> tuple[tuple[Refund, str], ...]:
    """Submitted refunds of a business with their gateways, oldest first."""
    rows = await read.execute(
        select(RefundRow, AttemptRow.gateway)
        .join(AttemptRow, (AttemptRow.vendor_id == RefundRow.vendor_id) & (AttemptRow.id == RefundRow.attempt_id))
        .where(RefundRow.vendor_id == vendor_id, RefundRow.status == RefundStatus.SUBMITTED.value)
        .order_by(RefundRow.created_at)
        .limit(200)
    )
    return tuple((_refund(row), gateway) for row, gateway in rows)


async def claim_refunds(tx: Tx, *, now: datetime, lease: timedelta, limit: int) -> tuple[UUID, ...]:
    """Refunds whose time to ask has come, taken by this poller for `lease` (index refund_to_poll)."""
    due = (
        select(RefundRow.id)
        .where(
            RefundRow.next_poll_at <= now,
            RefundRow.status.in_([RefundStatus.REQUESTED.value, RefundStatus.SUBMITTED.value]),
        )
        .order_by(RefundRow.next_poll_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = await tx.scalars(
        update(RefundRow)
        .where(RefundRow.id.in_(due))
        .values(next_poll_at=now + lease)
        .returning(RefundRow.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(taken)


def _refund(row: RefundRow) -> Refund:
    return Refund(
        id=row.id,
        vendor_id=row.vendor_id,
        intent_id=row.intent_id,
        attempt_id=row.attempt_id,
        booking_id=row.booking_id,
        number=row.number,
        amount=Money(row.amount_minor, row.currency),
        reason=row.reason,
        status=RefundStatus(row.status),
        version=row.version,
        key=row.key,
        reference=row.reference,
        failure_code=row.failure_code,
    )
