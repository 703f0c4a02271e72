"""Operators decide about marked bookings: carried out, written down, once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.risk import service
from smartbooking.risk.domain import Mode
from tests.bookings.factory import Place, committed_rooms
from tests.risk.factory import NOW, act_everywhere, kept, past, switch, wish

BOOK = "/api/v1/bookings"
CASES = "/api/v1/operations/risk-cases"
Headers = dict[str, str]


@pytest.fixture
async def place(database: Database) -> Place:
    return await committed_rooms(database, capacity=20)


@pytest.fixture
async def waiting(client: httpx2.AsyncClient, database: Database, place: Place) -> dict[str, Any]:
    """A booking of somebody who did not come twice; it waits for a yes."""
    for _ in range(2):
        made = await client.post(BOOK, json=wish(place))
        await past(database, made.json()["bookingId"], "no_show")
    await act_everywhere(database, place)
    found: dict[str, Any] = (await client.post(BOOK, json=wish(place))).json()
    assert found["status"] == "awaiting_approval"
    return found


async def decide(
    client: httpx2.AsyncClient, operator: Headers, booking: dict[str, Any], decision: str, **more: Any
) -> httpx2.Response:
    body = {"decision": decision, "reason": "Позвонили, всё верно", **more}
    return await client.post(
        f"{CASES}/{booking['bookingId']}/decide", json=body,
        headers={**operator, "Idempotency-Key": f"decide-{decision}-{more}"[:60]},
    )  # fmt: skip


async def status_of(client: httpx2.AsyncClient, booking: dict[str, Any]) -> dict[str, Any]:
    reply = await client.get(f"{BOOK}/{booking['bookingId']}", headers={"X-Booking-Token": booking["manageToken"]})
    found: dict[str, Any] = reply.json()
    return found


async def trail(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as read:
        rows = await read.execute(
            text("select action, subject from infra.audit where action like 'risk.%' order by id")
        )
        return [(row.action, row.subject) for row in rows]


async def test_the_queue_tells_the_reasons_in_the_readers_language(
    client: httpx2.AsyncClient, operator: Headers, waiting: dict[str, Any]
) -> None:
    for lang, words in (("kk", "Бірнеше рет келмеген: 2"), ("en", "Did not come several times: 2")):
        (case,) = (await client.get(CASES, headers=operator, params={"lang": lang})).json()["data"]
        assert (case["bookingId"], case["points"], case["stepUp"], case["acted"], case["review"]) == (
            waiting["bookingId"], 39, "approval", True, "waiting",
        )  # fmt: skip
        assert case["reasons"][0]["words"] == words
        assert case["allowedDecisions"] == ["release", "deposit", "reject"]


async def test_release_says_the_yes_that_risk_had_asked_for(
    client: httpx2.AsyncClient, database: Database, operator: Headers, waiting: dict[str, Any]
) -> None:
    reply = await decide(client, operator, waiting, "release")

    assert (reply.status_code, reply.json()["review"], reply.json()["status"]) == (200, "released", "confirmed")
    assert (await status_of(client, waiting))["status"] == "confirmed"
    assert (await client.get(CASES, headers=operator)).json()["data"] == []
    (done,) = (await client.get(CASES, headers=operator, params={"decided": "true"})).json()["data"]
    assert (done["note"], done["allowedDecisions"]) == ("Позвонили, всё верно", [])
    assert ("risk.released", waiting["bookingId"]) in await trail(database)


async def test_a_deposit_is_asked_for_before_the_visit_and_the_price_stays(
    client: httpx2.AsyncClient, operator: Headers, waiting: dict[str, Any]
) -> None:
    reply = await decide(client, operator, waiting, "deposit", depositPercent=30)
    seen = await status_of(client, waiting)

    assert (reply.json()["review"], reply.json()["status"]) == ("deposit", "pending_payment")
    assert (seen["dueNow"], seen["totalPrice"]) == (15000.0, 50000.0)
    assert [entry["what"] for entry in seen["timeline"]][-2:] == ["deposit_asked", "approve_unpaid"]


async def test_reject_ends_the_booking_with_the_reason(
    client: httpx2.AsyncClient, operator: Headers, waiting: dict[str, Any]
) -> None:
    reply = await decide(client, operator, waiting, "reject")
    seen = await status_of(client, waiting)

    assert (reply.json()["review"], seen["status"]) == ("rejected", "declined")
    assert seen["timeline"][-1]["reason"] == "Позвонили, всё верно"


async def test_a_booking_that_stands_is_released_or_cancelled_and_no_deposit_can_be_asked(
    client: httpx2.AsyncClient, database: Database, operator: Headers, place: Place
) -> None:
    await switch(database, Mode.WATCH)
    made = [(await client.post(BOOK, json=wish(place, phone=f"+7701000020{number}"))).json() for number in range(5)]
    marked = made[-2:]

    deposit = await decide(client, operator, marked[0], "deposit")
    release = await decide(client, operator, marked[0], "release")
    reject = await decide(client, operator, marked[1], "reject")

    assert (deposit.status_code, deposit.json()["code"]) == (409, "invalid-transition")
    assert (release.json()["status"], reject.json()["status"]) == ("confirmed", "cancelled")


async def test_of_two_operators_at_once_one_decides(
    client: httpx2.AsyncClient, database: Database, operator: Headers, waiting: dict[str, Any]
) -> None:
    replies = await asyncio.gather(
        decide(client, operator, waiting, "release"), decide(client, operator, waiting, "reject")
    )

    assert sorted(reply.status_code for reply in replies) == [200, 409]
    assert "risk-already-decided" in {reply.json().get("code") for reply in replies}
    assert len([row for row in await trail(database) if row[0] in ("risk.released", "risk.rejected")]) == 1


async def test_the_queue_goes_on_page_by_page_without_losing_or_repeating_anybody(
    client: httpx2.AsyncClient, database: Database, operator: Headers, place: Place
) -> None:
    await switch(database, Mode.WATCH)
    for number in range(7):
        await client.post(BOOK, json=wish(place, phone=f"+7701000030{number}"))
    marked = [row for row in await kept(database) if row.review == "waiting"]
    seen: list[str] = []
    before: str | None = None
    for _ in range(6):
        page = (
            await client.get(CASES, headers=operator, params={"limit": 2, **({"before": before} if before else {})})
        ).json()
        seen += [case["bookingId"] for case in page["data"]]
        before = page.get("before")
        if before is None:
            break

    assert len(marked) == 4
    assert len(seen) == len(set(seen)) == 4
    wrong = await client.get(CASES, headers=operator, params={"before": "nonsense"})
    assert wrong.status_code == 422


async def test_the_business_reads_a_hint_and_its_customer_does_not(
    client: httpx2.AsyncClient, place: Place, waiting: dict[str, Any], staff_of: Callable[..., Any]
) -> None:
    staff = await staff_of(place.vendor_id)
    seen = (await client.get(f"{BOOK}/{waiting['bookingId']}", headers=staff, params={"lang": "en"})).json()

    hint = seen["guestHint"]
    assert (hint["visits"], hint["noShows"], hint["cancellations"], hint["level"], hint["asked"]) == (
        0, 2, 0, "watch", "approval",
    )  # fmt: skip
    assert hint["reasons"][0]["words"] == "Did not come several times: 2"
    assert "guestHint" not in await status_of(client, waiting)


async def test_what_was_decided_is_a_label_and_is_forgotten_after_thirteen_months(
    client: httpx2.AsyncClient, database: Database, operator: Headers, waiting: dict[str, Any]
) -> None:
    await decide(client, operator, waiting, "reject")

    async with database.transaction() as tx:
        ((signals, bad),) = await service.labels(tx)
        early = await service.forget_old(tx, now=NOW + timedelta(days=300))
        late = await service.forget_old(tx, now=NOW + timedelta(days=4000))
    assert (signals["no_shows"], bad, early, late) == (2, True, 0, 1)


async def test_the_switches_are_turned_by_who_may_and_the_trail_keeps_it(
    client: httpx2.AsyncClient, database: Database, operator: Headers, place: Place, staff_of: Callable[..., Any]
) -> None:
    from smartbooking.kernel.principal import VendorRole

    own = f"/api/v1/vendors/ven_{place.vendor_id}/risk-mode"
    manager = await staff_of(place.vendor_id, VendorRole.MANAGER)
    first = (await client.get(own, headers=manager)).json()
    await client.put(own, headers=manager, json={"mode": "act"})
    held_back = (await client.get(own, headers=manager)).json()
    await client.put("/api/v1/operations/risk-mode", headers=operator, json={"mode": "act"})
    full = (await client.get(own, headers=manager)).json()

    assert (first, held_back, full) == (
        {"mode": "watch", "effective": "off"}, {"mode": "act", "effective": "off"}, {"mode": "act", "effective": "act"},
    )  # fmt: skip
    assert await trail(database) == [("risk.mode_set", f"ven_{place.vendor_id}"), ("risk.mode_set", "platform")]
