"""What can go wrong with a price, each with the way out."""

from __future__ import annotations

from smartbooking.kernel.problem import Conflict, Problem


class NotPriced(Conflict):
    """The business has not set a price for this offer yet. Choose another offer or ask the business."""

    slug = "not-priced"
    title = "This offer has no price yet"


class PriceNotPossible(Conflict):
    """The price asked for cannot be made: `reason` says which two things do not go together."""

    slug = "price-not-possible"
    title = "These choices do not go together"

    def __init__(self, detail: str, *, reason: str) -> None:
        super().__init__(detail, reason=reason)
        self.reason = reason


class PromoRefused(Conflict):
    """The promo code cannot be used for this booking; `reason` says why. Book without it or use another one."""

    slug = "promo-refused"
    title = "This promo code cannot be used here"

    def __init__(self, detail: str, *, reason: str) -> None:
        super().__init__(detail, reason=reason)
        self.reason = reason


class PromoCodeTaken(Conflict):
    """The business already has a promo code of this name. Names are compared without regard to case."""

    slug = "promo-code-taken"
    title = "This promo code exists already"


class QuoteInvalid(Problem):
    """The quote was not made by this installation or was changed on the way. Ask for a new one."""

    slug = "quote-invalid"
    title = "This price offer is not genuine"
    status = 422


class QuoteExpired(Conflict):
    """A quote is a promise for ten minutes, and these are over. Ask for a new one: the price may have changed."""

    slug = "quote-expired"
    title = "This price offer has run out"
