"""What everybody may see of an offer."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from pydantic import Field

from smartbooking.catalog.domain import (
    Amenity,
    Confirmation,
    Description,
    Kind,
    PaymentTiming,
    Policy,
    Service,
    ServiceDescription,
    Timing,
)
from smartbooking.catalog.ports import Facts
from smartbooking.catalog.schemas.fields import ImageOut, JsonObject, SessionShape, Urls, image_out
from smartbooking.infra.http.wire import (
    Amount,
    ResourceRef,
    ServiceRef,
    VendorRef,
    VenueRef,
    Wire,
    amount,
    local_text,
    offset_text,
)
from smartbooking.kernel.money import Money
from smartbooking.vendors.domain import Venue


class LocationOut(Wire):
    """Where on the map."""

    lat: float = Field(examples=[43.238])
    lon: float = Field(examples=[76.945])


class VenueOut(Wire):
    """The place; its wall times are in `tz`."""

    id: VenueRef
    name: str
    address: str
    city: str
    location: LocationOut | None
    tz: str = Field(examples=["Asia/Almaty"])
    phone: str | None
    check_in: str = Field(examples=["14:00"])
    check_out: str = Field(examples=["12:00"])


class AmenityOut(Wire):
    """An amenity in the language of the request."""

    code: str = Field(examples=["wifi"])
    label: str = Field(examples=["Бесплатный Wi-Fi"])
    group: str = Field(examples=["comfort"])


class PolicyOut(Wire):
    """The cancellation policy; a quote names its deadlines."""

    code: Policy
    summary: str | None


class ServiceSummary(Wire):
    """A service one can book here; `price` is null until the vendor set one."""

    id: ServiceRef
    name: str
    duration_minutes: int
    price: Amount | None
    currency: str


class LocalSession(SessionShape):
    """A session with its wall time at the venue."""

    start_local: str = Field(examples=["2026-11-21T19:00"])
    end_local: str = Field(examples=["2026-11-21T21:30"])
    utc_offset: str = Field(examples=["+05:00"])


class StaffOut(Wire):
    """A resource that may carry out the service."""

    resource_id: ResourceRef
    name: str
    role: str


class OfferDetail(Wire):
    """What resources and services show alike. `price` is the one from which it sells, in `currency`."""

    type: Kind
    vertical: str
    name: str
    description: str
    venue: VenueOut
    vendor_id: VendorRef
    timing: Timing
    images: list[ImageOut]
    rating: float | None
    review_count: int
    price: Amount | None
    currency: str
    price_unit: str | None
    confirmation: Confirmation
    payment_timing: PaymentTiming
    policy: PolicyOut
    version: int


class ResourceDetail(OfferDetail):
    """The public page of a resource."""

    id: ResourceRef
    capacity: int
    max_party: int | None
    session: LocalSession | None
    amenities: list[AmenityOut]
    attributes: JsonObject
    services: list[ServiceSummary]


class ServiceDetail(OfferDetail):
    """The public page of a service."""

    id: ServiceRef
    duration_minutes: int
    staff: list[StaffOut]


def resource_detail(
    description: Description, facts: Facts, *, known: dict[str, Amenity], kind_unit: str, locale: str, url: Urls
) -> ResourceDetail:
    """The public page of a resource in one language."""
    resource, venue = description.resource, description.venue
    session = resource.session
    return ResourceDetail(
        **_offer(description, facts, kind_unit=kind_unit, locale=locale, url=url),
        id=resource.id,
        type=resource.kind,
        timing=resource.timing,
        capacity=resource.capacity,
        max_party=resource.max_party,
        session=None
        if session is None
        else LocalSession(
            start=session.start,
            end=session.end,
            start_local=local_text(session.start, venue.timezone),
            end_local=local_text(session.end, venue.timezone),
            utc_offset=offset_text(session.start, venue.timezone),
        ),
        amenities=[amenity_out(known[code], locale) for code in resource.amenities if code in known],
        attributes=dict(resource.attributes),
        services=[
            _summary(service, facts.service_prices.get(service.id), venue, locale) for service in description.services
        ],
    )


def service_detail(
    description: ServiceDescription, facts: Facts, *, kind: Kind, kind_unit: str, locale: str, url: Urls
) -> ServiceDetail:
    """The public page of a service in one language."""
    service = description.service
    by_id = {resource.id: resource for resource in description.resources}
    return ServiceDetail(
        **_offer(description, facts, kind_unit=kind_unit, locale=locale, url=url),
        id=service.id,
        type=kind,
        timing=Timing.SLOTS,
        duration_minutes=service.duration_minutes,
        staff=[
            StaffOut(resource_id=number, name=by_id[number].name.pick(locale), role=need.role)
            for need in service.requirements
            for number in need.resource_ids
            if number in by_id and by_id[number].listed
        ],
    )


def _offer(
    description: Description | ServiceDescription, facts: Facts, *, kind_unit: str, locale: str, url: Urls
) -> JsonObject:
    offer = description.resource if isinstance(description, Description) else description.service
    summary = facts.policy_summary
    return {
        "vertical": offer.vertical,
        "name": offer.name.pick(locale),
        "description": offer.description.pick(locale),
        "venue": venue_out(description.venue, locale),
        "vendor_id": offer.vendor_id,
        "images": [image_out(image, locale=locale, url=url) for image in description.images],
        "rating": facts.rating,
        "review_count": facts.review_count,
        "price": _price(facts.price),
        "currency": facts.price.currency if facts.price else description.venue.currency,
        "price_unit": facts.price_unit or kind_unit,
        "confirmation": offer.confirmation,
        "payment_timing": offer.payment_timing,
        "policy": PolicyOut(code=offer.policy, summary=summary.pick(locale) if summary else None),
        "version": offer.version,
    }


def venue_out(venue: Venue, locale: str) -> VenueOut:
    """A place for its guests."""
    known = venue.latitude is not None and venue.longitude is not None
    return VenueOut(
        id=venue.id,
        name=venue.name.pick(locale),
        address=venue.place.line(locale),
        city=venue.town(locale),
        location=LocationOut(lat=venue.latitude or 0.0, lon=venue.longitude or 0.0) if known else None,
        tz=venue.timezone,
        phone=venue.phone,
        check_in=_clock(venue.check_in),
        check_out=_clock(venue.check_out),
    )


def _clock(wall: time) -> str:
    return wall.isoformat(timespec="minutes")


def _price(money: Money | None) -> Decimal | None:
    return None if money is None else amount(money)


def _summary(service: Service, price: Money | None, venue: Venue, locale: str) -> ServiceSummary:
    return ServiceSummary(
        id=service.id,
        name=service.name.pick(locale),
        duration_minutes=service.duration_minutes,
        price=_price(price),
        currency=price.currency if price else venue.currency,
    )


def amenity_out(amenity: Amenity, locale: str) -> AmenityOut:
    """An amenity in one language."""
    return AmenityOut(code=amenity.code, label=amenity.label.pick(locale), group=amenity.group)
