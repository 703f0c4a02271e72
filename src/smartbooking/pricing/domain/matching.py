"""When a price rule applies: conditions against the booking as a whole and against one moment of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from smartbooking.pricing.domain.book import Conditions, PriceRule
from smartbooking.pricing.domain.members import Member
from smartbooking.pricing.domain.offer import PriceRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a rule may ask about the booking as a whole. Lead is whole hours from booking to the local start."""

    nights: int
    minutes: int
    lead_hours: int
    guests: int
    quantity: int
    booked_on: date
    holidays: frozenset[date] = frozenset()
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a piece of the booking begins at the venue; nights have no clock time."""

    day: date
    clock: time | None


def facts_of(request: PriceRequest, *, now: datetime, holidays: frozenset[date]) -> Facts:
    """The facts of a request booked at `now` (aware)."""
    booked = now.astimezone(request.zone).replace(tzinfo=None)
    lead = (request.start_local - booked) // timedelta(hours=1)
    return Facts(
        nights=request.nights,
        minutes=request.minutes,
        lead_hours=max(0, lead),
        guests=request.party.guests if request.party else request.quantity,
        quantity=request.quantity,
        booked_on=booked.date(),
        holidays=holidays,
        member=request.member,
    )


def _within(value: int, least: int | None, most: int | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)


def _in_dates(day: date, start: date | None, end: date | None) -> bool:
    return (start is None or day >= start) and (end is None or day < end)


def _in_season(day: date, rule: Conditions) -> bool:
    if not rule.yearly or rule.date_from is None or rule.date_until is None:
        return _in_dates(day, rule.date_from, rule.date_until)
    start, end, on = ((d.month, d.day) for d in (rule.date_from, rule.date_until, day))
    return start <= on < end if start < end else on >= start or on < end


def _in_clock(clock: time | None, rule: Conditions) -> bool:
    if rule.time_from is None and rule.time_until is None:
        return True
    if clock is None:
        return False
    after = rule.time_from is None or clock >= rule.time_from
    before = rule.time_until is None or clock < rule.time_until
    return after or before if rule.wraps_midnight else after and before


_WHOLE: Final[tuple[tuple[str, Callable[[Conditions, Facts], bool]], ...]] = (
    ("nights", lambda c, f: _within(f.nights, c.min_nights, c.max_nights)),
    ("minutes", lambda c, f: _within(f.minutes, c.min_minutes, c.max_minutes)),
    ("lead", lambda c, f: _within(f.lead_hours, c.min_lead_hours, c.max_lead_hours)),
    ("guests", lambda c, f: _within(f.guests, c.min_guests, c.max_guests)),
    ("quantity", lambda c, f: _within(f.quantity, c.min_quantity, c.max_quantity)),
    ("booked", lambda c, f: _in_dates(f.booked_on, c.booked_from, c.booked_until)),
)


def booking_obstacle(rule: PriceRule, facts: Facts) -> str | None:
    """The first condition on the booking as a whole that fails, or None."""
    return next((code for code, holds in _WHOLE if not holds(rule.conditions, facts)), None)


def moment_obstacle(rule: PriceRule, moment: Moment, facts: Facts) -> str | None:
    """The first condition on a moment that fails, or None."""
    terms, day = rule.conditions, rule_day(rule, moment)
    if not _in_clock(moment.clock, terms):
        return "time"
    if terms.weekdays and day.isoweekday() not in terms.weekdays:
        return "weekday"
    if not _in_season(day, terms):
        return "season"
    if terms.holidays is not None and terms.holidays is not (day in facts.holidays):
        return "holiday"
    if terms.plans and not _is_member(facts.member, terms, day):
        return "member"
    return None


def rule_day(rule: PriceRule, moment: Moment) -> date:
    """The day a rule looks at: a window over midnight belongs to the evening on which it opened."""
    terms = rule.conditions
    if terms.wraps_midnight and terms.time_until and moment.clock and moment.clock < terms.time_until:
        return moment.day - timedelta(days=1)
    return moment.day


def _is_member(member: Member | None, terms: Conditions, day: date) -> bool:
    return member is not None and member.plan_id in terms.plans and member.on(day)


def clocks_of(rules: tuple[PriceRule, ...]) -> frozenset[time]:
    """Wall times at which the set of matching rules may change."""
    edges = (edge for rule in rules for edge in (rule.conditions.time_from, rule.conditions.time_until))
    return frozenset(edge for edge in edges if edge is not None)
