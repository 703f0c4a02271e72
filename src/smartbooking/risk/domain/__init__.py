"""Rules of risk: signals, rules, scorecards, advice."""

from smartbooking.risk.domain.advice import Advice, Level, Reason, advise, next_possible
from smartbooking.risk.domain.assessment import ALL_OFF, PLATFORM, Assessment, Mode, Modes, Review
from smartbooking.risk.domain.challenge import (
    MOST_SENT,
    MOST_TRIES,
    RESEND_AFTER,
    VALID_FOR,
    Challenge,
    Guess,
    code_of,
    contact_name,
    same,
    too_many,
)
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
    "ALL_OFF", "LADDER", "MOST_SENT", "MOST_TRIES", "PLATFORM", "RESEND_AFTER", "VALID_FOR", "Advice",
    "Assessment", "BadRules", "Challenge", "Guess", "Level", "Mode", "Modes", "Reason", "Review", "RuleBook",
    "Scorecard", "Signals", "Stay", "StepUp", "advise", "code_of", "contact_name", "features", "is_disposable",
    "next_possible", "read_rules", "read_scorecard", "same", "shipped", "shipped_rules", "stay_features",
    "too_many",
]  # fmt: skip
