"""The ledger's statements. Each verb is ONE statement, so it takes its locks in order and is all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CursorResult, Row, TextClause, text

from smartbooking.availability.domain.claims import Claim, ClaimKind, NewClaim
from smartbooking.availability.repository.refusals import refusals
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.driver import Named, Write, fetch_named, write
from smartbooking.kernel.period import Nights, Period, Span

# One prepared statement for any number of claims. Rows arrive sorted; guard() sorts the locks again by itself.
_ROWS: Final = """
    insert into availability.claim
      (vendor_id, resource_id, kind, booking_id, line, quantity, party, during, nights, expires_at, reason)
    select :vendor_id::bigint, resource_id, :kind::text, :booking_id::uuid, line, quantity,
           party, case when starts is not null then tstzrange(starts, ends) end,
           case when arrival is not null then daterange(arrival, departure) end,
           statement_timestamp() + :hold_for::interval, :reason::text
    from unnest(:lines::int[], :resources::bigint[], :quantities::int[], :parties::int[], :starts::timestamptz[],
                :ends::timestamptz[], :arrivals::date[], :departures::date[])
      as wanted(line, resource_id, quantity, party, starts, ends, arrival, departure)
    order by resource_id
"""
_INSERT: Final = Named(_ROWS + "returning id, expires_at")
_TAKE: Final = Write(claims_taken=_ROWS)
# claim_by_booking: a handful of rows. No resource is locked: kind and expiry move nothing.
_CONFIRM: Final = text("""
    update availability.claim set kind = 'allocation', expires_at = null
    where vendor_id = :vendor_id and booking_id = :booking_id and kind = 'hold'
""")
_EXTEND: Final = text("""
    update availability.claim set expires_at = :until
    where vendor_id = :vendor_id and booking_id = :booking_id and kind = 'hold'
""")
_RELEASE: Final = text("""
    delete from availability.claim
    where vendor_id = :vendor_id and booking_id = :booking_id
      and (cast(:lines as int[]) is null or line = any (cast(:lines as int[])))
""")
_UNBLOCK: Final = text("""
    delete from availability.claim where vendor_id = :vendor_id and id = :claim_id and kind = 'block'
""")
_MOVE: Final = text("""
    select availability.move_claims(:vendor_id, :booking_id, :lines, :resources, :starts, :ends, :arrivals,
                                    :departures, :quantities, :parties)
""")
_HOLD_MANY: Final = text("""
    select request, claim_id, expires_at from availability.hold_many(
      :vendor_id, :resource_id,
      case when cast(:start as timestamptz) is not null then tstzrange(:start, cast(:end as timestamptz)) end,
      case when cast(:arrival as date) is not null then daterange(:arrival, cast(:departure as date)) end,
      :quantities, :bookings, :lines, :parties, :hold_for)
""")
_FREE: Final = text("""
    select availability.free_quantity(:vendor_id, resource_id,
             case when starts is not null then tstzrange(starts, ends) end,
             case when arrival is not null then daterange(arrival, departure) end)
    from unnest(cast(:resources as bigint[]), cast(:starts as timestamptz[]), cast(:ends as timestamptz[]),
                cast(:arrivals as date[]), cast(:departures as date[]))
      with ordinality as wanted(resource_id, starts, ends, arrival, departure, place)
    order by place
""")
_COLUMNS: Final = """
    select id, vendor_id, resource_id, kind, quantity, booking_id, line, party, expires_at, reason,
           lower(during) as starts, upper(during) as ends, lower(nights) as arrival, upper(nights) as departure
    from availability.claim
