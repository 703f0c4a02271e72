"""Listings out of the present state of catalog, vendors, availability and pricing; one query each per batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, TypedDict

from smartbooking.availability.domain.terms import ResourceTerms
from smartbooking.availability.service.terms import resource_terms
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Image, Resource, Service, Timing
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import exponent
from smartbooking.kernel.text import LOCALES, Localized
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Offer
from smartbooking.search.domain.listing import Listing, OfferKind
from smartbooking.search.repository import listings
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Venue

SHOWN_IMAGES: Final = 5
# A card is at most some 500 px wide, twice that on fine screens.
CARD_IMAGE_WIDTH: Final = 1024


class _Place(TypedDict):
    """What a listing takes from its venue."""

    venue_id: int
    venue_name: Localized
    city: str
    address: str
    country: str
    latitude: float | None
    longitude: float | None
    tz: str


class _Price(TypedDict):
    """The floor price in minor units and in thousandths."""

    currency: str
    price_minor: int | None
    price_milli: int | None


async def write(
    tx: Tx, *, vendor_id: int, resources: Sequence[Resource], services: Sequence[Service], now: datetime
) -> None:
    """Write the listings of these offers of one vendor."""
    venues = {venue.id: venue for venue in await vendors.list_venues(tx, vendor_id)}
    floors = await _floors(tx, [*resources, *services], venues, now)
    nights = [resource for resource in resources if resource.timing is Timing.NIGHTS]
    stays = await resource_terms(tx, nights, now=now) if nights else {}
    pictures = await _pictures(tx, vendor_id, resources, services)
    found = [
        _of_resource(
            resource,
            venues[resource.venue_id],
            floor=floors.get(_offer(resource)),
            images=pictures.get(_offer(resource), ()),
            stay=_stay(stays.get(resource.id)),
        )
        for resource in resources
    ]
    used = await catalog.get_resources(
        tx, vendor_id=vendor_id, resource_ids=[number for service in services for number in service.resource_ids]
    )
    found += [
        _of_service(
            service,
            venues[service.venue_id],
            used,
            floor=floors.get(_offer(service)),
            images=pictures.get(_offer(service), ()),
        )
        for service in services
    ]
    await listings.upsert(tx, found, now=now)


def _offer(offer: Resource | Service) -> Offer:
    resource = isinstance(offer, Resource)
    return Offer.of(offer.vendor_id, offer.id if resource else None, None if resource else offer.id)


async def _floors(
    read: ReadTx, offers: Sequence[Resource | Service], venues: Mapping[int, Venue], now: datetime
) -> Mapping[Offer, pricing.UnitPrice]:
    requests = [
        pricing.FloorRequest(
            offer=_offer(offer),
            timezone=venues[offer.venue_id].timezone,
            currency=venues[offer.venue_id].currency,
            country=venues[offer.venue_id].country,
            session=offer.session if isinstance(offer, Resource) else None,
        )
        for offer in offers
    ]
    return await pricing.price_floor(read, offers=requests, now=now)


def _stay(terms: ResourceTerms | None) -> tuple[int | None, int | None]:
    return (terms.rules.min_nights, terms.rules.max_nights) if terms else (None, None)


async def _pictures(
    read: ReadTx, vendor_id: int, resources: Sequence[Resource], services: Sequence[Service]
) -> dict[Offer, tuple[str, ...]]:
    """Keys in the blob store of each offer's first pictures, in the size of a card."""
    images = await catalog.list_images(
        read,
        vendor_id=vendor_id,
        resource_ids=tuple(resource.id for resource in resources),
        service_ids=tuple(service.id for service in services),
    )
    found: dict[Offer, tuple[str, ...]] = {}
    for image in images:
        offer = Offer.of(vendor_id, image.resource_id, image.service_id)
        found[offer] = (*found.get(offer, ()), _card_key(image))[:SHOWN_IMAGES]
    return found


def _card_key(image: Image) -> str:
    fitting = [variant for variant in image.variants if variant.width <= CARD_IMAGE_WIDTH]
    return (fitting[-1] if fitting else image.variants[0]).key


def _of_resource(
    resource: Resource,
    venue: Venue,
    *,
    floor: pricing.UnitPrice | None,
    images: tuple[str, ...],
    stay: tuple[int | None, int | None],
) -> Listing:
    vertical = catalog.get_vertical(resource.vertical)
    return Listing(
        **_place(venue),
        **_price(floor, venue),
        vendor_id=resource.vendor_id,
        offer_kind=OfferKind.RESOURCE,
        offer_id=resource.id,
        type=resource.kind.value,
        vertical=resource.vertical,
        timing=resource.timing.value,
        confirmation=resource.confirmation.value,
        name=resource.name,
        description=resource.description,
        kind_words=tuple(vertical.label.texts.values()) + tuple(vertical.resource_label.texts.values()),
        price_unit=(floor.unit if floor else vertical.price_unit).value,
        capacity=resource.capacity,
        max_party=resource.max_party,
        min_nights=stay[0],
        max_nights=stay[1],
        starts_at=resource.session.start if resource.session else None,
        ends_at=resource.session.end if resource.session else None,
        amenities=resource.amenities,
        attributes=resource.attributes,
        images=images,
    )


def _of_service(
    service: Service,
    venue: Venue,
    used: Mapping[int, Resource],
    *,
    floor: pricing.UnitPrice | None,
    images: tuple[str, ...],
) -> Listing:
    """A service is booked by slots, one at a time; its people count among what it can be found by."""
    vertical = catalog.get_vertical(service.vertical)
    members = [used[number] for number in service.resource_ids if number in used]
    return Listing(
        **_place(venue),
        **_price(floor, venue),
        vendor_id=service.vendor_id,
        offer_kind=OfferKind.SERVICE,
        offer_id=service.id,
        type=vertical.kind.value,
        vertical=service.vertical,
        timing=Timing.SLOTS.value,
        confirmation=service.confirmation.value,
        name=service.name,
        description=service.description,
        kind_words=(
            *vertical.label.texts.values(),
            *dict.fromkeys(text for member in members for text in member.name.texts.values()),
        ),
        price_unit=(floor.unit if floor else vertical.price_unit).value,
        capacity=1,
        max_party=None,
        amenities=tuple(dict.fromkeys(code for member in members for code in member.amenities)),
        images=images,
    )


def _place(venue: Venue) -> _Place:
    old_streets = " ".join(venue.place.former_streets)  # people still search for them (MARKET M19)
    lines = [venue.place.line(locale) for locale in LOCALES]  # who reads Latin letters types them
    return {
        "venue_id": venue.id,
        "venue_name": venue.name,
        "city": venue.city,
        "address": " ".join(dict.fromkeys((*lines, old_streets))).strip(),
        "country": venue.country,
        "latitude": venue.latitude,
        "longitude": venue.longitude,
        "tz": venue.timezone,
    }


def _price(floor: pricing.UnitPrice | None, venue: Venue) -> _Price:
    if floor is None:
        return {"currency": venue.currency, "price_minor": None, "price_milli": None}
    amount = floor.amount
    milli = amount.minor * 10 ** (3 - exponent(amount.currency))
    return {"currency": amount.currency, "price_minor": amount.minor, "price_milli": milli}
