"""Memberships: who holds one, what happened to it, and the bookings it was used for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.value.domain import Holder, Membership, MembershipChange, MembershipNote, MembershipUse
from smartbooking.value.domain.memberships import DayRange
from smartbooking.value.repository.holders import MATCHES, sought
from smartbooking.value.repository.plans import plan_of

_COLUMNS: Final = """m.*, p.name as plan_name, p.currency as plan_currency, p.price_minor as plan_price_minor,
      p.period as plan_period, p.grace_days as plan_grace_days, p.freeze_days as plan_freeze_days,
      p.monthly_limit as plan_monthly_limit, p.on_sale as plan_on_sale, p.version as plan_version"""
_FROM: Final = "value.membership m join value.plan p on p.vendor_id = m.vendor_id and p.id = m.plan_id"
_ADD = text("""
    insert into value.membership (vendor_id, id, plan_id, holder_name, holder_phone, holder_email, valid_from,
      valid_until, note, sold_at)
    values (:vendor_id, :id, :plan_id, :name, :phone, :email, :valid_from, :valid_until, :note, :sold_at)
""")
_STATE = text("""
    update value.membership set valid_from = :valid_from, valid_until = :valid_until, frozen_from = :frozen_from,
      frozen_until = :frozen_until, frozen_days = :frozen_days, ended_on = :ended_on, version = version + 1
    where vendor_id = :vendor_id and id = :id
""")
# Whoever writes a change has locked its membership, so numbers have no gap and no double.
_NOTE = text("""
    insert into value.membership_change (vendor_id, membership_id, number, kind, amount_minor, day_from, day_until, at,
      actor, note)
    select :vendor_id, :id, coalesce(max(number), 0) + 1, :kind, :minor, cast(:day_from as date),
      cast(:day_until as date), :at, :actor, :note
    from value.membership_change where vendor_id = :vendor_id and membership_id = :id
    returning number
""")
_USE = text("""
    insert into value.membership_use (vendor_id, booking_id, membership_id, day, used_at)
    values (:vendor_id, :booking_id, :membership_id, :day, :now)
    on conflict on constraint membership_use_pkey
    do update set membership_id = excluded.membership_id, day = excluded.day, released_at = null
