"""Terms of offers: what is known in advance, loaded in a constant number of queries and remembered per process.

A remembered value is used only while the vendor's stamp is the one it was loaded under; the stamp arrives with the
calendar pages in one query, so a warm question costs one round trip and is never answered with old rules.
"""

from __future__ import annotations

import dataclasses
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from smartbooking.availability.domain.hours import CLOSED, DayHours, Schedule, Season
from smartbooking.availability.domain.occupancy import Occupancy
from smartbooking.availability.domain.questions import Offer
from smartbooking.availability.domain.rules import BookingRules, StayRestriction, effective
from smartbooking.availability.domain.spans import merged
from smartbooking.availability.domain.terms import Closed, Owner, Place, ResourceTerms, ServiceTerms, Terms
from smartbooking.availability.domain.timetable import Timetable
from smartbooking.availability.domain.zone import closes_at, instant, opens_at, zone_named
from smartbooking.availability.models import ClosureRow
from smartbooking.availability.repository import closures as closure_rows
from smartbooking.availability.repository import pages as page_rows
from smartbooking.availability.repository import rules as rule_rows
from smartbooking.availability.repository import schedules as schedule_rows
from smartbooking.availability.repository.schedules import OwnerKey
from smartbooking.availability.service.holidays import holidays_for
from smartbooking.availability.service.remembering import stamp_seen
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Resource, Service, Vertical
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.period import Nights, Period
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import VendorStatus, Venue

REMEMBERED_OFFERS: Final = 5_000
KEPT_DAYS: Final = 3  # special days and closures of the last days still decide about what runs past midnight


@dataclass(frozen=True, slots=True)
class _Remembered:
    stamp: UUID | None
    day: date  # the date it was loaded on: holiday packs change by date, and old closures drop out
    terms: Terms


_remembered: OrderedDict[tuple[str, int], _Remembered] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Loaded:
    """Terms of an offer with what is taken of all its resources around one span."""

    terms: Terms
    room: Mapping[int, Occupancy]
    stamp: UUID | None
    """The vendor's stamp at that moment: while it stands, so do the terms and the prices."""


async def load(
    read: ReadTx,
    offer: Offer,
    *,
    first: int,
    last: int,
    now: datetime,
    vendor_id: int | None = None,
    moving: UUID | None = None,
) -> Loaded:
    """Terms and pages around the instants `first` to `last` (seconds). One query when the terms are remembered.

    Raises NotFound for an unknown offer, or one of another vendor than `vendor_id`.
    """
    key = _key(offer)
    known = _remembered.get(key)
    if known is None or known.day != now.date() or (vendor_id is not None and _vendor(known.terms) != vendor_id):
        known = await _fetch(read, key, now=now, vendor_id=vendor_id)
    pages = await _pages(read, known.terms, first=first, last=last)
    if pages.stamp != known.stamp:
        known = await _fetch(read, key, now=now, vendor_id=vendor_id)
        pages = await _pages(read, known.terms, first=first, last=last)
    room = pages.room
    if moving is not None:
        own = await page_rows.own_cells(read, vendor_id=_vendor(known.terms), booking_id=moving)
        room = {
            number: dataclasses.replace(occupancy, own=tuple(own.get(number, ()))) for number, occupancy in room.items()
        }
    return Loaded(known.terms, room, pages.stamp)


def recall(offer: Offer) -> Terms | None:
    """Terms as last loaded by this process, without asking whether they still hold: for use right after `load`."""
    known = _remembered.get(_key(offer))
    return known.terms if known is not None else None


def _key(offer: Offer) -> tuple[str, int]:
    return ("resource", offer.resource_id or 0) if offer.service_id is None else ("service", offer.service_id)


def _vendor(terms: Terms) -> int:
    return terms.place.vendor_id


async def _pages(read: ReadTx, terms: Terms, *, first: int, last: int) -> page_rows.Pages:
    asked = [terms] if isinstance(terms, ResourceTerms) else list(terms.resources.values())
    numbers = {number for one in asked for number in (one.resource_id, *one.parts)}
    pages = await page_rows.pages(
        read, vendor_id=_vendor(terms), resource_ids=sorted(numbers), first=first, last=last
    )  # fmt: skip
    stamp_seen(read, vendor_id=_vendor(terms), stamp=pages.stamp)
    return pages


