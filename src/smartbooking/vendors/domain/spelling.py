"""Names of places for readers of another script: cities from a table, streets by translation or by letters.

Letters follow BGN/PCGN for Russian (1947) and for Kazakh (1979), without the diacritics and marks of soft and hard
signs, as signs in the streets do. Of words only those for kinds of streets are translated: "улица Сатпаева" is
"Satpayeva Street".
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

_LETTERS: Final = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    "ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu",
    "я": "ya", "ә": "a", "ғ": "gh", "қ": "q", "ң": "ng", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
}  # fmt: skip
# Russian е is ye where a word begins and after vowels and й, ъ, ь; Kazakh е is always e.
_YE: Final = re.compile(r"(^|[аеёиоуыэюяйъьАЕЁИОУЫЭЮЯЙ])е", re.IGNORECASE)
_KAZAKH: Final = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC: Final = re.compile("[Ѐ-ӿ]")
_WORD: Final = re.compile("[Ѐ-ӿ]+")
_KINDS: Final = {
    "улица": "Street", "ул": "Street", "көшесі": "Street", "көш": "Street", "проспект": "Avenue", "пр": "Avenue",
    "просп": "Avenue", "пр-т": "Avenue", "даңғылы": "Avenue", "даң": "Avenue", "бульвар": "Boulevard",
    "бул": "Boulevard", "бульвары": "Boulevard", "переулок": "Lane", "пер": "Lane", "площадь": "Square",
    "пл": "Square", "алаңы": "Square", "шоссе": "Highway", "тракт": "Highway", "тас жолы": "Highway",
    "набережная": "Embankment", "наб": "Embankment", "жағалауы": "Embankment", "микрорайон": "district",
    "мкр": "district", "ықшамауданы": "district",
}  # fmt: skip
_KIND: Final = "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True))
_BEFORE: Final = re.compile(rf"^({_KIND})\.?\s+(.+)$", re.IGNORECASE)
_AFTER: Final = re.compile(rf"^(.+?)\s+({_KIND})\.?$", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"^(.*?)((?:,?\s+\d+[\w/-]*)?)$")


@dataclass(frozen=True, slots=True)
class City:
    """A known city: the name shown per locale first, then other ways to ask."""

    names: dict[str, str]
    also: tuple[str, ...]


@cache
def cities() -> tuple[City, ...]:
    """The table of cities.toml."""
    source: dict[str, Any] = tomllib.loads(  # Any: parsed TOML
        files(__package__).joinpath("cities.toml").read_text(encoding="utf-8")
    )
    return tuple(
        City({locale: one[locale] for locale in ("kk", "ru", "en")}, tuple(one["also"])) for one in source["city"]
    )


@cache
def _by_name() -> dict[str, City]:
    return {name.casefold(): city for city in cities() for name in (*city.names.values(), *city.also)}


def city_in(city: str, locale: str) -> str:
    """The city in the reader's language when it is known, else as written, in English in Latin letters."""
    known = _by_name().get(city.strip().casefold())
    if known:
        return known.names.get(locale, city)
    return in_latin(city) if locale == "en" else city


def is_cyrillic(text: str) -> bool:
    return _CYRILLIC.search(text) is not None


@lru_cache(maxsize=4096)
def in_latin(text: str) -> str:
    """Letter by letter; whatever is not Cyrillic stays."""
    return _WORD.sub(lambda found: _word(found[0]), text)


@lru_cache(maxsize=4096)
def street_in_english(text: str) -> str:
    """A street with its kind translated and its name in Latin letters; a house number after it stays after it."""
    if not is_cyrillic(text):
        return text
    found = _NUMBERS.match(text.strip())
    name, number = (found[1], found[2]) if found else (text, "")
    if kind := _BEFORE.match(name):
        name = f"{in_latin(kind[2])} {_KINDS[kind[1].casefold()]}"
    elif kind := _AFTER.match(name):
        name = f"{in_latin(kind[1])} {_KINDS[kind[2].casefold()]}"
    else:
        name = in_latin(name)
    return name + number


def _word(word: str) -> str:
    spelled = word if _KAZAKH.search(word) else _YE.sub(_with_y, word)
    latin = "".join(_letter(letter) for letter in spelled)
    return latin.upper() if len(word) > 1 and word.isupper() else latin


def _with_y(found: re.Match[str]) -> str:
    capital = found[0][-1].isupper()
    return found[1] + ("Yе" if capital else "yе")


def _letter(letter: str) -> str:
    latin = _LETTERS.get(letter.lower(), letter)
    return latin.capitalize() if letter.isupper() else latin
