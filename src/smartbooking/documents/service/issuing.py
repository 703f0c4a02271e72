"""Writing papers: the number is taken last, in the transaction that writes the paper."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain import Booking, Status
from smartbooking.bookings.service import reading as bookings
from smartbooking.documents import repository
from smartbooking.documents.domain import (
    Buyer,
    Document,
    DocumentKind,
    deposit_due_now,
    lines_of,
    number_text,
    price_within,
    taxes_within,
)
from smartbooking.documents.errors import DocumentNotFound, NothingToInvoice
from smartbooking.documents.repository import erase_buyers, find_documents
from smartbooking.documents.service.sellers import frozen_seller
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.payments import service as payments

__all__ = ["erase_buyers", "find_documents"]
_OVER = frozenset({Status.CANCELLED, Status.DECLINED, Status.EXPIRED, Status.ABANDONED, Status.REFUNDED_UNAVAILABLE})


async def issue_receipt(tx: Tx, *, booking_id: UUID, intent_id: UUID, amount: Money, now: datetime) -> Document | None:
    """Money was taken: one receipt per payment, however often it is told. None for a booking nobody knows."""
    booking = await bookings.booking_of(tx, booking_id)
    if booking is None:
        return None
    return await _issue(
        tx,
        booking,
        DocumentKind.RECEIPT,
        cause=f"receipt:{intent_id}",
        total=amount,
        method=await payments.method_of(tx, intent_id=intent_id) or booking.payment_method,
        now=now,
    )


async def issue_credit_note(
    tx: Tx, *, booking_id: UUID, refund_id: UUID, amount: Money, now: datetime, intent_id: UUID | None = None
) -> Document | None:
    """Money went back: a credit note against the invoice, else the receipt. None where no paper was ever written.

    `intent_id`: the payment it went back by, which names the way.
    """
    booking = await bookings.booking_of(tx, booking_id)
    if booking is None:
        return None
    papers = await repository.of_booking(tx, vendor_id=booking.vendor_id, booking_id=booking_id)
    invoices = [paper for paper in papers if paper.kind is DocumentKind.INVOICE]
    corrected = (invoices or [paper for paper in papers if paper.kind is DocumentKind.RECEIPT])[-1:]
    if not corrected:
        return None
    method = await payments.method_of(tx, intent_id=intent_id) if intent_id else None
    return await _issue(
        tx, booking, DocumentKind.CREDIT_NOTE, cause=f"credit_note:{refund_id}", total=amount,
        method=method or booking.payment_method, now=now, corrects=corrected[0].number, buyer=corrected[0].buyer,
    )  # fmt: skip


async def issue_invoice(
    tx: Tx, *, vendor_id: int, booking_id: UUID, buyer: Buyer, due: date | None, now: datetime
) -> Document:
    """A firm asks for a paper to pay by. Raises DocumentNotFound, NothingToInvoice."""
    booking = await bookings.booking_of(tx, booking_id)
    if booking is None or booking.vendor_id != vendor_id:
        raise DocumentNotFound("There is no such booking in this business.")
    if booking.status in _OVER or booking.total.minor == 0:
        raise NothingToInvoice
    return await _issue(
        tx, booking, DocumentKind.INVOICE, cause=f"invoice:{uuid7()}", total=booking.total, method="", now=now,
        buyer=buyer, due=due,
    )  # fmt: skip


async def papers_of_booking(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> tuple[Document, ...]:
    """All papers of a booking, oldest first. Whoever asks has been checked before."""
    return await repository.of_booking(read, vendor_id=vendor_id, booking_id=booking_id)


async def get_document(read: ReadTx, *, document_id: UUID) -> Document:
    """Raises DocumentNotFound."""
    found = await repository.get_document(read, document_id)
    if found is None:
        raise DocumentNotFound
    return found


async def _issue(
    tx: Tx, booking: Booking, kind: DocumentKind, *, cause: str, total: Money, method: str | None, now: datetime,
    **more: Any,
) -> Document:  # fmt: skip  # Any: fields that only some kinds have
    seller = await frozen_seller(tx, booking)
    year = now.astimezone(ZoneInfo(booking.timezone)).year
    # From here on others of this business wait: what exists already and what was settled before is read after the lock.
    await repository.lock_numbers(tx, vendor_id=booking.vendor_id, kind=kind, year=year)
    known = await repository.by_cause(tx, cause)
    if known is not None:
        return known
    sequence = await repository.next_number(tx, vendor_id=booking.vendor_id, kind=kind, year=year)
    before = await repository.settled(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, kind=kind, currency=total.currency
    )
    if kind is DocumentKind.INVOICE:
        before = Money.zero(total.currency)
    lines = lines_of(booking.quote, [line.name for line in booking.lines])
    deposit = deposit_due_now(booking.quote)
    whole = booking.total
    document = Document(
        id=uuid7(), vendor_id=booking.vendor_id, kind=kind, number=number_text(kind, year, sequence),
        booking_id=booking.id, booking_code=booking.code, cause=cause, issued_at=now, timezone=booking.timezone,
        locale=booking.locale, total=total, booking_total=whole, deposit=deposit, settled_before=before,
        taxes=taxes_within(
            lines, total=whole,
            before=price_within(before, total=whole, deposit=_no_deposit(kind, deposit)),
            until=price_within(before + total, total=whole, deposit=_no_deposit(kind, deposit)),
        ),
        lines=lines, method=method or "", corrects=more.get("corrects", ""), due=more.get("due"), seller=seller,
        buyer=more.get("buyer") or _buyer(booking),
    )  # fmt: skip
    await repository.add_document(tx, document, year=year, sequence=sequence)
    reach("K10")
    return document


def _no_deposit(kind: DocumentKind, deposit: Money) -> Money:
    """An invoice asks for the price alone."""
    return Money.zero(deposit.currency) if kind is DocumentKind.INVOICE else deposit


def _buyer(booking: Booking) -> Buyer:
    contact = booking.contact
    if contact is None:
        return Buyer(name="-")
    return Buyer(name=contact.name, phone=contact.phone or "", email=contact.email or "")
