"""The houses whose reservations are replayed: a vendor each, with one resource per room type of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, text

from smartbooking.availability import service as availability
from smartbooking.availability.domain import BookingRules, Owner
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import PaymentTiming, ResourceDraft
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.text import Localized
from smartbooking.vendors import service as vendors

TEMPLATE: Final = "hotel"
COUNTRY: Final = "PT"
TIMEZONE: Final = "Europe/Lisbon"
# Where the two houses of the published file are; it names them no further.
CITIES: Final = {"City Hotel": "Lisboa", "Resort Hotel": "Algarve"}
CITY: Final = "Lisboa"
# People booked up to two years ahead and stayed up to two months.
RULES: Final = BookingRules(horizon_days=730, max_nights=90, min_notice_minutes=0)

_REPLAYED: Final = text("""
    select external_ref, id, status, created_at from bookings.booking
    where vendor_id = :vendor_id and external_ref like 'reservation:%'
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A house of the file; `rooms` are the numbers of its resources by room type."""

    vendor_id: int
    timezone: str
    country: str
    rooms: Mapping[str, int]


async def open_houses(tx: Tx, needed: Mapping[tuple[str, str], int], *, now: datetime) -> dict[str, House]:
    """The houses of a file with as many rooms of each type as given; those of an earlier run stay as they are."""
    names = sorted({house for house, _ in needed})
    return {
        name: await _open(tx, name, {room: count for (house, room), count in needed.items() if house == name}, now)
        for name in names
    }


async def _open(tx: Tx, name: str, rooms: Mapping[str, int], now: datetime) -> House:
    external_ref = f"house:{name}"
    vendor = await vendors.find_imported_vendor(tx, external_ref=external_ref)
    if vendor is None:
        vendor = await vendors.create_vendor(
            tx,
            principal=SYSTEM,
            name=Localized({"en": name}),
            country=COUNTRY,
            currency="EUR",
            timezone=TIMEZONE,
            vertical=TEMPLATE,
            external_ref=external_ref,
        )
        await vendors.create_venue(tx, vendor_id=vendor.id, name=Localized({"en": name}), city=CITIES.get(name, CITY))
    venue = (await vendors.list_venues(tx, vendor.id))[0]
    refs = {f"room:{room}": room for room in sorted(rooms)}
    there = await catalog.find_by_external_refs(tx, vendor_id=vendor.id, refs=list(refs))
    missing = [ref for ref in refs if ref not in there]
    drafts = [_draft(ref, refs[ref], rooms[refs[ref]]) for ref in missing]
    made = await catalog.create_resources(tx, vendor_id=vendor.id, venue_id=venue.id, drafts=drafts, now=now)
    await availability.set_rules(tx, vendor_id=vendor.id, owner=Owner.VENUE, owner_id=venue.id, given=RULES)
    there |= {ref: resource.id for ref, resource in zip(missing, made, strict=True)}
    return House(
        vendor_id=vendor.id,
        timezone=venue.timezone,
        country=venue.country,
        rooms={room: there[ref] for ref, room in refs.items()},
    )


def _draft(ref: str, room: str, count: int) -> ResourceDraft:
    return ResourceDraft(
        vertical=TEMPLATE,
        name=Localized({"en": f"Room type {room}"}),
        capacity=count,
        payment_timing=PaymentTiming.ON_SITE,
        external_ref=ref,
    )


async def replayed(read: ReadTx, house: House) -> Sequence[Row[Any]]:
    """The bookings of a house that earlier runs made: reference, id, status, when it was booked."""
    return (await read.execute(_REPLAYED, {"vendor_id": house.vendor_id})).all()
