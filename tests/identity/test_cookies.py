"""The refresh token of browsers lives in a cookie that only our own pages can use."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from smartbooking.entrypoints.http import build_app
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.infra.db import Database
from smartbooking.infra.http.app import build_runtime, start_modules
from smartbooking.infra.settings import Settings
from tests.identity.factory import PASSWORD, make_user

LOGIN, REFRESH, LOGOUT = "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/logout"
OWN = {"Origin": "http://testserver", "X-Client": "web"}
BODY = {"login": "anna@example.com", "password": PASSWORD}


@pytest.fixture(autouse=True)
async def anna(database: Database) -> None:
    await database.run(lambda tx: make_user(tx, email="anna@example.com"))


@pytest.fixture
async def secure(settings: Settings, database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """The same product reached over https."""
    runtime = build_runtime(settings.model_copy(update={"public_url": "https://book.example"}), database)
    await start_modules(runtime, MODULES)
    transport = httpx2.ASGITransport(app=build_app(runtime))
    async with httpx2.AsyncClient(transport=transport, base_url="https://book.example") as made:
        yield made


async def test_a_browser_gets_the_token_in_a_cookie_scripts_cannot_read(client: httpx2.AsyncClient) -> None:
    reply = await client.post(LOGIN, json=BODY, headers=OWN)

    name, *attributes = reply.headers["set-cookie"].split("; ")
    assert reply.status_code == 200
    assert "refreshToken" not in reply.json()
    assert name.startswith("smartbooking_refresh=sbr_")
    assert set(attributes) == {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=2591999"} or set(attributes) == {
        "HttpOnly", "SameSite=strict", "Path=/", "Max-Age=2592000",
    }  # fmt: skip


async def test_on_https_the_cookie_is_bound_to_the_host(secure: httpx2.AsyncClient) -> None:
    reply = await secure.post(LOGIN, json=BODY, headers={"Origin": "https://book.example", "X-Client": "web"})

    cookie = reply.headers["set-cookie"]
    assert cookie.startswith("__Host-smartbooking_refresh=sbr_")
    assert "; Secure" in cookie
    assert "Domain" not in cookie


async def test_the_cookie_renews_and_signs_out(client: httpx2.AsyncClient) -> None:
    await client.post(LOGIN, json=BODY, headers=OWN)
    before = client.cookies["smartbooking_refresh"]

    renewed = await client.post(REFRESH, headers=OWN)
    after = client.cookies["smartbooking_refresh"]
    left = await client.post(LOGOUT, headers=OWN)

    assert renewed.status_code == 200
    assert "refreshToken" not in renewed.json()
    assert before != after
    assert left.status_code == 204
    assert "smartbooking_refresh" not in client.cookies
    client.cookies.set("smartbooking_refresh", after)
    assert (await client.post(REFRESH, headers=OWN)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://testserver.evil.example"}, {"Origin": "http://evil@testserver:1"}],
)  # fmt: skip
async def test_pages_of_other_sites_cannot_use_the_cookie(client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    await client.post(LOGIN, json=BODY, headers=OWN)

    refused = [await client.post(path, headers=headers) for path in (REFRESH, LOGOUT)]

    assert [(reply.status_code, reply.json()["code"]) for reply in refused] == [(403, "cross-site-request")] * 2
    assert (await client.post(REFRESH, headers=OWN)).status_code == 200


async def test_pages_of_other_sites_cannot_plant_a_session(client: httpx2.AsyncClient) -> None:
    reply = await client.post(LOGIN + "?cookie=1", json=BODY, headers={"Origin": "https://evil.example"})

    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers


async def test_sec_fetch_site_stands_in_for_a_missing_origin(client: httpx2.AsyncClient) -> None:
    reply = await client.post(LOGIN, json=BODY, headers={"Sec-Fetch-Site": "same-origin", "X-Client": "web"})

    assert reply.status_code == 200


async def test_programs_get_the_token_in_the_body_and_no_cookie(client: httpx2.AsyncClient) -> None:
    reply = await client.post(LOGIN, json=BODY)

    assert reply.json()["refreshToken"].startswith("sbr_")
    assert "set-cookie" not in reply.headers


async def test_without_any_token_there_is_nothing_to_renew(client: httpx2.AsyncClient) -> None:
    assert (await client.post(REFRESH)).json()["code"] == "refresh-refused"
    assert (await client.post(LOGOUT)).status_code == 204
