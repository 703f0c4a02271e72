"""Keep the listings true to catalog, vendors and prices. Every verb may be repeated; each reads the present state.

Locks: one advisory lock per vendor, taken before reading, so that of two rebuilds the later read is written last.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import OfferStatus, Resource, Service
from smartbooking.infra.db import Database, ReadTx, Tx
from smartbooking.kernel.page import MAX_LIMIT
from smartbooking.kernel.principal import SYSTEM
from smartbooking.search.domain.listing import OfferKind
from smartbooking.search.repository import listings
from smartbooking.search.service.writing import write
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import VendorStatus

REINDEX_VENDOR: Final = "search.reindex_vendor_job"


async def reindex_resource(tx: Tx, *, vendor_id: int, resource_id: int, now: datetime) -> None:
    """Write the listing of one resource, or remove it when it may not be found any more."""
    await listings.lock_vendor(tx, vendor_id)
    found = await catalog.get_resources(tx, vendor_id=vendor_id, resource_ids=[resource_id])
    resource = found.get(resource_id)
    if resource and await _listed(tx, vendor_id, resource):
        await write(tx, vendor_id=vendor_id, resources=[resource], services=[], now=now)
    else:
        await listings.remove(tx, vendor_id=vendor_id, offer_kind=OfferKind.RESOURCE, offer_id=resource_id)


async def reindex_service(tx: Tx, *, vendor_id: int, service_id: int, now: datetime) -> None:
    """Write the listing of one service, or remove it when it may not be found any more."""
    await listings.lock_vendor(tx, vendor_id)
    service = await catalog.get_service(tx, service_id=service_id, vendor_id=vendor_id)
    if await _listed(tx, vendor_id, service):
        await write(tx, vendor_id=vendor_id, resources=[], services=[service], now=now)
    else:
        await listings.remove(tx, vendor_id=vendor_id, offer_kind=OfferKind.SERVICE, offer_id=service_id)


async def reindex_venue(tx: Tx, *, vendor_id: int, venue_id: int, now: datetime) -> None:
    """Write all listings of one venue; those that may not be found go."""
    await _rebuild(tx, vendor_id=vendor_id, venue_id=venue_id, now=now)


async def reindex_vendor(tx: Tx, *, vendor_id: int, now: datetime) -> None:
    """Write all listings of a vendor; all go when it is not verified."""
    await _rebuild(tx, vendor_id=vendor_id, venue_id=None, now=now)


async def reindex_all(database: Database, *, now: datetime) -> int:
    """Rebuild every listing, one transaction per vendor; returns how many vendors were done."""
    page, done = 1, 0
    while True:
        async with database.reading() as read:
            found = await vendors.find_vendors(read, principal=SYSTEM, page=page, limit=MAX_LIMIT)
        for vendor in found.rows:
            async with database.transaction() as tx:
                await reindex_vendor(tx, vendor_id=vendor.id, now=now)
        done += len(found.rows)
        if page * MAX_LIMIT >= found.total:
            return done
        page += 1


async def _rebuild(tx: Tx, *, vendor_id: int, venue_id: int | None, now: datetime) -> None:
    await listings.lock_vendor(tx, vendor_id)
    kept: dict[OfferKind, list[int]] = {OfferKind.RESOURCE: [], OfferKind.SERVICE: []}
    if await _verified(tx, vendor_id):
        async for resources, services in _offers(tx, vendor_id, venue_id):
            await write(tx, vendor_id=vendor_id, resources=resources, services=services, now=now)
            kept[OfferKind.RESOURCE] += [resource.id for resource in resources]
            kept[OfferKind.SERVICE] += [service.id for service in services]
    await listings.remove_others(tx, vendor_id=vendor_id, venue_id=venue_id, kept=kept)


async def _offers(
    read: ReadTx, vendor_id: int, venue_id: int | None
) -> AsyncIterator[tuple[list[Resource], list[Service]]]:
    """Active, listed offers, a page at a time."""
    page, more = 1, True
    while more:
        resources = await catalog.list_resources(
            read, vendor_id=vendor_id, venue_id=venue_id, status=OfferStatus.ACTIVE, page=page, limit=MAX_LIMIT
        )
        services = await catalog.list_services(
            read, vendor_id=vendor_id, venue_id=venue_id, status=OfferStatus.ACTIVE, page=page, limit=MAX_LIMIT
        )
        more = page * MAX_LIMIT < max(resources.total, services.total)
        page += 1
        yield [offer for offer in resources.rows if offer.listed], [offer for offer in services.rows if offer.listed]


async def _verified(read: ReadTx, vendor_id: int) -> bool:
    vendor = (await vendors.get_vendors(read, [vendor_id])).get(vendor_id)
    return vendor is not None and vendor.status is VendorStatus.VERIFIED


async def _listed(read: ReadTx, vendor_id: int, offer: Resource | Service) -> bool:
    return offer.bookable and offer.listed and await _verified(read, vendor_id)
