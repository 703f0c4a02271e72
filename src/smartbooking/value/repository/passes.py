"""Sold passes and their movements."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.value.domain.gift_cards import Holder, MovementKind
from smartbooking.value.domain.passes import Pass, PassMovement
from smartbooking.value.repository.holders import MATCHES, sought
from smartbooking.value.repository.pass_plans import terms_in, terms_out

_ADD = text("""
    insert into value.pass (vendor_id, id, plan_id, terms, currency, holder_name, holder_phone, holder_email, note,
      issued_at, valid_until)
    values (:vendor_id, :id, :plan_id, cast(:terms as jsonb), :currency, :name, :phone, :email, :note, :issued_at,
      :valid_until)
""")
_MOVE = text("""
    insert into value.pass_movement (vendor_id, pass_id, kind, visits, amount_minor, cause, booking_id, line, at, actor,
      note)
    values (:vendor_id, :pass_id, :kind, :visits, :minor, :cause, :booking_id, :line, :at, :actor, :note)
    returning number
""")


async def add_pass(tx: Tx, one: Pass) -> None:
    """A pass without visits and without a code; its first movement gives it its visits."""
    await tx.execute(
        _ADD,
        {
            "vendor_id": one.vendor_id, "id": one.id, "plan_id": one.plan_id, "terms": json.dumps(terms_out(one.terms)),
            "currency": one.owed.currency, "name": one.holder.name, "phone": one.holder.phone,
            "email": one.holder.email, "note": one.note, "issued_at": one.issued_at, "valid_until": one.valid_until,
        },
    )  # fmt: skip


async def move_pass(
    tx: Tx, one: Pass, *, kind: MovementKind, cause: str, now: datetime, actor: str, visits: int = 0, minor: int = 0,
    booking_id: UUID | None = None, line: int | None = None, note: str = "",
) -> int | None:  # fmt: skip
    """Write a movement and give its number; None when its cause has moved something before. Locks the pass.

    Raises IntegrityError `visits_are_never_negative` when it takes more than there is.
    """
    facts = {
        "vendor_id": one.vendor_id, "pass_id": one.id, "kind": kind.value, "visits": visits, "minor": minor,
        "cause": cause, "booking_id": booking_id, "line": line, "at": now, "actor": actor, "note": note,
    }  # fmt: skip
    row = (await tx.execute(_MOVE, facts)).first()
    return row.number if row else None


async def pass_by_code(read: ReadTx, *, vendor_id: int, code_hash: bytes) -> Pass | None:
    """The pass of a business with this code (index pass_code_is_unique)."""
    return await _one(read, "code_hash = :code_hash", vendor_id=vendor_id, code_hash=code_hash)


async def get_pass(read: ReadTx, *, vendor_id: int, pass_id: UUID) -> Pass | None:
    return await _one(read, "id = :id", vendor_id=vendor_id, id=pass_id)


async def lock_pass(tx: Tx, *, vendor_id: int, pass_id: UUID) -> Pass | None:
    """Wait until nobody else moves this pass; the lock ends with the transaction."""
    return await _one(tx, "id = :id", " for no key update", vendor_id=vendor_id, id=pass_id)


async def find_passes(read: ReadTx, *, vendor_id: int, query: str, code_hash: bytes | None, limit: int) -> list[Pass]:
    """Passes of a business, the newest first; `query` is part of a name, a phone, an address or the last four."""
    rows = await read.execute(
        text(f"""
            select * from value.pass where vendor_id = :vendor_id and {MATCHES}
            order by issued_at desc, id desc limit :limit"""),  # noqa: S608  # the words are our own
        sought(vendor_id=vendor_id, query=query, code_hash=code_hash, limit=limit),
    )
    return [_pass(row) for row in rows]


async def movements_of_pass(read: ReadTx, *, vendor_id: int, pass_id: UUID) -> list[PassMovement]:
    """Everything that happened to a pass, the latest first."""
    rows = await read.execute(
        text("""
            select m.*, p.currency from value.pass_movement m join value.pass p using (vendor_id)
            where p.id = m.pass_id and m.vendor_id = :vendor_id and m.pass_id = :id order by m.number desc"""),
        {"vendor_id": vendor_id, "id": pass_id},
    )
    return [
        PassMovement(
            number=row.number, kind=MovementKind(row.kind), visits=row.visits, left=row.visits_left,
            amount=Money(row.amount_minor, row.currency), owed=Money(row.owed_minor, row.currency),
            booking_id=row.booking_id, at=row.at, actor=row.actor, note=row.note,
        )
        for row in rows
    ]  # fmt: skip


async def given_for_line(
    read: ReadTx, *, pass_id: UUID, vendor_id: int, booking_id: UUID, line: int
) -> tuple[int, int]:
    """What a pass has given for a line of a booking and not got back: visits, and minor units."""
    row = (
        await read.execute(
            text("""
                select coalesce(-sum(visits), 0)::int as visits, coalesce(-sum(amount_minor), 0)::bigint as minor
                from value.pass_movement where vendor_id = :vendor_id and booking_id = :booking_id
                  and pass_id = :pass_id and line = :line"""),
            {"vendor_id": vendor_id, "booking_id": booking_id, "pass_id": pass_id, "line": line},
        )
    ).one()
    return row.visits, row.minor


async def use_by_hand(read: ReadTx, *, vendor_id: int, pass_id: UUID, number: int) -> tuple[int, int, str] | None:
    """Visits the desk took without a booking: visits, minor units and the cause."""
    found = await read.execute(
        text("""
            select -visits as visits, -amount_minor as minor, cause from value.pass_movement
            where vendor_id = :vendor_id and pass_id = :id and number = :number and kind = 'redeemed'
              and booking_id is null"""),
        {"vendor_id": vendor_id, "id": pass_id, "number": number},
    )
    row = found.first()
    return (row.visits, row.minor, row.cause) if row else None


async def pass_used_by(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> Pass | None:
    """The pass a booking was paid with, whatever came back since."""
    return await _one(
        read,
        """id in (select pass_id from value.pass_movement m where m.vendor_id = :vendor_id
             and m.booking_id = :booking_id and m.kind = 'redeemed')""",
        vendor_id=vendor_id, booking_id=booking_id,
    )  # fmt: skip


async def set_pass_code(tx: Tx, one: Pass, *, code_hash: bytes, tail: str) -> None:
    """A code for the pass; the one before it opens nothing any more."""
    await tx.execute(
        text("update value.pass set code_hash = :hash, tail = :tail where vendor_id = :vendor_id and id = :id"),
        {"vendor_id": one.vendor_id, "id": one.id, "hash": code_hash, "tail": tail},
    )


async def set_times(tx: Tx, one: Pass) -> None:
    """Its validity, its start and its freeze as they stand in `one`."""
    await tx.execute(
        text("""
            update value.pass set valid_until = :until, started_at = :started, frozen_at = :frozen, frozen_days = :days
            where vendor_id = :vendor_id and id = :id"""),
        {
            "vendor_id": one.vendor_id, "id": one.id, "until": one.valid_until, "started": one.started_at,
            "frozen": one.frozen_at, "days": one.frozen_days,
        },
    )  # fmt: skip


async def passes_that_differ(read: ReadTx) -> list[tuple[str, int, int]]:
    """Passes whose visits are not the sum of their movements: pass, sum, visits; empty unless somebody cheated."""
    rows = await read.execute(
        text("""
            select p.id::text as subject, coalesce(sum(m.visits), 0)::bigint as moved, p.visits_left
            from value.pass p left join value.pass_movement m on m.vendor_id = p.vendor_id and m.pass_id = p.id
            group by p.id, p.visits_left, p.owed_minor
            having p.visits_left <> coalesce(sum(m.visits), 0) or p.owed_minor <> coalesce(sum(m.amount_minor), 0)
            order by p.id""")
    )
    return [(row.subject, row.moved, row.visits_left) for row in rows]


async def businesses_whose_passes_differ(read: ReadTx) -> list[tuple[str, int, int]]:
    """Businesses whose passes are worth another sum than the books say: business and currency, books, passes."""
    rows = await read.execute(
        text("""
            with booked as (select vendor_id, currency, -sum(amount_minor)::bigint as minor from books.entry
                            where account = 'pass' group by vendor_id, currency),
                 held as (select vendor_id, currency, sum(owed_minor)::bigint as minor from value.pass
                          group by vendor_id, currency)
            select 'ven_' || vendor_id || ' ' || currency as subject, coalesce(b.minor, 0) as booked,
                   coalesce(h.minor, 0) as held
            from booked b full join held h using (vendor_id, currency)
            where coalesce(b.minor, 0) <> coalesce(h.minor, 0) order by 1""")
    )
    return [(row.subject, row.booked, row.held) for row in rows]


async def _one(read: ReadTx, where: str, more: str = "", **values: Any) -> Pass | None:
    found = await read.execute(
        text(f"select * from value.pass where vendor_id = :vendor_id and {where}{more}"),  # noqa: S608
        values,
    )
    row = found.first()
    return _pass(row) if row else None


def _pass(row: Row[Any]) -> Pass:
    return Pass(
        vendor_id=row.vendor_id, id=row.id, plan_id=row.plan_id, terms=terms_in(row.terms), visits=row.visits_left,
        owed=Money(row.owed_minor, row.currency), tail=row.tail,
        holder=Holder(name=row.holder_name, phone=row.holder_phone, email=row.holder_email), note=row.note,
        issued_at=row.issued_at, valid_until=row.valid_until, started_at=row.started_at, frozen_at=row.frozen_at,
        frozen_days=row.frozen_days, version=row.version,
    )  # fmt: skip
