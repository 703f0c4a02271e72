"""What is asked of search, checked as a whole: every contradiction is named with its field."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smartbooking.kernel.page import MAX_LIMIT, MAX_OFFSET
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.search.domain.query import TextQuery, read

MAX_STAY: Final = 365
# The ledger's ring of full days reaches 766 days ahead.
HORIZON_DAYS: Final = 760
MAX_GUESTS: Final = 10_000
MAX_PRICE: Final = 10**12
MAX_RADIUS_KM: Final = 20_038  # half way round the globe
TYPES: Final = ("hotel", "appointment", "event")


class Sort(StrEnum):
    """Orders a result list may have; a leading minus turns those round for which it makes sense."""

    RELEVANCE = "relevance"
    POPULARITY = "popularity"
    PRICE = "price"
    PRICE_DOWN = "-price"
    RATING = "rating"
    DISTANCE = "distance"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A point to measure from; `radius_km` None only orders by distance, it does not exclude."""

    latitude: float
    longitude: float
    radius_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on the map; west > east spans the antimeridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """A checked search. At most one of `nights`, `day`, `period` is set; prices are thousandths of major units."""

    locale: str
    type: str | None = None
    vertical: str | None = None
    text: TextQuery | None = None
    unreadable: bool = False  # words were typed, but nothing in them can be searched
    places: tuple[str, ...] = ()
    nights: Nights | None = None
    day: date | None = None
    period: Period | None = None
    guests: int | None = None
    quantity: int = 1
    min_milli: int | None = None
    max_milli: int | None = None
    currency: str | None = None
    amenities: tuple[str, ...] = ()
    rating: float | None = None
    near: Near | None = None
    box: Box | None = None
    instant: bool = False
    sort: Sort = Sort.POPULARITY
    page: int = 1
    limit: int = 20

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit

    @property
    def dated(self) -> bool:
        return bool(self.nights or self.day or self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The same, as it came in: nothing checked but the types."""

    type: str | None = None
    vertical: str | None = None
    q: str | None = None
    location: str | None = None
    check_in: date | None = None
    check_out: date | None = None
    day: date | None = None
    start: datetime | None = None
    end: datetime | None = None
    guests: int | None = None
    quantity: int | None = None
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    currency: str | None = None
    amenities: tuple[str, ...] = ()
    rating: float | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    bbox: str | None = None
    instant: bool = False
    sort: str | None = None
    page: int = 1
    limit: int = 20


def check(asked: Asked, *, locale: str, now: datetime, verticals: Collection[str]) -> Criteria:
    """Criteria out of what was asked; raises Invalid that names every wrong field, not only the first."""
    box = _box(asked.bbox)
    text = read(asked.q) if asked.q else None
    errors = [*_choices(asked, verticals), *_dates(asked, now), *_amounts(asked), *_counts(asked), *_points(asked)]
    if asked.bbox and box is None:
        errors.append(
            _wrong("bbox", "Write west,south,east,north in degrees, for example 76.8,43.1,77.1,43.4", "format")
        )
    if errors:
        raise Invalid(*errors)
    return Criteria(
        locale=locale,
        type=asked.type,
        vertical=asked.vertical or None,
        text=text,
        unreadable=bool(asked.q and asked.q.strip()) and text is None,
        places=tuple(part for part in map(str.strip, (asked.location or "").split(",")) if part)[:4],
        nights=Nights(asked.check_in, asked.check_out) if asked.check_in and asked.check_out else None,
        day=asked.day,
        period=Period(asked.start, asked.end) if asked.start and asked.end else None,
        guests=asked.guests,
        quantity=asked.quantity or 1,
        min_milli=_milli(asked.min_price),
        max_milli=_milli(asked.max_price),
        currency=asked.currency.upper() if asked.currency else None,
        amenities=tuple(dict.fromkeys(asked.amenities)),
        rating=asked.rating,
        near=Near(latitude=asked.lat, longitude=asked.lon, radius_km=asked.radius_km)
        if asked.lat is not None and asked.lon is not None
        else None,
        box=box,
        instant=asked.instant,
        sort=Sort(asked.sort) if asked.sort else _natural_order(asked),
        page=asked.page,
        limit=asked.limit,
    )


def _natural_order(asked: Asked) -> Sort:
    """Words ask for the best match, a point for the nearest, nothing for the best liked."""
    if asked.q and asked.q.strip():
        return Sort.RELEVANCE
    return Sort.DISTANCE if asked.lat is not None else Sort.POPULARITY


def _wrong(name: str, message: str, code: str) -> FieldError:
    return FieldError(f"/query/{name}", message, code)


def _choices(asked: Asked, verticals: Collection[str]) -> Iterator[FieldError]:
    if asked.vertical and asked.vertical not in verticals:
        yield _wrong("vertical", f"Choose one of {', '.join(verticals)}", "unknown-choice")
    if asked.type is not None and asked.type not in TYPES:
        yield _wrong("type", f"Choose one of {', '.join(TYPES)}", "unknown-choice")
    if asked.sort is not None and asked.sort not in set(Sort):
        yield _wrong("sort", f"Choose one of {', '.join(Sort)}", "unknown-choice")
    if asked.sort == Sort.DISTANCE and asked.lat is None:
        yield _wrong("sort", "Distance needs lat and lon to measure from", "needs-point")
    if not 1 <= asked.limit <= MAX_LIMIT:
        yield _wrong("limit", f"Ask for 1 to {MAX_LIMIT} results at once", "out-of-range")
    if asked.page < 1 or (asked.page - 1) * max(asked.limit, 1) > MAX_OFFSET:
        yield _wrong("page", f"Pages reach to result {MAX_OFFSET}; narrow the search instead", "out-of-range")


def _dates(asked: Asked, now: datetime) -> Iterator[FieldError]:
    ways = [
        name
        for name, given in (
            ("checkIn", asked.check_in or asked.check_out),
            ("date", asked.day),
            ("start", asked.start or asked.end),
        )
        if given
    ]
    if len(ways) > 1:
        yield _wrong(
            ways[1], "Give nights (checkIn, checkOut), a date, or a time (start, end): one of them", "conflict"
        )
    yield from _both(asked.check_in, asked.check_out, "checkIn", "checkOut")
    yield from _both(asked.start, asked.end, "start", "end")
    # Somewhere it is still yesterday: venues have their own zones, so one day of grace.
    today = now.astimezone(UTC).date()
    for name, day in (("checkIn", asked.check_in), ("date", asked.day), ("start", asked.start and asked.start.date())):
        if day and not today - timedelta(days=1) <= day <= today + timedelta(
            days=HORIZON_DAYS - MAX_STAY * (name == "checkIn")
        ):
            yield _wrong(name, "Choose a day from today on, at most about two years ahead", "out-of-range")
    if asked.check_in and asked.check_out and (asked.check_out - asked.check_in).days > MAX_STAY:
        yield _wrong("checkOut", f"A stay is at most {MAX_STAY} nights", "out-of-range")
    if asked.start and asked.end and asked.end - asked.start > timedelta(days=31):
        yield _wrong("end", "A time span is at most 31 days", "out-of-range")


def _both(first: date | None, last: date | None, first_name: str, last_name: str) -> Iterator[FieldError]:
    if (first is None) != (last is None):
        missing = last_name if last is None else first_name
        yield _wrong(missing, f"{first_name} and {last_name} go together", "required")
    elif first is not None and last is not None and last <= first:
        yield _wrong(last_name, f"{last_name} comes after {first_name}", "not-after")


def _amounts(asked: Asked) -> Iterator[FieldError]:
    for name, price in (("minPrice", asked.min_price), ("maxPrice", asked.max_price)):
        if price is not None and not (price.is_finite() and 0 <= price <= MAX_PRICE):
            yield _wrong(name, "A price is a number from 0 up", "out-of-range")
            return
    if asked.min_price is not None and asked.max_price is not None and asked.min_price > asked.max_price:
        yield _wrong("minPrice", "minPrice is not above maxPrice", "conflict")


def _counts(asked: Asked) -> Iterator[FieldError]:
    if asked.currency is not None and not (
        len(asked.currency) == 3 and asked.currency.isascii() and asked.currency.isalpha()
    ):
        yield _wrong("currency", "Give an ISO 4217 code such as KZT", "format")
    for name, count in (("guests", asked.guests), ("quantity", asked.quantity)):
        if count is not None and not 1 <= count <= MAX_GUESTS:
            yield _wrong(name, f"Give a number from 1 to {MAX_GUESTS}", "out-of-range")
    if asked.rating is not None and not 0 <= asked.rating <= 5:
        yield _wrong("rating", "Ratings run from 0 to 5", "out-of-range")
    if len(asked.amenities) > 30:
        yield _wrong("amenities", "At most 30 amenities", "out-of-range")


def _points(asked: Asked) -> Iterator[FieldError]:
    if (asked.lat is None) != (asked.lon is None):
        yield _wrong("lon" if asked.lon is None else "lat", "lat and lon go together", "required")
    if asked.lat is not None and not -90 <= asked.lat <= 90:
        yield _wrong("lat", "Latitude runs from -90 to 90", "out-of-range")
    if asked.lon is not None and not -180 <= asked.lon <= 180:
        yield _wrong("lon", "Longitude runs from -180 to 180", "out-of-range")
    if asked.radius_km is not None and not 0 < asked.radius_km <= MAX_RADIUS_KM:
        yield _wrong("radiusKm", "Give a radius above 0 km", "out-of-range")
    if asked.radius_km is not None and asked.lat is None:
        yield _wrong("radiusKm", "A radius needs lat and lon", "needs-point")


def _box(text: str | None) -> Box | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    sane = -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90 and west != east
    return Box(west=west, south=south, east=east, north=north) if sane else None


def _milli(price: Decimal | None) -> int | None:
    """Major units to thousandths, rounded down: finer than any currency's minor unit."""
    return None if price is None else math.floor(price * 1000)
