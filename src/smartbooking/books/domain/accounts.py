"""The accounts. An amount above zero is a debit (we have it, or it is owed to us), below zero a credit (we owe it)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

CUSTOMER: Final = "customer"
VENDOR: Final = "vendor"
PLATFORM_FEE: Final = "platform_fee"
TAX: Final = "tax"
PROVIDER_FEE: Final = "provider_fee"
GIFT_CARD: Final = "gift_card"
VISITS: Final = "pass"
DEPOSIT: Final = "deposit"
SUSPENSE: Final = "suspense"
PAYOUT: Final = "payout"
BANK: Final = "bank"

# docs/algorithms/books.md prints this table; a test compares.
ACCOUNT_MEANING: Final[Mapping[str, str]] = {
    "clearing:<gateway>": "money the platform has at a provider",
    "till:<gateway>": "money the business itself took (the desk, its own bank account)",
    "disputed:<gateway>": "money a payer's bank has taken back provisionally",
    CUSTOMER: "refunds promised to customers and not yet made",
    VENDOR: "what the business has earned",
    PLATFORM_FEE: "what the platform has earned",
    TAX: "tax the platform keeps back for the state, where it must",
    PROVIDER_FEE: "what providers charged and the platform bears",
    GIFT_CARD: "value sold and not yet used",
    VISITS: "visits sold and not yet used",
    DEPOSIT: "security deposits of guests, and money of an online sale that is not issued yet",
    SUSPENSE: "money that does not match an agreement and waits for a person",
    PAYOUT: "payouts approved and not yet paid",
    BANK: "money that left the platform's bank for a business",
}


class Holder(StrEnum):
    """Who has the money a gateway took."""

    PLATFORM = "platform"
    VENDOR = "vendor"


def money_at(gateway: str, holder: Holder) -> str:
    """The account of the money a gateway took."""
    return f"clearing:{gateway}" if holder is Holder.PLATFORM else f"till:{gateway}"


def disputed_at(gateway: str) -> str:
    """The account of money in dispute at a gateway."""
    return f"disputed:{gateway}"
