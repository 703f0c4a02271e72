"""Sets of half-open spans `(start, end)` of integers: the arithmetic of opening, closing and being busy."""

from __future__ import annotations

from collections.abc import Iterable

Stretch = tuple[int, int]


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same set in order, empty ones dropped, overlapping and touching ones joined."""
    result: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def common(left: Iterable[Stretch], right: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """What both sets contain."""
    a, b = merged(left), merged(right)
    result: list[Stretch] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if start < end:
            result.append((start, end))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return tuple(result)


def without(left: Iterable[Stretch], right: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """What the left set contains and the right one does not."""
    result: list[Stretch] = []
    removed = merged(right)
    for start, end in merged(left):
        at = start
        for gone_start, gone_end in removed:
            if gone_end <= at or gone_start >= end:
                continue
            if gone_start > at:
                result.append((at, gone_start))
            at = max(at, gone_end)
        if at < end:
            result.append((at, end))
    return tuple(result)


def length(stretches: Iterable[Stretch]) -> int:
    """How much the set covers."""
    return sum(end - start for start, end in merged(stretches))


def inside(stretch: Stretch, stretches: Iterable[Stretch]) -> bool:
    """True when one member of the (merged) set contains the whole stretch."""
    return any(start <= stretch[0] and stretch[1] <= end for start, end in stretches)
