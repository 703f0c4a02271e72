"""What the page of a whole business shows, apart from prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smartbooking.catalog.domain import Image, Resource, Service
from smartbooking.catalog.repository import images
from smartbooking.catalog.service.resources import list_resources
from smartbooking.catalog.service.services import list_services
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Vendor, Venue

MOST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Showcase:
    """A business with its places by number, its offers in display order, and the first picture of each."""

    vendor: Vendor
    venues: Mapping[int, Venue]
    offers: tuple[Resource | Service, ...]
    images: Mapping[str, Image]


async def showcase(read: ReadTx, *, slug: str, principal: Principal, now: datetime) -> Showcase:
    """Services first, then resources; events that are over are left out. Raises NotFound."""
    vendor = await vendors.vendor_at(read, slug=slug, principal=principal)
    venues = {venue.id: venue for venue in await vendors.list_venues(read, vendor.id)}
    services = await list_services(read, vendor_id=vendor.id, page=1, limit=MOST_SHOWN)
    resources = await list_resources(read, vendor_id=vendor.id, page=1, limit=MOST_SHOWN)
    # Where people choose a service, who carries it out is chosen there.
    carriers = {number for service in services.rows for number in service.resource_ids}
    shown: list[Resource | Service] = [one for one in services.rows if one.listed and one.bookable]
    shown += [
        one
        for one in resources.rows
        if one.listed and one.bookable and one.id not in carriers and not (one.session and one.session.end <= now)
    ]
    return Showcase(
        vendor=vendor, venues=venues, offers=tuple(shown), images=await _first_images(read, vendor.id, shown)
    )


async def _first_images(read: ReadTx, vendor_id: int, shown: list[Resource | Service]) -> dict[str, Image]:
    found = await images.list_images(
        read,
        vendor_id=vendor_id,
        resource_ids=[one.id for one in shown if isinstance(one, Resource)],
        service_ids=[one.id for one in shown if isinstance(one, Service)],
    )
    first: dict[str, Image] = {}
    for image in found:
        key = public_id("srv", image.service_id) if image.service_id else public_id("res", image.resource_id or 0)
        first.setdefault(key, image)
    return first
