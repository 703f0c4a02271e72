"""Calendar pages of the ledger, read for one span, together with the vendor's rule stamp: one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import text

from smartbooking.availability.domain.occupancy import LEDGER_EPOCH, Occupancy
from smartbooking.infra.db import ReadTx
from smartbooking.infra.driver import fetch

# Primary keys only: one row per resource and page (a day of slots, 32 nights), never a claim.
_PAGES: Final = """
    select r.id, r.capacity, r.grain, r.page_size, r.pad_before, r.pad_after, k.page, k.used,
           (select stamp from availability.rule_stamp where vendor_id = $1) as stamp
    from availability.resource r
    left join availability.calendar k on k.vendor_id = r.vendor_id and k.resource_id = r.id
      and k.page between case r.grain when 0 then 0 else ($2::bigint - r.pad_before) / (r.grain * r.page_size) - 1 end
                     and case r.grain when 0 then 0 else ($3::bigint + r.pad_after) / (r.grain * r.page_size) + 1 end
    where r.vendor_id = $1 and r.id = any ($4::bigint[])
"""
# claim_by_booking: a handful of rows.
_OWN: Final = text("""
    select resource_id, lower(cells), upper(cells), quantity from availability.claim
    where vendor_id = :vendor_id and booking_id = :booking_id and not isempty(cells)
""")


@dataclass(frozen=True, slots=True)
class Pages:
    """Occupancy by resource id, and the stamp of the rules it was read with (None: the vendor has none)."""

    stamp: UUID | None
    room: Mapping[int, Occupancy]


async def pages(read: ReadTx, *, vendor_id: int, resource_ids: Sequence[int], first: int, last: int) -> Pages:
    """Pages of the resources around the instants `first` to `last` (seconds since 1970)."""
    rows = await fetch(
        read, _PAGES, vendor_id, first - LEDGER_EPOCH, last - LEDGER_EPOCH, list(resource_ids)
    )  # fmt: skip
    found: dict[int, tuple[int, int, int, int, int, dict[int, list[int]]]] = {}
    stamp: UUID | None = None
    for number, capacity, grain, size, before, after, page, used, row_stamp in rows:
        stamp = row_stamp
        known = found.setdefault(number, (capacity, grain, size, before, after, {}))
        if page is not None:
            known[5][page] = used
    room = {
        number: Occupancy(
            resource_id=number, capacity=capacity, grain=grain, page_size=size, pad_before=before,
            pad_after=after, pages=used,
        )
        for number, (capacity, grain, size, before, after, used) in found.items()
    }  # fmt: skip
    return Pages(stamp, room)


async def own_cells(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> dict[int, list[tuple[int, int, int]]]:
    """Cells a booking has taken, `(first, end, quantity)` by resource: they do not stand in its own way."""
    result: dict[int, list[tuple[int, int, int]]] = {}
    for number, first, end, quantity in await read.execute(_OWN, {"vendor_id": vendor_id, "booking_id": booking_id}):
        result.setdefault(number, []).append((first, end, quantity))
    return result


_STAMP: Final = "select stamp from availability.rule_stamp where vendor_id = $1"


async def rule_stamp(read: ReadTx, *, vendor_id: int) -> UUID | None:
    """The present stamp of everything that decides about a vendor's availability."""
    rows = await fetch(read, _STAMP, vendor_id)
    return rows[0]["stamp"] if rows else None
