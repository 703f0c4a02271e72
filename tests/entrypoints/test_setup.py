"""The wizard's requests: a business from a template, its test booking, its invitations, what roles may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from smartbooking.catalog.service import verticals
from smartbooking.entrypoints.setup.trying import remove_test
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import parse_uuid, uuid7
from tests.identity.factory import make_user, sign_in

JSON = dict[str, Any]


class Person:
    """Somebody with an account who sends requests."""

    def __init__(self, client: httpx2.AsyncClient, token: str) -> None:
        self._client, self._token = client, token

    async def send(self, method: str, path: str, body: JSON | None = None, expect: int = 200) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": uuid7().hex, "Accept-Language": "ru"}
        reply = await self._client.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert reply.status_code == expect, reply.text
        return reply.json()

    async def open(self, vertical: str, name: str = "Проба") -> JSON:
        opened: JSON = await self.send("POST", "/setup", {"vertical": vertical, "name": name}, 201)
        return opened


async def person(client: httpx2.AsyncClient, runtime: Runtime, **facts: Any) -> Person:
    async def make(tx: Tx) -> Any:
        return await make_user(tx, **facts)

    user = await runtime.database.run(make)
    return Person(client, (await sign_in(runtime, user)).access_token)


@pytest.fixture
async def owner(client: httpx2.AsyncClient, runtime: Runtime) -> Person:
    return await person(client, runtime, email="owner@example.com")


@pytest.mark.parametrize("vertical", list(verticals()))
async def test_every_template_is_booked_by_a_stranger_with_the_link_and_paid_on_the_spot(
    client: httpx2.AsyncClient, owner: Person, vertical: str
) -> None:
    opened = await owner.open(vertical)
    page = (await client.get(f"/api/v1/businesses/{opened['slug']}")).json()
    trial = await owner.send("POST", f"/vendors/{opened['vendorId']}/test-bookings", {}, 201)
    booking = await owner.send("GET", f"/bookings/{trial['bookingId']}")

    assert page["listed"] is False
    assert {offer["paymentTiming"] for offer in page["offers"]} <= {"on_site", "free"}
    assert all(offer["price"] is not None for offer in page["offers"])
    assert booking["status"] == "confirmed"


async def test_nothing_of_it_is_found_by_searching(client: httpx2.AsyncClient, owner: Person) -> None:
    await owner.open("salon", "Единственный салон")
    found = (await client.get("/api/v1/resources/search", params={"q": "Единственный"})).json()

    assert found["pagination"]["total"] == 0


async def test_a_closed_link_hides_the_business_from_strangers_again(client: httpx2.AsyncClient, owner: Person) -> None:
    opened = await owner.open("sauna")
    vendor = await owner.send("GET", f"/vendors/{opened['vendorId']}")
    change = {"version": vendor["version"], "openByLink": False}
    await owner.send("PATCH", f"/vendors/{opened['vendorId']}", change)

    assert (await client.get(f"/api/v1/businesses/{opened['slug']}")).status_code == 404


async def test_a_deposit_is_not_taken_before_the_business_is_verified(
    client: httpx2.AsyncClient, owner: Person, database: Database
) -> None:
    opened = await owner.open("hotel")
    room = next(offer["offerId"] for offer in opened["offers"])
    address = f"/vendors/{opened['vendorId']}/resources/{room}"
    version = (await owner.send("GET", address))["version"]
    await owner.send("PATCH", address, {"version": version, "paymentTiming": "deposit"})
    arrival = datetime.now(UTC).date() + timedelta(days=20)
    line = {"resourceId": room, "startDate": str(arrival), "endDate": str(arrival + timedelta(days=2))}
    quote = (await client.post("/api/v1/quotes", json={"lines": [line]})).json()

    assert quote["dueNow"] == 0
    assert quote["dueOnSite"] == quote["total"] > 0


async def test_a_test_booking_gives_its_place_back(owner: Person, database: Database) -> None:
    opened = await owner.open("salon")
    trial = await owner.send("POST", f"/vendors/{opened['vendorId']}/test-bookings", {}, 201)
    number = parse_uuid("bkg", trial["bookingId"])

    async def remove(tx: Tx) -> None:
        await remove_test(tx, booking_id=number, now=datetime.now(UTC))

    for _ in range(2):
        await database.run(remove)
    booking = await owner.send("GET", f"/bookings/{trial['bookingId']}")
    again = await owner.send("POST", f"/vendors/{opened['vendorId']}/test-bookings", {}, 201)

    assert booking["status"] == "cancelled"
    assert again["startLocal"] == trial["startLocal"]


async def test_an_invitation_serves_only_the_invited_contact(
    client: httpx2.AsyncClient, runtime: Runtime, owner: Person
) -> None:
    opened = await owner.open("clinic")
    wish = {"contact": "+77015550999", "role": "manager"}
    invited = await owner.send("POST", f"/vendors/{opened['vendorId']}/invitations", wish, 201)
    stranger = await person(client, runtime, email="stranger@example.com")
    guest = await person(client, runtime, email=None, phone="+77015550999")
    token = {"token": invited["token"]}

    assert invited["joined"] is False
    await stranger.send("POST", "/invitations/accept", token, 403)
    assert await guest.send("POST", "/invitations/accept", token) == {
        "vendorId": opened["vendorId"], "role": "manager"
    }  # fmt: skip
    colleagues = await owner.send("GET", f"/vendors/{opened['vendorId']}/staff")
    assert sorted(one["role"] for one in colleagues["data"]) == ["manager", "owner"]


async def test_who_has_an_account_joins_at_once(client: httpx2.AsyncClient, runtime: Runtime, owner: Person) -> None:
    opened = await owner.open("clinic")
    await person(client, runtime, email="doctor@example.com")
    wish = {"contact": "doctor@example.com", "role": "staff"}
    invited = await owner.send("POST", f"/vendors/{opened['vendorId']}/invitations", wish, 201)

    assert (invited["joined"], "token" in invited) == (True, False)


async def test_the_roles_page_says_what_the_operations_ask_for(client: httpx2.AsyncClient) -> None:
    found = (await client.get("/api/v1/vendor-roles")).json()
    least = {one["code"]: one["least"] for one in found["capabilities"]}

    assert found["roles"] == ["owner", "manager", "staff"]
    assert least["see_calendar"] == "staff"
    assert least["change_prices"] == "manager"
    assert least["submit"] in ("manager", "owner")


async def test_a_rehearsal_names_the_bookings_outside_and_stores_nothing(owner: Person) -> None:
    opened = await owner.open("sauna")
    vendor = opened["vendorId"]
    trial = await owner.send("POST", f"/vendors/{vendor}/test-bookings", {}, 201)
    booked = await owner.send("GET", f"/bookings/{trial['bookingId']}")
    venue = f"/vendors/{vendor}/venues/{opened['venueId']}/schedule"
    resource = booked["resourceId"]
    draft = {"seasons": [{"week": []}], "offerId": resource, "days": 2}
    closed = await owner.send("POST", f"{venue}/preview", draft)
    whole = [{"weekday": day, "hours": [{"opens": "00:00", "closes": "24:00"}]} for day in range(1, 8)]
    opened_up = await owner.send("POST", f"{venue}/preview", {**draft, "seasons": [{"week": whole}]})

    assert [one["bookingId"] for one in closed["outside"]] == [trial["bookingId"]]
    assert [len(day["slots"]) for day in closed["days"]] == [0, 0]
    assert opened_up["outside"] == []
    assert len(opened_up["days"][1]["slots"]) >= 23
    assert (await owner.send("GET", venue))["own"]["seasons"] == []


async def test_the_price_grid_shows_a_rule_that_is_not_saved(owner: Person) -> None:
    opened = await owner.open("hotel")
    ask = {"offerId": opened["offers"][0]["offerId"], "from": "2026-12-07", "days": 2}
    path = f"/vendors/{opened['vendorId']}/price-rules/preview"
    rule = {"translations": {"ru": "Всегда"}, "effect": "percent", "percent": 10}
    plain = await owner.send("POST", path, ask)
    dearer = await owner.send("POST", path, {**ask, "draftRule": rule})

    assert [cell["hour"] for cell in plain["cells"]] == [None, None]
    assert plain["cells"][0]["price"] == plain["cells"][0]["base"] == opened["offers"][0]["price"]
    assert dearer["cells"][0]["price"] == pytest.approx(plain["cells"][0]["base"] * 1.1)
