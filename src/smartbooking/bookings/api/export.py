"""The bookings table as a file for spreadsheets, written row by row while it is read."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from smartbooking.bookings.access import Staff
from smartbooking.bookings.api.lists import NewestFirst, OnResource, Payments, Statuses, Text
from smartbooking.bookings.domain import Booking
from smartbooking.bookings.domain.desk import csv_safe
from smartbooking.bookings.service import listing
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import CalendarDay, VendorRef, local_text
from smartbooking.kernel.problem import NotFound, Unauthenticated

router = APIRouter(prefix="/api/v1", tags=["Bookings"])
PAGE: Final = 100
MOST_PAGES: Final = 500
# A byte order mark: Excel reads UTF-8 only then.
BOM: Final = "\ufeff"
HEADS: Final = {
    "kk": ("Код", "Күйі", "Басталуы", "Аяқталуы", "Не", "Саны", "Клиент", "Телефон", "Сома", "Валюта", "Төлем"),
    "ru": ("Код", "Статус", "Начало", "Конец", "Что", "Кол-во", "Клиент", "Телефон", "Сумма", "Валюта", "Оплата"),
    "en": ("Code", "Status", "Start", "End", "What", "Quantity", "Client", "Phone", "Amount", "Currency", "Payment"),
}


@router.get(
    "/vendors/{vendor_id}/bookings.csv", summary="A business's bookings as CSV", response_class=StreamingResponse,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}}, **problems(NotFound, Unauthenticated)
    },
)  # fmt: skip
async def export_vendor_bookings(
    vendor_id: VendorRef, database: DatabaseDep, _: Staff, locale: LocaleDep,
    status: Statuses = [],  # noqa: B006
    starts_from: Annotated[CalendarDay | None, Query(alias="from", description="First day")] = None,
    starts_before: Annotated[CalendarDay | None, Query(alias="to", description="Day after the last")] = None,
    query: Text = None, resource_id: OnResource = None, payment: Payments = [],  # noqa: B006
    newest_first: NewestFirst = False,
) -> StreamingResponse:  # fmt: skip
    """The same filters as the list, all pages. No cell begins like a formula."""

    async def page(number: int) -> Sequence[Booking]:
        async with database.reading() as read:
            found = await listing.of_vendor(
                read, vendor_id=vendor_id, statuses=status, day_from=starts_from, day_before=starts_before,
                query=query, page=number, limit=PAGE, resource_id=resource_id, payments=payment,
                newest_first=newest_first,
            )  # fmt: skip
        return found.rows

    async def text(bookings: Sequence[Booking]) -> AsyncIterator[str]:
        yield BOM + _line(HEADS.get(locale, HEADS["ru"]))
        for number in range(2, MOST_PAGES + 2):
            yield "".join(_line(_cells(booking, locale)) for booking in bookings)
            if len(bookings) < PAGE or number > MOST_PAGES:
                return
            bookings = await page(number)

    first = await page(1)  # before the answer begins: afterwards nothing can be refused any more
    headers = {"Content-Disposition": 'attachment; filename="bookings.csv"'}
    return StreamingResponse(text(first), media_type="text/csv; charset=utf-8", headers=headers)


def _cells(booking: Booking, locale: str) -> Sequence[object]:
    contact, line = booking.contact, booking.lines[0]
    return (
        booking.code, booking.status.value, local_text(booking.starts_at, booking.timezone),
        local_text(booking.ends_at, booking.timezone), line.name.pick(locale), line.quantity,
        contact.name if contact else "", contact.phone if contact else "", booking.total.major,
        booking.total.currency, booking.payment_status.value,
    )  # fmt: skip


def _line(cells: Sequence[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([csv_safe(cell) for cell in cells])
    return written.getvalue()
