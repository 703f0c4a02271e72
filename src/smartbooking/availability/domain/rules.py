"""Rules of booking that are not hours: notice, horizon, grid, lengths, stays, and limits per customer.

Every rule may be left open (None) and is then taken from the venue, else from DEFAULTS.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

MAX_HORIZON_DAYS: Final = 730  # the ledger's ring of full days reaches 766 days
MAX_SPAN_DAYS: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRules:
    """What an owner decided; None leaves a rule to the next layer. Weekdays are ISO (1 = Monday)."""

    min_notice_minutes: int | None = None
    horizon_days: int | None = None
    step_minutes: int | None = None
    min_minutes: int | None = None
    max_minutes: int | None = None
    duration_step_minutes: int | None = None
    min_nights: int | None = None
    max_nights: int | None = None
    no_arrival_weekdays: tuple[int, ...] | None = None
    no_departure_weekdays: tuple[int, ...] | None = None
    max_quantity: int | None = None
    per_day_limit: int | None = None
    active_limit: int | None = None
    pad_before_minutes: int | None = None
    pad_after_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveRules:
    """All layers laid over each other. None means there is no such limit."""

    min_notice_minutes: int = 0
    horizon_days: int = 365
    step_minutes: int = 30
    min_minutes: int | None = None
    max_minutes: int | None = None
    duration_step_minutes: int | None = None
    min_nights: int = 1
    max_nights: int | None = None
    no_arrival_weekdays: tuple[int, ...] = ()
    no_departure_weekdays: tuple[int, ...] = ()
    max_quantity: int | None = None
    per_day_limit: int | None = None
    active_limit: int | None = None
    usual_minutes: int | None = None

    @property
    def default_minutes(self) -> int:
        """Length shown when the customer named none: the usual one of its kind, as near as the rules allow."""
        shortest = self.min_minutes or self.step_minutes
        if self.usual_minutes is None:
            return shortest
        wanted = max(self.usual_minutes, shortest)
        if self.max_minutes is not None:
            wanted = max(min(wanted, self.max_minutes), shortest)
        step = self.duration_step_minutes
        return wanted if step is None else wanted - (wanted - (self.min_minutes or 0)) % step


_SAYABLE: Final = {rule.name for rule in dataclasses.fields(BookingRules)}
_LAYERED: Final = tuple(rule.name for rule in dataclasses.fields(EffectiveRules) if rule.name in _SAYABLE)


def effective(*layers: BookingRules | None, usual_minutes: int | None = None) -> EffectiveRules:
    """The first layer that says something wins, rule by rule; what nobody says takes its default.

    `usual_minutes` is what the vertical calls the usual length: a suggestion, no rule.
    """
    decided: dict[str, Any] = {"usual_minutes": usual_minutes}
    for name in _LAYERED:
        said = [getattr(layer, name) for layer in layers if layer is not None]
        value = next((one for one in said if one is not None), None)
        if value is not None:
            decided[name] = value
    return EffectiveRules(**decided)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayRestriction:
    """A rule about arrivals and departures on dates from `valid_from` until before `valid_until`.

    `weekdays` narrows it (empty: every day). Lengths are judged by the arrival date.
    """

    valid_from: date
    valid_until: date
    weekdays: tuple[int, ...] = ()
    min_nights: int | None = None
    max_nights: int | None = None
    no_arrival: bool = False
    no_departure: bool = False

    def covers(self, day: date) -> bool:
        return self.valid_from <= day < self.valid_until and (not self.weekdays or day.isoweekday() in self.weekdays)


@dataclass(frozen=True, slots=True, kw_only=True)
class StayTerms:
    """What holds for a stay that arrives (or departs) on one date."""

    min_nights: int
    max_nights: int | None
    can_arrive: bool
    can_depart: bool


def stay_terms(day: date, rules: EffectiveRules, restrictions: Iterable[StayRestriction]) -> StayTerms:
    """A restriction replaces the general lengths; of several the strictest counts."""
    found = [restriction for restriction in restrictions if restriction.covers(day)]
    shortest = [r.min_nights for r in found if r.min_nights is not None]
    longest = [r.max_nights for r in found if r.max_nights is not None]
    weekday = day.isoweekday()
    return StayTerms(
        min_nights=max(shortest) if shortest else rules.min_nights,
        max_nights=min(longest) if longest else rules.max_nights,
        can_arrive=weekday not in rules.no_arrival_weekdays and not any(r.no_arrival for r in found),
        can_depart=weekday not in rules.no_departure_weekdays and not any(r.no_departure for r in found),
    )
