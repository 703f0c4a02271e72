"""The page of a whole business: where it is and all it sells."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from smartbooking.catalog.domain import Confirmation, PaymentTiming, Resource, Service, Timing
from smartbooking.catalog.ports import Facts
from smartbooking.catalog.schemas.fields import ImageOut, Urls, image_out
from smartbooking.catalog.schemas.public import VenueOut, venue_out
from smartbooking.catalog.service import Showcase
from smartbooking.infra.http.wire import Amount, VendorRef, Wire, amount
from smartbooking.kernel.ids import public_id


class ShownOffer(Wire):
    """Something that can be booked; `price` is the one from which it sells, null until there is one."""

    id: str = Field(pattern="^(res|srv)_[0-9]{1,18}$", examples=["srv_7"])
    kind: Literal["resource", "service"]
    name: str
    description: str
    venue_slug: str
    timing: Timing
    duration_minutes: int | None
    max_party: int | None
    price: Amount | None
    price_unit: str | None
    currency: str
    confirmation: Confirmation
    payment_timing: PaymentTiming
    image: ImageOut | None


class ShowcaseOut(Wire):
    """A business for its customers. `listed` is false while only people with the link find it."""

    vendor_id: VendorRef
    slug: str
    name: str
    description: str
    vertical: str | None
    phone: str | None
    website: str | None
    listed: bool
    venues: list[VenueOut]
    offers: list[ShownOffer]


def showcase_out(found: Showcase, facts: dict[str, Facts], *, locale: str, url: Urls) -> ShowcaseOut:
    """The page in one language."""
    vendor = found.vendor
    return ShowcaseOut(
        vendor_id=vendor.id,
        slug=vendor.slug,
        name=vendor.name.pick(locale),
        description=vendor.description.pick(locale),
        vertical=vendor.vertical,
        phone=vendor.phone,
        website=vendor.website,
        listed=vendor.listed,
        venues=[venue_out(venue, locale) for venue in found.venues.values()],
        offers=[_shown(offer, found, facts, locale, url) for offer in found.offers],
    )


def offer_key(offer: Resource | Service) -> str:
    """Public id of an offer."""
    return public_id("srv" if isinstance(offer, Service) else "res", offer.id)


def _shown(offer: Resource | Service, found: Showcase, facts: dict[str, Facts], locale: str, url: Urls) -> ShownOffer:
    key, venue = offer_key(offer), found.venues[offer.venue_id]
    price = facts[key].price if key in facts else None
    image = found.images.get(key)
    service = offer if isinstance(offer, Service) else None
    return ShownOffer(
        id=key,
        kind="service" if service else "resource",
        name=offer.name.pick(locale),
        description=offer.description.pick(locale),
        venue_slug=venue.slug,
        timing=offer.timing if isinstance(offer, Resource) else Timing.SLOTS,
        duration_minutes=service.duration_minutes if service else None,
        max_party=offer.max_party if isinstance(offer, Resource) else None,
        price=amount(price) if price else None,
        price_unit=facts[key].price_unit if key in facts else None,
        currency=price.currency if price else venue.currency,
        confirmation=offer.confirmation,
        payment_timing=offer.payment_timing,
        image=image_out(image, locale=locale, url=url) if image else None,
    )
