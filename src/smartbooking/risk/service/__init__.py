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
from smartbooking.risk.service.challenges import (
    ask_code,
    code_proven,
    code_to_send,
    forget_codes,
    guess_code,
    install_code_key,
    last_code,
    name_of_contact,
    send_code_again,
)
from smartbooking.risk.service.challenges import over as code_over
from smartbooking.risk.service.switches import forget_switches, modes, set_mode, switched_on

__all__ = [
    "advise_on",
    "ask_code",
    "assessment_of",
    "assessments",
    "code_over",
    "code_proven",
    "code_to_send",
    "decide",
    "forget_codes",
    "forget_old",
    "forget_switches",
    "guess_code",
    "install_code_key",
    "keep",
    "labels",
    "last_code",
    "modes",
    "name_of_contact",
    "no_arrival",
    "send_code_again",
    "set_mode",
    "switched_on",
]  # fmt: skip
