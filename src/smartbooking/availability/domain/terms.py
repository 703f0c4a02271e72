"""Everything that decides about an offer except what is taken: known in advance, remembered until it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from smartbooking.availability.domain.rules import EffectiveRules, StayRestriction
from smartbooking.availability.domain.timetable import Timetable
from smartbooking.catalog.domain import Requirement, Timing
from smartbooking.kernel.period import Nights, Period, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closure as it bears on one place: instants for slots, dates for nights, and why."""

    span: Period
    nights: Nights
    reason: str = ""


class Owner(StrEnum):
    """Who a schedule or a rule belongs to; offers inherit from their venue."""

    VENUE = "venue"
    RESOURCE = "resource"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where and under whose roof: the venue's facts that decide about time. `trading` is False while suspended."""

    vendor_id: int
    venue_id: int
    timezone: str
    zone: ZoneInfo
    country: str
    currency: str
    check_in: time
    check_out: time
    trading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceTerms:
    """One resource. `parts` are resources that are booked along with it in full (a hall with its courts)."""

    place: Place
    resource_id: int
    bookable: bool
    timing: Timing
    capacity: int
    max_party: int | None
    session: Period | None
    timetable: Timetable
    rules: EffectiveRules
    restrictions: tuple[StayRestriction, ...] = ()
    closures: tuple[Closed, ...] = ()
    parts: Mapping[int, int] = field(default_factory=dict)
    """Capacity by resource id."""

    def closure_over(self, span: Span) -> Closed | None:
        """The first closure that touches the span."""
        if isinstance(span, Nights):
            return next((closed for closed in self.closures if closed.nights.overlaps(span)), None)
        return next((closed for closed in self.closures if closed.span.overlaps(span)), None)

    def night_is_closed(self, day: date) -> bool:
        """A night is closed by a special day without hours, or when the offer's own seasons leave it out.

        Weekly hours of the venue (its reception) say nothing about nights.
        """
        own = self.timetable.own
        special = own.special_days.get(day) or self.timetable.venue.special_days.get(day)
        if special is not None:
            return not special.hours
        if not own.seasons:
            return False
        season = own.season_on(day)
        return season is None or not season.week[day.weekday()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTerms:
    """One service with the terms of every resource it may use.

    Notice, horizon, grid and limits are the service's (else the venue's); hours, closures and places come from the
    resources. `timetable` is set when the service has hours of its own, which then narrow those of the resources.
    """

    place: Place
    service_id: int
    bookable: bool
    duration_minutes: int
    pad_after_minutes: int
    requirements: tuple[Requirement, ...]
    resources: Mapping[int, ResourceTerms]
    rules: EffectiveRules
    timetable: Timetable | None = None


Terms = ResourceTerms | ServiceTerms
