"""Small makers of prices for every module's tests; everything has a default."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from smartbooking.catalog.domain import Resource, Service
from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.text import Localized
from smartbooking.pricing import service
from smartbooking.pricing.domain import Effect, Fee, FeeBasis, FeeKind, Offer, PriceRule, PromoCode, Rate, Unit

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_UNITS = {"nights": Unit.NIGHT, "slots": Unit.HOUR, "session": Unit.SESSION}


def offer_of(thing: Resource | Service) -> Offer:
    """The offer of a resource or a service."""
    if isinstance(thing, Service):
        return Offer.of(thing.vendor_id, None, thing.id)
    return Offer.of(thing.vendor_id, thing.id, None)


async def make_rate(
    tx: Tx, thing: Resource | Service, *, amount_minor: int = 2_000_000, currency: str = "KZT", **facts: Any
) -> Rate:
    """A price of 20 000 ₸ per night, hour, session or (services) visit; `facts` are fields of Rate."""
    unit = Unit.SLOT if isinstance(thing, Service) else _UNITS[thing.timing.value]
    rate = Rate(
        offer=offer_of(thing), currency=currency, amount_minor=amount_minor, unit=facts.pop("unit", unit), **facts
    )
    return await service.set_rate(tx, rate=rate, principal=SYSTEM, now=NOW)


async def make_rule(tx: Tx, *, vendor_id: int, percent: int = 20, name: str = "Выходные", **facts: Any) -> PriceRule:
    """A rule of `percent` for all offers of the vendor; `facts` are fields of PriceRule."""
    values: dict[str, Any] = {"effect": Effect.PERCENT, "value": percent * 100, **facts}
    rule = PriceRule(id=0, vendor_id=vendor_id, name=Localized.of(name), **values)
    return await service.add_rule(tx, rule=rule, principal=SYSTEM, now=NOW)


async def make_fee(tx: Tx, *, vendor_id: int, amount_minor: int = 500_000, **facts: Any) -> Fee:
    """A cleaning fee of 5 000 ₸ per booking; `facts` are fields of Fee."""
    values: dict[str, Any] = {"kind": FeeKind.CLEANING, "basis": FeeBasis.BOOKING, "currency": "KZT", **facts}
    fee = Fee(id=0, vendor_id=vendor_id, name=Localized.of("Уборка"), value=amount_minor, **values)
    return await service.add_fee(tx, fee=fee, principal=SYSTEM, now=NOW)


async def make_promo(tx: Tx, *, vendor_id: int, code: str = "NAURYZ", percent: int = 10, **facts: Any) -> PromoCode:
    """A promo code of `percent`; `facts` are fields of PromoCode."""
    values: dict[str, Any] = {"effect": Effect.PERCENT, "value": percent * 100, "currency": "KZT", **facts}
    promo = PromoCode(id=0, vendor_id=vendor_id, code=code, **values)
    return await service.add_promo(tx, promo=promo, principal=SYSTEM, now=NOW)
