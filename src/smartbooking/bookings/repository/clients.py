"""Rows of a business's client book, and what its bookings say about them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CursorResult, Row, text

from smartbooking.bookings.domain.clients import Client, ClientPast, NewClient, PastImport
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.page import Page

# booking_by_phone and booking_by_email: only the bookings of the clients on the page are read.
_SELECT: Final = """
    select c.*, p.* from (select * from bookings.client c where {where} order by {order} limit :limit offset :offset) c
    cross join lateral (
      select count(*) filter (where b.status in ('completed', 'in_progress')
                               or b.status = 'confirmed' and b.ends_at <= :now) as visits,
             count(*) filter (where b.status = 'no_show') as no_shows,
             count(*) filter (where b.status = 'cancelled') as cancelled,
             coalesce(sum(b.total_minor) filter (where b.status in ('completed', 'in_progress')), 0) as spent,
             max(b.starts_at) filter (where b.status in ('completed', 'in_progress')) as last_visit,
             min(b.starts_at) filter (where b.status = 'confirmed' and b.starts_at > :now) as next_visit
      from (select distinct b.id, b.status, b.starts_at, b.ends_at, b.total_minor
            from bookings.client one join bookings.booking b on b.vendor_id = one.vendor_id
              and (b.contact_phone = one.phone or one.phone is null and lower(b.contact_email) = one.email)
            where one.vendor_id = c.vendor_id and (one.id = c.id or one.merged_into = c.id)) b
    ) p order by {order}
"""
# Also by the name, phone and e-mail of a card that was merged into this one.
_NAMED: Final = """c.id in (select coalesce(one.merged_into, one.id) from bookings.client one
    where one.vendor_id = :vendor_id and (one.name ilike :like or one.email like lower(:like)
                                          or cast(:digits as text) <> '' and one.phone like :digits))"""
_INSERT: Final = text("""
    insert into bookings.client (vendor_id, id, name, phone, email, tags, note, import_id, version, created_at, seen_at)
    values (:vendor_id, :id, :name, :phone, :email, cast(:tags as jsonb), :note, :import_id, 1, :now, :seen_at)
    on conflict do nothing
""")
_SEEN: Final = text("""
    update bookings.client set seen_at = greatest(coalesce(seen_at, :seen_at), :seen_at),
      name = case when name = '' then :name else name end, email = coalesce(email, :email)
    where vendor_id = :vendor_id and id in (
      select coalesce(merged_into, id) from bookings.client where vendor_id = :vendor_id
        and (phone = :phone or cast(:phone as text) is null and phone is null and email = :email))
""")


async def page(
    read: ReadTx,
    *,
    vendor_id: int,
    currency: str,
    query: str | None,
    tag: str | None,
    page: int,
    limit: int,
    now: datetime,
) -> Page[Client]:
    """Clients of a vendor, the latest seen first; a query finds by digits of the phone, name or e-mail."""
    conditions = ["c.vendor_id = :vendor_id", "c.merged_into is null"]
    values: dict[str, Any] = {"vendor_id": vendor_id}
    if query:
        plain = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        digits = _digits(query)
        conditions.append(_NAMED)
        values |= {"like": f"%{plain}%", "digits": f"%{digits}%" if len(digits) >= 3 else ""}
    if tag:
        conditions.append("c.tags ? :tag")
        values["tag"] = tag
    where = " and ".join(conditions)
    counted = await read.scalar(text(f"select count(*) from bookings.client c where {where}"), values)  # noqa: S608
    order = "c.seen_at desc nulls last, c.id desc"
    rows = await read.execute(
        text(_SELECT.format(where=where, order=order)),
        values | {"limit": limit, "offset": (page - 1) * limit, "now": now},
    )
    found = [_client(row, currency) for row in rows]
    return Page(rows=found, page=page, limit=limit, total=int(counted or 0))


def _digits(query: str) -> str:
    """Digits as E.164 stores them: a national 8 or 7 in front says nothing."""
    digits = "".join(filter(str.isdigit, query))
    return digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


async def get(read: ReadTx, *, vendor_id: int, client_id: UUID, currency: str, now: datetime) -> Client | None:
    """One client with the past; for a card that was merged into another one, that other one."""
    where = """c.vendor_id = :vendor_id and c.id = (select coalesce(merged_into, id) from bookings.client
                                                     where vendor_id = :vendor_id and id = :id)"""
    rows = await read.execute(
        text(_SELECT.format(where=where, order="c.id")),
        {"vendor_id": vendor_id, "id": client_id, "limit": 1, "offset": 0, "now": now},
    )
    row = rows.first()
    return _client(row, currency) if row else None


async def insert(
    tx: Tx,
    *,
    vendor_id: int,
    client: NewClient,
    now: datetime,
    import_id: UUID | None = None,
    seen_at: datetime | None = None,
) -> UUID | None:
    """The new client's id; None when the phone or e-mail is in the book already."""
    key = uuid7()
    made = await tx.execute(
        _INSERT,
        {
            "vendor_id": vendor_id, "id": key, "name": client.name, "phone": client.phone, "email": client.email,
            "tags": json.dumps(list(client.tags)), "note": client.note, "import_id": import_id, "now": now,
            "seen_at": seen_at,
        },
    )  # fmt: skip
    assert isinstance(made, CursorResult)
    return key if made.rowcount else None


