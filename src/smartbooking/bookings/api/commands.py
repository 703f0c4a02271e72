"""Changing a booking: cancel and move for customers, commands for the business."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Response

from smartbooking.availability.errors import HoldLost, SlotUnavailable
from smartbooking.bookings.access import CallerDep
from smartbooking.bookings.api import orders, shaping
from smartbooking.bookings.api.staff import for_staff
from smartbooking.bookings.domain import Actor, Booking
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import InvalidTransition, NotBookable, PriceChanged, TooEarly, TooLate
from smartbooking.bookings.schemas.no_show import NoShowPreviewView
from smartbooking.bookings.schemas.replies import (
    BookingView,
    Cancelled,
    MovePreviewView,
    RefundPreviewView,
    RefundWayView,
)
from smartbooking.bookings.schemas.requests import CancelRequest, LineRequest, ReasonRequest, RescheduleRequest
from smartbooking.bookings.service import approval, cancellation, reading, rescheduling, visits
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, OnceDep, ReadTxDep, SettingsDep, SignerDep
from smartbooking.infra.http.once import Once
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.switches import SwitchedOff, SwitchesDep
from smartbooking.infra.http.wire import BookingRef
from smartbooking.infra.settings import Settings
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights
from smartbooking.kernel.problem import Forbidden, NotFound, StaleVersion
from smartbooking.kernel.switches import Switch
from smartbooking.payments import service as payments
from smartbooking.pricing import service as pricing
from smartbooking.value.errors import MembershipRefused, PassRefused
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
    booking, bill = await cancellation.preview(read, booking_id=booking_id, caller=caller, now=now)
    ways = await cancellation.ways_back(read, booking, bill.refund, bill.in_visits)
    return RefundPreviewView(
        booking_id=booking.id, refund_amount=bill.refund.major, fee=bill.kept.major,
        card_charge=bill.charge.major, unpaid_fee=bill.unpaid.major, currency=booking.total.currency,
        lines=shaping.refund_lines(bill),
        ways=[RefundWayView(method=method, amount=sum_.major) for method, sum_ in ways.items()],
        deadlines=shaping.deadline_views(booking), server_now=now,
    )  # fmt: skip


async def cancel_booking(
    booking_id: BookingRef, body: CancelRequest, once: OnceDep, caller: CallerDep, now: NowDep
) -> Response:
    """Cancelling twice is cancelling once. The refund follows the policy frozen at booking."""
    payments.refuse_card_numbers(body.reason, "/reason")

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


_CANCEL: Final[dict[str, Any]] = {"response_model": Cancelled, "responses": problems(NotFound, InvalidTransition)}
router.post("/cancel", name="cancel_booking", summary="Cancel", **_CANCEL)(cancel_booking)
router.put("/cancel", name="put_cancel_booking", summary="Cancel (the same by PUT)", **_CANCEL)(cancel_booking)


@router.post(
    "/reschedule", response_model=BookingView, summary="Move to another time, or change guests and quantity",
    responses=problems(
        NotFound, InvalidTransition, StaleVersion, SlotUnavailable, NotBookable, PriceChanged, TooLate,
        MembershipRefused, PassRefused, SwitchedOff,
    ),
)  # fmt: skip
async def reschedule_booking(
    booking_id: BookingRef, body: RescheduleRequest, once: OnceDep, caller: CallerDep, signer: SignerDep,
    settings: SettingsDep, locale: LocaleDep, database: DatabaseDep, now: NowDep, switches: SwitchesDep,
) -> Response:  # fmt: skip
    """One transaction takes the new places and frees the old ones, or changes nothing."""
    async with database.reading() as read:
        booking, actor = await reading.find(read, booking_id=booking_id, caller=caller)
        if actor is Actor.CUSTOMER and not switches.on(Switch.CUSTOMER_MOVES, booking.vendor_id):
            raise SwitchedOff("The business moves bookings itself for now. Call it, or cancel and book anew.")
        order = await orders.moved_order(
            read, booking, lines=body.lines or _moved_lines(booking, body), quote_token=body.quote_token,
            caller=caller, signer=signer, locale=locale, now=now,
        )  # fmt: skip

    async def use_case(tx: Tx) -> BookingView:
        moved = await rescheduling.reschedule(
            tx, booking_id=booking_id, caller=caller, quote=order.quote, locale=locale, now=now, version=body.version,
            agreed_total=body.agreed_total,
        )  # fmt: skip
        return await _view(tx, moved, caller, settings, locale, now)

    try:
        return await once.run(body, use_case)
    except SlotUnavailable as problem:
        raise await orders.taken(database, order, problem, now=now) from problem


@router.post(
    "/reschedule-preview", response_model=MovePreviewView, summary="What moving would do to the money",
    responses=problems(NotFound, NotBookable, PassRefused),
)  # fmt: skip
async def preview_reschedule(
    booking_id: BookingRef, body: RescheduleRequest, read: ReadTxDep, caller: CallerDep, signer: SignerDep,
    locale: LocaleDep, now: NowDep,
) -> MovePreviewView:  # fmt: skip
    """Nothing is taken by moving: what is missing is owed, what was paid too much goes back."""
    booking, _ = await reading.find(read, booking_id=booking_id, caller=caller)
    order = await orders.moved_order(
        read, booking, lines=body.lines or _moved_lines(booking, body), quote_token=body.quote_token,
        caller=caller, signer=signer, locale=locale, now=now,
    )  # fmt: skip
    _, found = await rescheduling.preview(read, booking_id=booking_id, caller=caller, quote=order.quote, now=now)
    return MovePreviewView(
        booking_id=booking.id, currency=booking.total.currency, total_before=found.before.major,
        total=found.after.major, paid=found.paid.major, refund_amount=found.refund.major, to_pay=found.to_pay.major,
        quote_token=pricing.sign_quote(signer, order.quote), server_now=now,
    )  # fmt: skip


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
    actor = caller.acts_as(booking) or Actor.CUSTOMER
    staff = None if actor is Actor.CUSTOMER else await for_staff(tx, booking, locale=locale, now=now)
    return shaping.booking_view(booking, venue, history, actor, reader, staff)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every command of the business needs: who asks, in which language, and that it happens once."""

    once: Once
    caller: Caller
    settings: Settings
    locale: str
    now: datetime

    async def carry_out(self, body: ReasonRequest, command: Command) -> Response:
        """Run a command in one idempotent transaction and show the booking as it stands then."""

        async def use_case(tx: Tx) -> BookingView:
            return await _view(tx, await command(tx), self.caller, self.settings, self.locale, self.now)

        return await self.once.run(body, use_case)


