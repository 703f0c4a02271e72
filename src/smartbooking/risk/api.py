"""The switches of risk: the platform's, and each business's own."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.infra.http.deps import DatabaseDep, NowDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.problem import Forbidden, NotFound, Unauthenticated
from smartbooking.risk import service
from smartbooking.risk.access import Manager, Operator, Staff
from smartbooking.risk.schemas import PlatformMode, VendorMode
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1", tags=["Risk"], responses=problems(Unauthenticated, Forbidden))


@router.get("/operations/risk-mode", response_model=PlatformMode, summary="How far risk may go on the platform")
async def read_risk_mode(database: DatabaseDep, _: Operator) -> PlatformMode:
    """Off until somebody switches it on."""
    return PlatformMode(mode=(await service.modes(database)).platform)


@router.put("/operations/risk-mode", response_model=PlatformMode, summary="Switch risk on or off")
async def set_risk_mode(body: PlatformMode, database: DatabaseDep, principal: Operator, now: NowDep) -> PlatformMode:
    """Every process follows within five seconds; the trail keeps who did it."""
    await database.run(lambda tx: service.set_mode(tx, principal=principal, vendor_id=None, mode=body.mode, now=now))
    service.forget_switches(database)
    return body


@router.get(
    "/vendors/{vendor_id}/risk-mode", response_model=VendorMode, summary="How far risk goes in the business",
    responses=problems(NotFound),
)  # fmt: skip
async def read_vendor_risk_mode(vendor_id: VendorRef, database: DatabaseDep, _: Staff) -> VendorMode:
    """A business watches until it chooses; it never goes further than the platform."""
    async with database.reading() as read:
        await vendors.get_vendor(read, vendor_id=vendor_id)
    return VendorMode.of(await service.modes(database), vendor_id)


@router.put(
    "/vendors/{vendor_id}/risk-mode", response_model=VendorMode, summary="Choose how far risk goes in the business",
    responses=problems(NotFound),
)  # fmt: skip
async def set_vendor_risk_mode(
    vendor_id: VendorRef, body: PlatformMode, database: DatabaseDep, principal: Manager, now: NowDep
) -> VendorMode:
    """`act`: customers whose booking looks unusual are asked to pay in advance, or wait for your yes."""
    async with database.transaction() as tx:
        await vendors.get_vendor(tx, vendor_id=vendor_id)
        await service.set_mode(tx, principal=principal, vendor_id=vendor_id, mode=body.mode, now=now)
    service.forget_switches(database)
    return VendorMode.of(await service.modes(database), vendor_id)
