"""What vendors set: rates, price rules, fees and tax. Every change is announced and audited in its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Resource, Timing
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, StaleVersion
from smartbooking.pricing.domain import Fee, Offer, OfferKind, PriceRule, Rate, TaxSetting
from smartbooking.pricing.domain.checks import fee_errors, rate_errors, rule_errors
from smartbooking.pricing.domain.lawbook import regimes
from smartbooking.pricing.events import PricesChanged
from smartbooking.pricing.repository import settings as rows
from smartbooking.value import service as value
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Venue


def offer_text(offer: Offer) -> str:
    """Public id of an offer: `res_12` or `srv_7`."""
    return public_id("res" if offer.kind is OfferKind.RESOURCE else "srv", offer.id)


async def venue_of(read: ReadTx, offer: Offer) -> tuple[Timing, Venue]:
    """How an offer of the vendor is timed and where it is. Raises NotFound, also for another vendor's offer."""
    if offer.kind is OfferKind.RESOURCE:
        found: Resource = await catalog.get_resource(read, resource_id=offer.id, vendor_id=offer.vendor_id)
        timing, venue_id = found.timing, found.venue_id
    else:
        service = await catalog.get_service(read, service_id=offer.id, vendor_id=offer.vendor_id)
        timing, venue_id = Timing.SLOTS, service.venue_id
    return timing, await vendors.get_venue(read, vendor_id=offer.vendor_id, venue_id=venue_id)


async def currency_for(read: ReadTx, *, vendor_id: int, offer: Offer | None) -> str:
    """Currency of what a vendor sets: that of the offer's venue, else the vendor's own. Raises NotFound."""
    if offer is not None:
        return (await venue_of(read, offer))[1].currency
    return (await vendors.get_vendor(read, vendor_id=vendor_id)).currency


async def currencies_of(read: ReadTx, *, vendor_id: int, offers: Iterable[Offer | None]) -> dict[Offer | None, str]:
    """`currency_for` many offers, each looked up once."""
    return {offer: await currency_for(read, vendor_id=vendor_id, offer=offer) for offer in set(offers)}


async def set_rate(
    tx: Tx, *, rate: Rate, principal: Principal, now: datetime, expected_version: int | None = None
) -> Rate:
    """Set the price of an offer. Raises NotFound, Invalid, StaleVersion (when `expected_version` is given)."""
    timing, venue = await venue_of(tx, rate.offer)
    if errors := rate_errors(rate, timing=timing, currency=venue.currency):
        raise Invalid(*errors)
    stored = await rows.put_rate(tx, rate, now=now, expected=expected_version)
    if stored is None:
        raise StaleVersion("Somebody changed this price since you read it.")
    facts = {"amountMinor": rate.amount_minor, "unit": rate.unit.value, "version": stored.version}
    await _changed(
        tx,
        principal=principal,
        vendor_id=rate.offer.vendor_id,
        offer=rate.offer,
        action="pricing.rate_set",
        subject=offer_text(rate.offer),
        facts=facts,
    )
    return stored


async def get_rate(read: ReadTx, *, offer: Offer) -> Rate:
    """Raises NotFound."""
    found = await rows.find_rate(read, offer)
    if found is None:
        raise NotFound("This offer has no price yet.")
    return found


async def list_rates(read: ReadTx, *, vendor_id: int) -> list[Rate]:
    """All rates of a vendor."""
    return await rows.list_rates(read, vendor_id=vendor_id)


async def delete_rate(tx: Tx, *, offer: Offer, principal: Principal) -> None:
    """Take an offer's price away; it cannot be booked until it has one again. Raises NotFound."""
    if not await rows.delete_rate(tx, offer):
        raise NotFound("This offer has no price.")
    await _changed(
        tx,
        principal=principal,
        vendor_id=offer.vendor_id,
        offer=offer,
        action="pricing.rate_deleted",
        subject=offer_text(offer),
        facts={},
    )


async def add_rule(tx: Tx, *, rule: PriceRule, principal: Principal, now: datetime) -> PriceRule:
    """Create a price rule. Raises NotFound (another vendor's offer), Invalid."""
    await _check_rule(tx, rule)
    stored = await rows.insert_rule(tx, rule, now=now)
    await _rule_changed(tx, principal, stored, "pricing.rule_added")
    return stored


async def change_rule(tx: Tx, *, rule: PriceRule, principal: Principal, now: datetime) -> PriceRule:
    """Replace a rule read at `rule.version`. Raises NotFound, Invalid, StaleVersion."""
    await _check_rule(tx, rule)
    if not await rows.replace_rule(tx, rule, now=now):
        raise StaleVersion("Somebody changed this rule since you read it.")
    await _rule_changed(tx, principal, rule, "pricing.rule_changed")
    return replace(rule, version=rule.version + 1)


async def get_rule(read: ReadTx, *, vendor_id: int, rule_id: int) -> PriceRule:
    """Raises NotFound."""
    for rule in await rows.list_rules(read, vendor_id=vendor_id):
        if rule.id == rule_id:
            return rule
    raise NotFound("No such price rule.")


async def list_rules(read: ReadTx, *, vendor_id: int) -> list[PriceRule]:
    """All rules of a vendor in the order they apply."""
    return await rows.list_rules(read, vendor_id=vendor_id)


