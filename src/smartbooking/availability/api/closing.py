"""Closures, blocks and the calendar of a vendor."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from smartbooking.availability import service
from smartbooking.availability.access import Manager, Staff
from smartbooking.availability.domain.claims import ClaimKind
from smartbooking.availability.errors import ClosureMeetsBookings, SlotUnavailable
from smartbooking.availability.schemas.claims import (
    BlockBody,
    BlockReply,
    ClaimReply,
    ClaimsReply,
    ClosureBody,
    ClosureRef,
    ClosureReply,
    ClosuresReply,
    UseReply,
)
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.http.deps import NowDep, OnceDep, ReadTxDep, TxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import CalendarDay, ClaimRef, ResourceRef, VendorRef
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.period import Period
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid, NotFound, Unauthenticated

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}", tags=["Availability"])
REFUSALS: Final = problems(NotFound, Forbidden, Unauthenticated)
LONGEST_CALENDAR: Final = timedelta(days=92)
FromDate = Annotated[CalendarDay, Query(alias="from", examples=["2026-11-21"])]
ToDate = Annotated[
    CalendarDay, Query(alias="to", description="The first date no longer shown", examples=["2026-11-28"])
]


@router.post(
    "/closures",
    summary="Close resources for a time",
    response_model=ClosureReply,
    status_code=201,
    responses={**REFUSALS, **problems(ClosureMeetsBookings, Invalid)},
)
async def add_closure(vendor_id: VendorRef, body: ClosureBody, by: Manager, once: OnceDep) -> Response:
    """Bookings inside are listed and nothing is closed, unless `keepBookings` lets them stay."""

    async def close(tx: Tx) -> ClosureReply:
        made = await service.close(
            tx, vendor_id=vendor_id, venue_id=body.venue_id, resource_ids=body.resource_ids, starts=body.starts,
            ends=body.ends, reason=body.reason, by=by.actor, keep_bookings=body.keep_bookings,
        )  # fmt: skip
        await record(tx, by, action="availability.closed", subject=public_id("cls", made.id), vendor_id=vendor_id)
        return ClosureReply.of(made)

    return await once.run(body, close, status=201)


@router.get("/closures", summary="Closures that have not ended", response_model=ClosuresReply, responses=REFUSALS)
async def list_closures(vendor_id: VendorRef, _: Staff, read: ReadTxDep, now: NowDep) -> ClosuresReply:
    """Closures that go on or lie ahead, earliest first."""
    found = await service.list_closures(read, vendor_id=vendor_id, now=now)
    return ClosuresReply(closures=[ClosureReply.of(closure) for closure in found])


@router.delete("/closures/{closure_id}", summary="Take a closure back", status_code=204, responses=REFUSALS)
async def remove_closure(vendor_id: VendorRef, closure_id: ClosureRef, by: Manager, tx: TxDep) -> Response:
    """What was closed is on sale again at once."""
    await record(tx, by, action="availability.reopened", subject=public_id("cls", closure_id), vendor_id=vendor_id)
    await service.reopen(tx, vendor_id=vendor_id, closure_id=closure_id)
    return Response(status_code=204)


@router.post(
    "/blocks",
    summary="Take places out of sale",
    response_model=BlockReply,
    status_code=201,
    responses={**REFUSALS, **problems(SlotUnavailable, Invalid)},
)
async def add_block(vendor_id: VendorRef, body: BlockBody, by: Staff, once: OnceDep) -> Response:
    """Only free places can be blocked; what is sold stays sold."""

    async def block(tx: Tx) -> BlockReply:
        subject = public_id("res", body.resource_id)
        await record(tx, by, action="availability.blocked", subject=subject, vendor_id=vendor_id)
        made = await service.block(
            tx, vendor_id=vendor_id, resource_id=body.resource_id, span=body.span(), quantity=body.quantity,
            reason=body.reason,
        )  # fmt: skip
        return BlockReply(block_id=made)

    return await once.run(body, block, status=201)


@router.delete("/blocks/{block_id}", summary="Put blocked places back on sale", status_code=204, responses=REFUSALS)
async def remove_block(vendor_id: VendorRef, block_id: ClaimRef, by: Staff, tx: TxDep) -> Response:
    """For blocks only: bookings end by their own commands."""
    await record(tx, by, action="availability.unblocked", subject=public_id("clm", block_id), vendor_id=vendor_id)
    await service.unblock(tx, vendor_id=vendor_id, claim_id=block_id)
    return Response(status_code=204)


@router.get("/blocks", summary="Blocks between two dates", response_model=ClaimsReply, responses=REFUSALS)
async def list_blocks(
    *, vendor_id: VendorRef, _: Staff, read: ReadTxDep, now: NowDep, first: FromDate, until: ToDate
) -> ClaimsReply:
    """Dates are local to the venue; at most 92 days."""
    shown = await _claims(read, vendor_id, first, until, None)
    return ClaimsReply(claims=[claim for claim in shown if claim.kind == ClaimKind.BLOCK], server_now=now)


@router.get(
    "/claims",
    summary="The vendor's calendar: holds, bookings and blocks",
    response_model=ClaimsReply,
    responses=REFUSALS,
)
async def list_claims(
    *,
    vendor_id: VendorRef,
    _: Staff,
    read: ReadTxDep,
    now: NowDep,
    first: FromDate,
    until: ToDate,
    resource_id: Annotated[ResourceRef | None, Query(alias="resourceId")] = None,
) -> ClaimsReply:
    """With `resourceId` also how full each day is. At most 92 days."""
    claims = await _claims(read, vendor_id, first, until, resource_id)
    days = None
    if resource_id is not None:
        use = await service.day_use(
            read, vendor_id=vendor_id, resource_id=resource_id, day_from=first, days=(until - first).days, now=now
        )
        days = [UseReply.of(one) for one in use]
    return ClaimsReply(claims=claims, days=days, server_now=now)


async def _claims(read: ReadTx, vendor_id: int, first: date, until: date, resource_id: int | None) -> list[ClaimReply]:
    if not timedelta(0) < until - first <= LONGEST_CALENDAR or not 2000 <= first.year < 2099:
        raise Invalid(
            FieldError("/query/to", f"Ask for 1 to {LONGEST_CALENDAR.days} days after `from`.", "out_of_range")
        )
    margin = timedelta(hours=14)  # the dates are local somewhere between -12:00 and +14:00
    period = Period(datetime.combine(first, time.min, UTC) - margin, datetime.combine(until, time.min, UTC) + margin)
    found = await service.claims_between(
        read, vendor_id=vendor_id, period=period, resource_ids=None if resource_id is None else [resource_id]
    )
    zones = await service.zones_of(
        read, vendor_id=vendor_id, resource_ids=sorted({claim.resource_id for claim in found})
    )
    return [ClaimReply.of(claim, zones) for claim in found]
