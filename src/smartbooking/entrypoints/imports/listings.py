"""Takes over short-stay listings in the public summary format of Inside Airbnb (CC BY 4.0, insideairbnb.com).

A host becomes a verified vendor, a listing a venue at its coordinates with one resource sold by the night, its price
and its shortest stay. Several hosts share a transaction; a host is there with all listings or with none of them, so
an interrupted import is simply started again. The file says nothing of guests per place: they follow from the room
type. Opening, pictures and telephone numbers stay empty.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from smartbooking.availability import service as availability
from smartbooking.availability.domain import BookingRules, Owner
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Resource, ResourceDraft
from smartbooking.entrypoints.imports.files import read_rows
from smartbooking.entrypoints.imports.listing_rows import COLUMNS, LONGEST_STAY, Listing, Unusable, listing_of
from smartbooking.entrypoints.imports.progress import Progress, silent
from smartbooking.entrypoints.imports.quiet import nobody_told
from smartbooking.entrypoints.imports.report import ImportReport, write_rejections
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.problem import Problem
from smartbooking.kernel.text import Localized
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import DepositKind, Offer, OfferKind, Rate, Unit
from smartbooking.search import service as search
from smartbooking.search.domain.listing import OfferKind as ListedKind
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Address, Verb

TEMPLATE: Final = "hotel"
HOSTS_PER_TRANSACTION: Final = 10
WRITERS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Where the listings of a file are; the format leaves it out."""

    name: str
    country: str
    currency: str
    timezone: str


TORONTO: Final = City(name="Toronto", country="CA", currency="CAD", timezone="America/Toronto")
Hosts = Sequence[Sequence[Listing]]


async def import_listings(
    database: Database,
    path: Path,
    *,
    rejects: Path,
    now: datetime,
    city: City = TORONTO,
    progress: Progress = silent,
) -> ImportReport:
    """Import a file; rows that can not be taken over are listed in `rejects` with line and reason.

    Repeating it takes over only what is missing. Raises UnreadableFile.
    """
    report = ImportReport()
    hosts = _hosts(path, city, report)
    taken = 0
    queue = iter(_chunks(hosts, HOSTS_PER_TRANSACTION))

    async def write() -> None:
        nonlocal taken
        for some in queue:
            await _take_over(database, some, city, report, now)
            taken += sum(len(host) for host in some)
            progress("listings", taken + len(report.rejections), report.rows)

    with nobody_told():
        async with asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(write())
    write_rejections(rejects, report.rejections)
    return report


def _hosts(path: Path, city: City, report: ImportReport) -> list[list[Listing]]:
    """Listings by host in the order of the file; what can not be used goes to the report."""
    hosts: dict[str, list[Listing]] = {}
    seen: dict[str, int] = {}
    for row in read_rows(path, COLUMNS):
        report.rows += 1
        try:
            listing = listing_of(row, currency=city.currency)
        except Unusable as unusable:
            report.reject(row.line, unusable.code, str(unusable))
            continue
        if (first := seen.setdefault(listing.id, row.line)) != row.line:
            report.reject(row.line, "repeated", f"the listing {listing.id} is already on line {first}")
            continue
        hosts.setdefault(listing.host_id, []).append(listing)
    return list(hosts.values())


def _chunks(hosts: list[list[Listing]], size: int) -> Iterator[Hosts]:
    return (hosts[start : start + size] for start in range(0, len(hosts), size))


async def _take_over(database: Database, hosts: Hosts, city: City, report: ImportReport, now: datetime) -> None:
    """All hosts in one transaction; when one is refused, each in its own, so that the others are not lost."""

    async def together(tx: Tx) -> list[int]:
        return [await _host(tx, listings, city, now) for listings in hosts]

    try:
        made = await database.run(together)
    except Problem as problem:
        if len(hosts) > 1:
            for host in hosts:
                await _take_over(database, [host], city, report, now)
            return
        for listing in hosts[0]:
            report.reject(listing.line, problem.slug, problem.detail)
        return
    for listings, created in zip(hosts, made, strict=True):
        report.made["resources"] += created
        report.made["vendors"] += created > 0
        report.present += len(listings) - created


