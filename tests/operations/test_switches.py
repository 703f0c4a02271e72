"""Switches: each really stops what it names, on the platform or at one business; only administrators turn them."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from smartbooking.infra.db import Database
from smartbooking.infra.http.limits import QUOTAS
from smartbooking.infra.module import Runtime
from smartbooking.infra.switches import PART, REMEMBERED_SECONDS, Switchboard
from smartbooking.kernel.principal import SYSTEM, PlatformRole, VendorRole
from smartbooking.kernel.switches import PER_BUSINESS, Switch
from tests.bookings.factory import Place, committed_rooms
from tests.bookings.test_booking_over_http import request, stay
from tests.identity.factory import bearer, bearer_as, make_user

Headers = dict[str, str]
ALL = "/api/v1/operations/switches"
WHY = "Nobody is at the desk today"
SETUP = {"vertical": "salon", "name": "Айна", "city": "Алматы", "phone": "87015550421"}
PERSON = {"name": "Дана", "phone": "87015550419", "password": "sunny steppe 41 tulips"}


@pytest.fixture
async def admin(runtime: Runtime) -> Headers:
    return await bearer_as(runtime, PlatformRole.ADMIN)


async def turn(
    client: httpx2.AsyncClient, who: Headers, switch: str, *, on: bool, vendor: int | None = None, reason: str = WHY
) -> httpx2.Response:
    body: dict[str, Any] = {"on": on, "reason": reason}
    if vendor is not None:
        body["vendorId"] = f"ven_{vendor}"
    return await client.put(f"{ALL}/{switch}", json=body, headers=who)


def off(reply: httpx2.Response) -> bool:
    return reply.status_code == 409 and reply.json()["code"] == "switched-off"


async def test_without_new_accounts_nobody_registers_and_people_sign_in(
    client: httpx2.AsyncClient, admin: Headers
) -> None:
    first = await client.post("/api/v1/auth/register", json=PERSON)
    await turn(client, admin, "new_accounts", on=False)

    refused = await client.post("/api/v1/auth/register", json={**PERSON, "phone": "87015550420"})
    at_the_old_address = await client.post("/api/auth/register", json={**PERSON, "phone": "87015550420"})
    known = await client.post("/api/v1/auth/login", json={"login": PERSON["phone"], "password": PERSON["password"]})
    await turn(client, admin, "new_accounts", on=True)
    again = await client.post("/api/v1/auth/register", json={**PERSON, "phone": "87015550420"})

    assert (first.status_code, known.status_code, again.status_code) == (201, 200, 201)
    assert off(refused)
    assert off(at_the_old_address)


async def test_without_new_businesses_nobody_opens_one(
    client: httpx2.AsyncClient, runtime: Runtime, admin: Headers
) -> None:
    person = await bearer_as(runtime)
    await turn(client, admin, "new_businesses", on=False)

    wizard = await client.post("/api/v1/setup", json=SETUP, headers={**person, "Idempotency-Key": "a-key-of-a-test"})
    plain = await client.post("/api/v1/vendors", json={"name": {"ru": "Салон"}}, headers=person)

    assert off(plain), plain.text
    assert off(wizard), wizard.text


async def test_without_call_requests_nobody_is_promised_a_call(client: httpx2.AsyncClient, admin: Headers) -> None:
    wish = {"phone": "8 701 555 04 18"}
    promised = await client.post("/api/v1/support/requests", json=wish)
    await turn(client, admin, "call_requests", on=False)

    refused = await client.post("/api/v1/support/requests", json=wish)
    progress = await client.get("/api/v1/support/requests/progress", params={"secret": promised.json()["secret"]})

    assert (promised.status_code, progress.status_code) == (201, 200)
    assert off(refused)


@pytest.mark.parametrize("of_business", [False, True])
async def test_without_customer_moves_only_the_business_moves_a_booking(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database, admin: Headers, of_business: bool
) -> None:
    place = await committed_rooms(database, capacity=1)
    booked = (await client.post("/api/v1/bookings", json=request(place))).json()
    link = {"X-Booking-Token": booked["manageToken"], "Idempotency-Key": "move-0001"}
    address = f"/api/v1/bookings/{booked['bookingId']}"
    desk = {**await _owner(runtime, database, place), "Idempotency-Key": "move-0002"}
    await turn(client, admin, "customer_moves", on=False, vendor=place.vendor_id if of_business else None)

    by_guest = await client.post(f"{address}/reschedule", json=stay(days_ahead=40), headers=link)
    shown = (await client.get(address, headers=link)).json()["allowedActions"]
    by_staff = await client.post(f"{address}/reschedule", json=stay(days_ahead=40), headers=desk)

    assert off(by_guest)
    assert ("reschedule" in shown, "cancel" in shown) == (False, True)
    assert by_staff.status_code == 200, by_staff.text


async def test_a_switch_of_one_business_stops_no_other(
    client: httpx2.AsyncClient, database: Database, admin: Headers
) -> None:
    here, there = await committed_rooms(database, capacity=1), await committed_rooms(database, capacity=1)
    await turn(client, admin, "customer_moves", on=False, vendor=here.vendor_id)
    booked = (await client.post("/api/v1/bookings", json=request(there))).json()

    moved = await client.post(
        f"/api/v1/bookings/{booked['bookingId']}/reschedule", json=stay(days_ahead=40),
        headers={"X-Booking-Token": booked["manageToken"], "Idempotency-Key": "move-0001"},
    )  # fmt: skip

    assert moved.status_code == 200, moved.text


@pytest.mark.parametrize("of_business", [False, True])
async def test_without_gift_card_sale_none_is_sold_or_topped_up_and_old_ones_are_shown(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database, admin: Headers, of_business: bool
) -> None:
    place = await committed_rooms(database, capacity=1)
    owner, cards = await _owner(runtime, database, place), f"/api/v1/vendors/ven_{place.vendor_id}/gift-cards"
    sale = {"amount": 20_000, "paidBy": "pay_on_site"}
    sold = await client.post(cards, json=sale, headers={**owner, "Idempotency-Key": "first-card-1"})
    assert sold.status_code == 201, sold.text
    await turn(client, admin, "gift_card_sale", on=False, vendor=place.vendor_id if of_business else None)

    refused = await client.post(cards, json=sale, headers={**owner, "Idempotency-Key": "second-card-1"})
    top_up = await client.post(
        f"{cards}/{sold.json()['id']}/top-up", json=sale, headers={**owner, "Idempotency-Key": "more-on-it-1"}
    )
    listed = await client.get(cards, headers=owner)

    assert off(refused)
    assert off(top_up)
    assert len(listed.json()["data"]) == 1


async def test_every_switch_has_a_test_here() -> None:
    tested = {name for name in globals() if name.startswith("test_without_")}

    assert {switch for switch in Switch if any(switch in name for name in tested)} == set(Switch)


async def test_the_list_says_why_and_for_whom(client: httpx2.AsyncClient, database: Database, admin: Headers) -> None:
    place = await committed_rooms(database, capacity=1)
    await turn(client, admin, "call_requests", on=False)
    reply = await turn(client, admin, "customer_moves", on=False, vendor=place.vendor_id, reason="Asked by the owner")

    views = {one["code"]: one for one in reply.json()["data"]}
    assert set(views) == set(Switch)
    assert {code for code, one in views.items() if one["perBusiness"]} == PER_BUSINESS
    assert (views["call_requests"]["on"], views["call_requests"]["reason"]) == (False, WHY)
    assert (views["new_accounts"]["on"], views["new_accounts"]["changedAt"]) == (True, None)
    (one,) = views["customer_moves"]["offFor"]
    assert (one["vendorId"], one["reason"]) == (f"ven_{place.vendor_id}", "Asked by the owner")


async def test_who_turned_what_and_why_is_in_the_trail(client: httpx2.AsyncClient, admin: Headers) -> None:
    await turn(client, admin, "call_requests", on=False)
    await turn(client, admin, "call_requests", on=True, reason="Back again")

    trail = await client.get("/api/v1/operations/audit", params={"action": "switch"}, headers=admin)
    told = [(one["action"], one["subject"], one["details"]) for one in trail.json()["data"]]
    assert told == [
        ("switch.turned_on", "platform", {"switch": "call_requests", "reason": "Back again"}),
        ("switch.turned_off", "platform", {"switch": "call_requests", "reason": WHY}),
    ]


async def test_a_switch_that_does_not_exist_cannot_be_turned(
    client: httpx2.AsyncClient, database: Database, admin: Headers
) -> None:
    place = await committed_rooms(database, capacity=1)

    unknown = await turn(client, admin, "warp_drive", on=False)
    without_reason = await turn(client, admin, "call_requests", on=False, reason=" ")
    no_business = await turn(client, admin, "customer_moves", on=False, vendor=987_654_321)
    platform_only = await turn(client, admin, "new_accounts", on=False, vendor=place.vendor_id)

    statuses = [reply.status_code for reply in (unknown, without_reason, no_business, platform_only)]
    assert statuses == [422, 422, 404, 422]
    with pytest.raises(IntegrityError, match="switch_is_known"):
        async with database.transaction() as tx:
            await tx.execute(text("insert into infra.switch values ('warp_drive', 0, false, 'x', 'x', now())"))


async def test_operators_look_and_administrators_turn(
    client: httpx2.AsyncClient, runtime: Runtime, admin: Headers
) -> None:
    operator = await bearer_as(runtime, PlatformRole.OPERATOR)

    assert (await client.get(ALL, headers=operator)).status_code == 200
    assert (await turn(client, operator, "call_requests", on=False)).status_code == 403
    assert (await turn(client, admin, "call_requests", on=False)).status_code == 200


async def test_the_effect_is_counted_before_it_is_turned(
    client: httpx2.AsyncClient, database: Database, admin: Headers
) -> None:
    place, other = await committed_rooms(database, capacity=2), await committed_rooms(database, capacity=1)
    await client.post("/api/v1/support/requests", json={"phone": "8 701 555 04 18"})
    booked = (await client.post("/api/v1/bookings", json=request(place))).json()
    moved = await client.post(
        f"/api/v1/bookings/{booked['bookingId']}/reschedule", json=stay(days_ahead=40),
        headers={"X-Booking-Token": booked["manageToken"], "Idempotency-Key": "move-0001"},
    )  # fmt: skip
    assert moved.status_code == 200, moved.text

    async def used(switch: str, **asked: str) -> int:
        reply = await client.get(f"{ALL}/{switch}/effect", params=asked, headers=admin)
        assert (reply.status_code, reply.json()["days"]) == (200, 7), reply.text
        return int(reply.json()["used"])

    assert (await used("call_requests"), await used("gift_card_sale"), await used("new_accounts")) == (1, 0, 1)
    assert (await used("customer_moves"), await used("new_businesses")) == (1, 2)
    assert await used("customer_moves", vendorId=f"ven_{place.vendor_id}") == 1
    assert await used("customer_moves", vendorId=f"ven_{other.vendor_id}") == 0


async def test_another_process_follows_within_five_seconds_and_asks_no_more_often(
    runtime: Runtime, database: Database
) -> None:
    seconds = [0.0]
    elsewhere = Switchboard(database, clock=lambda: seconds[0])
    assert (await elsewhere.now()).on(Switch.CALL_REQUESTS)
    board: Switchboard = runtime.parts[PART]
    from datetime import UTC, datetime

    await board.turn(
        principal=SYSTEM, switch=Switch.CALL_REQUESTS, vendor_id=None, on=False, reason=WHY, now=datetime.now(UTC)
    )

    assert not (await board.now()).on(Switch.CALL_REQUESTS)
    seconds[0] = REMEMBERED_SECONDS - 0.001
    assert (await elsewhere.now()).on(Switch.CALL_REQUESTS)
    seconds[0] = REMEMBERED_SECONDS
    assert not (await elsewhere.now()).on(Switch.CALL_REQUESTS)


async def test_everybody_is_told_what_is_off_before_filling_in_a_form(
    client: httpx2.AsyncClient, database: Database, admin: Headers
) -> None:
    here, there = await committed_rooms(database, capacity=1), await committed_rooms(database, capacity=1)
    await turn(client, admin, "new_accounts", on=False)
    await turn(client, admin, "gift_card_sale", on=False, vendor=here.vendor_id)

    async def off_at(vendor_id: int | None) -> list[str]:
        asked = {"vendorId": f"ven_{vendor_id}"} if vendor_id else {}
        reply = await client.get("/api/v1/switches", params=asked)
        assert reply.headers["cache-control"] == "public, max-age=5"
        told: list[str] = reply.json()["off"]
        return told

    assert await off_at(None) == ["new_accounts"]
    assert await off_at(here.vendor_id) == ["new_accounts", "gift_card_sale"]
    assert await off_at(there.vendor_id) == ["new_accounts"]


async def test_limits_are_shown_with_their_source(client: httpx2.AsyncClient, runtime: Runtime, admin: Headers) -> None:
    told = (await client.get("/api/v1/operations/limits", headers=admin)).json()
    known = {one["name"]: one for one in told["data"]}

    never = {"version": 0, "reason": "", "changedAt": None}
    assert known["hold_minutes"] == {
        "name": "hold_minutes", "value": "10", "usual": "10", "source": "default", "kind": "setting", "by": None,
        "changeable": True, "least": 1, "most": 30, **never,
    }  # fmt: skip
    assert known["login"] == {
        "name": "login", "value": "10/minute", "usual": "10/minute", "source": "code", "kind": "rate", "by": "ip",
        "changeable": True, "least": None, "most": None, **never,
    }  # fmt: skip
    assert [name for name, one in known.items() if not one["changeable"]] == [
        "max_body_bytes", "max_upload_bytes", "database_statement_timeout_seconds", "page_size",
    ]  # fmt: skip
    assert {one["name"] for one in told["data"] if one["kind"] == "rate"} == set(QUOTAS)
    assert told["ratesOn"] is runtime.settings.rate_limits


async def _owner(runtime: Runtime, database: Database, place: Place) -> Headers:
    from smartbooking.identity import service as identity

    user = await database.run(make_user)
    await database.run(
        lambda tx: identity.grant_role(tx, user_id=user.id, vendor_id=place.vendor_id, role=VendorRole.OWNER, by=SYSTEM)
    )
    return await bearer(runtime, user)
