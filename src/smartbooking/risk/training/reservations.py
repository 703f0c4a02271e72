"""Real reservations of two houses as cases for the question "will this stay come about?".

The file is the public data set of Antonio, de Almeida and Nunes (Data in Brief 22, 2019). The command gets its path;
the product never needs it.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from smartbooking.risk.domain import Stay, stay_features

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
# Never used: they are written after the outcome, or because of it (docs/algorithms/risk.md says which and why).
LEAKING: Final = frozenset(
    {
        "reservation_status", "reservation_status_date", "assigned_room_type", "country", "booking_changes",
        "required_car_parking_spaces", "total_of_special_requests", "days_in_waiting_list",
    }
)  # fmt: skip
USED: Final = frozenset(
    {
        "is_canceled", "lead_time", "arrival_date_year", "arrival_date_month", "arrival_date_day_of_month",
        "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies", "deposit_type",
    }
)  # fmt: skip
# From 2016 on the extract holds nearly nothing but cancellations: 95 of 100 and more by November.
FIRST: Final = date(2015, 7, 1)
AFTER_LAST: Final = date(2016, 1, 1)
SPLIT: Final = date(2015, 10, 1)
INNER_SPLIT: Final = date(2015, 9, 1)


@dataclass(frozen=True, slots=True)
class Case:
    """One reservation: what was known when it was made, and whether nobody came."""

    arrival: date
    booked: date
    stay: Stay
    deposit: str
    lost: int

    @property
    def features(self) -> dict[str, float]:
        return stay_features(self.stay)


def read_cases(path: Path) -> list[Case]:
    """Cases of the usable half year, in the order of the file. Raises KeyError when a column is missing."""
    return [case for case in _cases(path) if FIRST <= case.arrival < AFTER_LAST]


def _cases(path: Path) -> Iterator[Case]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for row in csv.DictReader(content.decode("utf-8").splitlines()):
        yield _case({name: row[name] for name in USED})


def _case(row: dict[str, str]) -> Case:
    month = _MONTHS.index(row["arrival_date_month"]) + 1
    arrival = date(int(row["arrival_date_year"]), month, int(row["arrival_date_day_of_month"]))
    lead = int(row["lead_time"])
    children = int(float(row["children"])) if row["children"] not in ("", "NA", "NULL") else 0
    return Case(
        arrival=arrival,
        booked=arrival - timedelta(days=lead),
        stay=Stay(
            lead_days=lead, nights=int(row["stays_in_weekend_nights"]) + int(row["stays_in_week_nights"]),
            adults=int(row["adults"]), children=children + int(row["babies"]), weekday=arrival.weekday(),
        ),
        deposit=row["deposit_type"],
        lost=int(row["is_canceled"]),
    )  # fmt: skip


def earlier_and_later(cases: Sequence[Case], day: date) -> tuple[list[Case], list[Case]]:
    """Arrivals before a day to learn from, the others to judge by."""
    return [case for case in cases if case.arrival < day], [case for case in cases if case.arrival >= day]


def booked_from(cases: Sequence[Case], day: date) -> list[Case]:
    """Those made on or after a day: nothing about them was known when the earlier arrivals had ended."""
    return [case for case in cases if case.booked >= day]
