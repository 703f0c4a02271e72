"""What the training commands print: figures of docs/algorithms/risk.md, from the files and seeds they name."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from smartbooking.risk.domain import LADDER, Scorecard, Signals, advise, features, shipped_rules
from smartbooking.risk.training import measures, reservations
from smartbooking.risk.training.fitting import Fit, boosted, scorecard
from smartbooking.risk.training.population import population
from smartbooking.risk.training.reservations import Case

SEED: Final = 20261121
ALL_STEPS: Final = frozenset(LADDER)
STAY_SETS: Final[Mapping[str, tuple[str, ...]]] = {
    "lead time": ("lead",),
    "lead time, party": ("lead", "alone", "many_adults", "children"),
    "lead time, party, nights, weekday": ("lead", "alone", "many_adults", "children", "nights", "weekend"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One way of scoring, on cases it has not seen."""

    name: str
    cases: int
    auc: float
    low: float
    high: float
    brier: float

    @classmethod
    def of(cls, name: str, labels: Sequence[int], scores: Sequence[float]) -> Judged:
        low, high = measures.auc_interval(labels, scores, seed=SEED)
        return cls(name, len(labels), measures.auc(labels, scores), low, high, measures.brier(labels, scores))

    @property
    def line(self) -> str:
        return f"| {self.name} | {self.cases} | {self.auc:.3f} ({self.low:.3f}-{self.high:.3f}) | {self.brier:.4f} |"


def stays_of(cases: Sequence[Case]) -> tuple[list[dict[str, float]], list[int]]:
    return [case.features for case in cases], [case.lost for case in cases]


def chosen_stay_features(cases: Sequence[Case], *, fit: Fit) -> tuple[str, ...]:
    """The smallest set within one standard error of the best Brier score on the last month of the training part."""
    early, late = reservations.earlier_and_later(cases, reservations.INNER_SPLIT)
    rows, labels = stays_of(early)
    judged, outcomes = stays_of(late)
    scores = {}
    for names in STAY_SETS.values():
        card = scorecard("", 0, rows, labels, names, fit=fit, trained_on="")
        scores[names] = measures.brier_and_error(outcomes, [card.chance(row) for row in judged])
    best, error = min(scores.values())
    return next(names for names in STAY_SETS.values() if scores[names][0] <= best + error)


def train_stays(cases: Sequence[Case], *, fit: Fit, version: int) -> Scorecard:
    """The scorecard of the training months; the months after it are only judged by."""
    train, _ = reservations.earlier_and_later(cases, reservations.SPLIT)
    names = chosen_stay_features(train, fit=fit)
    rows, labels = stays_of(train)
    told = f"{len(train)} reservations of two houses, July to September 2015 (Antonio et al. 2019, CC BY 4.0)"
    return scorecard("no_arrival", version, rows, labels, names, fit=fit, trained_on=told)


def _flat(labels: Sequence[int], cases: int) -> list[float]:
    return [sum(labels) / len(labels)] * cases


def deposit_rule(train: Sequence[Case], judged: Sequence[Case]) -> list[float]:
    """The share of lost stays by kind of deposit; unseen kinds get the share of all."""
    by_kind: dict[str, list[int]] = {}
    for case in train:
        by_kind.setdefault(case.deposit, []).append(case.lost)
    everybody = sum(case.lost for case in train) / len(train)
    shares = {kind: sum(lost) / len(lost) for kind, lost in by_kind.items()}
    return [shares.get(case.deposit, everybody) for case in judged]


def stay_table(card: Scorecard, cases: Sequence[Case], judged: Sequence[Case], *, fit: Fit) -> list[Judged]:
    """The scorecard against simple ways and against trees, on cases after the training months."""
    train, _ = reservations.earlier_and_later(cases, reservations.SPLIT)
    rows, labels = stays_of(train)
    later, outcomes = stays_of(judged)
    every = STAY_SETS["lead time, party, nights, weekday"]
    rich = scorecard("", 0, rows, labels, every, fit=fit, trained_on="")
    return [
        Judged.of("base rate", outcomes, _flat(labels, len(later))),
        Judged.of("deposit type alone", outcomes, deposit_rule(train, judged)),
        Judged.of("shipped scorecard: " + ", ".join(card.weights), outcomes, [card.chance(row) for row in later]),
        Judged.of("scorecard of " + ", ".join(every), outcomes, [rich.chance(row) for row in later]),
        Judged.of("boosted trees of the same", outcomes, boosted(rows, labels, every, later, seed=SEED)),
    ]


def train_fraud(*, fit: Fit, version: int, size: int, labelled: Sequence[tuple[Signals, int]] = ()) -> Scorecard:
    """From the made-up population and, once there are any, from decided cases: each counts as twenty made-up ones."""
    people = population(size=size, seed=SEED)
    rows = [features(person.signals) for person in people]
    labels = [person.bad for person in people]
    for signals, bad in labelled:
        rows += [features(signals)] * 20
        labels += [bad] * 20
    told = f"a made-up population of {size} bookings, seed {SEED}, and {len(labelled)} decided cases"
    return scorecard("fraud", version, rows, labels, list(rows[0]), fit=fit, trained_on=told, rising=True)


def fraud_table(card: Scorecard, *, size: int, seed: int) -> dict[str, measures.Caught]:
    """Rules alone and rules with the score, on people the training never saw."""
    people = population(size=size, seed=seed)
    book = shipped_rules()
    labels = [person.bad for person in people]
    advices = [advise(person.signals, book=book, card=card, possible=ALL_STEPS) for person in people]
    by_rules = [advice.rule_points for advice in advices]
    by_both = [advice.points for advice in advices]
    return {
        f"rules, {book.watch_from} points": measures.caught(labels, [p >= book.watch_from for p in by_rules]),
        f"rules and score, {book.watch_from} points": measures.caught(labels, [p >= book.watch_from for p in by_both]),
        f"rules, {book.high_from} points": measures.caught(labels, [p >= book.high_from for p in by_rules]),
        f"rules and score, {book.high_from} points": measures.caught(labels, [p >= book.high_from for p in by_both]),
    }


def fraud_auc(card: Scorecard, *, size: int, seed: int) -> tuple[float, float]:
    """AUC of the rules' points, and of rules and score together."""
    people = population(size=size, seed=seed)
    labels = [person.bad for person in people]
    found = [advise(p.signals, book=shipped_rules(), card=card, possible=ALL_STEPS) for p in people]
    return (
        measures.auc(labels, [advice.rule_points for advice in found]),
        measures.auc(labels, [advice.rule_points / 100 + advice.chance for advice in found]),
    )


def written(card: Scorecard) -> str:
    """A scorecard as its file, with three worked cases that any reader of the file can check."""
    names = list(card.weights)
    cases: list[dict[str, Any]] = []  # Any: JSON
    for value in (0.0, 1.0, math.log(10)):
        found = dict.fromkeys(names, value)
        cases.append({"features": found, "chance": round(card.chance(found), 12)})
    stored = {
        "name": card.name, "version": card.version, "trainedOn": card.trained_on, "intercept": card.intercept,
        "weights": dict(card.weights), "checks": cases,
    }  # fmt: skip
    return json.dumps(stored, ensure_ascii=False, indent=1) + "\n"
