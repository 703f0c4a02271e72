"""Rules of risk: signals, rules, scorecards, advice."""

from smartbooking.risk.domain.advice import Advice, Level, Reason, advise, next_possible
from smartbooking.risk.domain.assessment import ALL_OFF, PLATFORM, Assessment, Mode, Modes, Review
from smartbooking.risk.domain.rules import (
    LADDER,
    BadRules,
    RuleBook,
    StepUp,
    is_disposable,
    read_rules,
    shipped_rules,
)
from smartbooking.risk.domain.scorecard import Scorecard, read_scorecard, shipped
from smartbooking.risk.domain.signals import Signals, features
from smartbooking.risk.domain.stays import Stay, stay_features

__all__ = [
    "ALL_OFF", "LADDER", "PLATFORM", "Advice", "Assessment", "BadRules", "Level", "Mode", "Modes", "Reason", "Review",
    "RuleBook", "Scorecard", "Signals", "Stay", "StepUp", "advise", "features", "is_disposable", "next_possible",
    "read_rules", "read_scorecard", "shipped", "shipped_rules", "stay_features",
]  # fmt: skip
