"""The operators' screen: find anything, the board, the audit trail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from smartbooking.bookings.domain import Booking
from smartbooking.infra.http.deps import LocaleDep, NowDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import ActingRef, UserRef, VendorRef, local_text
from smartbooking.infra.recent import RECENT
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT
from smartbooking.kernel.problem import Forbidden, Unauthenticated
from smartbooking.operations.access import Operator
from smartbooking.operations.repository import board as rows
from smartbooking.operations.schemas.console import (
    AuditList,
    AuditView,
    BoardView,
    FoundBooking,
    FoundBusiness,
    FoundPerson,
    FoundView,
)
from smartbooking.operations.service import finding

router = APIRouter(prefix="/api/v1/operations", tags=["Operations"], responses=problems(Unauthenticated, Forbidden))


@router.get("/find", summary="Find people, bookings and businesses at once")
async def find_anything(
    read: ReadTxDep, principal: Operator, locale: LocaleDep,
    query: Annotated[str, Query(min_length=2, max_length=120, description="Code, phone, e-mail or part of a name")],
) -> FoundView:  # fmt: skip
    """For somebody with a customer on the phone: the first few of each kind."""
    found = await finding.find(read, principal=principal, query=query.strip())
    return FoundView(
        people=[FoundPerson.model_validate(person) for person in found.people],
        bookings=[_booking(booking, locale) for booking in found.bookings],
        businesses=[
            FoundBusiness(id=one.id, name=one.name.pick(locale), status=one.status, phone=one.phone)
            for one in found.businesses
        ],
    )


def _booking(booking: Booking, locale: str) -> FoundBooking:
    contact = booking.contact
    return FoundBooking(
        id=booking.id, code=booking.code, status=booking.status.value, payment_status=booking.payment_status.value,
        vendor_id=booking.vendor_id, name=booking.lines[0].name.pick(locale),
        customer_name=contact.name if contact else "", customer_phone=contact.phone if contact else None,
        start_local=local_text(booking.starts_at, booking.timezone), tz=booking.timezone,
        total_price=booking.total.major, currency=booking.total.currency,
    )  # fmt: skip


@router.get("/board", summary="The platform in numbers")
async def read_board(read: ReadTxDep, _: Operator, now: NowDep) -> BoardView:
    """Read from the tables that hold the truth, at this instant; requests, errors and p95 are this process's own."""
    lately = RECENT.seen()
    own = {"requests": lately.requests, "errors": lately.errors, "worst_route": lately.worst_route}
    return BoardView.model_validate({
        **_fields(await rows.board(read, now=now)), **own, "p95_ms": lately.p95_ms, "server_now": now,
    })  # fmt: skip


def _fields(board: rows.Board) -> dict[str, object]:
    return {name: getattr(board, name) for name in rows.Board.__slots__}


@router.get("/audit", summary="The audit trail", response_model_exclude_none=True)
async def read_audit(
    read: ReadTxDep, _: Operator,
    actor: Annotated[UserRef | None, Query(description="Who did it")] = None,
    action: Annotated[str | None, Query(pattern=r"^[a-z_]+(\.[a-z_-]+)?$", max_length=80, examples=["vendor"])] = None,
    subject: Annotated[str | None, Query(pattern=r"^[a-z]{3}_[0-9A-Z]{1,26}$", examples=["ven_12"])] = None,
    acting_id: Annotated[ActingRef | None, Query(alias="actingId", description="Done under this session")] = None,
    vendor_id: Annotated[VendorRef | None, Query(alias="vendorId")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="`nextBefore` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> AuditList:  # fmt: skip
    """Newest first. `action` is a whole name (`vendor.verified`) or its first part (`vendor`)."""
    found = await rows.audit(
        read, before=before, actor=actor, action=action, subject=subject, acting_id=acting_id, vendor_id=vendor_id,
        limit=limit + 1,
    )  # fmt: skip
    shown = found[:limit]
    return AuditList(
        data=[AuditView.model_validate(entry) for entry in shown],
        next_before=shown[-1].id if len(found) > limit else None,
    )
