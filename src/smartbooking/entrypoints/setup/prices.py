"""Turns the suggestions of a template into rates and price rules."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.catalog.domain import Deposit, DepositKind, PresetKind, PricePreset, Vertical
from smartbooking.catalog.service import Provisioned
from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import Principal
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Conditions, Effect, Offer, OfferKind, PriceRule, Rate, Unit
from smartbooking.pricing.domain import DepositKind as RateDeposit

_DEPOSITS: Final = {
    DepositKind.PERCENT: RateDeposit.PERCENT,
    DepositKind.FIRST_NIGHT: RateDeposit.FIRST_NIGHT,
    DepositKind.FIRST_HOUR: RateDeposit.FIRST_HOUR,
    DepositKind.FIXED: RateDeposit.FIXED,
}


async def set_prices(tx: Tx, provisioned: Provisioned, *, principal: Principal, now: datetime) -> None:
    """A rate for every row that suggests a price, and the template's price rules for the whole business."""
    vertical = provisioned.vertical
    for resource, row in provisioned.resources:
        if row.price_minor is not None:
            offer = Offer(resource.vendor_id, OfferKind.RESOURCE, resource.id)
            rate = rate_of(vertical, offer, row.price_minor, unit=Unit(vertical.price_unit))
            await pricing.set_rate(tx, rate=rate, principal=principal, now=now)
    for service, service_row in provisioned.services:
        offer = Offer(service.vendor_id, OfferKind.SERVICE, service.id)
        rate = rate_of(vertical, offer, service_row.price_minor, unit=Unit.SLOT)
        await pricing.set_rate(tx, rate=rate, principal=principal, now=now)
    vendor_id = provisioned.resources[0][0].vendor_id
    for position, preset in enumerate(vertical.price_presets):
        if preset.kind is PresetKind.SURCHARGE:
            rule = _rule(preset, vendor_id, position)
            await pricing.add_rule(tx, rule=rule, principal=principal, now=now)


def rate_of(vertical: Vertical, offer: Offer, amount_minor: int, *, unit: Unit) -> Rate:
    """The rate of one offer with the template's deposit and day cap."""
    cap_hours = next((p.cap_hours for p in vertical.price_presets if p.kind is PresetKind.DAY_CAP), None)
    deposit, value = _deposit(vertical.deposit)
    return Rate(
        offer=offer,
        currency=vertical.currency,
        unit=unit,
        amount_minor=amount_minor,
        day_cap_minor=amount_minor * cap_hours if cap_hours and unit is Unit.HOUR else None,
        deposit=deposit,
        deposit_value=value,
    )


def _deposit(preset: Deposit | None) -> tuple[RateDeposit, int]:
    if preset is None:
        return RateDeposit.NONE, 0
    return _DEPOSITS[preset.kind], preset.basis_points or preset.amount_minor or 0


def _rule(preset: PricePreset, vendor_id: int, position: int) -> PriceRule:
    return PriceRule(
        id=0,
        vendor_id=vendor_id,
        name=preset.label,
        position=position,
        effect=Effect.PERCENT,
        value=preset.basis_points,
        conditions=Conditions(weekdays=frozenset(preset.weekdays), time_from=preset.starts, time_until=preset.ends),
    )
