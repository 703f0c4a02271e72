"""What a business says about itself on papers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from smartbooking.documents.domain import FiscalTerms, Recorder, SellerFacts
from smartbooking.infra.db import ReadTx, Tx


async def put_seller(tx: Tx, *, vendor_id: int, facts: SellerFacts, terms: FiscalTerms, now: datetime) -> None:
    """Replace what is printed from now on; papers already written keep what they say."""
    await tx.execute(
        text("""
            insert into documents.seller
              (vendor_id, vat_id, address, bank_details, recorder, cashbox, chain, updated_at)
            values (:vendor_id, :vat_id, :address, :bank_details, :recorder, :cashbox, :chain, :now)
            on conflict (vendor_id) do update set vat_id = excluded.vat_id, address = excluded.address,
              bank_details = excluded.bank_details, recorder = excluded.recorder, cashbox = excluded.cashbox,
              chain = excluded.chain, updated_at = excluded.updated_at"""),
        {
            "vendor_id": vendor_id, "vat_id": facts.vat_id, "address": facts.address,
            "bank_details": facts.bank_details, "recorder": terms.recorder.value, "cashbox": terms.cashbox,
            "chain": terms.chain, "now": now,
        },
    )  # fmt: skip


async def seller_facts(read: ReadTx, *, vendor_id: int) -> SellerFacts:
    """What is printed besides the registration; nothing when nobody said."""
    row = (await read.execute(text("select * from documents.seller where vendor_id = :id"), {"id": vendor_id})).first()
    if row is None:
        return SellerFacts()
    return SellerFacts(vat_id=row.vat_id, address=row.address, bank_details=row.bank_details)


async def fiscal_terms(read: ReadTx, *, vendor_id: int) -> FiscalTerms:
    """How a business registers receipts; not at all when nobody said."""
    row = (await read.execute(text("select * from documents.seller where vendor_id = :id"), {"id": vendor_id})).first()
    if row is None:
        return FiscalTerms()
    return FiscalTerms(recorder=Recorder(row.recorder), cashbox=row.cashbox, chain=row.chain)
