"""The staff's day over HTTP: calendar, changes, booking at the desk, notes, moving against a colleague."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from smartbooking.catalog.domain import Confirmation, PaymentTiming
from smartbooking.identity import service as identity
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import SYSTEM, PlatformRole, VendorRole
from tests.bookings.factory import Place, make_court
from tests.identity.factory import bearer_as, make_user, sign_in

JSON = dict[str, Any]
DAY = (datetime.now(UTC) + timedelta(days=5)).date()


class Desk:
    """One business with a court, and its receptionist's browser."""

    def __init__(self, client: httpx2.AsyncClient, court: Place, headers: dict[str, str]) -> None:
        self.client, self.court, self.headers = client, court, headers
        self.base = f"/api/v1/vendors/ven_{court.vendor_id}"

    def line(self, hour: int, hours: int = 1) -> JSON:
        return {
            "resourceId": f"res_{self.court.resource.id}",
            "start": f"{DAY}T{hour:02}:00:00+05:00", "end": f"{DAY}T{hour + hours:02}:00:00+05:00",
        }  # fmt: skip

    async def call(self, method: str, path: str, *, status: int = 200, **parts: Any) -> Any:
        headers = {**self.headers, "Idempotency-Key": uuid7().hex, **parts.pop("headers", {})}
        address = path if path.startswith("/api") else self.base + path
        reply = await self.client.request(method, address, headers=headers, **parts)
        assert reply.status_code == status, reply.text
        return reply

    async def book(self, hour: int, client: JSON | None = None, status: int = 201) -> JSON:
        body = {"lines": [self.line(hour)], **({"client": client} if client else {})}
        found: JSON = (await self.call("POST", "/desk-bookings", json=body, status=status)).json()
        return found

    async def calendar(self) -> JSON:
        query = {"from": DAY.isoformat(), "to": (DAY + timedelta(days=1)).isoformat()}
        found: JSON = (await self.call("GET", "/calendar", params=query)).json()
        return found


@pytest.fixture
async def desk(client: httpx2.AsyncClient, runtime: Runtime, database: Database) -> Desk:
    async with database.transaction() as tx:
        court = await make_court(tx, confirmation=Confirmation.REQUEST, payment_timing=PaymentTiming.PREPAY)
        user = await make_user(tx, email="desk@example.com", name="Дана")
        await identity.grant_role(
            tx, user_id=user.id, vendor_id=court.vendor_id, role=VendorRole.MANAGER, by=SYSTEM
        )  # fmt: skip
    pair = await sign_in(runtime, user)
    return Desk(client, court, {"Authorization": f"Bearer {pair.access_token}"})


async def test_the_desk_confirms_at_once_what_customers_must_ask_for_and_prepay(desk: Desk) -> None:
    made = await desk.book(10, {"name": "Ербол", "phone": "8 701 555 04 18"})

    assert (made["status"], made["paymentStatus"], made["dueNow"]) == ("confirmed", "due_on_site", 0)
    assert made["userDetails"] == {"firstName": "Ербол", "phone": "+77015550418"}
    assert [(entry["what"], entry["who"]) for entry in made["timeline"]] == [("confirm", "Дана")]


async def test_a_walk_in_needs_no_name(desk: Desk) -> None:
    made = await desk.book(10)

    assert made["status"] == "confirmed"
    assert "userDetails" not in made


async def test_the_calendar_shows_open_hours_and_visits_in_venue_time(desk: Desk) -> None:
    await desk.book(10, {"name": "Ербол"})

    shown = await desk.calendar()

    [column] = shown["columns"]
    assert column["days"] == [{"date": DAY.isoformat(), "open": [[480, 1440]], "closed": False, "reason": ""}]
    [visit] = shown["visits"]
    assert (visit["name"], visit["status"], visit["total"]) == ("Ербол", "confirmed", 12_000)
    assert [(p["startLocal"], p["endLocal"]) for p in visit["parts"]] == [(f"{DAY}T10:00", f"{DAY}T11:00")]


async def test_changes_tell_what_happened_since_and_nothing_twice_by_etag(desk: Desk) -> None:
    cursor = (await desk.calendar())["cursor"]
    made = await desk.book(10, {"name": "Ербол"})

    first = await desk.call("GET", "/changes", params={"after": cursor})
    again = await desk.call(
        "GET", "/changes", params={"after": cursor}, headers={"If-None-Match": first.headers["ETag"]}, status=304
    )
    await desk.call("POST", f"/api/v1/bookings/{made['bookingId']}/cancel", json={})
    gone = (await desk.call("GET", "/changes", params={"after": first.json()["cursor"]})).json()

    assert [(v["bookingId"], v["shown"]) for v in first.json()["visits"]] == [(made["bookingId"], True)]
    assert again.content == b""
    assert [(v["status"], v["shown"], v["version"]) for v in gone["visits"]] == [("cancelled", False, 2)]


