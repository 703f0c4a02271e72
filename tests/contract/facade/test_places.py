"""Hotels and restaurants of the third founding document, field by field."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.principal import PlatformRole
from tests.catalog.factory import make_venue
from tests.contract.facade.factory import evening, open_hotel, open_restaurant, stay
from tests.identity.factory import bearer, bearer_as, make_user

NEW = {"name": "Жаңа үй", "city": "Алматы", "address": "ул. Абая, 10", "location": {"lat": 43.24, "lon": 76.94}}
PLACE_FIELDS = {
    "id", "vendorId", "name", "address", "city", "location", "tz", "country", "checkIn", "checkOut", "status",
    "offerCount", "price", "priceUnit", "currency", "rating", "reviewCount",
}  # fmt: skip
OFFER_FIELDS = {
    "id", "venueId", "name", "description", "capacity", "maxGuests", "amenities", "attributes", "images", "price",
    "priceUnit", "currency", "confirmation", "paymentTiming",
}  # fmt: skip


async def test_hotels_are_the_venues_that_sell_rooms(client: httpx2.AsyncClient, database: Database) -> None:
    hotel = await open_hotel(database)
    restaurant = await open_restaurant(database)

    hotels = (await client.get("/api/hotels")).json()
    restaurants = (await client.get("/api/restaurants")).json()

    assert [one["id"] for one in hotels["data"]] == [hotel.id]
    assert hotels["pagination"] == {"page": 1, "limit": 20, "total": 1}
    assert set(hotels["data"][0]) == PLACE_FIELDS
    card = hotels["data"][0]
    assert (card["name"], card["city"], card["offerCount"], card["status"]) == ("Алатау", "Алматы", 1, "verified")
    assert (card["price"], card["priceUnit"], card["currency"]) == (25_000, "night", "KZT")
    assert (card["checkIn"], card["checkOut"], card["tz"]) == ("14:00", "12:00", "Asia/Almaty")
    assert card["location"] == {"lat": 43.238, "lon": 76.945}
    assert [one["id"] for one in restaurants["data"]] == [restaurant.id]
    assert restaurants["data"][0]["offerCount"] == 3


async def test_hotels_are_narrowed_by_city_and_cut_into_pages(client: httpx2.AsyncClient, database: Database) -> None:
    first, second = await open_hotel(database), await open_hotel(database, name="Медеу")

    almaty = (await client.get("/api/hotels", params={"location": "Алма-Ата"})).json()
    astana = (await client.get("/api/hotels", params={"location": "Астана"})).json()
    one = (await client.get("/api/hotels", params={"limit": 1, "page": 2})).json()

    assert [hotel["id"] for hotel in almaty["data"]] == [second.id, first.id]
    assert astana == {"data": [], "pagination": {"page": 1, "limit": 20, "total": 0}}
    assert [hotel["id"] for hotel in one["data"]] == [first.id]
    assert one["pagination"] == {"page": 2, "limit": 1, "total": 2}


async def test_one_hotel_reads_like_its_card_and_is_no_restaurant(
    client: httpx2.AsyncClient, database: Database
) -> None:
    hotel = await open_hotel(database)

    page = await client.get(f"/api/hotels/{hotel.id}")
    card = (await client.get("/api/hotels")).json()["data"][0]
    as_restaurant = await client.get(f"/api/restaurants/{hotel.id}")

    assert page.json() == card
    assert as_restaurant.status_code == 404
    assert as_restaurant.json()["code"] == "not-found"


async def test_rooms_are_the_listed_resources_of_the_venue(client: httpx2.AsyncClient, database: Database) -> None:
    hotel = await open_hotel(database)

    rooms = (await client.get(f"/api/hotels/{hotel.id}/rooms")).json()["data"]

    assert [room["id"] for room in rooms] == [hotel.offer()]
    assert set(rooms[0]) == OFFER_FIELDS
    room = rooms[0]
    assert (room["venueId"], room["name"], room["capacity"], room["maxGuests"]) == (hotel.id, "Комфорт", 2, 2)
    assert (room["amenities"], room["attributes"], room["images"]) == (["wifi"], {"area_m2": 24}, [])
    assert (room["price"], room["priceUnit"], room["currency"]) == (25_000, "night", "KZT")
    assert (room["confirmation"], room["paymentTiming"]) == ("instant", "deposit")


async def test_free_rooms_are_those_availability_and_price_agree_on(
    client: httpx2.AsyncClient, database: Database
) -> None:
    hotel = await open_hotel(database)
    address = f"/api/hotels/{hotel.id}/rooms/available"

    found = (await client.get(address, params=stay() | {"guests": 3, "quantity": 2})).json()
    checked = await client.post(
        "/api/v1/availability/check",
        json={
            "resourceId": hotel.offer(), "startDate": stay()["checkIn"], "endDate": stay()["checkOut"],
            "quantity": 2, "guests": {"adults": 3},
        },
    )  # fmt: skip
    too_many = (await client.get(address, params=stay() | {"quantity": 3})).json()

    assert set(found) == {"venueId", "checkIn", "checkOut", "nights", "guests", "quantity", "data", "serverNow"}
    assert (found["venueId"], found["nights"], found["guests"], found["quantity"]) == (hotel.id, 4, 3, 2)
    assert {name: found[name] for name in ("checkIn", "checkOut")} == stay()
    room, verdict = found["data"][0], checked.json()
    assert set(room) == OFFER_FIELDS | {"availableQuantity", "totalPrice"}
    assert room["availableQuantity"] == verdict["availableQuantity"] == 2
    assert room["totalPrice"] == verdict["totalPrice"] == 200_000
    assert room["price"] == verdict["price"] == 25_000
    assert too_many["data"] == []


async def test_free_tables_fit_the_party_with_the_smallest_first(
    client: httpx2.AsyncClient, database: Database
) -> None:
    restaurant = await open_restaurant(database, seats=(6, 2, 4))
    address = f"/api/restaurants/{restaurant.id}/tables/available"

    found = (await client.get(address, params={"at": evening(), "guests": 3})).json()
    longer = (await client.get(address, params={"at": evening(), "durationMinutes": 180, "guests": 6})).json()
    at_night = (await client.get(address, params={"at": evening().replace("T19", "T05")})).json()

    assert set(found) == {"venueId", "guests", "data", "serverNow"}
    assert [table["maxGuests"] for table in found["data"]] == [4, 6]
    table = found["data"][0]
    assert set(table) == OFFER_FIELDS | {
        "availableQuantity", "totalPrice", "start", "end", "startLocal", "utcOffset",
    }  # fmt: skip
    assert (table["startLocal"], table["utcOffset"]) == (evening(), "+05:00")
    assert table["start"] == evening().replace("T19:00", "T14:00:00Z")
    assert table["end"] == evening().replace("T19:00", "T16:00:00Z")
    assert (table["totalPrice"], table["currency"], table["availableQuantity"]) == (0, "KZT", 1)
    assert [table["end"] for table in longer["data"]] == [evening().replace("T19:00", "T17:00:00Z")]
    assert at_night["data"] == []


async def test_a_new_owner_opens_a_hotel_and_becomes_a_vendor(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    owner = await bearer_as(runtime)

    made = await client.post("/api/hotels", json=NEW, headers=owner)

    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["name"], body["status"], body["offerCount"]) == ("Жаңа үй", "draft", 0)
    vendor = (await client.get(f"/api/v1/vendors/{body['vendorId']}", headers=owner)).json()
    assert (vendor["vertical"], vendor["name"]) == ("hotel", "Жаңа үй")
    address = f"/api/hotels/{body['id']}"
    assert (await client.get(address, headers=owner)).json() == body
    assert (await client.get(f"{address}/rooms", headers=owner)).json() == {"data": []}
    assert (await client.get(address)).status_code == 404, "a draft is not public"


async def test_the_next_place_joins_the_business_its_owner_has(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    owner = await bearer_as(runtime)

    first = (await client.post("/api/restaurants", json=NEW, headers=owner)).json()
    second = (await client.post("/api/restaurants", json=NEW, headers=owner)).json()

    assert second["vendorId"] == first["vendorId"]
    assert second["id"] != first["id"]


async def test_two_first_hotels_at_once_belong_to_one_business(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    owner = await bearer_as(runtime)

    made = await asyncio.gather(*(client.post("/api/hotels", json=NEW, headers=owner) for _ in range(6)))

    assert [one.status_code for one in made] == [201] * 6
    assert len({one.json()["vendorId"] for one in made}) == 1
    assert len({one.json()["id"] for one in made}) == 6


async def test_a_hotel_opened_twice_with_one_key_is_opened_once(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    headers = await bearer_as(runtime) | {"Idempotency-Key": "open-hotel-1"}

    first = await client.post("/api/hotels", json=NEW, headers=headers)
    second = await client.post("/api/hotels", json=NEW, headers=headers)

    assert (first.status_code, second.content) == (201, first.content)
    assert second.headers["idempotent-replayed"] == "true"


async def test_who_looks_after_several_businesses_names_one(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database
) -> None:
    async with database.transaction() as tx:
        user = await make_user(tx)
        stranger = await make_venue(tx)
    owner = await bearer(runtime, user)
    vendors = [
        (await client.post("/api/v1/vendors", json={"name": name, "vertical": "hotel"}, headers=owner)).json()["id"]
        for name in ("Один", "Два")
    ]

    unnamed = await client.post("/api/hotels", json=NEW, headers=owner)
    named = await client.post("/api/hotels", json=NEW | {"vendorId": vendors[1]}, headers=owner)
    foreign = await client.post("/api/hotels", json=NEW | {"vendorId": f"ven_{stranger.vendor_id}"}, headers=owner)

    assert unnamed.status_code == 422
    assert unnamed.json()["errors"][0]["pointer"] == "/vendorId"
    assert named.json()["vendorId"] == vendors[1]
    assert foreign.status_code == 404


async def test_an_operator_opens_a_place_for_a_business(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database
) -> None:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
    operator = await bearer_as(runtime, PlatformRole.OPERATOR)

    made = await client.post("/api/hotels", json=NEW | {"vendorId": f"ven_{venue.vendor_id}"}, headers=operator)

    assert made.status_code == 201, made.text
    assert made.json()["vendorId"] == f"ven_{venue.vendor_id}"


@pytest.mark.parametrize(
    ("address", "params", "status"),
    [
        ("/api/hotels/vnu_999999", {}, 404),
        ("/api/hotels/vnu_999999/rooms", {}, 404),
        ("/api/hotels/vnu_999999/rooms/available", stay(), 404),
        ("/api/hotels/hotel-1", {}, 422),
        ("/api/hotels", {"limit": 1000}, 422),
        ("/api/hotels", {"page": 0}, 422),
        ("/api/hotels/{id}/rooms/available", {}, 422),
        ("/api/hotels/{id}/rooms/available", {"checkIn": "2027-01-05", "checkOut": "2027-01-01"}, 422),
        ("/api/hotels/{id}/rooms/available", stay(nights=4000), 422),
        ("/api/hotels/{id}/rooms/available", stay() | {"quantity": 0}, 422),
    ],
)
async def test_wrong_questions_get_problems(
    client: httpx2.AsyncClient, database: Database, address: str, params: dict[str, Any], status: int
) -> None:
    hotel = await open_hotel(database)

    reply = await client.get(address.replace("{id}", hotel.id), params=params)

    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"


async def test_strangers_open_nothing(client: httpx2.AsyncClient) -> None:
    reply = await client.post("/api/hotels", json=NEW)

    assert reply.status_code == 401
