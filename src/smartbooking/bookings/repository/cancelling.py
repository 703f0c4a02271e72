"""Mass cancellations: who is affected, what waits, what was done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.domain.cancelling import CancelledRow, MassCancellation, Outcome
from smartbooking.bookings.repository.reading import BOOKING_COLUMNS, to_booking
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money

_AFFECTED: Final = text(f"""
    select {BOOKING_COLUMNS} from bookings.booking b
    where b.vendor_id = :vendor_id and b.starts_at < :until and b.ends_at > :since
      and b.status in ('confirmed', 'pending_payment', 'awaiting_approval')
      and (cast(:resource as jsonb) is null or b.claims @> cast(:resource as jsonb))
    order by b.starts_at, b.id limit :most
""")  # noqa: S608  # no values in it
_HEADS: Final = """
    select c.id, c.at, c.reason, count(*) as total,
      count(*) filter (where r.outcome = 'cancelled') as cancelled,
      count(*) filter (where r.outcome = 'skipped') as skipped
    from bookings.cancellation c
    join bookings.cancellation_row r on r.vendor_id = c.vendor_id and r.cancellation_id = c.id
    where c.vendor_id = :vendor_id {more} group by c.id, c.at, c.reason order by c.at desc limit 50
"""
_ROWS: Final = text("""
    select r.booking_id, r.outcome, r.refund_minor, b.code, b.contact_name, b.starts_at, b.timezone, b.currency,
           b.payment_status
    from bookings.cancellation_row r
    join bookings.booking b on b.vendor_id = r.vendor_id and b.id = r.booking_id
    where r.vendor_id = :vendor_id and r.cancellation_id = :id order by r.number
""")


async def affected(
    read: ReadTx, *, vendor_id: int, since: datetime, until: datetime, resource_id: int | None, at_most: int
) -> list[Booking]:
    """Bookings that could be cancelled and touch the time, earliest first (index booking_by_start)."""
    resource = None if resource_id is None else json.dumps([{"resource": resource_id}])
    facts = {"vendor_id": vendor_id, "since": since, "until": until, "resource": resource, "most": at_most}
    return [to_booking(row) for row in await read.execute(_AFFECTED, facts)]


async def known(read: ReadTx, *, vendor_id: int, booking_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these are bookings of the business."""
    rows = await read.execute(
        text("select id from bookings.booking where vendor_id = :vendor_id and id = any(:ids)"),
        {"vendor_id": vendor_id, "ids": list(booking_ids)},
    )
    return {row.id for row in rows}


async def add(
    tx: Tx, *, vendor_id: int, cancellation_id: UUID, booking_ids: Sequence[UUID], actor: str, reason: str,
    now: datetime,
) -> None:  # fmt: skip
    """Write the command and its bookings down, all waiting."""
    facts: dict[str, Any] = {"vendor_id": vendor_id, "id": cancellation_id}
    await tx.execute(
        text("insert into bookings.cancellation values (:vendor_id, :id, :now, :actor, :reason)"),
        {**facts, "now": now, "actor": actor, "reason": reason},
    )
    await tx.execute(
        text("""
            insert into bookings.cancellation_row (vendor_id, cancellation_id, number, booking_id, outcome)
            select :vendor_id, :id, number, booking_id, 'waiting'
            from unnest(cast(:bookings as uuid[])) with ordinality as listed (booking_id, number)"""),
        {**facts, "bookings": list(booking_ids)},
    )


async def waiting(read: ReadTx, *, vendor_id: int, cancellation_id: UUID) -> list[UUID]:
    """Bookings of a command nobody has dealt with yet, in order."""
    rows = await read.execute(
        text("""
            select booking_id from bookings.cancellation_row
            where vendor_id = :vendor_id and cancellation_id = :id and outcome = 'waiting' order by number"""),
        {"vendor_id": vendor_id, "id": cancellation_id},
    )
    return [row.booking_id for row in rows]


async def unfinished(read: ReadTx) -> list[tuple[int, UUID]]:
    """Commands with bookings that wait (index cancellation_row_waiting)."""
    rows = await read.execute(
        text("""
            select distinct vendor_id, cancellation_id from bookings.cancellation_row
            where outcome = 'waiting' limit 200""")
    )
    return [(row.vendor_id, row.cancellation_id) for row in rows]


async def author(read: ReadTx, *, vendor_id: int, cancellation_id: UUID) -> tuple[str, str] | None:
    """Who gave the command, and why."""
    row = (
        await read.execute(
            text("select actor, reason from bookings.cancellation where vendor_id = :vendor_id and id = :id"),
            {"vendor_id": vendor_id, "id": cancellation_id},
        )
    ).first()
    return (row.actor, row.reason) if row else None


async def finish(
    tx: Tx, *, vendor_id: int, cancellation_id: UUID, booking_id: UUID, outcome: Outcome, refund: Money | None,
    status_found: str, now: datetime,
) -> bool:  # fmt: skip
    """Note what became of one booking; False when somebody did already."""
    row = await tx.execute(
        text("""
            update bookings.cancellation_row
            set outcome = :outcome, refund_minor = :refund, status_found = :found, done_at = :now
            where vendor_id = :vendor_id and cancellation_id = :id and booking_id = :booking_id
              and outcome = 'waiting' returning number"""),
        {
            "vendor_id": vendor_id, "id": cancellation_id, "booking_id": booking_id, "outcome": outcome.value,
            "refund": refund.minor if refund else None, "found": status_found, "now": now,
        },
    )  # fmt: skip
    return row.first() is not None


async def commands(read: ReadTx, *, vendor_id: int, cancellation_id: UUID | None = None) -> list[MassCancellation]:
    """Commands of a business with their progress, the latest first; or one of them."""
    more = "" if cancellation_id is None else "and c.id = :id"
    facts: dict[str, Any] = {"vendor_id": vendor_id} | ({} if cancellation_id is None else {"id": cancellation_id})
    rows = await read.execute(text(_HEADS.format(more=more)), facts)
    return [
        MassCancellation(
            id=row.id, at=row.at, reason=row.reason, total=row.total, cancelled=row.cancelled, skipped=row.skipped
        )
        for row in rows
    ]


async def rows_of(read: ReadTx, *, vendor_id: int, cancellation_id: UUID) -> tuple[CancelledRow, ...]:
    """The bookings of a command in order, with how their money stands now."""
    rows = await read.execute(_ROWS, {"vendor_id": vendor_id, "id": cancellation_id})
    return tuple(
        CancelledRow(
            booking_id=row.booking_id, code=row.code, name=row.contact_name, starts_at=row.starts_at,
            timezone=row.timezone, outcome=Outcome(row.outcome), payment_status=row.payment_status,
            refund=None if row.refund_minor is None else Money(row.refund_minor, row.currency),
        )
        for row in rows
    )  # fmt: skip
