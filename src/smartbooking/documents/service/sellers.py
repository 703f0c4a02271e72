"""Who sells: frozen onto every paper."""

from __future__ import annotations

from datetime import datetime

from smartbooking.bookings.domain import Booking
from smartbooking.documents import repository
from smartbooking.documents.domain import FiscalTerms, Seller, SellerFacts
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.principal import Principal
from smartbooking.vendors import service as vendors


async def seller_of(read: ReadTx, *, vendor_id: int) -> tuple[SellerFacts, FiscalTerms]:
    """What a business set for its papers."""
    facts = await repository.seller_facts(read, vendor_id=vendor_id)
    return facts, await repository.fiscal_terms(read, vendor_id=vendor_id)


async def put_seller(
    tx: Tx, *, vendor_id: int, facts: SellerFacts, terms: FiscalTerms, principal: Principal, now: datetime
) -> None:
    """Change what is printed and how receipts are registered, from now on."""
    await vendors.get_vendor(tx, vendor_id=vendor_id)
    await repository.put_seller(tx, vendor_id=vendor_id, facts=facts, terms=terms, now=now)
    await record(
        tx, principal, action="documents.seller_changed", subject=f"ven_{vendor_id}", vendor_id=vendor_id,
        details={"recorder": terms.recorder.value},
    )  # fmt: skip


async def frozen_seller(read: ReadTx, booking: Booking) -> Seller:
    """The business as it is now, for a paper about this booking."""
    vendor = await vendors.get_vendor(read, vendor_id=booking.vendor_id)
    venue = await vendors.get_venue(read, vendor_id=booking.vendor_id, venue_id=booking.venue_id)
    facts = await repository.seller_facts(read, vendor_id=booking.vendor_id)
    where = ", ".join(part for part in (venue.town(booking.locale), venue.place.line(booking.locale)) if part)
    return Seller(
        name=vendor.name.pick(booking.locale),
        legal_name=vendor.legal_name or "",
        number=vendor.business_number or "",
        vat_id=facts.vat_id,
        address=facts.address or where,
        phone=vendor.phone or venue.phone or "",
        bank_details=facts.bank_details,
    )
