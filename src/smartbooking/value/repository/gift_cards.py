"""Accounts and their movements."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.value.domain import Account, Holder, Movement, MovementKind, ValueKind
from smartbooking.value.repository.holders import MATCHES, sought

_ADD = text("""
    insert into value.account (vendor_id, id, kind, currency, holder_name, holder_phone, holder_email, note, issued_at,
      valid_until)
    values (:vendor_id, :id, :kind, :currency, :name, :phone, :email, :note, :issued_at, :valid_until)
""")
_MOVE = text("""
    insert into value.movement (vendor_id, card_id, kind, amount_minor, cause, booking_id, at, actor, note)
    values (:vendor_id, :card_id, :kind, :minor, :cause, :booking_id, :at, :actor, :note)
    returning number
""")


async def add_account(tx: Tx, account: Account) -> None:
    """A card with nothing on it and no code yet; its first movement gives it its balance."""
    await tx.execute(
        _ADD,
        {
            "vendor_id": account.vendor_id, "id": account.id, "kind": account.kind.value,
            "currency": account.balance.currency,
            "name": account.holder.name, "phone": account.holder.phone, "email": account.holder.email,
            "note": account.note, "issued_at": account.issued_at, "valid_until": account.valid_until,
        },
    )  # fmt: skip


async def move(
    tx: Tx, account: Account, *, kind: MovementKind, minor: int, cause: str, now: datetime, actor: str,
    booking_id: UUID | None = None, note: str = "",
) -> bool:  # fmt: skip
    """Write a movement; False when its cause has moved value before. Locks the account.

    Raises IntegrityError `balance_is_never_negative` when it takes more than there is.
    """
    facts = {
        "vendor_id": account.vendor_id, "card_id": account.id, "kind": kind.value, "minor": minor, "cause": cause,
        "booking_id": booking_id, "at": now, "actor": actor, "note": note,
    }  # fmt: skip
    return (await tx.execute(_MOVE, facts)).first() is not None


async def by_code(read: ReadTx, *, vendor_id: int, code_hash: bytes) -> Account | None:
    """The card of a business with this code (index code_is_unique)."""
    return await _one(read, "code_hash = :code_hash", vendor_id=vendor_id, code_hash=code_hash)


async def get(read: ReadTx, *, vendor_id: int, account_id: UUID) -> Account | None:
    return await _one(read, "id = :id", vendor_id=vendor_id, id=account_id)


async def lock(tx: Tx, *, vendor_id: int, account_id: UUID) -> Account | None:
    """Wait until nobody else moves this card's value; the lock ends with the transaction."""
    return await _one(tx, "id = :id", " for no key update", vendor_id=vendor_id, id=account_id)


async def find(read: ReadTx, *, vendor_id: int, query: str, code_hash: bytes | None, limit: int) -> list[Account]:
    """Cards of a business, the newest first; `query` is part of a name, a phone, an address or the last four."""
    rows = await read.execute(
        text(f"""
            select * from value.account where vendor_id = :vendor_id and {MATCHES}
            order by issued_at desc, id desc limit :limit"""),  # noqa: S608  # the words are our own
        sought(vendor_id=vendor_id, query=query, code_hash=code_hash, limit=limit),
    )
    return [_account(row) for row in rows]


async def movements(read: ReadTx, *, vendor_id: int, account_id: UUID) -> list[Movement]:
    """Everything that happened to a card, the latest first."""
    rows = await read.execute(
        text("""
            select m.*, a.currency from value.movement m join value.account a using (vendor_id)
            where a.id = m.card_id and m.vendor_id = :vendor_id and m.card_id = :id order by m.number desc"""),
        {"vendor_id": vendor_id, "id": account_id},
    )
    return [
        Movement(
            number=row.number, kind=MovementKind(row.kind), amount=Money(row.amount_minor, row.currency),
            balance=Money(row.balance_minor, row.currency), booking_id=row.booking_id, at=row.at, actor=row.actor,
            note=row.note,
        )
        for row in rows
    ]  # fmt: skip