def desk(once: OnceDep, caller: CallerDep, settings: SettingsDep, locale: LocaleDep, now: NowDep) -> Desk:
    return Desk(once, caller, settings, locale, now)


DeskDep = Annotated[Desk, Depends(desk)]
_COMMAND: Final[dict[str, Any]] = {
    "response_model": BookingView,
    "responses": problems(NotFound, InvalidTransition, HoldLost, TooEarly),
}


@router.post("/approve", summary="Say yes to a request", **_COMMAND)
async def approve_booking(booking_id: BookingRef, body: ReasonRequest, desk: DeskDep) -> Response:
    """Confirmed at once, or waiting for the payment when money is due before the visit."""
    return await desk.carry_out(
        body,
        lambda tx: approval.approve(tx, booking_id=booking_id, caller=desk.caller, pay_within=PAY_WITHIN, now=desk.now),
    )


@router.post("/decline", summary="Say no to a request", **_COMMAND)
async def decline_booking(booking_id: BookingRef, body: ReasonRequest, desk: DeskDep) -> Response:
    """The customer reads the reason; the place is free again."""
    return await desk.carry_out(
        body,
        lambda tx: approval.decline(tx, booking_id=booking_id, caller=desk.caller, reason=body.reason, now=desk.now),
    )


@router.post("/check-in", summary="The guest has arrived", **_COMMAND)
async def check_in_booking(booking_id: BookingRef, body: ReasonRequest, desk: DeskDep) -> Response:
    """Possible from twelve hours before the start."""
    return await desk.carry_out(
        body,
        lambda tx: visits.check_in(
            tx, booking_id=booking_id, caller=desk.caller, now=desk.now, reason=body.reason or None
        ),
    )


@router.post("/complete", summary="The visit is over", **_COMMAND)
async def complete_booking(booking_id: BookingRef, body: ReasonRequest, desk: DeskDep) -> Response:
    """Happens by itself when the time is over; earlier by hand."""
    return await desk.carry_out(
        body, lambda tx: visits.complete(tx, booking_id=booking_id, caller=desk.caller, now=desk.now)
    )


@router.get(
    "/no-show-preview", response_model=NoShowPreviewView, response_model_exclude_none=True,
    summary="What saying that nobody came would cost", responses=problems(NotFound, Forbidden),
)  # fmt: skip
async def preview_no_show(booking_id: BookingRef, read: ReadTxDep, caller: CallerDep, now: NowDep) -> NoShowPreviewView:
    """For the business: by which clause of the frozen policy, what the law leaves of it, and where the fee is taken."""
    found = await visits.preview_no_show(read, booking_id=booking_id, caller=caller, now=now)
    return NoShowPreviewView.of(found, now)


@router.post("/no-show", summary="Nobody came", **_COMMAND)
async def mark_no_show(booking_id: BookingRef, body: ReasonRequest, desk: DeskDep) -> Response:
    """What is left of the time is given back; the fee is kept of what was paid, then charged to the held card, once."""
    return await desk.carry_out(
        body,
        lambda tx: visits.mark_no_show(tx, booking_id=booking_id, caller=desk.caller, reason=body.reason, now=desk.now),
    )
