"""Moving a confirmed booking: take the new time and free the old one in one transaction, or change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from smartbooking.availability import service as availability
from smartbooking.bookings.domain import Actor, Booking, Status, Verb
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.domain.difference import Difference, difference_of
from smartbooking.bookings.errors import NotBookable, PriceChanged, TooLate
from smartbooking.bookings.events import BookingRescheduled
from smartbooking.bookings.repository import writing
from smartbooking.bookings.service.basket import offered_parts
from smartbooking.bookings.service.cancellation import purse_of
from smartbooking.bookings.service.covering import keep_visits
from smartbooking.bookings.service.holds import (
    counted_contacts,
    customer_key,
    line_of,
    refusal,
    use_member_price,
    want_of,
)
from smartbooking.bookings.service.reading import find
from smartbooking.bookings.service.settlement import settle_more
from smartbooking.bookings.service.transition import move
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.problem import StaleVersion
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Quote
from smartbooking.value import service as value


async def reschedule(
    tx: Tx,
    *,
    booking_id: UUID,
    caller: Caller,
    quote: Quote,
    locale: str,
    now: datetime,
    version: int | None = None,
    agreed_total: Decimal | None = None,
) -> Booking:
    """Put the quote's lines in the place of the booking's. The policy stays the one agreed first.

    What was paid counts for the new time: what is too much goes back, what is missing is owed (`difference_of`). A
    booking of which something was paid moves to another price only when `agreed_total` names that price.
    `version` is the one the caller saw: of two people who move the same booking, the second is told.
    Raises NotFound, InvalidTransition, StaleVersion, TooLate, SlotUnavailable, NotBookable, PriceChanged,
    PromoRefused, MembershipRefused, PassRefused.
    """
    await writing.lock(tx, booking_id=booking_id)
    booking, actor = await find(tx, booking_id=booking_id, caller=caller)
    if version is not None and version != booking.version:
        raise StaleVersion("Somebody changed this booking a moment ago. Look at it again before you move it.")
    if actor is Actor.CUSTOMER and now >= booking.starts_at and booking.status is Status.CONFIRMED:
        raise TooLate("The visit has begun. Ask the business to move it.")
    quote = await keep_visits(tx, booking, quote, now=now)
    found = await _agreed(tx, booking, quote, agreed_total)
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
        details={"from": booking.starts_at.isoformat(), "to": starts_at.isoformat(), **_told(found)},
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
    await _move_codes(tx, booking, quote, now=now)
    for want in wants:
        await availability.count_for(tx, want=want, booking_id=booking.id, now=now)
    await _announce(tx, moved)
    if found.counts:
        moved = await settle_more(tx, moved, now=now)
    await availability.move(tx, vendor_id=booking.vendor_id, booking_id=booking.id, moves=claims)
    return replace(moved, lines=lines)


async def _move_codes(tx: Tx, booking: Booking, quote: Quote, *, now: datetime) -> None:
    """The use of a promo code and of a membership follow the new price."""
    await pricing.move_promo(
        tx, vendor_id=booking.vendor_id, booking_id=booking.id, promo=quote.promo, customer_key=customer_key(booking),
        now=now,
    )  # fmt: skip
    if quote.member is not None:
        await use_member_price(tx, booking, quote, user_id=None, now=now)
    elif booking.quote.member is not None:
        await value.release_member_use(tx, vendor_id=booking.vendor_id, booking_id=booking.id, now=now)


async def preview(
    read: ReadTx, *, booking_id: UUID, caller: Caller, quote: Quote, now: datetime
) -> tuple[Booking, Difference]:
    """What moving to the quote's time would do to the money. Raises NotFound, NotBookable, PassRefused."""
    booking, _ = await find(read, booking_id=booking_id, caller=caller)
    quote = await keep_visits(read, booking, quote, now=now)
    return booking, await _difference(read, booking, quote)


async def _announce(tx: Tx, moved: Booking) -> None:
    facts: dict[str, Any] = {"vendor_id": moved.vendor_id, "booking_id": moved.id, "status": moved.status.value}
    await publish(tx, BookingRescheduled(**facts, starts_at=moved.starts_at))


async def _difference(read: ReadTx, booking: Booking, quote: Quote) -> Difference:
    if quote.vendor_id != booking.vendor_id:
        raise NotBookable([{"code": "other_vendor", "message": "A booking stays with its business.", "params": {}}])
    return difference_of(booking, quote, await purse_of(read, booking))


async def _agreed(tx: Tx, booking: Booking, quote: Quote, agreed_total: Decimal | None) -> Difference:
    found = await _difference(tx, booking, quote)
    if found.counts and agreed_total != quote.total.major:
        raise PriceChanged(
            "The new time has another price. Show what goes back or is to be paid, then move with agreedTotal.",
            total=float(found.after.major), refund=float(found.refund.major), toPay=float(found.to_pay.major),
            currency=quote.currency,
        )  # fmt: skip
    return found


def _told(found: Difference) -> dict[str, int]:
    """What the history says about another price of a booking that was paid."""
    return {"refundMinor": found.refund.minor, "toPayMinor": found.to_pay.minor} if found.counts else {}


def _with_first_policy(booking: Booking, quote: Quote) -> Quote:
    """A later, harsher policy never applies to an agreement that exists."""
    agreed = {part.line: part.policy for part in booking.quote.parts}
    first = booking.quote.parts[0].policy
    return replace(quote, parts=tuple(replace(part, policy=agreed.get(part.line, first)) for part in quote.parts))
