"""Why value can not be used, each with the way out."""

from __future__ import annotations

from typing import Final

from smartbooking.kernel.problem import Conflict, NotFound

REASONS: Final = {
    "unknown": "There is no gift card with this code here. Check the letters, or ask the business.",
    "frozen": "This gift card is frozen. Ask the business to release it.",
    "expired": "This gift card is not valid any more. The business gives back what is left on it.",
    "empty": "There is nothing left on this gift card.",
    "currency": "This gift card is in another currency.",
    "less": "Less is left on this gift card than a moment ago. Look at what is still to be paid.",
}


class ValueRefused(Conflict):
    """A gift card can not be used for this. `reason` says why; nothing was taken from it."""

    slug = "value-refused"
    title = "This gift card can not be used"

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason], reason=reason)


class ValueNotFound(NotFound):
    """The business has sold no such gift card."""

    slug = "value-not-found"
    title = "There is no such gift card"
