"""HTTP of membership plans."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path

from smartbooking.infra.http.deps import LocaleDep, NowDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import PlanRef, VendorRef
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, StaleVersion
from smartbooking.value import service
from smartbooking.value.access import Manager, Staff
from smartbooking.value.errors import PlanNotFound
from smartbooking.value.schemas.memberships import PlanChangeIn, PlanIn, PlanOut, PlansOut
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}/membership-plans", tags=["Memberships"])
PlanId = Annotated[PlanRef, Path(description="The plan")]


@router.get("", summary="Membership plans of the business", responses=problems(Forbidden, NotFound))
async def list_plans(vendor_id: VendorRef, read: ReadTxDep, _: Staff, locale: LocaleDep) -> PlansOut:
    """Also those that are not sold any more."""
    return PlansOut(data=[PlanOut.of(plan, locale) for plan in await service.list_plans(read, vendor_id=vendor_id)])


@router.post("", status_code=201, summary="Add a membership plan", responses=problems(Forbidden, NotFound, Invalid))
async def add_plan(
    vendor_id: VendorRef, body: PlanIn, tx: TxDep, principal: Manager, now: NowDep, locale: LocaleDep
) -> PlanOut:
    """Then give its members a price: a price rule with the condition `plans`."""
    vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
    plan = body.plan(vendor_id=vendor_id, currency=vendor.currency)
    return PlanOut.of(await service.add_plan(tx, plan=plan, principal=principal, now=now), locale)


@router.put(
    "/{plan_id}", summary="Change a membership plan",
    responses=problems(Forbidden, NotFound, PlanNotFound, Invalid, StaleVersion),
)  # fmt: skip
async def change_plan(
    vendor_id: VendorRef, plan_id: PlanId, body: PlanChangeIn, tx: TxDep, principal: Manager, locale: LocaleDep
) -> PlanOut:
    """What it allows counts at once for everybody who holds it; its price from the next period on."""
    known = await service.get_plan(tx, vendor_id=vendor_id, plan_id=plan_id)
    wanted = body.plan(vendor_id=vendor_id, currency=known.price.currency)
    plan = replace(wanted, id=plan_id, version=body.version)
    return PlanOut.of(await service.change_plan(tx, plan=plan, principal=principal), locale)
