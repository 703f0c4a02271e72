"""Other words for the same thing: old city names, and kinds of places in three languages.

Read once from synonyms.toml beside this file and from the cities of vendors; everything is compared by its folded key.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from smartbooking.search.domain.fold import fold
from smartbooking.vendors import domain as vendors
from smartbooking.vendors.domain import cities


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A known city: `key` is the folded name it is stored under, `names` what is shown per locale."""

    key: str
    names: dict[str, str]
    spellings: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """`groups` maps a folded phrase to all phrases of its group; `cities` a folded spelling to its city."""

    groups: dict[str, tuple[str, ...]]
    cities: dict[str, City]
    longest: int


@cache
def synonyms() -> Synonyms:
    """The synonym file, parsed and folded (cached for the life of the process)."""
    source: dict[str, Any] = tomllib.loads(  # Any: parsed TOML
        files(__package__).joinpath("synonyms.toml").read_text(encoding="utf-8")
    )
    known = [_city(one) for one in cities()]
    groups = [sorted(city.spellings) for city in known] + [_folded(entry["same"]) for entry in source["words"]]
    by_phrase: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for phrase in group:
            by_phrase[phrase] = tuple(dict.fromkeys((*by_phrase.get(phrase, ()), *group)))
    return Synonyms(
        groups=by_phrase,
        cities={spelling: city for city in known for spelling in city.spellings},
        longest=max(len(phrase.split()) for phrase in by_phrase),
    )


def _city(named: vendors.City) -> City:
    names = named.names
    return City(key=fold(names["en"]), names=names, spellings=frozenset(_folded([*names.values(), *named.also])))


def _folded(texts: list[str]) -> list[str]:
    return sorted({fold(text) for text in texts})


def city_named(text: str) -> City | None:
    """The known city with that name in any language, script or decade."""
    return synonyms().cities.get(fold(text))


def city_key(text: str) -> str:
    """The key under which a city is stored: one for all its names; any unknown city keeps its own fold."""
    city = city_named(text)
    return city.key if city else fold(text)


def kinds_in(text: str) -> tuple[str, ...]:
    """Folded synonyms of every known phrase in a text, to be indexed beside it."""
    words = fold(text).split()
    found: dict[str, None] = {}
    for length in range(1, min(synonyms().longest, len(words)) + 1):
        for start in range(len(words) - length + 1):
            found.update(dict.fromkeys(synonyms().groups.get(" ".join(words[start : start + length]), ())))
    return tuple(found)
