"""The worked table of docs/algorithms/availability.md says what the code does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.availability.rules.factory import timetable, week

PAGE = Path(__file__).parents[3] / "docs" / "algorithms" / "availability.md"
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("| ") and "/" in line.split("|")[1]
]


def test_the_table_is_there() -> None:
    assert len(ROWS) == 7


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_starts_are_as_documented(row: list[str]) -> None:
    zone, day, hours, step, starts = row
    table = timetable(week(hours), timezone=zone)
    length = int(step) * 60

    offered = table.offered(date.fromisoformat(day), int(step), length)

    assert [f"{one.start_local[11:]}{one.utc_offset}" for one in offered] == starts.split()
