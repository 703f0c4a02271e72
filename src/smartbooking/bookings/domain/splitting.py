"""How a payment for a booking is made up: price, refundable deposit, and the tax in the price."""

from __future__ import annotations

from smartbooking.kernel.money import Money
from smartbooking.pricing.domain import Quote
from smartbooking.pricing.domain.charges import LineKind


def split_of(quote: Quote, amount: Money, covered: Money | None = None) -> tuple[Money, Money]:
    """Deposit and tax within a first payment of `amount`; the deposit is collected first.

    `covered` of the price was paid with a card before.
    """
    zero = Money.zero(quote.currency)
    due = sum((part.security for part in quote.parts if part.security_due_now), zero)
    deposit = min(due, amount)
    return deposit, tax_between(quote, covered or zero, min(amount - deposit, quote.total))


def tax_between(quote: Quote, paid: Money, amount: Money) -> Money:
    """Tax within a later payment of `amount` when `paid` of the price came before: all payments add up to the whole."""
    before = max(paid.minor, 0)
    return _tax_of_first(quote, min(before + amount.minor, quote.total.minor)) - _tax_of_first(quote, before)


def _tax_of_first(quote: Quote, minor: int) -> Money:
    """The tax in the first part of the price that is paid."""
    zero = Money.zero(quote.currency)
    added = [line.amount for line in quote.lines if line.kind is LineKind.TAX]
    tax = sum(added, zero) + sum((one.amount for one in quote.included_taxes), zero)
    return tax.ratio(minor, quote.total.minor) if quote.total.minor else zero
