"""Whether the books say what happened: every posting balances, captures, refunds and cards are what they are."""

from __future__ import annotations

from dataclasses import dataclass

from smartbooking.books import service as books
from smartbooking.infra.db import ReadTx
from smartbooking.payments.repository import books_check
from smartbooking.value import service as value


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something the books say otherwise than the payments; amounts are minor units."""

    what: str
    subject: str
    expected: int
    found: int


async def check_books(read: ReadTx) -> list[Difference]:
    """All differences; empty is the only good answer."""
    balances = [
        Difference(what=f"posting does not balance {currency}".strip(), subject=cause, expected=0, found=minor)
        for cause, currency, minor in await books.unbalanced(read)
    ]
    captures = [
        Difference(what="captured", subject=subject, expected=expected, found=found)
        for subject, expected, found in await books_check.captures_that_differ(read)
    ]
    refunds = [
        Difference(what=what, subject=subject, expected=expected, found=found)
        for subject, what, expected, found in await books_check.refunds_that_differ(read)
    ]
    cards = [
        Difference(what=what, subject=subject, expected=expected, found=found)
        for what, differing in (
            ("movements of a card", await value.cards_that_differ(read)),
            ("owed on cards", await value.businesses_that_differ(read)),
            ("taken for memberships", await value.memberships_that_differ(read)),
            ("movements of a pass", await value.passes_that_differ(read)),
            ("owed on passes", await value.businesses_whose_passes_differ(read)),
        )
        for subject, expected, found in differing
    ]
    return [*balances, *captures, *refunds, *cards]
