"""Booking, listing and cancelling by the routes of the third founding document, beside /api/v1."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from tests.contract.facade.factory import (
    GUEST,
    evening,
    open_hotel,
    open_restaurant,
    room_booking,
    stay,
    table_booking,
)
from tests.identity.factory import bearer, make_user

# What differs from one booking to the next, whichever address made it.
OWN = {"bookingId", "confirmationCode", "createdAt", "manageToken", "manageUrl", "serverNow", "holdExpiresAt"}


def in_v1(body: dict[str, Any]) -> dict[str, Any]:
    """The same wish for POST /api/v1/bookings."""
    names = {"roomId": "resourceId", "checkIn": "startDate", "checkOut": "endDate"}
    return {names.get(name, name): value for name, value in body.items()}


async def test_a_room_is_booked_like_in_v1(client: httpx2.AsyncClient, database: Database) -> None:
    hotel = await open_hotel(database, rooms=2)

    here = await client.post("/api/bookings/hotel", json=room_booking(hotel, venueId=hotel.id))
    there = await client.post("/api/v1/bookings", json=in_v1(room_booking(hotel)))

    assert (here.status_code, there.status_code) == (201, 201), here.text
    mine, theirs = here.json(), there.json()
    assert set(mine) == set(theirs)
    assert {name: mine[name] for name in set(mine) - OWN} == {name: theirs[name] for name in set(theirs) - OWN}
    assert mine["status"] == "confirmed"
    assert (mine["totalPrice"], mine["currency"]) == (100_000, "KZT")
    assert {"checkIn": mine["startDate"], "checkOut": mine["endDate"]} == stay()
    assert len(mine["confirmationCode"]) == 9


async def test_both_addresses_show_the_same_booking(client: httpx2.AsyncClient, database: Database) -> None:
    hotel = await open_hotel(database)
    here = (await client.post("/api/bookings/hotel", json=room_booking(hotel))).json()
    there = (await client.post("/api/v1/bookings", json=in_v1(room_booking(hotel)))).json()

    views = [
        (await client.get(f"/api/v1/bookings/{one['bookingId']}", params={"token": one["manageToken"]})).json()
        for one in (here, there)
    ]

    own = OWN | {"updatedAt", "timeline"}
    assert {name: views[0][name] for name in set(views[0]) - own} == {
        name: views[1][name] for name in set(views[1]) - own
    }
    assert [entry["what"] for entry in views[0]["timeline"]] == [entry["what"] for entry in views[1]["timeline"]]


async def test_a_table_is_booked_at_venue_time_for_its_usual_length(
    client: httpx2.AsyncClient, database: Database
) -> None:
    restaurant = await open_restaurant(database)

    booked = await client.post("/api/bookings/restaurant", json=table_booking(restaurant))
    again = await client.post("/api/bookings/restaurant", json=table_booking(restaurant, durationMinutes=90))

    assert booked.status_code == 201, booked.text
    body = booked.json()
    assert (body["status"], body["totalPrice"], body["paymentStatus"]) == ("confirmed", 0, "not_required")
    assert body["startDate"] == evening().replace("T19:00", "T14:00:00Z")
    assert body["endDate"] == evening().replace("T19:00", "T16:00:00Z")
    assert body["resourceId"] == restaurant.offer()
    assert again.status_code == 409
    assert again.json()["code"] == "slot-taken"
    assert 1 <= len(again.json()["alternatives"]) <= 3


async def test_races_over_both_addresses_sell_each_room_once(client: httpx2.AsyncClient, database: Database) -> None:
    hotel = await open_hotel(database, rooms=3)

    replies = await asyncio.gather(
        *(
            client.post(address, json=body)
            for _ in range(6)
            for address, body in (
                ("/api/bookings/hotel", room_booking(hotel)),
                ("/api/v1/bookings", in_v1(room_booking(hotel))),
            )
        )
    )

    assert sorted(reply.status_code for reply in replies) == [201] * 3 + [409] * 9
    assert {reply.json()["code"] for reply in replies if reply.status_code == 409} == {"slot-taken"}


async def test_a_key_books_once_and_belongs_to_one_request(client: httpx2.AsyncClient, database: Database) -> None:
    hotel = await open_hotel(database)
    headers = {"Idempotency-Key": "facade-0001"}

    first = await client.post("/api/bookings/hotel", json=room_booking(hotel), headers=headers)
    second = await client.post("/api/bookings/hotel", json=room_booking(hotel), headers=headers)
    other = await client.post("/api/bookings/hotel", json=room_booking(hotel, quantity=2), headers=headers)
    elsewhere = await client.post("/api/v1/bookings", json=in_v1(room_booking(hotel)), headers=headers)

    assert (first.status_code, second.content) == (201, first.content)
    assert second.headers["idempotent-replayed"] == "true"
    assert [other.status_code, elsewhere.status_code] == [422, 422]
    assert {other.json()["code"], elsewhere.json()["code"]} == {"idempotency-key-reused"}


async def test_one_click_books_for_the_signed_in_person_and_lists_it(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database
) -> None:
    hotel = await open_hotel(database)
    async with database.transaction() as tx:
        user = await make_user(tx, phone="+77015550418")
    headers = await bearer(runtime, user)
    wish = room_booking(hotel)
    del wish["userDetails"]

    booked = await client.post("/api/bookings/hotel", json=wish, headers=headers)
    mine = (await client.get("/api/bookings/my-bookings", headers=headers)).json()
    in_v1 = (await client.get("/api/v1/users/me/bookings", headers=headers)).json()
    cancelled = (await client.get("/api/bookings/my-bookings", params={"status": "cancelled"}, headers=headers)).json()

    assert booked.status_code == 201, booked.text
    assert mine == in_v1
    assert [one["bookingId"] for one in mine["data"]] == [booked.json()["bookingId"]]
    assert set(mine) == {"data", "pagination"}
    assert cancelled["data"] == []
    page = (await client.get(f"/api/v1/bookings/{booked.json()['bookingId']}", headers=headers)).json()
    assert page["userDetails"]["phone"] == "+77015550418"


@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_cancelling_answers_like_v1_and_frees_the_room(
    client: httpx2.AsyncClient, database: Database, method: str
) -> None:
    hotel = await open_hotel(database, rooms=1)
    made = (await client.post("/api/bookings/hotel", json=room_booking(hotel))).json()
    link = {"X-Booking-Token": made["manageToken"]}
    address = f"/api/bookings/{made['bookingId']}/cancel"

    stranger = await client.request(method, address)
    cancelled = await client.request(method, address, headers=link)
    in_v1 = await client.put(f"/api/v1/bookings/{made['bookingId']}/cancel", json={"reason": "plans"}, headers=link)
    anew = await client.post("/api/bookings/hotel", json=room_booking(hotel))

    assert stranger.status_code == 404
    assert cancelled.status_code == 200, cancelled.text
    assert set(cancelled.json()) == {
        "bookingId", "status", "refundAmount", "currency", "refundStatus", "cancelledAt",
    }  # fmt: skip
    assert cancelled.json() == in_v1.json()
    assert cancelled.json()["status"] == "cancelled"
    assert anew.status_code == 201


async def test_a_room_is_no_table_and_belongs_to_its_hotel(client: httpx2.AsyncClient, database: Database) -> None:
    hotel, restaurant = await open_hotel(database), await open_restaurant(database)

    as_table = await client.post("/api/bookings/restaurant", json=table_booking(hotel))
    as_room = await client.post("/api/bookings/hotel", json=room_booking(restaurant))
    elsewhere = await client.post("/api/bookings/hotel", json=room_booking(hotel, venueId=restaurant.id))

    assert [as_table.status_code, as_room.status_code, elsewhere.status_code] == [404, 404, 404]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"roomId": "room-1"}, "/roomId"),
        ({"checkIn": "soon"}, "/checkIn"),
        ({"checkIn": "2027-01-05", "checkOut": "2027-01-01"}, ""),
        ({"quantity": 0}, "/quantity"),
        ({"guests": 0}, "/guests"),
        ({"userDetails": None}, "/userDetails"),
        ({"userDetails": GUEST | {"phone": "12"}}, "/userDetails/phone"),
        ({"totalPrice": 1}, "/totalPrice"),
    ],
)
async def test_wrong_input_names_the_field(
    client: httpx2.AsyncClient, database: Database, changes: dict[str, Any], pointer: str
) -> None:
    hotel = await open_hotel(database)

    reply = await client.post("/api/bookings/hotel", json=room_booking(hotel, **changes))

    assert reply.status_code == 422, reply.text
    assert any(error["pointer"].startswith(pointer) for error in reply.json()["errors"])


async def test_lists_and_commands_need_somebody(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/bookings/my-bookings")).status_code == 401
    assert (await client.put("/api/bookings/bkg_1/cancel")).status_code == 422