async def _host(tx: Tx, listings: Sequence[Listing], city: City, now: datetime) -> int:
    """Create a host and the listings it does not have yet; returns how many those are."""
    vendor_id = await _vendor(tx, listings[0], city)
    refs = {_ref(listing): listing for listing in listings}
    there = await catalog.find_by_external_refs(tx, vendor_id=vendor_id, refs=list(refs))
    missing = [listing for ref, listing in refs.items() if ref not in there]
    made = [await _listing(tx, vendor_id, listing, city, now) for listing in missing]
    if made:
        await search.reindex_vendor(tx, vendor_id=vendor_id, now=now)
        await _add_popularity(tx, list(zip(missing, made, strict=True)))
    return len(made)


def _ref(listing: Listing) -> str:
    return f"listing:{listing.id}"


async def _vendor(tx: Tx, listing: Listing, city: City) -> int:
    external_ref = f"host:{listing.host_id}"
    if (known := await vendors.find_imported_vendor(tx, external_ref=external_ref)) is not None:
        return known.id
    made = await vendors.create_vendor(
        tx,
        principal=SYSTEM,
        name=Localized({"en": listing.host_name}),
        country=city.country,
        currency=city.currency,
        timezone=city.timezone,
        vertical=TEMPLATE,
        external_ref=external_ref,
    )
    # Not `submit`: the file has neither telephone numbers nor registered names, and nobody to ask for them.
    await vendors.take_step(tx, Verb.SUBMIT, principal=SYSTEM, vendor_id=made.id, reason="import")
    await vendors.verify(tx, principal=SYSTEM, vendor_id=made.id, reason="Imported from a public listing")
    return made.id


async def _listing(tx: Tx, vendor_id: int, listing: Listing, city: City, now: datetime) -> Resource:
    venue = await vendors.create_venue(
        tx,
        vendor_id=vendor_id,
        name=Localized({"en": listing.name}),
        address=Address(district=listing.neighbourhood),
        city=city.name,
        latitude=listing.latitude,
        longitude=listing.longitude,
        external_ref=_ref(listing),
    )
    resource = await catalog.create_resource(
        tx, vendor_id=vendor_id, venue_id=venue.id, draft=_draft(listing, city), now=now
    )
    rate = Rate(
        offer=Offer(vendor_id, OfferKind.RESOURCE, resource.id),
        currency=city.currency,
        unit=Unit.NIGHT,
        amount_minor=listing.price.minor,
        deposit=DepositKind.FIRST_NIGHT,
    )
    await pricing.set_rate(tx, rate=rate, principal=SYSTEM, now=now)
    rules = BookingRules(min_nights=listing.min_nights, max_nights=LONGEST_STAY)
    await availability.set_rules(tx, vendor_id=vendor_id, owner=Owner.RESOURCE, owner_id=resource.id, given=rules)
    return resource


def _draft(listing: Listing, city: City) -> ResourceDraft:
    where = ", ".join(part for part in (listing.neighbourhood, city.name) if part)
    kind = listing.room_type
    return ResourceDraft(
        vertical=TEMPLATE,
        name=Localized({"en": listing.name}),
        description=Localized({locale: f"{words}: {where}" for locale, words in kind.words.items()}),
        max_party=kind.guests,
        amenities=kind.amenities,
        attributes={"room_type": kind.code},
        external_ref=_ref(listing),
    )


async def _add_popularity(tx: Tx, made: Sequence[tuple[Listing, Resource]]) -> None:
    """A review is the trace of a stay: listings people stayed at come first among equals."""
    for listing, resource in made:
        if listing.reviews:
            await search.add_popularity(
                tx,
                vendor_id=resource.vendor_id,
                offer_kind=ListedKind.RESOURCE,
                offer_id=resource.id,
                points=listing.reviews,
            )
