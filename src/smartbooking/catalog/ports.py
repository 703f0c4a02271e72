"""What the catalog's public pages need from modules above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from smartbooking.catalog.domain import Resource, Service
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized

OFFER_FACTS: Final = "offer_facts"
"""Name under which a module above installs its OfferFacts in the parts of the runtime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What people see beside an offer: the price from which it sells, and what guests thought of it.

    `rating` is 1 to 5 and None without reviews; `service_prices` are by the number of the service.
    """

    price: Money | None = None
    price_unit: str | None = None
    rating: float | None = None
    review_count: int = 0
    policy_summary: Localized | None = None
    service_prices: Mapping[int, Money] = field(default_factory=dict)


class OfferFacts(Protocol):
    """Prices and ratings of offers. Without one installed the pages show none."""

    async def of_resource(
        self, read: ReadTx, *, resource: Resource, services: Sequence[Service], now: datetime
    ) -> Facts: ...
    async def of_service(self, read: ReadTx, *, service: Service, now: datetime) -> Facts: ...
