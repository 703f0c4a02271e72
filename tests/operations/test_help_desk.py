"""From "please call me" to the end of the call, over HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.principal import PlatformRole
from smartbooking.operations import jobs
from tests.bookings.factory import committed_rooms
from tests.bookings.test_booking_over_http import request
from tests.identity.factory import bearer_as

ASK = "/api/v1/support/requests"
DESK = "/api/v1/operations/support-requests"
Headers = dict[str, str]


@pytest.fixture
async def operator(runtime: Runtime) -> Headers:
    return await bearer_as(runtime, PlatformRole.OPERATOR)


async def ask(client: httpx2.AsyncClient, phone: str = "8 701 555 04 18", **more: Any) -> dict[str, Any]:
    reply = await client.post(ASK, json={"phone": phone, **more})
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_whoever_asks_is_promised_a_time_and_sees_how_far_we_are(
    client: httpx2.AsyncClient, operator: Headers
) -> None:
    first = await ask(client)
    second = await ask(client, "+7 702 000 11 22")
    progress = await client.get(f"{ASK}/progress", params={"secret": second["secret"]})

    assert (first["status"], first["ahead"]) == ("waiting", 0)
    assert progress.json()["ahead"] == 1
    assert (await client.get(f"{ASK}/progress", params={"secret": second["secret"] + "x"})).status_code == 404

    taken = await client.post(f"{DESK}/{first['requestId']}/take", headers=operator)
    done = await client.post(
        f"{DESK}/{first['requestId']}/close", json={"outcome": "done", "note": "ok"}, headers=operator
    )

    assert (taken.json()["status"], done.json()["status"], done.json()["calls"]) == ("taken", "done", 1)
    assert (await client.get(f"{ASK}/progress", params={"secret": second["secret"]})).json()["ahead"] == 0
    assert (await client.get(f"{ASK}/progress", params={"secret": first["secret"]})).json()["status"] == "done"


async def test_asking_twice_is_one_call_that_keeps_its_place(client: httpx2.AsyncClient, operator: Headers) -> None:
    first = await ask(client, note="one")
    again = await ask(client, "+77015550418", note="two")
    listed = (await client.get(DESK, headers=operator)).json()["data"]

    assert (again["requestId"], again["promisedAt"]) == (first["requestId"], first["promisedAt"])
    assert [(one["phone"], one["note"]) for one in listed] == [("+77015550418", "two")]


async def test_a_booking_is_attached_only_for_who_may_see_it(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    booked = (await client.post("/api/v1/bookings", json=request(await committed_rooms(database, capacity=1)))).json()

    by_stranger = await client.post(ASK, json={"phone": "87015550418", "bookingId": booked["bookingId"]})
    by_guest = await client.post(
        ASK, json={"phone": "87015550418", "bookingId": booked["bookingId"]},
        headers={"X-Booking-Token": booked["manageToken"]},
    )  # fmt: skip

    assert (by_stranger.status_code, by_guest.status_code) == (404, 201)
    assert (await client.get(DESK, headers=operator)).json()["data"][0]["bookingId"] == booked["bookingId"]


async def test_of_two_operators_at_once_one_takes_the_call(
    client: httpx2.AsyncClient, runtime: Runtime, operator: Headers
) -> None:
    owed = (await ask(client))["requestId"]
    colleague = await bearer_as(runtime, PlatformRole.OPERATOR)

    replies = await asyncio.gather(
        *(client.post(f"{DESK}/{owed}/take", headers=who) for who in (operator, colleague))
    )  # fmt: skip
    loser = colleague if replies[0].status_code == 200 else operator
    theft = await client.post(f"{DESK}/{owed}/release", headers=loser)

    assert sorted(reply.status_code for reply in replies) == [200, 409]
    assert (theft.status_code, theft.json()["code"]) == (409, "invalid-transition")


async def test_nobody_answered_so_the_call_waits_again_with_a_later_promise(
    client: httpx2.AsyncClient, operator: Headers
) -> None:
    owed = await ask(client)
    address = f"{DESK}/{owed['requestId']}"
    ends = []
    for _ in range(3):
        await client.post(f"{address}/take", headers=operator)
        reply = await client.post(f"{address}/close", json={"outcome": "unreached"}, headers=operator)
        ends.append(reply.json())

    assert [end["status"] for end in ends] == ["waiting", "waiting", "unreached"]
    again = datetime.fromisoformat(ends[0]["promisedAt"]) - datetime.now(UTC)
    assert timedelta(minutes=28) < again <= timedelta(minutes=30)
    assert (await client.get(DESK, headers=operator)).json()["data"] == []


async def test_every_step_of_an_operator_is_in_the_trail(client: httpx2.AsyncClient, operator: Headers) -> None:
    owed = (await ask(client))["requestId"]
    await client.post(f"{DESK}/{owed}/take", headers=operator)
    await client.post(f"{DESK}/{owed}/close", json={"outcome": "done"}, headers=operator)

    trail = await client.get("/api/v1/operations/audit", params={"subject": owed}, headers=operator)
    first_page = await client.get(
        "/api/v1/operations/audit", params={"action": "support", "limit": 1}, headers=operator
    )
    before = first_page.json()["nextBefore"]
    second_page = await client.get(
        "/api/v1/operations/audit", params={"action": "support", "limit": 1, "before": before}, headers=operator
    )

    assert [entry["action"] for entry in trail.json()["data"]] == ["support.close", "support.take"]
    assert [entry["action"] for entry in second_page.json()["data"]] == ["support.take"]


async def test_people_and_their_words_are_forgotten_90_days_after_the_call(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    old, open_one = await ask(client), await ask(client, "+7 702 000 11 22")
    await client.post(f"{DESK}/{old['requestId']}/take", headers=operator)
    await client.post(f"{DESK}/{old['requestId']}/close", json={"outcome": "done"}, headers=operator)

    await jobs.forget_requests(database, now=datetime.now(UTC) + timedelta(days=89))
    async with database.reading() as read:
        before = await read.scalar(text("select count(*) from operations.support_request"))
    await jobs.forget_requests(database, now=datetime.now(UTC) + timedelta(days=91))
    async with database.reading() as read:
        left = (await read.scalars(text("select phone from operations.support_request"))).all()

    assert before == 2
    assert left == ["+77020001122"], open_one


async def test_the_hours_of_the_desk_are_public(client: httpx2.AsyncClient) -> None:
    told = (await client.get("/api/v1/support/contact")).json()

    assert (told["opens"], told["closes"], told["tz"], told["promiseMinutes"]) == ("09:00", "21:00", "Asia/Almaty", 10)
    assert (told["phone"], told["whatsappUrl"]) == ("", "")


async def test_one_field_finds_a_booking_by_code_phone_and_name(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    booked = (await client.post("/api/v1/bookings", json=request(await committed_rooms(database, capacity=1)))).json()

    for query in (booked["confirmationCode"], "87015550418", "doe"):
        found = (await client.get("/api/v1/operations/find", params={"query": query}, headers=operator)).json()
        assert [one["id"] for one in found["bookings"]] == [booked["bookingId"]], query
    nothing = (await client.get("/api/v1/operations/find", params={"query": "zzzz"}, headers=operator)).json()
    assert nothing == {"people": [], "bookings": [], "businesses": []}


async def test_the_board_counts_what_is_in_the_tables(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    place = await committed_rooms(database, capacity=2)
    empty = (await client.get("/api/v1/operations/board", headers=operator)).json()
    await client.post("/api/v1/bookings", json=request(place))
    await ask(client)
    full = (await client.get("/api/v1/operations/board", headers=operator)).json()

    assert (empty["bookedHour"], empty["callsOwed"]) == (0, 0)
    assert (full["bookedHour"], full["bookedMinutes"], full["callsOwed"], full["callsLate"]) == (1, 1, 1, 0)
