"""Why value can not be used, each with the way out."""

from __future__ import annotations

from typing import Any, Final

from smartbooking.kernel.problem import Conflict, NotFound
from smartbooking.value.domain import Membership

REASONS: Final = {
    "unknown": "There is no gift card with this code here. Check the letters, or ask the business.",
    "frozen": "This gift card is frozen. Ask the business to release it.",
    "expired": "This gift card is not valid any more. The business gives back what is left on it.",
    "empty": "There is nothing left on this gift card.",
    "currency": "This gift card is in another currency.",
    "used": "This gift card has been used. Pay out what is left on it instead.",
    "less": "Less is left on this gift card than a moment ago. Look at what is still to be paid.",
}
PASS_REASONS: Final = {
    "unknown": "There is no pass with this code here. Check the letters, or ask the business.",
    "frozen": "This pass is frozen. Release it on its page, or ask the business.",
    "expired": "This pass is not valid any more. Pay in another way, or ask the business to prolong it.",
    "empty": "No visits are left on this pass. Pay in another way, or buy another one.",
    "currency": "This pass was sold in another currency. Pay in another way.",
    "wrong_offer": "This pass does not cover what is booked here. Pay in another way, or choose what it covers.",
    "too_few": "This needs more visits than are left on the pass. Book less, or pay in another way.",
    "after_end": "The visit begins after the pass has ended. Choose an earlier time, or ask to prolong it.",
    "used": "Visits of this pass have been used. Pay out what is left of it instead.",
    "less": "Fewer visits are left on this pass than a moment ago. Look at what is still to be paid.",
    "no_freeze": "No days of freeze are left on this pass.",
    "waits": "This pass begins with its first visit: there is nothing to freeze yet.",
    "too_late": "A pass pays for whole visits when they are booked, not for the rest of a price. Pay in another way.",
    "other_visits": "A visit paid with a pass moves to another time only. Cancel it to book something else.",
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


MEMBER_REASONS: Final = {
    "unknown": "There is no membership with this code here. Check the letters, ask the business, or book without it.",
    "ended": "This membership has ended. Buy a new one at the desk, or book without it.",
    "over": "This membership is not valid any more on that day. Renew it at the desk, or book without it.",
    "ahead": "This membership begins later. Choose a later day, or book without it.",
    "frozen": "This membership rests on that day. Ask the business to release it, or book without it.",
    "used": "This membership has been used. End it at the desk, and give back what is fair.",
    "limit": "This membership has been used in that month as often as its plan allows. Choose another month, or book"
    " without it.",
}


class MembershipRefused(Conflict):
    """A membership can not be used for this. `reason` says why, `field` where its code stands; nothing was booked."""

    slug = "membership-refused"
    title = "This membership can not be used"

    def __init__(self, reason: str, membership: Membership | None = None) -> None:
        super().__init__(MEMBER_REASONS[reason], reason=reason, field="/memberCode")
        if membership is not None:
            self.extensions |= {"validFrom": membership.valid_from.isoformat()}
            self.extensions |= {"validUntil": membership.valid_until.isoformat()}


class MembershipNotFound(NotFound):
    """The business has sold no such membership."""

    slug = "membership-not-found"
    title = "There is no such membership"


class PlanNotFound(NotFound):
    """The business has no such plan."""

    slug = "plan-not-found"
    title = "There is no such plan"


class PassRefused(Conflict):
    """A pass can not be used for this. `reason` says why, `field` where its code stands; no visit was taken."""

    slug = "pass-refused"
    title = "This pass can not be used"

    def __init__(self, reason: str, **facts: Any) -> None:  # Any: JSON values
        super().__init__(PASS_REASONS[reason], reason=reason, field="/valueCode", **facts)


class PassPlanNotFound(NotFound):
    """The business sells no such pass."""

    slug = "pass-plan-not-found"
    title = "There is no such pass on sale"


class PassNotFound(NotFound):
    """The business has sold no such pass."""

    slug = "pass-not-found"
    title = "There is no such pass"
