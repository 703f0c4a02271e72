"""Why this price: which rules did not apply, and the first condition that kept each from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from smartbooking.pricing.domain.book import Effect, PriceBook, PriceRule
from smartbooking.pricing.domain.matching import booking_obstacle, facts_of, moment_obstacle
from smartbooking.pricing.domain.offer import PriceRequest
from smartbooking.pricing.domain.part import price_part


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRule:
    """A rule that changed nothing anywhere. `obstacle` is the condition that failed first, `superseded` when an
    earlier rule of its group, an earlier price rule or a stop came before it."""

    line: int
    rule: PriceRule
    obstacle: str


def skipped_rules(
    requests: list[PriceRequest], book: PriceBook, *, now: datetime, holidays: frozenset[date]
) -> tuple[SkippedRule, ...]:
    """Rules of the requests' offers that apply to none of their pieces."""
    found = []
    for number, request in enumerate(requests, start=1):
        part = price_part(request, book, now=now, holidays=holidays)
        used = {rule.id for piece in part.pieces for rule in piece.rules}
        facts = facts_of(request, now=now, holidays=holidays)
        for rule in book.rules_of(request.offer):
            if rule.id in used:
                continue
            obstacle = booking_obstacle(rule, facts)
            moments = [moment_obstacle(rule, piece.piece.moment, facts) for piece in part.pieces]
            if obstacle is None and moments and None not in moments:
                obstacle = moments[0]
            found.append(SkippedRule(line=number, rule=rule, obstacle=obstacle or "superseded"))
    return tuple(found)


def conflicts(rules: tuple[PriceRule, ...]) -> tuple[tuple[int, int], ...]:
    """Pairs of price rules for the same offer with equal conditions, of which the later never applies."""
    prices = [rule for rule in rules if rule.active and rule.effect is Effect.PRICE]
    return tuple(
        (first.id, second.id)
        for n, first in enumerate(prices)
        for second in prices[n + 1 :]
        if first.offer == second.offer and first.conditions == second.conditions
    )
