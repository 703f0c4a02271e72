"""A trained model as plain numbers: a logistic scorecard, read from JSON and scored without any library."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

_PACKAGE: Final = files("smartbooking.risk") / "scorecards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """`name` and `version` are kept with every score; `trained_on` says on what, for people."""

    name: str
    version: int
    intercept: float
    weights: Mapping[str, float]
    trained_on: str = ""

    def chance(self, features: Mapping[str, float]) -> float:
        """Between 0 and 1. A feature without a weight counts nothing; a missing feature counts as 0."""
        total = self.intercept + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-total)) if total > -700 else 0.0

    def leading(self, features: Mapping[str, float], *, at_most: int = 3) -> tuple[str, ...]:
        """The features that raise this score most, the strongest first."""
        parts = {name: weight * features.get(name, 0.0) for name, weight in self.weights.items()}
        raising = [name for name in sorted(parts, key=lambda name: (-parts[name], name)) if parts[name] > 0.5]
        return tuple(raising[:at_most])


def read_scorecard(text: str) -> Scorecard:
    """A scorecard from its file. Raises KeyError or ValueError for one that is no scorecard."""
    found: dict[str, Any] = json.loads(text)  # Any: JSON
    return Scorecard(
        name=found["name"], version=int(found["version"]), intercept=float(found["intercept"]),
        weights={name: float(weight) for name, weight in found["weights"].items()},
        trained_on=found.get("trainedOn", ""),
    )  # fmt: skip


@cache
def shipped(name: str) -> Scorecard:
    """A scorecard that comes with the product: `fraud` or `no_arrival`."""
    return read_scorecard(_PACKAGE.joinpath(f"{name}.json").read_text("utf-8"))
