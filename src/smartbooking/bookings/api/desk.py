"""The staff's calendar: some days, what changed since, booking at the desk, notes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header, Query, Response

from smartbooking.availability.domain.claims import Claim
from smartbooking.availability.errors import SlotUnavailable
from smartbooking.bookings.access import CallerDep, Staff
from smartbooking.bookings.api import orders, shaping
from smartbooking.bookings.api.staff import for_staff
from smartbooking.bookings.domain import Actor, Contact
from smartbooking.bookings.domain.desk import Visit, VisitPart
from smartbooking.bookings.errors import NotBookable
from smartbooking.bookings.schemas.desk import (
    DeskBlock,
    DeskBooking,
    DeskCalendarView,
    DeskChanges,
    DeskColumn,
    DeskDay,
    DeskPart,
    DeskVisit,
    NoteRequest,
    NoteView,
)
from smartbooking.bookings.schemas.replies import BookingView
from smartbooking.bookings.schemas.requests import UserDetails
from smartbooking.bookings.service import checkout, desk, holds, reading
from smartbooking.bookings.service.desk import Column
from smartbooking.infra.db import Tx
from smartbooking.infra.http.deps import DatabaseDep, LocaleDep, NowDep, OnceDep, ReadTxDep, SettingsDep, SignerDep
from smartbooking.infra.http.problems import problems
from smartbooking.infra.http.wire import BookingRef, CalendarDay, VendorRef, VenueRef, local_text, offset_text
from smartbooking.kernel.period import Nights, Span
from smartbooking.kernel.problem import FieldError, Invalid, NotFound, StaleVersion, Unauthenticated
from smartbooking.payments import service as payments
from smartbooking.vendors import service as vendors

router = APIRouter(prefix="/api/v1/vendors/{vendor_id}", tags=["Bookings"])
REFUSALS = problems(Unauthenticated, NotFound)


@router.get("/calendar", response_model=DeskCalendarView, summary="The calendar of the staff", responses=REFUSALS)
async def read_calendar(
    *, vendor_id: VendorRef, read: ReadTxDep, _: Staff, locale: LocaleDep, now: NowDep,
    day_from: Annotated[CalendarDay, Query(alias="from", description="First date")],
    day_to: Annotated[CalendarDay, Query(alias="to", description="Date after the last")],
    venue_id: Annotated[VenueRef | None, Query(alias="venueId", description="Only this place")] = None,
) -> DeskCalendarView:  # fmt: skip
    """Resources with their open hours, visits and blocks; at most 62 days."""
    days = (day_to - day_from).days
    if not 0 < days <= desk.LONGEST or not 2000 <= day_from.year < 2099:
        raise Invalid(FieldError("/query/to", f"Ask for 1 to {desk.LONGEST} days after `from`.", "out_of_range"))
    zone = (await vendors.get_vendor(read, vendor_id=vendor_id)).timezone
    found = await desk.calendar(
        read, vendor_id=vendor_id, venue_id=venue_id, day_from=day_from, days=days, now=now
    )  # fmt: skip
    zones = {column.resource.id: column.timezone for column in found.columns}
    return DeskCalendarView(
        today=now.astimezone(ZoneInfo(zone)).date().isoformat(), utc_offset=offset_text(now, zone),
        columns=[_column(column, locale) for column in found.columns],
        visits=[_visit(visit, locale) for visit in found.visits],
        blocks=[_block(claim, zones[claim.resource_id]) for claim in found.blocks],
        cursor=_cursor(now), server_now=now,
    )  # fmt: skip


@router.get(
    "/changes", response_model=DeskChanges, summary="Bookings that changed after a cursor",
    responses=REFUSALS,
)  # fmt: skip
async def read_changes(
    *, vendor_id: VendorRef, read: ReadTxDep, _: Staff, locale: LocaleDep, now: NowDep, response: Response,
    after: Annotated[str, Query(max_length=20, pattern="^[0-9]{1,16}$", examples=["1795251600000000"])],
    if_none_match: Annotated[str | None, Header(description="ETag of the last answer")] = None,
) -> Any:  # fmt: skip
    """For clients without a socket: cheap to ask every few seconds; 304 while nothing new happened."""
    visits = await desk.changes(read, vendor_id=vendor_id, after=_instant(after))
    known = "".join(f"{visit.booking_id.hex}{visit.version}" for visit in visits)
    tag = f'"{hashlib.sha256(f"{locale}{known}".encode()).hexdigest()[:20]}"'
    if if_none_match == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return DeskChanges(visits=[_visit(visit, locale) for visit in visits], cursor=_cursor(now), server_now=now)


def _cursor(now: datetime) -> str:
    return str(int(now.timestamp() * 1_000_000))


def _instant(cursor: str) -> datetime:
    return datetime.fromtimestamp(min(int(cursor), 4_000_000_000_000_000) / 1_000_000, UTC)


@router.post(
    "/desk-bookings", status_code=201, response_model=BookingView, summary="Book at the desk",
    responses={**REFUSALS, **problems(SlotUnavailable, NotBookable)},
)  # fmt: skip
async def book_at_desk(
    vendor_id: VendorRef, body: DeskBooking, _: Staff, once: OnceDep, caller: CallerDep, signer: SignerDep,
    settings: SettingsDep, locale: LocaleDep, database: DatabaseDep, now: NowDep,
) -> Response:  # fmt: skip
    """Confirmed at once and paid on site, also where customers ask first or pay before. Hours and rules hold."""
    payments.refuse_card_numbers(body.note, "/note")
    contact = _contact(body)
    async with database.reading() as read:
        order = await orders.order_of(
            read, lines=body.lines, quote_token=None, promo_code=None, caller=caller, signer=signer, locale=locale,
            now=now,
        )  # fmt: skip
    if order.quote.vendor_id != vendor_id:
        raise NotFound("This business offers no such thing.")

    async def use_case(tx: Tx) -> BookingView:
        booking = await holds.book_at_once(
            tx, order, contact=contact, method=checkout.PAY_ON_SITE, note=body.note, now=now, waive=True
        )
        venue = await vendors.get_venue(tx, vendor_id=booking.vendor_id, venue_id=booking.venue_id)
        history = await reading.history(tx, booking)
        reader = shaping.Reader(locale=locale, now=now, extensions=settings.hold_extensions)
        staff = await for_staff(tx, booking, locale=locale, now=now)
        return shaping.booking_view(booking, venue, history, Actor.VENDOR, reader, staff)

    try:
        return await once.run(body, use_case, status=201)
    except SlotUnavailable as problem:
        raise await orders.taken(database, order, problem, now=now) from problem


def _contact(body: DeskBooking) -> Contact | None:
    """The client with contacts in one spelling; nobody for a walk-in."""
    client = body.client
    if client is None or not (client.name or client.phone or client.email):
        return None
    if not (client.phone or client.email):
        return Contact(name=client.name)
    details = UserDetails(first_name=client.name or "—", phone=client.phone, email=client.email)
    contact = orders.contact_of(details)
    return Contact(name=client.name, phone=contact.phone, email=contact.email)


@router.put(
    "/bookings/{booking_id}/note", response_model=NoteView, summary="Write a note for colleagues",
    responses={**REFUSALS, **problems(StaleVersion)},
)  # fmt: skip
async def write_note(
    vendor_id: VendorRef, booking_id: BookingRef, body: NoteRequest, _: Staff, caller: CallerDep, once: OnceDep,
    now: NowDep,
) -> Response:  # fmt: skip
    """The customer never sees it."""
    payments.refuse_card_numbers(body.note, "/note")

    async def use_case(tx: Tx) -> NoteView:
        booking = await desk.write_note(
            tx, vendor_id=vendor_id, booking_id=booking_id, caller=caller, note=body.note, version=body.version,
            now=now,
        )  # fmt: skip
        return NoteView(booking_id=booking.id, note=body.note, version=booking.version)

    return await once.run(body, use_case, key_required=False)


def _column(column: Column, locale: str) -> DeskColumn:
    resource = column.resource
    return DeskColumn(
        resource_id=resource.id, name=resource.name.pick(locale), timing=resource.timing.value,
        kind=str(resource.attributes.get("role", resource.vertical)), capacity=resource.capacity, tz=column.timezone,
        days=[
            DeskDay(date=day.day.isoformat(), open=list(day.open), closed=day.closed, reason=day.reason)
            for day in column.days
        ],
    )  # fmt: skip


def _visit(visit: Visit, locale: str) -> DeskVisit:
    return DeskVisit(
        booking_id=visit.booking_id, code=visit.code, status=visit.status.value, version=visit.version,
        shown=visit.shown, name=visit.name, phone=visit.phone, has_note=visit.has_note, total=visit.total.major,
        currency=visit.total.currency, payment_status=visit.payment_status, expires_at=visit.expires_at,
        parts=[_part(visit, part, locale) for part in visit.parts],
    )  # fmt: skip


def _part(visit: Visit, part: VisitPart, locale: str) -> DeskPart:
    start, end, first, last = _bounds(part.span, visit.timezone)
    return DeskPart(
        resource_id=part.resource_id, service_id=part.service_id, line=part.line, title=part.title.pick(locale),
        start_local=start, end_local=end, start_date=first, end_date=last, quantity=part.quantity,
        guests=part.guests,
    )  # fmt: skip


def _block(claim: Claim, zone: str) -> DeskBlock:
    start, end, first, last = _bounds(claim.span, zone)
    return DeskBlock(
        claim_id=claim.id, resource_id=claim.resource_id, start_local=start, end_local=end, start_date=first,
        end_date=last, quantity=claim.quantity, reason=claim.reason or "",
    )  # fmt: skip


def _bounds(span: Span, zone: str) -> tuple[str, str, str | None, str | None]:
    if isinstance(span, Nights):
        first, last = span.arrival.isoformat(), span.departure.isoformat()
        return f"{first}T00:00", f"{last}T00:00", first, last
    return local_text(span.start, zone), local_text(span.end, zone), None, None
