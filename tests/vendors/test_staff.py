"""The people of a business, over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from tests.identity.factory import bearer, make_user
from tests.vendors.house import House


async def test_colleagues_come_and_go(
    client: httpx2.AsyncClient, house: House, runtime: Runtime, database: Database
) -> None:
    person = await database.run(lambda tx: make_user(tx, name="Болат", phone="+77015550001"))
    headers = await bearer(runtime, person)
    staff, owner, manager = f"{house.address}/staff", house.headers["owner"], house.headers["manager"]
    assert (await client.get(staff, headers=headers)).status_code == 404

    too_high = await client.post(staff, json={"contact": "8 701 555 00 01", "role": "manager"}, headers=manager)
    added = await client.post(staff, json={"contact": "8 701 555 00 01", "role": "staff"}, headers=manager)
    names = [(one["name"], one["role"]) for one in (await client.get(staff, headers=headers)).json()["data"]]
    unknown = await client.post(staff, json={"contact": "nobody@example.com", "role": "staff"}, headers=owner)

    assert (too_high.status_code, added.status_code, unknown.status_code) == (403, 201, 422)
    assert added.json()["phone"] == "+77015550001"
    assert names == [("Owner", "owner"), ("Manager", "manager"), ("Staff", "staff"), ("Болат", "staff")]
    assert not any("email" in one for one in (await client.get(staff, headers=headers)).json()["data"])
    assert (await client.delete(f"{staff}/{added.json()['userId']}", headers=headers)).status_code == 204
    assert (await client.get(staff, headers=headers)).status_code == 404


async def test_managers_touch_neither_owners_nor_each_other(client: httpx2.AsyncClient, house: House) -> None:
    staff, manager = f"{house.address}/staff", house.headers["manager"]
    ids = {one["role"]: one["userId"] for one in (await client.get(staff, headers=manager)).json()["data"]}

    demoted = await client.post(staff, json={"contact": "owner@example.com", "role": "staff"}, headers=manager)
    removed = await client.delete(f"{staff}/{ids['owner']}", headers=manager)
    by_staff = await client.delete(f"{staff}/{ids['manager']}", headers=house.headers["staff"])
    stranger = await client.delete(f"{staff}/{ids['staff']}", headers=house.headers["rival owner"])

    assert [reply.status_code for reply in (demoted, removed, by_staff, stranger)] == [403, 403, 403, 404]


async def test_of_two_owners_who_leave_at_once_one_stays(client: httpx2.AsyncClient, house: House) -> None:
    staff = f"{house.address}/staff"
    await client.post(staff, json={"contact": "manager@example.com", "role": "owner"}, headers=house.headers["owner"])
    ids = [
        one["userId"]
        for one in (await client.get(staff, headers=house.headers["owner"])).json()["data"]
        if one["role"] == "owner"
    ]
    assert len(ids) == 2

    replies = await asyncio.gather(*(client.delete(f"{staff}/{one}", headers=house.headers["operator"]) for one in ids))

    assert sorted(reply.status_code for reply in replies) == [204, 409]
    assert {reply.json()["code"] for reply in replies if reply.status_code == 409} == {"last-owner"}


def _owners(listed: dict[str, Any]) -> list[str]:
    return [one["userId"] for one in listed["data"] if one["role"] == "owner"]
