"""S1.63 on the wire: the shape, field by field, and the problems."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.kernel.text import Localized
from smartbooking.search.domain.listing import Listing
from smartbooking.search.repository import listings
from smartbooking.search.schemas import SearchOut, SuggestionsOut
from tests import cluster
from tests.search.factory import listing

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SEARCH = "/api/v1/resources/search"
GRAND = listing(
    123, name=Localized({"ru": "Гранд Отель", "kk": "Гранд қонақүйі"}), venue_name=Localized({"ru": "Гранд"}),
    images=("a/1.webp", "a/2.webp"), amenities=("wifi",), price=150,
)  # fmt: skip


@pytest.fixture
async def listed(database: Database, clone: cluster.Clone) -> None:
    async with database.transaction() as tx:
        await listings.upsert(tx, [GRAND], now=NOW)
    owner = await asyncpg.connect(clone.owner_url)
    await owner.execute("insert into availability.resource (vendor_id, id, capacity, grain) values (1, 123, 3, 86400)")
    await owner.close()


async def search(client: httpx2.AsyncClient, status: int = 200, **params: Any) -> Any:
    reply = await client.get(SEARCH, params=params)
    assert reply.status_code == status, reply.text
    return reply.json()


@pytest.mark.usefixtures("listed")
async def test_a_search_answers_in_the_shape_of_the_founding_document(client: httpx2.AsyncClient) -> None:
    body = await search(client, type="hotel", location="Almaty", guests=2, **{"amenities[]": "wifi"})

    (card,) = body["data"]
    founding = {key: card[key] for key in (
        "id", "type", "name", "location", "price", "currency", "rating", "available", "images")}  # fmt: skip
    assert founding == {
        "id": "res_123", "type": "hotel", "name": "Гранд Отель", "location": "Алматы", "price": 150.0,
        "currency": "KZT", "rating": 0.0, "available": True,
        "images": ["/api/v1/media/a/1.webp", "/api/v1/media/a/2.webp"],
    }  # fmt: skip
    assert body["pagination"] == {"page": 1, "limit": 20, "total": 1, "totalIsExact": True}


@pytest.mark.usefixtures("listed")
async def test_the_reply_is_what_the_documentation_says(client: httpx2.AsyncClient) -> None:
    day = datetime.now(UTC).date() + timedelta(days=10)
    body = await search(client, checkIn=day, checkOut=day + timedelta(2), lat=43.25, lon=76.9, q="гранд")

    SearchOut.model_validate(body)
    (card,) = body["data"]
    assert card["ribbon"] == "0" * 14
    assert card["coordinates"] == {"lat": 43.24, "lon": 76.92}
    assert card["distanceKm"] == 1.96
    assert (card["timing"], card["priceUnit"], card["tz"]) == ("nights", "night", "Asia/Almaty")
    assert card["slug"] == "grand-grand-otel"
    assert body["facets"]["price"] == {"min": 150.0, "max": 150.0, "currency": "KZT"}
    assert [value["count"] for value in body["facets"]["amenities"]] == [1]


@pytest.mark.usefixtures("listed")
async def test_names_come_in_the_language_asked_for(client: httpx2.AsyncClient) -> None:
    assert (await search(client, lang="kk"))["data"][0]["name"] == "Гранд қонақүйі"
    in_english = (await search(client, lang="en"))["data"][0]
    assert (in_english["name"], in_english["location"]) == ("Гранд Отель", "Almaty")


@pytest.mark.parametrize(
    ("params", "pointers"),
    [
        ({"checkIn": "2027-01-05", "checkOut": "2027-01-03"}, ["/query/checkOut"]),
        ({"minPrice": 20, "maxPrice": 10}, ["/query/minPrice"]),
        ({"sort": "cheapest"}, ["/query/sort"]),
        ({"lat": 43}, ["/query/lon"]),
        ({"limit": 500}, ["/query/limit"]),
        ({"page": 10**9}, ["/query/page"]),
        ({"checkIn": "soon"}, ["/query/checkIn"]),
        ({"guests": "many"}, ["/query/guests"]),
        ({"start": "2027-01-05T10:00"}, ["/query/start"]),
        ({"guests": 10**30}, ["/query/guests"]),
        ({"type": "a\x00b"}, ["/query/type"]),
    ],
)
async def test_wrong_questions_are_problems_that_name_the_field(
    client: httpx2.AsyncClient, params: dict[str, Any], pointers: list[str]
) -> None:
    body = await search(client, 422, **params)

    assert [error["pointer"] for error in body["errors"]] == pointers
    assert body["status"] == 422


@pytest.mark.parametrize(
    "q", ["'; drop table search.listing; --", "a & | ! :*", "\x00", "%", "🏨", "й" * 200, " ", "\\"]
)
@pytest.mark.usefixtures("listed")
async def test_strange_words_find_nothing_and_break_nothing(client: httpx2.AsyncClient, q: str) -> None:
    for name in ("q", "location"):
        SearchOut.model_validate(await search(client, **{name: q}))
    assert (await search(client))["pagination"]["total"] == 1


async def test_an_empty_market_answers_with_an_empty_page(client: httpx2.AsyncClient) -> None:
    body = await search(client)

    assert body["data"] == []
    assert body["pagination"]["total"] == 0
    assert body["facets"] == {"vertical": [], "amenities": [], "city": [], "price": None}


@pytest.mark.usefixtures("listed")
async def test_suggestions_name_cities_kinds_and_offers(client: httpx2.AsyncClient) -> None:
    async def suggest(q: str) -> list[tuple[str, str]]:
        reply = await client.get("/api/v1/search/suggest", params={"q": q})
        SuggestionsOut.model_validate(reply.json())
        return [(each["kind"], each["value"]) for each in reply.json()["suggestions"]]

    assert ("city", "Алматы") in await suggest("верн")
    assert ("city", "Алматы") in await suggest("fkv")
    assert ("offer", "res_123") in await suggest("гран")
    assert ("vertical", "hotel") in await suggest("гости")
    assert await suggest("!!") == []


def test_the_example_in_the_documentation_is_a_listing() -> None:
    assert isinstance(GRAND, Listing)
    assert {"id", "type", "name", "location", "price", "currency", "rating", "available", "images"} <= set(
        SearchOut.model_json_schema(by_alias=True)["$defs"]["ResultOut"]["properties"]
    )
