"""Facts a country demands before an offer may be listed, as date-effective data (MARKET M27: honest stars).

Russia, for one, forbids from 2026-03-01 to advertise lodging that is not in its register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishGate:
    """In `[since, until)`, offers of `vertical` in `country` need every pointer of `requires`."""

    country: str
    vertical: str
    since: date
    until: date | None
    requires: tuple[str, ...]
    source: str

    def applies(self, *, country: str, vertical: str, on: date) -> bool:
        started = self.since <= on and (self.until is None or on < self.until)
        return started and (self.country, self.vertical) == (country, vertical)


def missing_for_publishing(
    gates: Iterable[PublishGate],
    *,
    country: str,
    vertical: str,
    attributes: Mapping[str, Any],  # Any: JSON
    on: date,
) -> list[str]:
    """Pointers under `attributes` that a gate asks for and that are absent, empty or false."""
    demanded = [
        pointer
        for gate in gates
        if gate.applies(country=country, vertical=vertical, on=on)
        for pointer in gate.requires
    ]
    return [pointer for pointer in demanded if not _at(attributes, pointer)]


def _at(document: object, pointer: str) -> object:
    for part in pointer.strip("/").split("/"):
        if not isinstance(document, Mapping) or part not in document:
            return None
        document = document[part]
    return document
