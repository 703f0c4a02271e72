"""Changing a booking: cancel and move for customers, commands for the business."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from smartbooking.availability.errors import HoldLost, SlotUnavailable
from smartbooking.bookings.access import CallerDep
from smartbooking.bookings.api import orders, shaping
from smartbooking.bookings.domain import Actor, Booking
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import InvalidTransition, NotBookable, PriceChanged, TooEarly
from smartbooking.bookings.schemas.replies import BookingView, Cancelled, RefundLineView, RefundPreviewView
from smartbooking.bookings.schemas.requests import CancelRequest, LineRequest, ReasonRequest, RescheduleRequest
from smartbooking.bookings.service import approval, cancellation, reading, rescheduling, visits
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, OnceDep, ReadTxDep, SettingsDep, SignerDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import BookingRef
from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights
from smartbooking.kernel.problem import NotFound
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/bookings/{booking_id}", tags=["Bookings"])
PAY_WITHIN = timedelta(hours=24)
Command = Callable[[Tx], Awaitable[Booking]]


@router.get(
    "/refund-preview", response_model=RefundPreviewView, summary="What cancelling now would return",
    responses=problems(NotFound),
)  # fmt: skip
async def preview_refund(booking_id: BookingRef, read: ReadTxDep, caller: CallerDep, now: NowDep) -> RefundPreviewView:
    """Computed by the same function that decides the real refund."""
    booking, found = await cancellation.preview(read, booking_id=booking_id, caller=caller, now=now)
    return RefundPreviewView(
        booking_id=booking.id, refund_amount=found.refund.major, fee=found.fee.major,
        unpaid_fee=found.unpaid_fee.major, currency=booking.total.currency,
        lines=[RefundLineView(line=x.line, fee=x.fee.major, refund=x.refund.major) for x in found.lines],
        deadlines=shaping.deadline_views(booking), server_now=now,
    )  # fmt: skip


async def cancel_booking(
    booking_id: BookingRef, body: CancelRequest, once: OnceDep, caller: CallerDep, now: NowDep
) -> Response:
    """Cancelling twice is cancelling once. The refund follows the policy frozen at booking."""

    async def use_case(tx: Tx) -> Cancelled:
        booking = await cancellation.cancel(
            tx,
            booking_id=booking_id,
            caller=caller,
            reason=body.reason,
            refund_requested=body.refund_requested,
            now=now,
        )
        refund = booking.refund or Money.zero(booking.total.currency)
        return Cancelled(
            booking_id=booking.id, status=booking.status.value, refund_amount=refund.major,
            currency=refund.currency, refund_status="processing" if refund.minor else "none",
            cancelled_at=booking.cancelled_at or now,
        )  # fmt: skip

    return await once.run(body, use_case, key_required=False)


_CANCEL = {"response_model": Cancelled, "responses": problems(NotFound, InvalidTransition)}
router.post("/cancel", name="cancel_booking", summary="Cancel", **_CANCEL)(cancel_booking)  # type: ignore[arg-type]
router.put("/cancel", name="put_cancel_booking", summary="Cancel (the same by PUT)", **_CANCEL)(cancel_booking)  # type: ignore[arg-type]


@router.post(
    "/reschedule", response_model=BookingView, summary="Move to another time, or change guests and quantity",
    responses=problems(NotFound, InvalidTransition, SlotUnavailable, NotBookable, PriceChanged),
)  # fmt: skip
async def reschedule_booking(
    booking_id: BookingRef, body: RescheduleRequest, once: OnceDep, caller: CallerDep, signer: SignerDep,
    settings: SettingsDep, locale: LocaleDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """One transaction takes the new places and frees the old ones, or changes nothing."""
    async with database.reading() as read:
        booking, _ = await reading.find(read, booking_id=booking_id, caller=caller)
        order = await orders.order_of(
            read, lines=body.lines or _moved_lines(booking, body), quote_token=body.quote_token, promo_code=None,
            caller=caller, signer=signer, locale=locale, now=now,
        )  # fmt: skip

    async def use_case(tx: Tx) -> BookingView:
        moved = await rescheduling.reschedule(
            tx, booking_id=booking_id, caller=caller, quote=order.quote, locale=locale, now=now
        )
        return await _view(tx, moved, caller, settings, locale, now)

    try:
        return await once.run(body, use_case)
    except SlotUnavailable as problem:
        raise await orders.taken(database, order, problem, now=now) from problem


def _moved_lines(booking: Booking, body: RescheduleRequest) -> list[LineRequest] | None:
    """The booking's first line at other times, for the short form with startDate and endDate."""
    if body.start_date is None:
        return None
    line = booking.lines[0]
    day = not isinstance(body.start_date, datetime)
    start, end = body.start_date, body.end_date
    if end is None and isinstance(start, datetime) and not isinstance(line.span, Nights):
        end = start + line.span.duration
    guests = {"adults": line.party.adults, "children": line.party.children}
    return [
        LineRequest.model_validate(
            {
                "resource_id": line.resource_id, "service_id": line.service_id, "quantity": line.quantity,
                "guests": guests, "start_date": start if day else None, "end_date": end if day else None,
                "start": None if day else start, "end": None if day else end,
            }
        )
    ]  # fmt: skip