async def _fetch(read: ReadTx, key: tuple[str, int], *, now: datetime, vendor_id: int | None) -> _Remembered:
    kind, number = key
    if kind == "resource":
        resource = await catalog.get_resource(read, resource_id=number, vendor_id=vendor_id)
        stamp = await page_rows.rule_stamp(read, vendor_id=resource.vendor_id)  # before what it stands for
        terms: Terms = (await resource_terms(read, [resource], now=now))[number]
    else:
        service = await catalog.get_service(read, service_id=number, vendor_id=vendor_id)
        stamp = await page_rows.rule_stamp(read, vendor_id=service.vendor_id)
        terms = await _service_terms(read, service, now=now)
    fresh = _Remembered(stamp, now.date(), terms)
    _remembered[key] = fresh
    _remembered.move_to_end(key)
    while len(_remembered) > REMEMBERED_OFFERS:
        _remembered.popitem(last=False)
    return fresh


@dataclass(frozen=True, slots=True)
class _Said:
    """What owners have said, by owner."""

    schedules: Mapping[OwnerKey, Schedule]
    rules: Mapping[OwnerKey, BookingRules]
    restrictions: Mapping[OwnerKey, Sequence[StayRestriction]]


async def _said(read: ReadTx, *, vendor_id: int, owners: Sequence[OwnerKey], since: date) -> _Said:
    return _Said(
        await schedule_rows.schedules(read, vendor_id=vendor_id, owners=owners, since=since),
        await rule_rows.rules(read, vendor_id=vendor_id, owners=owners),
        await rule_rows.restrictions(read, vendor_id=vendor_id, owners=owners, since=since),
    )


async def resource_terms(read: ReadTx, resources: Iterable[Resource], *, now: datetime) -> dict[int, ResourceTerms]:
    """Terms of several resources of ONE vendor; the number of queries grows with venues, not with resources."""
    asked = list(resources)
    if not asked:
        return {}
    vendor_id, since = asked[0].vendor_id, now.date() - timedelta(days=KEPT_DAYS)
    venues = {
        venue_id: await vendors.get_venue(read, vendor_id=vendor_id, venue_id=venue_id)
        for venue_id in sorted({resource.venue_id for resource in asked})
    }
    trading = await _trading(read, vendor_id)
    owners = [(Owner.RESOURCE, resource.id) for resource in asked] + [(Owner.VENUE, number) for number in venues]
    said = await _said(read, vendor_id=vendor_id, owners=owners, since=since)
    shut = await closure_rows.closures(
        read, vendor_id=vendor_id, resource_ids=[resource.id for resource in asked],
        since=datetime.combine(since, time.min),
    )  # fmt: skip
    result = {}
    for resource in asked:
        place = place_of(venues[resource.venue_id], trading=trading)
        closed = tuple(closed_in(row, place) for row in shut if resource.id in row.resource_ids)
        parts = await _parts(read, resource)
        result[resource.id] = _terms_of(
            resource, venues[resource.venue_id], place=place, said=said, closed=closed, parts=parts, now=now
        )
    return result


async def _trading(read: ReadTx, vendor_id: int) -> bool:
    """Drafts may already be booked by link; rejected and suspended businesses may not."""
    vendor = await vendors.get_vendor(read, vendor_id=vendor_id)
    return vendor.status not in (VendorStatus.REJECTED, VendorStatus.SUSPENDED)


async def _parts(read: ReadTx, resource: Resource) -> dict[int, int]:
    numbers = await catalog.children_of(read, vendor_id=resource.vendor_id, resource_id=resource.id)
    if not numbers:
        return {}
    found = await catalog.get_resources(read, vendor_id=resource.vendor_id, resource_ids=numbers)
    return {number: found[number].capacity for number in numbers if found[number].bookable}


def _terms_of(
    resource: Resource,
    venue: Venue,
    *,
    place: Place,
    said: _Said,
    closed: tuple[Closed, ...],
    parts: Mapping[int, int],
    now: datetime,
) -> ResourceTerms:
    own_key, venue_key = (Owner.RESOURCE, resource.id), (Owner.VENUE, venue.id)
    vertical = catalog.get_vertical(resource.vertical)
    return ResourceTerms(
        place=place,
        resource_id=resource.id,
        bookable=resource.bookable,
        timing=resource.timing,
        capacity=resource.capacity,
        max_party=resource.max_party,
        session=resource.session,
        timetable=timetable_of(
            own=said.schedules[own_key], venue=said.schedules[venue_key], vertical=vertical, place=place,
            country=venue.country, now=now,
        ),
        rules=effective(
            said.rules.get(own_key), said.rules.get(venue_key), preset_rules(vertical),
            usual_minutes=vertical.durations.default if vertical.durations else None,
        ),
        restrictions=(*said.restrictions.get(own_key, ()), *said.restrictions.get(venue_key, ())),
        closures=closed,
        parts=parts,
    )  # fmt: skip


