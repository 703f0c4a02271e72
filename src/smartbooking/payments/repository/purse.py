"""The payments and refunds of one booking, in two queries."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, not_, or_, select

from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import LIVE_ATTEMPT, AttemptStatus, CaptureMode, RefundStatus
from smartbooking.payments.domain.purse import Payment, line_of
from smartbooking.payments.models import AttemptRow, IntentRow, RefundRow


async def payments_of_booking(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> tuple[Payment, ...]:
    """Captured attempts that match their agreement, oldest first (indexes intent_by_booking, attempts_are_numbered)."""
    rows = await read.execute(
        select(AttemptRow, IntentRow.refunded_minor)
        .join(IntentRow, and_(IntentRow.vendor_id == AttemptRow.vendor_id, IntentRow.id == AttemptRow.intent_id))
        .where(
            IntentRow.vendor_id == vendor_id,
            IntentRow.booking_id == booking_id,
            AttemptRow.status == AttemptStatus.CAPTURED.value,
        )
        .order_by(AttemptRow.created_at, AttemptRow.id)
        .execution_options(populate_existing=True)
    )
    return tuple(_payment(row, refunded) for row, refunded in rows)


def _payment(row: AttemptRow, refunded: int) -> Payment:
    # A dispute that was lost takes money back without a refund of ours.
    gone = max(row.refund_reserved_minor, refunded)
    return Payment(
        intent_id=row.intent_id,
        attempt_id=row.id,
        gateway=row.gateway,
        taken=Money(row.captured_minor, row.currency),
        left=Money(max(row.captured_minor - gone, 0), row.currency),
        at=row.created_at,
        line=line_of(row.gateway, row.reference),
    )


async def refunds_of_booking(
    read: ReadTx, *, vendor_id: int, booking_id: UUID
) -> tuple[tuple[RefundRow, str, RefundStatus], ...]:
    """Refunds with the gateway of their payment, oldest first (index refund_by_booking)."""
    rows = await read.execute(
        select(RefundRow, AttemptRow.gateway)
        .join(AttemptRow, and_(AttemptRow.vendor_id == RefundRow.vendor_id, AttemptRow.id == RefundRow.attempt_id))
        .where(RefundRow.vendor_id == vendor_id, RefundRow.booking_id == booking_id)
        .order_by(RefundRow.created_at, RefundRow.id)
        .execution_options(populate_existing=True)
    )
    return tuple((row, gateway, RefundStatus(row.status)) for row, gateway in rows)


async def has_open_payment(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> bool:
    """Whether an attempt of the booking may still take money by itself; a card that is only held does not."""
    held = and_(AttemptRow.capture == CaptureMode.MANUAL.value, AttemptRow.status == AttemptStatus.AUTHORISED.value)
    live = select(func.count()).where(
        AttemptRow.vendor_id == vendor_id,
        AttemptRow.booking_id == booking_id,
        or_(*(AttemptRow.status == state.value for state in LIVE_ATTEMPT if state is not AttemptStatus.ORPHAN)),
        not_(held),
    )
    return bool(await read.scalar(live))


async def left_of_bookings(read: ReadTx, *, vendor_id: int, booking_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What could still go back of many bookings, in minor units; bookings without payments are not in it."""
    left = AttemptRow.captured_minor - func.greatest(AttemptRow.refund_reserved_minor, IntentRow.refunded_minor)
    rows = await read.execute(
        select(IntentRow.booking_id, func.sum(func.greatest(left, 0)))
        .join(AttemptRow, and_(IntentRow.vendor_id == AttemptRow.vendor_id, IntentRow.id == AttemptRow.intent_id))
        .where(
            IntentRow.vendor_id == vendor_id,
            IntentRow.booking_id.in_(booking_ids),
            AttemptRow.status == AttemptStatus.CAPTURED.value,
        )
        .group_by(IntentRow.booking_id)
    )
    return {booking_id: int(minor) for booking_id, minor in rows}
