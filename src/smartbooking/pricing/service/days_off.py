"""Public holidays for rules that ask about them; the packs belong to availability."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from smartbooking.availability.service import holidays_for as pack_of
from smartbooking.pricing.domain import PriceRequest, PriceRule


def holidays_for(lines: Sequence[PriceRequest], rules: Sequence[PriceRule], *, now: datetime) -> frozenset[date]:
    """The days off of the lines' countries around the lines, as known at `now`; nothing when no rule asks."""
    if not lines or all(rule.conditions.holidays is None for rule in rules):
        return frozenset()
    found: set[date] = set()
    for country in {line.country for line in lines}:
        pack = pack_of(country, today=now.date())
        if pack is None:
            continue
        own = [line for line in lines if line.country == country]
        # One day earlier: a window that wraps midnight belongs to the day before.
        day = min(line.start_local for line in own).date() - timedelta(days=1)
        last = max(line.end_local for line in own).date()
        while day <= last:
            if pack.on(day):
                found.add(day)
            day += timedelta(days=1)
    return frozenset(found)
