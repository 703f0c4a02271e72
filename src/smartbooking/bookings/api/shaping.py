"""Bookings as replies, in the language of the reader and the time of the venue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain import Actor, Booking, Change, Contact, Line, Verb, allowed_verbs
from smartbooking.bookings.domain.balance import due_first, due_later
from smartbooking.bookings.domain.charging import Bill
from smartbooking.bookings.schemas.hints import GuestHint
from smartbooking.bookings.schemas.replies import (
    BookingSummary,
    BookingView,
    DeadlineView,
    HoldView,
    LineView,
    PolicyView,
    PriceLine,
    RefundLineView,
    TimelineEntry,
    UserDetailsView,
    VenueView,
)
from smartbooking.infra.http.wire import local_text, offset_text
from smartbooking.kernel.period import Nights
from smartbooking.pricing.domain import Deadline, deadlines, label_of, policy_summary
from smartbooking.vendors.domain import Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom a booking is shaped."""

    locale: str
    now: datetime
    extensions: int
    moves: bool = True
    """Whether customers may move bookings of this business themselves."""


def refund_lines(bill: Bill) -> list[RefundLineView]:
    """Line by line: money, and visits of a pass."""
    visits = {one.line: one for one in bill.visits}
    return [
        RefundLineView(
            line=one.line, fee=one.fee.major, refund=one.refund.major,
            visits_back=visits[one.line].back if one.line in visits else 0,
            visits_kept=visits[one.line].kept if one.line in visits else 0,
        )
        for one in bill.preview.lines
    ]  # fmt: skip


def venue_view(venue: Venue, locale: str) -> VenueView:
    return VenueView(
        id=venue.id, vendor_id=venue.vendor_id, name=venue.name.pick(locale), address=venue.place.line(locale),
        city=venue.town(locale), lat=venue.latitude, lon=venue.longitude, tz=venue.timezone, phone=venue.phone,
    )  # fmt: skip


def line_view(booking: Booking, line: Line, locale: str) -> LineView:
    part = next(part for part in booking.quote.parts if part.line == line.number)
    zone = ZoneInfo(booking.timezone)
    start, end = part.start_local.replace(tzinfo=zone), part.end_local.replace(tzinfo=zone)
    nights = line.span if isinstance(line.span, Nights) else None
    if not isinstance(line.span, Nights):
        start, end = line.span.start, line.span.end
    return LineView(
        line=line.number, resource_id=line.resource_id, service_id=line.service_id, name=line.name.pick(locale),
        start=start.astimezone(UTC), end=end.astimezone(UTC), start_local=local_text(start, booking.timezone),
        end_local=local_text(end, booking.timezone), utc_offset=offset_text(start, booking.timezone),
        start_date=nights.arrival.isoformat() if nights else None,
        end_date=nights.departure.isoformat() if nights else None, nights=len(nights) if nights else None,
        quantity=line.quantity, adults=line.party.adults, children=line.party.children, total=line.total.major,
        visits=part.visits,
    )  # fmt: skip


def price_lines(booking: Booking, locale: str) -> list[PriceLine]:
    quote = booking.quote
    return [
        PriceLine(
            line=line.line, kind=line.kind.value, code=line.code, label=label_of(line, locale),
            amount=line.amount.major, params=dict(line.params),
        )
        for line in (*quote.lines, *quote.refundable)
    ]  # fmt: skip


def policy_view(booking: Booking, locale: str) -> PolicyView:
    policy = booking.quote.parts[0].policy
    words = policy_summary(policy, _deadlines(booking), locale)
    return PolicyView(code=policy.terms.code, summary=words, deadlines=deadline_views(booking))


def _deadlines(booking: Booking) -> tuple[Deadline, ...]:
    """Deadlines of the lines that share the first line's policy and start."""
    first = booking.quote.parts[0]
    alike = [
        part for part in booking.quote.parts if (part.policy, part.start_local) == (first.policy, first.start_local)
    ]
    return deadlines(first.policy, [part.refundable for part in alike], first.start_local)


def deadline_views(booking: Booking) -> list[DeadlineView]:
    return [
        DeadlineView(
            until_local=deadline.until_local.isoformat(timespec="minutes") if deadline.until_local else None,
            fee=deadline.fee.major, refund=deadline.refund.major,
        )
        for deadline in _deadlines(booking)
    ]  # fmt: skip


