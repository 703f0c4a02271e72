"""Which venues sell a kind of thing: the same listings, gathered by venue."""

from __future__ import annotations

from datetime import datetime

from smartbooking.infra.db import ReadTx
from smartbooking.kernel.page import DEFAULT_LIMIT, Page
from smartbooking.search.domain.criteria import Criteria
from smartbooking.search.domain.results import PlaceFound
from smartbooking.search.repository import places


async def find_places(
    read: ReadTx,
    *,
    vertical: str,
    location: str | None = None,
    guests: int | None = None,
    venue_id: int | None = None,
    locale: str,
    page: int = 1,
    limit: int = DEFAULT_LIMIT,
    now: datetime,
) -> Page[PlaceFound]:
    """Venues of verified vendors with listed resources of the vertical, the best liked first.

    `location` is a city in any spelling, or words of address and venue; `venue_id` asks about one venue only.
    """
    words = tuple(part for part in map(str.strip, (location or "").split(",")) if part)[:4]
    criteria = Criteria(locale=locale, vertical=vertical, places=words, guests=guests, page=page, limit=limit)
    found, total = await places.find_places(read, criteria, venue_id=venue_id, now=now)
    return Page(rows=found, page=page, limit=limit, total=total)
