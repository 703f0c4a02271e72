"""Promo codes as vendors manage them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import Conflict, Invalid, NotFound, StaleVersion
from smartbooking.pricing.domain import PromoCode
from smartbooking.pricing.domain.checks import promo_errors
from smartbooking.pricing.errors import PromoCodeTaken
from smartbooking.pricing.repository import settings as rows
from smartbooking.pricing.service.settings import venue_of


async def add_promo(tx: Tx, *, promo: PromoCode, principal: Principal, now: datetime) -> PromoCode:
    """Create a promo code. Raises Invalid, NotFound (another vendor's offer), PromoCodeTaken."""
    await _check(tx, promo)
    stored = await rows.insert_promo(tx, promo, now=now)
    if stored is None:
        raise PromoCodeTaken("You already have a promo code of this name.")
    await _audit(tx, principal, stored, "pricing.promo_added")
    return stored


async def change_promo(tx: Tx, *, promo: PromoCode, principal: Principal, now: datetime) -> PromoCode:
    """Replace the terms of a code read at `promo.version`; its name and counters stay. Raises StaleVersion, Invalid."""
    await _check(tx, promo)
    if not await rows.replace_promo(tx, promo, now=now):
        raise StaleVersion("Somebody changed or used this promo code since you read it.")
    await _audit(tx, principal, promo, "pricing.promo_changed")
    return replace(promo, version=promo.version + 1)


async def get_promo(read: ReadTx, *, vendor_id: int, promo_id: int) -> PromoCode:
    """Raises NotFound."""
    for promo in await rows.list_promos(read, vendor_id=vendor_id):
        if promo.id == promo_id:
            return promo
    raise NotFound("No such promo code.")


async def list_promos(read: ReadTx, *, vendor_id: int) -> list[PromoCode]:
    """All promo codes of a vendor, the newest first."""
    return await rows.list_promos(read, vendor_id=vendor_id)


async def delete_promo(tx: Tx, *, vendor_id: int, promo_id: int, principal: Principal) -> None:
    """Remove a code nobody used. Raises NotFound, Conflict (a used one can only be switched off)."""
    promo = await get_promo(tx, vendor_id=vendor_id, promo_id=promo_id)
    if not await rows.delete_unused_promo(tx, vendor_id=vendor_id, promo_id=promo_id):
        raise Conflict("This code has been used: switch it off instead, so that its history stays.")
    await _audit(tx, principal, promo, "pricing.promo_deleted")


async def _check(tx: Tx, promo: PromoCode) -> None:
    for offer in sorted(promo.offers):
        await venue_of(tx, offer)
    if errors := promo_errors(promo):
        raise Invalid(*errors)


async def _audit(tx: Tx, principal: Principal, promo: PromoCode, action: str) -> None:
    facts = {"code": promo.code, "effect": promo.effect.value, "value": promo.value, "active": promo.active}
    subject = public_id("prm", promo.id)
    await record(tx, principal, action=action, subject=subject, vendor_id=promo.vendor_id, details=facts)
