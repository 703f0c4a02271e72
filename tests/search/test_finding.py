"""Searching the real tables: filters, dates against the ledger, places, orders, facets, spelling."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from smartbooking.availability import service as availability
from smartbooking.infra.db import Database
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.text import Localized
from smartbooking.search import service
from smartbooking.search.domain.criteria import Asked, check
from smartbooking.search.domain.listing import Listing, OfferKind
from smartbooking.search.repository import listings
from tests import cluster
from tests.search.factory import listing

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
# The ledger's ring starts at the day of the machine, so stays are placed relative to it.
FIRST = datetime.now(UTC).date() + timedelta(days=20)
VERTICALS = ("hotel", "sauna", "event", "salon")


class Market:
    """A database in which a test lists offers and searches them."""

    def __init__(self, database: Database, owner: asyncpg.Connection) -> None:
        self.database, self.owner = database, owner

    async def list(self, *offers: Listing) -> None:
        async with self.database.transaction() as tx:
            await listings.upsert(tx, offers, now=NOW)
        grains = {"nights": 86_400, "slots": 900, "session": 0}
        for offer in offers:
            if offer.offer_kind is OfferKind.RESOURCE:
                await self.owner.execute(
                    "insert into availability.resource (vendor_id, id, capacity, grain) values ($1, $2, $3, $4)",
                    offer.vendor_id, offer.offer_id, offer.capacity, grains[offer.timing],
                )  # fmt: skip

    async def close(self, number: int, span: Nights | Period, quantity: int) -> None:
        async with self.database.transaction() as tx:
            await availability.block(tx, vendor_id=1, resource_id=number, span=span, quantity=quantity, reason="repair")

    async def find(self, locale: str = "ru", **asked: Any) -> service.Results:
        now = datetime.now(UTC)
        criteria = check(Asked(**asked), locale=locale, now=now, verticals=VERTICALS)
        async with self.database.reading() as read:
            return await service.find(read, criteria=criteria, now=now, cache=service.CountCache())

    async def ids(self, locale: str = "ru", **asked: Any) -> list[int]:
        return [row.offer_id for row in (await self.find(locale, **asked)).found]


@pytest.fixture
async def market(database: Database, clone: cluster.Clone) -> AsyncIterator[Market]:
    owner = await asyncpg.connect(clone.owner_url)
    yield Market(database, owner)
    await owner.close()


async def test_each_filter_keeps_only_what_it_asks_for(market: Market) -> None:
    await market.list(
        listing(1, "Дом", type="hotel", price=100, max_party=2, amenities=("wifi", "pool")),
        listing(
            2, "Дом", type="appointment", vertical="sauna", timing="slots", price=200, max_party=6, amenities=("wifi",)
        ),
        listing(3, "Дом", confirmation="request", price=300, max_party=None, city="Астана"),
        listing(4, "Дом", price=None, currency="USD"),
    )
    async with market.database.transaction() as tx:
        await service.set_rating(tx, vendor_id=1, offer_kind=OfferKind.RESOURCE, offer_id=2, rating=4.5, reviews=9)

    assert sorted(await market.ids()) == [1, 2, 3, 4]
    assert await market.ids(type="appointment") == [2]
    assert await market.ids(vertical="sauna") == [2]
    assert sorted(await market.ids(min_price=Decimal(150), max_price=Decimal(300))) == [2, 3]
    assert await market.ids(max_price=Decimal("99.99")) == []
    assert sorted(await market.ids(guests=3)) == [2, 3]
    assert await market.ids(guests=4, quantity=2, max_price=Decimal(100)) == [1]
    assert sorted(await market.ids(amenities=("wifi",))) == [1, 2]
    assert await market.ids(amenities=("wifi", "pool")) == [1]
    assert await market.ids(rating=4.5) == [2]
    assert sorted(await market.ids(instant=True)) == [1, 2, 4]
    assert await market.ids(location="Целиноград") == [3]
    assert await market.ids(currency="usd") == [4]


async def test_full_nights_are_not_offered_and_free_ones_beside_them_are(market: Market) -> None:
    await market.list(listing(1, "Занят", capacity=2), listing(2, "Свободен", capacity=2))
    await market.close(1, Nights(FIRST, FIRST + timedelta(2)), 2)

    async def stay(first: int, nights: int) -> list[int]:
        arrival = FIRST + timedelta(first)
        return sorted(await market.ids(check_in=arrival, check_out=arrival + timedelta(nights)))

    assert await stay(0, 1) == [2]
    assert await stay(-1, 2) == [2]
    assert await stay(1, 3) == [2]
    assert await stay(-2, 2) == [1, 2]
    assert await stay(2, 4) == [1, 2]


async def test_more_rooms_are_checked_against_the_pages(market: Market) -> None:
    await market.list(listing(1, "Три", capacity=3), listing(2, "Один", capacity=1))
    await market.close(1, Nights(FIRST, FIRST + timedelta(1)), 2)
    stay = {"check_in": FIRST, "check_out": FIRST + timedelta(2)}

    assert sorted(await market.ids(**stay)) == [1, 2]
    assert await market.ids(**stay, quantity=2) == []
    later = {"check_in": FIRST + timedelta(1), "check_out": FIRST + timedelta(3)}
    assert await market.ids(**later, quantity=3) == [1]


async def test_stays_shorter_or_longer_than_the_house_allows_are_left_out(market: Market) -> None:
    await market.list(listing(1, "Долго", min_nights=28), listing(2, "Коротко", max_nights=3), listing(3, "Любой"))

    assert sorted(await market.ids(check_in=FIRST, check_out=FIRST + timedelta(2))) == [2, 3]
    assert sorted(await market.ids(check_in=FIRST, check_out=FIRST + timedelta(30))) == [1, 3]


async def test_a_time_finds_slots_with_room_and_no_nights(market: Market) -> None:
    start = datetime(FIRST.year, FIRST.month, FIRST.day, 10, tzinfo=UTC)
    slots = {"timing": "slots", "type": "appointment", "vertical": "sauna", "capacity": 1}
    await market.list(listing(1, "Занят", **slots), listing(2, "Свободен", **slots), listing(3, "Ночи"))
    await market.close(1, Period(start, start + timedelta(hours=1)), 1)

    assert await market.ids(start=start, end=start + timedelta(hours=2)) == [2]
    assert sorted(await market.ids(start=start + timedelta(hours=1), end=start + timedelta(hours=2))) == [1, 2]


async def test_a_day_finds_its_events_by_the_venues_own_calendar(market: Market) -> None:
    evening = datetime(FIRST.year, FIRST.month, FIRST.day, 20, tzinfo=UTC)  # already tomorrow in Almaty
    event = {"timing": "session", "type": "event", "vertical": "event", "capacity": 10, "max_party": None}
    await market.list(
        listing(1, "Концерт", starts_at=evening, ends_at=evening + timedelta(hours=2), **event),
        listing(2, "Прошёл", starts_at=NOW - timedelta(400), ends_at=NOW - timedelta(399), **event),
    )

    assert await market.ids(day=FIRST + timedelta(1)) == [1]
    assert await market.ids(day=FIRST) == []
    assert await market.ids() == [1]
    await market.close(1, Period(evening, evening + timedelta(hours=2)), 8)
    assert await market.ids(day=FIRST + timedelta(1), guests=2) == [1]
    assert await market.ids(day=FIRST + timedelta(1), guests=3) == []
    assert (await market.find(q="концерт")).found[0].places_left == 2


async def test_distance_is_exact_and_orders(market: Market) -> None:
    await market.list(
        listing(1, "Рядом", latitude=43.25, longitude=76.95),
        listing(2, "Подальше", latitude=43.35, longitude=76.95),
        listing(3, "Астана", latitude=51.16, longitude=71.43),
        listing(4, "Нигде", latitude=None, longitude=None),
    )

    results = await market.find(lat=43.24, lon=76.95)
    assert [row.offer_id for row in results.found] == [1, 2, 3, 4]
    assert [row.distance_km and round(row.distance_km, 1) for row in results.found] == [1.1, 12.2, 973.7, None]
    assert await market.ids(lat=43.24, lon=76.95, radius_km=1.0) == []
    assert await market.ids(lat=43.24, lon=76.95, radius_km=1.2) == [1]
    assert await market.ids(lat=43.24, lon=76.95, radius_km=13) == [1, 2]


async def test_a_box_holds_what_is_inside_also_across_the_date_line(market: Market) -> None:
    await market.list(
        listing(1, "Алматы", latitude=43.25, longitude=76.95),
        listing(2, "Фиджи", latitude=-17.0, longitude=179.9),
        listing(3, "Самоа", latitude=-14.0, longitude=-172.0),
    )

    assert await market.ids(bbox="76,43,77,44") == [1]
    assert sorted(await market.ids(bbox="179,-20,-170,-10")) == [2, 3]
    assert await market.ids(bbox="178,-20,180,-10") == [2]
    assert sorted(await market.ids(bbox="-180,-90,180,90")) == [1, 2, 3]


async def test_orders_and_pages(market: Market) -> None:
    await market.list(
        listing(1, "Үй", price=300),
        listing(2, "Ірі", price=100),
        listing(3, "Ұя", price=200),
        listing(4, "Уақыт", price=None),
    )
    async with market.database.transaction() as tx:
        await service.add_popularity(tx, vendor_id=1, offer_kind=OfferKind.RESOURCE, offer_id=3, points=5)
        await service.set_rating(tx, vendor_id=1, offer_kind=OfferKind.RESOURCE, offer_id=1, rating=5, reviews=1)

    assert await market.ids(sort="price") == [2, 3, 1, 4]
    assert await market.ids(sort="-price") == [1, 3, 2, 4]
    assert await market.ids(sort="name", locale="kk") == [4, 3, 1, 2]
    assert (await market.ids(sort="popularity"))[0] == 3
    assert (await market.ids(sort="rating"))[0] == 1
    assert [await market.ids(sort="price", limit=2, page=page) for page in (1, 2, 3)] == [[2, 3], [1, 4], []]
    assert (await market.find(sort="price", limit=2, page=3)).counts.total == 4


async def test_facets_count_exactly_and_kinds_beside_the_chosen_one_too(market: Market) -> None:
    await market.list(
        listing(1, "А", price=100, amenities=("wifi",)),
        listing(2, "Б", price=200, amenities=("wifi", "pool")),
        listing(3, "В", price=300, vertical="sauna", city="Астана"),
    )

    counts = (await market.find()).counts
    assert (counts.total, counts.exact) == (3, True)
    assert {value.value: value.count for value in counts.vertical} == {"hotel": 2, "sauna": 1}
    assert {value.value: value.count for value in counts.amenities} == {"wifi": 2, "pool": 1}
    assert {value.value: value.count for value in counts.city} == {"almati": 2, "astana": 1}
    assert counts.price is not None
    assert (counts.price.min_milli, counts.price.max_milli) == (100_000, 300_000)

    narrowed = (await market.find(vertical="sauna", max_price=Decimal(1000))).counts
    assert narrowed.total == 1
    assert {value.value: value.count for value in narrowed.vertical} == {"hotel": 2, "sauna": 1}
    assert {value.value: value.count for value in narrowed.city} == {"astana": 1}


async def test_counts_stop_at_a_thousand(market: Market) -> None:
    async with market.database.transaction() as tx:
        await listings.upsert(tx, [listing(number, "Дом") for number in range(1, 1002)], now=NOW)

    counts = (await market.find()).counts
    assert (counts.total, counts.exact) == (1000, False)
    async with market.database.transaction() as tx:
        await listings.remove(tx, vendor_id=1, offer_kind=OfferKind.RESOURCE, offer_id=1)
    counts = (await market.find()).counts
    assert (counts.total, counts.exact) == (1000, True)


async def test_the_language_as_written_ranks_first(market: Market) -> None:
    await market.list(
        listing(1, "Самал", name=Localized({"kk": "Самал", "ru": "Самал"})),
        listing(2, "Samal", name=Localized({"en": "Samal"})),
        listing(3, "Самал Плюс"),
    )

    assert (await market.ids(q="самал"))[0] == 1
    assert (await market.ids(q="samal"))[0] == 2
    assert sorted(await market.ids(q="cfvfk")) == [1, 2, 3]


async def test_slips_are_put_right_and_said_so(market: Market) -> None:
    await market.list(listing(1, "Сауна Остров", city="Шымкент"), listing(2, "Отель Астана", city="Астана"))

    results = await market.find(q="суана остров")
    assert [row.offer_id for row in results.found] == [1]
    assert results.meant == "sauna ostrov"
    assert [row.offer_id for row in (await market.find(location="Шимкет")).found] == [1]
    assert (await market.find(q="сауна")).meant is None
    assert await market.ids(q="трактор") == []
    assert await market.ids(q="!!!") == []


async def test_places_are_cities_addresses_and_venues(market: Market) -> None:
    await market.list(
        listing(1, "Номер", venue_name=Localized({"ru": "Рахат Палас"}), address="пр. Достык 5, Медеуский район"),
        listing(2, "Номер", city="New York"),
    )

    assert await market.ids(location="Верный") == [1]
    assert await market.ids(location="Алматы, Достык") == [1]
    assert await market.ids(location="rahat palas") == [1]
    assert await market.ids(location="медеу") == [1]
    assert await market.ids(location="Алматы, Сатпаева") == []
    assert await market.ids(location="new york") == [2]


async def test_words_of_the_description_count_in_every_form(market: Market) -> None:
    await market.list(
        listing(1, "Дом", description=Localized({"ru": "Тёплые комнаты с каминами", "en": "Rooms with fireplaces"}))
    )

    assert await market.ids(q="камин") == [1]
    assert await market.ids(q="fireplace") == [1]


async def test_a_stale_count_never_hides_a_page(market: Market) -> None:
    cache = service.CountCache(seconds=1000)
    criteria = check(Asked(), locale="ru", now=NOW, verticals=VERTICALS)
    async with market.database.reading() as read:
        assert (await service.find(read, criteria=criteria, now=NOW, cache=cache)).counts.total == 0
    await market.list(listing(1, "Дом"))

    async with market.database.reading() as read:
        results = await service.find(read, criteria=criteria, now=NOW, cache=cache)

    assert (len(results.found), results.counts.total) == (1, 1)


def test_the_ring_mask_has_one_bit_a_day() -> None:
    from smartbooking.search.repository.statement import ring_days, ring_mask

    days = ring_days(date(2026, 12, 10), 3)

    assert [day % 768 for day in days] == [n for n, bit in enumerate(ring_mask(days)) if bit == "1"]
    assert ring_mask(days).count("1") == 3
