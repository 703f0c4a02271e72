"""What our own books know about whoever books: one look, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from smartbooking.bookings.domain import Contact
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.driver import Named, Write, fetch_named, write

# Of one person the newest 40, of one address and one device the newest 20 (ids are in order of time):
# booking_by_phone, booking_by_email, booking_by_customer, hold_source_pkey. Of the business the newest 20 by its
# primary key, and what runs out by booking_by_expiry. One row.
_KNOWN: Final = Named("""
    with seen as (
      (select source, booking_id from bookings.hold_source
       where source = :address and created_at > :day_ago order by booking_id desc limit 20)
      union all
      (select source, booking_id from bookings.hold_source
       where source = :device and created_at > :day_ago order by booking_id desc limit 20)
    ), near as (
      select s.source = :device as same_device, b.id, b.vendor_id, b.expires_at,
             coalesce(b.contact_phone, lower(b.contact_email)) as contact
      from seen s join bookings.booking b on b.id = s.booking_id where s.booking_id <> :booking_id
    ), person as (
      (select id, vendor_id, status, created_at, expires_at, ends_at from bookings.booking
       where contact_phone = :phone and id <> :booking_id order by id desc limit 40)
      union
      (select id, vendor_id, status, created_at, expires_at, ends_at from bookings.booking
       where lower(contact_email) = :email and id <> :booking_id order by id desc limit 40)
      union
      (select id, vendor_id, status, created_at, expires_at, ends_at from bookings.booking
       where customer_id = :customer_id and id <> :booking_id order by starts_at desc limit 40)
    ), mine as (
      select id from near where vendor_id = :vendor_id and expires_at > :now
      union select id from person where vendor_id = :vendor_id and expires_at > :now
    )
    select p.*, n.*, u.usual, u.usual_of, (select count(*) from mine) as places_kept,
           array(select id from person where created_at > :day_ago) as recent,
           (select count(*) from bookings.booking o where o.vendor_id = :vendor_id and o.expires_at > :now
              and o.id <> :booking_id) as places_of_all
    from (
      select count(*) filter (where created_at > :hour_ago) as contact_hour,
             count(*) filter (where created_at > :day_ago) as contact_day,
             count(*) filter (where vendor_id = :vendor_id and (status in ('completed', 'in_progress')
                              or status = 'confirmed' and ends_at <= :now)) as visits,
             count(*) filter (where vendor_id = :vendor_id and status = 'no_show') as no_shows,
             count(*) filter (where vendor_id = :vendor_id and status = 'cancelled') as cancellations
      from person
    ) p, (
      select count(distinct id) filter (where same_device) as device_bookings,
             count(distinct contact) filter (where same_device and contact is distinct from :contact)
               as device_contacts,
             count(distinct id) filter (where not same_device) as address_bookings,
             count(distinct contact) filter (where not same_device and contact is distinct from :contact)
               as address_contacts
      from near
    ) n, (
      select percentile_disc(0.5) within group (order by total_minor) as usual, count(*) as usual_of
      from (select total_minor from bookings.booking where vendor_id = :vendor_id and id <> :booking_id
              and currency = :currency and total_minor > 0 order by id desc limit 20) latest
    ) u
""")
_SEEN: Final = Write(
    sources_kept="""
        insert into bookings.hold_source (source, booking_id, created_at)
        select name, cast(:booking_id as uuid), cast(:now as timestamptz) from unnest(cast(:names as text[])) name
        on conflict do nothing"""
)
_PAST: Final = text("""
    select count(*) filter (where status in ('completed', 'in_progress') or status = 'confirmed' and ends_at <= :now)
             as visits,
           count(*) filter (where status = 'no_show') as no_shows,
           count(*) filter (where status = 'cancelled') as cancellations
    from bookings.booking
    where vendor_id = :vendor_id and id <> :booking_id
      and (contact_phone = cast(:phone as text) or lower(contact_email) = cast(:email as text))
""")
_CONTACTS: Final = text("""
    select count(distinct coalesce(contact_phone, lower(contact_email))) from bookings.booking
    where id = any(:ids) and coalesce(contact_phone, lower(contact_email)) is distinct from cast(:but as text)
""")
NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Past:
    """What became of a guest's other bookings at one business."""

    visits: int
    no_shows: int
    cancellations: int


async def known_of(
    tx: Tx, *, vendor_id: int, booking_id: UUID | None, customer_id: UUID | None, contact: Contact, address: str,
    device: str, currency: str, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Counts about the person, the device, the address and the business; `booking_id` is left out. Any: a row."""
    email = contact.email.lower() if contact.email else None
    rows = await fetch_named(tx, _KNOWN, {
        "vendor_id": vendor_id, "booking_id": booking_id or NOBODY, "customer_id": customer_id,
        "phone": contact.phone, "email": email, "contact": contact.phone or email, "address": address,
        "device": device, "currency": currency, "now": now, "hour_ago": now - timedelta(hours=1),
        "day_ago": now - timedelta(days=1),
    })  # fmt: skip
    return dict(rows[0])


async def contacts_of(read: ReadTx, booking_ids: Sequence[UUID], *, but: str | None) -> int:
    """How many people, by phone or e-mail, made these bookings, without one."""
    found: int = await read.scalar(_CONTACTS, {"ids": list(booking_ids), "but": but}) or 0
    return found


async def remember(tx: Tx, *, booking_id: UUID, names: list[str], now: datetime) -> None:
    """Note under which keyed names of address and device a booking was made; forgotten after a day."""
    if names:
        await write(tx, _SEEN, {"booking_id": booking_id, "names": names, "now": now})


async def past_of(read: ReadTx, *, vendor_id: int, booking_id: UUID, contact: Contact, now: datetime) -> Past:
    """The guest's other bookings at this business, by phone or e-mail."""
    row = (await read.execute(_PAST, {
        "vendor_id": vendor_id, "booking_id": booking_id, "phone": contact.phone,
        "email": contact.email.lower() if contact.email else None, "now": now,
    })).one()  # fmt: skip
    return Past(row.visits, row.no_shows, row.cancellations)
