"""Booking, paying, and looking at a booking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from smartbooking.availability.errors import HoldLost, LimitReached, SlotUnavailable
from smartbooking.bookings.access import CallerDep, remember_device
from smartbooking.bookings.api import orders, shaping, sold_out
from smartbooking.bookings.api.calendar_file import calendar_file
from smartbooking.bookings.api.staff import for_staff
from smartbooking.bookings.domain import Actor, Booking, Contact
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import (
    InvalidTransition,
    MethodNotOffered,
    NotBookable,
    PaymentDeclined,
    PrepaymentNeeded,
    TooManyHolds,
)
from smartbooking.bookings.schemas.codes import CodeAskedView
from smartbooking.bookings.schemas.replies import BookingCreated, BookingView, NextAction
from smartbooking.bookings.schemas.requests import BookingRequest, PayRequest
from smartbooking.bookings.service import at_once, checkout, covering, holds, reading, switching
from smartbooking.bookings.service import codes as proving
from smartbooking.bookings.service.checkout import Begun
from smartbooking.bookings.service.codes import CodeAsked
from smartbooking.bookings.service.covering import Codes
from smartbooking.bookings.service.crowd import CROWD
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, OnceDep, ReadTxDep, SettingsDep, SignerDep
from smartbooking.infra.http.limits import rate_limit
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchesDep
from smartbooking.infra.http.wire import BookingRef
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.problem import NotFound, TooManyRequests
from smartbooking.kernel.switches import Switch
from smartbooking.payments import service as payments
from smartbooking.payments.domain import Outcome
from smartbooking.payments.errors import PaymentInProgress, SavedCardNotFound
from smartbooking.risk import service as risk
from smartbooking.risk.errors import TooManyCodes
from smartbooking.value.errors import MembershipRefused, PassRefused, ValueRefused
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/bookings", tags=["Bookings"])
Finish = Callable[[dict[str, Any]], Awaitable[BookingCreated]]


@router.post(
    "", status_code=201, response_model=BookingCreated, summary="Book",
    dependencies=[Depends(rate_limit("book", "60/minute", by="principal"))],
    responses=problems(
        NotFound, SlotUnavailable, NotBookable, LimitReached, HoldLost, MethodNotOffered, PaymentDeclined,
        TooManyRequests, TooManyHolds, PrepaymentNeeded, ValueRefused, MembershipRefused, SavedCardNotFound,
        PassRefused, TooManyCodes,
    ),
)  # fmt: skip
async def create_booking(
    body: BookingRequest, once: OnceDep, caller: CallerDep, signer: SignerDep, settings: SettingsDep,
    locale: LocaleDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """In one call from resource and dates, or to finish a hold, or to honour a quote.

    `confirmed` when nothing is due before the visit or the payment succeeded at once; else `pending_payment` with
    what the customer has to do, or `awaiting_approval`; or still `held` with `codeAsked`, when a code has to be given.
    """
    wish = sold_out.wish_of(database, body) if body.hold_id is None else None
    await sold_out.SOLD_OUT.refuse(database, wish, once=once, locale=locale, now=now)
    contact = orders.contact_of(body.user_details)
    payment = orders.payment_of(body, caller)
    payments.refuse_card_numbers(_typed(body, contact))
    terms, modes = orders.hold_terms(settings), await risk.modes(database)
    codes = Codes.of(body.value_code, body.gift_card_code)
    check_out = partial(
        checkout.check_out, contact=contact, payment=payment, note=body.note, approval_for=terms.approval_for,
        limits=terms.limits, modes=modes, codes=codes, extension=terms.extension, extensions=terms.extensions, now=now,
    )  # fmt: skip
    finish = finisher(database, caller, signer, settings.base_url, now)
    if body.hold_id is not None:
        hold_id = body.hold_id

        async def from_hold(tx: Tx) -> dict[str, Any]:
            return progress(await check_out(tx, booking_id=hold_id, caller=caller))

        return remember_device(await once.run_in_steps(body, from_hold, finish, status=201), caller, settings.base_url)
    async with database.reading() as read:
        order = await orders.order_of(
            read, lines=None if body.quote_token else body.basket(), quote_token=body.quote_token,
            promo_code=body.promo_code, member_code=body.member_code, caller=caller, signer=signer, locale=locale,
            now=now,
        )  # fmt: skip
        on_site = payment.method == checkout.PAY_ON_SITE and not codes
        unpaid = on_site and not await holds.needs_hold(read, order.quote)

    async def from_order(tx: Tx) -> dict[str, Any]:
        if codes:  # cards are locked before the ledger, here as where a booking ends
            await covering.lock_value(tx, vendor_id=order.quote.vendor_id, codes=codes)
        held = await holds.place_hold(tx, order, terms=terms, contact=contact, now=now)
        return progress(await check_out(tx, booking_id=held.id, caller=replace(caller, link_to=held.id)))

    async def straight(tx: Tx) -> BookingCreated:
        booking = await at_once.book(
            tx, order, contact=contact, payment=payment, note=body.note, terms=terms, modes=modes, now=now
        )
        asked = await proving.asked_of(tx, booking, now=now)
        return _created(booking, None, reading.manage_token(signer, booking), settings.base_url, now, asked)

    try:
        if unpaid:
            async with CROWD.turn(orders.wish_of(database, order)):
                reply = await once.run(body, straight, status=201, key_required=False)
        else:
            reply = await once.run_in_steps(body, from_order, finish, status=201, key_required=False)
    except SlotUnavailable as problem:
        sold_out.SOLD_OUT.remember(wish, order)
        raise await orders.taken(database, order, problem, now=now) from problem
    return remember_device(reply, caller, settings.base_url)


def _typed(body: BookingRequest, contact: Contact) -> dict[str, Any]:
    """Fields into which somebody may put a card number, as they stand in the request."""
    token = {"token": body.payment_details.token}
    guest = {"firstName": contact.name}
    return {
        "note": body.note,
        "valueCode": body.value_code,
        "giftCardCode": body.gift_card_code,
        "memberCode": body.member_code,
        "paymentDetails": token,
        "userDetails": guest,
    }


def progress(begun: Begun) -> dict[str, Any]:
    """What the second step of paying has to know."""
    return {"booking": begun.booking.id.hex, "attempt": begun.attempt_id.hex if begun.attempt_id else None}


def finisher(database: Database, caller: Caller, signer: Any, base_url: str, now: Any) -> Finish:
    """The second step of paying: call the provider if there is anything to call, then say where things stand."""

    async def finish(progress: dict[str, Any]) -> BookingCreated:
        booking_id, outcome, asked = UUID(hex=progress["booking"]), None, None
        if progress["attempt"]:
            booking, outcome = await checkout.finish_payment(
                database, booking_id=booking_id, attempt_id=UUID(hex=progress["attempt"]), now=now
            )
        else:
            async with database.reading() as read:
                mine = Caller(principal=caller.principal, link_to=booking_id)
                booking, _ = await reading.find(read, booking_id=booking_id, caller=mine)
                asked = await proving.asked_of(read, booking, now=now)
        return _created(booking, outcome, reading.manage_token(signer, booking), base_url, now, asked)

    return finish


def _created(
    booking: Booking,
    outcome: Outcome | None,
    manage_token: str,
    base_url: str,
    now: Any,
    asked: CodeAsked | None = None,
) -> BookingCreated:
    start, end = shaping.day_texts(booking)
    redirect = outcome.redirect_url if outcome else None
    return BookingCreated(
        booking_id=booking.id, status=booking.status.value, resource_id=booking.lines[0].resource_id,
        service_id=booking.lines[0].service_id, start_date=start, end_date=end, total_price=booking.total.major,
        currency=booking.total.currency, confirmation_code=booking.code, created_at=booking.created_at,
        payment_status=booking.payment_status.value, hold_expires_at=booking.expires_at,
        client_secret=outcome.client_secret if outcome and booking.expires_at else None,
        next_action=NextAction(type="redirect", url=redirect) if redirect else None,
        code_asked=CodeAskedView.of(asked, now) if asked else None, manage_token=manage_token,
        manage_url=f"{base_url}/m/{public_id('bkg', booking.id)}?token={manage_token}", server_now=now,
    )  # fmt: skip


@router.post(
    "/{booking_id}/pay", response_model=BookingCreated, summary="Try to pay again, perhaps in another way",
    responses=problems(NotFound, HoldLost, InvalidTransition, MethodNotOffered, PaymentDeclined, PaymentInProgress,
        SavedCardNotFound),
)  # fmt: skip
async def pay_booking(
    booking_id: BookingRef, body: PayRequest, once: OnceDep, caller: CallerDep, signer: SignerDep,
    settings: SettingsDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """Possible while the place is held; a payment left at another provider's page is ended there first.

    Earlier attempts never charge twice: whoever had paid there already is answered with the confirmed booking.
    """
    payment = orders.payment_of(body, caller)
    payments.refuse_card_numbers(payment.token, "/paymentDetails/token")
    paid = False
    if await once.is_new():
        paid = await switching.make_way(database, booking_id=booking_id, caller=caller, payment=payment, now=now)

    async def begin(tx: Tx) -> dict[str, Any]:
        if paid:
            return {"booking": booking_id.hex, "attempt": None}
        return progress(await checkout.pay(tx, booking_id=booking_id, caller=caller, payment=payment, now=now))

    finish = finisher(database, caller, signer, settings.base_url, now)
    return await once.run_in_steps(body, begin, finish, status=200)


@router.get(
    "/lookup", response_model=BookingCreated, summary="Find a booking by its code and your phone or e-mail",
    dependencies=[Depends(rate_limit("lookup", "10/minute"))], responses=problems(NotFound, TooManyRequests),
)  # fmt: skip
async def look_up_booking(
    read: ReadTxDep, signer: SignerDep, settings: SettingsDep, now: NowDep,
    code: Annotated[str, Query(min_length=9, max_length=9, examples=["ABC234XYZ"])],
    contact: Annotated[str, Query(min_length=5, max_length=200, examples=["+77015550418"])],
) -> BookingCreated:  # fmt: skip
    """A guest's way back without the link."""
    booking = await reading.find_by_code(read, code=code, contact=contact)
    return _created(booking, None, reading.manage_token(signer, booking), settings.base_url, now)


