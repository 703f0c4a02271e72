"""Recall and precision of words on a big catalogue whose names are made of known concepts.

A query names the concepts of one listing in some spelling; a result is right when its name holds all of them. So
precision says how much of a first page is wrong, recall whether a right one stands among the first three.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

from bench.search_rows import FIRST, KINDS, SECOND, concept_name
from smartbooking.catalog import service as catalog
from smartbooking.infra.db import Database
from smartbooking.search import service
from smartbooking.search.domain.criteria import Asked, check
from smartbooking.search.domain.kazakh import to_latin

QUERIES = 600
_RUSSIAN, _LATIN = "йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_LAYOUT = str.maketrans(_RUSSIAN, _LATIN)
_INFORMAL = {
    **dict(zip("абвгдезийклмнопрстуфхыіэәғқңөұүһ", "abvgdeziiklmnoprstufhyieagqnouuh", strict=True)),
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya", "ё": "e",
}  # fmt: skip


def spelled(words: tuple[str, str], language: int, chooser: random.Random) -> tuple[str, str]:
    """The words in one of the ways people type, and what that way is called."""
    text = " ".join(words).lower()
    ways = (
        ["as written", "typo", "partial"] if language == 2 else ["as written", "typo", "partial", "layout", "informal"]
    )
    way = chooser.choice([*ways, "latin 2021"] if language == 0 else ways)
    if way == "typo":
        place = chooser.randrange(1, len(text) - 1)
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        return way, chooser.choice(
            (swapped, text[:place] + text[place + 1 :], text[:place] + text[place] + text[place:])
        )
    if way == "partial":
        return way, " ".join(word[: max(4, len(word) - 2)] for word in words).lower()
    if way == "layout":
        return way, text.translate(_LAYOUT)
    if way == "informal":
        return way, "".join(_INFORMAL.get(letter, letter) for letter in text)
    return way, to_latin(text) if way == "latin 2021" else text


async def measure_words(url: str, rows: int) -> None:
    """Print recall@3, precision@10 and latency by way of typing."""
    chooser, database = random.Random(11), Database(url, role=None)
    concepts = {number: concept_name(number)[0] for number in range(rows)}
    now, cache = datetime.now(UTC), service.CountCache()
    found: dict[str, list[tuple[bool, float]]] = {}
    latencies: list[float] = []
    for _ in range(QUERIES):
        first, second, kind = concepts[chooser.randrange(rows)]
        language = chooser.randrange(3)
        which = chooser.choice(("name", "kind"))
        pair = (FIRST[first] if which == "name" else SECOND[second], SECOND[second] if which == "name" else KINDS[kind])
        way, text = spelled((pair[0][language], pair[1][language]), language, chooser)
        criteria = check(Asked(q=text, limit=10), locale="ru", now=now, verticals=catalog.verticals())
        started = time.perf_counter()
        async with database.reading() as read:
            results = await service.find(read, criteria=criteria, now=now, cache=cache)
        latencies.append(time.perf_counter() - started)
        right = [
            (has[0] == first and has[1] == second) if which == "name" else (has[1] == second and has[2] == kind)
            for has in (concepts[row.offer_id % rows] for row in results.found)
        ]
        found.setdefault(way, []).append((any(right[:3]), sum(right) / len(right) if right else 0.0))
    await database.dispose()
    latencies.sort()
    every = [pair for pairs in found.values() for pair in pairs]
    for way, pairs in [*sorted(found.items()), ("all", every)]:
        recall, precision = (sum(pair[n] for pair in pairs) / len(pairs) for n in (0, 1))
        print(f"{way:12s} {len(pairs):4d} queries  recall@3 {recall:6.1%}  precision@10 {precision:6.1%}")
    print(f"latency p50 {latencies[QUERIES // 2] * 1e3:.1f} ms, p95 {latencies[int(QUERIES * 0.95)] * 1e3:.1f} ms")
