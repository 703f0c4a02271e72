"""Payouts and the postings they pay for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.books.domain import Payout, PayoutStatus, StatementLine
from smartbooking.books.repository.ledger import PAYABLE
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import StaleVersion

_NO_PAYOUTS = "p.kind not in ('payout_approved', 'payout_cancelled', 'payout_paid')"


async def lock_vendor(tx: Tx, *, vendor_id: int) -> None:
    """One decision about a business's payouts at a time, until the transaction ends."""
    await tx.execute(
        text("select pg_advisory_xact_lock(hashtextextended('books.payout:' || :vendor_id, 0))"),
        {"vendor_id": str(vendor_id)},
    )


async def payable(read: ReadTx, *, vendor_id: int, currency: str) -> Money:
    """What a business is to get now, all payouts taken off."""
    minor = await read.scalar(
        text(f"""select coalesce(-sum(e.amount_minor), 0)::bigint from books.entry e
                 where e.vendor_id = :vendor_id and e.currency = :currency and {PAYABLE}"""),  # noqa: S608
        {"vendor_id": vendor_id, "currency": currency},
    )
    return Money(int(minor or 0), currency)


async def open_lines(read: ReadTx, *, vendor_id: int, currency: str, until: datetime) -> tuple[StatementLine, ...]:
    """Movements no payout has paid for. What takes money away counts at once, what adds money from `until` on."""
    rows = await read.execute(
        text(f"""
            select p.id, p.at, p.kind, p.booking_id, -sum(e.amount_minor)::bigint as minor
            from books.posting p join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
            where p.vendor_id = :vendor_id and e.currency = :currency and {PAYABLE} and {_NO_PAYOUTS}
              and not exists (select 1 from books.payout_line l where l.vendor_id = p.vendor_id
                              and l.posting_id = p.id and l.currency = e.currency)
            group by p.id, p.at, p.kind, p.booking_id
            having sum(e.amount_minor) <> 0 and (sum(e.amount_minor) > 0 or p.at <= :until)
            order by p.id"""),  # noqa: S608
        {"vendor_id": vendor_id, "currency": currency, "until": until},
    )
    return tuple(_line(row, currency) for row in rows)


async def add_payout(tx: Tx, payout: Payout, lines: Sequence[StatementLine]) -> Payout:
    """Write a payout with the next number of its business. Call with the business locked."""
    number = await tx.scalar(
        text("""
            insert into books.payout
              (vendor_id, id, number, currency, amount_minor, until, status, decided_by, created_at, updated_at)
            select :vendor_id, :id, coalesce(max(number), 0) + 1, :currency, :minor, :until, :status, :by, :now, :now
            from books.payout where vendor_id = :vendor_id returning number"""),
        {
            "vendor_id": payout.vendor_id, "id": payout.id, "currency": payout.amount.currency,
            "minor": payout.amount.minor, "until": payout.until, "status": payout.status.value,
            "by": payout.decided_by, "now": payout.created_at,
        },
    )  # fmt: skip
    await tx.execute(
        text("""
            insert into books.payout_line (vendor_id, posting_id, payout_id, currency, amount_minor)
            select :vendor_id, posting, :payout_id, :currency, amount
            from unnest(cast(:postings as bigint[]), cast(:amounts as bigint[])) as line (posting, amount)"""),
        {
            "vendor_id": payout.vendor_id, "payout_id": payout.id, "currency": payout.amount.currency,
            "postings": [line.posting_id for line in lines], "amounts": [line.amount.minor for line in lines],
        },
    )  # fmt: skip
    found = await get_payout(tx, payout.id)
    assert found is not None
    assert found.number == number
    return found


async def get_payout(read: ReadTx, payout_id: UUID) -> Payout | None:
    row = (await read.execute(text("select * from books.payout where id = :id"), {"id": payout_id})).first()
    return _payout(row) if row else None


async def lock_payout(tx: Tx, payout_id: UUID) -> Payout | None:
    row = (await tx.execute(text("select * from books.payout where id = :id for update"), {"id": payout_id})).first()
    return _payout(row) if row else None


async def update_payout(
    tx: Tx, payout: Payout, *, status: PayoutStatus, by: str, now: datetime, reference: str | None = None
) -> None:
    """Move a payout that is still as `payout` shows it; raises StaleVersion."""
    changed = await tx.execute(
        text("""
            update books.payout set status = :to, reference = :reference, decided_by = :by, updated_at = :now
            where id = :id and status = :was returning id"""),
        {
            "id": payout.id, "to": status.value, "was": payout.status.value, "reference": reference, "by": by,
            "now": now,
        },
    )  # fmt: skip
    if changed.first() is None:
        raise StaleVersion("The payout changed meanwhile.")


async def free_lines(tx: Tx, payout: Payout) -> None:
    """A cancelled payout pays for nothing: the next one may."""
    await tx.execute(
        text("delete from books.payout_line where vendor_id = :vendor_id and payout_id = :id"),
        {"vendor_id": payout.vendor_id, "id": payout.id},
    )


async def lines_of(read: ReadTx, payout: Payout) -> tuple[StatementLine, ...]:
    """What a payout pays for, oldest first."""
    rows = await read.execute(
        text("""
            select p.id, p.at, p.kind, p.booking_id, l.amount_minor as minor from books.payout_line l
            join books.posting p on p.vendor_id = l.vendor_id and p.id = l.posting_id
            where l.vendor_id = :vendor_id and l.payout_id = :id order by p.id"""),
        {"vendor_id": payout.vendor_id, "id": payout.id},
    )
    return tuple(_line(row, payout.amount.currency) for row in rows)


async def find_payouts(
    read: ReadTx, *, vendor_id: int | None, status: PayoutStatus | None, limit: int
) -> tuple[Payout, ...]:
    """Payouts of one or all businesses, newest first."""
    rows = await read.execute(
        text("""
            select * from books.payout
            where (cast(:vendor_id as bigint) is null or vendor_id = :vendor_id)
              and (cast(:status as text) is null or status = :status)
            order by created_at desc, id desc limit :limit"""),
        {"vendor_id": vendor_id, "status": status.value if status else None, "limit": limit},
    )
    return tuple(_payout(row) for row in rows)


def _line(row: Row[Any], currency: str) -> StatementLine:
    return StatementLine(
        posting_id=row.id, at=row.at, kind=row.kind, booking_id=row.booking_id, amount=Money(row.minor, currency)
    )


def _payout(row: Row[Any]) -> Payout:
    return Payout(
        vendor_id=row.vendor_id, id=row.id, number=row.number, amount=Money(row.amount_minor, row.currency),
        until=row.until, status=PayoutStatus(row.status), reference=row.reference, decided_by=row.decided_by,
        created_at=row.created_at, updated_at=row.updated_at,
    )  # fmt: skip
