"""What can go wrong with books and payouts, told to people."""

from __future__ import annotations

from smartbooking.kernel import problem
from smartbooking.kernel.problem import Conflict, NotFound


class PayoutNotFound(NotFound):
    """There is no such payout here."""

    slug = "payout-not-found"
    title = "No such payout"


class NothingToPayOut(Conflict):
    """The balance is zero or below, or every movement in it is part of another payout already."""

    slug = "nothing-to-pay-out"
    title = "There is nothing to pay out"


class PayoutExceedsBalance(Conflict):
    """Money went back to customers meanwhile: cancel this payout and calculate it anew."""

    slug = "payout-exceeds-balance"
    title = "The payout is larger than the balance"


class PayoutMoved(problem.InvalidTransition):
    """The payout is in a state that does not allow this; `allowed` lists the states it can move to."""
