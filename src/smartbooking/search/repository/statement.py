# ruff: noqa: S608 - conditions are put together from constants; every value is a parameter
"""Search criteria as one SQL statement.

Every value is a parameter; the text of the statement depends only on which filters are set, so a handful of
prepared statements serves all traffic. Expected plans are tested (tests/search/test_plans.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from smartbooking.search.domain.criteria import Box, Criteria, Near, Sort
from smartbooking.search.domain.listing import EARTH_RADIUS_KM, chord_km, globe_point
from smartbooking.search.domain.query import read, tsquery
from smartbooking.search.domain.synonyms import city_named

COUNT_LIMIT: Final = 1000
# Rows that match the words and are worth ranking; the best liked of them when there are more.
CANDIDATE_LIMIT: Final = 400
# Checking pages of the ledger costs some 20 us a row: counts of such searches stop earlier.
CHECKED_COUNT_LIMIT: Final = 200
_EPOCH: Final = date(2000, 1, 1)
_RING_BITS: Final = 768
_NO_DAY: Final = "repeat('0', 768)::bit(768)"

_KEY: Final = "l.offer_id desc, l.offer_kind"
_ORDERS: Final = {
    Sort.POPULARITY: f"l.popularity desc, {_KEY}",
    Sort.PRICE: f"l.price_milli, {_KEY}",
    Sort.PRICE_DOWN: f"l.price_milli desc nulls last, {_KEY}",
    Sort.RATING: f"l.rating desc, l.review_count desc, {_KEY}",
}


@dataclass(slots=True)
class Arguments:
    """Values of a statement in the order of their placeholders."""

    values: list[Any] = field(default_factory=list)  # Any: whatever the column takes

    def add(self, value: Any, kind: str) -> str:  # Any: whatever the column takes
        """A placeholder with its type: `$3::int`."""
        self.values.append(value)
        return f"${len(self.values)}::{kind}"


@dataclass(slots=True)
class Where:
    """Conditions by the facet they belong to, so that a facet can be counted without its own filter."""

    fixed: list[str] = field(default_factory=list)
    facets: dict[str, str] = field(default_factory=dict)
    costly: list[str] = field(default_factory=list)  # evaluated last, row by row

    def sql(self, without: str = "") -> str:
        chosen = [*self.fixed, *(sql for name, sql in self.facets.items() if name != without), *self.costly]
        return " and ".join(chosen) or "true"


def where(criteria: Criteria, arguments: Arguments, *, now: datetime) -> Where:
    """All conditions but those of the words typed."""
    found = Where()
    _choice_conditions(found, criteria, arguments)
    _place_conditions(found, criteria, arguments)
    if criteria.box:
        found.fixed += _in_box(criteria.box, arguments)
    if criteria.near and criteria.near.radius_km:
        centre, radius = point(criteria.near, arguments), arguments.add(chord_km(criteria.near.radius_km), "float8")
        found.fixed.append(
            f"l.earth <@ cube_enlarge({centre}, {radius}, 3) and cube_distance(l.earth, {centre}) <= {radius}"
        )
    found.fixed.append(f"(l.ends_at is null or l.ends_at > {arguments.add(now, 'timestamptz')})")
    _date_conditions(found, criteria, arguments)
    return found


def _choice_conditions(found: Where, criteria: Criteria, arguments: Arguments) -> None:
    if criteria.type:
        found.fixed.append(f"l.type = {arguments.add(criteria.type, 'text')}")
    if criteria.vertical:
        found.facets["vertical"] = f"l.vertical = {arguments.add(criteria.vertical, 'text')}"
    if criteria.instant:
        found.fixed.append("l.confirmation = 'instant'")
    if criteria.rating is not None:
        found.fixed.append(f"l.rating >= {arguments.add(criteria.rating, 'float4')}")
    if criteria.amenities:
        wanted = f"l.amenities @> {arguments.add(list(criteria.amenities), 'text[]')}"
        found.facets["amenities"] = f"({wanted}) is true" if _has_place(criteria) else wanted
    if criteria.currency:
        found.fixed.append(f"l.currency = {arguments.add(criteria.currency, 'text')}")
    _amount_conditions(found, criteria, arguments)


def _has_place(criteria: Criteria) -> bool:
    """A place leaves few rows: the index of amenities would read tens of thousands of entries to save a hundred."""
    return bool(criteria.places or criteria.box or (criteria.near and criteria.near.radius_km))


def _amount_conditions(found: Where, criteria: Criteria, arguments: Arguments) -> None:
    bounds = [
        f"l.price_milli {sign} {arguments.add(milli, 'bigint')}"
        for sign, milli in ((">=", criteria.min_milli), ("<=", criteria.max_milli))
        if milli is not None
    ]
    if bounds:
        found.facets["price"] = " and ".join(bounds)
    if criteria.guests:
        guests, quantity = arguments.add(criteria.guests, "int"), arguments.add(criteria.quantity, "int")
        found.fixed.append(
            f"(l.max_party is null or l.max_party::bigint * {quantity} >= {guests})"
            f" and (l.timing = 'nights' or l.max_party is not null or l.capacity >= {guests})"
        )
    if criteria.quantity > 1:
        found.fixed.append(f"l.capacity >= {arguments.add(criteria.quantity, 'int')}")


def _place_conditions(found: Where, criteria: Criteria, arguments: Arguments) -> None:
    """A known city by its key; anything else by the words of city, address and venue."""
    conditions: list[str] = []
    for part in criteria.places:
        if city := city_named(part):
            conditions.append(f"l.city_key = {arguments.add(city.key, 'text')}")
            continue
        reading = read(part)
        guesses = [city_named(guess) for guess in reading.readings] if reading else []
        known = [guess.key for guess in guesses if guess]
        if known:
            conditions.append(f"l.city_key = any({arguments.add(known, 'text[]')})")
        elif reading:
            query = tsquery(reading.readings)
            conditions.append(f"l.place @@ {arguments.add(query, 'tsquery')}")
        else:
            conditions.append("false")
    if conditions:
        found.facets["city"] = " and ".join(conditions)


def _in_box(box: Box, arguments: Arguments) -> list[str]:
    """The index finds the ball round the box; latitude and longitude cut it to shape."""
    width = (box.east - box.west) % 360 or 360.0
    centre = globe_point((box.south + box.north) / 2, box.west + width / 2)
    corners = [
        globe_point(lat, lon) for lat in (box.south, box.north) for lon in (box.west, box.west + width / 2, box.east)
    ]
    radius = max(sum((a - b) ** 2 for a, b in zip(centre, corner, strict=True)) ** 0.5 for corner in corners)
    # The widest parallel of a box across the equator bulges beyond its corners.
    radius = min(radius * 1.1 + 1, 2 * EARTH_RADIUS_KM) if width < 180 else 2 * EARTH_RADIUS_KM
    point = arguments.add("({:.6f}, {:.6f}, {:.6f})".format(*centre), "text") + "::cube"
    south, north = arguments.add(box.south, "float8"), arguments.add(box.north, "float8")
    west, east = arguments.add(box.west, "float8"), arguments.add(box.east, "float8")
    between = (
        f"l.longitude between {west} and {east}"
        if box.west < box.east
        else f"(l.longitude >= {west} or l.longitude <= {east})"
    )
    return [
        f"l.earth <@ cube_enlarge({point}, {arguments.add(radius, 'float8')}, 3)",
        f"l.latitude between {south} and {north}",
        between,
    ]


def point(near: Near, arguments: Arguments) -> str:
    x, y, z = globe_point(near.latitude, near.longitude)
    return arguments.add(f"({x:.6f}, {y:.6f}, {z:.6f})", "text") + "::cube"


def ring_mask(days: range) -> str:
    """Bits of the given days (since 2000-01-01) in the ring of full days; day n is bit n mod 768."""
    bits = bytearray(b"0" * _RING_BITS)
    for day in days:
        bits[day % _RING_BITS] = 0x31
    return bits.decode()


def ring_days(first: date, count: int) -> range:
    """Day numbers of the ledger, which counts from 2000-01-01."""
    start = (first - _EPOCH).days
    return range(start, start + count)


def _ring_test(days: range, arguments: Arguments, test: str) -> str:
    """`test` over the ring `f.ring` and the mask `{mask}`, by primary key, row by row.

    Under LIMIT an index lookup per row beats any join, and a subquery keeps the planner from trying one.
    """
    mask = f"(select {arguments.add(ring_mask(days), 'text')}::bit(768))"
    return (
        f"(select {test.format(mask=mask)} from availability.full_days f"
        " where f.vendor_id = l.vendor_id and f.resource_id = l.offer_id)"
    )


def _enough_left(criteria: Criteria, arguments: Arguments, span: str) -> str:
    """The calendar pages, for more than one place: nights by rooms, everything else by the people who come."""
    quantity = arguments.add(criteria.quantity, "int")
    guests = arguments.add(max(criteria.guests or 1, criteria.quantity), "int")
    return (
        f"(l.offer_kind <> 'resource' or availability.free_quantity(l.vendor_id, l.offer_id, {span}) >= "
        f"case when l.timing = 'nights' or l.max_party is not null then {quantity} else {guests} end)"
    )


def _date_conditions(found: Where, criteria: Criteria, arguments: Arguments) -> None:
    many = criteria.quantity > 1
    if criteria.nights:
        nights = criteria.nights
        length = arguments.add(len(nights), "int")
        found.fixed.append(
            f"l.timing = 'nights' and (l.min_nights is null or l.min_nights <= {length})"
            f" and (l.max_nights is null or l.max_nights >= {length})"
        )
        free = _ring_test(ring_days(nights.arrival, len(nights)), arguments, f"(f.ring & {{mask}}) = {_NO_DAY}")
        found.costly.append(f"(l.offer_kind <> 'resource' or {free})")
        if many:
            span = (
                f"null, daterange({arguments.add(nights.arrival, 'date')}, {arguments.add(nights.departure, 'date')})"
            )
            found.costly.append(_enough_left(criteria, arguments, span))
    elif criteria.period:
        start, end = (
            arguments.add(criteria.period.start, "timestamptz"),
            arguments.add(criteria.period.end, "timestamptz"),
        )
        found.fixed.append(
            f"(l.timing = 'slots' or (l.timing = 'session' and l.starts_at < {end} and l.ends_at > {start}))"
        )
        found.costly.append(_enough_left(criteria, arguments, f"tstzrange({start}, {end}), null"))
    elif criteria.day:
        _day_condition(found, criteria, criteria.day, arguments)


def _day_condition(found: Where, criteria: Criteria, day: date, arguments: Arguments) -> None:
    """A local day at each venue: sessions that start on it, and slots not wholly taken on it.

    The ledger's days are UTC, so a local day may touch two: only when no hour of either is left is it surely full.
    """
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    early, late = (
        arguments.add(start - timedelta(hours=14), "timestamptz"),
        arguments.add(start + timedelta(hours=36), "timestamptz"),
    )
    on_day = f"(l.starts_at at time zone l.tz)::date = {arguments.add(day, 'date')}"
    found.fixed.append(
        f"(l.timing = 'slots' or (l.timing = 'session' and l.starts_at between {early} and {late} and {on_day}))"
    )
    days = ring_days(day - timedelta(days=1), 3)
    open_somewhere = _ring_test(days, arguments, "(f.ring & {mask}) <> {mask}")
    found.costly.append(f"(l.timing <> 'slots' or l.offer_kind <> 'resource' or {open_somewhere})")
    if max(criteria.guests or 1, criteria.quantity) > 1:
        left = _enough_left(criteria, arguments, "tstzrange(l.starts_at, l.ends_at), null")
        found.costly.append(f"(l.timing <> 'session' or {left})")


def order(criteria: Criteria, arguments: Arguments) -> str:
    """The ORDER BY of a list without words; ends in the offer's id, so that pages never overlap."""
    if criteria.sort is Sort.DISTANCE and criteria.near:
        return f"l.earth <-> {point(criteria.near, arguments)}, {_KEY}"
    if criteria.sort is Sort.NAME:
        return f"l.sort_{criteria.locale}, {_KEY}"
    return _ORDERS.get(criteria.sort, _ORDERS[Sort.POPULARITY])
