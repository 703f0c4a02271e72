"""Papers and their numbers."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.documents.domain import Buyer, Document, DocumentKind
from smartbooking.documents.repository.content import facts, to_json
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money

_SELECT: Final = """
    select d.*, b.name as buyer_name, b.number as buyer_number, b.address as buyer_address, b.phone as buyer_phone,
           b.email as buyer_email, b.erased_at
    from documents.document d
    join documents.buyer b on b.vendor_id = d.vendor_id and b.document_id = d.id
"""


async def lock_numbers(tx: Tx, *, vendor_id: int, kind: DocumentKind, year: int) -> None:
    """Wait for everybody who is taking a number of this business, kind and year; take none yet."""
    await tx.execute(
        text("""
            insert into documents.counter (vendor_id, kind, year, last) values (:vendor_id, :kind, :year, 0)
            on conflict (vendor_id, kind, year) do update set last = documents.counter.last"""),
        {"vendor_id": vendor_id, "kind": kind.value, "year": year},
    )


async def next_number(tx: Tx, *, vendor_id: int, kind: DocumentKind, year: int) -> int:
    """The next number; call after `lock_numbers`. A rollback gives it back, so there is never a gap."""
    number = await tx.scalar(
        text("""
            update documents.counter set last = last + 1
            where vendor_id = :vendor_id and kind = :kind and year = :year returning last"""),
        {"vendor_id": vendor_id, "kind": kind.value, "year": year},
    )
    assert number is not None
    return int(number)


async def add_document(tx: Tx, document: Document, *, year: int, sequence: int) -> None:
    """Write a paper and who it is for."""
    await tx.execute(
        text("""
            insert into documents.document (vendor_id, id, kind, year, sequence, booking_id, cause, issued_at, currency,
              total_minor, content)
            values (:vendor_id, :id, :kind, :year, :sequence, :booking_id, :cause, :issued_at, :currency, :total,
              cast(:content as jsonb))"""),
        {
            "vendor_id": document.vendor_id, "id": document.id, "kind": document.kind.value, "year": year,
            "sequence": sequence, "booking_id": document.booking_id, "cause": document.cause,
            "issued_at": document.issued_at, "currency": document.total.currency, "total": document.total.minor,
            "content": json.dumps(to_json(document), ensure_ascii=False),
        },
    )  # fmt: skip
    buyer = document.buyer
    await tx.execute(
        text("""
            insert into documents.buyer (vendor_id, document_id, name, number, address, phone, email)
            values (:vendor_id, :id, :name, :number, :address, :phone, :email)"""),
        {
            "vendor_id": document.vendor_id, "id": document.id, "name": buyer.name, "number": buyer.number,
            "address": buyer.address, "phone": buyer.phone, "email": buyer.email,
        },
    )  # fmt: skip


async def by_cause(read: ReadTx, cause: str) -> Document | None:
    row = (await read.execute(text(f"{_SELECT} where d.cause = :cause"), {"cause": cause})).first()
    return _document(row) if row else None


async def get_document(read: ReadTx, document_id: UUID) -> Document | None:
    row = (await read.execute(text(f"{_SELECT} where d.id = :id"), {"id": document_id})).first()
    return _document(row) if row else None


async def of_booking(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> tuple[Document, ...]:
    """All papers of a booking, oldest first."""
    rows = await read.execute(
        text(f"{_SELECT} where d.vendor_id = :vendor_id and d.booking_id = :booking_id order by d.issued_at, d.id"),
        {"vendor_id": vendor_id, "booking_id": booking_id},
    )
    return tuple(_document(row) for row in rows)


async def settled(read: ReadTx, *, vendor_id: int, booking_id: UUID, kind: DocumentKind, currency: str) -> Money:
    """What papers of one kind say about a booking so far."""
    minor = await read.scalar(
        text("""
            select coalesce(sum(total_minor), 0)::bigint from documents.document
            where vendor_id = :vendor_id and booking_id = :booking_id and kind = :kind and currency = :currency"""),
        {"vendor_id": vendor_id, "booking_id": booking_id, "kind": kind.value, "currency": currency},
    )
    return Money(int(minor or 0), currency)


async def find_documents(
    read: ReadTx, *, vendor_id: int, kind: DocumentKind | None, start: datetime, end: datetime, after: UUID | None,
    limit: int,
) -> tuple[Document, ...]:  # fmt: skip
    """Papers of a business, newest first; `after` is the last one seen."""
    rows = await read.execute(
        text(f"""{_SELECT}
            where d.vendor_id = :vendor_id and (cast(:kind as text) is null or d.kind = :kind)
              and d.issued_at >= :start and d.issued_at < :end
              and (cast(:after as uuid) is null or (d.issued_at, d.id) <
                   (select issued_at, id from documents.document where id = :after and vendor_id = :vendor_id))
            order by d.issued_at desc, d.id desc limit :limit"""),  # noqa: S608
        {
            "vendor_id": vendor_id, "kind": kind.value if kind else None, "start": start, "end": end, "after": after,
            "limit": limit,
        },
    )  # fmt: skip
    return tuple(_document(row) for row in rows)


async def erase_buyers(tx: Tx, *, vendor_id: int, booking_id: UUID, now: datetime) -> int:
    """Leave only initials on the papers of a booking; how many were changed."""
    changed = await tx.execute(
        text("""
            update documents.buyer b set number = '', address = '', phone = '', email = '', erased_at = :now,
              name = coalesce((select string_agg(left(part, 1) || '.', ' ')
                               from regexp_split_to_table(b.name, '\\s+') part where part <> ''), '-')
            from documents.document d
            where d.vendor_id = b.vendor_id and d.id = b.document_id and d.vendor_id = :vendor_id
              and d.booking_id = :booking_id and b.erased_at is null
            returning b.document_id"""),
        {"vendor_id": vendor_id, "booking_id": booking_id, "now": now},
    )
    return len(list(changed))


def _document(row: Row[Any]) -> Document:
    return Document(
        id=row.id, vendor_id=row.vendor_id, kind=DocumentKind(row.kind), booking_id=row.booking_id, cause=row.cause,
        issued_at=row.issued_at, total=Money(row.total_minor, row.currency),
        buyer=Buyer(
            name=row.buyer_name, number=row.buyer_number, address=row.buyer_address, phone=row.buyer_phone,
            email=row.buyer_email, erased=row.erased_at is not None,
        ),
        **facts(row.content, row.currency),
    )  # fmt: skip