async def see(tx: Tx, *, vendor_id: int, name: str, phone: str | None, email: str | None, at: datetime) -> None:
    """Note that a known client booked; what the staff wrote stays."""
    await tx.execute(_SEEN, {"vendor_id": vendor_id, "name": name, "phone": phone, "email": email, "seen_at": at})


async def change(tx: Tx, *, vendor_id: int, client_id: UUID, version: int, client: NewClient) -> bool:
    """Replace what is written about a client; False when somebody was faster."""
    done = await tx.execute(
        text("""
            update bookings.client set name = :name, phone = :phone, email = :email, tags = cast(:tags as jsonb),
              note = :note, version = version + 1
            where vendor_id = :vendor_id and id = :id and version = :version"""),
        {
            "vendor_id": vendor_id, "id": client_id, "version": version, "name": client.name, "phone": client.phone,
            "email": client.email, "tags": json.dumps(list(client.tags)), "note": client.note,
        },
    )  # fmt: skip
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


async def known_contacts(read: ReadTx, *, vendor_id: int, phones: Sequence[str], emails: Sequence[str]) -> set[str]:
    """Which of these phones and e-mails are in the book."""
    rows = await read.execute(
        text("""
            select phone as contact from bookings.client where vendor_id = :vendor_id and phone = any(:phones)
            union select email from bookings.client
            where vendor_id = :vendor_id and phone is null and email = any(:emails)"""),
        {"vendor_id": vendor_id, "phones": list(phones), "emails": list(emails)},
    )
    return {row.contact for row in rows}


async def open_import(tx: Tx, *, vendor_id: int, by: str, now: datetime) -> UUID:
    """A new import, to which its clients refer."""
    key = uuid7()
    await tx.execute(
        text("insert into bookings.client_import (vendor_id, id, at, actor) values (:vendor_id, :id, :now, :by)"),
        {"vendor_id": vendor_id, "id": key, "now": now, "by": by},
    )
    return key


async def imports(read: ReadTx, *, vendor_id: int) -> list[PastImport]:
    """The latest imports, newest first."""
    rows = await read.execute(
        text("""
            select i.id, i.at, i.undone_at, (select count(*) from bookings.client c
              where c.vendor_id = i.vendor_id and c.import_id = i.id) as created
            from bookings.client_import i where i.vendor_id = :vendor_id order by i.at desc, i.id desc limit 10"""),
        {"vendor_id": vendor_id},
    )
    return [PastImport(id=row.id, at=row.at, created=row.created, undone_at=row.undone_at) for row in rows]


async def undo_import(tx: Tx, *, vendor_id: int, import_id: UUID, now: datetime) -> int | None:
    """Take back what nobody touched since; the number of clients removed, None for no such import."""
    found = await tx.execute(
        text("""update bookings.client_import set undone_at = coalesce(undone_at, :now)
                where vendor_id = :vendor_id and id = :id returning id"""),
        {"vendor_id": vendor_id, "id": import_id, "now": now},
    )
    if found.first() is None:
        return None
    gone = await tx.execute(
        text("""delete from bookings.client where vendor_id = :vendor_id and import_id = :id
                and version = 1 and seen_at is null"""),
        {"vendor_id": vendor_id, "id": import_id},
    )
    assert isinstance(gone, CursorResult)
    return gone.rowcount


def _client(row: Row[Any], currency: str) -> Client:
    return Client(
        id=row.id, name=row.name, phone=row.phone, email=row.email, tags=tuple(row.tags), note=row.note,
        version=row.version, created_at=row.created_at, seen_at=row.seen_at,
        past=ClientPast(
            visits=row.visits, no_shows=row.no_shows, cancelled=row.cancelled, spent=Money(int(row.spent), currency),
            last_visit=row.last_visit, next_visit=row.next_visit,
        ),
    )  # fmt: skip
