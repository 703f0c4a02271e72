"""Pages of bookings by who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain import Booking, PaymentStatus, Status
from smartbooking.bookings.repository import reading
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.page import Page
from smartbooking.vendors import service as vendors


async def of_customer(
    read: ReadTx, *, customer_id: UUID, statuses: Sequence[Status], page: int, limit: int
) -> Page[Booking]:
    """A customer's bookings, the latest visit first."""
    return await reading.page(read, customer_id=customer_id, statuses=statuses, page=page, limit=limit)


async def of_vendor(
    read: ReadTx,
    *,
    vendor_id: int,
    statuses: Sequence[Status],
    day_from: date | None,
    day_before: date | None,
    query: str | None,
    page: int,
    limit: int,
    resource_id: int | None = None,
    payments: Sequence[PaymentStatus] = (),
    newest_first: bool = False,
) -> Page[Booking]:
    """A vendor's bookings by start; days are the vendor's own. Raises NotFound."""
    zone = ZoneInfo((await vendors.get_vendor(read, vendor_id=vendor_id)).timezone)
    return await reading.page(
        read, vendor_id=vendor_id, statuses=statuses, starts_from=_midnight(day_from, zone),
        starts_before=_midnight(day_before, zone), query=query, page=page, limit=limit, newest_first=newest_first,
        resource_id=resource_id, payment_statuses=payments,
    )  # fmt: skip


async def everywhere(
    read: ReadTx, *, statuses: Sequence[Status], query: str | None, page: int, limit: int
) -> Page[Booking]:
    """Bookings of all vendors, for operators."""
    return await reading.page(read, statuses=statuses, query=query, page=page, limit=limit)


async def starting_in(
    read: ReadTx, *, vendor_id: int, start: datetime, end: datetime, page: int, limit: int
) -> Sequence[Booking]:
    """A vendor's bookings that start in a time, earliest first, for exports."""
    found = await reading.page(
        read, vendor_id=vendor_id, starts_from=start, starts_before=end, page=page, limit=limit, newest_first=False
    )
    return found.rows


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone).astimezone(UTC) if day else None
