"""Does the calendar say what the claims say? `verify` compares, `rebuild` mends; neither ever changes a claim."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from smartbooking.availability.repository import upkeep
from smartbooking.infra.db import Database, ReadTx, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One difference: `what` is calendar, oversold, full_days, grain of claim or catalog; `cell` where it has one."""

    vendor_id: int
    resource_id: int
    what: str
    cell: int | None
    expected: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorReport:
    """What was looked at for one vendor, and everything that differs; no drifts means healthy."""

    vendor_id: int
    resources: int
    claims: int
    drifts: tuple[Drift, ...]


async def verify(read: ReadTx, *, vendor_id: int, resource_id: int | None = None) -> tuple[Drift, ...]:
    """Differences for one vendor or resource, from one snapshot without locks. Reads all its claims: off-peak."""
    rows = await upkeep.verify(read, vendor_id=vendor_id, resource_id=resource_id)
    return tuple(
        Drift(
            vendor_id=vendor_id,
            resource_id=row.resource_id,
            what=row.what,
            cell=row.cell,
            expected=row.expected,
            found=row.found,
        )
        for row in rows
    )


async def verify_everything(database: Database) -> AsyncIterator[VendorReport]:
    """One report per vendor, each from its own snapshot, as soon as it is ready."""
    async with database.reading() as read:
        vendor_ids = await upkeep.vendors(read)
    for vendor_id in vendor_ids:
        async with database.reading() as read:
            resources, claims = await upkeep.counts(read, vendor_id=vendor_id)
            drifts = await verify(read, vendor_id=vendor_id)
        yield VendorReport(vendor_id=vendor_id, resources=resources, claims=claims, drifts=drifts)


async def rebuild(tx: Tx, *, vendor_id: int, resource_id: int) -> None:
    """Write the derived rows of a resource anew from its claims, under its lock.

    Needs a session of the owner of the tables; the application's role is refused by the database.
    """
    await upkeep.rebuild(tx, vendor_id=vendor_id, resource_id=resource_id)
