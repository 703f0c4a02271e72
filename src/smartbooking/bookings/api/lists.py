"""Lists of bookings: a customer's history, a business's day, the platform's search."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from smartbooking.bookings.access import Customer, Operator, Staff
from smartbooking.bookings.api.shaping import summary
from smartbooking.bookings.domain import Booking, PaymentStatus, Status
from smartbooking.bookings.schemas.replies import BookingList, Pagination
from smartbooking.bookings.service import listing
from smartbooking.infra.http.deps import LocaleDep, ReadTxDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import CalendarDay, ResourceRef, VendorRef
from smartbooking.kernel.ids import MalformedId, parse_uuid
from smartbooking.kernel.page import DEFAULT_LIMIT, MAX_LIMIT, Page
from smartbooking.kernel.problem import FieldError, Forbidden, Invalid, NotFound

router = APIRouter(prefix="/api/v1", tags=["Bookings"])
PageNumber = Annotated[int, Query(ge=1, le=500)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Statuses = Annotated[list[Status], Query(alias="status", description="Only these; repeat for several")]
OnResource = Annotated[ResourceRef | None, Query(alias="resourceId", description="Only what takes this resource")]
Payments = Annotated[list[PaymentStatus], Query(alias="payment", description="Only these; repeat for several")]
NewestFirst = Annotated[bool, Query(alias="newestFirst", description="The latest start first")]
Text = Annotated[str | None, Query(max_length=120, description="Code, phone, e-mail or part of the name")]


def _list(found: Page[Booking], locale: str, *, with_customer: bool) -> BookingList:
    return BookingList(
        data=[summary(booking, locale, with_customer=with_customer) for booking in found.rows],
        pagination=Pagination(page=found.page, limit=found.limit, total=found.total, total_is_exact=found.exact),
    )


@router.get(
    "/users/{user_id}/bookings", response_model=BookingList, response_model_exclude_none=True,
    summary="A customer's bookings", responses=problems(NotFound, Forbidden),
)  # fmt: skip
async def list_user_bookings(
    read: ReadTxDep, principal: Customer, locale: LocaleDep,
    user_id: Annotated[str, Path(description="`me` or a user's id", examples=["me"])],
    status: Statuses = [], page: PageNumber = 1, limit: Limit = DEFAULT_LIMIT,  # noqa: B006
) -> BookingList:  # fmt: skip
    """Your own; administrators may read anybody's (SCOPE C18)."""
    who = principal.user_id if user_id == "me" else _user(user_id)
    if who != principal.user_id and not principal.operator:
        raise NotFound("There is no such user, or the bookings are not yours.")
    assert who is not None
    found = await listing.of_customer(read, customer_id=who, statuses=status, page=page, limit=limit)
    return _list(found, locale, with_customer=False)


def _user(text: str) -> UUID:
    try:
        return parse_uuid("usr", text)
    except MalformedId as error:
        raise Invalid(FieldError("/path/user_id", str(error))) from error


@router.get(
    "/vendors/{vendor_id}/bookings", response_model=BookingList, response_model_exclude_none=True,
    summary="A business's bookings", responses=problems(NotFound),
)  # fmt: skip
async def list_vendor_bookings(
    vendor_id: VendorRef, read: ReadTxDep, _: Staff, locale: LocaleDep,
    status: Statuses = [],  # noqa: B006
    starts_from: Annotated[CalendarDay | None, Query(alias="from", description="First day")] = None,
    starts_before: Annotated[CalendarDay | None, Query(alias="to", description="Day after the last")] = None,
    query: Text = None, page: PageNumber = 1, limit: Limit = DEFAULT_LIMIT, resource_id: OnResource = None,
    payment: Payments = [], newest_first: NewestFirst = False,  # noqa: B006
) -> BookingList:  # fmt: skip
    """By start, earliest first unless asked otherwise; with the customers' names and phones."""
    found = await listing.of_vendor(
        read, vendor_id=vendor_id, statuses=status, day_from=starts_from, day_before=starts_before, query=query,
        page=page, limit=limit, resource_id=resource_id, payments=payment, newest_first=newest_first,
    )  # fmt: skip
    return _list(found, locale, with_customer=True)


@router.get(
    "/bookings", response_model=BookingList, response_model_exclude_none=True, summary="All bookings (operators)",
    responses=problems(Forbidden),
)  # fmt: skip
async def list_all_bookings(
    read: ReadTxDep, _: Operator, locale: LocaleDep, status: Statuses = [], query: Text = None,  # noqa: B006
    page: PageNumber = 1, limit: Limit = DEFAULT_LIMIT,
) -> BookingList:  # fmt: skip
    """For the help desk: find by code, phone, e-mail or name."""
    found = await listing.everywhere(read, statuses=status, query=query, page=page, limit=limit)
    return _list(found, locale, with_customer=True)
