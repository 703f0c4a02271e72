"""Money that moved at providers, as lists for exports and for comparing with theirs; reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import text

from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.payments.domain.moved import Moved, MovedKind

# When money was taken is what the books say; an attempt's own time changes with every later report.
_MOVED: Final = text("""
    select * from (
      select 'payment' as kind, a.vendor_id, a.id, a.booking_id, a.gateway, a.reference, a.status,
             p.at, a.captured_minor as minor, coalesce(a.provider_currency, a.currency) as currency
      from payments.attempt a
      join lateral (select min(at) as at from books.posting
                    where attempt_id = a.id and kind in ('captured', 'put_aside')) p on true
      where a.captured_minor > 0
      union all
      select 'refund', r.vendor_id, r.id, r.booking_id, a.gateway, r.reference, r.status, p.at, -r.amount_minor,
             r.currency
      from payments.refund r
      join payments.attempt a on a.vendor_id = r.vendor_id and a.id = r.attempt_id
      join books.posting p on p.refund_id = r.id and p.kind = 'refund_paid'
      where r.status = 'succeeded'
    ) moved
    where (cast(:vendor_id as bigint) is null or vendor_id = :vendor_id)
      and (cast(:gateway as text) is null or gateway = :gateway) and at >= :start and at < :end
    order by at, id limit :limit
""")


async def money_moved(
    read: ReadTx, *, vendor_id: int | None, gateway: str | None, start: datetime, end: datetime, limit: int
) -> list[Moved]:
    """What was taken and given back in a time, oldest first."""
    rows = await read.execute(
        _MOVED, {"vendor_id": vendor_id, "gateway": gateway, "start": start, "end": end, "limit": limit}
    )
    return [
        Moved(
            kind=MovedKind(row.kind), vendor_id=row.vendor_id, id=row.id, booking_id=row.booking_id,
            gateway=row.gateway, reference=row.reference or "", status=row.status, at=row.at,
            amount=Money(row.minor, row.currency),
        )
        for row in rows
    ]  # fmt: skip
