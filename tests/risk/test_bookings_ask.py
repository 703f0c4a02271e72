"""Bookings ask risk: kept with the booking in its own transaction, one more step, never a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.risk.domain import Mode
from tests.bookings.factory import Place, committed_rooms
from tests.payments.provider import Provider
from tests.risk.factory import act_everywhere, kept, past, switch, wish

BOOK = "/api/v1/bookings"


@pytest.fixture
async def place(database: Database) -> Place:
    return await committed_rooms(database, capacity=20)


async def book(client: httpx2.AsyncClient, place: Place, status: int = 201, **more: Any) -> dict[str, Any]:
    reply = await client.post(BOOK, json=wish(place, **more))
    assert reply.status_code == status, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def two_no_shows(client: httpx2.AsyncClient, database: Database, place: Place, **more: Any) -> None:
    for _ in range(2):
        await past(database, (await book(client, place, **more))["bookingId"], "no_show")


async def test_nothing_is_asked_or_kept_while_risk_is_off(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await two_no_shows(client, database, place)
    reply = await client.post(BOOK, json=wish(place))

    assert reply.json()["status"] == "confirmed"
    assert "set-cookie" not in reply.headers
    assert await kept(database) == []


async def test_who_only_watches_keeps_the_advice_and_disturbs_nobody(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await two_no_shows(client, database, place)
    await switch(database, Mode.WATCH)
    calm = await book(client, place, phone="+77010000002")
    marked = await book(client, place)

    assert (calm["status"], marked["status"]) == ("confirmed", "confirmed")
    rows = await kept(database)
    assert [(row.rule_points, row.points, row.level, row.review, row.acted) for row in rows] == [
        (0, 0, "calm", "none", False), (35, 51, "watch", "waiting", False),
    ]  # fmt: skip
    assert rows[-1].signals["no_shows"] == 2
    assert rows[-1].step_up == "approval"  # nothing but the desk takes money here


async def test_no_shows_at_another_business_do_not_count(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await switch(database, Mode.WATCH)
    await two_no_shows(client, database, await committed_rooms(database, capacity=9))
    await book(client, place)

    assert (await kept(database))[-1].signals.get("no_shows", 0) == 0


async def test_where_money_can_be_taken_first_it_is_asked_for_and_paid_bookings_stand(
    client: httpx2.AsyncClient, database: Database, place: Place, cards: Provider
) -> None:
    await two_no_shows(client, database, place)
    await act_everywhere(database, place)

    asked = await book(client, place, status=409)
    assert (asked["code"], asked["methods"], asked["dueNow"]) == ("prepayment-needed", ["sandbox"], 50000.0)
    assert await kept(database) == []
    paid = await book(client, place, paymentMethod="sandbox", paymentDetails={"token": "tok_success"})

    # The card would have been charged without a question; now the bank has to ask.
    assert (paid["status"], paid["nextAction"]["type"]) == ("pending_payment", "redirect")
    (row,) = await kept(database)
    assert (row.points, row.wanted, row.step_up, row.acted) == (39, "prepay", "three_d_secure", True)
    async with database.reading() as read:
        assert (await read.execute(text("select bank_check from payments.attempt"))).scalars().all() == [True]


async def test_who_is_only_watched_pays_as_ever(
    client: httpx2.AsyncClient, database: Database, place: Place, cards: Provider
) -> None:
    await two_no_shows(client, database, place)
    await switch(database, Mode.WATCH)
    paid = await book(client, place, paymentMethod="sandbox", paymentDetails={"token": "tok_success"})

    assert paid["status"] == "confirmed"
    assert [(row.step_up, row.acted) for row in await kept(database)] == [("three_d_secure", False)]


async def test_where_money_can_not_be_taken_first_the_business_says_yes_first(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await two_no_shows(client, database, place)
    await act_everywhere(database, place)

    asked = await book(client, place)
    seen = await client.get(f"{BOOK}/{asked['bookingId']}", headers={"X-Booking-Token": asked["manageToken"]})

    assert asked["status"] == "awaiting_approval"
    assert seen.json()["requiresApproval"] is True
    assert [(row.step_up, row.acted, row.review) for row in await kept(database)] == [("approval", True, "waiting")]


async def test_a_held_place_is_looked_at_when_it_gets_a_name(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await two_no_shows(client, database, place)
    await act_everywhere(database, place)
    line = {key: wish(place)[key] for key in ("resourceId", "startDate", "endDate", "quantity")}
    reply = await client.post("/api/v1/holds", json={"lines": [line]}, headers={"Idempotency-Key": "hold-12345"})
    held = reply.json()
    assert await kept(database) == []

    finished = await client.post(
        BOOK, headers={"X-Booking-Token": held["manageToken"], "Idempotency-Key": "book-12345"},
        json={"holdId": held["holdId"], "userDetails": wish(place)["userDetails"], "paymentMethod": "pay_on_site"},
    )  # fmt: skip

    assert finished.json()["status"] == "awaiting_approval"
    (row,) = await kept(database)
    assert (row.acted, row.signals["no_shows"], row.signals.get("places_kept", 0)) == (True, 2, 0)


async def test_a_business_that_only_watches_asks_for_nothing_although_the_platform_may_act(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await two_no_shows(client, database, place)
    await switch(database, Mode.ACT)

    assert (await book(client, place))["status"] == "confirmed"


async def test_one_browser_with_many_names_is_known_by_its_number_and_nothing_else_is_stored_of_it(
    client: httpx2.AsyncClient, database: Database, place: Place, clone: Any
) -> None:
    await switch(database, Mode.WATCH)
    for number in range(4):
        await book(client, place, phone=f"+7701000010{number}")
    rows = await kept(database)

    assert [row.signals.get("device_contacts_day", 0) for row in rows] == [0, 1, 2, 3]
    assert [row.signals.get("device_bookings_day", 0) for row in rows] == [0, 1, 2, 3]
    assert (rows[3].level, [one["code"] for one in rows[3].reasons][:1]) == ("watch", ["device_many_names"])
    kept_number = client.cookies["sb_device"]
    connection = await asyncpg.connect(clone.owner_url)
    stored = await connection.fetchval(
        "select string_agg(source, ' ') || (select string_agg(signals::text, ' ') from risk.assessment)"
        " from bookings.hold_source"
    )
    await connection.close()
    assert len(kept_number) == 22
    assert kept_number not in stored
    assert "7701" not in stored


async def test_a_forged_number_is_not_taken(client: httpx2.AsyncClient, database: Database, place: Place) -> None:
    await switch(database, Mode.WATCH)
    reply = await client.post(BOOK, json=wish(place), headers={"Cookie": "sb_device=' or 1=1"})

    assert reply.status_code == 201
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/api/v1" in cookie


async def test_a_repeated_request_is_vetted_once(client: httpx2.AsyncClient, database: Database, place: Place) -> None:
    await switch(database, Mode.WATCH)
    replies = await asyncio.gather(
        *(client.post(BOOK, json=wish(place), headers={"Idempotency-Key": "once-12345"}) for _ in range(5))
    )

    assert {reply.status_code for reply in replies} <= {201, 409}
    assert len(await kept(database)) == 1


async def test_a_booking_that_fails_leaves_no_advice(client: httpx2.AsyncClient, database: Database) -> None:
    await switch(database, Mode.WATCH)
    small = await committed_rooms(database, capacity=1)
    replies = await asyncio.gather(*(client.post(BOOK, json=wish(small)) for _ in range(6)))

    assert sorted(reply.status_code for reply in replies) == [201, 409, 409, 409, 409, 409]
    assert len(await kept(database)) == 1


async def test_the_staff_who_book_for_others_are_not_vetted(
    client: httpx2.AsyncClient, database: Database, place: Place, staff_of: Callable[[int], Any]
) -> None:
    await switch(database, Mode.WATCH)
    headers = await staff_of(place.vendor_id)

    assert (await client.post(BOOK, json=wish(place), headers=headers)).status_code == 201
    assert await kept(database) == []
