"""What somebody may have meant by the words typed into the search box."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from smartbooking.search.domain.fold import fold, words_of
from smartbooking.search.domain.keyboard import retyped

MAX_QUERY: Final = 120
MAX_WORDS: Final = 8
MAX_CORRECTIONS: Final = 12
# Kazakh has no stemmer in PostgreSQL: plural, possessive and case endings come off (folded spelling).
_KAZAKH_ENDINGS: Final = re.compile(
    r"(?:(?:lar|ler|dar|der|tar|ter)(?:i|din|ge|ga|de|da|den|dan)?|nin|din|tin|(?:da|de|ta|te)gi|da|de|ta|te|ga|ge|ka|ke|dan|den|tan|ten|si)$"
)
_SHORTEST_STEM: Final = 4
# A lone letter would begin a word of every second row.
_SHORTEST_READING: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuery:
    """`typed` as written in lower case; `readings` are folded keys in order of trust, the first `own` as typed."""

    typed: str
    readings: tuple[str, ...]
    own: int = 0

    @property
    def direct(self) -> tuple[str, ...]:
        """The readings that assume the right keyboard layout."""
        return self.readings[: self.own]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word of every reading, each once."""
        return tuple(dict.fromkeys(word for key in self.readings for word in key.split()))

    def corrected(self, nearest: Mapping[str, tuple[str, ...]]) -> TextQuery | None:
        """The query with its words as they may have been meant; None when no word has anything near."""
        readings = dict.fromkeys(
            " ".join(words)
            for key in self.readings
            if any(nearest.get(word) for word in key.split())
            for words in islice(product(*(nearest.get(word) or (word,) for word in key.split())), MAX_CORRECTIONS)
        )
        if not readings:
            return None
        return TextQuery(typed=self.typed, readings=tuple(readings)[: 3 * MAX_CORRECTIONS], own=len(readings))

    def relaxed(self) -> TextQuery | None:
        """The query with any one of its words left out; None when there is only one."""
        readings = dict.fromkeys(
            " ".join((*words[:n], *words[n + 1 :]))
            for words in (key.split() for key in self.readings)
            if len(words) > 1
            for n in range(len(words))
        )
        if not readings:
            return None
        return TextQuery(typed=self.typed, readings=tuple(readings)[: 3 * MAX_CORRECTIONS], own=len(readings))


def tsquery(readings: Iterable[str], *, labels: str = "", prefix: bool = True) -> str:
    """Readings as one PostgreSQL tsquery: all words of any one reading, in lexemes with one of `labels`.

    Readings hold only [a-z0-9 ], so nothing needs quoting.
    """
    mark = (":" if labels or prefix else "") + ("*" if prefix else "") + labels
    return " | ".join("(" + " & ".join(word + mark for word in key.split()) + ")" for key in readings)


def stem(key: str) -> str:
    """A folded key without Kazakh endings: 'monshalar' -> 'monsha', 'almatida' -> 'almati'."""
    return " ".join(_stem_word(word) for word in key.split())


def _stem_word(word: str) -> str:
    bare = _KAZAKH_ENDINGS.sub("", word)
    return bare if len(bare) >= _SHORTEST_STEM else word


def glued(key: str) -> tuple[str, ...]:
    """The key with one pair of neighbouring words written together: 'green park' -> 'greenpark'."""
    words = key.split()
    return tuple(" ".join((*words[:n], words[n] + words[n + 1], *words[n + 2 :])) for n in range(len(words) - 1))


def read(text: str) -> TextQuery | None:
    """All readings of a query: as typed, without endings, glued together, on the other keyboard layout.

    None when nothing in it can be searched. Texts are cut at MAX_QUERY letters and MAX_WORDS words.
    """
    written = words_of(text[:MAX_QUERY])[:MAX_WORDS]
    typed = " ".join(written)
    keys = [fold(typed)]
    if "x" in typed:  # Latin Kazakh writes х so
        keys.append(fold(typed.replace("x", "h")))
    own = _distinct((*keys, *map(stem, keys), *glued(keys[0])))
    other = _distinct(" ".join(fold(guess).split()[:MAX_WORDS]) for guess in retyped(text[:MAX_QUERY]))
    readings = tuple(dict.fromkeys((*own, *other)))
    return TextQuery(typed=typed, readings=readings, own=len(own)) if readings else None


def _distinct(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if len(key) >= _SHORTEST_READING or key.isdigit()))
