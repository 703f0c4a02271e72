"""A paper as JSON and back. The shape is versioned: papers are read for ten years."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any

from smartbooking.documents.domain import Document, DocumentLine, FiscalLine, Seller, TaxSum
from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized

Json = dict[str, Any]  # Any: JSON values
VERSION = 1


def to_json(document: Document) -> Json:
    """Everything of a paper that has no column of its own, the buyer apart."""
    return {
        "v": VERSION,
        "number": document.number,
        "code": document.booking_code,
        "corrects": document.corrects,
        "timezone": document.timezone,
        "locale": document.locale,
        "bookingTotal": document.booking_total.minor,
        "deposit": document.deposit.minor,
        "before": document.settled_before.minor,
        "taxes": [[tax.points, tax.included, tax.tax.minor] for tax in document.taxes],
        "lines": [_line_out(line) for line in document.lines],
        "method": document.method,
        "due": document.due.isoformat() if document.due else None,
        "seller": dataclasses.asdict(document.seller),
    }


def facts(content: Json, currency: str) -> Json:
    """The fields of Document that `to_json` wrote."""

    def money(minor: int) -> Money:
        return Money(minor, currency)

    return {
        "number": content["number"],
        "booking_code": content["code"],
        "corrects": content["corrects"],
        "timezone": content["timezone"],
        "locale": content["locale"],
        "booking_total": money(content["bookingTotal"]),
        "deposit": money(content["deposit"]),
        "settled_before": money(content["before"]),
        "taxes": tuple(
            TaxSum(points=points, included=included, tax=money(minor)) for points, included, minor in content["taxes"]
        ),
        "lines": tuple(_line_in(line, currency) for line in content["lines"]),
        "method": content["method"],
        "due": date.fromisoformat(content["due"]) if content["due"] else None,
        "seller": Seller(**content["seller"]),
    }


def fiscal_out(lines: tuple[FiscalLine, ...]) -> Json:
    """Positions of a fiscal receipt."""
    return {"lines": [[line.name, line.amount.minor, line.tax_points, line.tax.minor] for line in lines]}


def fiscal_in(stored: Json, currency: str) -> tuple[FiscalLine, ...]:
    """The positions `fiscal_out` wrote."""
    return tuple(
        FiscalLine(name=name, amount=Money(minor, currency), tax_points=points, tax=Money(tax, currency))
        for name, minor, points, tax in stored["lines"]
    )


def _line_out(line: DocumentLine) -> Json:
    return {
        "name": dict(line.name.texts),
        "from": line.starts.isoformat(),
        "to": line.ends.isoformat(),
        "nights": line.nights,
        "quantity": line.quantity,
        "gross": line.gross.minor,
        "tax": line.tax.minor,
        "points": line.tax_points,
        "included": line.tax_included,
    }


def _line_in(stored: Json, currency: str) -> DocumentLine:
    return DocumentLine(
        name=Localized(stored["name"]),
        starts=datetime.fromisoformat(stored["from"]),
        ends=datetime.fromisoformat(stored["to"]),
        nights=stored["nights"],
        quantity=stored["quantity"],
        gross=Money(stored["gross"], currency),
        tax=Money(stored["tax"], currency),
        tax_points=stored["points"],
        tax_included=stored["included"],
    )