""")


async def add(tx: Tx, membership: Membership) -> None:
    holder = membership.holder
    await tx.execute(
        _ADD,
        {
            "vendor_id": membership.vendor_id, "id": membership.id, "plan_id": membership.plan.id,
            "name": holder.name, "phone": holder.phone, "email": holder.email, "valid_from": membership.valid_from,
            "valid_until": membership.valid_until, "note": membership.note, "sold_at": membership.sold_at,
        },
    )  # fmt: skip


async def put(tx: Tx, membership: Membership) -> None:
    """Store its days; the caller has locked it."""
    frozen = membership.frozen or (None, None)
    await tx.execute(
        _STATE,
        {
            "vendor_id": membership.vendor_id, "id": membership.id, "valid_from": membership.valid_from,
            "valid_until": membership.valid_until, "frozen_from": frozen[0], "frozen_until": frozen[1],
            "frozen_days": membership.frozen_days, "ended_on": membership.ended_on,
        },
    )  # fmt: skip


async def note(
    tx: Tx, membership: Membership, *, kind: MembershipChange, minor: int = 0, days: DayRange | None = None,
    now: datetime, actor: str, words: str = "",
) -> int:  # fmt: skip
    """Write a line of its history; the caller has locked it. The number of the line."""
    first, until = days or (None, None)
    facts = {
        "vendor_id": membership.vendor_id, "id": membership.id, "kind": kind.value, "minor": minor, "day_from": first,
        "day_until": until, "at": now, "actor": actor, "note": words,
    }  # fmt: skip
    number: int = (await tx.execute(_NOTE, facts)).scalar_one()
    return number


async def set_code(tx: Tx, membership: Membership, *, code_hash: bytes, tail: str) -> None:
    """A code; the one before it opens nothing any more, and the account that knew it has to show the new one."""
    await tx.execute(
        text("""update value.membership set code_hash = :hash, tail = :tail, user_id = null, version = version + 1
                where vendor_id = :vendor_id and id = :id"""),
        {"vendor_id": membership.vendor_id, "id": membership.id, "hash": code_hash, "tail": tail},
    )


async def link(tx: Tx, membership: Membership, *, user_id: UUID) -> None:
    await tx.execute(
        text("update value.membership set user_id = :user_id where vendor_id = :vendor_id and id = :id"),
        {"vendor_id": membership.vendor_id, "id": membership.id, "user_id": user_id},
    )


async def by_code(read: ReadTx, *, vendor_id: int, code_hash: bytes) -> Membership | None:
    """The membership of a business with this code (index membership_code_is_unique)."""
    return await _one(read, "m.code_hash = :code_hash", vendor_id=vendor_id, code_hash=code_hash)


async def by_user(read: ReadTx, *, vendor_id: int, user_id: UUID) -> list[Membership]:
    """The memberships of an account at a business (index membership_by_user), by id."""
    rows = await read.execute(
        text(f"select {_COLUMNS} from {_FROM} where m.vendor_id = :vendor_id and m.user_id = :user_id order by m.id"),  # noqa: S608
        {"vendor_id": vendor_id, "user_id": user_id},
    )
    return [_membership(row) for row in rows]


async def get(read: ReadTx, *, vendor_id: int, membership_id: UUID) -> Membership | None:
    return await _one(read, "m.id = :id", vendor_id=vendor_id, id=membership_id)


async def lock(tx: Tx, *, vendor_id: int, membership_id: UUID) -> Membership | None:
    """Wait until nobody else changes or uses it; the lock ends with the transaction."""
    return await _one(tx, "m.id = :id", " for no key update of m", vendor_id=vendor_id, id=membership_id)


async def find(read: ReadTx, *, vendor_id: int, query: str, code_hash: bytes | None, limit: int) -> list[Membership]:
    """Memberships of a business, the newest first; `query` as for gift cards."""
    rows = await read.execute(
        text(f"""
            select {_COLUMNS} from {_FROM}
            where m.vendor_id = :vendor_id and {MATCHES}
            order by m.sold_at desc, m.id desc limit :limit"""),  # noqa: S608
        sought(vendor_id=vendor_id, query=query, code_hash=code_hash, limit=limit),
    )
    return [_membership(row) for row in rows]


async def notes(read: ReadTx, membership: Membership) -> list[MembershipNote]:
    """Everything that happened to it, the latest first."""
    rows = await read.execute(
        text("""select * from value.membership_change where vendor_id = :vendor_id and membership_id = :id
                order by number desc"""),
        {"vendor_id": membership.vendor_id, "id": membership.id},
    )
    return [
        MembershipNote(
            number=row.number, kind=MembershipChange(row.kind),
            amount=Money(row.amount_minor, membership.plan.price.currency),
            days=(row.day_from, row.day_until) if row.day_from else None, at=row.at, actor=row.actor, note=row.note,
        )
        for row in rows
    ]  # fmt: skip


async def uses(read: ReadTx, membership: Membership, *, limit: int) -> list[MembershipUse]:
    """The bookings it was used for, by day, the latest first."""
    rows = await read.execute(
        text("""select * from value.membership_use where vendor_id = :vendor_id and membership_id = :id
                order by day desc, booking_id desc limit :limit"""),
        {"vendor_id": membership.vendor_id, "id": membership.id, "limit": limit},
    )
    return [MembershipUse(booking_id=r.booking_id, day=r.day, released=r.released_at is not None) for r in rows]


async def paid(read: ReadTx, membership: Membership) -> int:
    """What was paid for it and not given back, in minor units."""
    found: int | None = await read.scalar(
        text("""select sum(amount_minor)::bigint from value.membership_change
                where vendor_id = :vendor_id and membership_id = :id"""),
        {"vendor_id": membership.vendor_id, "id": membership.id},
    )
    return found or 0


async def used_in(tx: Tx, membership: Membership, days: DayRange, *, but: UUID) -> int:
    """How many other bookings with its price are in these days; the caller has locked it."""
    found: int | None = await tx.scalar(
        text("""select count(*) from value.membership_use where vendor_id = :vendor_id and membership_id = :id
                and day >= :first and day < :until and released_at is null and booking_id <> :but"""),
        {"vendor_id": membership.vendor_id, "id": membership.id, "first": days[0], "until": days[1], "but": but},
    )
    return found or 0


async def use(tx: Tx, membership: Membership, *, booking_id: UUID, day: date, now: datetime) -> None:
    await tx.execute(
        _USE,
        {
            "vendor_id": membership.vendor_id, "membership_id": membership.id, "booking_id": booking_id, "day": day,
            "now": now,
        },
    )  # fmt: skip


async def release(tx: Tx, *, vendor_id: int, booking_id: UUID, now: datetime) -> None:
    """Its booking came to nothing. Locks no membership: fewer uses harm nobody who counts them now."""
    await tx.execute(
        text("""update value.membership_use set released_at = :now
                where vendor_id = :vendor_id and booking_id = :booking_id and released_at is null"""),
        {"vendor_id": vendor_id, "booking_id": booking_id, "now": now},
    )


async def businesses_that_differ(read: ReadTx) -> list[tuple[str, int, int]]:
    """Businesses that took another sum for memberships than the books say: business and currency, books, taken."""
    rows = await read.execute(
        text("""
            with booked as (select p.vendor_id, e.currency, -sum(e.amount_minor)::bigint as minor
                            from books.posting p join books.entry e on e.vendor_id = p.vendor_id and e.posting_id = p.id
                            where p.kind in ('membership_sold', 'membership_paid_back') and e.account = 'vendor'
                            group by p.vendor_id, e.currency),
                 taken as (select c.vendor_id, p.currency, sum(c.amount_minor)::bigint as minor
                           from value.membership_change c
                           join value.membership m on m.vendor_id = c.vendor_id and m.id = c.membership_id
                           join value.plan p on p.vendor_id = m.vendor_id and p.id = m.plan_id
                           group by c.vendor_id, p.currency)
            select 'ven_' || vendor_id || ' ' || currency as subject, coalesce(b.minor, 0) as booked,
                   coalesce(t.minor, 0) as taken
            from booked b full join taken t using (vendor_id, currency)
            where coalesce(b.minor, 0) <> coalesce(t.minor, 0) order by 1""")
    )
    return [(row.subject, row.booked, row.taken) for row in rows]


async def _one(read: ReadTx, where: str, more: str = "", **values: Any) -> Membership | None:
    found = await read.execute(
        text(f"select {_COLUMNS} from {_FROM} where m.vendor_id = :vendor_id and {where}{more}"),  # noqa: S608
        values,
    )
    row = found.first()
    return _membership(row) if row else None


def _membership(row: Row[Any]) -> Membership:
    return Membership(
        vendor_id=row.vendor_id, id=row.id, plan=plan_of(row, "plan_", "plan_id"), tail=row.tail,
        holder=Holder(name=row.holder_name, phone=row.holder_phone, email=row.holder_email), user_id=row.user_id,
        valid_from=row.valid_from, valid_until=row.valid_until,
        frozen=(row.frozen_from, row.frozen_until) if row.frozen_from else None, frozen_days=row.frozen_days,
        ended_on=row.ended_on, note=row.note, sold_at=row.sold_at, version=row.version,
    )  # fmt: skip
