"""The client book over HTTP: filled by bookings, by hand and from files, and taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx2

from smartbooking.bookings.service import clients
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import parse_uuid
from tests.bookings.test_desk import Desk, desk  # noqa: F401  # the fixture

JSON = dict[str, Any]


async def remember(database: Database, booking: JSON) -> None:
    """What the worker does with the event of a booking."""
    key: UUID = parse_uuid("bkg", booking["bookingId"])
    async with database.transaction() as tx:
        await clients.remember(tx, booking_id=key)


async def found(desk: Desk, **query: str) -> list[JSON]:  # noqa: F811
    data: list[JSON] = (await desk.call("GET", "/clients", params=query)).json()["data"]
    return data


async def test_whoever_books_is_in_the_book_once(desk: Desk, database: Database) -> None:  # noqa: F811
    first = await desk.book(10, {"name": "Ербол", "phone": "+77015550418"})
    second = await desk.book(12, {"name": "Ербол С.", "phone": "8 701 555 04 18"})
    for booking in (first, second, second):
        await remember(database, booking)

    [client] = await found(desk, query="550418")

    assert (client["name"], client["phone"], client["visits"]) == ("Ербол", "+77015550418", 0)
    assert client["nextVisit"] == first["startsAt"]
    card = (await desk.call("GET", f"/clients/{client['clientId']}")).json()
    assert [b["bookingId"] for b in card["bookings"]] == [second["bookingId"], first["bookingId"]]


async def test_a_card_is_changed_on_the_version_one_saw(desk: Desk) -> None:  # noqa: F811
    made = (await desk.call("POST", "/clients", json={"name": "Дана", "phone": "87015550421"}, status=201)).json()
    card = {"name": "Дана", "phone": "+77015550421", "tags": ["VIP"], "note": "Чай", "version": 1}

    changed = (await desk.call("PUT", f"/clients/{made['clientId']}", json=card)).json()
    late = await desk.call("PUT", f"/clients/{made['clientId']}", json=card, status=409)

    assert (changed["tags"], changed["note"], changed["version"]) == (["VIP"], "Чай", 2)
    assert late.json()["code"] == "stale-version"
    assert [c["clientId"] for c in await found(desk, tag="VIP")] == [made["clientId"]]


async def test_the_same_phone_is_not_written_down_twice(desk: Desk) -> None:  # noqa: F811
    await desk.call("POST", "/clients", json={"name": "Дана", "phone": "87015550421"}, status=201)

    again = await desk.call("POST", "/clients", json={"name": "Д.", "phone": "+7 701 555 04 21"}, status=409)

    assert again.json()["code"] == "client-known"


async def test_a_rehearsed_import_says_what_the_real_one_does_and_writes_nothing(desk: Desk) -> None:  # noqa: F811
    await desk.call("POST", "/clients", json={"name": "Дана", "phone": "87015550421"}, status=201)
    rows = [
        {"name": "Дана", "phone": "8 701 555 04 21"}, {"name": "Асель", "phone": "87015550422"},
        {"name": "Асель", "phone": "+77015550422"}, {"name": "Никто", "phone": "нет"},
        {"name": "Почта", "email": "Post@Example.com"},
    ]  # fmt: skip

    rehearsed = (await desk.call("POST", "/clients/imports", json={"rows": rows, "rehearse": True})).json()
    before = len(await found(desk))
    real = (await desk.call("POST", "/clients/imports", json={"rows": rows})).json()

    assert before == 1
    assert {**rehearsed, "importId": real["importId"]} == real
    assert (real["created"], real["known"]) == (2, 2)
    assert real["refused"] == [{"row": 4, "field": "phone", "value": "нет"}]


async def test_undoing_an_import_keeps_whom_somebody_worked_with(desk: Desk, database: Database) -> None:  # noqa: F811
    rows = [{"name": "Асель", "phone": "87015550422"}, {"name": "Ермек", "phone": "87015550423"}]
    done = (await desk.call("POST", "/clients/imports", json={"rows": rows})).json()
    await remember(database, await desk.book(10, {"name": "Ермек", "phone": "87015550423"}))

    undone = (await desk.call("DELETE", f"/clients/imports/{done['importId']}")).json()

    assert undone == {"removed": 1}
    assert [client["name"] for client in await found(desk)] == ["Ермек"]
    [past] = (await desk.call("GET", "/clients/imports")).json()["data"]
    assert past["created"] == 1
    assert "undoneAt" in past


async def test_another_business_sees_no_clients(
    desk: Desk,  # noqa: F811
    client: httpx2.AsyncClient,
    runtime: Runtime,
) -> None:
    await desk.call("POST", "/clients", json={"name": "Дана", "phone": "87015550421"}, status=201)

    reply = await client.get(f"{desk.base}/clients")

    assert reply.status_code == 401
