"""The client book of a business: filled by bookings, by hand and from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.domain.clients import Client, Imported, NewClient, PastImport, Refused
from smartbooking.bookings.errors import ClientKnown
from smartbooking.bookings.repository import clients as rows
from smartbooking.bookings.repository import reading
from smartbooking.identity.domain import InvalidContact, parse_email, parse_phone
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.page import Page
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, StaleVersion
from smartbooking.vendors import service as vendors

HISTORY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody typed about a person, not looked at yet."""

    name: str
    phone: str
    email: str
    tags: tuple[str, ...] = ()
    note: str = ""


async def find(
    read: ReadTx, *, vendor_id: int, query: str | None, tag: str | None, page: int, limit: int, now: datetime
) -> Page[Client]:
    """A page of the book, the latest seen first. Raises NotFound."""
    vendor = await vendors.get_vendor(read, vendor_id=vendor_id)
    return await rows.page(
        read, vendor_id=vendor_id, currency=vendor.currency, query=query, tag=tag, page=page, limit=limit, now=now
    )


async def get(read: ReadTx, *, vendor_id: int, client_id: UUID, now: datetime) -> Client:
    """One client. Raises NotFound, also for a client of another business."""
    vendor = await vendors.get_vendor(read, vendor_id=vendor_id)
    found = await rows.get(read, vendor_id=vendor_id, client_id=client_id, currency=vendor.currency, now=now)
    if found is None:
        raise NotFound("There is no such client.")
    return found


async def history(read: ReadTx, *, vendor_id: int, client: Client) -> Sequence[Booking]:
    """The client's latest bookings here, under every phone and e-mail that means this person; newest first."""
    return (await reading.page(read, vendor_id=vendor_id, client_id=client.id, page=1, limit=HISTORY)).rows


async def add(tx: Tx, *, vendor_id: int, written: Written, now: datetime) -> Client:
    """Write a person down. Raises Invalid, ClientKnown."""
    vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
    made = await rows.insert(tx, vendor_id=vendor_id, client=_checked(written, vendor.country), now=now)
    if made is None:
        raise ClientKnown("This phone or e-mail is in the book already.")
    return await get(tx, vendor_id=vendor_id, client_id=made, now=now)


async def change(tx: Tx, *, vendor_id: int, client_id: UUID, version: int, written: Written, now: datetime) -> Client:
    """Replace what is written. Raises NotFound, Invalid, StaleVersion, ClientKnown."""
    before = await get(tx, vendor_id=vendor_id, client_id=client_id, now=now)
    vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
    after = _checked(written, vendor.country)
    if {after.phone, after.email} - {before.phone, before.email, None}:
        changed = await rows.known_contacts(
            tx, vendor_id=vendor_id, phones=[after.phone] if after.phone != before.phone and after.phone else [],
            emails=[after.email] if after.email != before.email and after.email and not after.phone else [],
        )  # fmt: skip
        if changed:
            raise ClientKnown("Another client has this phone or e-mail.")
    if not await rows.change(tx, vendor_id=vendor_id, client_id=client_id, version=version, client=after):
        raise StaleVersion("Somebody changed this client meanwhile. Read the card again and repeat your change.")
    return await get(tx, vendor_id=vendor_id, client_id=client_id, now=now)


def _checked(written: Written, country: str) -> NewClient:
    client, wrong = _read(written, country)
    if wrong is not None:
        raise Invalid(FieldError(f"/{wrong}", "Write it as +7 701 555 04 18 or name@example.com.", f"bad_{wrong}"))
    assert client is not None
    return client


def _read(written: Written, country: str) -> tuple[NewClient | None, str | None]:
    """The client with contacts in one spelling, or the name of the field that can not be read."""
    phone = email = None
    try:
        field = "phone"
        phone = parse_phone(written.phone, country=country) if written.phone else None
        field = "email"
        email = parse_email(written.email) if written.email else None
    except InvalidContact:
        return None, field
    if phone is None and email is None:
        return None, "phone"
    tags = tuple(dict.fromkeys(tag.strip()[:40] for tag in written.tags if tag.strip()))
    return NewClient(name=written.name, phone=phone, email=email, tags=tags, note=written.note), None


async def take_in(
    tx: Tx, *, vendor_id: int, written: Sequence[Written], rehearse: bool, by: Principal, now: datetime
) -> Imported:
    """Clients of a file: new ones are added, known ones stay as they are, unreadable ones are named.

    A rehearsal counts the same and writes nothing.
    """
    country = (await vendors.get_vendor(tx, vendor_id=vendor_id)).country
    good: dict[str, NewClient] = {}
    refused: list[Refused] = []
    twice = 0
    for number, one in enumerate(written, start=1):
        client, wrong = _read(one, country)
        if client is None:
            field = wrong or "phone"
            refused.append(Refused(row=number, field=field, value=one.phone if field == "phone" else one.email))
            continue
        key = client.phone or client.email or ""
        twice += key in good
        good.setdefault(key, client)
    known = await rows.known_contacts(
        tx, vendor_id=vendor_id, phones=[c.phone for c in good.values() if c.phone],
        emails=[c.email for c in good.values() if c.email and not c.phone],
    )  # fmt: skip
    fresh = [client for key, client in good.items() if key not in known]
    import_id = None
    if not rehearse:
        import_id = await rows.open_import(tx, vendor_id=vendor_id, by=by.actor, now=now)
        for client in fresh:
            await rows.insert(tx, vendor_id=vendor_id, client=client, now=now, import_id=import_id)
        await record(
            tx, by, action="clients.imported", subject=public_id("imp", import_id), vendor_id=vendor_id,
            details={"created": len(fresh)},
        )  # fmt: skip
    return Imported(id=import_id, created=len(fresh), known=len(known) + twice, refused=tuple(refused))


async def imports(read: ReadTx, *, vendor_id: int) -> list[PastImport]:
    """The latest imports."""
    return await rows.imports(read, vendor_id=vendor_id)


async def undo(tx: Tx, *, vendor_id: int, import_id: UUID, by: Principal, now: datetime) -> int:
    """Take an import back, except for clients somebody worked with since. Raises NotFound."""
    gone = await rows.undo_import(tx, vendor_id=vendor_id, import_id=import_id, now=now)
    if gone is None:
        raise NotFound("There is no such import.")
    await record(
        tx, by, action="clients.import_undone", subject=public_id("imp", import_id), vendor_id=vendor_id,
        details={"removed": gone},
    )  # fmt: skip
    return gone


async def remember(tx: Tx, *, booking_id: UUID) -> None:
    """Put whoever booked into the book, or note that a known client came again; safe to repeat."""
    booking = await reading.get(tx, booking_id)
    if booking is None or booking.contact is None:
        return
    name, phone = booking.contact.name, booking.contact.phone
    email = booking.contact.email.lower() if booking.contact.email else None
    if phone is None and email is None:
        return
    made = await rows.insert(
        tx, vendor_id=booking.vendor_id, client=NewClient(name=name, phone=phone, email=email),
        now=booking.created_at, seen_at=booking.created_at,
    )  # fmt: skip
    if made is None:
        await rows.see(
            tx, vendor_id=booking.vendor_id, name=name, phone=phone, email=email, at=booking.created_at
        )  # fmt: skip
