"""Taking a place: as a hold that runs out, or at once as a confirmed booking when nothing stands between.

Everything is written in one transaction and the ledger comes last: its answer decides, and it keeps its locks for
the shortest time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.availability.domain import NewClaim, Verdict, Want
from smartbooking.availability.errors import SlotUnavailable
from smartbooking.bookings.domain import Actor, Booking, Contact, Line, PaymentStatus, Status, Verb
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import NoExtensionsLeft, NotBookable
from smartbooking.bookings.events import BookingConfirmed, BookingHeld
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service import vetting
from smartbooking.bookings.service.basket import Offered, chosen_for, offered_parts, party_of
from smartbooking.bookings.service.expiry import release_everything
from smartbooking.bookings.service.hoarding import NO_LIMITS, HoldLimits, Sought, admit
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.transition import move
from smartbooking.bookings.service.vetting import Vetted
from smartbooking.catalog.domain import Resource, Timing
from smartbooking.infra import telemetry
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.infra.failpoints import reach
from smartbooking.kernel.ids import confirmation_code, uuid7
from smartbooking.kernel.money import Money
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Quote, QuotedPart
from smartbooking.value import service as value

# Reasons that mean "somebody else has it": the answer is 409 slot-taken with alternatives, not a broken rule.
TAKEN: Final = frozenset({"no_room", "nobody_free"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldTerms:
    """House rules of holds."""

    hold_for: timedelta
    extension: timedelta
    extensions: int
    approval_for: timedelta
    limits: HoldLimits = NO_LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to book and for whom. `about` are the offers as they were when the price was made, a moment ago."""

    quote: Quote
    caller: Caller
    locale: str
    about: tuple[Offered, ...] = ()


def wants_of(order: Order, contact: Contact | None = None) -> list[Want]:
    """The quote's parts as questions to availability."""
    # Staff book for others: the limits of a customer do not count against them.
    staff = order.caller.principal.works_for(order.quote.vendor_id)
    customer = None if staff else order.caller.principal.user_id
    contacts = () if staff else counted_contacts(contact)
    return [want_of(order.quote.vendor_id, part, customer, contacts) for part in order.quote.parts]


def want_of(
    vendor_id: int, part: QuotedPart, customer: UUID | None, contacts: tuple[UUID, ...], moving: UUID | None = None
) -> Want:
    """A quoted part as a question. With `moving` that booking's own claims do not stand in its way."""
    return Want(
        vendor_id=vendor_id, resource_id=part.resource_id, service_id=part.service_id, span=part.span,
        quantity=part.quantity, party=part.party.guests if part.party else None,
        chosen=chosen_for(part), line=part.line, customer=customer, contacts=contacts, moving=moving,
    )  # fmt: skip


def counted_contacts(contact: Contact | None) -> tuple[UUID, ...]:
    """Names under which a contact counts in the limits of a customer, with and without an account."""
    if contact is None:
        return ()
    texts = (contact.phone, contact.email.lower() if contact.email else None)
    return tuple(uuid5(NAMESPACE_OID, text) for text in texts if text)


async def place_hold(
    tx: Tx, order: Order, *, terms: HoldTerms, contact: Contact | None = None, now: datetime
) -> Booking:
    """Keep the places of a quote for a while; `contact` only when it is known by now.

    Raises SlotUnavailable, NotBookable, LimitReached, PromoRefused, MembershipRefused, TooManyHolds.
    """
    about, claims = await _decide(tx, order, now, contact)
    booking = replace(
        _draft(order, about, claims, now), status=Status.HELD, expires_at=now + terms.hold_for,
        payment_status=PaymentStatus.PENDING,
    )  # fmt: skip
    await admit(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, caller=order.caller, contact=contact,
        limits=terms.limits, sought=_sought(booking, about), now=now,
    )  # fmt: skip
    await _write(tx, order, booking, now, contact)
    await publish(tx, BookingHeld(vendor_id=booking.vendor_id, booking_id=booking.id, status=booking.status.value))
    reach("K1")
    await availability.hold(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, claims=claims, hold_for=terms.hold_for
    )
    telemetry.BOOKINGS.labels("held").inc()
    return booking


