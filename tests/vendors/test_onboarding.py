"""The steps from draft to listed, over HTTP."""

from __future__ import annotations

import asyncio

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import PlatformRole
from smartbooking.vendors.domain import TRANSITIONS, VendorStatus, Verb
from tests.identity.factory import bearer_as
from tests.vendors.factory import make_vendor, make_venue
from tests.vendors.house import VENDORS, Headers, House


async def test_the_way_to_the_list_and_back_with_its_history(
    client: httpx2.AsyncClient, house: House, database: Database
) -> None:
    owner, operator = house.headers["owner"], house.headers["operator"]
    steps: list[tuple[str, Headers, str, str]] = [
        ("submit", owner, "", "submitted"),
        ("reject", operator, "No sign at the door", "rejected"),
        ("submit", owner, "Sign is up", "submitted"),
        ("verify", operator, "Visited", "verified"),
        ("suspend", operator, "Complaints", "suspended"),
        ("reinstate", operator, "Settled", "verified"),
    ]

    for verb, headers, reason, status in steps:
        reply = await client.post(f"{house.address}/{verb}", json={"reason": reason}, headers=headers)
        assert (reply.status_code, reply.json()["status"]) == (200, status)

    history = (await client.get(f"{house.address}/decisions", headers=owner)).json()["data"]
    assert [(one["step"], one["reason"], one["toStatus"]) for one in reversed(history)] == [
        (verb, reason, status) for verb, _, reason, status in steps
    ]
    assert [one["by"] for one in reversed(history)] == [
        "business",
        "platform",
        "business",
        "platform",
        "platform",
        "platform",
    ]
    assert not any("actor" in one for one in history)
    for_operator = (await client.get(f"{house.address}/decisions", headers=operator)).json()["data"]
    assert all(one["actor"].startswith("user:") for one in for_operator)
    async with database.reading() as read:
        events = (
            (
                await read.execute(
                    text(
                        "select payload ->> 'status' from infra.event where name = 'vendors.vendor_status_changed.v1'"
                        " and payload ->> 'vendor_id' = :id order by id"
                    ),
                    {"id": str(house.vendor.id)},
                )
            )
            .scalars()
            .all()
        )
        audited = (
            await read.execute(
                text("select count(*) from infra.audit where vendor_id = :id and details ? 'verb'"),
                {"id": house.vendor.id},
            )
        ).scalar_one()
    assert events == [status for *_, status in steps]
    assert audited == len(steps)


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("status", list(VendorStatus))
async def test_the_table_of_steps_is_what_the_server_does(
    *, client: httpx2.AsyncClient, runtime: Runtime, database: Database, verb: Verb, status: VendorStatus
) -> None:
    vendor = await database.run(lambda tx: make_vendor(tx, status=status))
    if status is VendorStatus.DRAFT:
        await database.run(lambda tx: make_venue(tx, vendor_id=vendor.id))
    admin = await bearer_as(runtime, PlatformRole.ADMIN)

    reply = await client.post(f"{VENDORS}/{public_id('ven', vendor.id)}/{verb}", json={"reason": "why"}, headers=admin)

    if status in TRANSITIONS[verb].sources:
        assert (reply.status_code, reply.json()["status"]) == (200, TRANSITIONS[verb].target)
    else:
        assert (reply.status_code, reply.json()["code"]) == (409, "invalid-transition")
        assert verb not in reply.json()["allowed"]


async def test_of_two_operators_who_decide_at_once_one_decides(client: httpx2.AsyncClient, house: House) -> None:
    await client.post(f"{house.address}/submit", headers=house.headers["owner"])

    replies = await asyncio.gather(
        client.post(f"{house.address}/verify", json={"reason": "good"}, headers=house.headers["operator"]),
        client.post(f"{house.address}/reject", json={"reason": "bad"}, headers=house.headers["admin"]),
    )

    assert sorted(reply.status_code for reply in replies) == [200, 409]
    history = (await client.get(f"{house.address}/decisions", headers=house.headers["owner"])).json()["data"]
    assert len(history) == 2


async def test_submitting_names_everything_that_is_missing(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    anna = await bearer_as(runtime)
    address = f"{VENDORS}/{(await client.post(VENDORS, json={'name': 'A'}, headers=anna)).json()['id']}"

    empty = await client.post(f"{address}/submit", headers=anna)
    await client.post(f"{address}/venues", json={"name": "B", "city": "Алматы"}, headers=anna)
    nearly = await client.post(f"{address}/submit", headers=anna)

    def missing(reply: httpx2.Response) -> list[str]:
        return [error["pointer"] for error in reply.json()["errors"]]

    assert (empty.status_code, missing(empty)) == (422, ["/phone", "/legalName", "/venues"])
    assert missing(nearly) == ["/phone", "/legalName", "/venues/0/address", "/venues/0/location"]
    assert (await client.get(address, headers=anna)).json()["status"] == "draft"


async def test_registered_facts_are_locked_once_submitted(client: httpx2.AsyncClient, house: House) -> None:
    owner, operator = house.headers["owner"], house.headers["operator"]
    version = (await client.post(f"{house.address}/submit", headers=owner)).json()["version"]
    change = {"version": version, "legalName": "ТОО «Другое»"}

    by_owner = await client.patch(house.address, json=change, headers=owner)
    other = await client.patch(
        house.address, json={"version": version, "website": "https://example.com"}, headers=owner
    )
    by_operator = await client.patch(house.address, json={**change, "version": version + 1}, headers=operator)

    assert (by_owner.status_code, by_owner.json()["code"]) == (409, "legal-facts-locked")
    assert (other.status_code, by_operator.status_code) == (200, 200)
