"""The transparent rules: which signals count how many points, and which step each may ask for (rules.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from smartbooking.kernel.text import LOCALES, Localized
from smartbooking.risk.domain.signals import CALMING, NAMES, Signals

_PACKAGE: Final = files("smartbooking.risk")


class StepUp(StrEnum):
    """One more step before a booking stands, from the mildest to the strongest."""

    CODE = "code"
    THREE_D_SECURE = "three_d_secure"
    PREPAY = "prepay"
    APPROVAL = "approval"


LADDER: Final = tuple(StepUp)


class BadRules(ValueError):
    """The file of rules can not be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A signal beyond a limit; a signal nobody could tell meets nothing."""

    signal: str
    at_least: int | None = None
    at_most: int | None = None

    def met(self, signals: Signals) -> bool:
        value = getattr(signals, self.signal)
        if value is None:
            return False
        return bool(
            (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All conditions together make the points; `words` may show the first signal as {n}."""

    name: str
    conditions: tuple[Condition, ...]
    points: int
    step_up: StepUp
    words: Localized

    def met(self, signals: Signals) -> bool:
        return all(condition.met(signals) for condition in self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """From `watch_from` points a step and a look, from `high_from` somebody's yes; `model_points` at a chance of 1."""

    version: int
    watch_from: int
    high_from: int
    model_points: int
    rules: tuple[Rule, ...]
    features: Mapping[str, Localized]

    def met(self, signals: Signals) -> tuple[Rule, ...]:
        """The rules that hold, the heaviest first."""
        found = [rule for rule in self.rules if rule.met(signals)]
        return tuple(sorted(found, key=lambda rule: (-rule.points, rule.name)))


def read_rules(text: str) -> RuleBook:
    """The rules of a file. Raises BadRules when one could calm by being worse, or says nothing in a language."""
    source: dict[str, Any] = tomllib.loads(text)  # Any: TOML
    book = RuleBook(
        version=source["version"], watch_from=source["watch_from"], high_from=source["high_from"],
        model_points=source["model_points"], rules=tuple(_rule(one) for one in source["rule"]),
        features={name: Localized(words) for name, words in source["feature"].items()},
    )  # fmt: skip
    names = [rule.name for rule in book.rules]
    if len(set(names)) != len(names):
        raise BadRules("two rules have the same name")
    if not 0 < book.watch_from < book.high_from <= 100:
        raise BadRules("the levels must rise")
    return book


def _rule(source: Mapping[str, Any]) -> Rule:  # Any: TOML
    name = source["name"]
    conditions = tuple(Condition(**one) for one in source["when"])
    for condition in conditions:
        _check(name, condition)
    words = Localized({locale: source[locale] for locale in LOCALES if source.get(locale)})
    if set(words.texts) != set(LOCALES):
        raise BadRules(f"{name}: words are missing in a language")
    if source["points"] <= 0 or not conditions:
        raise BadRules(f"{name}: a rule needs conditions and points above 0")
    return Rule(
        name=name, conditions=conditions, points=source["points"], step_up=StepUp(source["step_up"]), words=words
    )


def _check(name: str, condition: Condition) -> None:
    if condition.signal not in NAMES:
        raise BadRules(f"{name}: there is no signal {condition.signal}")
    calming = condition.signal in CALMING
    if calming in (condition.at_most is None, condition.at_least is not None):
        raise BadRules(f"{name}: {condition.signal} counts in one direction only")


@cache
def shipped_rules() -> RuleBook:
    """The rules that come with the product."""
    return read_rules(_PACKAGE.joinpath("rules.toml").read_text("utf-8"))


@cache
def disposable_domains() -> frozenset[str]:
    """Domains of mailboxes made for minutes."""
    lines = _PACKAGE.joinpath("disposable_domains.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def is_disposable(email: str | None) -> bool:
    """Whether an address, or a host below it, is of a service for throw-away mail."""
    if not email or "@" not in email:
        return False
    parts: Sequence[str] = email.rpartition("@")[2].lower().rstrip(".").split(".")
    return any(".".join(parts[start:]) in disposable_domains() for start in range(len(parts) - 1))
