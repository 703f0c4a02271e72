"""What can go wrong with a price, each with the way out."""

from __future__ import annotations

from smartbooking.kernel.problem import Conflict, Problem
from smartbooking.pricing.domain.refusals import NotPriced, PriceNotPossible, PromoRefused

__all__ = [
    "NotPriced",
    "PriceNotPossible",
    "PromoCodeTaken",
    "PromoRefused",
    "QuoteExpired",
    "QuoteInvalid",
]


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
