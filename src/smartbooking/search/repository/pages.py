# ruff: noqa: S608 - statements are put together from constants; every value is a parameter
"""The two reads of a search: a page of listings, and how many there are with what facets."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from smartbooking.infra.db import ReadTx
from smartbooking.search.domain.criteria import Criteria, Sort
from smartbooking.search.domain.listing import ground_km
from smartbooking.search.domain.query import TextQuery, tsquery
from smartbooking.search.domain.results import Counts, FacetValue, Found, PriceFacet
from smartbooking.search.repository import statement
from smartbooking.search.repository.driver import fetch
from smartbooking.search.repository.statement import Arguments

RIBBON_DAYS: Final = 14
_CARD: Final = (
    "l.vendor_id, l.offer_kind, l.offer_id, l.type, l.vertical, l.timing, l.confirmation, l.names, l.venue_name,"
    " l.slug, l.city, l.latitude, l.longitude, l.tz, l.currency, l.price_minor, l.price_unit, l.rating, l.review_count,"
    " l.amenities, l.capacity, l.max_party, l.starts_at, l.ends_at, l.images"
)
_FACETS: Final = ("vertical", "amenities", "city", "price")


def page_statement(criteria: Criteria, *, now: datetime) -> tuple[str, tuple[Any, ...]]:  # Any: values of many types
    """SQL and values of one page."""
    arguments = Arguments()
    conditions = statement.where(criteria, arguments, now=now).sql()
    source = "search.listing l"
    ordering = statement.order(criteria, arguments)
    if criteria.text:
        matches = _matches(criteria.text, arguments)
        if criteria.sort is Sort.RELEVANCE:
            source = (
                f"(select l.*, {_score(criteria.text, arguments)} as score from search.listing l"
                f" where {matches} and {conditions}"
                f" order by l.popularity desc, l.offer_id desc limit {statement.CANDIDATE_LIMIT}) l"
            )
            conditions, ordering = "true", f"l.score desc, {ordering}"
        else:
            conditions = f"{matches} and {conditions}"
    limit, offset = arguments.add(criteria.limit, "int"), arguments.add(criteria.offset, "int")
    sql = (
        f"with page as (select {_columns(criteria, arguments)} from {source} where {conditions}"
        f" order by {ordering} limit {limit} offset {offset})"
        f" select page.*, {_state(criteria, arguments, now)} from page"
    )
    return sql, tuple(arguments.values)


def _columns(criteria: Criteria, arguments: Arguments) -> str:
    if criteria.near is None:
        return f"{_CARD}, null::float8 as chord"
    return f"{_CARD}, cube_distance(l.earth, {statement.point(criteria.near, arguments)}) as chord"


def _state(criteria: Criteria, arguments: Arguments, now: datetime) -> str:
    """Per shown row only: places left of a session, and the next days of the ring, for the ribbon of the card."""
    first = criteria.nights.arrival if criteria.nights else now.date()
    day = arguments.add(statement.ring_days(first, 1).start % 768, "int")
    return (
        "case when timing = 'session' and offer_kind = 'resource' then"
        " availability.free_quantity(vendor_id, offer_id, tstzrange(starts_at, ends_at), null) end as places_left,"
        " case when timing = 'nights' and offer_kind = 'resource' then"
        f" (select substring((f.ring || f.ring)::text from {day} + 1 for {RIBBON_DAYS}) from availability.full_days f"
        " where f.vendor_id = page.vendor_id and f.resource_id = page.offer_id) end as ribbon"
    )


def _matches(text: TextQuery, arguments: Arguments) -> str:
    folded = arguments.add(tsquery(text.readings), "tsquery")
    typed = arguments.add(text.typed, "text")
    return (
        f"(l.folded @@ {folded} or l.russian @@ plainto_tsquery('russian', {typed})"
        f" or l.english @@ plainto_tsquery('english', {typed}))"
    )


def _score(text: TextQuery, arguments: Arguments) -> str:
    """As written beats folded, a whole name beats a part, a name beats its venue, right layout beats the other."""
    typed = arguments.add(text.typed, "text")
    keys = arguments.add(list(text.readings), "text[]")
    whole = arguments.add(tsquery(text.readings, labels="A", prefix=False), "tsquery")
    begun = arguments.add(tsquery(text.readings, labels="A"), "tsquery")
    nearby = arguments.add(tsquery(text.readings, labels="AB"), "tsquery")
    direct = arguments.add(tsquery(text.direct or ("nothing",)), "tsquery")
    return (
        f"(32 * ({typed} = any(l.written))::int + 16 * (l.name_keys && {keys})::int + 8 * (l.folded @@ {whole})::int"
        f" + 4 * (l.folded @@ {begun})::int + 2 * (l.folded @@ {nearby})::int + (l.folded @@ {direct})::int)"
    )


def counts_statement(criteria: Criteria, *, now: datetime) -> tuple[str, tuple[Any, ...]]:  # Any: values of many types
    """SQL and values of the total and the facets; kinds are counted as if none had been chosen."""
    arguments = Arguments()
    found = statement.where(criteria, arguments, now=now)
    matches = _matches(criteria.text, arguments) + " and " if criteria.text else ""
    limit = (statement.CHECKED_COUNT_LIMIT if len(found.costly) > 1 else statement.COUNT_LIMIT) + 1
    hits = "select l.vertical, l.amenities, l.city_key, l.city, l.price_milli, l.currency from search.listing l where "
    parts = [f"hits as materialized ({hits}{matches}{found.sql()} limit {limit})"]
    source = dict.fromkeys(_FACETS, "hits")
    # Only kinds are counted beside the chosen one: each such count is a scan of its own.
    for name in found.facets.keys() & {"vertical"}:
        parts.append(f"hits_{name} as materialized ({hits}{matches}{found.sql(without=name)} limit {limit})")
        source[name] = f"hits_{name}"
    sql = (
        f"with {', '.join(parts)} select (select count(*) from hits) as total, {limit - 1} as cap,"
        f" {_grouped('vertical', 'vertical', source['vertical'])},"
        f" {_grouped('city', 'city_key', source['city'], 'min(city)')},"
        " (select json_agg(v) from (select a as value, null as label, count(*) as n"
        f" from {source['amenities']}, unnest(amenities) a group by a order by n desc, a limit 40) v) as amenities,"
        " (select json_agg(v) from (select currency, min(price_milli) as low, max(price_milli) as high, count(*) as n"
        f" from {source['price']} where price_milli is not null group by 1 order by n desc limit 1) v) as price"
    )
    return sql, tuple(arguments.values)


def _grouped(name: str, column: str, source: str, label: str = "null") -> str:
    return (
        f"(select json_agg(v) from (select {column} as value, {label} as label, count(*) as n from {source}"
        f" group by 1 order by n desc, 1 limit 40) v) as {name}"
    )


async def find_page(read: ReadTx, criteria: Criteria, *, now: datetime) -> list[Found]:
    """One page of listings in order. Indexes: by sort order, by city, by words or by earth, as the planner sees fit."""
    sql, arguments = page_statement(criteria, now=now)
    return [_found(row) for row in await fetch(read, sql, arguments)]


async def count(read: ReadTx, criteria: Criteria, *, now: datetime) -> Counts:
    """Total and facets, exact up to the counting limit."""
    sql, arguments = counts_statement(criteria, now=now)
    row = (await fetch(read, sql, arguments))[0]
    exact = row["total"] <= row["cap"]
    price = (_json(row["price"]) or [None])[0]
    return Counts(
        total=min(row["total"], row["cap"]),
        exact=exact,
        vertical=_values(row["vertical"]),
        city=_values(row["city"]),
        amenities=_values(row["amenities"]),
        price=PriceFacet(currency=price["currency"], min_milli=price["low"], max_milli=price["high"])
        if price
        else None,
    )


def _values(column: Any) -> tuple[FacetValue, ...]:  # Any: JSON
    return tuple(FacetValue(value=v["value"], label=v["label"], count=v["n"]) for v in _json(column) or [])


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str | bytes) else value


def _found(row: Any) -> Found:  # Any: asyncpg record
    chord = row["chord"]
    return Found(
        vendor_id=row["vendor_id"],
        offer_kind=row["offer_kind"],
        offer_id=row["offer_id"],
        type=row["type"],
        vertical=row["vertical"],
        timing=row["timing"],
        confirmation=row["confirmation"],
        names=_json(row["names"]),
        venue_name=_json(row["venue_name"]),
        slug=row["slug"],
        city=row["city"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        tz=row["tz"],
        currency=row["currency"],
        price_minor=row["price_minor"],
        price_unit=row["price_unit"],
        rating=row["rating"],
        review_count=row["review_count"],
        amenities=tuple(row["amenities"]),
        capacity=row["capacity"],
        max_party=row["max_party"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        images=_json(row["images"]),
        distance_km=None if chord is None else ground_km(chord),
        places_left=row["places_left"],
        ribbon=row["ribbon"],
    )
