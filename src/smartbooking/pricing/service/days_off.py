"""Public holidays for rules that ask about them; the packs belong to availability."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from smartbooking.pricing.domain import PriceRequest, PriceRule


def holidays_for(lines: Sequence[PriceRequest], rules: Sequence[PriceRule]) -> frozenset[date]:
    """The days off around the lines, or nothing when no rule asks."""
    return frozenset()
