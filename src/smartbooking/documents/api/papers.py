"""Papers of a booking and of a business, and their PDF."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import reading as bookings
from smartbooking.documents import service
from smartbooking.documents.access import CallerDep, Manager
from smartbooking.documents.domain import Document, DocumentKind
from smartbooking.documents.errors import DocumentNotFound, NothingToInvoice
from smartbooking.documents.rendering import Format, render
from smartbooking.documents.schemas.papers import DocumentList, DocumentOut, InvoiceRequest, SellerIn, SellerOut
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import BookingRef, CalendarDay, DocumentRef, VendorRef
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import NotFound
from smartbooking.payments import service as payments
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1", tags=["Documents"])
_PDF: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}
FirstDay = Annotated[CalendarDay | None, Query(alias="from", description="First day (UTC)")]
LastDay = Annotated[CalendarDay | None, Query(alias="to", description="Day after the last")]


@router.get(
    "/bookings/{booking_id}/documents", summary="Papers of a booking", response_model=DocumentList,
    responses=problems(NotFound),
)  # fmt: skip
async def list_booking_documents(
    read: ReadTxDep, caller: CallerDep, booking_id: Annotated[BookingRef, Path(description="The booking")]
) -> DocumentList:
    """Receipts, invoices and credit notes, oldest first. For the customer, the business and operators."""
    booking, _ = await bookings.find(read, booking_id=booking_id, caller=caller)
    papers = await service.papers_of_booking(read, vendor_id=booking.vendor_id, booking_id=booking.id)
    return DocumentList.of(papers)


@router.get(
    "/documents/{document_id}.pdf", summary="A paper as PDF", response_class=Response,
    responses={**problems(DocumentNotFound), **_PDF},
)  # fmt: skip
async def read_document(
    read: ReadTxDep, caller: CallerDep, locale: LocaleDep,
    document_id: Annotated[DocumentRef, Path(description="The paper")],
    form: Annotated[Format, Query(alias="format", description="A4, or the roll of a receipt printer")] = Format.A4,
) -> Response:  # fmt: skip
    """In the language asked for. Also after the customer's data was erased: then with initials only."""
    document = await _visible(read, document_id, caller)
    methods = {method.code: method.label for method in payments.methods(locale=locale)}
    method = methods.get(document.method, document.method)
    # Laying out takes some ten milliseconds of computing: others are answered meanwhile.
    content = await asyncio.to_thread(render, document, locale=locale, form=form, method=method)
    name = f'inline; filename="{document.number}.pdf"'
    return Response(content, media_type="application/pdf", headers={"content-disposition": name})


@router.get(
    "/vendors/{vendor_id}/documents", summary="Papers of a business", response_model=DocumentList,
    responses=problems(NotFound),
)  # fmt: skip
async def list_vendor_documents(
    vendor_id: VendorRef, read: ReadTxDep, _: Manager, first: FirstDay = None, last: LastDay = None,
    kind: Annotated[DocumentKind | None, Query(description="Only these")] = None,
    after: Annotated[DocumentRef | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> DocumentList:  # fmt: skip
    """Newest first."""
    start, end = span_of(first, last)
    await vendors.get_vendor(read, vendor_id=vendor_id)
    found = await service.find_documents(
        read, vendor_id=vendor_id, kind=kind, start=start, end=end, after=after, limit=limit
    )
    return DocumentList.of(found, limit)


@router.post(
    "/vendors/{vendor_id}/invoices", summary="Write an invoice", response_model=DocumentOut, status_code=201,
    responses=problems(NotFound, DocumentNotFound, NothingToInvoice),
)  # fmt: skip
async def write_invoice(vendor_id: VendorRef, body: InvoiceRequest, once: OnceDep, _: Manager, now: NowDep) -> Response:
    """For a firm that pays by bank; numbered without gaps, with copies of seller, buyer and lines as they are now."""

    async def write(tx: Tx) -> DocumentOut:
        made = await service.issue_invoice(
            tx, vendor_id=vendor_id, booking_id=body.booking_id, buyer=body.buyer.buyer(), due=body.due, now=now
        )
        return DocumentOut.of(made)

    return await once.run(body, write, status=201)


@router.get(
    "/vendors/{vendor_id}/seller", summary="What is printed on papers", response_model=SellerOut,
    responses=problems(NotFound),
)  # fmt: skip
async def read_seller(vendor_id: VendorRef, read: ReadTxDep, _: Manager) -> SellerOut:
    """VAT id, address, bank details, and how receipts reach the tax office."""
    await vendors.get_vendor(read, vendor_id=vendor_id)
    return SellerOut.of(*await service.seller_of(read, vendor_id=vendor_id))


@router.put(
    "/vendors/{vendor_id}/seller", summary="Change what is printed on papers", response_model=SellerOut,
    responses=problems(NotFound),
)  # fmt: skip
async def put_seller(vendor_id: VendorRef, body: SellerIn, tx: TxDep, principal: Manager, now: NowDep) -> SellerOut:
    """From now on; papers already written keep what they say."""
    await service.put_seller(
        tx, vendor_id=vendor_id, facts=body.facts(), terms=body.terms(), principal=principal, now=now
    )
    return SellerOut.of(body.facts(), body.terms())


def span_of(first: date | None, last: date | None) -> tuple[datetime, datetime]:
    """From the first day to the day after the last, in UTC; everything when neither is given."""
    start = datetime.combine(first or date(2000, 1, 1), time(), UTC)
    end = datetime.combine(last, time(), UTC) if last else datetime(9000, 1, 1, tzinfo=UTC)
    return start, max(end, start + timedelta(microseconds=1))


async def _visible(read: ReadTx, document_id: UUID, caller: Caller) -> Document:
    """Strangers learn nothing, not even that it exists."""
    document = await service.get_document(read, document_id=document_id)
    booking = await bookings.booking_of(read, document.booking_id)
    if booking is None or caller.acts_as(booking) is None:
        raise DocumentNotFound
    return document