async def test_of_two_receptions_that_move_one_booking_the_second_is_told(desk: Desk) -> None:
    made = await desk.book(10, {"name": "Ербол"})
    address = f"/api/v1/bookings/{made['bookingId']}/reschedule"

    moved = (await desk.call("POST", address, json={"lines": [desk.line(12)], "version": 1})).json()
    late = await desk.call("POST", address, json={"lines": [desk.line(15)], "version": 1}, status=409)

    assert (moved["startLocal"], moved["version"]) == (f"{DAY}T12:00", 2)
    assert moved["timeline"][-1]["fromLocal"] == f"{DAY}T10:00"
    assert late.json()["code"] == "stale-version"


async def test_the_desk_cannot_book_over_somebody_or_outside_hours(desk: Desk) -> None:
    await desk.book(10)

    taken = await desk.book(10, status=409)
    closed = await desk.book(6, status=409)

    assert taken["code"] == "slot-taken"
    assert closed["code"] == "not-bookable"


async def test_a_note_is_for_colleagues_and_stands_in_the_history(desk: Desk) -> None:
    made = await desk.book(10, {"name": "Ербол", "phone": "+77015550418"})
    address = f"/bookings/{made['bookingId']}/note"

    written = (await desk.call("PUT", address, json={"note": "Аллергия", "version": 1})).json()
    late = await desk.call("PUT", address, json={"note": "Другое", "version": 1}, status=409)

    read = (await desk.call("GET", f"/api/v1/bookings/{made['bookingId']}")).json()
    assert (written["version"], late.json()["code"]) == (2, "stale-version")
    assert (read["staffNote"], read["timeline"][-1]["what"]) == ("Аллергия", "note")
    assert (await desk.calendar())["visits"][0]["hasNote"] is True


async def test_the_table_is_a_file_without_formulas(desk: Desk) -> None:
    made = await desk.book(10, {"name": "=HYPERLINK(1)", "phone": "+77015550418"})

    reply = await desk.call("GET", "/bookings.csv", params={"lang": "en"})

    head, row = reply.text.removeprefix("\ufeff").splitlines()
    assert head.startswith("Code,Status,Start")
    assert row == (
        f"{made['confirmationCode']},confirmed,{DAY}T10:00,{DAY}T11:00,Корт 1,1,'=HYPERLINK(1),'+77015550418,"
        "12000.00,KZT,due_on_site"
    )


async def test_the_last_digits_of_the_phone_find_a_booking(desk: Desk) -> None:
    made = await desk.book(10, {"name": "Ербол", "phone": "+77015550418"})

    reply = await desk.call("GET", "/bookings", params={"query": "0418"})

    mixed = await desk.call("GET", "/bookings", params={"query": "зал 0418"})

    assert [row["bookingId"] for row in reply.json()["data"]] == [made["bookingId"]]
    assert mixed.json()["data"] == []


async def test_lists_find_by_resource_and_by_payment(desk: Desk) -> None:
    made = await desk.book(10)
    resource = f"res_{desk.court.resource.id}"

    async def ids(**query: str) -> list[str]:
        reply = await desk.call("GET", "/bookings", params=query)
        return [row["bookingId"] for row in reply.json()["data"]]

    assert await ids(resourceId=resource, payment="due_on_site") == [made["bookingId"]]
    assert await ids(resourceId="res_999999") == []
    assert await ids(payment="paid") == []


async def test_operators_see_all_bookings_by_status_and_by_who_booked(desk: Desk, runtime: Runtime) -> None:
    first = await desk.book(10, {"name": "Ербол", "phone": "+77015550418"})
    second = await desk.book(12, {"name": "Мадина", "phone": "+77015550419"})
    await desk.call("POST", f"/api/v1/bookings/{second['bookingId']}/cancel", json={"reason": "test"})
    desk.headers = await bearer_as(runtime, PlatformRole.OPERATOR)

    async def codes(**query: str) -> list[str]:
        reply = await desk.call("GET", "/api/v1/bookings", params=query)
        return [row["confirmationCode"] for row in reply.json()["data"]]

    assert sorted(await codes()) == sorted([first["confirmationCode"], second["confirmationCode"]])
    assert await codes(status="cancelled") == [second["confirmationCode"]]
    assert await codes(query="Ербол") == [first["confirmationCode"]]
    assert await codes(query="+77015550419") == [second["confirmationCode"]]
    assert await codes(status="cancelled", query=first["confirmationCode"]) == []


async def test_no_note_and_no_reason_takes_a_card_number(desk: Desk) -> None:
    made = await desk.book(10)
    booking, card = f"/bookings/{made['bookingId']}", "4111 1111 1111 1111"
    asked = [
        ("PUT", f"{booking}/note", {"note": card, "version": made["version"]}, "/note"),
        ("POST", f"/api/v1{booking}/cancel", {"reason": card}, "/reason"),
        ("POST", f"/api/v1{booking}/refunds", {"reason": card}, "/reason"),
        ("POST", "/cancellations", {"bookingIds": [made["bookingId"]], "reason": card}, "/reason"),
        ("POST", "/desk-bookings", {"lines": [desk.line(12)], "note": card}, "/note"),
    ]

    for method, path, body, pointer in asked:
        refused = (await desk.call(method, path, json=body, status=422)).json()
        assert (refused["code"], refused["errors"][0]["pointer"]) == ("card-number-refused", pointer)
