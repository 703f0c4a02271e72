"""Postings and entries: written once, read in sums."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from smartbooking.books.domain import AttemptSums, Balance, Entry, Posting, StatementLine
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money

# What an entry means for the money a business is still to get.
# Cards and passes it sold itself lie in its till and are owed by it; what was sold online is with the platform, which
# hands it on: the business is to get it from the sale on.
PAYABLE = "(e.account in ('vendor', 'gift_card', 'pass') or e.account like 'till:%' or e.account like 'disputed:%')"
_POST = text("""
    with made as (
      insert into books.posting (vendor_id, cause, kind, at, booking_id, intent_id, attempt_id, refund_id, payout_id)
      values (:vendor_id, :cause, :kind, :at, :booking_id, :intent_id, :attempt_id, :refund_id, :payout_id)
      on conflict (cause) do nothing
      returning id
    )
    select id from made
""")
_ENTRIES = text("""
    insert into books.entry (vendor_id, posting_id, number, account, currency, amount_minor)
    select :vendor_id, :posting_id, number, account, currency, amount
    from unnest(cast(:accounts as text[]), cast(:currencies as text[]), cast(:amounts as bigint[]))
      with ordinality as side (account, currency, amount, number)
""")


async def add_posting(tx: Tx, posting: Posting) -> bool:
    """Write a posting with its entries; False when its cause has posted already."""
    facts = {
        "vendor_id": posting.vendor_id, "cause": posting.cause, "kind": posting.kind.value, "at": posting.at,
        "booking_id": posting.booking_id, "intent_id": posting.intent_id, "attempt_id": posting.attempt_id,
        "refund_id": posting.refund_id, "payout_id": posting.payout_id,
    }  # fmt: skip
    made = (await tx.execute(_POST, facts)).first()
    if made is None:
        return False
    sides = {
        "accounts": [entry.account for entry in posting.entries],
        "currencies": [entry.amount.currency for entry in posting.entries],
        "amounts": [entry.amount.minor for entry in posting.entries],
    }
    await tx.execute(_ENTRIES, {"vendor_id": posting.vendor_id, "posting_id": made.id, **sides})
    return True


async def attempt_sums(read: ReadTx, *, attempt_id: UUID, currency: str) -> AttemptSums:
    """What was posted about one attempt in one currency."""
    rows = await read.execute(
        text("""
            select e.account, p.kind, sum(e.amount_minor)::bigint as minor
            from books.posting p join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
            where p.attempt_id = :attempt_id and e.currency = :currency group by e.account, p.kind"""),
        {"attempt_id": attempt_id, "currency": currency},
    )
    return AttemptSums(currency=currency, sums={(row.account, row.kind): row.minor for row in rows})


async def entries_of_cause(read: ReadTx, cause: str) -> tuple[Entry, ...]:
    """The entries one cause has posted, in order."""
    return await _entries(read, "p.cause = :value", cause)


async def entries_of_kind(read: ReadTx, *, refund_id: UUID, kind: str) -> tuple[Entry, ...]:
    """The entries of one kind a refund has posted."""
    return await _entries(read, "p.refund_id = :value and p.kind = :kind", refund_id, kind=kind)


async def _entries(read: ReadTx, where: str, value: Any, **more: Any) -> tuple[Entry, ...]:
    rows = await read.execute(
        text(f"""
            select e.account, e.currency, e.amount_minor from books.posting p
            join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
            where {where} order by e.number"""),  # noqa: S608
        {"value": value, **more},
    )
    return tuple(Entry(account=row.account, amount=Money(row.amount_minor, row.currency)) for row in rows)


async def balances(read: ReadTx, *, vendor_id: int) -> tuple[Balance, ...]:
    """All accounts of a business that are not zero, by currency and name."""
    rows = await read.execute(
        text("""
            select account, currency, sum(amount_minor)::bigint as minor from books.entry where vendor_id = :vendor_id
            group by account, currency having sum(amount_minor) <> 0 order by currency, account"""),
        {"vendor_id": vendor_id},
    )
    return tuple(Balance(account=row.account, amount=Money(row.minor, row.currency)) for row in rows)


async def statement(
    read: ReadTx, *, vendor_id: int, currency: str, start: datetime, end: datetime, after: int, limit: int
) -> tuple[StatementLine, ...]:
    """Movements of what a business is to get, oldest first, with the running balance."""
    rows = await read.execute(
        text(f"""
            with moved as (
              select p.id, p.at, p.kind, p.booking_id, -sum(e.amount_minor)::bigint as minor
              from books.posting p join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
              where p.vendor_id = :vendor_id and e.currency = :currency and {PAYABLE} and p.at < :end
              group by p.id, p.at, p.kind, p.booking_id having sum(e.amount_minor) <> 0
            ), running as (select *, sum(minor) over (order by id) as balance from moved)
            select * from running where at >= :start and id > :after order by id limit :limit"""),  # noqa: S608
        {"vendor_id": vendor_id, "currency": currency, "start": start, "end": end, "after": after, "limit": limit},
    )
    return tuple(
        StatementLine(
            posting_id=row.id, at=row.at, kind=row.kind, booking_id=row.booking_id,
            amount=Money(row.minor, currency), balance=Money(int(row.balance), currency),
        )
        for row in rows
    )  # fmt: skip


async def postings_in(
    read: ReadTx, *, vendor_id: int, start: datetime, end: datetime, limit: int
) -> list[tuple[int, datetime, str, str, UUID | None, str, Money]]:
    """Every entry of a time: posting, time, kind, cause, booking, account, amount; oldest first."""
    rows = await read.execute(
        text("""
            select p.id, p.at, p.kind, p.cause, p.booking_id, e.account, e.currency, e.amount_minor
            from books.posting p join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
            where p.vendor_id = :vendor_id and p.at >= :start and p.at < :end order by p.at, p.id, e.number
            limit :limit"""),
        {"vendor_id": vendor_id, "start": start, "end": end, "limit": limit},
    )
    return [(r.id, r.at, r.kind, r.cause, r.booking_id, r.account, Money(r.amount_minor, r.currency)) for r in rows]


async def booking_money(
    read: ReadTx, *, vendor_id: int, booking_ids: Sequence[UUID]
) -> dict[tuple[UUID, str], tuple[int, int]]:
    """What was taken and what was given back, by booking and currency."""
    rows = await read.execute(
        text("""
            select p.booking_id, e.currency,
              coalesce(sum(e.amount_minor) filter (where p.kind in ('captured', 'put_aside')), 0)::bigint as taken,
              coalesce(-sum(e.amount_minor) filter (where p.kind = 'refund_paid'), 0)::bigint as back
            from books.posting p join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
            where p.vendor_id = :vendor_id and p.booking_id = any(:ids)
              and e.account ~ '^(clearing:|till:|(gift_card|pass)$)'
            group by p.booking_id, e.currency"""),
        {"vendor_id": vendor_id, "ids": list(booking_ids)},
    )
    return {(row.booking_id, row.currency): (row.taken, row.back) for row in rows}


async def unbalanced(read: ReadTx) -> list[tuple[str, str, int]]:
    """Postings whose entries do not sum to zero, as cause, currency and sum; empty unless somebody cheated."""
    rows = await read.execute(
        text("""
            select p.cause, coalesce(e.currency, '') as currency, coalesce(sum(e.amount_minor), 0)::bigint as minor
            from books.posting p left join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
            group by p.vendor_id, p.id, p.cause, e.currency
            having coalesce(sum(e.amount_minor), 1) <> 0 order by p.cause""")
    )
    return [(row.cause, row.currency, row.minor) for row in rows]