def _sought(booking: Booking, about: Sequence[Offered]) -> list[Sought]:
    """The events among the lines, which many want at the same moment."""
    return [
        Sought(one.thing.id, line.quantity, one.thing.capacity)
        for line, one in zip(booking.lines, about, strict=True)
        if isinstance(one.thing, Resource) and one.thing.timing is Timing.SESSION
    ]


async def book_at_once(
    tx: Tx, order: Order, *, contact: Contact | None, method: str, note: str, now: datetime,
    external_ref: str | None = None, waive: bool = False, vetted: Vetted | None = None,
) -> Booking:  # fmt: skip
    """Confirm straight away what needs neither approval nor a payment before. Raises as place_hold.

    `waive`: the business itself books, so its yes is given and nothing is due before the visit. `vetted`: what risk
    said, kept with the booking.
    """
    about, claims = await _decide(tx, order, now, contact)
    unpaid = PaymentStatus.DUE_ON_SITE if order.quote.total.minor > 0 else PaymentStatus.NOT_REQUIRED
    booking = replace(
        _draft(order, about, claims, now), status=Status.CONFIRMED, contact=contact, payment_method=method, note=note,
        payment_status=unpaid,
    )  # fmt: skip
    if waive:
        booking = replace(booking, due_now=Money.zero(booking.total.currency), requires_approval=False)
    await _write(tx, order, booking, now, contact, external_ref)
    await vetting.keep(tx, vetted, booking, now=now)
    await publish(tx, BookingConfirmed(vendor_id=booking.vendor_id, booking_id=booking.id, status=booking.status.value))
    reach("K1")
    await availability.allocate(tx, vendor_id=booking.vendor_id, booking_id=booking.id, claims=claims)
    telemetry.BOOKINGS.labels("confirmed").inc()
    return booking


async def needs_hold(read: ReadTx, quote: Quote) -> bool:
    """True when a vendor must approve, or money or a card is due first: the place is held before it is confirmed."""
    about = await offered_parts(read, quote.parts)
    return quote.due_now.minor > 0 or quote.card_hold.minor > 0 or any(one.requires_approval for one in about)


async def _decide(
    tx: Tx, order: Order, now: datetime, contact: Contact | None
) -> tuple[list[Offered], tuple[NewClaim, ...]]:
    """Every rule for every line; the claims to take when all agree."""
    about = list(order.about) or await offered_parts(tx, order.quote.parts)
    verdicts = [await availability.check(tx, want=want, now=now) for want in wants_of(order, contact)]
    refused = [verdict for verdict in verdicts if not verdict.available]
    if refused:
        raise refusal(refused, order.locale)
    return about, tuple(claim for verdict in verdicts for claim in verdict.claims)


def refusal(refused: Sequence[Verdict], locale: str) -> SlotUnavailable | NotBookable:
    """One problem for all lines that can not be had: taken by others, or against the rules."""
    reasons = [reason for verdict in refused for reason in verdict.reasons]
    if all(reason.code in TAKEN for reason in reasons):
        return SlotUnavailable(" ".join(dict.fromkeys(reason.message.pick(locale) for reason in reasons)))
    return NotBookable([{"code": r.code, "message": r.message.pick(locale), "params": dict(r.params)} for r in reasons])


