"""Venues: creating, reading and editing the places of a vendor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import time
from typing import Any, Final

from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import SYSTEM, Principal
from smartbooking.kernel.problem import NotFound, StaleVersion
from smartbooking.kernel.text import Localized
from smartbooking.vendors import repository
from smartbooking.vendors.domain import Address, Venue, may_see, slug_of
from smartbooking.vendors.events import VenueChanged
from smartbooking.vendors.service.businesses import get_vendor
from smartbooking.vendors.service.checks import checked

CHECK_IN: Final = time(14)
CHECK_OUT: Final = time(12)


async def create_venue(
    tx: Tx,
    *,
    vendor_id: int,
    name: Localized,
    address: Address | str = "",
    city: str,
    latitude: float | None = None,
    longitude: float | None = None,
    timezone: str | None = None,
    country: str | None = None,
    currency: str | None = None,
    check_in: time = CHECK_IN,
    check_out: time = CHECK_OUT,
    phone: str | None = None,
    external_ref: str | None = None,
    principal: Principal = SYSTEM,
) -> Venue:
    """A new place; time zone, country and currency are the vendor's unless given.

    Raises NotFound for an unknown vendor, Invalid naming every wrong field, ExternalReferenceTaken.
    """
    owner = await get_vendor(tx, vendor_id=vendor_id)
    chosen_country = country or owner.country
    facts = checked(
        {
            "name": name, "address": Address.of(address) if isinstance(address, str) else address, "city": city,
            "latitude": latitude, "longitude": longitude, "timezone": timezone or owner.timezone,
            "country": chosen_country, "currency": currency or owner.currency, "check_in": check_in,
            "check_out": check_out, "phone": phone, "external_ref": external_ref,
        },
        country=chosen_country,
    )  # fmt: skip
    made = await repository.insert_venue(tx, slug=slug_of(name.pick("en")), facts={**facts, "vendor_id": vendor_id})
    await _announce(tx, principal, made, "venue.created", [])
    return made


async def get_venue(read: ReadTx, *, vendor_id: int, venue_id: int) -> Venue:
    """Raises NotFound, also for a venue of another vendor."""
    found = await repository.venue(read, vendor_id=vendor_id, venue_id=venue_id)
    if found is None:
        raise NotFound("No such place.")
    return found


async def visible_venue(read: ReadTx, *, venue_id: int, principal: Principal) -> Venue:
    """A venue by its number alone, as the caller may see it; raises NotFound."""
    found = await repository.venue_with_vendor(read, venue_id)
    if found is None or not may_see(principal, found[1]):
        raise NotFound("No such place.")
    return found[0]


async def get_venues(read: ReadTx, venue_ids: Collection[int]) -> Mapping[int, Venue]:
    """Many venues by number in one query; unknown ones are left out."""
    return await repository.venues_by_id(read, venue_ids)


async def list_venues(read: ReadTx, vendor_id: int) -> Sequence[Venue]:
    """All places of a vendor, oldest first."""
    return await repository.venues_of(read, vendor_id)


async def update_venue(
    tx: Tx,
    *,
    principal: Principal,
    vendor_id: int,
    venue_id: int,
    version: int,
    changes: Mapping[str, Any],  # Any: each fact has its own type, checked by service.checks
) -> Venue:
    """Edits the named facts; raises Invalid, NotFound, StaleVersion.

    A new time zone moves every recurring hour of the place with it: hours are wall time.
    """
    present = await get_venue(tx, vendor_id=vendor_id, venue_id=venue_id)
    stored = checked(changes, country=present.country)
    made = await repository.update_venue(tx, vendor_id=vendor_id, venue_id=venue_id, version=version, changes=stored)
    if made is None:
        raise StaleVersion
    await _announce(tx, principal, made, "venue.changed", sorted(stored))
    return made


async def _announce(tx: Tx, principal: Principal, made: Venue, action: str, fields: list[str]) -> None:
    await record(
        tx, principal, action=action, subject=public_id("vnu", made.id), vendor_id=made.vendor_id,
        details={"fields": fields} if fields else None,
    )  # fmt: skip
    await publish(tx, VenueChanged(vendor_id=made.vendor_id, venue_id=made.id))
