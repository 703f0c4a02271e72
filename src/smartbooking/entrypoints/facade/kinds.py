"""What the founding document calls hotels and restaurants, in the words of the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TAG: Final = "Facade"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceKind:
    """`path` and `offers` are words of addresses; `one` and `offer` name a single one in sentences and operations."""

    vertical: str
    path: str
    one: str
    offers: str
    offer: str


HOTELS: Final = PlaceKind(vertical="hotel", path="hotels", one="hotel", offers="rooms", offer="room")
RESTAURANTS: Final = PlaceKind(
    vertical="restaurant", path="restaurants", one="restaurant", offers="tables", offer="table"
)
