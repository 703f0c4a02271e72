"""A business cancels many bookings: the list first, then one command, then its progress."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from smartbooking.bookings.access import CallerDep, Manager, Staff
from smartbooking.bookings.schemas.cancelling import (
    AffectedList,
    AffectedView,
    CancellationList,
    CancellationView,
    CancelManyRequest,
)
from smartbooking.bookings.service import mass_cancellation as service
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import LocaleDep, NowDep, OnceDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import CancellationRef, ResourceRef, VendorRef
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, Unauthenticated
from smartbooking.payments import service as payments

router = APIRouter(
    prefix="/api/v1/vendors/{vendor_id}/cancellations", tags=["Bookings"], responses=problems(Unauthenticated, NotFound)
)
LONGEST = 366


@router.get("/affected", response_model=AffectedList, summary="Bookings a cancelled time would meet")
async def list_affected(
    *, vendor_id: VendorRef, read: ReadTxDep, _: Staff, locale: LocaleDep,
    day_from: Annotated[date, Query(alias="from", description="First date")],
    day_to: Annotated[date, Query(alias="to", description="Date after the last")],
    resource_id: Annotated[ResourceRef | None, Query(alias="resourceId", description="Only on this resource")] = None,
) -> AffectedList:  # fmt: skip
    """Whatever touches these days and could be cancelled, with what would go back to each customer."""
    if not 0 < (day_to - day_from).days <= LONGEST or not 2000 <= day_from.year < 2099:
        raise Invalid(FieldError("/query/to", f"Ask for 1 to {LONGEST} days after `from`.", "out_of_range"))
    found = await service.affected(
        read, vendor_id=vendor_id, day_from=day_from, day_before=day_to, resource_id=resource_id
    )
    return AffectedList(data=[AffectedView.of(one, locale) for one in found], complete=len(found) < service.AT_MOST)


@router.post("", status_code=202, response_model=CancellationView, summary="Cancel many bookings")
async def cancel_many(
    vendor_id: VendorRef, body: CancelManyRequest, once: OnceDep, _: Manager, caller: CallerDep, now: NowDep
) -> Response:
    """One command: the worker cancels booking after booking, everybody is refunded in full, a crash loses nothing."""
    payments.refuse_card_numbers(body.reason, "/reason")

    async def use_case(tx: Tx) -> CancellationView:
        made = await service.start(
            tx, vendor_id=vendor_id, booking_ids=body.booking_ids, reason=body.reason, caller=caller, now=now
        )
        return CancellationView.of(made)

    return await once.run(body, use_case, status=202)


@router.get("", response_model=CancellationList, summary="Commands that cancelled many bookings")
async def list_cancellations(vendor_id: VendorRef, read: ReadTxDep, _: Staff) -> CancellationList:
    """The latest first."""
    return CancellationList(
        data=[CancellationView.of(one) for one in await service.commands(read, vendor_id=vendor_id)]
    )


@router.get("/{cancellation_id}", response_model=CancellationView, summary="How far a cancellation has come")
async def read_cancellation(
    vendor_id: VendorRef, cancellation_id: CancellationRef, read: ReadTxDep, _: Staff
) -> CancellationView:
    """Every booking with its outcome and how its refund stands."""
    return CancellationView.of(await service.progress(read, vendor_id=vendor_id, cancellation_id=cancellation_id))
