"""A paper: who sold what to whom, for how much, with which tax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized


class DocumentKind(StrEnum):
    """Each kind has its own numbers."""

    RECEIPT = "receipt"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


_PREFIX: Final = {DocumentKind.RECEIPT: "R", DocumentKind.INVOICE: "I", DocumentKind.CREDIT_NOTE: "C"}


def number_text(kind: DocumentKind, year: int, sequence: int) -> str:
    """What is printed: `I-2026-000017`."""
    return f"{_PREFIX[kind]}-{year}-{sequence:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerFacts:
    """What a business adds to its papers beyond its registration."""

    vat_id: str = ""
    address: str = ""
    bank_details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The business as it was when the paper was written."""

    name: str
    legal_name: str
    number: str
    vat_id: str
    address: str
    phone: str
    bank_details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who paid, as she was then; emptied when she asks to be forgotten."""

    name: str
    number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    erased: bool = False


def masked(buyer: Buyer) -> Buyer:
    """What stays of a person on a paper that the law keeps: the first letter of each name."""
    initials = " ".join(f"{part[0]}." for part in buyer.name.split())
    return Buyer(name=initials or "-", erased=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One thing that was booked. `gross` is what is paid for it, `tax` the part of it that is tax."""

    name: Localized
    starts: datetime
    ends: datetime
    nights: int
    quantity: int
    gross: Money
    tax: Money
    tax_points: int
    tax_included: bool

    @property
    def net(self) -> Money:
        return self.gross - self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxSum:
    """Tax of one rate within the total of a paper."""

    points: int
    included: bool
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper, complete: nothing outside of it is needed to print it again in ten years.

    `total` is what this paper is about (paid, owed, given back); `booking_total` and `deposit` what the whole booking
    costs; `settled_before` what earlier papers of the same kind were about.
    """

    id: UUID
    vendor_id: int
    kind: DocumentKind
    number: str
    booking_id: UUID
    booking_code: str
    cause: str
    corrects: str
    issued_at: datetime
    timezone: str
    locale: str
    total: Money
    booking_total: Money
    deposit: Money
    settled_before: Money
    taxes: tuple[TaxSum, ...]
    lines: tuple[DocumentLine, ...]
    method: str
    due: date | None
    seller: Seller
    buyer: Buyer
