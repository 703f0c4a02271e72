"""Who booked what when, for limits per customer. A visit counts while its booking has live claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from smartbooking.infra.db import ReadTx, Tx

# Everybody who counts for one customer at one offer waits here; the lock dies with the transaction.
_LOCK: Final = text("""
    select pg_advisory_xact_lock(hashtextextended(format('visit %s %s %s %s', cast(:vendor_id as bigint),
      cast(:offer as text), cast(:offer_id as bigint), customer), 6))
    from unnest(cast(:customers as uuid[])) customer
""")
# visit_by_customer, then claim_by_booking: one customer's bookings of one offer.
_COUNT: Final = text("""
    select count(distinct booking_id) filter (where day = :day) as on_day,
           count(distinct booking_id) filter (where ends > :now) as active
    from availability.customer_visit v
    where vendor_id = :vendor_id and customer = any(:customers) and offer = :offer and offer_id = :offer_id
      and booking_id <> coalesce(cast(:except as uuid), '00000000-0000-0000-0000-000000000000')
      and exists (select from availability.claim c where c.vendor_id = v.vendor_id and c.booking_id = v.booking_id
                    and (c.kind <> 'hold' or c.expires_at > statement_timestamp()))
""")
_RECORD: Final = text("""
    insert into availability.customer_visit (vendor_id, booking_id, line, customer, offer, offer_id, day, ends)
    select :vendor_id, :booking_id, :line, customer, :offer, :offer_id, :day, :ends
    from unnest(cast(:customers as uuid[])) customer
    on conflict (vendor_id, booking_id, line, customer) do update
      set offer = excluded.offer, offer_id = excluded.offer_id, day = excluded.day, ends = excluded.ends
""")


async def lock_customers(tx: Tx, *, vendor_id: int, customers: Sequence[UUID], offer: str, offer_id: int) -> None:
    """One booking of these (one person, sorted) at this offer at a time, until the transaction ends."""
    who = {"customers": list(customers), "vendor_id": vendor_id, "offer": offer, "offer_id": offer_id}
    await tx.execute(_LOCK, who)


async def count_visits(
    read: ReadTx,
    *,
    vendor_id: int,
    customers: Sequence[UUID],
    offer: str,
    offer_id: int,
    day: date,
    now: datetime,
    besides: UUID | None,
) -> tuple[int, int]:
    """Bookings on that day, and bookings that have not ended yet; `besides` is left out."""
    row = (
        await read.execute(
            _COUNT,
            {
                "vendor_id": vendor_id, "customers": list(customers), "offer": offer, "offer_id": offer_id,
                "day": day, "now": now, "except": besides,
            },
        )
    ).one()  # fmt: skip
    return row.on_day, row.active


async def record_visit(
    tx: Tx,
    *,
    vendor_id: int,
    booking_id: UUID,
    line: int,
    customers: Sequence[UUID],
    offer: str,
    offer_id: int,
    day: date,
    ends: datetime,
) -> None:
    """Remember for whom a line of a booking counts."""
    await tx.execute(
        _RECORD,
        {
            "vendor_id": vendor_id, "booking_id": booking_id, "line": line, "customers": list(customers),
            "offer": offer, "offer_id": offer_id, "day": day, "ends": ends,
        },
    )  # fmt: skip
