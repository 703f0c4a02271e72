"""A bank statement read in: every line whose purpose names one of our codes confirms that payment.

Importing the same statement again changes nothing: a line is known by its date, amount and purpose, or by the bank's
own number when it has one.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from smartbooking.infra import audit
from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.payments import repository
from smartbooking.payments.domain import CallStatus, Payable, Received, codes_in
from smartbooking.payments.errors import StatementUnreadable, UnknownMethod
from smartbooking.payments.service.by_hand import by_hand
from smartbooking.payments.service.incoming import begin_transaction, find_payable, receive_money
from smartbooking.vendors import service as vendors

MAX_LINES: Final = 2000
# Headings in the languages of the banks here; the first one found counts.
_AMOUNT: Final = ("amount", "credit", "сумма", "кредит", "приход", "сома", "кіріс")
_PURPOSE: Final = ("purpose", "reference", "details", "назначение платежа", "назначение", "мақсаты", "төлем мақсаты")
_NUMBER: Final = ("number", "id", "номер", "номер документа", "№", "нөмірі")
_DATE: Final = ("date", "дата", "күні")


class Line(StrEnum):
    """What became of a line."""

    CONFIRMED = "confirmed"
    LATE = "late"
    KNOWN = "known"
    ALREADY_PAID = "already_paid"
    UNMATCHED = "unmatched"
    OUTGOING = "outgoing"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One line of a statement and what it did."""

    number: int
    amount: Money
    code: str | None
    result: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    number: int
    date: str
    amount: Money
    purpose: str
    document: str

    @property
    def transaction(self) -> str:
        content = f"{self.date}\n{self.amount.minor}\n{self.purpose}\n{self.document}"
        return "line:" + hashlib.sha256(content.encode()).hexdigest()


async def import_statement(
    tx: Tx, *, principal: Principal, vendor_id: int, gateway: str, text: str, currency: str, now: datetime
) -> tuple[StatementLine, ...]:
    """Confirm what it proves. Raises StatementUnreadable, UnknownMethod, NotFound; then nothing is changed."""
    if not by_hand(gateway):
        raise UnknownMethod(gateway, "/method")
    await vendors.get_vendor(tx, vendor_id=vendor_id)
    lines = [await _take(tx, row, vendor_id, gateway, now) for row in _rows(text, currency)]
    counts = {result.value: sum(line.result is result for line in lines) for result in Line}
    await audit.record(
        tx,
        principal,
        action="payments.statement_imported",
        subject=f"ven_{vendor_id}",
        vendor_id=vendor_id,
        details={"gateway": gateway, **counts},
    )
    return tuple(lines)


async def _take(tx: Tx, row: _Row, vendor_id: int, gateway: str, now: datetime) -> StatementLine:
    if row.amount.minor <= 0:
        return StatementLine(number=row.number, amount=row.amount, code=None, result=Line.OUTGOING)
    code, payable = await _payable(tx, row, vendor_id, gateway, now)
    result = await _confirm(tx, row, vendor_id, gateway, payable, now) if payable else Line.UNMATCHED
    return StatementLine(number=row.number, amount=row.amount, code=code, result=result)


async def _payable(tx: Tx, row: _Row, vendor_id: int, gateway: str, now: datetime) -> tuple[str | None, Payable | None]:
    for code in codes_in(row.purpose):
        found = await find_payable(tx, gateway=gateway, account=code, vendor_id=vendor_id, now=now)
        if found is not None:
            return code, found
    return None, None


async def _confirm(tx: Tx, row: _Row, vendor_id: int, gateway: str, payable: Payable, now: datetime) -> Line:
    call, new = await begin_transaction(
        tx,
        gateway=gateway,
        transaction=f"{vendor_id}:{row.transaction}",
        account=payable.attempt.reference or "",
        amount=row.amount,
        payable=payable,
        now=now,
    )
    if not new:
        return Line.KNOWN
    # A person may have pressed the button before the statement came: that was this very money.
    pressed = await repository.find_call(tx, gateway, f"hand:{payable.attempt.id}")
    if pressed is not None and pressed.status is CallStatus.PERFORMED:
        await repository.update_call(tx, call, status=CallStatus.PERFORMED.value, performed_at=now)
        return Line.KNOWN
    received = await receive_money(tx, attempt_id=payable.attempt.id, amount=row.amount, source="statement", now=now)
    taken = received is not Received.ALREADY_PAID
    status = CallStatus.PERFORMED if taken else CallStatus.REFUSED
    await repository.update_call(tx, call, status=status.value, performed_at=now if taken else None)
    return {
        Received.CAPTURED: Line.CONFIRMED,
        Received.LATE: Line.LATE,
        Received.ALREADY_PAID: Line.ALREADY_PAID,
    }[received]


def _rows(text: str, currency: str) -> list[_Row]:
    content = text.removeprefix("\ufeff")
    first = content.partition("\n")[0]
    separator = max(";\t,", key=first.count)
    table = list(csv.reader(io.StringIO(content), delimiter=separator))
    if len(table) > MAX_LINES:
        raise StatementUnreadable(f"at most {MAX_LINES} lines at a time")
    heads = [cell.strip().lower() for cell in table[0]] if table else []
    amount, purpose = _column(heads, _AMOUNT), _column(heads, _PURPOSE)
    date, document = _column(heads, _DATE), _column(heads, _NUMBER)
    if amount is None or purpose is None or date is None:
        raise StatementUnreadable("the first line must name the columns: date, amount, purpose")
    rows = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= max(amount, purpose, date):
            raise StatementUnreadable(f"line {number} has too few columns")
        document_text = cells[document].strip() if document is not None and document < len(cells) else ""
        money = _money(cells[amount], currency, number)
        rows.append(
            _Row(number=number, date=cells[date].strip(), amount=money, purpose=cells[purpose], document=document_text)
        )
    return rows


def _column(heads: list[str], names: tuple[str, ...]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _money(text: str, currency: str, line: int) -> Money:
    """`12 000,50`, `12000.50`, `+12 000.50`; an empty credit column is zero."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "") or "0"
    if "," in plain:
        plain = (
            plain.replace(".", "").replace(",", ".") if plain.rfind(",") > plain.rfind(".") else plain.replace(",", "")
        )
    try:
        return Money.of(Decimal(plain), currency)
    except (InvalidOperation, ValueError) as error:
        raise StatementUnreadable(f"line {line}: the amount {text.strip()!r} is not a number") from error
