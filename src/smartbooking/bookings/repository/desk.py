"""Reads for the staff's calendar: one lean row per booking, never its frozen quote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.bookings.domain.desk import SHOWN, Visit, VisitPart
from smartbooking.bookings.domain.lifecycle import Status
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights, Period, Span
from smartbooking.kernel.text import Localized

# Nobody books longer than this; it lets booking_by_start bound the search from below.
LONGEST_STAY: Final = timedelta(days=400)
MOST_VISITS: Final = 5_000
_COLUMNS: Final = """
    select b.id, b.code, b.status, b.version, b.timezone, b.contact_name, b.contact_phone,
           b.note <> '' or b.staff_note <> '' as has_note, b.total_minor, b.currency, b.payment_status, b.expires_at,
           b.claims, (select jsonb_agg(to_jsonb(l) order by l.number) from bookings.line l
                      where l.vendor_id = b.vendor_id and l.booking_id = b.id) as lines
    from bookings.booking b
"""
_BETWEEN: Final = text(f"""{_COLUMNS}
    where b.vendor_id = :vendor_id and b.starts_at >= :earliest and b.starts_at < :until
      and b.ends_at > :since and b.status = any(:statuses)
    order by b.starts_at, b.id limit :most""")
# change_by_time: a vendor's latest changes, then each booking by its primary key.
_CHANGED: Final = text(f"""{_COLUMNS}
    where b.vendor_id = :vendor_id and b.id in (
      select c.booking_id from bookings.change c where c.vendor_id = :vendor_id and c.at > :after)
    order by b.id limit :most""")  # noqa: S608


async def visits_between(read: ReadTx, *, vendor_id: int, period: Period) -> list[Visit]:
    """Bookings that touch the period and belong on a calendar, by start; index booking_by_start."""
    rows = await read.execute(
        _BETWEEN,
        {
            "vendor_id": vendor_id, "earliest": period.start - LONGEST_STAY, "since": period.start,
            "until": period.end, "statuses": [status.value for status in SHOWN], "most": MOST_VISITS,
        },
    )  # fmt: skip
    return [_visit(row) for row in rows]


async def visits_changed(read: ReadTx, *, vendor_id: int, after: datetime, at_most: int) -> list[Visit]:
    """Bookings with a change after an instant, in whatever status they are now."""
    rows = await read.execute(_CHANGED, {"vendor_id": vendor_id, "after": after, "most": at_most})
    return [_visit(row) for row in rows]


async def note_of(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> str:
    """What the staff wrote about a booking, for themselves."""
    found = await read.scalar(
        text("select staff_note from bookings.booking where vendor_id = :vendor_id and id = :id"),
        {"vendor_id": vendor_id, "id": booking_id},
    )
    return str(found or "")


def _visit(row: Row[Any]) -> Visit:
    lines = {line["number"]: line for line in row.lines or ()}
    return Visit(
        booking_id=row.id, code=row.code, status=Status(row.status), version=row.version, timezone=row.timezone,
        name=row.contact_name, phone=row.contact_phone, has_note=row.has_note,
        total=Money(row.total_minor, row.currency), payment_status=row.payment_status, expires_at=row.expires_at,
        parts=_parts(row.claims, lines),
    )  # fmt: skip


def _parts(claims: Sequence[dict[str, Any]], lines: dict[int, dict[str, Any]]) -> tuple[VisitPart, ...]:
    """Claims say where, lines say when: a claim may be longer than the visit by the time to clean up."""
    return tuple(
        VisitPart(
            line=claim["line"], resource_id=claim["resource"], service_id=line["service_id"],
            title=Localized(line["name"]), span=_span(line), quantity=claim["quantity"],
            guests=line["adults"] + line["children"],
        )
        for claim in claims
        if (line := lines.get(claim["line"])) is not None
    )  # fmt: skip


def _span(line: dict[str, Any]) -> Span:
    if line["arrival"] is not None:
        return Nights(date.fromisoformat(line["arrival"]), date.fromisoformat(line["departure"]))
    return Period(datetime.fromisoformat(line["start_at"]), datetime.fromisoformat(line["end_at"]))
