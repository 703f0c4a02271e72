"""Fees of a business."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.infra.http.deps import LocaleDep, NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, StaleVersion, Unauthenticated
from smartbooking.pricing import service
from smartbooking.pricing.access import Manager, Staff
from smartbooking.pricing.schemas.fields import FeeRef
from smartbooking.pricing.schemas.merging import merge
from smartbooking.pricing.schemas.rules import FeeIn, FeeOut, FeePatch, FeesOut, fee_out

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/fees", tags=["Pricing"])
COMMON = problems(Unauthenticated, Forbidden, NotFound)
WRITE = problems(Unauthenticated, Forbidden, NotFound, Invalid, StaleVersion)


@router.get("", summary="All fees of the business", responses=COMMON)
async def list_fees(vendor_id: VendorRef, read: ReadTxDep, _: Staff, locale: LocaleDep) -> FeesOut:
    """Active or not, in the order they are charged."""
    return FeesOut(data=[fee_out(fee, locale) for fee in await service.list_fees(read, vendor_id=vendor_id)])


@router.post("", status_code=201, summary="Add a fee", responses=WRITE)
async def add_fee(
    *, vendor_id: VendorRef, body: FeeIn, tx: TxDep, principal: Manager, now: NowDep, locale: LocaleDep
) -> FeeOut:
    """A fixed amount or a percentage; it appears as a line of its own in every quote."""
    currency = await service.currency_for(tx, vendor_id=vendor_id, offer=body.offer(vendor_id))
    fee = body.fee(vendor_id=vendor_id, currency=currency)
    return fee_out(await service.add_fee(tx, fee=fee, principal=principal, now=now), locale)


@router.patch("/{fee_id}", summary="Change a fee", responses=WRITE)
async def change_fee(
    *,
    vendor_id: VendorRef,
    fee_id: FeeRef,
    body: FeePatch,
    tx: TxDep,
    principal: Manager,
    now: NowDep,
    locale: LocaleDep,
) -> FeeOut:
    """Only the fields sent change."""
    known = await service.get_fee(tx, vendor_id=vendor_id, fee_id=fee_id)
    wanted = merge(fee_out(known, locale), body)
    version = body.version or known.version
    fee = wanted.fee(vendor_id=vendor_id, currency=known.currency, fee_id=fee_id, version=version)
    return fee_out(await service.change_fee(tx, fee=fee, principal=principal, now=now), locale)


@router.delete("/{fee_id}", status_code=204, summary="Remove a fee", responses=COMMON)
async def delete_fee(vendor_id: VendorRef, fee_id: FeeRef, tx: TxDep, principal: Manager) -> None:
    """Quotes and bookings that hold it keep it."""
    await service.delete_fee(tx, vendor_id=vendor_id, fee_id=fee_id, principal=principal)
