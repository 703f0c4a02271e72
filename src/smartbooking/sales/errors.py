"""Why a sale says no, each with the way out."""

from __future__ import annotations

from typing import Any, Final

from smartbooking.kernel.problem import Conflict, NotFound

REASONS: Final = {
    "amount": "This business does not sell a gift card of this amount. Choose one it offers.",
    "plan": "This is not sold online, or not any more. Choose something else, or ask the business.",
    "price": "The price has changed a moment ago. Look at it again before you pay.",
}
REFUSALS: Final = {
    "over": "The time to pay for this is over. Begin anew; you were not charged.",
    "paid": "This is paid already.",
    "not_issued": "This is not paid yet, so there is no code and nothing to give back.",
    "ended": "This went back to whoever bought it.",
    "disputed": "The payer's bank has taken the money back for now. Wait for its decision.",
    "money_back": "The money of this sale, or part of it, is on its way back already.",
    "method": "This can not be paid at the desk of the business here. Choose one of the offered ways.",
}


class NotOnSale(Conflict):
    """This can not be bought online now. `reason` says why; nothing was charged."""

    slug = "not-on-sale"
    title = "This is not on sale"

    def __init__(self, reason: str, **facts: Any) -> None:  # Any: JSON values
        super().__init__(REASONS[reason], reason=reason, **facts)


class SaleRefused(Conflict):
    """This can not be done with the sale as it is. `reason` says why; nothing was changed."""

    slug = "sale-refused"
    title = "This can not be done with the sale"

    def __init__(self, reason: str) -> None:
        super().__init__(REFUSALS[reason], reason=reason)


class SaleNotFound(NotFound):
    """There is no such sale, or the link to it is not valid any more."""

    slug = "sale-not-found"
    title = "There is no such sale"
