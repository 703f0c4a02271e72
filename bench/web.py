"""The numbers people feel: every row of UX 2.1 and 2.6, from journeys of a real browser against the whole product.

`smartbooking bench web --rounds 5` starts a product of its own with demo data and prints the table of
docs/benchmarks.md. Times are medians over the rounds; frames are judged by their 95th percentile.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.journeys import figures

ROOT: Final = Path(__file__).parents[1]
JOURNEYS: Final = (
    "test_figures.py",
    "test_effort.py",
    "test_guest_books_a_court.py::test_a_card_leads_to_a_code_in_four_taps_and_two_fields",
    "test_reception.py::test_a_known_caller_is_written_in_with_twelve_keys",
    "test_setup_wizard.py::test_a_stranger_books_a_business_that_was_just_set_up",
    "test_setup_wizard.py::test_every_kind_of_business_is_open_after_few_actions",
    "test_help_desk.py::test_a_guest_is_called_back_and_the_operator_sees_her_booking",
)
Noted = dict[str, list[dict[str, float]]]


@dataclass(frozen=True, slots=True)
class Effort:
    """A row of UX 2.1; `names` are the journeys whose worst counts."""

    goal: str
    names: tuple[str, ...]
    most_actions: float
    most_seconds: float | None
    target: str
    keys_count: bool = False


KINDS: Final = ("hotel", "clinic", "salon", "coworking", "restaurant", "sauna", "event", "pool", "other")
EFFORTS: Final = (
    Effort("who was here before, to a code", ("again",), 3, 10, "3 taps, 0 keys, 10 s"),
    Effort("guest, from a card to the payment or a code", ("from a card",), 4, 45, "4 taps, 2 fields, 45 s"),
    Effort("guest, from the page of a place, nine kinds", tuple(f"from {k}" for k in KINDS), 6, None,
           "6 taps, 2 fields"),
    Effort("reception, known client on the phone", ("known caller",), 12, 6, "12 keys, 6 s", keys_count=True),
    Effort("moving by the link", ("move",), 3, None, "3 taps"),
    Effort("cancelling by the link, refund shown before", ("cancel",), 2, None, "2 taps"),
    Effort("new business to its public page, nine kinds", tuple(f"set up {k}" for k in KINDS), 14, 180,
           "14 actions, 180 s"),
    Effort("operator finds a booking", ("operator finds",), 0, 1, "1 s after the last key"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of UX 2.6: one value noted by a journey, its target, and how it is written."""

    what: str
    name: str
    value: str
    most: float
    unit: str = "ms"
    share: float = 0.5


MEASURES: Final = (
    *(
        Measure(f"{page}: {label}", page, value, most, unit)
        for page in ("home", "search", "place", "checkout", "calendar")
        for label, value, most, unit in (
            ("LCP", "lcp", 2500 if page == "calendar" else 2000, "ms"),
            ("CLS", "cls", 0.05 if page == "calendar" else 0.02, ""),
            ("INP", "inp", 150, "ms"),
            ("everything of the first load", "kB", 0, "kB"),
            ("what was asked for is there", "usable", 0, "ms"),
        )
    ),
    Measure("tap on a time to the hold on screen", "guest", "held", 300),
    Measure("Enter in the search to results, p95", "guest", "found", 500, share=0.95),
    Measure("Ctrl+K to the command bar", "reception", "bar", 200),
    Measure("another day of the calendar, seen before", "reception", "cached", 100),
    Measure("another day of the calendar, new", "reception", "fresh", 300),
    Measure("frames of a drag, 400 visits, p95", "frame", "ms", 24, share=0.95),
    Measure("the same, processor four times slower", "slow frame", "ms", 0, share=0.95),
)


def measured(rounds: int) -> tuple[int, Noted]:
    """Run the journeys; what they noted, by name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.jsonl"
        path.touch()
        status = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "journey",
             *(f"tests/journeys/{name}" for name in JOURNEYS)],
            cwd=ROOT, check=False, stdout=sys.stderr,
            env={**os.environ, figures.FILE: str(path), figures.ROUNDS: str(rounds)},
        ).returncode  # fmt: skip
        noted: Noted = defaultdict(list)
        for line in path.read_text().splitlines():
            one = json.loads(line)
            noted[one.pop("name")].append(one)
    return status, noted


def at(values: list[float], share: float) -> float:
    """The value that so many are not above."""
    ordered = sorted(values)
    return statistics.median(ordered) if share == 0.5 else ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def effort_row(effort: Effort, noted: Noted) -> str:
    found = [one for name in effort.names for one in noted.get(name, ())]
    if not found:
        return f"| {effort.goal} | not measured | {effort.target} | |"
    count, kind = ("keys", "keys") if effort.keys_count else ("taps", "taps")
    most = {key: max(one[key] for one in found) for key in ("taps", "fields", "keys", "seconds")}
    actions = most[count] + (most["fields"] if effort.target.startswith("14") else 0)
    reached = actions <= effort.most_actions and (effort.most_seconds is None or most["seconds"] <= effort.most_seconds)
    said = f"{most[count]:.0f} {kind}, {most['fields']:.0f} fields, {most['seconds']:.1f} s"
    missing = len(effort.names) - sum(name in noted for name in effort.names)
    note = f" ({missing} kinds not measured)" if missing else ""
    return f"| {effort.goal} | {said}{note} | {effort.target} | {'reached' if reached else '**missed**'} |"


def measure_row(measure: Measure, noted: Noted) -> str:
    values = [one[measure.value] for one in noted.get(measure.name, ())]
    target = f"{measure.most:g} {measure.unit}".strip() if measure.most else ""
    if not values:
        return f"| {measure.what} | not measured | {target} | |"
    value = at(values, measure.share)
    verdict = ("reached" if value <= measure.most else "**missed**") if measure.most else ""
    return f"| {measure.what} | {value:.{0 if measure.unit else 3}f} {measure.unit} | {target} | {verdict} |"


def main() -> int:
    """The tables, as they stand in docs/benchmarks.md."""
    before = os.getloadavg()[0]
    status, noted = measured(int(sys.argv[1]))
    print(f"Load average {before:.1f} before and {os.getloadavg()[0]:.1f} after, {os.cpu_count()} processors.\n")
    print("| goal (UX 2.1) | counted | target | |\n|---|---|---|---|")
    print("\n".join(effort_row(effort, noted) for effort in EFFORTS))
    print("\n| measure (UX 2.6) | reached | target | |\n|---|---:|---:|---|")
    print("\n".join(measure_row(measure, noted) for measure in MEASURES))
    return status


if __name__ == "__main__":
    sys.exit(main())
