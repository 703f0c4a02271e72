"""Sums of entries, as rules and people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from smartbooking.books.domain.accounts import DEPOSIT, PLATFORM_FEE, SUSPENSE, TAX, VENDOR
from smartbooking.kernel.money import Money

_SHARES = (VENDOR, PLATFORM_FEE, TAX)
_TAKEN = ("captured", "accepted")
_GIVEN = ("refund_promised", "refund_failed", "dispute_closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The sum of one account in one currency."""

    account: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSums:
    """All entries of one payment attempt in one currency, summed by account and kind of posting."""

    currency: str
    sums: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def of(self, *accounts: str, kinds: tuple[str, ...] = ()) -> int:
        """Sum over accounts, of all kinds or only some."""
        return sum(
            minor
            for (account, kind), minor in self.sums.items()
            if account in accounts and (not kinds or kind in kinds)
        )

    @property
    def waiting(self) -> int:
        """Money that belongs to nobody yet."""
        return -self.of(SUSPENSE)

    @property
    def deposit(self) -> int:
        """What is left of the security deposit."""
        return -self.of(DEPOSIT)

    @property
    def price(self) -> int:
        """What was taken for the price, deposit apart."""
        return -self.of(*_SHARES, kinds=_TAKEN)

    @property
    def price_given_back(self) -> int:
        """What of the price has gone back or is promised back."""
        return self.of(*_SHARES, kinds=_GIVEN)

    def share(self, account: str) -> tuple[int, int]:
        """What an account got of the price, and what it has given back."""
        return -self.of(account, kinds=_TAKEN), self.of(account, kinds=_GIVEN)