def hold_view(booking: Booking, venue: Venue, manage_token: str, reader: Reader) -> HoldView:
    assert booking.expires_at is not None
    return HoldView(
        hold_id=booking.id, booking_id=booking.id, status=booking.status.value, expires_at=booking.expires_at,
        extensions_left=max(0, reader.extensions - booking.extensions), server_now=reader.now,
        currency=booking.total.currency, total=booking.total.major, due_now=booking.due_now.major,
        due_on_site=booking.quote.due_on_site.major, card_hold=booking.quote.card_hold.major,
        requires_approval=booking.requires_approval,
        lines=[line_view(booking, line, reader.locale) for line in booking.lines],
        price_breakdown=price_lines(booking, reader.locale), policy=policy_view(booking, reader.locale),
        venue=venue_view(venue, reader.locale), manage_token=manage_token,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ForStaff:
    """What only the business sees: names of colleagues by actor, and their note."""

    colleagues: Mapping[str, str]
    note: str
    hint: GuestHint | None = None


def _entry(booking: Booking, change: Change, desk: ForStaff | None) -> TimelineEntry:
    kind, _, person = change.actor.partition(":")
    kind = "operator" if kind == "acting" else kind
    moved = {key: _local(change.details.get(key), booking.timezone) for key in ("from", "to")}
    if person and booking.customer_id is not None and person == str(booking.customer_id):
        kind = "customer"
    return TimelineEntry(
        at=change.at, what=change.what, by=kind, status=change.status.value, reason=change.reason,
        who=desk.colleagues.get(change.actor) if desk else None, from_local=moved["from"], to_local=moved["to"],
    )  # fmt: skip


def _local(text: object, zone: str) -> str | None:
    return local_text(datetime.fromisoformat(text), zone) if isinstance(text, str) else None


def booking_view(
    booking: Booking, venue: Venue, history: Sequence[Change], actor: Actor, reader: Reader,
    desk: ForStaff | None = None,
) -> BookingView:  # fmt: skip
    """The whole booking for somebody who may see it; `allowedActions` is what that somebody may do now."""
    start, end = day_texts(booking)
    return BookingView(
        booking_id=booking.id, status=booking.status.value, resource_id=booking.lines[0].resource_id,
        service_id=booking.lines[0].service_id, resource_name=booking.lines[0].name.pick(reader.locale),
        start_date=start, end_date=end, total_price=booking.total.major, currency=booking.total.currency,
        confirmation_code=booking.code, payment_status=booking.payment_status.value,
        user_details=_user_details(booking.contact),
        payment_method=booking.payment_method, created_at=booking.created_at, updated_at=booking.updated_at,
        version=booking.version, starts_at=booking.starts_at, ends_at=booking.ends_at,
        start_local=local_text(booking.starts_at, booking.timezone),
        end_local=local_text(booking.ends_at, booking.timezone), tz=booking.timezone,
        utc_offset=offset_text(booking.starts_at, booking.timezone), hold_expires_at=booking.expires_at,
        extensions_left=max(0, reader.extensions - booking.extensions), due_now=due_first(booking).major,
        due_on_site=due_later(booking).major, covered=booking.covered.major if booking.covered else None,
        card_hold=booking.quote.card_hold.major,
        requires_approval=booking.requires_approval, note=booking.note,
        venue=venue_view(venue, reader.locale),
        lines=[line_view(booking, line, reader.locale) for line in booking.lines],
        price_breakdown=price_lines(booking, reader.locale), policy=policy_view(booking, reader.locale),
        timeline=[_entry(booking, change, desk) for change in history],
        staff_note=desk.note if desk else None, guest_hint=desk.hint if desk else None,
        allowed_actions=[
            verb.value
            for verb in allowed_verbs(booking.status, actor)
            if reader.moves or actor is not Actor.CUSTOMER or verb is not Verb.RESCHEDULE
        ],
        refund_amount=booking.refund.major if booking.refund else None, cancel_reason=booking.cancel_reason,
        cancelled_at=booking.cancelled_at, server_now=reader.now,
    )  # fmt: skip


def _user_details(contact: Contact | None) -> UserDetailsView | None:
    if contact is None:
        return None
    return UserDetailsView(first_name=contact.name, email=contact.email, phone=contact.phone)


def summary(booking: Booking, locale: str, *, with_customer: bool) -> BookingSummary:
    """One row of a list; the customer's name and phone only for the business."""
    start, end = day_texts(booking)
    contact = booking.contact if with_customer else None
    return BookingSummary(
        booking_id=booking.id, status=booking.status.value, resource_name=booking.lines[0].name.pick(locale),
        start_date=start, end_date=end, total_price=booking.total.major, currency=booking.total.currency,
        confirmation_code=booking.code, payment_status=booking.payment_status.value,
        start_local=local_text(booking.starts_at, booking.timezone),
        end_local=local_text(booking.ends_at, booking.timezone), tz=booking.timezone, vendor_id=booking.vendor_id,
        resource_id=booking.lines[0].resource_id, service_id=booking.lines[0].service_id,
        quantity=booking.lines[0].quantity, customer_name=contact.name if contact else None,
        customer_phone=contact.phone if contact else None,
    )  # fmt: skip


def day_texts(booking: Booking) -> tuple[str, str]:
    """`startDate` and `endDate` of the founding shapes: dates for nights, instants for everything else."""
    span = booking.lines[0].span
    if isinstance(span, Nights):
        return span.arrival.isoformat(), span.departure.isoformat()
    return tuple(t.strftime("%Y-%m-%dT%H:%M:%SZ") for t in (span.start, span.end))  # type: ignore[return-value]
