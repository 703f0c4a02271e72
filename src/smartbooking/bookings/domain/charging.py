"""What the end of a booking costs its customer: kept of what was paid, charged to a held card, or owed.

One function makes the bill of a cancellation and of a visit nobody came to; previews show it, deeds carry it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smartbooking.bookings.domain.booking import Booking
from smartbooking.bookings.domain.lifecycle import Actor, Status
from smartbooking.bookings.domain.refunding import refund_preview
from smartbooking.bookings.domain.visits import VisitsBack, by_visits, preview_with_visits, visits_back
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import CardHold, HoldState, Purse
from smartbooking.pricing.domain import RefundPreview
from smartbooking.pricing.domain.policies import CancelFee, FloorKind, agreed_charge, fee_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """`refund` goes back and `kept` stays of what was paid; `charge` is taken from the held card, `unpaid` is owed.

    `visits`: what of the refund returns to a pass, by line.
    """

    preview: RefundPreview
    charge: Money
    unpaid: Money
    visits: tuple[VisitsBack, ...] = ()

    @property
    def in_visits(self) -> dict[int, Money]:
        return {one.line: one.value for one in self.visits}

    @property
    def refund(self) -> Money:
        return self.preview.refund

    @property
    def kept(self) -> Money:
        return self.preview.fee


def asks_for_card(booking: Booking) -> bool:
    """Whether a card secures this booking."""
    return booking.quote.card_hold.minor > 0


def bill_of(booking: Booking, purse: Purse, hold: CardHold | None, *, now: datetime, by: Actor) -> Bill:
    """The fee frozen with the booking: first from what was paid, then from the card, never more than is held."""
    back = visits_back(booking, purse, now=now, by=by)
    if by_visits(booking):
        preview = preview_with_visits(booking, purse, back, now=now, by=by)
    else:
        preview = refund_preview(booking, paid=purse.left, now=now, by=by)
    held = hold.amount if hold is not None and hold.state is HoldState.HELD else Money.zero(purse.currency)
    ended = booking.status is Status.CONFIRMED
    charge = min(preview.unpaid_fee, held) if ended else Money.zero(purse.currency)
    return Bill(preview=preview, charge=charge, unpaid=preview.unpaid_fee - charge, visits=back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What one line's frozen policy asks for not coming, and what the law of the day of booking leaves of it."""

    line: int
    policy: str
    fee: CancelFee
    agreed: Money
    lawful: Money
    floors: tuple[FloorKind, ...]


def no_show_clauses(booking: Booking) -> tuple[Clause, ...]:
    """The clauses behind the bill of a visit nobody came to, line by line."""
    found = []
    for part in booking.quote.parts:
        frozen, line, start = part.policy, part.refundable, part.start_local
        agreed = Money(agreed_charge(frozen.terms, line, start, start), part.total.currency)
        lawful = fee_of(frozen, line, start, start)
        found.append(
            Clause(
                line=part.line,
                policy=frozen.terms.code,
                fee=frozen.terms.no_show,
                agreed=agreed,
                lawful=lawful,
                floors=frozen.floors if lawful != agreed else (),
            )
        )
    return tuple(found)
