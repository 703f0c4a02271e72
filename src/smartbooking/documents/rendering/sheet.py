"""What stands on a paper, before anybody decides where: the same for A4 and for the roll."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from smartbooking.documents.domain import Document, DocumentKind
from smartbooking.documents.rendering import words


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what belongs to it; `strong` for what people look for first."""

    label: str
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was booked."""

    name: str
    when: str
    quantity: str
    tax: str
    amount: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper in words."""

    title: str
    head: tuple[Pair, ...]
    rows: tuple[Row, ...]
    sums: tuple[Pair, ...]
    notes: tuple[str, ...]


def sheet_of(document: Document, locale: str, *, method: str) -> Sheet:
    """The words of a paper; `method` is the way of paying in this language."""
    issued = document.issued_at.astimezone(ZoneInfo(document.timezone))
    return Sheet(
        title=words.title(document.kind, document.number, issued, locale),
        head=tuple(_head(document, locale)),
        rows=tuple(
            Row(
                name=line.name.pick(locale),
                when=words.when(line, locale),
                quantity=str(line.quantity),
                tax=words.rate(line.tax_points, locale) if line.tax.minor else "–",
                amount=words.money(line.gross, locale),
            )
            for line in document.lines
        ),
        sums=tuple(_sums(document, locale, method)),
        notes=(word,) if (word := _note(document, locale)) else (),
    )


def _head(document: Document, locale: str) -> Iterator[Pair]:
    seller, buyer = document.seller, document.buyer
    name = f"{seller.legal_name} ({seller.name})" if seller.legal_name else seller.name
    yield Pair(words.word("seller", locale), name)
    yield from _known(
        locale, number=seller.number, vat_id=seller.vat_id, plain=seller.address, phone=seller.phone,
        bank=seller.bank_details if document.kind is DocumentKind.INVOICE else "",
    )  # fmt: skip
    yield Pair(words.word("buyer", locale), buyer.name)
    yield from _known(locale, number=buyer.number, plain=buyer.address, phone=buyer.phone)
    yield Pair(words.word("booking", locale), document.booking_code)
    if document.corrects:
        yield Pair(words.word("corrects", locale), document.corrects)
    if document.due:
        yield Pair(words.word("due", locale), f"{document.due:%d.%m.%Y}", strong=True)


def _known(locale: str, **facts: str) -> Iterator[Pair]:
    for name, text in facts.items():
        if text:
            yield Pair("" if name == "plain" else words.word(name, locale), text)


def _sums(document: Document, locale: str, method: str) -> Iterator[Pair]:
    kind = document.kind
    if kind is not DocumentKind.INVOICE:
        yield Pair(words.word("booking_total", locale), words.money(document.booking_total, locale))
        if document.deposit.minor:
            yield Pair(words.word("deposit", locale), words.money(document.deposit, locale))
        if document.settled_before.minor:
            before = "before" if kind is DocumentKind.RECEIPT else "before_back"
            yield Pair(words.word(before, locale), words.money(document.settled_before, locale))
    yield Pair(words.word(f"total_{kind}", locale), words.money(document.total, locale), strong=True)
    for tax in document.taxes:
        yield Pair(words.tax_text(tax, locale), words.money(tax.tax, locale))
    if not document.taxes:
        yield Pair(words.word("no_tax", locale), "")
    if method:
        yield Pair(words.word("method", locale), method)


def _note(document: Document, locale: str) -> str:
    return "" if document.kind is DocumentKind.INVOICE else words.word("not_fiscal", locale)
