"""The verdict on a wish: every rule that forbids it, what the ledger has left, and the claims that would be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from smartbooking.availability.domain.checking import resource_reasons, service_reasons, stay_span
from smartbooking.availability.domain.claims import NewClaim
from smartbooking.availability.domain.occupancy import Occupancy, span_seconds
from smartbooking.availability.domain.picking import Picked, pick
from smartbooking.availability.domain.questions import Verdict, Want, Wish
from smartbooking.availability.domain.reasons import Reason, reason
from smartbooking.availability.domain.rules import MAX_SPAN_DAYS
from smartbooking.availability.domain.slots import ServiceDay, extra_pad
from smartbooking.availability.domain.terms import ResourceTerms, ServiceTerms, Terms
from smartbooking.availability.domain.zone import date_at, instant, instants_of, seconds
from smartbooking.availability.repository import visits
from smartbooking.availability.service.terms import Loaded, load
from smartbooking.catalog.domain import Timing
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.period import Nights, Period, Span
from smartbooking.kernel.problem import FieldError, Invalid

_EPOCH: Final = date(1970, 1, 1)
_DAY: Final = 86_400


def around(span: Span) -> tuple[int, int]:
    """Instants that contain the span and the local dates it touches."""
    if isinstance(span, Nights):
        first, end = (span.arrival - _EPOCH).days * _DAY, (span.departure - _EPOCH).days * _DAY
    else:
        first, end = span_seconds(span)
    return first - 2 * _DAY, end + 2 * _DAY


def resolve(wish: Wish, terms: Terms) -> Want:
    """The span a wish means for that offer. Raises Invalid naming the field at fault."""
    return Want(
        vendor_id=terms.place.vendor_id, resource_id=wish.resource_id, service_id=wish.service_id,
        span=_span(wish, terms), quantity=wish.quantity, party=wish.party, chosen=wish.chosen,
        customer=wish.customer,
    )  # fmt: skip


def _span(wish: Wish, terms: Terms) -> Span:
    zone = terms.place.zone
    if isinstance(terms, ResourceTerms) and terms.timing is Timing.NIGHTS:
        arrival = _local_day(wish.start, zone)
        departure = arrival + timedelta(days=1) if wish.end is None else _local_day(wish.end, zone)
        if departure <= arrival:
            raise Invalid(FieldError("/endDate", "Departure comes after arrival.", "out_of_order"))
        return Nights(arrival, departure)
    if not isinstance(wish.start, datetime):
        return _session_of(terms)
    start = _moment(wish.start, zone, "/startDate")
    if wish.end is None:
        return _usual_length(start, terms)
    if not isinstance(wish.end, datetime):
        raise Invalid(FieldError("/endDate", "Give date and time, like the start.", "wrong_type"))
    end = _moment(wish.end, zone, "/endDate")
    if end <= start:
        raise Invalid(FieldError("/endDate", "It ends before it begins.", "out_of_order"))
    return Period(instant(start), instant(end))


def _usual_length(start: int, terms: Terms) -> Period:
    if isinstance(terms, ResourceTerms) and terms.session is not None:
        return terms.session
    minutes = terms.rules.default_minutes if isinstance(terms, ResourceTerms) else terms.duration_minutes
    return Period(instant(start), instant(start + minutes * 60))


def _session_of(terms: Terms) -> Span:
    """Plain dates can mean a session; what is booked by the hour needs a time."""
    session = terms.session if isinstance(terms, ResourceTerms) else None
    if session is None:
        raise Invalid(FieldError("/startDate", "This is booked by time: give date and time.", "wrong_type"))
    return session


def _local_day(moment: date | datetime, zone: ZoneInfo) -> date:
    if not isinstance(moment, datetime):
        return moment
    return moment.date() if moment.tzinfo is None else moment.astimezone(zone).date()


def _moment(moment: datetime, zone: ZoneInfo, pointer: str) -> int:
    if moment.tzinfo is not None:
        return seconds(moment)
    found = instants_of(moment.replace(second=0, microsecond=0), zone)
    if not found:
        raise Invalid(FieldError(pointer, "Clocks skip that time on that day.", "no_such_time"))
    return found[0]


async def check_wish(read: ReadTx, *, wish: Wish, now: datetime) -> tuple[Want, Verdict]:
    """What a wish means, and the verdict on it, in one look. Raises NotFound, Invalid."""
    start, end = _rough(wish)
    loaded = await load(read, wish.offer, first=start - 2 * _DAY, last=end + 3 * _DAY, now=now)
    want = resolve(wish, loaded.terms)
    verdict = judge(loaded, want, now=now)
    return want, await _with_limits(read, want, verdict, loaded.terms, now=now)


def _rough(wish: Wish) -> tuple[int, int]:
    """Days around the wish, before its zone is known."""
    days = [_date_of(wish.start), _date_of(wish.end or wish.start)]
    if not 2000 <= days[0].year < 2100 or (days[1] - days[0]).days > MAX_SPAN_DAYS:
        raise Invalid(FieldError("/endDate", f"At most {MAX_SPAN_DAYS} days at once, before 2100.", "too_long"))
    first, last = ((day - _EPOCH).days * _DAY for day in days)
    return first, max(first, last)


def _date_of(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


async def check(read: ReadTx, *, want: Want, now: datetime) -> Verdict:
    """Evaluate every rule and the ledger. A look without a lock: hold() decides. Raises NotFound.

    For a service the verdict picks who gives it, the same way every time; `claims` then name them.
    """
    first, last = around(want.span)
    loaded = await load(read, want.offer, first=first, last=last, now=now, vendor_id=want.vendor_id, moving=want.moving)
    verdict = judge(loaded, want, now=now)
    return await _with_limits(read, want, verdict, loaded.terms, now=now)


async def _with_limits(read: ReadTx, want: Want, verdict: Verdict, terms: Terms, *, now: datetime) -> Verdict:
    limits = await _limit_reasons(read, want, terms, now=now)
    if not limits:
        return verdict
    return Verdict(
        place=verdict.place, available=False, available_quantity=verdict.available_quantity,
        reasons=(*verdict.reasons, *limits), claims=(),
    )  # fmt: skip


def judge(loaded: Loaded, want: Want, *, now: datetime) -> Verdict:
    """The verdict without limits per customer; pure."""
    if isinstance(loaded.terms, ResourceTerms):
        return _resource_verdict(loaded.terms, loaded.room, want, now=now)
    return _service_verdict(loaded.terms, loaded.room, want, now=now)


def _resource_verdict(terms: ResourceTerms, room: Mapping[int, Occupancy], want: Want, *, now: datetime) -> Verdict:
    reasons = resource_reasons(terms, want.span, quantity=want.quantity, party=want.party, now=now)
    free = 0
    if isinstance(want.span, Nights) == (terms.timing is Timing.NIGHTS):
        free = _free(terms, room, want.span)
        if free < want.quantity:
            reasons.append(reason("no_room", free=free, wanted=want.quantity))
    claims: list[NewClaim] = []
    if not reasons:
        claims.append(_claim(want, terms.resource_id, want.quantity, want.span))
        claims += [_claim(want, part, capacity, want.span) for part, capacity in terms.parts.items()]
    return _verdict(terms, free, reasons, claims)


def _free(terms: ResourceTerms, room: Mapping[int, Occupancy], span: Span) -> int:
    if any(room[part].free(span) < capacity for part, capacity in terms.parts.items()):
        return 0
    return room[terms.resource_id].free(span)


def _claim(want: Want, resource_id: int, quantity: int, span: Span) -> NewClaim:
    return NewClaim(
        line=want.line, resource_id=resource_id, span=span, quantity=quantity,
        party=want.party if resource_id == want.resource_id else None,
    )  # fmt: skip


def _service_verdict(terms: ServiceTerms, room: Mapping[int, Occupancy], want: Want, *, now: datetime) -> Verdict:
    reasons = service_reasons(terms, want.span, quantity=want.quantity, chosen=want.chosen, now=now)
    if isinstance(want.span, Nights):
        return _verdict(terms, 0, reasons, [])
    start, end = span_seconds(want.span)
    view = ServiceDay(terms, date_at(start, terms.place.zone), chosen=want.chosen, room=room)
    picked = pick(view.requirements, lambda number: view.candidate(number, start, end), quantity=want.quantity)
    if picked.role is not None:
        reasons.append(reason("nobody_free" if picked.open else "nobody_open", role=picked.role))
    elif terms.timetable is None and not reasons:
        reasons += _off_the_grids(view, start)
    free = _free_leads(view, start, end) if picked.role is None else 0
    claims = _service_claims(terms, picked, want, room) if not reasons else []
    return _verdict(terms, free, reasons, claims)


def _off_the_grids(view: ServiceDay, start: int) -> list[Reason]:
    offered = view.starts()
    if not offered or any(one.at == start for one in offered):
        return []
    nearest = sorted(sorted(offered, key=lambda one: abs(one.at - start))[:2], key=lambda one: one.at)
    step = view.terms.rules.step_minutes
    return [reason("not_on_grid", step_minutes=step, nearest=", ".join(one.start_local[11:] for one in nearest))]


def _free_leads(view: ServiceDay, start: int, end: int) -> int:
    leading = view.requirements[0].resource_ids if view.requirements else ()
    return sum(view.candidate(number, start, end).free for number in leading)


def _service_claims(terms: ServiceTerms, picked: Picked, want: Want, room: Mapping[int, Occupancy]) -> list[NewClaim]:
    assert isinstance(want.span, Period)
    claims = []
    for number, places in picked.places.items():
        padded = Period(want.span.start, want.span.end + timedelta(seconds=extra_pad(terms, room[number])))
        claims.append(_claim(want, number, places, padded))
        parts = terms.resources[number].parts
        claims += [_claim(want, part, capacity, padded) for part, capacity in parts.items()]
    return sorted(claims, key=lambda claim: claim.resource_id)


def _verdict(terms: Terms, free: int, reasons: Sequence[Reason], claims: Sequence[NewClaim]) -> Verdict:
    return Verdict(
        place=terms.place, available=not reasons, available_quantity=free, reasons=tuple(reasons),
        claims=tuple(claims),
    )  # fmt: skip


def visit_day(span: Span, terms: Terms) -> date:
    """The calendar date at the venue that a limit per day counts."""
    return span.arrival if isinstance(span, Nights) else date_at(span_seconds(span)[0], terms.place.zone)


def visit_end(span: Span, terms: Terms) -> int:
    """When it is over, in seconds."""
    return stay_span(span, terms.place)[1] if isinstance(span, Nights) else span_seconds(span)[1]


async def _limit_reasons(read: ReadTx, want: Want, terms: Terms, *, now: datetime) -> list[Reason]:
    rules = terms.rules
    if not want.counted or (rules.per_day_limit is None and rules.active_limit is None):
        return []
    on_day, active = await visits.count_visits(
        read, vendor_id=terms.place.vendor_id, customers=want.counted, offer=offer_kind(want),
        offer_id=want.resource_id or want.service_id or 0, day=visit_day(want.span, terms), now=now,
        besides=want.moving,
    )  # fmt: skip
    return over_limits(terms, on_day=on_day, active=active)


def offer_kind(want: Want) -> str:
    """How visits name what is booked."""
    return "resource" if want.resource_id is not None else "service"


def over_limits(terms: Terms, *, on_day: int, active: int) -> list[Reason]:
    """Which limits one more booking would break."""
    found = []
    if terms.rules.per_day_limit is not None and on_day >= terms.rules.per_day_limit:
        found.append(reason("customer_day_limit", limit=terms.rules.per_day_limit))
    if terms.rules.active_limit is not None and active >= terms.rules.active_limit:
        found.append(reason("customer_active_limit", limit=terms.rules.active_limit))
    return found
