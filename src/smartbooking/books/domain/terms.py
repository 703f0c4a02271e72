"""What a business agreed to pay the platform, from a day on; and how one payment is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smartbooking.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`fee_points` per cent of a payment in basis points plus `fee_fixed` minor units, without the deposit in it."""

    vendor_id: int
    currency: str
    valid_from: date
    fee_points: int = 0
    fee_fixed: int = 0
    fee_returns: bool = True
    vendor_bears_provider_fee: bool = True
    withholds_tax: bool = False
    payout_delay_days: int = 0

    def fee_of(self, amount: Money) -> Money:
        """The platform's fee on an amount; never more than the amount itself."""
        if amount.minor <= 0:
            return Money.zero(amount.currency)
        fee = amount.basis_points(self.fee_points) + Money(self.fee_fixed, amount.currency)
        return min(fee, amount)


def free_terms(vendor_id: int, currency: str) -> Terms:
    """No agreement was made: nothing is charged."""
    return Terms(vendor_id=vendor_id, currency=currency, valid_from=date(2000, 1, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Parts of a payment that are not the business's price: a refundable deposit, and tax that is kept back.

    `fixed_fee`: the fixed part of the platform's fee falls due with it. Of several payments one use of a pass makes,
    it does with the first.
    """

    deposit: Money
    tax: Money
    fixed_fee: bool = True
