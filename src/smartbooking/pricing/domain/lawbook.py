"""Legal and monetary numbers, read from the date-effective data files beside the code (`pricing/law`).

A change of law is a new row with a date, never a change of code; rows of one key must not overlap.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Final

STANDARD: Final = "standard"
UNTAXED: Final = frozenset({"none", "simplified"})


class Governs(StrEnum):
    """The day whose tax rate applies."""

    PAYMENT = "payment"
    SERVICE_START = "service_start"
    SERVICE_END = "service_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow:
    """A tax rate in basis points from `since` until (not including) `until`."""

    country: str
    regime: str
    category: str
    since: date
    until: date | None
    basis_points: int

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A limit the law puts on what a cancellation may cost."""

    country: str
    scope: str
    kind: str
    since: date
    until: date | None
    kept_hours: int

    def in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lawbook:
    """The parsed data files."""

    taxes: tuple[TaxRow, ...]
    governs: dict[str, Governs]
    fee_caps: dict[tuple[str, str], int]
    floors: tuple[Floor, ...]
    steps: dict[str, int]


def _table(name: str) -> dict[str, list[dict[str, Any]]]:  # Any: TOML values, typed by the readers below
    text = resources.files("smartbooking.pricing").joinpath("law", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _overlapping(rows: Iterable[TaxRow]) -> bool:
    ends: dict[tuple[str, str, str], date | None] = {}
    for row in sorted(rows, key=lambda r: (r.country, r.regime, r.category, r.since)):
        key = (row.country, row.regime, row.category)
        if key in ends and ((end := ends[key]) is None or row.since < end):
            return True
        ends[key] = row.until
    return False


@cache
def lawbook() -> Lawbook:
    """The data files, read once; raises ValueError when tax rows overlap."""
    taxes, floors = _table("taxes.toml"), _table("refund_floors.toml")
    rows = tuple(
        TaxRow(
            country=row["country"],
            regime=row["regime"],
            category=row["category"],
            since=row["from"],
            until=row.get("until"),
            basis_points=row["basis_points"],
        )
        for row in taxes["rate"]
    )
    if _overlapping(rows):
        raise ValueError("tax rows of one country, regime and category overlap")
    return Lawbook(
        taxes=rows,
        governs={row["code"]: Governs(row["governs"]) for row in taxes["country"]},
        fee_caps={(row["country"], row["kind"]): row["basis_points"] for row in taxes["fee_cap"]},
        floors=tuple(
            Floor(
                country=row["country"],
                scope=row["scope"],
                kind=row["kind"],
                since=row["from"],
                until=row.get("until"),
                kept_hours=row.get("kept_hours", 0),
            )
            for row in floors["floor"]
        ),
        steps={row["code"]: row["step"] for row in _table("currencies.toml")["currency"]},
    )


def tax_rate(country: str, regime: str, category: str, on: date) -> int:
    """Tax rate in basis points on a day; 0 when the regime is not taxed or the country has no data."""
    if regime in UNTAXED:
        return 0
    known = [row for row in lawbook().taxes if row.country == country and row.regime == regime]
    own = [row for row in known if row.category == category]
    for row in own or [row for row in known if row.category == STANDARD]:
        if row.in_force(on):
            return row.basis_points
    return 0


def regimes(country: str) -> frozenset[str]:
    """Tax regimes a vendor of the country may choose."""
    return UNTAXED | {row.regime for row in lawbook().taxes if row.country == country}


def governing_day(country: str, *, booked: date, starts: date, ends: date) -> date:
    """The day whose rate applies to a service of `[starts, ends]` booked on `booked`."""
    rule = lawbook().governs.get(country, Governs.SERVICE_END)
    return {Governs.PAYMENT: booked, Governs.SERVICE_START: starts, Governs.SERVICE_END: ends}[rule]


def price_step(currency: str) -> int:
    """Minor units every price of the currency is a multiple of."""
    return lawbook().steps.get(currency, 1)


def to_step(amount: Fraction, currency: str) -> int:
    """The one rounding of prices: to the nearest price step, ties to the even multiple. Minor units."""
    step = price_step(currency)
    return round(amount / step) * step
