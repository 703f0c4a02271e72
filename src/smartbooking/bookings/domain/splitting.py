"""How a payment for a booking is made up: price, refundable deposit, and the tax in the price."""

from __future__ import annotations

from smartbooking.kernel.money import Money
from smartbooking.pricing.domain import Quote
from smartbooking.pricing.domain.charges import LineKind


def split_of(quote: Quote, amount: Money) -> tuple[Money, Money]:
    """Deposit and tax within a first payment of `amount`; the deposit is collected first."""
    zero = Money.zero(quote.currency)
    due = sum((part.security for part in quote.parts if part.security_due_now), zero)
    deposit = min(due, amount)
    added = [line.amount for line in quote.lines if line.kind is LineKind.TAX]
    tax = sum(added, zero) + sum((one.amount for one in quote.included_taxes), zero)
    price = min(amount - deposit, quote.total)
    return deposit, tax.ratio(price.minor, quote.total.minor) if quote.total.minor else zero
