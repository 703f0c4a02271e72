"""How likely a stay will not come about: cancelled, or nobody comes. Only for bookings by the night."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What is known of a stay when it is booked, and nothing that is learnt later."""

    lead_days: int
    nights: int
    adults: int
    children: int
    weekday: int
    """Of the arrival; Monday is 0."""


def stay_features(stay: Stay) -> dict[str, float]:
    """The stay as the scorecard takes it."""
    return {
        "lead": math.log1p(max(0, stay.lead_days)),
        "alone": float(stay.adults == 1),
        "many_adults": float(stay.adults > 2),
        "children": float(stay.children > 0),
        "nights": math.log(max(1, stay.nights)),
        "weekend": float(stay.weekday in (4, 5)),
    }
