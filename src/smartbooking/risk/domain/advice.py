"""From signals to advice: points, a level, reasons in words, and the mildest step that helps. Never a refusal."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from smartbooking.kernel.text import Localized
from smartbooking.risk.domain.rules import LADDER, RuleBook, StepUp
from smartbooking.risk.domain.scorecard import Scorecard
from smartbooking.risk.domain.signals import SIGNAL_OF, Signals, features


class Level(StrEnum):
    """How much attention a booking asks for."""

    CALM = "calm"
    WATCH = "watch"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why: a rule with its points, or a feature of the scorecard (no points of its own)."""

    code: str
    points: int
    value: int

    def words(self, book: RuleBook) -> Localized | None:
        """In the languages of the house; None for a reason of rules that are no longer there."""
        for rule in book.rules:
            if rule.name == self.code:
                return Localized({lang: text.format(n=self.value) for lang, text in rule.words.texts.items()})
        return book.features.get(self.code.removeprefix(FEATURE))


FEATURE = "feature:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What risk says about a booking. `wanted` is the step the reasons ask for, `step_up` the next possible one."""

    points: int
    rule_points: int
    chance: float
    level: Level
    reasons: tuple[Reason, ...]
    wanted: StepUp | None
    step_up: StepUp | None
    version: str


def advise(signals: Signals, *, book: RuleBook, card: Scorecard, possible: AbstractSet[StepUp]) -> Advice:
    """Pure and monotone: a signal that gets worse never lowers points, level or the wanted step.

    When the wanted step can not be taken, the next stronger one is; when none can, the booking is only looked at.
    """
    met = book.met(signals)
    rule_points = min(100, sum(rule.points for rule in met))
    found = features(signals)
    chance = card.chance(found)
    points = min(100, rule_points + int(book.model_points * chance))
    level = _level(points, book)
    wanted = None
    if level is not Level.CALM:
        asked = [rule.step_up for rule in met] + [StepUp.APPROVAL if level is Level.HIGH else StepUp.CODE]
        wanted = max(asked, key=LADDER.index)
    reasons = [
        Reason(code=rule.name, points=rule.points, value=_shown(rule.conditions[0].signal, signals)) for rule in met
    ]
    if points > rule_points:
        told = {condition.signal for rule in met for condition in rule.conditions}
        untold = [name for name in card.leading(found) if SIGNAL_OF.get(name) not in told]
        reasons += [Reason(code=FEATURE + name, points=0, value=0) for name in untold]
    return Advice(
        points=points, rule_points=rule_points, chance=chance, level=level, reasons=tuple(reasons), wanted=wanted,
        step_up=next_possible(wanted, possible), version=f"rules {book.version}, {card.name} {card.version}",
    )  # fmt: skip


def next_possible(wanted: StepUp | None, possible: AbstractSet[StepUp]) -> StepUp | None:
    """The wanted step, else the next stronger one that can be taken."""
    if wanted is None:
        return None
    return next((step for step in LADDER[LADDER.index(wanted) :] if step in possible), None)


def _level(points: int, book: RuleBook) -> Level:
    if points >= book.high_from:
        return Level.HIGH
    return Level.WATCH if points >= book.watch_from else Level.CALM


def _shown(signal: str, signals: Signals) -> int:
    return int(getattr(signals, signal) or 0)
