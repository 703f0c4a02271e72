"""Bookings that were paid at the desk, and what the worker makes of the events about them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pypdf
from sqlalchemy import text

from smartbooking.bookings.domain import Booking
from smartbooking.documents import service, subscribers
from smartbooking.documents.domain import Document, FiscalTerms, SellerFacts
from smartbooking.documents.rendering import Format, render
from smartbooking.infra.db import Database
from smartbooking.infra.events import from_payload
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import SYSTEM
from smartbooking.payments import service as payments
from smartbooking.payments.domain import Intent
from smartbooking.payments.events import PaymentCaptured, RefundSucceeded
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Offer, Rate, TaxSetting, Unit
from tests.bookings.factory import GUEST, Place, make_booking, make_rooms, nights

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_HANDLERS = {
    PaymentCaptured.name: (PaymentCaptured, subscribers.payment_captured),
    RefundSucceeded.name: (RefundSucceeded, subscribers.refund_succeeded),
}


async def taxed_rooms(
    database: Database, *, price: int = 29_000_00, currency: str = "KZT", inclusive: bool = True, **facts: Any
) -> Place:
    """Rooms of a business in Kazakhstan that pays VAT; two nights cost twice the price."""
    async with database.transaction() as tx:
        place = await make_rooms(tx, capacity=50, price=price, currency=currency)
        rate = Rate(
            offer=Offer.of(place.vendor_id, place.resource.id, None), currency=currency, unit=Unit.NIGHT,
            amount_minor=price, **facts,
        )  # fmt: skip
        await pricing.set_rate(tx, rate=rate, principal=SYSTEM, now=NOW)
        tax = TaxSetting(regime="vat", inclusive=inclusive)
        await pricing.set_tax(tx, vendor_id=place.vendor_id, setting=tax, principal=SYSTEM, now=NOW)
    return place


async def book(database: Database, place: Place) -> Booking:
    async with database.transaction() as tx:
        return await make_booking(tx, place.resource.id, nights())


async def pay(database: Database, booking: Booking, amount: Money | None = None) -> Intent:
    """Money handed over at the desk, and the papers that follow."""
    async with database.transaction() as tx:
        intent = await payments.open_intent(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, amount=amount or booking.total,
            method="pay_on_site", now=NOW,
        )  # fmt: skip
        attempt = await payments.prepare_attempt(tx, intent_id=intent.id, now=NOW)
    await payments.run_attempt(database, attempt.id, now=NOW)
    await payments.capture_intent(database, intent_id=intent.id, now=NOW)
    await deliver(database)
    return intent


async def give_back(database: Database, intent: Intent, minor: int) -> None:
    """Money handed back at the desk, and the papers that follow."""
    async with database.transaction() as tx:
        refund = await payments.request_refund(
            tx, intent_id=intent.id, amount=Money(minor, intent.amount.currency), reason="cancelled", now=NOW
        )
    await payments.record_desk_refund(database, refund.id, now=NOW)
    await deliver(database)


async def deliver(database: Database, *, now: datetime = NOW) -> None:
    """The worker's part, twice: delivery is at least once."""
    for _ in range(2):
        async with database.reading() as read:
            rows = list(
                await read.execute(
                    text("select name, payload from infra.event where name = any(:names) order by id"),
                    {"names": list(_HANDLERS)},
                )
            )
        for row in rows:
            kind, handler = _HANDLERS[row.name]
            async with database.transaction() as tx:
                await handler(tx, from_payload(kind, row.payload), now=now)  # type: ignore[arg-type]


async def papers(database: Database, booking: Booking) -> list[Document]:
    async with database.reading() as read:
        return list(await service.papers_of_booking(read, vendor_id=booking.vendor_id, booking_id=booking.id))


async def set_seller(database: Database, vendor_id: int, terms: FiscalTerms | None = None) -> None:
    facts = SellerFacts(vat_id="60001 0012345", address="Алматы, пр. Абая, 10", bank_details="KZ86125KZT5004100100")
    async with database.transaction() as tx:
        await service.put_seller(
            tx, vendor_id=vendor_id, facts=facts, terms=terms or FiscalTerms(), principal=SYSTEM, now=NOW
        )


def printed(document: Document, locale: str = "ru", form: Format = Format.A4) -> str:
    """The words of the PDF, as a program that reads it finds them."""
    content = render(document, locale=locale, form=form, method="Карта")
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    text_of = "\n".join(page.extract_text() for page in pages)
    return " ".join(text_of.replace("\u00a0", " ").split())


__all__ = ["GUEST", "NOW"]
