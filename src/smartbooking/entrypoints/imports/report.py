"""What an import did: counts, and every rejected row with its line and reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """A row that was not taken over. `code` groups reasons, `reason` is for people."""

    line: int
    code: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """`made` counts what was created (or done) by kind, `present` rows that an earlier run had taken over."""

    rows: int = 0
    made: Counter[str] = field(default_factory=Counter)
    present: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def reasons(self) -> Counter[str]:
        """Rejected rows by code."""
        return Counter(rejection.code for rejection in self.rejections)

    def reject(self, line: int, code: str, reason: str) -> None:
        self.rejections.append(Rejection(line, code, reason))


def write_rejections(path: Path, rejections: Iterable[Rejection]) -> None:
    """A CSV file with one line per rejected row, in the order of the input."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "code", "reason"))
        writer.writerows((r.line, r.code, r.reason) for r in sorted(rejections))
