"""Why bookings say no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smartbooking.bookings.domain.lifecycle import Status, Verb
from smartbooking.kernel import problem
from smartbooking.kernel.problem import Conflict, Problem, TooManyRequests


class InvalidTransition(problem.InvalidTransition):
    """The booking is in a state in which this can not be done. `allowed` lists what can be done now."""

    def __init__(self, verb: Verb, status: Status, allowed: Sequence[Verb]) -> None:
        names = [allowed_verb.value for allowed_verb in allowed]
        super().__init__(f"A booking that is {status.value} can not be changed by '{verb.value}'.", allowed=names)


class NotBookable(Conflict):
    """A rule of the business does not allow this booking. `reasons` names every rule and what would be allowed."""

    slug = "not-bookable"
    title = "This can not be booked like that"

    def __init__(self, reasons: Sequence[dict[str, Any]]) -> None:
        words = " ".join(str(reason["message"]) for reason in reasons)
        super().__init__(words or self.title, reasons=list(reasons))


class PriceChanged(Conflict):
    """The price differs from the one you saw. Show the customer the new quote and book with its token."""

    slug = "price-changed"
    title = "The price has changed"


class PaymentDeclined(Problem):
    """The bank or wallet refused. The place stays held until `holdExpiresAt`; another method may be tried."""

    slug = "payment-declined"
    title = "The payment was declined"
    status = 402


class TooManyHolds(TooManyRequests):
    """Places are kept for you elsewhere already, as many as the house allows at a time.

    Finish one of these bookings, give one back, or wait until the first of them runs out (`Retry-After`).
    """

    slug = "too-many-holds"
    title = "You already hold as many places as you may"


class NoExtensionsLeft(Conflict):
    """The hold was extended as often as the house allows. Finish the booking before it runs out."""

    slug = "no-extensions-left"
    title = "This hold can not be extended any more"


class MethodNotOffered(Conflict):
    """The business does not take this way of paying for this booking. Choose one of `methods`."""

    slug = "payment-method-not-offered"
    title = "That way of paying is not offered here"


class PrepaymentNeeded(Conflict):
    """For this booking the business asks for the money in advance. Choose one of `methods`; `dueNow` is the sum.

    Nothing was refused and nothing is lost: the same booking paid in advance is taken.
    """

    slug = "prepayment-needed"
    title = "This booking is paid in advance"


class NothingToPay(Conflict):
    """Everything is paid, or the booking is not on any more. Look at its money again."""

    slug = "nothing-to-pay"
    title = "There is nothing left to pay"


class TooLate(Conflict):
    """The visit has begun, so its customer can not move it any more. The business still can."""

    slug = "too-late"
    title = "It is too late for that"


class ClientKnown(Conflict):
    """The client book has this phone or e-mail already. Find the client and change the card instead."""

    slug = "client-known"
    title = "This client is in the book already"


class ClientMerged(Conflict):
    """One of these two cards has been merged meanwhile. Read the client again: what is written there is the state."""

    slug = "client-merged"
    title = "This card was merged already"


class TooEarly(Conflict):
    """The visit has not begun, so this can not be recorded yet."""

    slug = "too-early"
    title = "It is too early for that"
