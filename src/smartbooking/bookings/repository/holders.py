"""Who keeps how many places at the moment: by account, by contact and by network address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text

from smartbooking.infra.db import Tx

# Whoever wants to keep a place under the same name waits here; the lock dies with the transaction.
_LOCK: Final = text("""
    select pg_advisory_xact_lock(hashtextextended('holder ' || name, 8)) from unnest(cast(:names as text[])) name
""")
# Bookings that run out are held, asked for or being paid; each of the indexes by customer, phone and e-mail serves.
_OF_PERSON: Final = text("""
    select count(*) as places, min(expires_at) as first from bookings.booking
    where expires_at > :now and id <> :booking_id
      and (customer_id = cast(:customer_id as uuid) or contact_phone = cast(:phone as text)
           or lower(contact_email) = lower(cast(:email as text)))
""")
_OF_SOURCE: Final = text("""
    with mine as (
      insert into bookings.hold_source (source, booking_id, created_at) values (:source, :booking_id, :now)
      on conflict do nothing
    )
    select count(*) as places, min(b.expires_at) as first
    from bookings.hold_source s join bookings.booking b on b.id = s.booking_id
    where s.source = :source and s.booking_id <> :booking_id and b.expires_at > :now
""")
_OF_BLOCK: Final = text("""
    with mine as (
      insert into bookings.hold_source (source, booking_id, created_at) values (:block, :booking_id, :now)
      on conflict do nothing
    )
    select l.resource_id, sum(l.quantity)::int as places, min(b.expires_at) as first
    from bookings.hold_source s join bookings.booking b on b.id = s.booking_id
    join bookings.line l on l.vendor_id = b.vendor_id and l.booking_id = b.id
    where s.source = :block and s.booking_id <> :booking_id and b.expires_at > :now
      and l.resource_id = any(cast(:resources as bigint[]))
    group by l.resource_id
""")
_PRUNE: Final = text("""
    delete from bookings.hold_source s where created_at < :before
      and not exists (select from bookings.booking b where b.id = s.booking_id and b.expires_at > :now)
""")


class Kept(NamedTuple):
    """Places kept, and when the first of them runs out."""

    places: int
    first: datetime | None


async def lock(tx: Tx, names: Sequence[str]) -> None:
    """One at a time per name (sorted), until the transaction ends."""
    await tx.execute(_LOCK, {"names": list(names)})


async def kept_by_person(
    tx: Tx, *, customer_id: UUID | None, phone: str | None, email: str | None, besides: UUID, now: datetime
) -> Kept:
    """By the account or either contact; the booking `besides` is left out."""
    who = {"customer_id": customer_id, "phone": phone, "email": email, "booking_id": besides, "now": now}
    row = (await tx.execute(_OF_PERSON, who)).one()
    return Kept(row.places, row.first)


async def kept_by_source(tx: Tx, *, source: str, booking_id: UUID, now: datetime) -> Kept:
    """By the network address, which is remembered for the booking; that one is left out."""
    row = (await tx.execute(_OF_SOURCE, {"source": source, "booking_id": booking_id, "now": now})).one()
    return Kept(row.places, row.first)


async def kept_by_block(
    tx: Tx, *, block: str, resources: Sequence[int], booking_id: UUID, now: datetime
) -> dict[int, Kept]:
    """By the network around an address: places of each of these resources; the booking itself is left out."""
    values = {"block": block, "resources": list(resources), "booking_id": booking_id, "now": now}
    return {row.resource_id: Kept(row.places, row.first) for row in await tx.execute(_OF_BLOCK, values)}


async def prune(tx: Tx, *, before: datetime, now: datetime) -> None:
    """Forget the addresses of bookings that are not open any more."""
    await tx.execute(_PRUNE, {"before": before, "now": now})
