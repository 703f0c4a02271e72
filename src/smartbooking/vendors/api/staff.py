"""The people of a business."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from smartbooking.identity.errors import LastOwner
from smartbooking.identity.service import members_of
from smartbooking.infra.http.deps import ReadTxDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import UserRef, VendorRef
from smartbooking.kernel.principal import VendorRole
from smartbooking.kernel.problem import Forbidden, NotFound, TooManyRequests, Unauthenticated
from smartbooking.vendors import service
from smartbooking.vendors.access import Manager, Staff
from smartbooking.vendors.schemas.vendor import NewStaff, StaffList, StaffView

router = APIRouter(
    prefix="/api/v1/vendors/{vendor_id}/staff",
    tags=["Vendors"],
    responses=problems(Unauthenticated, Forbidden, NotFound),
)


@router.get("", summary="Colleagues", response_model_exclude_none=True)
async def list_staff(vendor_id: VendorRef, principal: Staff, read: ReadTxDep) -> StaffList:
    """Owners first; managers and owners also see contacts."""
    await service.get_vendor(read, vendor_id=vendor_id)
    with_contacts = principal.operator or principal.works_for(vendor_id, VendorRole.MANAGER)
    return StaffList.of(await members_of(read, vendor_id), with_contacts=with_contacts)


@router.post(
    "",
    status_code=201,
    summary="Add a colleague or change a role",
    response_model_exclude_none=True,
    responses=problems(LastOwner, TooManyRequests),
    # Whoever may ask here learns which contacts have an account: not many at a time.
    dependencies=[Depends(rate_limit("staff", "30/hour", by="principal"))],
)
async def add_staff(vendor_id: VendorRef, body: NewStaff, principal: Manager, tx: TxDep) -> StaffView:
    """Managers add staff; owners give any role. The person needs an account."""
    user_id = await service.add_staff(
        tx, principal=principal, vendor_id=vendor_id, contact=body.contact, role=body.role
    )
    members = await members_of(tx, vendor_id)
    added = next(member for member in members if member.membership.user_id == user_id)
    return StaffView.of(added, with_contacts=True)


@router.delete("/{user_id}", status_code=204, summary="Remove a colleague, or leave", responses=problems(LastOwner))
async def remove_staff(vendor_id: VendorRef, user_id: UserRef, principal: Staff, tx: TxDep) -> None:
    """Counts from the next request on. The last owner stays."""
    await service.remove_staff(tx, principal=principal, vendor_id=vendor_id, user_id=user_id)