async def _view(
    tx: Tx, booking: Booking, caller: Caller, settings: Settings, locale: str, now: datetime
) -> BookingView:
    venue = await vendors.get_venue(tx, vendor_id=booking.vendor_id, venue_id=booking.venue_id)
    history = await reading.history(tx, booking)
    reader = shaping.Reader(locale=locale, now=now, extensions=settings.hold_extensions)
    return shaping.booking_view(booking, venue, history, caller.acts_as(booking) or Actor.CUSTOMER, reader)


async def _run(
    once: OnceDep, body: ReasonRequest, command: Command, caller: Caller, settings: Settings, locale: str, now: datetime
) -> Response:
    async def use_case(tx: Tx) -> BookingView:
        return await _view(tx, await command(tx), caller, settings, locale, now)

    return await once.run(body, use_case)


_COMMAND = {"response_model": BookingView, "responses": problems(NotFound, InvalidTransition, HoldLost, TooEarly)}


@router.post("/approve", summary="Say yes to a request", **_COMMAND)  # type: ignore[arg-type]
async def approve_booking(
    booking_id: BookingRef, body: ReasonRequest, once: OnceDep, caller: CallerDep, settings: SettingsDep,
    locale: LocaleDep, now: NowDep,
) -> Response:  # fmt: skip
    """Confirmed at once, or waiting for the payment when money is due before the visit."""

    async def command(tx: Tx) -> Booking:
        return await approval.approve(tx, booking_id=booking_id, caller=caller, pay_within=PAY_WITHIN, now=now)

    return await _run(once, body, command, caller, settings, locale, now)


@router.post("/decline", summary="Say no to a request", **_COMMAND)  # type: ignore[arg-type]
async def decline_booking(
    booking_id: BookingRef, body: ReasonRequest, once: OnceDep, caller: CallerDep, settings: SettingsDep,
    locale: LocaleDep, now: NowDep,
) -> Response:  # fmt: skip
    """The customer reads the reason; the place is free again."""

    async def command(tx: Tx) -> Booking:
        return await approval.decline(tx, booking_id=booking_id, caller=caller, reason=body.reason, now=now)

    return await _run(once, body, command, caller, settings, locale, now)


@router.post("/check-in", summary="The guest has arrived", **_COMMAND)  # type: ignore[arg-type]
async def check_in_booking(
    booking_id: BookingRef, body: ReasonRequest, once: OnceDep, caller: CallerDep, settings: SettingsDep,
    locale: LocaleDep, now: NowDep,
) -> Response:  # fmt: skip
    """Possible from twelve hours before the start."""

    async def command(tx: Tx) -> Booking:
        return await visits.check_in(tx, booking_id=booking_id, caller=caller, now=now)

    return await _run(once, body, command, caller, settings, locale, now)


@router.post("/complete", summary="The visit is over", **_COMMAND)  # type: ignore[arg-type]
async def complete_booking(
    booking_id: BookingRef, body: ReasonRequest, once: OnceDep, caller: CallerDep, settings: SettingsDep,
    locale: LocaleDep, now: NowDep,
) -> Response:  # fmt: skip
    """Happens by itself when the time is over; earlier by hand."""

    async def command(tx: Tx) -> Booking:
        return await visits.complete(tx, booking_id=booking_id, caller=caller, now=now)

    return await _run(once, body, command, caller, settings, locale, now)


@router.post("/no-show", summary="Nobody came", **_COMMAND)  # type: ignore[arg-type]
async def mark_no_show(
    booking_id: BookingRef, body: ReasonRequest, once: OnceDep, caller: CallerDep, settings: SettingsDep,
    locale: LocaleDep, now: NowDep,
) -> Response:  # fmt: skip
    """What is left of the time is given back."""

    async def command(tx: Tx) -> Booking:
        return await visits.mark_no_show(tx, booking_id=booking_id, caller=caller, reason=body.reason, now=now)

    return await _run(once, body, command, caller, settings, locale, now)
