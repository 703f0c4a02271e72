"""Sales: written once, moved by compare-and-swap."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized
from smartbooking.sales.domain import MOVES, Goods, Sale, SaleKind, SaleStatus
from smartbooking.value.domain import Holder

_ADD = text("""
    insert into sales.sale (vendor_id, id, kind, status, plan_id, title, terms, price_minor, currency, buyer_name,
      buyer_phone, buyer_email, recipient, message, locale, intent_id, expires_at, created_at)
    values (:vendor_id, :id, :kind, :status, :plan_id, cast(:title as jsonb), cast(:terms as jsonb), :price, :currency,
      :buyer, :phone, :email, :recipient, :message, :locale, :intent_id, :expires_at, :created_at)
""")
_MOVE = text("""
    update sales.sale set status = :to, intent_id = coalesce(:intent_id, intent_id),
      issued_id = coalesce(:issued_id, issued_id),
      issued_at = case when :to = 'issued' then :now else issued_at end,
      ended_at = case when :to in ('refunded', 'returned') then :now else ended_at end
    where vendor_id = :vendor_id and id = :id and status = :before returning id
""")


async def add(tx: Tx, sale: Sale) -> None:
    goods = sale.goods
    facts = {
        "vendor_id": sale.vendor_id, "id": sale.id, "kind": goods.kind.value, "status": sale.status.value,
        "plan_id": goods.plan_id, "title": json.dumps(dict(goods.name.texts)),
        "terms": json.dumps(goods.terms) if goods.terms is not None else None, "price": goods.price.minor,
        "currency": goods.price.currency, "buyer": sale.buyer.name, "phone": sale.buyer.phone,
        "email": sale.buyer.email, "recipient": sale.recipient, "message": sale.message, "locale": sale.locale,
        "intent_id": sale.intent_id, "expires_at": sale.expires_at, "created_at": sale.created_at,
    }  # fmt: skip
    await tx.execute(_ADD, facts)


async def get(read: ReadTx, sale_id: UUID) -> Sale | None:
    return await _one(read, sale_id, "")


async def lock(tx: Tx, sale_id: UUID) -> Sale | None:
    """Wait until nobody else decides about this sale; the lock ends with the transaction."""
    return await _one(tx, sale_id, " for no key update")


async def move(
    tx: Tx, sale: Sale, to: SaleStatus, *, now: datetime, intent_id: UUID | None = None, issued_id: UUID | None = None
) -> None:
    """Another status, along `MOVES` only; the caller has locked the sale."""
    assert to in MOVES[sale.status], (sale.status, to)
    facts = {
        "vendor_id": sale.vendor_id, "id": sale.id, "before": sale.status.value, "to": to.value,
        "intent_id": intent_id, "issued_id": issued_id, "now": now,
    }  # fmt: skip
    moved = (await tx.execute(_MOVE, facts)).first()
    assert moved is not None, sale.id


async def await_payment(tx: Tx, sale: Sale, *, intent_id: UUID, until: datetime) -> None:
    """Another try: perhaps another payment, and never less time than there was."""
    await tx.execute(
        text("""update sales.sale set intent_id = :intent_id, expires_at = greatest(expires_at, :until)
                where vendor_id = :vendor_id and id = :id"""),
        {"vendor_id": sale.vendor_id, "id": sale.id, "intent_id": intent_id, "until": until},
    )


async def due(read: ReadTx, *, now: datetime, at_most: int) -> list[UUID]:
    """Sales whose time to pay is over (index sale_waits)."""
    rows = await read.scalars(
        text("""select id from sales.sale where status = 'awaiting_payment' and expires_at <= :now
                order by expires_at limit :limit"""),
        {"now": now, "limit": at_most},
    )
    return list(rows)


async def unpaid_of_phone(read: ReadTx, *, vendor_id: int, digits: str) -> tuple[UUID, ...]:
    """Open sales of a business to a person with this phone, oldest first."""
    rows = await read.scalars(
        text("""select id from sales.sale where vendor_id = :vendor_id and status = 'awaiting_payment'
                  and right(regexp_replace(buyer_phone, '[^0-9]', '', 'g'), 10) = :digits order by created_at, id"""),
        {"vendor_id": vendor_id, "digits": digits},
    )
    return tuple(rows)


async def newest(
    read: ReadTx, *, vendor_id: int, status: SaleStatus | None, before: UUID | None, limit: int
) -> list[Sale]:
    """Sales of a business, the newest first; `before` is the last of the page before (index sale_by_time)."""
    rows = await read.execute(
        text("""
            select s.* from sales.sale s
            where s.vendor_id = :vendor_id and (cast(:status as text) is null or s.status = :status)
              and (cast(:before as uuid) is null or (s.created_at, s.id) <
                (select created_at, id from sales.sale where vendor_id = :vendor_id and id = :before))
            order by s.created_at desc, s.id desc limit :limit"""),
        {"vendor_id": vendor_id, "status": status.value if status else None, "before": before, "limit": limit},
    )
    return [_sale(row) for row in rows]


async def _one(read: ReadTx, sale_id: UUID, more: str) -> Sale | None:
    found = await read.execute(text(f"select * from sales.sale where id = :id{more}"), {"id": sale_id})  # noqa: S608
    row = found.first()
    return _sale(row) if row else None


def _sale(row: Row[Any]) -> Sale:
    goods = Goods(
        kind=SaleKind(row.kind), price=Money(row.price_minor, row.currency), plan_id=row.plan_id,
        name=Localized(row.title), terms=row.terms,
    )  # fmt: skip
    return Sale(
        vendor_id=row.vendor_id, id=row.id, goods=goods, status=SaleStatus(row.status),
        buyer=Holder(name=row.buyer_name, phone=row.buyer_phone, email=row.buyer_email), recipient=row.recipient,
        message=row.message, locale=row.locale, intent_id=row.intent_id, issued_id=row.issued_id,
        expires_at=row.expires_at, created_at=row.created_at, issued_at=row.issued_at, ended_at=row.ended_at,
    )  # fmt: skip
