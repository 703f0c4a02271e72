"""Rates and tax of a business."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.infra.http.deps import NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, StaleVersion, Unauthenticated
from smartbooking.pricing import service
from smartbooking.pricing.access import Manager, Staff
from smartbooking.pricing.schemas.fields import OfferRef, offer_of
from smartbooking.pricing.schemas.rates import RateIn, RateOut, TaxIn, rate_out

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}", tags=["Pricing"])
COMMON = problems(Unauthenticated, Forbidden, NotFound)
WRITE = problems(Unauthenticated, Forbidden, NotFound, Invalid, StaleVersion)


@router.get("/rates", summary="All prices of the business", responses=COMMON)
async def list_rates(vendor_id: VendorRef, read: ReadTxDep, _: Staff) -> list[RateOut]:
    """One price per offer, with its tiers, deposit and bands of ages."""
    return [rate_out(rate) for rate in await service.list_rates(read, vendor_id=vendor_id)]


@router.get("/rates/{offer_id}", summary="The price of an offer", responses=COMMON)
async def get_rate(vendor_id: VendorRef, offer_id: OfferRef, read: ReadTxDep, _: Staff) -> RateOut:
    """With the version that a change has to name."""
    return rate_out(await service.get_rate(read, offer=offer_of(vendor_id, offer_id)))


@router.put("/rates/{offer_id}", summary="Set the price of an offer", responses=WRITE)
async def put_rate(
    *, vendor_id: VendorRef, offer_id: OfferRef, body: RateIn, tx: TxDep, principal: Manager, now: NowDep
) -> RateOut:
    """For new quotes from now on; quotes and bookings keep what they were promised."""
    rate = body.rate(offer_of(vendor_id, offer_id))
    stored = await service.set_rate(tx, rate=rate, principal=principal, now=now, expected_version=body.version)
    return rate_out(stored)


@router.delete("/rates/{offer_id}", status_code=204, summary="Take an offer's price away", responses=COMMON)
async def delete_rate(vendor_id: VendorRef, offer_id: OfferRef, tx: TxDep, principal: Manager) -> None:
    """Without a price an offer can not be booked."""
    await service.delete_rate(tx, offer=offer_of(vendor_id, offer_id), principal=principal)


@router.get("/tax", summary="How the business is taxed", responses=COMMON)
async def get_tax(vendor_id: VendorRef, read: ReadTxDep, _: Staff) -> TaxIn:
    """The regime, and whether prices include the tax."""
    return TaxIn.model_validate(await service.get_tax(read, vendor_id=vendor_id))


@router.put("/tax", summary="Say how the business is taxed", responses=WRITE)
async def put_tax(vendor_id: VendorRef, body: TaxIn, tx: TxDep, principal: Manager, now: NowDep) -> TaxIn:
    """Rates follow from the regime, the category and the date of the visit."""
    stored = await service.set_tax(tx, vendor_id=vendor_id, setting=body.setting(), principal=principal, now=now)
    return TaxIn.model_validate(stored)
