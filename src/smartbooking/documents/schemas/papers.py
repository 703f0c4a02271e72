"""Shapes of papers, of what a business prints on them, and of fiscal receipts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from smartbooking.documents.domain import (
    Buyer,
    Document,
    DocumentKind,
    FiscalKind,
    FiscalReceipt,
    FiscalStatus,
    FiscalTerms,
    Recorder,
    SellerFacts,
)
from smartbooking.infra.http.wire import Amount, BookingRef, DocumentRef, Instant, Wire, amount, example
from smartbooking.kernel.ids import public_id
from smartbooking.vendors.domain import kind_of_number

Text = Annotated[str, Field(max_length=300)]


class TaxOut(Wire):
    """Tax of one rate in the total."""

    percent: float = Field(examples=[16.0])
    included: bool = Field(description="Was in the price from the beginning, or was added to it")
    amount: Amount


class DocumentOut(Wire):
    """A paper. Its PDF is in `pdfUrl` and, for the 80 mm roll, in `rollUrl`."""

    id: DocumentRef
    kind: DocumentKind
    number: str = Field(examples=["R-2026-000017"])
    booking_id: BookingRef
    booking_code: str
    corrects: str = Field(description="Number of the paper a credit note is about, else empty")
    issued_at: Instant
    total: Amount
    currency: str
    taxes: list[TaxOut]
    buyer: str = Field(description="Initials only once the person asked to be forgotten")
    due: date | None = None
    pdf_url: str = Field(examples=["/api/v1/documents/doc_01M7YHFMK6EXSVJKDHAQ5QAGFG.pdf"])
    roll_url: str

    @classmethod
    def of(cls, document: Document) -> DocumentOut:
        url = f"/api/v1/documents/{public_id('doc', document.id)}.pdf"
        return cls(
            id=document.id,
            kind=document.kind,
            number=document.number,
            booking_id=document.booking_id,
            booking_code=document.booking_code,
            corrects=document.corrects,
            issued_at=document.issued_at,
            total=amount(document.total),
            currency=document.total.currency,
            taxes=[
                TaxOut(percent=tax.points / 100, included=tax.included, amount=amount(tax.tax))
                for tax in document.taxes
            ],
            buyer=document.buyer.name,
            due=document.due,
            pdf_url=url,
            roll_url=f"{url}?format=roll",
        )


class DocumentList(Wire):
    """Papers; `next` is the last one of this page when there may be more."""

    data: list[DocumentOut]
    next: DocumentRef | None = None

    @classmethod
    def of(cls, documents: tuple[Document, ...], limit: int | None = None) -> DocumentList:
        more: UUID | None = documents[-1].id if limit is not None and len(documents) == limit else None
        return cls(data=[DocumentOut.of(document) for document in documents], next=more)


class BuyerIn(Wire):
    """Who pays by invoice."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    tax_number: Annotated[
        str, Field(pattern=r"^(\d{12})?$", description="БИН or ИИН in Kazakhstan; its check digit must be right")
    ] = ""
    address: Text = ""

    @model_validator(mode="after")
    def _number_is_good(self) -> Self:
        if self.tax_number and kind_of_number(self.tax_number) is None:
            raise ValueError("taxNumber is no valid BIN or IIN; please check the digits")
        return self

    def buyer(self) -> Buyer:
        return Buyer(name=self.name, number=self.tax_number, address=self.address)


class InvoiceRequest(Wire):
    """An invoice for the whole price of a booking."""

    model_config = example(
        {
            "bookingId": "bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG",
            "buyer": {"name": "ТОО «Арман»", "taxNumber": "960440000220", "address": "Алматы, пр. Абая 10"},
            "due": "2026-12-01",
        }
    )

    booking_id: BookingRef
    buyer: BuyerIn
    due: date | None = None


class SellerIn(Wire):
    """What is printed on papers besides the registered facts, and how receipts reach the tax office."""

    model_config = example(
        {
            "vatId": "60001 0012345", "address": "Алматы, пр. Абая 10", "bankDetails": "KZ86125KZT5004100100, ABCDKZKA",
            "recorder": "manual", "cashbox": "", "chain": False,
        }
    )  # fmt: skip

    vat_id: Annotated[str, Field(max_length=40)] = ""
    address: Text = ""
    bank_details: Text = ""
    recorder: Recorder = Field(
        default=Recorder.NONE,
        description="none: receipts are made elsewhere; manual: people register what is listed here; webkassa",
    )
    cashbox: Annotated[str, Field(max_length=40, description="Webkassa's unique number of the cash box")] = ""
    chain: bool = Field(
        default=False,
        description="A prepayment is followed by a closing receipt after the visit (54-FZ); kept by hand",
    )

    @model_validator(mode="after")
    def _recorder_is_complete(self) -> Self:
        if self.recorder is Recorder.WEBKASSA and not self.cashbox:
            raise ValueError("cashbox is needed for webkassa")
        if self.chain and self.recorder is not Recorder.MANUAL:
            raise ValueError("chain goes with recorder manual only")
        return self

    def facts(self) -> SellerFacts:
        return SellerFacts(vat_id=self.vat_id, address=self.address, bank_details=self.bank_details)

    def terms(self) -> FiscalTerms:
        return FiscalTerms(recorder=self.recorder, cashbox=self.cashbox, chain=self.chain)


class SellerOut(Wire):
    """What is printed, and how receipts reach the tax office."""

    vat_id: str
    address: str
    bank_details: str
    recorder: Recorder
    cashbox: str
    chain: bool

    @classmethod
    def of(cls, facts: SellerFacts, terms: FiscalTerms) -> SellerOut:
        return cls(
            vat_id=facts.vat_id, address=facts.address, bank_details=facts.bank_details, recorder=terms.recorder,
            cashbox=terms.cashbox, chain=terms.chain,
        )  # fmt: skip


class FiscalOut(Wire):
    """A receipt for the tax office."""

    id: UUID
    kind: FiscalKind
    status: FiscalStatus
    booking_id: BookingRef
    amount: Amount
    currency: str
    cash: bool
    number: str = Field(description="Given by the recorder; empty before")
    url: str
    refusal: str = Field(description="Why it was refused, in the recorder's words")
    created_at: Instant

    @classmethod
    def of(cls, receipt: FiscalReceipt) -> FiscalOut:
        return cls(
            id=receipt.id, kind=receipt.kind, status=receipt.status, booking_id=receipt.booking_id,
            amount=amount(receipt.amount), currency=receipt.amount.currency, cash=receipt.cash,
            number=receipt.number, url=receipt.url, refusal=receipt.refusal, created_at=receipt.created_at,
        )  # fmt: skip


class FiscalList(Wire):
    """Receipts, newest first."""

    data: list[FiscalOut]


class FiscalNumber(Wire):
    """The number under which a person registered a receipt."""

    model_config = example({"number": "1675360969843"})

    number: Annotated[str, Field(min_length=1, max_length=60)]
