"""Use cases of value."""

from smartbooking.value.repository.gift_cards import businesses_that_differ, cards_that_differ
from smartbooking.value.repository.memberships import businesses_that_differ as memberships_that_differ
from smartbooking.value.service.member_use import (
    find_memberships,
    get_membership,
    membership_by_code,
    membership_story,
    memberships_of_user,
    refuse_outside,
    release_member_use,
    use_membership,
)
from smartbooking.value.service.memberships import (
    end_membership,
    freeze_membership,
    make_member_code,
    release_membership,
    renew_membership,
    sell_membership,
)
from smartbooking.value.service.plans import add_plan, change_plan, get_plan, list_plans, unknown_plans
from smartbooking.value.service.selling import freeze, issue, make_code, pay_out, prolong, release, top_up
from smartbooking.value.service.using import (
    card_of,
    cards_of_booking,
    find_cards,
    give_back,
    lock_card,
    look_up,
    redeem,
    usable,
)

__all__ = [
    "add_plan",
    "businesses_that_differ",
    "card_of",
    "cards_of_booking",
    "cards_that_differ",
    "change_plan",
    "end_membership",
    "find_cards",
    "find_memberships",
    "freeze",
    "freeze_membership",
    "get_membership",
    "get_plan",
    "give_back",
    "issue",
    "list_plans",
    "lock_card",
    "look_up",
    "make_code",
    "make_member_code",
    "membership_by_code",
    "membership_story",
    "memberships_of_user",
    "memberships_that_differ",
    "pay_out",
    "prolong",
    "redeem",
    "refuse_outside",
    "release",
    "release_member_use",
    "release_membership",
    "renew_membership",
    "sell_membership",
    "top_up",
    "unknown_plans",
    "usable",
    "use_membership",
]
