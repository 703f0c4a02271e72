"""Reactions that keep listings true. All are idempotent: they read the present state and write it down."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.availability.events import ScheduleChanged
from smartbooking.bookings.events import BookingCancelled, BookingConfirmed
from smartbooking.bookings.service.reading import lines_of
from smartbooking.catalog.events import ResourceChanged, ServiceChanged
from smartbooking.infra.db import Tx
from smartbooking.infra.events import Subscriber
from smartbooking.infra.jobs import enqueue
from smartbooking.pricing.events import PricesChanged
from smartbooking.search import service
from smartbooking.search.domain.listing import OfferKind
from smartbooking.vendors.events import VendorStatusChanged, VenueChanged


async def on_resource(tx: Tx, event: ResourceChanged, *, now: datetime) -> None:
    """A resource was created, edited or archived; services may be found by the names of their people."""
    await service.reindex_resource(tx, vendor_id=event.vendor_id, resource_id=event.resource_id, now=now)


async def on_service(tx: Tx, event: ServiceChanged, *, now: datetime) -> None:
    await service.reindex_service(tx, vendor_id=event.vendor_id, service_id=event.service_id, now=now)


async def on_venue(tx: Tx, event: VenueChanged, *, now: datetime) -> None:
    await service.reindex_venue(tx, vendor_id=event.vendor_id, venue_id=event.venue_id, now=now)


async def on_vendor_status(tx: Tx, event: VendorStatusChanged, *, now: datetime) -> None:
    """Verified, suspended, reinstated: everything of the vendor appears or goes."""
    await service.reindex_vendor(tx, vendor_id=event.vendor_id, now=now)


async def on_prices(tx: Tx, event: PricesChanged, *, now: datetime) -> None:
    """One offer's price, or all of the vendor's; the latter as a job that gathers repeated changes."""
    if event.resource_id is not None:
        await service.reindex_resource(tx, vendor_id=event.vendor_id, resource_id=event.resource_id, now=now)
    elif event.service_id is not None:
        await service.reindex_service(tx, vendor_id=event.vendor_id, service_id=event.service_id, now=now)
    else:
        key = f"{service.REINDEX_VENDOR}:{event.vendor_id}"
        await enqueue(tx, service.REINDEX_VENDOR, {"vendor_id": event.vendor_id}, key=key)


async def on_schedule(tx: Tx, event: ScheduleChanged, *, now: datetime) -> None:
    """Shortest and longest stays are part of a listing."""
    if event.owner == "resource":
        await service.reindex_resource(tx, vendor_id=event.vendor_id, resource_id=event.owner_id, now=now)
    elif event.owner == "venue":
        await service.reindex_venue(tx, vendor_id=event.vendor_id, venue_id=event.owner_id, now=now)


async def on_booking(tx: Tx, event: BookingConfirmed | BookingCancelled, *, now: datetime) -> None:
    """What people book is popular; what they give back is so no longer."""
    points = 1 if isinstance(event, BookingConfirmed) else -1
    for line in await lines_of(tx, booking_id=event.booking_id):
        kind = OfferKind.RESOURCE if line.resource_id is not None else OfferKind.SERVICE
        offer_id = line.resource_id or line.service_id or 0
        await service.add_popularity(tx, vendor_id=event.vendor_id, offer_kind=kind, offer_id=offer_id, points=points)


SUBSCRIBERS: Final = (
    Subscriber(event=ResourceChanged, name="search.reindex_resource", handler=on_resource),
    Subscriber(event=ServiceChanged, name="search.reindex_service", handler=on_service),
    Subscriber(event=VenueChanged, name="search.reindex_venue", handler=on_venue),
    Subscriber(event=VendorStatusChanged, name="search.reindex_vendor", handler=on_vendor_status),
    Subscriber(event=PricesChanged, name="search.reprice", handler=on_prices),
    Subscriber(event=BookingConfirmed, name="search.booked", handler=on_booking),
    Subscriber(event=BookingCancelled, name="search.given_back", handler=on_booking),
    Subscriber(event=ScheduleChanged, name="search.reindex_stays", handler=on_schedule),
)
