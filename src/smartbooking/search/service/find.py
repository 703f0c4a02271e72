"""Find offers: the page, the counts, and a second try with the spelling put right when the first finds nothing."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from smartbooking.infra.db import ReadTx
from smartbooking.search.domain.criteria import Criteria, Sort
from smartbooking.search.domain.query import TextQuery
from smartbooking.search.domain.query import read as read_text
from smartbooking.search.domain.results import Counts, Found
from smartbooking.search.domain.typos import nearest
from smartbooking.search.repository import listings, pages

NOTHING: Final = Counts(total=0, exact=True, vertical=(), city=(), amenities=(), price=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A page of offers. `meant` is set when the words as typed found nothing: what was searched for instead."""

    found: list[Found]
    counts: Counts
    meant: str | None = None


@dataclass(slots=True)
class CountCache:
    """Totals and facets of recent searches, half a minute old at most; pages are always read anew.

    Bounded: the least recently used entry goes first. One per process.
    """

    seconds: float = 30.0
    size: int = 2_000
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[Criteria, tuple[float, Counts]] = field(default_factory=OrderedDict)

    def get(self, key: Criteria) -> Counts | None:
        kept = self._kept.get(key)
        if kept is None or kept[0] < self.clock():
            return None
        self._kept.move_to_end(key)
        return kept[1]

    def put(self, key: Criteria, counts: Counts) -> None:
        self._kept[key] = (self.clock() + self.seconds, counts)
        self._kept.move_to_end(key)
        if len(self._kept) > self.size:
            self._kept.popitem(last=False)


async def find(read: ReadTx, *, criteria: Criteria, now: datetime, cache: CountCache) -> Results:
    """The page that was asked for. Words and places that find nothing are tried again as they may have been meant."""
    if criteria.unreadable:
        return Results(found=[], counts=NOTHING)
    found = await pages.find_page(read, criteria, now=now)
    counts = await _count(read, criteria, now=now, cache=cache, least=criteria.offset + len(found) if found else 0)
    if counts.total or not (criteria.text or criteria.places):
        return Results(found=found, counts=counts)
    for meant in await _as_meant(read, criteria):
        counts = await _count(read, meant, now=now, cache=cache)
        if counts.total:
            words = (*(meant.text.readings[:1] if meant.text else ()), *meant.places)
            found = await pages.find_page(read, meant, now=now)
            return Results(found=found, counts=counts, meant=" ".join(words))
    return Results(found=[], counts=counts)


async def _count(read: ReadTx, criteria: Criteria, *, now: datetime, cache: CountCache, least: int = 0) -> Counts:
    """Counts from the cache, unless they contradict the page just read: `least` results are known to exist."""
    # Order, page and language change what is shown, not how many there are.
    key = replace(criteria, sort=Sort.POPULARITY, page=1, limit=1, locale="ru")
    counts = cache.get(key)
    if counts is None or (counts.exact and counts.total < least):
        counts = await pages.count(read, criteria, now=now)
        cache.put(key, counts)
    return counts


async def _as_meant(read: ReadTx, criteria: Criteria) -> list[Criteria]:
    """What to try instead: misspelt words of the text and the places put right, then one word less."""
    places = [read_text(part) for part in criteria.places]
    asked = [text for text in (criteria.text, *places) if text]
    words = list(dict.fromkeys(word for text in asked for word in text.words))
    similar = await listings.similar_words(read, words) if words else {}
    near = {word: nearest(word, candidates) for word, candidates in similar.items()}
    text = (criteria.text.corrected(near) if criteria.text else None) or criteria.text
    parts = tuple(_corrected_place(part, known, near) for part, known in zip(criteria.places, places, strict=True))
    right = replace(criteria, text=text, places=parts)
    shorter = text.relaxed() if text else None
    return [
        *([right] if right != criteria else []),
        *([replace(right, text=shorter)] if shorter else []),
    ]


def _corrected_place(part: str, text: TextQuery | None, near: dict[str, tuple[str, ...]]) -> str:
    corrected = text.corrected(near) if text else None
    return corrected.readings[0] if corrected else part
