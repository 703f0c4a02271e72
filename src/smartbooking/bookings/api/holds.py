"""Holds: keep a place while somebody types a name."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from smartbooking.availability.errors import HoldLost, LimitReached, SlotUnavailable
from smartbooking.bookings.access import CallerDep, remember_device
from smartbooking.bookings.api import orders, shaping, sold_out
from smartbooking.bookings.errors import InvalidTransition, NoExtensionsLeft, NotBookable, TooManyHolds
from smartbooking.bookings.schemas.replies import HoldExtended, HoldView
from smartbooking.bookings.schemas.requests import HoldRequest
from smartbooking.bookings.service import holds, reading
from smartbooking.bookings.service.crowd import CROWD
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, OnceDep, SettingsDep, SignerDep, TxDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import BookingRef
from smartbooking.kernel.problem import NotFound, TooManyRequests
from smartbooking.value.errors import MembershipRefused
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/holds", tags=["Bookings"])


@router.post(
    "", status_code=201, response_model=HoldView, summary="Hold places for a while",
    dependencies=[Depends(rate_limit("hold", "30/minute", by="principal"))],
    responses=problems(
        NotFound, SlotUnavailable, NotBookable, LimitReached, TooManyRequests, TooManyHolds, MembershipRefused
    ),
)  # fmt: skip
async def place_hold(
    body: HoldRequest, once: OnceDep, caller: CallerDep, signer: SignerDep, settings: SettingsDep, locale: LocaleDep,
    database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """All lines or none. The reply says when the hold ends by the server's clock and how often it may be extended."""
    wish = sold_out.wish_of(database, body)
    await sold_out.SOLD_OUT.refuse(database, wish, once=once, locale=locale, now=now)
    async with database.reading() as read:
        order = await orders.order_of(
            read, lines=body.lines, quote_token=body.quote_token, promo_code=body.promo_code,
            member_code=body.member_code, caller=caller, signer=signer, locale=locale, now=now,
        )  # fmt: skip

    async def use_case(tx: Tx) -> HoldView:
        booking = await holds.place_hold(tx, order, terms=orders.hold_terms(settings), now=now)
        venue = await vendors.get_venue(tx, vendor_id=booking.vendor_id, venue_id=booking.venue_id)
        reader = shaping.Reader(locale=locale, now=now, extensions=settings.hold_extensions)
        return shaping.hold_view(booking, venue, reading.manage_token(signer, booking), reader)

    try:
        async with CROWD.turn(orders.wish_of(database, order)):
            reply = await once.run(body, use_case, status=201)
    except SlotUnavailable as problem:
        sold_out.SOLD_OUT.remember(wish, order)
        raise await orders.taken(database, order, problem, now=now) from problem
    return remember_device(reply, caller, settings.base_url)


@router.post(
    "/{booking_id}/extend", response_model=HoldExtended, summary="Get a little more time",
    responses=problems(NotFound, HoldLost, NoExtensionsLeft, InvalidTransition),
)  # fmt: skip
async def extend_hold(
    booking_id: BookingRef, once: OnceDep, caller: CallerDep, settings: SettingsDep, now: NowDep
) -> Response:
    """Adds two minutes, up to ten times (the house may set both)."""

    async def use_case(tx: Tx) -> HoldExtended:
        terms = orders.hold_terms(settings)
        booking = await holds.extend_hold(tx, booking_id=booking_id, caller=caller, terms=terms, now=now)
        assert booking.expires_at is not None
        left = max(0, settings.hold_extensions - booking.extensions)
        return HoldExtended(expires_at=booking.expires_at, extensions_left=left, server_now=now)

    return await once.run(None, use_case)


@router.delete("/{booking_id}", status_code=204, summary="Give a hold back", responses=problems(NotFound))
async def release_hold(booking_id: BookingRef, caller: CallerDep, tx: TxDep, now: NowDep) -> None:
    """Repeating it is no error; nothing happens to a booking that is no longer only held."""
    await holds.release_hold(tx, booking_id=booking_id, caller=caller, now=now)


@router.post(
    "/{booking_id}/release", status_code=204, summary="Give a hold back (for sendBeacon)", responses=problems(NotFound)
)
async def release_hold_by_beacon(booking_id: BookingRef, caller: CallerDep, tx: TxDep, now: NowDep) -> None:
    """The same as DELETE, for browsers that leave the page."""
    await holds.release_hold(tx, booking_id=booking_id, caller=caller, now=now)
