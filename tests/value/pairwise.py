"""Rows that let every value of every factor meet every value of every other one, without trying all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product

Factors = Mapping[str, Sequence[str]]
Row = dict[str, str]
Pair = frozenset[tuple[str, str]]


def pairs_of(factors: Factors) -> set[Pair]:
    """Every pair of values of two factors."""
    return {
        frozenset({(one, first), (other, second)})
        for one, other in combinations(factors, 2)
        for first, second in product(factors[one], factors[other])
    }


def pairs_in(row: Mapping[str, str]) -> set[Pair]:
    """The pairs one row tries."""
    return {frozenset(two) for two in combinations(row.items(), 2)}


def covering(factors: Factors) -> list[Row]:
    """Greedy and always the same: each row begins with a pair nobody tried, and takes along as many more as it can."""
    missing, rows = pairs_of(factors), []
    while missing:
        row: Row = dict(min(sorted(pair) for pair in missing))
        for name, values in factors.items():
            if name not in row:
                row[name] = max(values, key=lambda value, name=name: len(missing & pairs_in(row | {name: value})))  # type: ignore[misc]
        missing -= pairs_in(row)
        rows.append({name: row[name] for name in factors})
    return rows
