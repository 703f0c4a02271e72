"""What the planner does with 20,000 listings: the indexes meant for each kind of search are the ones used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from smartbooking.search.domain.criteria import Asked, check
from smartbooking.search.repository.pages import counts_statement, page_statement
from tests import cluster

NOW = datetime.now(UTC)
DAY = NOW.date() + timedelta(days=30)
_ROWS = """
insert into search.listing (vendor_id, offer_kind, offer_id, venue_id, type, vertical, timing, confirmation, names,
  venue_name, slug, city, city_key, country, latitude, longitude, earth, tz, currency, price_minor, price_milli,
  price_unit, popularity, amenities, attributes, capacity, images, sort_kk, sort_ru, sort_en, written, name_keys,
  folded, place, russian, english, changed_at)
select n, 'resource', n, n, 'hotel', 'hotel', 'nights', 'instant', '{"ru": "x"}', '{}', 'x', 'c' || n % 40,
  'c' || n % 40, 'KZ', 40 + n % 100 * 0.1, 50 + n / 100 * 0.1,
  cube(array[6371 * cos(radians(40 + n % 100 * 0.1)) * cos(radians(50 + n / 100 * 0.1)),
    6371 * cos(radians(40 + n % 100 * 0.1)) * sin(radians(50 + n / 100 * 0.1)),
    6371 * sin(radians(40 + n % 100 * 0.1))]),
  'Asia/Almaty', 'KZT', n, n * 10, 'night', n * 7919 % 10007, '{}',
  jsonb_build_object('about', repeat(md5(n::text), 30)), 1, '[]', n, n, n, array['x'], array['x'],
  ('w' || n % 2000 || ':1A')::tsvector, ('p' || n % 3000)::tsvector, '', '', now()
from generate_series(1, 20000) n;
insert into availability.resource (vendor_id, id, capacity, grain)
  select n, n, 1, 86400 from generate_series(1, 20000) n;
"""


@pytest.fixture
async def full(clone: cluster.Clone) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(clone.owner_url)
    await connection.execute("set session_replication_role = replica")
    await connection.execute(_ROWS)
    await connection.execute(
        "insert into availability.full_days (vendor_id, resource_id, first_day, ring)"
        " select n, n, availability.today() - 1, repeat('0', 768)::bit(768) from generate_series(1, 20000) n"
    )
    await connection.execute("vacuum analyze search.listing")
    await connection.execute("vacuum analyze availability.full_days")
    yield connection
    await connection.close()


async def test_each_kind_of_search_uses_its_index(full: asyncpg.Connection) -> None:
    stay = {"check_in": DAY, "check_out": DAY + timedelta(2)}
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({}, ["listing_by_popularity"]),
        ({"sort": "rating"}, ["listing_by_rating"]),
        ({"sort": "name"}, ["listing_by_name_ru"]),
        (stay, ["listing_by_popularity", "full_days_pkey"]),
        ({**stay, "sort": "price"}, ["listing_by_price", "full_days_pkey"]),
        ({**stay, "lat": 43.0, "lon": 60.0}, ["listing_by_earth", "full_days_pkey"]),
        ({"lat": 43.0, "lon": 60.0, "radius_km": 20.0}, ["listing_by_earth"]),
        ({"bbox": "60.0,43.0,60.3,43.3"}, ["listing_by_earth"]),
        ({"q": "w1999"}, ["listing_by_folded"]),
        ({"location": "p2999"}, ["listing_by_place"]),
    ]

    for asked, indexes in cases:
        criteria = check(Asked(**asked), locale="ru", now=NOW, verticals=())
        sql, arguments = page_statement(criteria, now=NOW)
        plan = "\n".join(row[0] for row in await full.fetch("explain " + sql, *arguments))
        assert "Seq Scan on listing" not in plan, (asked, plan)
        assert [index for index in indexes if index not in plan] == [], (asked, plan)


async def test_totals_and_facets_of_a_city_are_counted_from_one_index(full: asyncpg.Connection) -> None:
    filters: list[dict[str, Any]] = [
        {"check_in": DAY, "check_out": DAY + timedelta(2), "guests": 2, "max_price": Decimal(10**6)},
        {"vertical": "hotel", "currency": "KZT"},
        {"type": "hotel", "instant": True, "quantity": 2},
    ]
    # As after hours of rest: what an open transaction somewhere keeps vacuum from noting is not what is tested.
    await full.execute("update pg_class set relallvisible = relpages where oid = 'search.listing'::regclass")
    for asked in filters:
        criteria = check(Asked(location="c7", **asked), locale="ru", now=NOW, verticals=("hotel",))
        criteria = replace(criteria, places=())
        sql, arguments = counts_statement(criteria, now=NOW)
        sql = sql.replace("search.listing l where ", "search.listing l where l.city_key = 'c7' and ")
        plan = "\n".join(row[0] for row in await full.fetch("explain " + sql, *arguments))
        assert "Index Only Scan using listing_counted" in plan, (asked, plan)
        assert "on listing l" not in plan.replace("using listing_counted on listing l", ""), (asked, plan)
