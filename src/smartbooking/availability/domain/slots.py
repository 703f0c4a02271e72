"""Starts of an offer on one date, joined with what the ledger has taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from smartbooking.availability.domain.checking import last_day
from smartbooking.availability.domain.hours import DecidedBy
from smartbooking.availability.domain.occupancy import LEDGER_EPOCH, Occupancy
from smartbooking.availability.domain.picking import Candidate, narrowed, pick
from smartbooking.availability.domain.questions import DayUse, MonthDay, Slot, SlotDay
from smartbooking.availability.domain.reasons import Reason, reason
from smartbooking.availability.domain.rules import EffectiveRules
from smartbooking.availability.domain.spans import Stretch, common, inside, length, without
from smartbooking.availability.domain.terms import Place, ResourceTerms, ServiceTerms
from smartbooking.availability.domain.timetable import Start, Timetable, start_of
from smartbooking.availability.domain.zone import date_at, day_span, instant, seconds, wall_at
from smartbooking.kernel.period import Period

FEW_FREE: Final = 4  # "few" means at most one start in four is left


def opens_on(day: date, timetable: Timetable) -> tuple[tuple[str, str], ...]:
    """Openings that touch a date, in wall time and not clipped: last evening's runs on into it."""
    first, end = day_span(day, timetable.zone)
    openings = (*timetable.openings(day - timedelta(days=1)), *timetable.openings(day))
    return tuple(
        (f"{wall_at(o.start, timetable.zone):%Y-%m-%dT%H:%M}", f"{wall_at(o.end, timetable.zone):%Y-%m-%dT%H:%M}")
        for o in openings
        if o.start < end and first < o.end
    )


def closed_reason(day: date, timetable: Timetable) -> Reason | None:
    """Why a date has no hours of its own, when it has none."""
    plan = timetable.plan(day)
    if plan.hours:
        return None
    if plan.by is DecidedBy.HOLIDAY and plan.holiday is not None:
        return reason("holiday", day=day.isoformat(), holiday=plan.holiday.name, holiday_code=plan.holiday.code)
    if plan.by is DecidedBy.NO_SCHEDULE:
        return reason("no_schedule")
    return reason("closed_on_day", day=day.isoformat(), note=plan.note)


def _timing_reason(start: Start, *, place: Place, rules: EffectiveRules, now: int, last: date) -> str | None:
    if start.at < now:
        return "in_past"
    if start.at < now + rules.min_notice_minutes * 60:
        return "too_soon"
    return "too_far" if date_at(start.at, place.zone) > last else None


def _slot(start: Start, *, free: int, quantity: int, why: str | None, by: tuple[int, ...] = ()) -> Slot:
    why = why or ("no_room" if free < quantity else None)
    return Slot(
        start.start, start.end, start.start_local, start.end_local, start.utc_offset, free, why is None, why,
        by,
    )  # fmt: skip


def resource_day(
    terms: ResourceTerms, day: date, *, seconds_long: int, quantity: int, room: Mapping[int, Occupancy], now: datetime
) -> SlotDay:
    """One date of a resource. `room` holds its own occupancy and that of its parts."""
    moment, last = seconds(now), last_day(place=terms.place, rules=terms.rules, now=now)
    slots = []
    for start in terms.timetable.offered(day, terms.rules.step_minutes, seconds_long):
        why = _timing_reason(start, place=terms.place, rules=terms.rules, now=moment, last=last)
        if why == "in_past":
            continue
        if why is None and terms.closures and terms.closure_over(Period(start.start, start.end)):
            why = "closure"
        free = free_with_parts(terms, room, start.at, start.ends)
        slots.append(_slot(start, free=free, quantity=quantity, why=why))
    return SlotDay(day, opens_on(day, terms.timetable), tuple(slots), closed_reason(day, terms.timetable))


def free_with_parts(terms: ResourceTerms, room: Mapping[int, Occupancy], start: int, end: int) -> int:
    """Places left; none when a part that is booked along is not wholly free."""
    for part, capacity in terms.parts.items():
        if room[part].free_between(start, end) < capacity:
            return 0
    return room[terms.resource_id].free_between(start, end)


def session_day(terms: ResourceTerms, day: date, *, quantity: int, room: Occupancy, now: datetime) -> SlotDay:
    """The one slot of a session, on the date it begins."""
    zone = terms.place.zone
    if terms.session is None or date_at(seconds(terms.session.start), zone) != day:
        return SlotDay(day, (), ())
    start = start_of(seconds(terms.session.start), int(terms.session.duration.total_seconds()), zone)
    last = last_day(place=terms.place, rules=terms.rules, now=now)
    why = _timing_reason(start, place=terms.place, rules=terms.rules, now=seconds(now), last=last)
    if why is None and terms.closure_over(terms.session):
        why = "closure"
    slot = _slot(start, free=room.free(terms.session), quantity=quantity, why=why)
    return SlotDay(day, ((start.start_local, start.end_local),), (slot,))


