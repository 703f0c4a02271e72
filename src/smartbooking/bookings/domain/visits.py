"""Lines paid with visits of a pass: what they ask for, what they cost then, and which visits come back.

A line's price is what its visits are worth, so policies, fees and books need no exception. Only that visits are whole
is a rule of its own: a fee keeps as many whole visits as fit into it, never more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from smartbooking.bookings.domain.booking import Booking
from smartbooking.bookings.domain.lifecycle import Actor, Status
from smartbooking.bookings.domain.refunding import refund_preview
from smartbooking.kernel.money import Money, total
from smartbooking.kernel.period import Nights
from smartbooking.payments.domain import Purse
from smartbooking.pricing.domain import LineRefund, Quote, QuotedPart, RefundPreview, with_visits
from smartbooking.pricing.domain.policies import fee_of
from smartbooking.value.domain import LineUse, LineWanted, visits_kept, worth_back


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsBack:
    """Of a line's visits `back` return to the pass, which are worth `value`; `kept` stay used."""

    line: int
    back: int
    kept: int
    value: Money


def by_visits(booking: Booking) -> bool:
    """Whether a pass pays for some of the booking."""
    return any(part.visits for part in booking.quote.parts)


def wanted_of(quote: Quote, only: Sequence[int] = ()) -> tuple[LineWanted, ...]:
    """What a pass may pay for: the lines that cost something, or only those named."""
    return tuple(_wanted(part) for part in quote.parts if part.total.minor > 0 and (not only or part.line in only))


def _wanted(part: QuotedPart) -> LineWanted:
    party = part.party
    return LineWanted(
        line=part.line, resource_id=part.resource_id, service_id=part.service_id, quantity=part.quantity,
        people=party.adults + party.children if party else part.quantity,
        units=len(part.span) if isinstance(part.span, Nights) else 1,
        starts_at=part.start_local.replace(tzinfo=ZoneInfo(part.timezone)),
    )  # fmt: skip


def paid_by_visits(booking: Booking, uses: Sequence[LineUse]) -> Booking:
    """The booking with these lines at the worth of their visits, which are paid."""
    quote = with_visits(booking.quote, {use.line: (use.visits, use.value) for use in uses})
    totals = {part.line: part.total for part in quote.parts}
    return replace(
        booking, quote=quote, total=quote.total, due_now=quote.due_now,
        lines=tuple(replace(line, total=totals[line.number]) for line in booking.lines),
        covered=total([use.value for use in uses], quote.currency),
    )  # fmt: skip


def visits_back(booking: Booking, purse: Purse, *, now: datetime, by: Actor) -> tuple[VisitsBack, ...]:
    """Which visits return when the booking ends now, line by line."""
    free = by is not Actor.CUSTOMER or booking.status is not Status.CONFIRMED
    now_local = now.astimezone(ZoneInfo(booking.timezone)).replace(tzinfo=None)
    found = []
    for part in booking.quote.parts:
        left = _left(purse, part.line)
        if not part.visits or left.minor == 0:
            continue
        line = replace(part.refundable, security=None)
        fee = Money.zero(left.currency) if free else fee_of(part.policy, line, part.start_local, now_local)
        kept = visits_kept(part.visits, part.total, fee)
        value = worth_back(part.visits, part.total, part.visits - kept)
        found.append(VisitsBack(line=part.line, back=part.visits - kept, kept=kept, value=min(value, left)))
    return tuple(found)


def preview_with_visits(
    booking: Booking, purse: Purse, back: Sequence[VisitsBack], *, now: datetime, by: Actor
) -> RefundPreview:
    """What goes back in all: visits of the lines a pass paid for, money of the others and of security deposits."""
    in_visits = {part.line: _left(purse, part.line) for part in booking.quote.parts if part.visits}
    money = purse.left - total(list(in_visits.values()), purse.currency)
    nothing = Money.zero(purse.currency)
    parts = tuple(
        replace(part, total=nothing, first_unit=nothing) if part.visits else part for part in booking.quote.parts
    )
    others = replace(booking, quote=replace(booking.quote, parts=parts))
    preview = refund_preview(others, paid=money, now=now, by=by)
    returned = {one.line: one.value for one in back}
    lines = tuple(
        _with(line, in_visits.get(line.line, nothing), returned.get(line.line, nothing)) for line in preview.lines
    )
    visits = total(list(returned.values()), purse.currency)
    kept = total(list(in_visits.values()), purse.currency) - visits
    return replace(preview, lines=lines, refund=preview.refund + visits, fee=preview.fee + kept)


def _with(line: LineRefund, paid: Money, back: Money) -> LineRefund:
    return replace(line, paid=line.paid + paid, fee=line.fee + paid - back, refund=line.refund + back)


def _left(purse: Purse, line: int) -> Money:
    return total([one.left for one in purse.payments if one.line == line], purse.currency)
