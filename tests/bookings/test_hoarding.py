"""Nobody keeps places from everybody else, and guests count by their contact; both under races."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from smartbooking.availability import service as availability
from smartbooking.availability.domain import BookingRules, Owner
from smartbooking.bookings import jobs
from smartbooking.bookings.access import block_of, source_of
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from smartbooking.kernel.period import Period
from smartbooking.pricing.domain import Unit
from tests.bookings.factory import Place, committed_rooms, set_price
from tests.catalog.factory import make_resource, make_venue
from tests.identity.factory import bearer_as

FIRST = datetime.now(UTC).date() + timedelta(days=20)
ANNA = {"firstName": "Anna", "phone": "+7 701 555 04 18", "email": "Anna@example.com"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As in production, with small numbers."""
    return settings.model_copy(update={"rate_limits": True, "open_holds_per_person": 2, "open_holds_per_address": 4})


@pytest.fixture
async def rooms(database: Database) -> Place:
    return await committed_rooms(database, capacity=50)


def line(place: Place, day: date = FIRST) -> dict[str, Any]:
    span = {"startDate": day.isoformat(), "endDate": (day + timedelta(days=1)).isoformat()}
    return {"resourceId": f"res_{place.resource.id}", **span, "quantity": 1}


async def hold(client: httpx2.AsyncClient, place: Place, key: str, **headers: str) -> httpx2.Response:
    keyed = {"Idempotency-Key": f"hold-{key}", **headers}
    return await client.post("/api/v1/holds", json={"lines": [line(place)]}, headers=keyed)


def outcomes(replies: list[httpx2.Response]) -> list[int]:
    return sorted(reply.status_code for reply in replies)


async def test_one_person_racing_for_ten_holds_gets_the_two_she_may_have(
    client: httpx2.AsyncClient, rooms: Place, runtime: Runtime
) -> None:
    anna, dana = await bearer_as(runtime), await bearer_as(runtime)

    replies = await asyncio.gather(*(hold(client, rooms, f"anna-{n}", **anna) for n in range(10)))

    assert outcomes(replies) == [201, 201, *[429] * 8]
    assert (await hold(client, rooms, "dana-00", **dana)).status_code == 201
    refusal = next(reply for reply in replies if reply.status_code == 429)
    problem = refusal.json()
    assert (problem["code"], problem["limit"], problem["retryable"]) == ("too-many-holds", 2, True)
    assert "give one back" in problem["detail"]
    assert 500 < int(refusal.headers["retry-after"]) <= 602
    kept = next(reply.json() for reply in replies if reply.status_code == 201)
    await client.delete(f"/api/v1/holds/{kept['holdId']}", headers=anna)
    assert (await hold(client, rooms, "anna-again", **anna)).status_code == 201


async def test_one_network_address_keeps_so_many_places_whoever_asks(client: httpx2.AsyncClient, rooms: Place) -> None:
    replies = await asyncio.gather(*(hold(client, rooms, f"guest-{n}") for n in range(8)))

    assert outcomes(replies) == [*[201] * 4, *[429] * 4]


async def test_a_guest_counts_by_her_contact_once_she_names_it(client: httpx2.AsyncClient, database: Database) -> None:
    rooms = await committed_rooms(database, capacity=50, payment_timing=PaymentTiming.ON_SITE, confirmation="request")

    async def ask(key: str, **changes: Any) -> httpx2.Response:
        body = line(rooms) | {"userDetails": ANNA | changes, "paymentMethod": "pay_on_site"}
        return await client.post("/api/v1/bookings", json=body, headers={"Idempotency-Key": f"asking-{key}"})

    replies = await asyncio.gather(*(ask(str(n)) for n in range(3)))

    assert outcomes(replies) == [201, 201, 429]
    assert (await ask("by-mail", phone="+7 701 555 99 99", email="ANNA@EXAMPLE.COM")).status_code == 429
    assert (await ask("another", phone="+7 701 555 99 99", email="other@example.com")).status_code == 201


async def test_what_is_confirmed_at_once_keeps_nothing_from_others(client: httpx2.AsyncClient, rooms: Place) -> None:
    for number in range(6):
        body = line(rooms) | {"userDetails": ANNA, "paymentMethod": "pay_on_site"}
        reply = await client.post("/api/v1/bookings", json=body, headers={"Idempotency-Key": f"at-once-{number}"})
        assert (reply.status_code, reply.json()["status"]) == (201, "confirmed")


