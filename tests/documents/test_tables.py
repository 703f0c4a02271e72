"""Tables for accountants and the comparison with a provider's list."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from smartbooking.documents.rendering.tables import as_csv, as_xlsx
from smartbooking.documents.service.exports import Sheet, What, sheet_of
from smartbooking.infra.db import Database
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import Invalid
from smartbooking.payments.domain.moved import Listed, Moved, MovedKind, reconcile
from smartbooking.payments.service import moved
from tests.documents.factory import NOW, book, give_back, pay, taxed_rooms

START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://evil.example","x")'


@pytest.mark.usefixtures("desk")
async def test_the_three_tables_tell_the_same_money(database: Database) -> None:
    booking = await book(database, await taxed_rooms(database))
    intent = await pay(database, booking)
    await give_back(database, intent, 8_000_00)
    async with database.transaction() as tx:
        await tx.execute(text("update bookings.booking set contact_name = :name"), {"name": HOSTILE})

    tables = {}
    for what in What:
        async with database.reading() as read:
            sheet = await sheet_of(read, what, vendor_id=booking.vendor_id, start=START, end=END)
        content = as_csv(sheet).decode("utf-8-sig")
        tables[what] = list(csv.DictReader(io.StringIO(content)))

    assert [(row["kind"], row["amount"]) for row in tables[What.PAYMENTS]] == [
        ("payment", "58000.00"), ("refund", "-8000.00"),
    ]  # fmt: skip
    (mine,) = tables[What.BOOKINGS]
    assert (mine["total"], mine["taken"], mine["givenBack"], mine["left"]) == (
        "58000.00",
        "58000.00",
        "8000.00",
        "50000.00",
    )
    assert mine["customer"] == "'" + HOSTILE
    ledger = tables[What.LEDGER]
    assert {row["account"] for row in ledger} == {"till:pay_on_site", "vendor", "customer"}
    assert sum(float(row["debit"]) - float(row["credit"]) for row in ledger) == 0


def test_a_workbook_holds_no_formula() -> None:
    rows = [(HOSTILE, "+1", "@x", "-1", "\t=1", "Айгерім", NOW, Money(1_50, "KZT").major)]
    sheet = Sheet(("a", "b", "c", "d", "e", "f", "at", "amount"), rows)

    with zipfile.ZipFile(io.BytesIO(as_xlsx(sheet, title="payments"))) as book_:
        page, words = (book_.read(f"xl/{name}").decode() for name in ("worksheets/sheet1.xml", "sharedStrings.xml"))
    assert "<f>" not in page
    assert "<v>1.50</v>" in page
    for cell in ("'=HYPERLINK", "'+1", "'@x", "'-1", "Айгерім"):
        assert cell in words


def ours(reference: str, minor: int, kind: MovedKind = MovedKind.PAYMENT) -> Moved:
    return Moved(
        kind=kind, vendor_id=7, id=UUID(int=1), booking_id=UUID(int=2), gateway="sandbox", reference=reference,
        status="captured", at=NOW, amount=Money(minor, "KZT"),
    )  # fmt: skip


def theirs(reference: str, minor: int, kind: MovedKind = MovedKind.PAYMENT) -> Listed:
    return Listed(kind=kind, reference=reference, amount=Money(minor, "KZT"))


def test_lists_are_compared_by_kind_reference_and_amount() -> None:
    refund = MovedKind.REFUND
    found = reconcile(
        [ours("a", 100), ours("b", 200), ours("c", 300), ours("r", -50, refund), ours("d", 5), ours("d", 5)],
        [theirs("a", 100), theirs("b", 250), theirs("x", 7), theirs("r", 50, refund), theirs("d", 5)],
    )

    assert found.matched == 3
    assert [row.reference for row in found.missing_here] == ["x"]
    assert [one.reference for one in found.missing_there] == ["c", "d"]
    assert [(one.amount.minor, row.amount.minor) for one, row in found.differing] == [(200, 250)]
    assert not found.agreed


def test_a_providers_file_is_read_or_refused_with_its_line() -> None:
    good = moved.read_list("kind,reference,amount,currency\npayment,spay_1,12000.50,kzt\nrefund,r1,-3,KZT\n")
    assert good == [theirs("spay_1", 12_000_50), theirs("r1", -3_00, MovedKind.REFUND)]
    with pytest.raises(Invalid, match="line 2"):
        moved.read_list("kind,reference,amount,currency\npayment,spay_1,12.345,KZT\n")
    with pytest.raises(Invalid, match="columns"):
        moved.read_list("a,b\n1,2\n")
