"""The founding booking API, field by field, against the whole application."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database
from tests.bookings.factory import Place, committed_rooms
from tests.pricing.factory import make_fee

USER = {"firstName": "John", "lastName": "Doe", "email": "john@example.com", "phone": "+7 701 555 04 18"}


@pytest.fixture
async def rooms(database: Database) -> Place:
    return await committed_rooms(database, capacity=2)


def stay(days_ahead: int = 10, nights: int = 4) -> dict[str, str]:
    first = datetime.now(UTC).date() + timedelta(days=days_ahead)
    return {"startDate": first.isoformat(), "endDate": (first + timedelta(days=nights)).isoformat()}


def request(place: Place, **changes: Any) -> dict[str, Any]:
    body = {
        "resourceId": f"res_{place.resource.id}", **stay(), "quantity": 1, "userDetails": USER,
        "paymentMethod": "pay_on_site",
    }  # fmt: skip
    return body | changes


async def test_one_call_books_and_answers_in_the_founding_shape(client: httpx2.AsyncClient, rooms: Place) -> None:
    reply = await client.post("/api/v1/bookings", json=request(rooms))

    assert reply.status_code == 201, reply.text
    body = reply.json()
    assert body["bookingId"].startswith("bkg_")
    assert body["status"] == "confirmed"
    assert body["resourceId"] == f"res_{rooms.resource.id}"
    assert (body["startDate"], body["endDate"]) == tuple(stay().values())
    assert (body["totalPrice"], body["currency"]) == (100_000, "KZT")
    assert len(body["confirmationCode"]) == 9
    assert datetime.fromisoformat(body["createdAt"]).utcoffset() == timedelta(0)
    assert body["createdAt"].endswith("Z")
    assert body["paymentStatus"] == "due_on_site"


async def test_the_booking_is_read_back_by_its_link_and_by_nobody_else(
    client: httpx2.AsyncClient, rooms: Place
) -> None:
    made = (await client.post("/api/v1/bookings", json=request(rooms))).json()

    by_stranger = await client.get(f"/api/v1/bookings/{made['bookingId']}")
    by_guest = await client.get(f"/api/v1/bookings/{made['bookingId']}", params={"token": made["manageToken"]})

    assert by_stranger.status_code == 404
    body = by_guest.json()
    assert by_guest.status_code == 200, by_guest.text
    assert body["resourceName"] == "Комфорт"
    assert body["userDetails"] == {"firstName": "John Doe", "email": "john@example.com", "phone": "+77015550418"}
    assert body["confirmationCode"] == made["confirmationCode"]
    assert body["totalPrice"] == 100_000
    assert body["startLocal"].endswith("T14:00")
    assert body["utcOffset"] == "+05:00"
    assert [line["amount"] for line in body["priceBreakdown"]] == [100_000]
    assert set(body["allowedActions"]) >= {"cancel", "reschedule"}
    assert [entry["what"] for entry in body["timeline"]] == ["confirm"]


async def test_a_free_offer_is_booked_although_its_business_charges_a_fee(
    client: httpx2.AsyncClient, database: Database
) -> None:
    gift = await committed_rooms(database, price=0, payment_timing=PaymentTiming.FREE)
    async with database.transaction() as tx:
        await make_fee(tx, vendor_id=gift.vendor_id)

    reply = await client.post("/api/v1/bookings", json=request(gift))

    assert reply.status_code == 201, reply.text
    body = reply.json()
    assert (body["status"], body["totalPrice"], body["paymentStatus"]) == ("confirmed", 0, "not_required")


async def test_a_repeated_request_with_one_key_books_once(client: httpx2.AsyncClient, rooms: Place) -> None:
    headers = {"Idempotency-Key": "one-and-the-same"}

    first = await client.post("/api/v1/bookings", json=request(rooms), headers=headers)
    second = await client.post("/api/v1/bookings", json=request(rooms), headers=headers)

    assert first.content == second.content
    assert second.headers["idempotent-replayed"] == "true"


async def test_the_last_place_is_sold_once_and_the_loser_gets_alternatives(
    client: httpx2.AsyncClient, rooms: Place
) -> None:
    replies = await asyncio.gather(*(client.post("/api/v1/bookings", json=request(rooms)) for _ in range(12)))

    assert sorted(reply.status_code for reply in replies) == [201] * 2 + [409] * 10
    for reply in replies:
        if reply.status_code == 409:
            body = reply.json()
            assert body["code"] == "slot-taken"
            assert 1 <= len(body["alternatives"]) <= 3
            assert body["alternatives"][0]["resourceId"].startswith("res_")
            assert body["alternatives"][0]["price"] == 100_000


async def test_hold_then_checkout_then_calendar_file(client: httpx2.AsyncClient, rooms: Place) -> None:
    line = {"resourceId": f"res_{rooms.resource.id}", **stay(), "quantity": 1}
    held = await client.post("/api/v1/holds", json={"lines": [line]}, headers={"Idempotency-Key": "hold-0001"})
    assert held.status_code == 201, held.text
    hold = held.json()
    left = datetime.fromisoformat(hold["expiresAt"]) - datetime.fromisoformat(hold["serverNow"])
    assert timedelta(minutes=9, seconds=58) < left <= timedelta(minutes=10)
    link = {"X-Booking-Token": hold["manageToken"]}

    longer = await client.post(
        f"/api/v1/holds/{hold['holdId']}/extend", headers={**link, "Idempotency-Key": "extend-01"}
    )
    booked = await client.post(
        "/api/v1/bookings",
        json={"holdId": hold["holdId"], "userDetails": USER, "paymentMethod": "pay_on_site"},
        headers={**link, "Idempotency-Key": "book-0001"},
    )
    file = await client.get(f"/api/v1/bookings/{hold['bookingId']}/calendar.ics", headers=link)

    assert longer.json()["extensionsLeft"] == 9
    assert booked.status_code == 201, booked.text
    assert booked.json()["status"] == "confirmed"
    assert file.headers["content-type"].startswith("text/calendar")
    assert b"BEGIN:VTIMEZONE" in file.content
    assert f"UID:{hold['bookingId']}@smartbooking" in file.text


async def test_cancelling_returns_what_the_preview_said_and_frees_the_place(
    client: httpx2.AsyncClient, rooms: Place
) -> None:
    made = (await client.post("/api/v1/bookings", json=request(rooms, quantity=2))).json()
    link = {"X-Booking-Token": made["manageToken"]}
    address = f"/api/v1/bookings/{made['bookingId']}"

    preview = (await client.get(f"{address}/refund-preview", headers=link)).json()
    cancelled = await client.post(f"{address}/cancel", json={"reason": "plans", "refundRequested": True}, headers=link)
    again = await client.put(f"{address}/cancel", json={"reason": "plans"}, headers=link)
    anew = await client.post("/api/v1/bookings", json=request(rooms, quantity=2))

    assert preview["refundAmount"] == 0
    assert cancelled.status_code == 200, cancelled.text
    body = cancelled.json()
    assert (body["status"], body["refundAmount"]) == ("cancelled", 0)
    assert again.json()["cancelledAt"] == body["cancelledAt"]
    assert anew.status_code == 201


async def test_rescheduling_takes_the_new_nights_and_frees_the_old_ones(
    client: httpx2.AsyncClient, rooms: Place
) -> None:
    made = (await client.post("/api/v1/bookings", json=request(rooms, quantity=2))).json()
    link = {"X-Booking-Token": made["manageToken"], "Idempotency-Key": "move-0001"}

    moved = await client.post(
        f"/api/v1/bookings/{made['bookingId']}/reschedule", json=stay(days_ahead=40), headers=link
    )
    old = await client.post("/api/v1/bookings", json=request(rooms, quantity=2))
    new = await client.post("/api/v1/bookings", json=request(rooms, **stay(days_ahead=40)))

    assert moved.status_code == 200, moved.text
    assert moved.json()["startDate"] == stay(days_ahead=40)["startDate"]
    assert old.status_code == 201
    assert new.status_code == 409


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"resourceId": "hotel_1"}, "/resourceId"),
        ({"quantity": 0}, "/quantity"),
        ({"startDate": "soon"}, "/startDate"),
        ({"userDetails": {"firstName": "A"}}, "/userDetails"),
        ({"userDetails": USER | {"phone": "12"}}, "/userDetails/phone"),
        ({"userDetails": USER | {"email": "no"}}, "/userDetails/email"),
        ({"status": "confirmed"}, "/status"),
        ({"totalPrice": 1}, "/totalPrice"),
    ],
)
async def test_wrong_input_names_the_field(
    client: httpx2.AsyncClient, rooms: Place, change: dict[str, Any], pointer: str
) -> None:
    reply = await client.post("/api/v1/bookings", json=request(rooms, **change))

    assert reply.status_code == 422, reply.text
    assert any(error["pointer"].startswith(pointer) for error in reply.json()["errors"])


async def test_a_guest_finds_the_way_back_with_code_and_phone(client: httpx2.AsyncClient, rooms: Place) -> None:
    made = (await client.post("/api/v1/bookings", json=request(rooms))).json()
    code = made["confirmationCode"]

    right = await client.get("/api/v1/bookings/lookup", params={"code": code, "contact": "8 701 555 04 18"})
    wrong = await client.get("/api/v1/bookings/lookup", params={"code": code, "contact": "+77770000000"})

    assert right.json()["bookingId"] == made["bookingId"]
    assert wrong.status_code == 404
