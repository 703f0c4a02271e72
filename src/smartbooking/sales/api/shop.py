"""HTTP of what a business sells online."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.infra.http.deps import LocaleDep, NowDep, PrincipalDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchesDep
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.problem import Forbidden, Invalid, NotFound, StaleVersion
from smartbooking.sales.access import Manager, Staff
from smartbooking.sales.schemas.shop import ShopIn, ShopOut, WindowOut
from smartbooking.sales.service import shop as service
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}", tags=["Online sale"])


@router.get("/on-sale", summary="What a business sells online", responses=problems(NotFound))
async def read_window(
    vendor_id: VendorRef, read: ReadTxDep, principal: PrincipalDep, locale: LocaleDep, switches: SwitchesDep
) -> WindowOut:
    """Gift cards, passes and memberships that can be bought now."""
    vendor = await vendors.visible_vendor(read, vendor_id=vendor_id, principal=principal)
    seen = await service.window(read, vendor_id=vendor_id, switches=switches)
    return WindowOut.of(seen, vendor, locale)


@router.get("/shop", summary="What the business has chosen to sell online", responses=problems(Forbidden, NotFound))
async def read_shop(vendor_id: VendorRef, read: ReadTxDep, _: Staff) -> ShopOut:
    """Nothing, until somebody changes it."""
    vendor = await vendors.get_vendor(read, vendor_id=vendor_id)
    return ShopOut.of(await service.shop_of(read, vendor_id=vendor_id), vendor.currency)


@router.put(
    "/shop", summary="Choose what is sold online", responses=problems(Forbidden, NotFound, Invalid, StaleVersion)
)
async def change_shop(vendor_id: VendorRef, body: ShopIn, tx: TxDep, principal: Manager, now: NowDep) -> ShopOut:
    """Amounts of gift cards, and which plans. What was sold stays sold; what is being paid is issued."""
    vendor = await vendors.get_vendor(tx, vendor_id=vendor_id)
    shop = body.shop(vendor_id=vendor_id, currency=vendor.currency)
    return ShopOut.of(await service.change_shop(tx, shop=shop, principal=principal, now=now), vendor.currency)
