"""Tables for accountants: payments, the ledger, and bookings with their money, as rows of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smartbooking.bookings.service import listing
from smartbooking.books import service as books
from smartbooking.documents.errors import TooMuchToExport
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.ids import paid_for
from smartbooking.kernel.money import Money
from smartbooking.payments.service import moved

MOST_ROWS: Final = 50_000
_PAGE: Final = 100
Cell = str | int | Decimal | datetime


class What(StrEnum):
    """Which table."""

    PAYMENTS = "payments"
    LEDGER = "ledger"
    BOOKINGS = "bookings"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a heading for each column."""

    heads: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


async def sheet_of(read: ReadTx, what: What, *, vendor_id: int, start: datetime, end: datetime) -> Sheet:
    """One table of a business for a time. Raises TooMuchToExport."""
    match what:
        case What.PAYMENTS:
            return await _payments(read, vendor_id, start, end)
        case What.LEDGER:
            return await _ledger(read, vendor_id, start, end)
        case What.BOOKINGS:
            return await _bookings(read, vendor_id, start, end)


async def _payments(read: ReadTx, vendor_id: int, start: datetime, end: datetime) -> Sheet:
    found = await moved.money_moved(read, vendor_id=vendor_id, gateway=None, start=start, end=end, limit=MOST_ROWS + 1)
    _must_fit(found)
    heads = ("at", "kind", "booking", "method", "reference", "status", "amount", "currency")
    return Sheet(
        heads,
        [
            (one.at, one.kind.value, paid_for(one.booking_id), one.gateway, one.reference, one.status,
             one.amount.major, one.amount.currency)
            for one in found
        ],
    )  # fmt: skip


async def _ledger(read: ReadTx, vendor_id: int, start: datetime, end: datetime) -> Sheet:
    found = await books.postings_in(read, vendor_id=vendor_id, start=start, end=end, limit=MOST_ROWS + 1)
    _must_fit(found)
    heads = ("at", "posting", "kind", "cause", "booking", "account", "debit", "credit", "currency")
    rows = []
    for number, at, kind, cause, booking_id, account, amount in found:
        zero = Money.zero(amount.currency)
        booking = paid_for(booking_id) if booking_id else ""
        sides = (max(amount, zero).major, max(-amount, zero).major)
        rows.append((at, number, kind, cause, booking, account, *sides, amount.currency))
    return Sheet(heads, rows)


async def _bookings(read: ReadTx, vendor_id: int, start: datetime, end: datetime) -> Sheet:
    """Bookings by their start, with what was taken and given back for them so far."""
    heads = ("code", "status", "customer", "starts", "ends", "total", "taken", "givenBack", "left", "currency")
    rows: list[tuple[Cell, ...]] = []
    page = 1
    while True:
        found = await listing.starting_in(read, vendor_id=vendor_id, start=start, end=end, page=page, limit=_PAGE)
        sums = await books.booking_money(read, vendor_id=vendor_id, booking_ids=[one.id for one in found])
        for one in found:
            taken, back = sums.get((one.id, one.total.currency), (0, 0))
            money = [Money(minor, one.total.currency).major for minor in (taken, back, taken - back)]
            name = one.contact.name if one.contact else ""
            rows.append(
                (one.code, one.status.value, name, one.starts_at, one.ends_at, one.total.major, *money,
                 one.total.currency)
            )  # fmt: skip
        _must_fit(rows)
        if len(found) < _PAGE:
            return Sheet(heads, rows)
        page += 1


def _must_fit(rows: Sequence[object]) -> None:
    if len(rows) > MOST_ROWS:
        raise TooMuchToExport
