"""Closures and their blocks in the ledger. A block's reason 'closure <id>' ties the two together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, text

from smartbooking.availability.domain.claims import ClaimKind, NewClaim
from smartbooking.availability.models import ClosureRow
from smartbooking.availability.repository import claims as ledger
from smartbooking.infra.db import ReadTx, Tx

# claim_by_resource: the claims of the few resources the closure names.
_UNBLOCK: Final = text("""
    delete from availability.claim
    where vendor_id = :vendor_id and resource_id = any (cast(:resources as bigint[])) and kind = 'block'
      and reason = :reason
""")
# Locks in id order and for the whole transaction: nobody books between counting what is left and closing it.
_LOCK: Final = text("""
    select id from availability.resource where vendor_id = :vendor_id and id = any (cast(:resources as bigint[]))
    order by id for no key update
""")


def reason_of(closure_id: UUID) -> str:
    """How a block names its closure."""
    return f"closure {closure_id}"


async def lock_resources(tx: Tx, *, vendor_id: int, resource_ids: Sequence[int]) -> None:
    """Lock the resources' rows in id order until the transaction ends."""
    await tx.execute(_LOCK, {"vendor_id": vendor_id, "resources": list(resource_ids)})


async def insert_closure(
    tx: Tx,
    *,
    vendor_id: int,
    venue_id: int,
    resource_ids: Sequence[int],
    starts: datetime,
    ends: datetime,
    reason: str,
    by: str,
) -> ClosureRow:
    """Store the promise; its blocks follow."""
    row = ClosureRow(
        vendor_id=vendor_id, venue_id=venue_id, resource_ids=list(resource_ids), starts=starts, ends=ends,
        reason=reason, created_by=by,
    )  # fmt: skip
    tx.add(row)
    await tx.flush()
    await tx.refresh(row)
    return row


async def insert_blocks(tx: Tx, *, vendor_id: int, closure_id: UUID, claims: Sequence[NewClaim]) -> None:
    """Put a closure into the ledger in one statement, all of it or nothing. Raises SlotUnavailable."""
    if claims:
        await ledger.insert(
            tx, vendor_id=vendor_id, kind=ClaimKind.BLOCK, booking_id=None, reason=reason_of(closure_id),
            claims=sorted(claims, key=lambda claim: claim.resource_id),
        )  # fmt: skip


async def delete_closure(tx: Tx, *, vendor_id: int, closure_id: UUID) -> bool:
    """Remove a closure with its blocks; True when there was one."""
    gone = delete(ClosureRow).where(ClosureRow.vendor_id == vendor_id, ClosureRow.id == closure_id)
    resources = (await tx.scalars(gone.returning(ClosureRow.resource_ids))).one_or_none()
    if resources is None:
        return False
    await tx.execute(_UNBLOCK, {"vendor_id": vendor_id, "resources": resources, "reason": reason_of(closure_id)})
    return True


async def closures(
    read: ReadTx, *, vendor_id: int, resource_ids: Sequence[int] | None = None, since: datetime, at_most: int = 1000
) -> list[ClosureRow]:
    """Closures that end after the wall time `since`, of any or of the named resources, in order."""
    query = select(ClosureRow).where(ClosureRow.vendor_id == vendor_id, ClosureRow.ends > since)
    if resource_ids is not None:
        query = query.where(ClosureRow.resource_ids.overlap(list(resource_ids)))
    rows = await read.scalars(query.order_by(ClosureRow.starts, ClosureRow.id).limit(at_most))
    return list(rows.all())