"""
_OF_BOOKING: Final = text(
    _COLUMNS + " where vendor_id = :vendor_id and booking_id = :booking_id order by line, resource_id, id"
)
# claim_by_resource; finished claims move to history after a month, so a vendor's rows stay few.
_BETWEEN: Final = text(
    _COLUMNS
    + """ where vendor_id = :vendor_id
      and (cast(:resources as bigint[]) is null or resource_id = any (cast(:resources as bigint[])))
      and (during && tstzrange(cast(:start as timestamptz), cast(:end as timestamptz))
        or nights && daterange(cast(:first_day as date), cast(:last_day as date)))
    order by coalesce(lower(during), lower(nights)::timestamp at time zone 'UTC'), resource_id, id limit :at_most
"""
)
_SET_PADS: Final = text("""
    update availability.resource set pad_before = :before, pad_after = :after
    where vendor_id = :vendor_id and id = :resource_id
""")


def _bounds(span: Span) -> tuple[datetime | None, datetime | None, date | None, date | None]:
    if isinstance(span, Nights):
        return None, None, span.arrival, span.departure
    return span.start, span.end, None, None


def _spans(spans: Sequence[Span]) -> dict[str, list[Any]]:  # Any: columns of instants and of dates
    bounds = [_bounds(span) for span in spans]
    names = ("starts", "ends", "arrivals", "departures")
    return {name: [row[i] for row in bounds] for i, name in enumerate(names)}


def _columns(claims: Sequence[NewClaim]) -> dict[str, list[Any]]:  # Any: one list per column type
    return {
        "lines": [claim.line for claim in claims],
        "resources": [claim.resource_id for claim in claims],
        "quantities": [claim.quantity for claim in claims],
        "parties": [claim.party for claim in claims],
        **_spans([claim.span for claim in claims]),
    }


async def _count(tx: Tx, statement: TextClause, parameters: dict[str, Any]) -> int:  # Any: bound values
    with refusals():
        result = await tx.execute(statement, parameters)
    assert isinstance(result, CursorResult)
    return result.rowcount


async def insert(
    tx: Tx,
    *,
    vendor_id: int,
    kind: ClaimKind,
    booking_id: UUID | None,
    claims: Sequence[NewClaim],
    hold_for: timedelta | None = None,
    reason: str | None = None,
) -> tuple[UUID, datetime | None]:
    """One INSERT for all claims; id of the first and the expiry they share. Locks their resources in id order."""
    with refusals():
        rows = await fetch_named(tx, _INSERT, _values(vendor_id, kind, booking_id, claims, hold_for, reason))
    return rows[0]["id"], rows[0]["expires_at"]


async def take(
    tx: Tx, *, vendor_id: int, kind: ClaimKind, booking_id: UUID, claims: Sequence[NewClaim],
    hold_for: timedelta | None = None,
) -> None:  # fmt: skip
    """As insert, together with whatever else the transaction has gathered; refusals come when that is carried out."""
    await write(tx, _TAKE, _values(vendor_id, kind, booking_id, claims, hold_for, None), refusals=refusals)


def _values(
    vendor_id: int, kind: ClaimKind, booking_id: UUID | None, claims: Sequence[NewClaim], hold_for: timedelta | None,
    reason: str | None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "vendor_id": vendor_id, "kind": kind.value, "booking_id": booking_id, "hold_for": hold_for, "reason": reason,
        **_columns(claims),
    }  # fmt: skip


async def confirm(tx: Tx, *, vendor_id: int, booking_id: UUID) -> int:
    """Number of holds that became allocations."""
    return await _count(tx, _CONFIRM, {"vendor_id": vendor_id, "booking_id": booking_id})


async def extend(tx: Tx, *, vendor_id: int, booking_id: UUID, until: datetime) -> int:
    """Number of holds that now end at `until`."""
    return await _count(tx, _EXTEND, {"vendor_id": vendor_id, "booking_id": booking_id, "until": until})


async def release(tx: Tx, *, vendor_id: int, booking_id: UUID, lines: Sequence[int] | None) -> int:
    """Number of claims given back; all lines when `lines` is None."""
    chosen = None if lines is None else list(lines)
    return await _count(tx, _RELEASE, {"vendor_id": vendor_id, "booking_id": booking_id, "lines": chosen})


async def unblock(tx: Tx, *, vendor_id: int, claim_id: UUID) -> int:
    """Number of blocks removed: one or none."""
    return await _count(tx, _UNBLOCK, {"vendor_id": vendor_id, "claim_id": claim_id})


async def move(tx: Tx, *, vendor_id: int, booking_id: UUID, moves: Sequence[NewClaim]) -> int:
    """Number of claims the named lines have now; 0 when the booking has none. One call, locks in id order."""
    with refusals():
        found = await tx.scalar(_MOVE, {"vendor_id": vendor_id, "booking_id": booking_id, **_columns(moves)})
    return int(found or 0)


async def hold_many(
    tx: Tx, *, vendor_id: int, bookings: Sequence[UUID], claims: Sequence[NewClaim], hold_for: timedelta
) -> dict[int, tuple[UUID, datetime]]:
    """Holds for claims on ONE resource and span; by position, claim id and expiry of those that found room."""
    start, end, arrival, departure = _bounds(claims[0].span)
    parameters = {
        "vendor_id": vendor_id, "resource_id": claims[0].resource_id, "start": start, "end": end,
        "arrival": arrival, "departure": departure, "bookings": list(bookings), "hold_for": hold_for,
        "lines": [claim.line for claim in claims], "quantities": [claim.quantity for claim in claims],
        "parties": [claim.party for claim in claims],
    }  # fmt: skip
    with refusals():
        rows = await tx.execute(_HOLD_MANY, parameters)
    return {request - 1: (claim_id, expires_at) for request, claim_id, expires_at in rows}


async def free_quantities(read: ReadTx, *, vendor_id: int, wanted: Sequence[tuple[int, Span]]) -> list[int | None]:
    """Places left for each (resource, span); None for an unknown resource or a span of the wrong kind."""
    parameters = {
        "vendor_id": vendor_id,
        "resources": [resource_id for resource_id, _ in wanted],
        **_spans([span for _, span in wanted]),
    }
    with refusals():
        return list((await read.scalars(_FREE, parameters)).all())


async def of_booking(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> list[Claim]:
    """Live claims of a booking by line."""
    rows = await read.execute(_OF_BOOKING, {"vendor_id": vendor_id, "booking_id": booking_id})
    return [_claim(row) for row in rows]


async def between(
    read: ReadTx, *, vendor_id: int, period: Period, resource_ids: Sequence[int] | None, at_most: int
) -> list[Claim]:
    """Live claims that touch the period (nights: its UTC dates), in order of their start."""
    parameters = {
        "vendor_id": vendor_id, "start": period.start, "end": period.end, "first_day": period.start.date(),
        "last_day": _day_after(period.end), "at_most": at_most,
        "resources": None if resource_ids is None else list(resource_ids),
    }  # fmt: skip
    return [_claim(row) for row in await read.execute(_BETWEEN, parameters)]


async def set_pads(tx: Tx, *, vendor_id: int, resource_id: int, before_seconds: int, after_seconds: int) -> int:
    """Number of resources changed: one or none."""
    return await _count(
        tx,
        _SET_PADS,
        {"vendor_id": vendor_id, "resource_id": resource_id, "before": before_seconds, "after": after_seconds},
    )


def _day_after(instant: datetime) -> date:
    at = instant.astimezone(UTC)
    return at.date() if at.time() == time() else at.date() + timedelta(days=1)


def _claim(row: Row[Any]) -> Claim:  # Any: a row of a textual query
    span: Span = Nights(row.arrival, row.departure) if row.arrival is not None else Period(row.starts, row.ends)
    return Claim(
        id=row.id, vendor_id=row.vendor_id, resource_id=row.resource_id, kind=ClaimKind(row.kind), span=span,
        quantity=row.quantity, booking_id=row.booking_id, line=row.line, party=row.party,
        expires_at=row.expires_at, reason=row.reason,
    )  # fmt: skip