async def delete_rule(tx: Tx, *, vendor_id: int, rule_id: int, principal: Principal) -> None:
    """Remove a rule; bookings keep the prices they have. Raises NotFound."""
    if not await rows.delete_rule(tx, vendor_id=vendor_id, rule_id=rule_id):
        raise NotFound("No such price rule.")
    await _changed(
        tx,
        principal=principal,
        vendor_id=vendor_id,
        offer=None,
        action="pricing.rule_deleted",
        subject=public_id("rul", rule_id),
        facts={},
    )


async def add_fee(tx: Tx, *, fee: Fee, principal: Principal, now: datetime) -> Fee:
    """Create a fee. Raises NotFound, Invalid (also for legal caps of the vendor's country)."""
    await _check_fee(tx, fee)
    stored = await rows.insert_fee(tx, fee, now=now)
    await _fee_changed(tx, principal, stored, "pricing.fee_added")
    return stored


async def change_fee(tx: Tx, *, fee: Fee, principal: Principal, now: datetime) -> Fee:
    """Replace a fee read at `fee.version`. Raises NotFound, Invalid, StaleVersion."""
    await _check_fee(tx, fee)
    if not await rows.replace_fee(tx, fee, now=now):
        raise StaleVersion("Somebody changed this fee since you read it.")
    await _fee_changed(tx, principal, fee, "pricing.fee_changed")
    return replace(fee, version=fee.version + 1)


async def get_fee(read: ReadTx, *, vendor_id: int, fee_id: int) -> Fee:
    """Raises NotFound."""
    for fee in await rows.list_fees(read, vendor_id=vendor_id):
        if fee.id == fee_id:
            return fee
    raise NotFound("No such fee.")


async def list_fees(read: ReadTx, *, vendor_id: int) -> list[Fee]:
    """All fees of a vendor."""
    return await rows.list_fees(read, vendor_id=vendor_id)


async def delete_fee(tx: Tx, *, vendor_id: int, fee_id: int, principal: Principal) -> None:
    """Remove a fee; bookings keep the prices they have. Raises NotFound."""
    if not await rows.delete_fee(tx, vendor_id=vendor_id, fee_id=fee_id):
        raise NotFound("No such fee.")
    await _changed(
        tx,
        principal=principal,
        vendor_id=vendor_id,
        offer=None,
        action="pricing.fee_deleted",
        subject=public_id("fee", fee_id),
        facts={},
    )


async def set_tax(tx: Tx, *, vendor_id: int, setting: TaxSetting, principal: Principal, now: datetime) -> TaxSetting:
    """Say how the vendor is taxed. Raises Invalid for a regime its country does not have."""
    vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
    known = regimes(vendor.country)
    if setting.regime not in known:
        raise Invalid(FieldError("/regime", f"in {vendor.country} there are: {', '.join(sorted(known))}"))
    await rows.put_tax(tx, vendor_id=vendor_id, setting=setting, now=now)
    facts = {"regime": setting.regime, "inclusive": setting.inclusive}
    await _changed(
        tx,
        principal=principal,
        vendor_id=vendor_id,
        offer=None,
        action="pricing.tax_set",
        subject=public_id("ven", vendor_id),
        facts=facts,
    )
    return setting


async def get_tax(read: ReadTx, *, vendor_id: int) -> TaxSetting:
    """How the vendor is taxed; untaxed until it says otherwise."""
    return await rows.find_tax(read, vendor_id=vendor_id) or TaxSetting()


async def _check_rule(tx: Tx, rule: PriceRule) -> None:
    if rule.offer is not None:
        await venue_of(tx, rule.offer)
    if errors := rule_errors(rule):
        raise Invalid(*errors)
    if await value.unknown_plans(tx, vendor_id=rule.vendor_id, plan_ids=rule.conditions.plans):
        raise Invalid(FieldError("/conditions/plans", "You have no such membership plan.", "unknown_plan"))


async def _check_fee(tx: Tx, fee: Fee) -> None:
    if fee.offer is not None:
        await venue_of(tx, fee.offer)
    vendor = await vendors.get_vendor(tx, vendor_id=fee.vendor_id)
    if errors := fee_errors(fee, country=vendor.country):
        raise Invalid(*errors)


async def _rule_changed(tx: Tx, principal: Principal, rule: PriceRule, action: str) -> None:
    facts = {"effect": rule.effect.value, "value": rule.value}
    await _changed(
        tx,
        principal=principal,
        vendor_id=rule.vendor_id,
        offer=rule.offer,
        action=action,
        subject=public_id("rul", rule.id),
        facts=facts,
    )


async def _fee_changed(tx: Tx, principal: Principal, fee: Fee, action: str) -> None:
    facts = {"kind": fee.kind.value, "value": fee.value}
    await _changed(
        tx,
        principal=principal,
        vendor_id=fee.vendor_id,
        offer=fee.offer,
        action=action,
        subject=public_id("fee", fee.id),
        facts=facts,
    )


async def _changed(
    tx: Tx,
    *,
    principal: Principal,
    vendor_id: int,
    offer: Offer | None,
    action: str,
    subject: str,
    facts: dict[str, Any],  # Any: JSON of the audit row
) -> None:
    await record(tx, principal, action=action, subject=subject, vendor_id=vendor_id, details=facts)
    resource_id, service_id = (offer.resource_id, offer.service_id) if offer else (None, None)
    await publish(tx, PricesChanged(vendor_id=vendor_id, resource_id=resource_id, service_id=service_id))