async def _service_terms(read: ReadTx, service: Service, *, now: datetime) -> ServiceTerms:
    vendor_id = service.vendor_id
    found = await catalog.get_resources(read, vendor_id=vendor_id, resource_ids=service.resource_ids)
    terms = await resource_terms(read, found.values(), now=now)
    venue = await vendors.get_venue(read, vendor_id=vendor_id, venue_id=service.venue_id)
    own_key, venue_key = (Owner.SERVICE, service.id), (Owner.VENUE, venue.id)
    since = now.date() - timedelta(days=KEPT_DAYS)
    said = await _said(read, vendor_id=vendor_id, owners=[own_key, venue_key], since=since)
    place = place_of(venue, trading=await _trading(read, vendor_id))
    own, vertical = said.schedules[own_key], catalog.get_vertical(service.vertical)
    timetable = None
    if own.seasons or own.special_days:
        timetable = timetable_of(
            own=own, venue=said.schedules[venue_key], vertical=vertical, place=place, country=venue.country, now=now
        )
    return ServiceTerms(
        place=place,
        service_id=service.id,
        bookable=service.bookable,
        duration_minutes=service.duration_minutes,
        pad_after_minutes=service.pad_after_minutes,
        requirements=service.requirements,
        resources=terms,
        rules=effective(said.rules.get(own_key), said.rules.get(venue_key), preset_rules(vertical)),
        timetable=timetable,
    )


def place_of(venue: Venue, *, trading: bool) -> Place:
    """The facts of a venue that decide about time."""
    return Place(
        vendor_id=venue.vendor_id, venue_id=venue.id, timezone=venue.timezone, zone=zone_named(venue.timezone),
        country=venue.country, currency=venue.currency,
        check_in=venue.check_in, check_out=venue.check_out, trading=trading,
    )  # fmt: skip


def timetable_of(
    *, own: Schedule, venue: Schedule, vertical: Vertical, place: Place, country: str, now: datetime
) -> Timetable:
    """Opening of an offer; while neither it nor its venue has weekly hours, those of the vertical's preset hold."""
    if not own.seasons and not venue.seasons and (preset := preset_season(vertical)):
        venue = dataclasses.replace(venue, seasons=(preset,))
    return Timetable(zone=place.zone, own=own, venue=venue, holidays=holidays_for(country, today=now.date()))


def preset_season(vertical: Vertical) -> Season | None:
    """The weekly hours a vertical suggests; None when it suggests none."""
    if not vertical.hours:
        return None
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for hours in vertical.hours:
        opens, closes = _minutes(hours.opens), _minutes(hours.closes)
        for weekday in hours.weekdays:
            days[weekday - 1].append((opens, closes if closes > opens else closes + 24 * 60))
    week: list[DayHours] = [merged(day) or CLOSED for day in days]
    return Season(week=(week[0], week[1], week[2], week[3], week[4], week[5], week[6]))


def preset_rules(vertical: Vertical) -> BookingRules:
    """The rules a vertical suggests, the last layer before the defaults."""
    lengths, stay = vertical.durations, vertical.stay
    return BookingRules(
        min_notice_minutes=vertical.min_notice_minutes,
        horizon_days=vertical.horizon_days,
        step_minutes=vertical.start_grid_minutes,
        min_minutes=lengths.minimum if lengths else None,
        max_minutes=lengths.maximum if lengths else None,
        duration_step_minutes=lengths.step if lengths else None,
        min_nights=stay.min_nights if stay else None,
        max_nights=stay.max_nights if stay else None,
        pad_before_minutes=vertical.pad_before_minutes,
        pad_after_minutes=vertical.pad_after_minutes,
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def closed_in(row: ClosureRow, place: Place) -> Closed:
    """A closure's wall times as instants and as nights of the place."""
    ends_day = row.ends.date() if row.ends.time() == time.min else row.ends.date() + timedelta(days=1)
    first = row.starts.date()
    start = opens_at(first, _minutes(row.starts.time()), place.zone)
    end = closes_at(row.ends.date(), _minutes(row.ends.time()), place.zone)
    return Closed(
        span=Period(instant(start), instant(max(end, start + 60))),
        nights=Nights(first, max(ends_day, first + timedelta(days=1))),
        reason=row.reason,
    )
