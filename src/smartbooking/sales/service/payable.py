"""What payments ask of sales: does one still wait for this money, and who owes some."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.infra.db import ReadTx
from smartbooking.sales.domain import SaleStatus
from smartbooking.sales.repository import sales


class Desk:
    """Implements payments.ports.BookingDesk."""

    async def awaits_payment(self, read: ReadTx, *, vendor_id: int, booking_id: UUID, now: datetime) -> bool:
        """Open, not run out, and of this business; a booking is no sale."""
        sale = await sales.get(read, booking_id)
        if sale is None or sale.vendor_id != vendor_id:
            return False
        return sale.status is SaleStatus.AWAITING_PAYMENT and sale.expires_at > now

    async def unpaid_of_phone(self, read: ReadTx, *, vendor_id: int, phone: str) -> tuple[UUID, ...]:
        """By the last ten digits: `+7 701...`, `8701...` and `701...` are one phone."""
        digits = "".join(filter(str.isdigit, phone))[-10:]
        return await sales.unpaid_of_phone(read, vendor_id=vendor_id, digits=digits)
