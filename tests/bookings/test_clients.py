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


async def written(desk: Desk, **card: Any) -> str:  # noqa: F811  # Any: JSON
    made = await desk.call("POST", "/clients", json=card, status=201)
    key: str = made.json()["clientId"]
    return key


async def test_two_cards_of_one_person_become_one_with_all_visits_and_words(desk: Desk, database: Database) -> None:  # noqa: F811
    for hour, phone in ((10, "87015550431"), (12, "87015550432")):
        await remember(database, await desk.book(hour, {"name": "Сәуле", "phone": phone}))
    by_phone = {client["phone"]: client["clientId"] for client in await found(desk)}
    keep, other = by_phone["+77015550431"], by_phone["+77015550432"]
    note = {"name": "Сәуле", "phone": "87015550432", "tags": ["VIP"], "note": "Чай", "version": 1}
    await desk.call("PUT", f"/clients/{other}", json=note)
    alike = (await desk.call("GET", f"/clients/{keep}")).json()["alike"]

    merged = (await desk.call("POST", f"/clients/{keep}/merged", json={"otherId": other})).json()
    again = (await desk.call("POST", f"/clients/{keep}/merged", json={"otherId": other})).json()

    assert [card["clientId"] for card in alike] == [other]
    assert (merged["phone"], merged["tags"], merged["note"], merged["version"]) == ("+77015550431", ["VIP"], "Чай", 2)
    assert again == merged
    card = (await desk.call("GET", f"/clients/{other}")).json()
    assert (card["clientId"], len(card["bookings"]), card["alike"]) == (keep, 2, [])
    assert [one["clientId"] for one in await found(desk, query="5550432")] == [keep]


async def test_the_next_booking_under_a_merged_phone_makes_no_third_card(desk: Desk, database: Database) -> None:  # noqa: F811
    keep = await written(desk, name="Сәуле", phone="87015550431")
    other = await written(desk, name="С. Ким", phone="87015550432")
    await desk.call("POST", f"/clients/{keep}/merged", json={"otherId": other})

    await remember(database, await desk.book(10, {"name": "Сәуле", "phone": "87015550432"}))

    [client] = await found(desk)
    assert (client["clientId"], "nextVisit" in client) == (keep, True)


async def test_a_merge_is_taken_back_and_only_once(desk: Desk, database: Database) -> None:  # noqa: F811
    keep = await written(desk, name="Сәуле", phone="87015550431")
    other = await written(desk, name="С. Ким", phone="87015550432")
    await desk.call("POST", f"/clients/{keep}/merged", json={"otherId": other})
    await remember(database, await desk.book(10, {"name": "Сәуле", "phone": "87015550432"}))

    await desk.call("DELETE", f"/clients/{keep}/merged/{other}")

    assert {client["clientId"]: "nextVisit" in client for client in await found(desk)} == {keep: False, other: True}
    await desk.call("DELETE", f"/clients/{keep}/merged/{other}", status=404)


async def test_a_booking_under_both_contacts_counts_once(desk: Desk, database: Database) -> None:  # noqa: F811
    contact = {"name": "Сәуле", "phone": "87015550431", "email": "saule@example.com"}
    await remember(database, await desk.book(10, contact))
    [keep] = [client["clientId"] for client in await found(desk)]
    other = await written(desk, name="Сәуле", email="saule@example.com")
    await desk.call("POST", f"/clients/{keep}/merged", json={"otherId": other})

    card = (await desk.call("GET", f"/clients/{keep}")).json()

    assert len(card["bookings"]) == 1
    assert [one["email"] for one in card["merged"]] == ["saule@example.com"]


async def test_a_card_is_merged_into_one_person_only(desk: Desk) -> None:  # noqa: F811
    first, second, third = [await written(desk, name=name, phone=f"8701555043{name}") for name in "123"]
    await desk.call("POST", f"/clients/{first}/merged", json={"otherId": second})

    late = await desk.call("POST", f"/clients/{second}/merged", json={"otherId": third}, status=409)
    itself = await desk.call("POST", f"/clients/{first}/merged", json={"otherId": first}, status=422)

    assert late.json()["code"] == "client-merged"
    assert itself.json()["errors"][0]["pointer"] == "/otherId"
    whole = (await desk.call("POST", f"/clients/{third}/merged", json={"otherId": first})).json()
    assert whole["clientId"] == third
    assert len((await desk.call("GET", f"/clients/{third}")).json()["merged"]) == 2


async def test_another_business_sees_no_clients(
    desk: Desk,  # noqa: F811
    client: httpx2.AsyncClient,
    runtime: Runtime,
) -> None:
    await desk.call("POST", "/clients", json={"name": "Дана", "phone": "87015550421"}, status=201)

    reply = await client.get(f"{desk.base}/clients")

    assert reply.status_code == 401
