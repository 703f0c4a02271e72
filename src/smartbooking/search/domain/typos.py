"""How far a misspelt word is from a known one, and which known words are worth offering.

Candidates come from the database (same spelling with one letter left out, or a similar shape); here they are
measured: Damerau-Levenshtein distance, so swapped neighbours count as one slip.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MAX_NEAR: Final = 4
# Words longer than this differ in their beginnings: only that much is compared by left-out letters.
NEIGHBOURHOOD: Final = 14


def near_spellings(word: str) -> tuple[str, ...]:
    """The word's beginning and every spelling of it with one letter left out: 'spa' -> spa, pa, sa, sp.

    Two words one slip apart always share one of these (symmetric deletion).
    """
    start = word[:NEIGHBOURHOOD]
    if len(start) < 3:
        return (start,)
    return tuple(dict.fromkeys((start, *(start[:n] + start[n + 1 :] for n in range(len(start))))))


def slips_allowed(word: str) -> int:
    """One slip in up to five letters, two in up to nine, three beyond; none in three or fewer."""
    return 0 if len(word) <= 2 else 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3


def distance(typed: str, known: str) -> int:
    """Slips (insert, leave out, replace, swap neighbours) that turn `typed` into `known` (optimal alignment)."""
    before: list[int] = []
    row = list(range(len(known) + 1))
    for i, letter in enumerate(typed, 1):
        following = [i]
        for j, other in enumerate(known, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]


def nearest(typed: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The known words that `typed` may stand for: those with the fewest slips, at most MAX_NEAR of them.

    A slip in the first letter counts half more: people rarely miss it.
    """
    measured = sorted(
        (2 * slips + (word[:1] != typed[:1]), word)
        for word in set(candidates)
        if (slips := distance(typed, word)) <= slips_allowed(typed)
    )
    if not measured:
        return ()
    best = measured[0][0]
    return tuple(word for rank, word in measured if rank <= best + 1)[:MAX_NEAR]