@pytest.mark.parametrize("held_first", [False, True])
async def test_a_guest_obeys_the_limits_a_business_sets_for_one_customer(
    client: httpx2.AsyncClient, rooms: Place, database: Database, held_first: bool
) -> None:
    async with database.transaction() as tx:
        await availability.set_rules(
            tx, vendor_id=rooms.vendor_id, owner=Owner.RESOURCE, owner_id=rooms.resource.id,
            given=BookingRules(active_limit=1),
        )  # fmt: skip

    async def book(number: int, **changes: Any) -> tuple[int, str | None]:
        what: dict[str, Any] = line(rooms, FIRST + timedelta(days=number))
        headers = {"Idempotency-Key": f"limited-{number}"}
        if held_first:
            held = await client.post(
                "/api/v1/holds", json={"lines": [what]}, headers={"Idempotency-Key": f"held-first-{number}"}
            )
            what, headers["X-Booking-Token"] = {"holdId": held.json()["holdId"]}, held.json()["manageToken"]
        body = what | {"userDetails": ANNA | changes, "paymentMethod": "pay_on_site"}
        reply = await client.post("/api/v1/bookings", json=body, headers=headers)
        return reply.status_code, reply.json().get("code")

    answers = await asyncio.gather(*(book(number) for number in range(3)))

    assert sorted(status for status, _ in answers) == [201, 409, 409]
    assert {code for status, code in answers if status == 409} <= {"limit-reached", "not-bookable"}
    assert (await book(7, phone="+7 701 555 99 99", email="other@example.com"))[0] == 201


async def test_addresses_are_not_kept_in_clear_and_not_for_long(
    client: httpx2.AsyncClient, rooms: Place, database: Database
) -> None:
    assert (await hold(client, rooms, "one-place")).status_code == 201

    async def sources() -> list[str]:
        async with database.reading() as read:
            return list((await read.execute(text("select source from bookings.hold_source"))).scalars())

    (kept,) = await sources()
    assert len(kept) == 43
    assert "127.0.0.1" not in kept
    await jobs.forget_sources(database, now=datetime.now(UTC))
    assert await sources() == [kept]
    await jobs.forget_sources(database, now=datetime.now(UTC) + timedelta(days=2))
    assert await sources() == []


def test_a_household_is_one_address(settings: Settings) -> None:
    signer = Signer(settings)
    home, neighbour = "2001:db8:1:2::7", "2001:db8:1:3::7"

    assert source_of(signer, home) == source_of(signer, "2001:db8:1:2:ffff::1")
    assert source_of(signer, home) != source_of(signer, neighbour)
    assert source_of(signer, "203.0.113.7") != source_of(signer, "203.0.113.8")


async def committed_event(database: Database, places: int) -> Place:
    """An event of many places that are paid before."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=20)
    async with database.transaction() as tx:
        venue = await make_venue(tx, currency="KZT")
        event = await make_resource(
            tx, venue, vertical="event", capacity=places, session=Period(start, start + timedelta(hours=2)),
            payment_timing=PaymentTiming.PREPAY,
        )  # fmt: skip
        await set_price(tx, event, currency="KZT", unit=Unit.SESSION, amount=5_000_00)
    return Place(venue, event)


@pytest.mark.parametrize(("percent", "kept"), [(20, 20), (0, 60)])
async def test_a_thousand_accounts_of_one_network_keep_a_fifth_of_an_event_and_without_the_limit_all_they_ask_for(
    app: FastAPI, database: Database, runtime: Runtime, percent: int, kept: int
) -> None:
    runtime.settings = runtime.settings.model_copy(
        update={"open_holds_percent_per_network": percent, "open_holds_per_address": 100}
    )
    event = await committed_event(database, 100)

    async def ask(address: str, number: int) -> int:
        network = httpx2.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 1000 + number))
        async with httpx2.AsyncClient(transport=network, base_url="http://testserver") as guest:
            wanted = {"resourceId": f"res_{event.resource.id}", "quantity": 1}
            reply = await guest.post(
                "/api/v1/holds", json={"lines": [wanted]}, headers={"Idempotency-Key": f"swarm-{address}-{number}"}
            )
        return reply.status_code

    replies = await asyncio.gather(*(ask(f"203.0.113.{number}", number) for number in range(1, 61)))

    assert sorted(replies) == [*[201] * kept, *[429] * (60 - kept)]
    assert await ask("198.51.100.7", 0) == 201


def test_a_network_is_what_one_tenant_gets_and_its_name_does_not_tell_it() -> None:
    signer = Signer(Settings(secret_key="a-secret-of-enough-length"))  # type: ignore[arg-type]

    assert block_of(signer, "203.0.113.1") == block_of(signer, "203.0.113.254")
    assert block_of(signer, "203.0.113.1") != block_of(signer, "203.0.114.1")
    assert block_of(signer, "2001:db8:1:2::1") == block_of(signer, "2001:db8:1:ffff::9")
    assert block_of(signer, "2001:db8:1::1") != block_of(signer, "2001:db8:2::1")
    assert block_of(signer, "not an address") != source_of(signer, "not an address")
