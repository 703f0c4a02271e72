"""Statements that check and tidy the ledger. They read clocks only to choose what may go, never who wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, text

from smartbooking.infra.db import ReadTx, Tx

_VENDORS: Final = text("select distinct vendor_id from availability.resource order by 1")
_COUNTS: Final = text("""
    select (select count(*) from availability.resource where vendor_id = :vendor_id),
           (select count(*) from availability.claim where vendor_id = :vendor_id)
""")
_VERIFY: Final = text("""
    select resource_id, what, cell, expected, found
    from availability.verify(:vendor_id, cast(:resource_id as bigint)) order by 1, 2, 3
""")
_REBUILD: Final = text("select availability.rebuild(:vendor_id, :resource_id)")
_REAP: Final = text("select availability.reap_expired(:at_most)")
_ROLL: Final = text("select availability.roll(:at_most)")
_PRUNE: Final = text("select availability.prune(:before, :at_most)")
_PRUNE_VISITS: Final = text("""
    delete from availability.customer_visit where (vendor_id, booking_id, line) in
      (select vendor_id, booking_id, line from availability.customer_visit where ends < :before limit :at_most)
""")


async def vendors(read: ReadTx) -> Sequence[int]:
    """Every vendor that has something in the ledger."""
    return (await read.scalars(_VENDORS)).all()


async def counts(read: ReadTx, *, vendor_id: int) -> tuple[int, int]:
    """Resources and live claims of a vendor."""
    row = (await read.execute(_COUNTS, {"vendor_id": vendor_id})).one()
    return row[0], row[1]


async def verify(read: ReadTx, *, vendor_id: int, resource_id: int | None) -> Sequence[Row[Any]]:
    """Differences between claims and derived tables, from one snapshot and without a lock."""
    result = await read.execute(_VERIFY, {"vendor_id": vendor_id, "resource_id": resource_id})
    return result.all()


async def rebuild(tx: Tx, *, vendor_id: int, resource_id: int) -> None:
    """Derived rows of one resource anew, under its lock. Only the owner of the tables may."""
    await tx.execute(_REBUILD, {"vendor_id": vendor_id, "resource_id": resource_id})


async def reap_expired(tx: Tx, *, at_most: int) -> int:
    """Number of expired holds given back."""
    return int(await tx.scalar(_REAP, {"at_most": at_most}) or 0)


async def roll(tx: Tx, *, at_most: int) -> int:
    """Number of rows of full_days whose window moved on."""
    return int(await tx.scalar(_ROLL, {"at_most": at_most}) or 0)


async def prune(tx: Tx, *, before: datetime, at_most: int) -> int:
    """Number of finished claims moved to history, of up to `at_most` resources."""
    return int(await tx.scalar(_PRUNE, {"before": before, "at_most": at_most}) or 0)


async def prune_visits(tx: Tx, *, before: datetime, at_most: int) -> int:
    """Number of visits forgotten because they ended before that moment."""
    done = await tx.execute(_PRUNE_VISITS, {"before": before, "at_most": at_most})
    return int(getattr(done, "rowcount", 0))
