"""What may be meant while somebody is still typing: cities, kinds of places, names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from smartbooking.catalog import service as catalog
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.text import Localized
from smartbooking.search.domain.fold import fold
from smartbooking.search.domain.query import TextQuery
from smartbooking.search.domain.query import read as read_text
from smartbooking.search.domain.synonyms import City, city_named, kinds_in, synonyms
from smartbooking.search.repository import listings
from smartbooking.vendors.domain import city_in

MAX_EACH: Final = 4
MAX_ALL: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`value` is what to search for: a city's name, a vertical's code or an offer's public id."""

    kind: str
    text: str
    value: str
    detail: str = ""


async def suggest(read: ReadTx, *, text: str, locale: str) -> list[Suggestion]:
    """Up to ten suggestions, cities first, then kinds, then names; [] for what cannot be read."""
    query = read_text(text)
    if query is None:
        return []
    offers = await listings.suggestions(read, query.readings, limit=MAX_EACH + 2)
    names = [
        Suggestion(
            kind="offer",
            text=_pick(row["names"], locale),
            value=public_id("srv" if row["offer_kind"] == "service" else "res", row["offer_id"]),
            detail=", ".join(
                part for part in (_pick(row["venue_name"], locale), city_name(row["city"], locale)) if part
            ),
        )
        for row in offers
    ]
    return [*await _cities(read, query, locale), *_kinds(query, locale), *names][:MAX_ALL]


async def _cities(read: ReadTx, query: TextQuery, locale: str) -> list[Suggestion]:
    """Cities with listings, found by any of their names: 'верн' finds Almaty."""
    found = []
    for key, name, country in await listings.known_cities(read):
        city = city_named(key)
        spellings = city.spellings if city else (fold(name),)
        if any(spelling.startswith(reading) for spelling in spellings for reading in query.readings):
            shown = city.names[locale] if city else name
            found.append(Suggestion(kind="city", text=shown, value=shown, detail=country))
    return found[:MAX_EACH]


def _kinds(query: TextQuery, locale: str) -> list[Suggestion]:
    """Verticals whose label, or a synonym of it, begins so."""
    found = []
    for code, vertical in catalog.verticals().items():
        labels = [code, *vertical.label.texts.values()]
        words = {word for label in labels for key in (fold(label), *kinds_in(label)) for word in (key, *key.split())}
        if any(word.startswith(reading) for word in words for reading in query.readings):
            found.append(Suggestion(kind="vertical", text=vertical.label.pick(locale), value=code))
    return found[:MAX_EACH]


def city_name(city: str, locale: str) -> str:
    """The city in the reader's language when we know it, else as the venue wrote it."""
    known: City | None = synonyms().cities.get(fold(city))
    return known.names[locale] if known else city_in(city, locale)


def _pick(texts: str | dict[str, str], locale: str) -> str:
    return Localized(json.loads(texts) if isinstance(texts, str) else texts).pick(locale)