@router.get(
    "/{booking_id}", response_model=BookingView, response_model_exclude_none=True, summary="One booking",
    responses=problems(NotFound),
)  # fmt: skip
async def get_booking(
    booking_id: BookingRef,
    read: ReadTxDep,
    caller: CallerDep,
    settings: SettingsDep,
    locale: LocaleDep,
    now: NowDep,
    switches: SwitchesDep,
) -> BookingView:
    """For its customer (signed in or with the manage token), its business and the platform's operators."""
    booking, actor = await reading.find(read, booking_id=booking_id, caller=caller)
    venue = await vendors.get_venue(read, vendor_id=booking.vendor_id, venue_id=booking.venue_id)
    history = await reading.history(read, booking)
    moves = switches.on(Switch.CUSTOMER_MOVES, booking.vendor_id)
    reader = shaping.Reader(locale=locale, now=now, extensions=settings.hold_extensions, moves=moves)
    desk = None if actor is Actor.CUSTOMER else await for_staff(read, booking, locale=locale, now=now)
    return shaping.booking_view(booking, venue, history, actor, reader, desk)


@router.get(
    "/{booking_id}/calendar.ics", summary="The booking for a calendar", response_class=Response,
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}, **problems(NotFound)},
)  # fmt: skip
async def get_calendar_file(
    booking_id: BookingRef, read: ReadTxDep, caller: CallerDep, settings: SettingsDep, locale: LocaleDep, now: NowDep
) -> Response:
    """UID stays, SEQUENCE grows with every change, a cancelled booking says so."""
    booking, _ = await reading.find(read, booking_id=booking_id, caller=caller)
    venue = await vendors.get_venue(read, vendor_id=booking.vendor_id, venue_id=booking.venue_id)
    content = calendar_file(booking, venue, locale=locale, base_url=settings.base_url, now=now)
    headers = {"Content-Disposition": f'attachment; filename="booking-{booking.code}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