async def used_by(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> tuple[Account, ...]:
    """The cards a booking was paid with, whatever came back since; by id."""
    rows = await read.execute(
        text("""
            select * from value.account a where vendor_id = :vendor_id and exists (
              select from value.movement m where m.vendor_id = a.vendor_id and m.card_id = a.id
                and m.booking_id = :booking_id and m.kind = 'redeemed') order by id"""),
        {"vendor_id": vendor_id, "booking_id": booking_id},
    )
    return tuple(_account(row) for row in rows)


async def set_code(tx: Tx, account: Account, *, code_hash: bytes, tail: str) -> None:
    """A code for the card; the one before it opens nothing any more."""
    await tx.execute(
        text("update value.account set code_hash = :hash, tail = :tail where vendor_id = :vendor_id and id = :id"),
        {"vendor_id": account.vendor_id, "id": account.id, "hash": code_hash, "tail": tail},
    )


async def set_frozen(tx: Tx, account: Account, *, at: datetime | None) -> None:
    await _set(tx, account, "frozen_at = :value", at)


async def set_validity(tx: Tx, account: Account, *, until: datetime) -> None:
    await _set(tx, account, "valid_until = :value", until)


async def cards_that_differ(read: ReadTx) -> list[tuple[str, int, int]]:
    """Cards whose balance is not the sum of their movements: card, sum, balance; empty unless somebody cheated."""
    rows = await read.execute(
        text("""
            select a.id::text as subject, coalesce(sum(m.amount_minor), 0)::bigint as minor, a.balance_minor
            from value.account a left join value.movement m on m.vendor_id = a.vendor_id and m.card_id = a.id
            group by a.id, a.balance_minor having a.balance_minor <> coalesce(sum(m.amount_minor), 0) order by a.id""")
    )
    return [(row.subject, row.minor, row.balance_minor) for row in rows]


async def businesses_that_differ(read: ReadTx) -> list[tuple[str, int, int]]:
    """Businesses whose cards hold another sum than the books say they owe: business and currency, books, cards."""
    rows = await read.execute(
        text("""
            with booked as (select vendor_id, currency, -sum(amount_minor)::bigint as minor from books.entry
                            where account = 'gift_card' group by vendor_id, currency),
                 held as (select vendor_id, currency, sum(balance_minor)::bigint as minor from value.account
                          group by vendor_id, currency)
            select 'ven_' || vendor_id || ' ' || currency as subject, coalesce(b.minor, 0) as booked,
                   coalesce(h.minor, 0) as held
            from booked b full join held h using (vendor_id, currency)
            where coalesce(b.minor, 0) <> coalesce(h.minor, 0) order by 1""")
    )
    return [(row.subject, row.booked, row.held) for row in rows]


async def _set(tx: Tx, account: Account, what: str, value: Any) -> None:
    await tx.execute(
        text(f"update value.account set {what} where vendor_id = :vendor_id and id = :id"),  # noqa: S608
        {"vendor_id": account.vendor_id, "id": account.id, "value": value},
    )


async def _one(read: ReadTx, where: str, more: str = "", **values: Any) -> Account | None:
    found = await read.execute(
        text(f"select * from value.account where vendor_id = :vendor_id and {where}{more}"),  # noqa: S608
        values,
    )
    row = found.first()
    return _account(row) if row else None


def _account(row: Row[Any]) -> Account:
    return Account(
        vendor_id=row.vendor_id, id=row.id, kind=ValueKind(row.kind), balance=Money(row.balance_minor, row.currency),
        tail=row.tail, holder=Holder(name=row.holder_name, phone=row.holder_phone, email=row.holder_email),
        note=row.note, issued_at=row.issued_at, valid_until=row.valid_until, frozen_at=row.frozen_at,
        version=row.version,
    )  # fmt: skip
