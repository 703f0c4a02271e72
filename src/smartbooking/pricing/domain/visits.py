"""Parts of a quote that are paid with visits of a pass: their price becomes what the visits are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from smartbooking.kernel.money import Money, total
from smartbooking.pricing.domain.charges import LineKind
from smartbooking.pricing.domain.quote import Quote, QuotedPart, QuoteLine

Uses = Mapping[int, tuple[int, Money]]
"""By part: its visits, and what they are worth."""


def with_visits(quote: Quote, uses: Uses) -> Quote:
    """The quote with these parts paid by visits: due at once, and nothing of them at the venue.

    A line `pass` makes the difference to the price in money; taxes shrink or grow with it, so that they are those of
    what is really paid. Security deposits stay as they are.
    """
    parts = tuple(_part(part, *uses[part.line]) if part.line in uses else part for part in quote.parts)
    before = {part.line: part.total for part in quote.parts}
    lines = tuple(_scaled(line, before[line.line], uses) for line in quote.lines)
    taxes = tuple(
        replace(tax, amount=_share(tax.amount, before[tax.line], uses[tax.line][1])) if tax.line in uses else tax
        for tax in quote.included_taxes
    )
    zero = Money.zero(quote.currency)
    differences = [_difference(lines, line, *use) for line, use in uses.items()]
    return replace(
        quote,
        lines=tuple(sorted((*lines, *differences), key=lambda one: one.line)),
        parts=parts,
        included_taxes=taxes,
        total=sum((part.total for part in parts), zero),
        deposit_due=sum((part.deposit for part in parts), zero),
        due_now=sum((part.due_now for part in parts), zero),
        due_on_site=sum((part.due_on_site for part in parts), zero),
    )


def _part(part: QuotedPart, visits: int, value: Money) -> QuotedPart:
    security = part.security if part.security_due_now else Money.zero(value.currency)
    return replace(
        part, visits=visits, total=value, first_unit=_share(part.first_unit, part.total, value),
        deposit=Money.zero(value.currency), due_now=value + security, due_on_site=part.security - security,
    )  # fmt: skip


def _scaled(line: QuoteLine, price: Money, uses: Uses) -> QuoteLine:
    if line.line not in uses or line.kind is not LineKind.TAX:
        return line
    return replace(line, amount=_share(line.amount, price, uses[line.line][1]))


def _difference(lines: tuple[QuoteLine, ...], number: int, visits: int, value: Money) -> QuoteLine:
    """What makes a part's lines add up to the worth of its visits."""
    others = total([line.amount for line in lines if line.line == number], value.currency)
    return QuoteLine(line=number, kind=LineKind.DISCOUNT, code="pass", amount=value - others, params={"visits": visits})


def _share(amount: Money, price: Money, value: Money) -> Money:
    return amount.ratio(value.minor, price.minor) if price.minor else amount
