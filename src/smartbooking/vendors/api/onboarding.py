"""The steps from draft to listed, and their history."""

from __future__ import annotations

from fastapi import APIRouter

from smartbooking.infra.http.deps import LocaleDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import VendorRef
from smartbooking.kernel.problem import Forbidden, NotFound, Unauthenticated
from smartbooking.vendors import service
from smartbooking.vendors.access import Operator, Owner, Staff
from smartbooking.vendors.domain import Verb
from smartbooking.vendors.errors import InvalidTransition
from smartbooking.vendors.schemas.vendor import DecisionList, Step, Submission, VendorView

router = APIRouter(
    prefix="/api/v1/vendors/{vendor_id}",
    tags=["Vendors"],
    responses=problems(Unauthenticated, Forbidden, NotFound, InvalidTransition),
)


@router.post("/submit", summary="Ask to be verified", response_model_exclude_none=True)
async def submit_vendor(
    *, vendor_id: VendorRef, principal: Owner, tx: TxDep, locale: LocaleDep, body: Submission | None = None
) -> VendorView:
    """From draft or rejected. Answers 422 naming every fact that is still missing."""
    reason = body.reason if body else ""
    made = await service.submit(tx, principal=principal, vendor_id=vendor_id, reason=reason)
    return VendorView.of(made, locale=locale, principal=principal)


@router.post("/verify", summary="List a business", response_model_exclude_none=True)
async def verify_vendor(
    vendor_id: VendorRef, body: Step, principal: Operator, tx: TxDep, locale: LocaleDep
) -> VendorView:
    """From submitted; operators only."""
    made = await service.take_step(tx, Verb.VERIFY, principal=principal, vendor_id=vendor_id, reason=body.reason)
    return VendorView.of(made, locale=locale, principal=principal)


@router.post("/reject", summary="Send a business back", response_model_exclude_none=True)
async def reject_vendor(
    vendor_id: VendorRef, body: Step, principal: Operator, tx: TxDep, locale: LocaleDep
) -> VendorView:
    """From submitted; operators only. The owner reads the reason and may submit again."""
    made = await service.take_step(tx, Verb.REJECT, principal=principal, vendor_id=vendor_id, reason=body.reason)
    return VendorView.of(made, locale=locale, principal=principal)


@router.post("/suspend", summary="Take a business off the list", response_model_exclude_none=True)
async def suspend_vendor(
    vendor_id: VendorRef, body: Step, principal: Operator, tx: TxDep, locale: LocaleDep
) -> VendorView:
    """From verified; operators only. What is booked stays booked."""
    made = await service.take_step(tx, Verb.SUSPEND, principal=principal, vendor_id=vendor_id, reason=body.reason)
    return VendorView.of(made, locale=locale, principal=principal)


@router.post("/reinstate", summary="List a suspended business again", response_model_exclude_none=True)
async def reinstate_vendor(
    vendor_id: VendorRef, body: Step, principal: Operator, tx: TxDep, locale: LocaleDep
) -> VendorView:
    """From suspended; operators only."""
    made = await service.take_step(tx, Verb.REINSTATE, principal=principal, vendor_id=vendor_id, reason=body.reason)
    return VendorView.of(made, locale=locale, principal=principal)


@router.get("/decisions", summary="What was decided, and why", response_model_exclude_none=True)
async def read_decisions(vendor_id: VendorRef, principal: Staff, read: ReadTxDep) -> DecisionList:
    """The history of the business, newest first."""
    await service.get_vendor(read, vendor_id=vendor_id)
    return DecisionList.of(await service.decisions(read, vendor_id=vendor_id), principal=principal)
