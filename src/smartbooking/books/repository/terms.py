"""Terms and splits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.books.domain import Split, Terms, free_terms
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money


async def add_terms(tx: Tx, terms: Terms, *, now: datetime) -> None:
    """Agree on terms from a day on; the same day again replaces what was agreed for it."""
    await tx.execute(
        text("""
            insert into books.terms (vendor_id, currency, valid_from, fee_points, fee_fixed_minor, fee_returns,
              vendor_bears_provider_fee, withholds_tax, payout_delay_days, decided_at)
            values (:vendor_id, :currency, :valid_from, :fee_points, :fee_fixed, :fee_returns, :bears, :withholds,
              :delay, :now)
            on conflict (vendor_id, currency, valid_from) do update set fee_points = excluded.fee_points,
              fee_fixed_minor = excluded.fee_fixed_minor, fee_returns = excluded.fee_returns,
              vendor_bears_provider_fee = excluded.vendor_bears_provider_fee,
              withholds_tax = excluded.withholds_tax, payout_delay_days = excluded.payout_delay_days,
              decided_at = excluded.decided_at"""),
        {
            "vendor_id": terms.vendor_id, "currency": terms.currency, "valid_from": terms.valid_from,
            "fee_points": terms.fee_points, "fee_fixed": terms.fee_fixed, "fee_returns": terms.fee_returns,
            "bears": terms.vendor_bears_provider_fee, "withholds": terms.withholds_tax,
            "delay": terms.payout_delay_days, "now": now,
        },
    )  # fmt: skip


async def terms_at(read: ReadTx, *, vendor_id: int, currency: str, day: date) -> Terms:
    """The terms in force on a day; nothing is charged before the first ones."""
    row = (
        await read.execute(
            text("""
                select * from books.terms where vendor_id = :vendor_id and currency = :currency
                and valid_from <= :day order by valid_from desc limit 1"""),
            {"vendor_id": vendor_id, "currency": currency, "day": day},
        )
    ).first()
    return _terms(row) if row else free_terms(vendor_id, currency)


async def list_terms(read: ReadTx, *, vendor_id: int) -> tuple[Terms, ...]:
    """All terms of a business, newest first."""
    rows = await read.execute(
        text("select * from books.terms where vendor_id = :vendor_id order by valid_from desc, currency"),
        {"vendor_id": vendor_id},
    )
    return tuple(_terms(row) for row in rows)


async def announce_split(tx: Tx, *, vendor_id: int, intent_id: UUID, split: Split) -> None:
    """Say how a payment is made up; before its money arrives."""
    await tx.execute(
        text("""
            insert into books.split (vendor_id, intent_id, deposit_minor, tax_minor, fixed_fee)
            values (:vendor_id, :intent_id, :deposit, :tax, :fixed_fee)
            on conflict (vendor_id, intent_id) do nothing"""),
        {
            "vendor_id": vendor_id, "intent_id": intent_id, "deposit": split.deposit.minor, "tax": split.tax.minor,
            "fixed_fee": split.fixed_fee,
        },
    )  # fmt: skip


async def split_of(read: ReadTx, *, vendor_id: int, intent_id: UUID, currency: str) -> Split:
    """How a payment is made up; all price when nobody said."""
    row = (
        await read.execute(
            text("""select deposit_minor, tax_minor, fixed_fee from books.split
                    where vendor_id = :vendor_id and intent_id = :intent_id"""),
            {"vendor_id": vendor_id, "intent_id": intent_id},
        )
    ).first()
    if row is None:
        return Split(deposit=Money.zero(currency), tax=Money.zero(currency))
    deposit, tax = Money(row.deposit_minor, currency), Money(row.tax_minor, currency)
    return Split(deposit=deposit, tax=tax, fixed_fee=row.fixed_fee)


def _terms(row: Row[Any]) -> Terms:
    return Terms(
        vendor_id=row.vendor_id, currency=row.currency, valid_from=row.valid_from, fee_points=row.fee_points,
        fee_fixed=row.fee_fixed_minor, fee_returns=row.fee_returns,
        vendor_bears_provider_fee=row.vendor_bears_provider_fee, withholds_tax=row.withholds_tax,
        payout_delay_days=row.payout_delay_days,
    )  # fmt: skip
