"""/api/bookings: the handlers of /api/v1/bookings behind the founding document's words."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Wish
from smartbooking.availability.errors import HoldLost, SlotUnavailable
from smartbooking.bookings.access import CallerDep, Customer
from smartbooking.bookings.api import bookings as v1
from smartbooking.bookings.api import commands, lists
from smartbooking.bookings.domain import Status
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import InvalidTransition, MethodNotOffered, NotBookable, PaymentDeclined
from smartbooking.bookings.schemas.replies import BookingCreated, BookingList, Cancelled
from smartbooking.bookings.schemas.requests import CancelRequest, UserDetails
from smartbooking.catalog import service as catalog
from smartbooking.entrypoints.facade.kinds import HOTELS, RESTAURANTS, TAG, PlaceKind
from smartbooking.entrypoints.facade.schemas import HotelBooking, RestaurantBooking
from smartbooking.identity import service as identity
from smartbooking.infra.db import ReadTx
from smartbooking.infra.http.deps import (
    DatabaseDep,
    LocaleDep,
    NowDep,
    OnceDep,
    ReadTxDep,
    SettingsDep,
    SignerDep,
)
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import BookingRef
from smartbooking.kernel.page import DEFAULT_LIMIT
from smartbooking.kernel.period import Period
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, TooManyRequests, Unauthenticated

router = APIRouter(prefix="/api/bookings", tags=[TAG])
_REFUSALS = problems(
    NotFound, SlotUnavailable, NotBookable, HoldLost, MethodNotOffered, PaymentDeclined, TooManyRequests, Invalid
)
_BUDGET = [Depends(rate_limit("book", "60/minute", by="principal"))]


@router.post(
    "/hotel", status_code=201, response_model=BookingCreated, response_model_exclude_none=True,
    name="book_hotel", summary="Book a room", responses=_REFUSALS, dependencies=_BUDGET,
)  # fmt: skip
async def book_hotel(
    *, body: HotelBooking, once: OnceDep, caller: CallerDep, signer: SignerDep, settings: SettingsDep,
    locale: LocaleDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """The same as POST /api/v1/bookings, with the same races, keys and refusals."""
    async with database.reading() as read:
        await _check(read, HOTELS, body.room_id, body.venue_id)
        request = body.request(await _contact(read, body.user_details, caller))
    return await v1.create_booking(
        body=request, once=once, caller=caller, signer=signer, settings=settings, locale=locale, database=database,
        now=now,
    )  # fmt: skip


@router.post(
    "/restaurant", status_code=201, response_model=BookingCreated, response_model_exclude_none=True,
    name="book_restaurant", summary="Book a table", responses=_REFUSALS, dependencies=_BUDGET,
)  # fmt: skip
async def book_restaurant(
    *, body: RestaurantBooking, once: OnceDep, caller: CallerDep, signer: SignerDep, settings: SettingsDep,
    locale: LocaleDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """The same as POST /api/v1/bookings, with the same races, keys and refusals."""
    async with database.reading() as read:
        await _check(read, RESTAURANTS, body.table_id, body.venue_id)
        want, _ = await availability.check_wish(read, wish=_wish(body), now=now)
        assert isinstance(want.span, Period)
        request = body.request(await _contact(read, body.user_details, caller), want.span)
    return await v1.create_booking(
        body=request, once=once, caller=caller, signer=signer, settings=settings, locale=locale, database=database,
        now=now,
    )  # fmt: skip


@router.get(
    "/my-bookings", response_model=BookingList, response_model_exclude_none=True, name="list_my_bookings",
    summary="Your bookings", responses=problems(Unauthenticated),
)  # fmt: skip
async def list_my_bookings(
    read: ReadTxDep, principal: Customer, locale: LocaleDep,
    status: Annotated[list[Status] | None, Query(description="Only these; repeat for several")] = None,
    page: lists.PageNumber = 1, limit: lists.Limit = DEFAULT_LIMIT,
) -> BookingList:  # fmt: skip
    """The latest visit first."""
    return await lists.list_user_bookings(
        read=read, principal=principal, locale=locale, user_id="me", status=status or [], page=page, limit=limit
    )


async def cancel_booking(
    booking_id: BookingRef, once: OnceDep, caller: CallerDep, now: NowDep,
    body: Annotated[CancelRequest | None, Body()] = None,
) -> Response:  # fmt: skip
    """Cancelling twice is cancelling once. The refund follows the policy frozen at booking."""
    return await commands.cancel_booking(
        booking_id=booking_id, body=body or CancelRequest(), once=once, caller=caller, now=now
    )


# Both methods are taken, as in /api/v1.
for method, name in (("PUT", "cancel"), ("POST", "post_cancel")):
    router.add_api_route(
        "/{booking_id}/cancel", cancel_booking, methods=[method], name=name, response_model=Cancelled,
        summary="Cancel" if method == "PUT" else "Cancel (the same by POST)",
        responses=problems(NotFound, InvalidTransition),
    )  # fmt: skip


def _wish(body: RestaurantBooking) -> Wish:
    end = body.at + timedelta(minutes=body.duration_minutes) if body.duration_minutes else None
    return Wish(resource_id=body.table_id, start=body.at, end=end, party=body.guests)


async def _check(read: ReadTx, kind: PlaceKind, resource_id: int, venue_id: int | None) -> None:
    """The thing is what the address says; raises NotFound."""
    offer = await catalog.get_resource(read, resource_id=resource_id)
    if offer.vertical != kind.vertical or (venue_id is not None and offer.venue_id != venue_id):
        raise NotFound(f"No such {kind.offer}.")


async def _contact(read: ReadTx, given: UserDetails | None, caller: Caller) -> UserDetails:
    """Who comes: as written, else as the account says; raises Invalid when nobody is known."""
    if given is not None:
        return given
    if caller.principal.user_id is None:
        raise Invalid(FieldError("/userDetails", "Say who comes, or sign in.", "required"))
    user = await identity.get_user(read, caller.principal.user_id)
    return UserDetails(first_name=user.name, email=user.email, phone=user.phone)
