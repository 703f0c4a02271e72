"""Use cases of value."""

from smartbooking.value.repository.gift_cards import businesses_that_differ, cards_that_differ
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
    "businesses_that_differ",
    "card_of",
    "cards_of_booking",
    "cards_that_differ",
    "find_cards",
    "freeze",
    "give_back",
    "issue",
    "lock_card",
    "look_up",
    "make_code",
    "pay_out",
    "prolong",
    "redeem",
    "release",
    "top_up",
    "usable",
]
