"""Verbs of the ledger. The database decides each of them in one statement; here stands what the answer means.

Call these LAST in a transaction: a resource stays locked from its first change until the commit, and two
statements over different resources in one transaction could deadlock. Deadlocks, serialisation failures and lock
timeouts pass through unchanged, for the bounded repeat in infra.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.availability.domain.claims import MAX_CLAIMS_PER_BOOKING, Claim, ClaimKind, NewClaim
from smartbooking.availability.errors import HoldLost
from smartbooking.availability.repository import claims as ledger
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.period import Period, Span
from smartbooking.kernel.problem import NotFound

LONGEST_LIST: Final = 5_000


def _sorted(claims: Sequence[NewClaim]) -> list[NewClaim]:
    if not 1 <= len(claims) <= MAX_CLAIMS_PER_BOOKING:
        raise ValueError(f"a booking has between 1 and {MAX_CLAIMS_PER_BOOKING} claims")
    return sorted(claims, key=lambda claim: (claim.resource_id, claim.line))


async def hold(
    tx: Tx, *, vendor_id: int, booking_id: UUID, claims: Sequence[NewClaim], hold_for: timedelta
) -> datetime:
    """Take all claims for `hold_for`, or none; the instant they expire, by the clock of the database.

    Raises SlotUnavailable, ResourceArchived, HistoryClosed, UnfitSpan, NotFound.
    """
    if hold_for <= timedelta(0):
        raise ValueError("a hold lasts some time")
    _, expires_at = await ledger.insert(
        tx, vendor_id=vendor_id, kind=ClaimKind.HOLD, booking_id=booking_id, claims=_sorted(claims), hold_for=hold_for
    )
    assert expires_at is not None
    return expires_at


async def allocate(tx: Tx, *, vendor_id: int, booking_id: UUID, claims: Sequence[NewClaim]) -> None:
    """Take all claims for good, or none: bookings that need no hold, imports. Raises what hold() raises."""
    await ledger.take(tx, vendor_id=vendor_id, kind=ClaimKind.ALLOCATION, booking_id=booking_id, claims=_sorted(claims))


async def confirm(tx: Tx, *, vendor_id: int, booking_id: UUID, expected: int) -> None:
    """Turn the `expected` holds of a booking into allocations. Locks no resource.

    A hold that has expired but was not given back yet is still ours. Raises HoldLost when any is gone.
    """
    if await ledger.confirm(tx, vendor_id=vendor_id, booking_id=booking_id) != expected:
        raise HoldLost("The time you held was given back. Please choose it again if it is still free.")


async def extend(tx: Tx, *, vendor_id: int, booking_id: UUID, until: datetime, expected: int) -> None:
    """Let the `expected` holds of a booking end at `until`. Locks no resource. Raises HoldLost."""
    if await ledger.extend(tx, vendor_id=vendor_id, booking_id=booking_id, until=until) != expected:
        raise HoldLost("The time you held was given back. Please choose it again if it is still free.")


async def release(tx: Tx, *, vendor_id: int, booking_id: UUID, lines: Sequence[int] | None = None) -> int:
    """Give back what a booking has taken (or only some lines of it); how many claims. Safe to repeat."""
    return await ledger.release(tx, vendor_id=vendor_id, booking_id=booking_id, lines=lines)


async def move(tx: Tx, *, vendor_id: int, booking_id: UUID, moves: Sequence[NewClaim]) -> None:
    """Give the lines named in `moves` exactly these claims instead of theirs, or change nothing.

    Other lines stay; what the booking frees itself it may take again. Raises what hold() raises, and HoldLost when
    the booking has no claims any more.
    """
    if await ledger.move(tx, vendor_id=vendor_id, booking_id=booking_id, moves=_sorted(moves)) == 0:
        raise HoldLost("This booking holds no time any more. Please choose a new one.")


async def block(tx: Tx, *, vendor_id: int, resource_id: int, span: Span, quantity: int, reason: str) -> UUID:
    """Close places without a booking: holiday, repair, imported busy time; id of the block.

    Raises SlotUnavailable when bookings already need them.
    """
    claim = NewClaim(line=1, resource_id=resource_id, span=span, quantity=quantity)
    claim_id, _ = await ledger.insert(
        tx, vendor_id=vendor_id, kind=ClaimKind.BLOCK, booking_id=None, claims=[claim], reason=reason
    )
    return claim_id


async def unblock(tx: Tx, *, vendor_id: int, claim_id: UUID) -> None:
    """Open again what a block closed. Raises NotFound; bookings are never removed this way."""
    if await ledger.unblock(tx, vendor_id=vendor_id, claim_id=claim_id) == 0:
        raise NotFound("There is no such block.")


async def claims_of(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> list[Claim]:
    """Live claims of a booking, by line; finished ones have moved to history."""
    return await ledger.of_booking(read, vendor_id=vendor_id, booking_id=booking_id)


async def claims_between(
    read: ReadTx, *, vendor_id: int, period: Period, resource_ids: Sequence[int] | None = None
) -> list[Claim]:
    """Live claims that touch the period, in order of their start: the vendor's calendar."""
    return await ledger.between(
        read, vendor_id=vendor_id, period=period, resource_ids=resource_ids, at_most=LONGEST_LIST
    )


async def free_quantity(read: ReadTx, *, vendor_id: int, resource_id: int, span: Span) -> int:
    """Places left over the whole span, a look without a lock; hold() decides. Raises NotFound."""
    free = (await ledger.free_quantities(read, vendor_id=vendor_id, wanted=[(resource_id, span)]))[0]
    if free is None:
        raise NotFound("There is no such resource, or it is not booked in such spans.")
    return free


async def free_quantities(read: ReadTx, *, vendor_id: int, wanted: Sequence[tuple[int, Span]]) -> list[int]:
    """Places left for each (resource, span) in one round trip; 0 where nothing can be booked."""
    return [free or 0 for free in await ledger.free_quantities(read, vendor_id=vendor_id, wanted=wanted)]


async def set_pads(tx: Tx, *, vendor_id: int, resource_id: int, before: timedelta, after: timedelta) -> None:
    """Keep time free before and after every future claim of a resource; claims it has keep theirs. Raises NotFound."""
    changed = await ledger.set_pads(
        tx,
        vendor_id=vendor_id,
        resource_id=resource_id,
        before_seconds=int(before.total_seconds()),
        after_seconds=int(after.total_seconds()),
    )
    if changed == 0:
        raise NotFound("There is no such resource.")
