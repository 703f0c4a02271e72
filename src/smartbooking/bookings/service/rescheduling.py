"""Moving a confirmed booking: take the new time and free the old one in one transaction, or change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Actor, Booking, PaymentStatus, Status, Verb
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import NotBookable, PriceChanged, TooLate
from smartbooking.bookings.events import BookingRescheduled
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.basket import offered_parts
from smartbooking.bookings.service.holds import counted_contacts, customer_key, line_of, refusal, want_of
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.problem import StaleVersion
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Quote


async def reschedule(
    tx: Tx,
    *,
    booking_id: UUID,
    caller: Caller,
    quote: Quote,
    locale: str,
    now: datetime,
    version: int | None = None,
) -> Booking:
    """Put the quote's lines in the place of the booking's. The policy stays the one agreed first.

    What was paid online may not exceed nor fall short silently: a paid booking moves only at the same price.
    `version` is the one the caller saw: of two people who move the same booking, the second is told.
    Raises NotFound, InvalidTransition, StaleVersion, TooLate, SlotUnavailable, NotBookable, PriceChanged,
    PromoRefused.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    if version is not None and version != booking.version:
        raise StaleVersion("Somebody changed this booking a moment ago. Look at it again before you move it.")
    if actor is Actor.CUSTOMER and now >= booking.starts_at and booking.status is Status.CONFIRMED:
        raise TooLate("The visit has begun. Ask the business to move it.")
    _may_move(booking, quote)
    contacts = counted_contacts(booking.contact) if actor is Actor.CUSTOMER else ()
    wants = [want_of(booking.vendor_id, part, booking.customer_id, contacts, booking.id) for part in quote.parts]
    verdicts = [await availability.check(tx, want=want, now=now) for want in wants]
    if refused := [verdict for verdict in verdicts if not verdict.available]:
        raise refusal(refused, locale)
    claims = tuple(claim for verdict in verdicts for claim in verdict.claims)
    about = await offered_parts(tx, quote.parts)
    lines = tuple(line_of(part, one) for part, one in zip(quote.parts, about, strict=True))
    zone = ZoneInfo(booking.timezone)
    starts_at = min(part.start_local.replace(tzinfo=zone) for part in quote.parts).astimezone(UTC)
    moved = await move(
        tx, booking, Verb.RESCHEDULE, actor=actor, by=caller.name, now=now,
        details={"from": booking.starts_at.isoformat(), "to": starts_at.isoformat()},
        values={
            "starts_at": starts_at,
            "ends_at": max(part.end_local.replace(tzinfo=zone) for part in quote.parts).astimezone(UTC),
            "claims": claims,
            "quote": _with_first_policy(booking, quote),
            "total_minor": quote.total.minor,
            "due_now_minor": min(booking.due_now.minor, quote.total.minor),
        },
    )  # fmt: skip
    await writing.replace_lines(tx, booking, lines)
    await pricing.move_promo(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, promo=quote.promo, customer_key=customer_key(booking),
        now=now,
    )  # fmt: skip
    for want in wants:
        await availability.count_for(tx, want=want, booking_id=booking.id, now=now)
    await _announce(tx, moved)
    await availability.move(tx, vendor_id=booking.vendor_id, booking_id=booking.id, moves=claims)
    return replace(moved, lines=lines)


async def _announce(tx: Tx, moved: Booking) -> None:
    facts: dict[str, Any] = {"vendor_id": moved.vendor_id, "booking_id": moved.id, "status": moved.status.value}
    await publish(tx, BookingRescheduled(**facts, starts_at=moved.starts_at))


def _may_move(booking: Booking, quote: Quote) -> None:
    if quote.vendor_id != booking.vendor_id:
        raise NotBookable([{"code": "other_vendor", "message": "A booking stays with its business.", "params": {}}])
    if booking.payment_status in (PaymentStatus.PAID, PaymentStatus.DEPOSIT_PAID) and quote.total != booking.total:
        raise PriceChanged(
            "The new time has another price. Cancel and book anew, or choose a time at the same price.",
            total=float(quote.total.major),
            currency=quote.currency,
        )


def _with_first_policy(booking: Booking, quote: Quote) -> Quote:
    """A later, harsher policy never applies to an agreement that exists."""
    agreed = {part.line: part.policy for part in booking.quote.parts}
    first = booking.quote.parts[0].policy
    return replace(quote, parts=tuple(replace(part, policy=agreed.get(part.line, first)) for part in quote.parts))
