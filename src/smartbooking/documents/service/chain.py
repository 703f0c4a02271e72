"""The chain of a prepayment: prepaid, perhaps given back in part, settled after the visit (MARKET M16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Booking, Status
from smartbooking.documents import repository
from smartbooking.documents.domain import FiscalKind
from smartbooking.documents.service.fiscal import amount_to_settle, record_movement
from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money


async def paid(tx: Tx, *, booking: Booking, intent_id: UUID, amount: Money, now: datetime) -> None:
    """Money came: a sale, or the beginning of a chain where the business keeps one and the visit is yet to come."""
    terms = await repository.fiscal_terms(tx, vendor_id=booking.vendor_id)
    early = terms.chain and now < booking.ends_at
    kind = FiscalKind.PREPAY if early else FiscalKind.SALE
    await record_movement(tx, booking=booking, kind=kind, cause=f"captured:{intent_id}", amount=amount, now=now)


async def refunded(tx: Tx, *, booking: Booking, intent_id: UUID, refund_id: UUID, amount: Money, now: datetime) -> None:
    """Money went back, against the receipt of its payment."""
    await record_movement(
        tx, booking=booking, kind=FiscalKind.REFUND, cause=f"refund_paid:{refund_id}", amount=amount, now=now,
        basis=f"captured:{intent_id}",
    )  # fmt: skip


async def ended(tx: Tx, *, booking: Booking, now: datetime) -> None:
    """The service was rendered: what is left of the prepayment becomes a sale."""
    if booking.status is Status.COMPLETED:
        left = await amount_to_settle(tx, booking)
        await record_movement(
            tx, booking=booking, kind=FiscalKind.SETTLE, cause=f"settled:{booking.id}", amount=left, now=now
        )