def _draft(order: Order, about: Sequence[Offered], claims: tuple[NewClaim, ...], now: datetime) -> Booking:
    quote, venue = order.quote, about[0].venue
    zone = ZoneInfo(venue.timezone)
    principal = order.caller.principal
    lines = tuple(line_of(part, one) for part, one in zip(quote.parts, about, strict=True))
    return Booking(
        vendor_id=quote.vendor_id, id=uuid7(), code=confirmation_code(), status=Status.HELD, version=1,
        venue_id=venue.id, timezone=venue.timezone, country=venue.country,
        customer_id=None if principal.works_for(quote.vendor_id) else principal.user_id, contact=None,
        locale=order.locale, lines=lines, total=quote.total, due_now=quote.due_now,
        starts_at=min(part.start_local.replace(tzinfo=zone) for part in quote.parts).astimezone(UTC),
        ends_at=max(part.end_local.replace(tzinfo=zone) for part in quote.parts).astimezone(UTC),
        claims=claims, expires_at=None, extensions=0, payment_method=None, payment_status=PaymentStatus.PENDING,
        intent_id=None, requires_approval=any(one.requires_approval for one in about), quote=quote,
        promo_code=quote.promo.code if quote.promo else None, note="", cancel_reason=None, refund=None, settled=None,
        created_at=now, updated_at=now, cancelled_at=None,
    )  # fmt: skip


def line_of(part: QuotedPart, about: Offered) -> Line:
    """A quoted part as a line of a booking."""
    return Line(
        number=part.line, resource_id=part.resource_id, service_id=part.service_id, name=about.thing.name,
        span=part.span, quantity=part.quantity, party=party_of(part), total=part.total,
        chosen=chosen_for(part),
    )  # fmt: skip


async def _write(
    tx: Tx, order: Order, booking: Booking, now: datetime, contact: Contact | None, external_ref: str | None = None
) -> None:
    what = Verb.CONFIRM if booking.status is Status.CONFIRMED else "hold"
    await writing.insert(tx, booking, what=what, actor=order.caller.name, now=now, external_ref=external_ref)
    if order.quote.promo is not None:
        await pricing.redeem_promo(
            tx, vendor_id=booking.vendor_id, booking_id=booking.id, promo=order.quote.promo,
            customer_key=pricing.customer_key_of(order.caller.principal.user_id) or customer_key(booking), now=now,
        )  # fmt: skip
    await use_member_price(tx, booking, order.quote, user_id=booking.customer_id, now=now)
    for want in wants_of(order, contact):
        await availability.count_for(tx, want=want, booking_id=booking.id, now=now)


async def use_member_price(tx: Tx, booking: Booking, quote: Quote, *, user_id: UUID | None, now: datetime) -> None:
    """The membership a price was made for is still one on the days that was for. Raises MembershipRefused."""
    if quote.member is not None:
        await value.use_membership(
            tx, vendor_id=booking.vendor_id, membership_id=quote.member.member.membership_id, booking_id=booking.id,
            days=quote.member.days, user_id=user_id, now=now,
        )  # fmt: skip


def customer_key(booking: Booking) -> str:
    """Who uses a promo code: the account, else the guest's contact, else this booking alone."""
    if known := pricing.customer_key_of(booking.customer_id):
        return known
    contact = booking.contact
    return f"guest:{contact.phone or contact.email}" if contact else f"booking:{booking.id.hex}"


async def extend_hold(tx: Tx, *, booking_id: UUID, caller: Caller, terms: HoldTerms, now: datetime) -> Booking:
    """Give the customer a little more time, a limited number of times. Raises NoExtensionsLeft, HoldLost."""
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    if booking.extensions >= terms.extensions:
        raise NoExtensionsLeft("This hold was extended as often as possible. Please finish the booking now.")
    until = max(booking.expires_at or now, now) + terms.extension
    moved = await move(
        tx, booking, Verb.EXTEND, actor=Actor.CUSTOMER, by=caller.name, now=now,
        values={"expires_at": until, "extensions": booking.extensions + 1},
    )  # fmt: skip
    await availability.extend(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, until=until, expected=len(booking.claims)
    )
    return moved


async def release_hold(tx: Tx, *, booking_id: UUID, caller: Caller, now: datetime) -> None:
    """Leave the checkout: the place is free again at once. Repeating it, or leaving a dead hold, is no error."""
    await writing.lock(tx, booking_id=booking_id)
    booking, _ = await find(tx, booking_id=booking_id, caller=caller)
    if booking.status is Status.HELD:
        await release_everything(tx, booking, Verb.RELEASE, now=now, by=caller.name)
