"""Cards of one person: which look alike, which were merged, and the rows of merging and taking it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.bookings.domain.clients import Likeness, NewClient
from smartbooking.infra.db import ReadTx, Tx

# The same e-mail, or the same name in other letters; a name of one letter says nothing.
_ALIKE: Final = text("""
    select o.id, o.name, o.phone, o.email from bookings.client c
    join bookings.client o on o.vendor_id = c.vendor_id and o.id <> c.id and o.merged_into is null
      and (o.email = c.email or length(c.name) > 1 and lower(btrim(o.name)) = lower(btrim(c.name)))
    where c.vendor_id = :vendor_id and c.id = :id order by o.seen_at desc nulls last, o.id desc limit 5
""")
_MERGED: Final = text("""
    select id, name, phone, email from bookings.client
    where vendor_id = :vendor_id and merged_into = :id order by id limit 50
""")
_LOCK: Final = text("""
    select id from bookings.client where vendor_id = :vendor_id and id = any(:ids) and merged_into is null
    order by id for update
""")
_KEEP: Final = text("""
    update bookings.client c set name = :name, email = coalesce(c.email, o.email), tags = cast(:tags as jsonb),
      note = :note, seen_at = greatest(c.seen_at, o.seen_at), version = c.version + 1
    from bookings.client o
    where c.vendor_id = :vendor_id and c.id = :id and o.vendor_id = :vendor_id and o.id = :other
""")
_HAND_OVER: Final = text("""
    update bookings.client set merged_into = :id, version = version + 1
    where vendor_id = :vendor_id and (id = :other or merged_into = :other)
""")
_SPLIT: Final = text("""
    update bookings.client set merged_into = null, version = version + 1
    where vendor_id = :vendor_id and id = :other and merged_into = :id returning id
""")


async def alike(read: ReadTx, *, vendor_id: int, client_id: UUID) -> Sequence[Likeness]:
    """Cards that may mean the same person, at most five, the latest seen first."""
    return _likenesses(await read.execute(_ALIKE, {"vendor_id": vendor_id, "id": client_id}))


async def merged(read: ReadTx, *, vendor_id: int, client_id: UUID) -> Sequence[Likeness]:
    """Cards that were merged into this one."""
    return _likenesses(await read.execute(_MERGED, {"vendor_id": vendor_id, "id": client_id}))


async def lock_both(tx: Tx, *, vendor_id: int, ids: tuple[UUID, UUID]) -> bool:
    """Lock two cards, in one order; False unless both exist and neither is merged."""
    return len(list(await tx.execute(_LOCK, {"vendor_id": vendor_id, "ids": list(ids)}))) == len(ids)


async def merge(tx: Tx, *, vendor_id: int, client_id: UUID, other_id: UUID, result: NewClient) -> None:
    """Write the kept card anew; the other one, and what was merged into it, mean the same person. Both are locked."""
    keys = {"vendor_id": vendor_id, "id": client_id, "other": other_id}
    written = {"name": result.name, "tags": json.dumps(list(result.tags)), "note": result.note}
    await tx.execute(_KEEP, keys | written)
    await tx.execute(_HAND_OVER, keys)


async def split(tx: Tx, *, vendor_id: int, client_id: UUID, other_id: UUID) -> bool:
    """Make a merged card a person of its own again; False when it is not merged into this one."""
    keys = {"vendor_id": vendor_id, "id": client_id, "other": other_id}
    return (await tx.execute(_SPLIT, keys)).first() is not None


def _likenesses(rows: Iterable[Row[Any]]) -> Sequence[Likeness]:
    return [Likeness(id=row.id, name=row.name, phone=row.phone, email=row.email) for row in rows]
