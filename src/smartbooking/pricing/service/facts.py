"""Prices and policies for the catalog's public pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from smartbooking.catalog.domain import Resource, Service, Timing
from smartbooking.catalog.ports import Facts
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import Offer, UnreadablePolicy, freeze
from smartbooking.pricing.domain.policies import ANY, STAY
from smartbooking.pricing.domain.words import policy_in_short
from smartbooking.pricing.service.prices import FloorRequest, UnitPrice, price_floor
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Venue

_NOTHING: Final = Localized({})


class PriceFacts:
    """Implements the catalog's OfferFacts without ratings; a module above that has them may replace it."""

    async def of_resource(
        self, read: ReadTx, *, resource: Resource, services: Sequence[Service], now: datetime
    ) -> Facts:
        venue = await vendors.get_venue(read, vendor_id=resource.vendor_id, venue_id=resource.venue_id)
        own = Offer.of(resource.vendor_id, resource.id, None)
        wanted = [_floor(own, venue, resource), *(_floor(_offer(service), venue) for service in services)]
        floors = await price_floor(read, offers=wanted, now=now)
        of_services = {service.id: floors[_offer(service)] for service in services if _offer(service) in floors}
        cheapest = floors.get(own) or min(of_services.values(), key=lambda price: price.amount, default=None)
        return _facts(cheapest, of_services, resource, venue, now)

    async def of_service(self, read: ReadTx, *, service: Service, now: datetime) -> Facts:
        venue = await vendors.get_venue(read, vendor_id=service.vendor_id, venue_id=service.venue_id)
        floors = await price_floor(read, offers=[_floor(_offer(service), venue)], now=now)
        return _facts(floors.get(_offer(service)), {}, service, venue, now)


def _offer(service: Service) -> Offer:
    return Offer.of(service.vendor_id, None, service.id)


def _floor(offer: Offer, venue: Venue, resource: Resource | None = None) -> FloorRequest:
    return FloorRequest(
        offer=offer,
        timezone=venue.timezone,
        currency=venue.currency,
        country=venue.country,
        session=resource.session if resource else None,
    )


def _facts(
    price: UnitPrice | None,
    of_services: dict[int, UnitPrice],
    offer: Resource | Service,
    venue: Venue,
    now: datetime,
) -> Facts:
    return Facts(
        price=price.amount if price else None,
        price_unit=price.unit.value if price else None,
        policy_summary=_policy(offer, venue, now),
        service_prices={number: found.amount for number, found in of_services.items()},
    )


def _policy(offer: Resource | Service, venue: Venue, now: datetime) -> Localized:
    policy = offer.custom_policy if offer.custom_policy is not None else offer.policy.value
    scope = STAY if isinstance(offer, Resource) and offer.timing is Timing.NIGHTS else ANY
    try:
        frozen = freeze(policy, venue.country, now.date(), scope)
    except UnreadablePolicy:
        return _NOTHING  # the page stays readable; quoting it says what is wrong
    return policy_in_short(frozen)
