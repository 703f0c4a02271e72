"""What an administrator may turn off without a new release. All are on until somebody turns them off.

Risk has switches of its own with three positions (risk/service/switches.py). A name that is not here does not exist:
neither the API nor the database takes another one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Switch(StrEnum):
    """Each says what stops when it is off; what was begun before goes on."""

    NEW_ACCOUNTS = "new_accounts"
    """Nobody registers; booking as a guest and signing in go on."""
    NEW_BUSINESSES = "new_businesses"
    """Nobody opens a business; those there are go on."""
    CALL_REQUESTS = "call_requests"
    """Nobody asks to be called; calls promised before are made."""
    CUSTOMER_MOVES = "customer_moves"
    """Customers do not move bookings themselves; the business still can."""
    GIFT_CARD_SALE = "gift_card_sale"
    """No gift card is sold or topped up; those sold are taken."""


PER_BUSINESS: Final = frozenset({Switch.CUSTOMER_MOVES, Switch.GIFT_CARD_SALE})
