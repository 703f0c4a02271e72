"""Promo codes of a business."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter

from smartbooking.infra.http.deps import NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.problem import Conflict, Forbidden, Invalid, NotFound, StaleVersion, Unauthenticated
from smartbooking.pricing import service
from smartbooking.pricing.access import Manager, Staff
from smartbooking.pricing.errors import PromoCodeTaken
from smartbooking.pricing.schemas.fields import PromoRef
from smartbooking.pricing.schemas.merging import merge
from smartbooking.pricing.schemas.promos import PromoIn, PromoOut, PromoPatch, PromosOut, promo_out

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/promo-codes", tags=["Pricing"])
COMMON = problems(Unauthenticated, Forbidden, NotFound)
WRITE = problems(Unauthenticated, Forbidden, NotFound, Invalid, StaleVersion, PromoCodeTaken)


@router.get("", summary="All promo codes of the business", responses=COMMON)
async def list_promos(vendor_id: VendorRef, read: ReadTxDep, _: Staff) -> PromosOut:
    """With how often each was used."""
    return PromosOut(data=[promo_out(promo) for promo in await service.list_promos(read, vendor_id=vendor_id)])


@router.post("", status_code=201, summary="Add a promo code", responses=WRITE)
async def add_promo(vendor_id: VendorRef, body: PromoIn, tx: TxDep, principal: Manager, now: NowDep) -> PromoOut:
    """Upper and lower case are the same code."""
    currency = await service.currency_for(tx, vendor_id=vendor_id, offer=None)
    promo = body.promo(vendor_id=vendor_id, currency=currency)
    return promo_out(await service.add_promo(tx, promo=promo, principal=principal, now=now))


@router.patch("/{promo_id}", summary="Change the terms of a promo code", responses=WRITE)
async def change_promo(
    *, vendor_id: VendorRef, promo_id: PromoRef, body: PromoPatch, tx: TxDep, principal: Manager, now: NowDep
) -> PromoOut:
    """The code itself stays; so does what was redeemed."""
    known = await service.get_promo(tx, vendor_id=vendor_id, promo_id=promo_id)
    wanted = merge(promo_out(known), body).promo(vendor_id=vendor_id, currency=known.currency)
    promo = replace(
        wanted,
        id=known.id,
        code=known.code,
        spent_minor=known.spent_minor,
        redeemed=known.redeemed,
        version=body.version or known.version,
    )
    return promo_out(await service.change_promo(tx, promo=promo, principal=principal, now=now))


@router.delete(
    "/{promo_id}",
    status_code=204,
    summary="Remove a promo code nobody used",
    responses=problems(Unauthenticated, Forbidden, NotFound, Conflict),
)
async def delete_promo(vendor_id: VendorRef, promo_id: PromoRef, tx: TxDep, principal: Manager) -> None:
    """Possible until somebody has used it; afterwards switch it off."""
    await service.delete_promo(tx, vendor_id=vendor_id, promo_id=promo_id, principal=principal)
