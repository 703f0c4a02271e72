"""The verbs of risk."""

from smartbooking.risk.service.assessing import (
    advise_on,
    assessment_of,
    assessments,
    decide,
    forget_old,
    keep,
    labels,
    no_arrival,
)
from smartbooking.risk.service.switches import forget_switches, modes, set_mode, switched_on

__all__ = [
    "advise_on", "assessment_of", "assessments", "decide", "forget_old", "forget_switches", "keep", "labels", "modes",
    "no_arrival", "set_mode", "switched_on",
]  # fmt: skip
