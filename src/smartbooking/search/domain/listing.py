"""A listing: what search keeps of an offer, and the words it can be found by."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from smartbooking.kernel.text import LOCALES, Localized
from smartbooking.search.domain.fold import fold, words_of
from smartbooking.search.domain.kazakh import sort_key
from smartbooking.search.domain.query import glued
from smartbooking.search.domain.synonyms import city_key, city_named, kinds_in

EARTH_RADIUS_KM: Final = 6371.0088  # mean radius, IUGG
_MAX_DESCRIPTION_WORDS: Final = 80


class OfferKind(StrEnum):
    """What a listing leads to."""

    RESOURCE = "resource"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One bookable offer of a verified vendor, with everything a result card and the filters need.

    `price_minor` is the floor ("from"), None when no price is set; `kind_words` are labels of its industry.
    """

    vendor_id: int
    offer_kind: OfferKind
    offer_id: int
    venue_id: int
    type: str
    vertical: str
    timing: str
    confirmation: str
    name: Localized
    venue_name: Localized
    description: Localized
    kind_words: tuple[str, ...]
    city: str
    address: str
    country: str
    latitude: float | None
    longitude: float | None
    tz: str
    currency: str
    price_minor: int | None
    price_milli: int | None
    price_unit: str
    capacity: int
    max_party: int | None
    min_nights: int | None = None
    max_nights: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    amenities: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON of the vertical's own schema
    images: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """ASCII words for addresses: the fold of the venue and the name (MARKET M40)."""
        return "-".join(fold(f"{self.venue_name.pick('ru')} {self.name.pick('ru')}").split())[:80] or "offer"

    @property
    def city_key(self) -> str:
        return city_key(self.city)

    @property
    def earth(self) -> str | None:
        """The place as a point of the extension `cube`, in kilometres from the centre of the globe."""
        if self.latitude is None or self.longitude is None:
            return None
        return "({:.6f}, {:.6f}, {:.6f})".format(*globe_point(self.latitude, self.longitude))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchText:
    """The indexed forms of a listing: `folded` and `place` are tsvector literals, `words` the lexemes of the former."""

    written: tuple[str, ...]
    name_keys: tuple[str, ...]
    folded: str
    place: str
    words: tuple[str, ...]
    russian: str
    english: str
    sort: Mapping[str, str]


def globe_point(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Degrees to a point on a sphere, in kilometres; straight distances there order like distances on the ground."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    return (
        EARTH_RADIUS_KM * math.cos(phi) * math.cos(lam),
        EARTH_RADIUS_KM * math.cos(phi) * math.sin(lam),
        EARTH_RADIUS_KM * math.sin(phi),
    )


def chord_km(ground_km: float) -> float:
    """The straight line through the globe that spans `ground_km` on its surface (at most half way round)."""
    return 2 * EARTH_RADIUS_KM * math.sin(min(ground_km / (2 * EARTH_RADIUS_KM), math.pi / 2))


def ground_km(chord: float) -> float:
    """Inverse of `chord_km`."""
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, chord / (2 * EARTH_RADIUS_KM)))


def search_text(listing: Listing) -> SearchText:
    """Everything the words of a query are compared with; a pure function of the listing."""
    names = tuple(dict.fromkeys(text for text in listing.name.texts.values() if text))
    keys = tuple(dict.fromkeys(key for key in map(fold, names) if key))
    weights: dict[str, str] = {}
    weighted = _weighted(listing, names)
    places = {word for weight, texts in weighted if weight in "BC" for text in texts for word in text.split()}
    for weight, texts in weighted:
        for word in (word for text in texts for word in text.split()):
            weights.setdefault(word, weight)
    for key in keys:
        weights.update({word: "A" for pair in glued(key) for word in pair.split() if word not in weights})
    return SearchText(
        written=tuple(dict.fromkeys(" ".join(words_of(name)) for name in names)),
        name_keys=keys,
        folded=" ".join(f"{word}:1{weight}" for word, weight in weights.items()),
        place=" ".join(sorted(places)),
        words=tuple(weights),
        russian=_joined(listing, "ru"),
        english=_joined(listing, "en"),
        sort={locale: sort_key(listing.name.pick(locale))[:120] for locale in LOCALES},
    )


def _weighted(listing: Listing, names: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Folded texts by weight, heaviest first: a word keeps the first weight it gets."""
    city = city_named(listing.city)
    venue = tuple(fold(text) for text in listing.venue_name.texts.values())
    place = (fold(listing.city), *sorted(city.spellings if city else ()), fold(listing.address))
    labels = (listing.vertical.replace("_", " "), *listing.kind_words)
    kinds = tuple(map(fold, labels))
    described = tuple(kind for text in (*names, *labels) for kind in kinds_in(text))
    story = fold(" ".join(words_of(listing.description.texts.get("kk", ""))[:_MAX_DESCRIPTION_WORDS]))
    return ("A", tuple(map(fold, names))), ("B", venue), ("C", place), ("D", (*kinds, *described, story))


def _joined(listing: Listing, locale: str) -> str:
    """Text for PostgreSQL's own stemmer of that language."""
    return "\n".join(
        text.texts.get(locale, "") for text in (listing.name, listing.venue_name, listing.description)
    ).strip()
