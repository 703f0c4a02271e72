"""Why a price cannot be made: problems the rules themselves raise."""

from __future__ import annotations

from smartbooking.kernel.problem import Conflict


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
