"""Businesses over HTTP, with every kind of caller."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id
from tests.identity.factory import bearer_as
from tests.vendors.factory import make_vendor
from tests.vendors.house import VENDORS, House


async def test_whoever_starts_a_business_owns_it(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    anna = await bearer_as(runtime)
    body = {
        "name": {"ru": "Баня на Абая", "kk": "Абайдағы монша"},
        "description": "Русская парная",
        "phone": "8 727 250 12 34",
        "businessNumber": "971240001315",
        "legalName": "ТОО «Пар»",
    }

    reply = await client.post(VENDORS, json=body, headers={**anna, "Accept-Language": "kk"})

    made = reply.json()
    assert reply.status_code == 201, made
    assert (made["name"], made["slug"], made["status"], made["listed"]) == (
        "Абайдағы монша",
        "bania-na-abaia",
        "draft",
        False,
    )
    assert (made["phone"], made["tz"], made["currency"], made["yourRole"]) == (
        "+77272501234",
        "Asia/Almaty",
        "KZT",
        "owner",
    )
    assert made["translations"]["description"] == {"kk": "Русская парная"}
    listed = (await client.get(VENDORS, headers=anna)).json()
    assert [row["id"] for row in listed["data"]] == [made["id"]]
    assert listed["pagination"] == {"page": 1, "limit": 20, "total": 1}
    assert (await client.post(VENDORS, json=body)).status_code == 401


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": {}}, "/name"),
        ({"name": {"de": "Haus"}}, "/name"),
        ({"phone": "12"}, "/phone"),
        ({"tz": "GMT+5"}, "/tz"),
        ({"country": "ZZ"}, "/country"),
        ({"currency": "ABC"}, "/currency"),
        ({"businessNumber": "971240001316"}, "/businessNumber"),
        ({"email": "x"}, "/email"),
        ({"website": "javascript:alert(1)"}, "/website"),
        ({"status": "verified"}, "/status"),
        ({"name": "evil\u202etxt"}, "/name"),
        ({"vertical": "../x"}, "/vertical"),
        ({"ownerId": "x"}, "/ownerId"),
    ],
)
async def test_bad_facts_name_their_field(
    client: httpx2.AsyncClient, runtime: Runtime, change: dict[str, Any], pointer: str
) -> None:
    reply = await client.post(VENDORS, json={"name": "A", **change}, headers=await bearer_as(runtime))

    assert reply.status_code == 422
    assert {error["pointer"].split("/")[1] for error in reply.json()["errors"]} == {pointer.strip("/")}


async def test_ten_businesses_of_one_name_get_ten_addresses(client: httpx2.AsyncClient, runtime: Runtime) -> None:
    anna = await bearer_as(runtime)

    replies = await asyncio.gather(*(client.post(VENDORS, json={"name": "Баня"}, headers=anna) for _ in range(10)))

    assert {reply.status_code for reply in replies} == {201}
    slugs = {reply.json()["slug"] for reply in replies}
    assert len(slugs) == 10
    assert "bania" in slugs


async def test_an_unlisted_business_exists_only_for_its_people_and_operators(
    client: httpx2.AsyncClient, house: House
) -> None:
    venue = f"/api/v1/venues/{public_id('vnu', house.venue.id)}"

    for path in (house.address, f"{house.address}/venues", venue):
        seen = {who: (await client.get(path, headers=headers)).status_code for who, headers in house.headers.items()}
        insiders = {"owner", "manager", "staff", "operator", "admin"}
        assert seen == {who: 200 if who in insiders else 404 for who in house.headers}


async def test_a_listed_business_shows_strangers_only_its_public_side(
    client: httpx2.AsyncClient, database: Database
) -> None:
    vendor = await database.run(make_vendor)

    page = (await client.get(f"{VENDORS}/{public_id('ven', vendor.id)}", params={"lang": "ru"})).json()

    assert page["listed"] is True
    assert page["name"] == "Баня на Абая"
    private = {
        "status",
        "allowedSteps",
        "legalName",
        "businessNumber",
        "externalRef",
        "version",
        "translations",
        "yourRole",
    }
    assert not private & page.keys()


@pytest.mark.parametrize(
    ("method", "path", "body", "allowed"),
    [
        ("PATCH", "", {"version": 1, "email": "a@example.com"}, {"owner", "manager", "operator", "admin"}),
        ("POST", "/venues", {"name": "Дом", "city": "Алматы"}, {"owner", "manager", "operator", "admin"}),
        ("GET", "/venues/{venue}", None, {"owner", "manager", "staff", "operator", "admin"}),
        ("PATCH", "/venues/{venue}", {"version": 1, "city": "Астана"}, {"owner", "manager", "operator", "admin"}),
        ("GET", "/staff", None, {"owner", "manager", "staff", "operator", "admin"}),
        (
            "POST",
            "/staff",
            {"contact": "staff@example.com", "role": "staff"},
            {"owner", "manager", "operator", "admin"},
        ),
        ("GET", "/decisions", None, {"owner", "manager", "staff", "operator", "admin"}),
        ("POST", "/submit", None, {"owner", "operator", "admin"}),
        ("POST", "/verify", {"reason": "x"}, {"operator", "admin"}),
        ("POST", "/reject", {"reason": "x"}, {"operator", "admin"}),
        ("POST", "/suspend", {"reason": "x"}, {"operator", "admin"}),
        ("POST", "/reinstate", {"reason": "x"}, {"operator", "admin"}),
    ],
)
async def test_who_may_do_what(
    *, client: httpx2.AsyncClient, house: House, method: str, path: str, body: dict[str, Any] | None, allowed: set[str]
) -> None:
    address = house.address + path.format(venue=public_id("vnu", house.venue.id))
    operators_only = allowed == {"operator", "admin"}

    for who, headers in house.headers.items():
        status = (await client.request(method, address, json=body, headers=headers)).status_code
        if who == "anonymous":
            assert status == 401
        elif who in allowed:
            assert status in (200, 201, 409), who
        elif who in ("owner", "manager", "staff") or operators_only:
            assert status == 403, who
        else:
            assert status == 404, who


async def test_of_three_edits_on_one_version_one_wins(client: httpx2.AsyncClient, house: House) -> None:
    venue = f"{house.address}/venues/{public_id('vnu', house.venue.id)}"
    for path, field in ((house.address, "description"), (venue, "city")):
        replies = await asyncio.gather(
            *(client.patch(path, json={"version": 1, field: text}, headers=house.headers["owner"]) for text in "abc")
        )
        assert sorted(reply.status_code for reply in replies) == [200, 409, 409]
        assert {reply.json()["code"] for reply in replies if reply.status_code == 409} == {"stale-version"}


async def test_operators_find_every_business_and_others_their_own(client: httpx2.AsyncClient, house: House) -> None:
    async def found(who: str, **query: str) -> list[str]:
        reply = await client.get(VENDORS, params=query, headers=house.headers[who])
        assert reply.status_code == 200
        return [row["name"] for row in reply.json()["data"]]

    assert await found("operator") == ["Rival", "Баня на Абая"]
    assert await found("operator", status="verified") == ["Rival"]
    assert await found("operator", query="абая") == ["Баня на Абая"]
    assert await found("operator", query="100%") == []
    assert await found("staff") == ["Баня на Абая"]
    assert await found("rival owner", query="баня") == []
    assert await found("customer") == []
    assert (await client.get(VENDORS)).status_code == 401
