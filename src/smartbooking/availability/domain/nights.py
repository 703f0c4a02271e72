"""The night calendar of a resource: for each date what is left and whether one may arrive or leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from smartbooking.availability.domain.checking import last_day, stay_span
from smartbooking.availability.domain.occupancy import Occupancy
from smartbooking.availability.domain.questions import MonthDay, Night
from smartbooking.availability.domain.rules import stay_terms
from smartbooking.availability.domain.slots import FEW_FREE
from smartbooking.availability.domain.terms import ResourceTerms
from smartbooking.availability.domain.zone import date_at, seconds
from smartbooking.kernel.period import Nights


def night_of(terms: ResourceTerms, day: date, *, quantity: int, room: Mapping[int, Occupancy], now: datetime) -> Night:
    """One night. Rules about arriving and leaving do not make the night itself unavailable."""
    stay = Nights(day, day + timedelta(days=1))
    today = date_at(seconds(now), terms.place.zone)
    own = room[terms.resource_id]
    free = own.free(stay)
    if any(room[part].free(stay) < capacity for part, capacity in terms.parts.items()):
        free = 0
    lengths = stay_terms(day, terms.rules, terms.restrictions)
    why = _reason(terms, stay, free=free, quantity=quantity, today=today, now=now)
    soon_enough = day >= today and (
        not terms.rules.min_notice_minutes
        or stay_span(stay, terms.place)[0] >= seconds(now) + terms.rules.min_notice_minutes * 60
    )
    return Night(
        day=day, free=free, capacity=own.capacity, available=why is None,
        can_arrive=why is None and lengths.can_arrive and soon_enough, can_depart=lengths.can_depart and day > today,
        min_nights=lengths.min_nights, max_nights=lengths.max_nights, reason=why,
    )  # fmt: skip


def _reason(terms: ResourceTerms, stay: Nights, *, free: int, quantity: int, today: date, now: datetime) -> str | None:
    if stay.arrival < today:
        return "in_past"
    if stay.arrival > last_day(place=terms.place, rules=terms.rules, now=now):
        return "too_far"
    if terms.night_is_closed(stay.arrival):
        return "closed_on_day"
    if terms.closure_over(stay) is not None:
        return "closure"
    return "no_room" if free < quantity else None


def month_night(night: Night) -> MonthDay:
    """The state of a night in a month view; `free` counts places."""
    if night.reason == "in_past":
        return MonthDay(night.day, "past", 0)
    if night.reason in ("closed_on_day", "closure", "too_far"):
        return MonthDay(night.day, "closed", 0)
    if night.reason is not None:
        return MonthDay(night.day, "full", 0)
    few = night.capacity > 1 and night.free * FEW_FREE <= night.capacity
    return MonthDay(night.day, "few" if few else "free", night.free)
