"""Every rule that can forbid a booking, each checked on its own, so that an explanation can list them all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from smartbooking.availability.domain.hours import DayPlan, DecidedBy
from smartbooking.availability.domain.occupancy import span_seconds
from smartbooking.availability.domain.reasons import Reason, reason
from smartbooking.availability.domain.rules import EffectiveRules, stay_terms
from smartbooking.availability.domain.spans import inside
from smartbooking.availability.domain.terms import Place, ResourceTerms, ServiceTerms
from smartbooking.availability.domain.timetable import Timetable
from smartbooking.availability.domain.zone import date_at, instant, opens_at, seconds, wall_at
from smartbooking.catalog.domain import Timing
from smartbooking.kernel.period import Nights, Period, Span

_EXPECTED = {Timing.NIGHTS: "nights", Timing.SLOTS: "start and end", Timing.SESSION: "session"}


def wall_text(at: int, zone: ZoneInfo) -> str:
    """Wall time as `2026-11-21 17:00`."""
    return wall_at(at, zone).isoformat(sep=" ", timespec="minutes")


def hours_text(plan: DayPlan) -> str:
    """`10:00-14:00, 15:00-02:00`, or a dash when closed."""
    spans = (f"{_clock(opens)}–{_clock(closes)}" for opens, closes in plan.hours)
    return ", ".join(spans) or "—"


def _clock(minutes: int) -> str:
    if minutes == 24 * 60:
        return "24:00"
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def may_be_offered(place: Place, *, bookable: bool) -> Iterator[Reason]:
    """The business trades and the offer is active."""
    if not place.trading:
        yield reason("vendor_closed")
    if not bookable:
        yield reason("not_offered")


def size_fits(
    *, rules: EffectiveRules, capacity: int | None, max_party: int | None, quantity: int, party: int | None
) -> Iterator[Reason]:
    """Quantity per booking and people per place."""
    most = rules.max_quantity
    if capacity is not None:
        most = capacity if most is None else min(most, capacity)
    if most is not None and quantity > most:
        yield reason("quantity_too_large", quantity=most)
    if max_party is not None and party is not None and party > max_party * quantity:
        yield reason("party_too_large", people=max_party * quantity)


def near_enough(start: int, *, place: Place, rules: EffectiveRules, now: datetime) -> Iterator[Reason]:
    """Not in the past, with the wanted notice, within the horizon (counted in calendar dates of the venue)."""
    moment = seconds(now)
    earliest = moment + rules.min_notice_minutes * 60
    if start < moment:
        yield reason("in_past")
    elif start < earliest:
        yield reason(
            "too_soon",
            minutes=rules.min_notice_minutes,
            earliest=instant(earliest).isoformat(),
            earliest_local=wall_text(earliest, place.zone),
        )
    yield from _within_horizon(date_at(start, place.zone), place=place, rules=rules, now=now)


def _within_horizon(day: date, *, place: Place, rules: EffectiveRules, now: datetime) -> Iterator[Reason]:
    last = last_day(place=place, rules=rules, now=now)
    if day > last:
        yield reason("too_far", days=rules.horizon_days, last_day=last.isoformat())


def last_day(*, place: Place, rules: EffectiveRules, now: datetime) -> date:
    """The last calendar date at the venue that may be booked today."""
    return date_at(seconds(now), place.zone) + timedelta(days=rules.horizon_days)


def length_fits(start: int, end: int, rules: EffectiveRules) -> Iterator[Reason]:
    """Shortest, longest and step of the elapsed length."""
    length = end - start
    if rules.min_minutes is not None and length < rules.min_minutes * 60:
        yield reason("too_short", minutes=rules.min_minutes)
    if rules.max_minutes is not None and length > rules.max_minutes * 60:
        yield reason("too_long", minutes=rules.max_minutes)
    step = rules.duration_step_minutes
    base = (rules.min_minutes or 0) * 60
    if step is not None and (length - base) % (step * 60) != 0:
        yield reason("duration_step", minutes=step)


def open_then(start: int, end: int, *, timetable: Timetable) -> Iterator[Reason]:
    """Inside one stretch of open time; says which rule closed it: hours, a special day, a holiday, or none set."""
    zone = timetable.zone
    first, last = date_at(start, zone), date_at(end, zone)
    if inside((start, end), timetable.windows(first, last)):
        return
    plan = timetable.plan(first)
    if plan.by is DecidedBy.NO_SCHEDULE:
        yield reason("no_schedule")
    elif plan.by is DecidedBy.SPECIAL_DAY and not plan.hours:
        yield reason("closed_on_day", day=first.isoformat(), note=plan.note)
    elif plan.by is DecidedBy.HOLIDAY and plan.holiday is not None and not plan.hours:
        yield reason("holiday", day=first.isoformat(), holiday=plan.holiday.name, holiday_code=plan.holiday.code)
    else:
        yield reason("outside_hours", day=first.isoformat(), hours=hours_text(plan), decided_by=plan.by.value)


def on_grid(start: int, *, timetable: Timetable, rules: EffectiveRules) -> Iterator[Reason]:
    """A start of the grid; names the nearest ones. Silent while closed, where hours already speak."""
    day = date_at(start, timetable.zone)
    if not inside((start, start + 1), timetable.windows(day, day)):
        return
    starts = timetable.starts(day, rules.step_minutes)
    if starts and start not in starts:
        nearest = sorted(sorted(starts, key=lambda at: abs(at - start))[:2])
        yield reason(
            "not_on_grid",
            step_minutes=rules.step_minutes,
            nearest=", ".join(f"{wall_at(at, timetable.zone):%H:%M}" for at in nearest),
        )


def not_closed(span: Span, *, terms: ResourceTerms) -> Iterator[Reason]:
    """No closure of the vendor touches the span."""
    if (closed := terms.closure_over(span)) is None:
        return
    if isinstance(span, Nights):
        yield reason("closure", until=closed.nights.departure.isoformat(),
                     until_local=closed.nights.departure.isoformat(), note=closed.reason)  # fmt: skip
        return
    until = seconds(closed.span.end)
    yield reason(
        "closure",
        until=instant(until).isoformat(),
        until_local=wall_text(until, terms.place.zone),
        note=closed.reason,
    )


def slot_reasons(terms: ResourceTerms, span: Period, *, now: datetime) -> Iterator[Reason]:
    """Rules about the time of a slot of one resource."""
    start, end = span_seconds(span)
    yield from near_enough(start, place=terms.place, rules=terms.rules, now=now)
    yield from length_fits(start, end, terms.rules)
    yield from open_then(start, end, timetable=terms.timetable)
    yield from on_grid(start, timetable=terms.timetable, rules=terms.rules)
    yield from not_closed(span, terms=terms)


def session_reasons(terms: ResourceTerms, span: Period, *, now: datetime) -> Iterator[Reason]:
    """Rules about the one fixed time of a session; it has no weekly hours."""
    start, _ = span_seconds(span)
    if terms.session is None or span != terms.session:
        shown = wall_text(seconds(terms.session.start), terms.place.zone) if terms.session else "—"
        yield reason("not_the_session", session_local=shown)
    yield from near_enough(start, place=terms.place, rules=terms.rules, now=now)
    yield from not_closed(span, terms=terms)


def stay_span(stay: Nights, place: Place) -> tuple[int, int]:
    """From check-in on the day of arrival to check-out on the day of departure, in seconds."""
    arrives = opens_at(stay.arrival, place.check_in.hour * 60 + place.check_in.minute, place.zone)
    leaves = opens_at(stay.departure, place.check_out.hour * 60 + place.check_out.minute, place.zone)
    return arrives, leaves


def stay_reasons(terms: ResourceTerms, stay: Nights, *, now: datetime) -> Iterator[Reason]:
    """Rules about a stay of nights: notice from check-in, lengths and arrival by date, closed nights."""
    place, rules = terms.place, terms.rules
    yield from _arrival_in_time(stay, place=place, rules=rules, now=now)
    yield from _within_horizon(stay.arrival, place=place, rules=rules, now=now)
    at_arrival = stay_terms(stay.arrival, rules, terms.restrictions)
    if len(stay) < at_arrival.min_nights:
        yield reason("stay_too_short", nights=at_arrival.min_nights)
    if at_arrival.max_nights is not None and len(stay) > at_arrival.max_nights:
        yield reason("stay_too_long", nights=at_arrival.max_nights)
    if not at_arrival.can_arrive:
        yield reason("no_arrival", day=stay.arrival.isoformat())
    if not stay_terms(stay.departure, rules, terms.restrictions).can_depart:
        yield reason("no_departure", day=stay.departure.isoformat())
    closed_nights = [night for night in stay if terms.night_is_closed(night)]
    if closed_nights:
        yield reason("closed_on_day", day=closed_nights[0].isoformat(), days=[d.isoformat() for d in closed_nights])
    yield from not_closed(stay, terms=terms)


def _arrival_in_time(stay: Nights, *, place: Place, rules: EffectiveRules, now: datetime) -> Iterator[Reason]:
    """Without notice a late guest may still come on the day itself."""
    today = date_at(seconds(now), place.zone)
    if stay.arrival < today:
        yield reason("in_past")
        return
    earliest = seconds(now) + rules.min_notice_minutes * 60
    if rules.min_notice_minutes and stay_span(stay, place)[0] < earliest:
        yield reason(
            "too_soon",
            minutes=rules.min_notice_minutes,
            earliest=instant(earliest).isoformat(),
            earliest_local=wall_text(earliest, place.zone),
        )


def resource_reasons(
    terms: ResourceTerms, span: Span, *, quantity: int, party: int | None, now: datetime
) -> list[Reason]:
    """Every rule that forbids booking a resource itself, without looking at what is taken."""
    found = list(may_be_offered(terms.place, bookable=terms.bookable))
    found += size_fits(
        rules=terms.rules, capacity=terms.capacity, max_party=terms.max_party, quantity=quantity, party=party
    )
    if isinstance(span, Nights) != (terms.timing is Timing.NIGHTS):
        return [*found, reason("wrong_span", expected=_EXPECTED[terms.timing])]
    if isinstance(span, Nights):
        found += stay_reasons(terms, span, now=now)
    elif terms.timing is Timing.SESSION:
        found += session_reasons(terms, span, now=now)
    else:
        found += slot_reasons(terms, span, now=now)
    return found


def service_reasons(
    terms: ServiceTerms, span: Span, *, quantity: int, chosen: tuple[int, ...], now: datetime
) -> list[Reason]:
    """Every rule of the service itself; who could give it is another question."""
    found = list(may_be_offered(terms.place, bookable=terms.bookable))
    found += size_fits(rules=terms.rules, capacity=None, max_party=None, quantity=quantity, party=None)
    if any(number not in terms.resources for number in chosen):
        found.append(reason("unknown_staff"))
    if isinstance(span, Nights):
        return [*found, reason("wrong_span", expected="start and end")]
    start, end = span_seconds(span)
    found += near_enough(start, place=terms.place, rules=terms.rules, now=now)
    if end - start != terms.duration_minutes * 60:
        found.append(reason("wrong_duration", minutes=terms.duration_minutes))
    if terms.timetable is not None:
        found += open_then(start, end, timetable=terms.timetable)
        found += on_grid(start, timetable=terms.timetable, rules=terms.rules)
    return found
