"""What browsers get besides the API."""

from __future__ import annotations

import re

import httpx2
import pytest

from smartbooking.entrypoints.http.pages.problem_pages import known_problems


@pytest.mark.parametrize("path", ["/docs", "/problems", "/problems/slot-taken", "/"])
async def test_no_page_of_ours_loads_anything_from_another_origin(client: httpx2.AsyncClient, path: str) -> None:
    reply = await client.get(path, headers={"accept": "text/html"})

    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/html")
    named = re.findall(r'(?:src|href)="((?:https?:)?//[^"]+)"', reply.text)
    assert [address for address in named if not address.startswith("http://localhost:8000/")] == []


async def test_the_api_reference_has_its_script_and_style(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    files = re.findall(r'(?:src|href)="(/docs/files/[^"]+)"', page)

    assert len(files) == 2
    for file in files:
        assert (await client.get(file)).status_code == 200


async def test_every_problem_has_a_page_that_explains_it(client: httpx2.AsyncClient) -> None:
    for slug, kind in known_problems().items():
        page = await client.get(f"/problems/{slug}")
        assert page.status_code == 200, slug
        assert f"HTTP status {kind.status}" in page.text


async def test_an_unknown_problem_is_a_problem(client: httpx2.AsyncClient) -> None:
    reply = await client.get("/problems/no-such-thing")

    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("POST", "/s", 404),
        ("GET", "/assets/nothing-12345678.js", 404),
        ("GET", "/s", 200),
    ],
)
async def test_only_pages_fall_back_to_the_web_app(
    client: httpx2.AsyncClient, method: str, path: str, status: int
) -> None:
    reply = await client.request(method, path, headers={"accept": "text/html"})

    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("text/html" if status == 200 else "application/problem+json")


async def test_the_page_speaks_the_readers_language_and_forbids_foreign_scripts(client: httpx2.AsyncClient) -> None:
    reply = await client.get("/s", headers={"accept": "text/html", "accept-language": "kk-KZ,ru;q=0.8"})

    assert "script-src 'self'" in reply.headers["content-security-policy"]
    assert '<html lang="kk"' in reply.text or "not built yet" in reply.text
