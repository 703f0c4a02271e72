"""What a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One result card. `places_left` is set for sessions; `ribbon` for nights: a letter a day, '1' = nothing left."""

    vendor_id: int
    offer_kind: str
    offer_id: int
    type: str
    vertical: str
    timing: str
    confirmation: str
    names: Mapping[str, str]
    venue_name: Mapping[str, str]
    slug: str
    city: str
    latitude: float | None
    longitude: float | None
    tz: str
    currency: str
    price_minor: int | None
    price_unit: str
    rating: float
    review_count: int
    amenities: tuple[str, ...]
    capacity: int
    max_party: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    images: tuple[str, ...] | list[str]
    distance_km: float | None
    places_left: int | None
    ribbon: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFound:
    """A venue with its listed `offers` of one kind; `price_minor` is that of the cheapest."""

    vendor_id: int
    venue_id: int
    offers: int
    rating: float
    review_count: int
    price_minor: int | None
    price_unit: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value to narrow by and how many results it would leave; `label` as people write it, if that differs."""

    value: str
    label: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFacet:
    """Cheapest and dearest of the results, in the currency most of them use, in thousandths."""

    currency: str
    min_milli: int
    max_milli: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many results there are and how they divide; exact False means "at least"."""

    total: int
    exact: bool
    vertical: tuple[FacetValue, ...]
    city: tuple[FacetValue, ...]
    amenities: tuple[FacetValue, ...]
    price: PriceFacet | None
