"""Tables as CSV and XLSX. Text that a spreadsheet would compute is defused; amounts stay numbers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

from smartbooking.documents.domain import safe_cell
from smartbooking.documents.service.exports import Cell, Sheet


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read Cyrillic; amounts with a point."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheet.heads)
    writer.writerows([_text(cell) for cell in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(sheet: Sheet, *, title: str) -> bytes:
    """One sheet with a frozen heading."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    )
    page = book.add_worksheet(title)
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    page.freeze_panes(1, 0)
    for column, head in enumerate(sheet.heads):
        page.write_string(0, column, head, bold)
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                page.write_datetime(number, column, cell.astimezone(UTC), moment)
            elif isinstance(cell, Decimal | int):
                page.write_number(number, column, cell)
            else:
                page.write_string(number, column, safe_cell(cell))
    page.autofit()
    book.close()
    return out.getvalue()


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="seconds")
    return safe_cell(cell) if isinstance(cell, str) else str(cell)
