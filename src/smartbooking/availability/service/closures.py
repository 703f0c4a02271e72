"""Closures: a promise in wall time, and blocks in the ledger so that it counts for every writer.

Bookings that stand in the way are never touched: either nothing is closed and they are listed, or they are kept and
the blocks take exactly what they leave. Places that a kept booking gives back later stay closed by the promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from smartbooking.availability.domain.claims import Claim, ClaimKind, NewClaim
from smartbooking.availability.domain.occupancy import (
    LEDGER_EPOCH,
    Occupancy,
    day_of,
    segments_of_equal_room,
)
from smartbooking.availability.domain.terms import Closed
from smartbooking.availability.domain.zone import instant
from smartbooking.availability.errors import ClosureMeetsBookings
from smartbooking.availability.events import ClosureChanged
from smartbooking.availability.models import ClosureRow
from smartbooking.availability.repository import claims as ledger
from smartbooking.availability.repository import closures as rows
from smartbooking.availability.repository import pages as page_rows
from smartbooking.availability.service.terms import closed_in, place_of
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import OfferStatus, Resource, Timing
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.page import MAX_LIMIT
from smartbooking.kernel.period import Nights, Period, Span
from smartbooking.kernel.problem import FieldError, Invalid, NotFound
from smartbooking.vendors import service as vendors

LONGEST = timedelta(days=366)
MOST_RESOURCES = 500
MOST_CONFLICTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """`starts` and `ends` are wall times of the venue; `conflicts` are bookings that stand inside and stay."""

    id: UUID
    venue_id: int
    resource_ids: tuple[int, ...]
    starts: datetime
    ends: datetime
    reason: str
    created_by: str
    created_at: datetime
    conflicts: tuple[Claim, ...] = ()


async def close(
    tx: Tx,
    *,
    vendor_id: int,
    venue_id: int,
    resource_ids: Sequence[int] = (),
    starts: datetime,
    ends: datetime,
    reason: str,
    by: str,
    keep_bookings: bool = False,
) -> Closure:
    """Close resources (none named: all of the venue) between two wall times.

    Locks the resources in id order. Raises NotFound, Invalid, and ClosureMeetsBookings unless `keep_bookings`.
    """
    _check_times(starts, ends)
    venue = await vendors.get_venue(tx, vendor_id=vendor_id, venue_id=venue_id)
    resources = await _resources(tx, vendor_id=vendor_id, venue_id=venue_id, resource_ids=resource_ids)
    numbers = sorted(resources)
    row = await rows.insert_closure(
        tx, vendor_id=vendor_id, venue_id=venue_id, resource_ids=numbers, starts=starts, ends=ends,
        reason=reason, by=by,
    )  # fmt: skip
    await publish(tx, ClosureChanged(vendor_id=vendor_id, resource_ids=tuple(numbers)))
    closed = closed_in(row, place_of(venue, trading=True))
    await rows.lock_resources(tx, vendor_id=vendor_id, resource_ids=numbers)
    conflicts = await _conflicts(tx, vendor_id=vendor_id, resources=resources, closed=closed)
    if conflicts and not keep_bookings:
        raise ClosureMeetsBookings(
            f"{len(conflicts)} bookings stand in that time.", conflicts=[_shown(claim) for claim in conflicts]
        )
    room = await _room(tx, vendor_id=vendor_id, numbers=numbers, closed=closed)
    await rows.insert_blocks(
        tx, vendor_id=vendor_id, closure_id=row.id, claims=blocks_for(resources.values(), closed=closed, room=room)
    )
    return _closure(row, conflicts)


def _check_times(starts: datetime, ends: datetime) -> None:
    if ends <= starts:
        raise Invalid(FieldError("/ends", "A closure ends after it starts.", "out_of_order"))
    if ends - starts > LONGEST:
        raise Invalid(FieldError("/ends", f"At most {LONGEST.days} days at once.", "too_long"))


async def _resources(
    read: ReadTx, *, vendor_id: int, venue_id: int, resource_ids: Sequence[int]
) -> dict[int, Resource]:
    if resource_ids:
        found = await catalog.get_resources(read, vendor_id=vendor_id, resource_ids=resource_ids)
        if any(number not in found or found[number].venue_id != venue_id for number in resource_ids):
            raise NotFound("No such resource at this venue.")
        return dict(found)
    result: dict[int, Resource] = {}
    page = 1
    while len(result) <= MOST_RESOURCES:
        listed = await catalog.list_resources(read, vendor_id=vendor_id, venue_id=venue_id, page=page, limit=MAX_LIMIT)
        result |= {one.id: one for one in listed.rows if one.status is not OfferStatus.ARCHIVED}
        if len(listed.rows) < MAX_LIMIT:
            break
        page += 1
    if not result:
        raise NotFound("This venue has nothing to close.")
    if len(result) > MOST_RESOURCES:
        raise Invalid(FieldError("/resourceIds", f"At most {MOST_RESOURCES} at once.", "too_many"))
    return result


async def _conflicts(
    read: ReadTx, *, vendor_id: int, resources: Mapping[int, Resource], closed: Closed
) -> tuple[Claim, ...]:
    day = timedelta(days=1)
    wide = Period(closed.span.start - day, closed.span.end + day)
    found = await ledger.between(
        read, vendor_id=vendor_id, period=wide, resource_ids=sorted(resources), at_most=10 * MOST_CONFLICTS
    )
    return tuple(claim for claim in found if claim.kind is not ClaimKind.BLOCK and _touches(claim.span, closed))[
        :MOST_CONFLICTS
    ]


def _touches(span: Span, closed: Closed) -> bool:
    return closed.nights.overlaps(span) if isinstance(span, Nights) else closed.span.overlaps(span)


def _shown(claim: Claim) -> dict[str, object]:
    span = claim.span
    start, end = (span.arrival, span.departure) if isinstance(span, Nights) else (span.start, span.end)
    return {
        "bookingId": public_id("bkg", claim.booking_id) if claim.booking_id else None,
        "resourceId": public_id("res", claim.resource_id),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "kind": claim.kind.value,
    }


async def _room(read: ReadTx, *, vendor_id: int, numbers: Sequence[int], closed: Closed) -> Mapping[int, Occupancy]:
    day = 86_400
    first, last = int(closed.span.start.timestamp()) - 2 * day, int(closed.span.end.timestamp()) + 2 * day
    pages = await page_rows.pages(read, vendor_id=vendor_id, resource_ids=numbers, first=first, last=last)
    return pages.room


def blocks_for(resources: Iterable[Resource], *, closed: Closed, room: Mapping[int, Occupancy]) -> list[NewClaim]:
    """What to close of each resource: whatever its bookings leave, run by run of equal room.

    Pads of a resource widen its blocks in the ledger like any claim, so blocks keep that much off neighbours; where a
    neighbour is in the way of the pad, the block is shortened by it.
    """
    claims = []
    for resource in resources:
        if resource.timing is Timing.SESSION and (resource.session is None or not _touches(resource.session, closed)):
            continue
        occupancy = room[resource.id]
        span: Span = closed.nights if resource.timing is Timing.NIGHTS else closed.span
        bare = Occupancy(
            resource_id=resource.id, capacity=occupancy.capacity, grain=occupancy.grain,
            page_size=occupancy.page_size, pages=occupancy.pages,
        )  # fmt: skip
        for first, end, free in segments_of_equal_room(bare, *bare.cells(span)):
            if free > 0:
                claims += _block(resource, occupancy, first, end, free)
    return claims


def _block(resource: Resource, occupancy: Occupancy, first: int, end: int, free: int) -> list[NewClaim]:
    """One block over the cells, which shrink by the pads that the ledger will add around it."""
    if occupancy.grain == 0:
        assert resource.session is not None
        return [NewClaim(line=1, resource_id=resource.id, span=resource.session, quantity=free)]
    before, after = (-(-pad // occupancy.grain) for pad in (occupancy.pad_before, occupancy.pad_after))
    first, end = first + before, end - after
    if first >= end:
        return []
    span: Span = (
        Nights(day_of(first), day_of(end))
        if occupancy.grain == 86_400
        else Period(instant(LEDGER_EPOCH + first * occupancy.grain), instant(LEDGER_EPOCH + end * occupancy.grain))
    )
    return [NewClaim(line=1, resource_id=resource.id, span=span, quantity=free)]


async def reopen(tx: Tx, *, vendor_id: int, closure_id: UUID) -> None:
    """Take a closure back with its blocks. Raises NotFound."""
    if not await rows.delete_closure(tx, vendor_id=vendor_id, closure_id=closure_id):
        raise NotFound("There is no such closure.")
    await publish(tx, ClosureChanged(vendor_id=vendor_id, resource_ids=()))


async def list_closures(read: ReadTx, *, vendor_id: int, now: datetime) -> list[Closure]:
    """Closures that have not ended, in order."""
    since = datetime.combine(now.astimezone(UTC).date() - timedelta(days=1), time.min)
    return [_closure(row, ()) for row in await rows.closures(read, vendor_id=vendor_id, since=since)]


def _closure(row: ClosureRow, conflicts: tuple[Claim, ...]) -> Closure:
    return Closure(
        id=row.id, venue_id=row.venue_id, resource_ids=tuple(row.resource_ids), starts=row.starts, ends=row.ends,
        reason=row.reason, created_by=row.created_by, created_at=row.created_at, conflicts=conflicts,
    )  # fmt: skip
