"""Which tax is in a booking, and which part of it in one payment (docs/documents.md)."""

from __future__ import annotations

from collections.abc import Sequence

from smartbooking.documents.domain.papers import DocumentLine, TaxSum
from smartbooking.kernel.money import Money
from smartbooking.kernel.period import Nights
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import Quote
from smartbooking.pricing.domain.charges import LineKind


def lines_of(quote: Quote, names: Sequence[Localized]) -> tuple[DocumentLine, ...]:
    """The lines of a paper from the frozen quote; `names` of its parts in order. They add up to the quote's total."""
    return tuple(_line(quote, number, name) for number, name in enumerate(names))


def _line(quote: Quote, index: int, name: Localized) -> DocumentLine:
    part = quote.parts[index]
    zero = Money.zero(quote.currency)
    included = [tax for tax in quote.included_taxes if tax.line == part.line]
    added = [line for line in quote.lines if line.line == part.line and line.kind is LineKind.TAX]
    if included:
        points, tax = included[0].basis_points, sum((one.amount for one in included), zero)
    elif added:
        points, tax = int(added[0].params.get("basisPoints", 0)), sum((one.amount for one in added), zero)
    else:
        points, tax = 0, zero
    return DocumentLine(
        name=name,
        starts=part.start_local,
        ends=part.end_local,
        nights=(part.span.departure - part.span.arrival).days if isinstance(part.span, Nights) else 0,
        quantity=part.quantity,
        gross=part.total,
        tax=tax,
        tax_points=points,
        tax_included=bool(included),
    )


def deposit_due_now(quote: Quote) -> Money:
    """The refundable deposit that is collected with the first payment."""
    due = [part.security for part in quote.parts if part.security_due_now]
    return sum(due, Money.zero(quote.currency))


def price_within(paid: Money, *, total: Money, deposit: Money) -> Money:
    """How much of what was paid so far is price; the deposit comes first, and nobody pays more than the total."""
    return min(max(paid - deposit, Money.zero(total.currency)), total)


def taxes_within(lines: Sequence[DocumentLine], *, before: Money, until: Money, total: Money) -> tuple[TaxSum, ...]:
    """Tax by rate in the price between two points of paying it off.

    Computed from the beginning both times, so that any number of payments adds up to exactly the tax of the whole.
    """
    sums: dict[tuple[int, bool], Money] = {}
    for line in lines:
        if line.tax.minor:
            key = (line.tax_points, line.tax_included)
            sums[key] = sums.get(key, Money.zero(total.currency)) + line.tax
    return tuple(
        TaxSum(
            points=points,
            included=included,
            tax=whole.ratio(until.minor, total.minor) - whole.ratio(before.minor, total.minor),
        )
        for (points, included), whole in sorted(sums.items())
        if total.minor
    )