class ServiceDay:
    """Starts of a service on one date, with who could serve each of them."""

    def __init__(
        self, terms: ServiceTerms, day: date, *, chosen: tuple[int, ...], room: Mapping[int, Occupancy]
    ) -> None:
        self.terms, self.day, self.room = terms, day, room
        self.requirements = narrowed(terms.requirements, chosen)
        self.length = terms.duration_minutes * 60
        self._windows: dict[int, tuple[Stretch, ...]] = {}
        self._loads: dict[int, int] = {}

    def starts(self) -> list[Start]:
        """The service's own grid, or the grids of all who can fill its first role."""
        terms = self.terms
        if terms.timetable is not None:
            return list(terms.timetable.offered(self.day, terms.rules.step_minutes, self.length))
        leading = self.requirements[0].resource_ids if self.requirements else ()
        found = {
            start.at: start
            for number in leading
            if number in terms.resources
            for start in terms.resources[number].timetable.offered(self.day, terms.rules.step_minutes, self.length)
        }
        return [found[at] for at in sorted(found)]

    def candidate(self, number: int, start: int, end: int) -> Candidate:
        """Whether one resource is open, free and how loaded, for a service from `start` to `end`."""
        resource = self.terms.resources.get(number)
        room = self.room.get(number)
        if resource is None or room is None or not resource.bookable:
            return Candidate(resource_id=number, open=False, free=0, load=0)
        shut = resource.closures and resource.closure_over(Period(instant(start), instant(end)))
        is_open = not shut and inside((start, end), self._open(number, resource))
        padded = end + extra_pad(self.terms, room)
        return Candidate(
            resource_id=number,
            open=is_open,
            free=free_with_parts(resource, self.room, start, padded) if is_open else 0,
            load=self._load(number, room),
        )

    def slot(self, start: Start, *, quantity: int, why: str | None) -> Slot:
        """One start: who of the first role could serve it, and whether all roles can be filled."""
        seen: dict[int, Candidate] = {}

        def candidate(number: int) -> Candidate:
            if number not in seen:
                seen[number] = self.candidate(number, start.at, start.ends)
            return seen[number]

        leading = [candidate(number) for number in self.requirements[0].resource_ids] if self.requirements else []
        free = sum(one.free for one in leading)
        picked = pick(self.requirements, candidate, quantity=quantity)
        if why is None and picked.role is not None:
            why = "nobody_free" if picked.open else "nobody_open"
        by = tuple(one.resource_id for one in leading if one.free > 0)
        return _slot(start, free=free if picked.role is None else 0, quantity=0, why=why, by=by)

    def _open(self, number: int, resource: ResourceTerms) -> tuple[Stretch, ...]:
        if number not in self._windows:
            until = self.day + timedelta(days=1 + self.length // 86_400)
            self._windows[number] = resource.timetable.windows(self.day, until)
        return self._windows[number]

    def _load(self, number: int, room: Occupancy) -> int:
        if number not in self._loads:
            first, end = room.cells_between(*day_span(self.day, self.terms.place.zone))
            self._loads[number] = room.load(first, end) if first < end else 0
        return self._loads[number]


def extra_pad(terms: ServiceTerms, room: Occupancy) -> int:
    """Seconds the service needs after itself beyond the pad the ledger already adds for the resource."""
    return max(0, terms.pad_after_minutes * 60 - room.pad_after)


def service_day(
    terms: ServiceTerms,
    day: date,
    *,
    chosen: tuple[int, ...],
    quantity: int,
    room: Mapping[int, Occupancy],
    now: datetime,
) -> SlotDay:
    """One date of a service: each start with those who could give it."""
    moment, last = seconds(now), last_day(place=terms.place, rules=terms.rules, now=now)
    view = ServiceDay(terms, day, chosen=chosen, room=room)
    slots = []
    for start in view.starts():
        why = _timing_reason(start, place=terms.place, rules=terms.rules, now=moment, last=last)
        if why == "in_past":
            continue
        slot = view.slot(start, quantity=quantity, why=why)
        if slot.reason != "nobody_open":
            slots.append(slot)
    timetables = _leading_timetables(terms, view)
    opens = tuple(sorted({span for timetable in timetables for span in opens_on(day, timetable)}))
    closed = next((found for t in timetables if (found := closed_reason(day, t))), None) if not opens else None
    return SlotDay(day, opens, tuple(slots), closed)


def _leading_timetables(terms: ServiceTerms, view: ServiceDay) -> list[Timetable]:
    if terms.timetable is not None:
        return [terms.timetable]
    leading: Sequence[int] = view.requirements[0].resource_ids if view.requirements else ()
    return [terms.resources[number].timetable for number in leading if number in terms.resources]


def month_day(day: SlotDay, *, today: date) -> MonthDay:
    """The state of a date in a month view."""
    free = sum(1 for slot in day.slots if slot.available)
    if day.day < today:
        return MonthDay(day.day, "past", 0)
    if not day.slots:
        return MonthDay(day.day, "past" if day.day == today and day.opens else "closed", 0)
    if free == 0:
        state = "full" if any(slot.reason in FULL for slot in day.slots) else "closed"
        return MonthDay(day.day, state, 0)
    return MonthDay(day.day, "few" if free * FEW_FREE <= len(day.slots) else "free", free)


FULL: Final = frozenset({"no_room", "nobody_free"})


def open_time(windows: Iterable[Stretch], room: Occupancy, *, quantity: int = 1) -> tuple[list[Stretch], list[Stretch]]:
    """Open time split into (free, busy): whether `quantity` places are left, at the edges of the ledger's cells."""
    free: list[Stretch] = []
    busy: list[Stretch] = []
    for start, end in windows:
        at = start
        while at < end:
            cell = (at - LEDGER_EPOCH) // room.grain
            until = min(end, LEDGER_EPOCH + (cell + 1) * room.grain)
            has_room = room.capacity - room.peak(cell, cell + 1) >= quantity
            (free if has_room else busy).append((at, until))
            at = until
    return free, busy


def use_of(day: date, *, terms: ResourceTerms, room: Occupancy) -> DayUse:
    """How the minutes of a calendar date divide: free, busy and closed add up to its length, also on 23 h days."""
    whole = day_span(day, terms.place.zone)
    windows = common([whole], terms.timetable.windows(day, day))
    free, busy = open_time(windows, room)
    return DayUse(
        day,
        length_minutes=length([whole]) // 60,
        free_minutes=length(free) // 60,
        busy_minutes=length(busy) // 60,
        closed_minutes=length(without([whole], windows)) // 60,
    )
