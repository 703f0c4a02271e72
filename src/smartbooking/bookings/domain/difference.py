"""What another price means for the money of a booking that moves: the rules of docs/algorithms/refunds.md."""

from __future__ import annotations

from dataclasses import dataclass

from smartbooking.bookings.domain.balance import credited, payable_of
from smartbooking.bookings.domain.booking import Booking
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import Purse
from smartbooking.pricing.domain import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`refund` goes back by itself, `to_pay` is owed after the move; at most one of them is not zero."""

    before: Money
    after: Money
    paid: Money
    refund: Money
    to_pay: Money

    @property
    def counts(self) -> bool:
        """Whether somebody has to agree: money was paid, and the price is another."""
        return self.paid.minor > 0 and self.before != self.after


def difference_of(booking: Booking, quote: Quote, purse: Purse) -> Difference:
    """What was paid counts for the new time; nothing is taken by moving, and what is too much goes back."""
    zero = Money.zero(booking.total.currency)
    paid, asked = credited(purse), payable_of(quote)
    return Difference(
        before=booking.total,
        after=quote.total,
        paid=paid,
        refund=min(max(paid - asked, zero), purse.left),
        to_pay=max(asked - paid, zero),
    )
