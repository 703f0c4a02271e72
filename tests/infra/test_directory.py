"""The directory finds the routes a router would find, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from smartbooking.infra.http import directory, strict

router = APIRouter(prefix="/api/v1")


@router.get("/rooms/search")
async def search() -> str:
    return "search"


@router.get("/rooms/{room}")
async def read(room: str) -> str:
    return f"room {room}"


@router.put("/rooms/{room}")
async def change(room: str) -> str:
    return f"changed {room}"


@router.get("/rooms/{room}/beds/{bed}")
async def bed(room: str, bed: str) -> str:
    return f"bed {bed} in {room}"


@router.get("/files/{rest:path}")
async def file(rest: str) -> str:
    return f"file {rest}"


@router.get("/files/{rest}/size")
async def size(rest: str) -> str:
    return f"size of {rest}"


@router.get("/{anything}/late")
async def late(anything: str) -> str:
    return f"late {anything}"


@router.get("/rooms/{room}/keys")
async def keys(room: str) -> str:
    return f"keys of {room}"


def built(*, with_directory: bool) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.router.route_class = strict.StrictRoute
    directory.include(app, router)
    if with_directory:
        app.router.middleware_stack = directory.Directory(app.router)
    return app


@pytest.fixture
async def both() -> AsyncIterator[tuple[httpx2.AsyncClient, httpx2.AsyncClient]]:
    """The same application with the directory in front, and without."""
    async with (
        httpx2.AsyncClient(transport=httpx2.ASGITransport(built(with_directory=True)), base_url="http://a") as quick,
        httpx2.AsyncClient(transport=httpx2.ASGITransport(built(with_directory=False)), base_url="http://a") as plain,
    ):
        yield quick, plain


ADDRESSES = [
    ("GET", "/api/v1/rooms/search", 200, "search"),
    ("GET", "/api/v1/rooms/7", 200, "room 7"),
    ("PUT", "/api/v1/rooms/7", 200, "changed 7"),
    ("PUT", "/api/v1/rooms/search", 200, "changed search"),
    ("DELETE", "/api/v1/rooms/7", 405, None),
    ("GET", "/api/v1/rooms/7/beds/2", 200, "bed 2 in 7"),
    ("GET", "/api/v1/rooms/7/keys", 200, "keys of 7"),
    ("GET", "/api/v1/rooms/7/late", 404, None),
    ("GET", "/api/v1/files/a/b/c", 200, "file a/b/c"),
    ("GET", "/api/v1/files/a/size", 200, "file a/size"),
    ("GET", "/api/v1/tables/late", 200, "late tables"),
    ("GET", "/api/v1/rooms/%2e%2e", 200, "room .."),
    ("GET", "/api/v1/rooms", 404, None),
    ("GET", "/api/v1/rooms/7/beds", 404, None),
    ("GET", "/api/v2/rooms/7", 404, None),
    ("GET", "//api/v1/rooms/7", 404, None),
    ("GET", "/", 404, None),
]


@pytest.mark.parametrize(("method", "path", "status", "said"), ADDRESSES)
async def test_every_address_answers_as_without_the_directory(
    both: tuple[httpx2.AsyncClient, httpx2.AsyncClient], method: str, path: str, status: int, said: str | None
) -> None:
    quick, plain = [await client.request(method, path) for client in both]

    assert (quick.status_code, quick.text) == (plain.status_code, plain.text)
    assert quick.status_code == status
    assert said is None or quick.json() == said


async def test_the_directory_asks_only_those_that_may_fit(
    both: tuple[httpx2.AsyncClient, httpx2.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    matches = APIRoute.matches

    def noted(self: APIRoute, scope: dict[str, object]) -> object:
        asked.append(self.path)
        return matches(self, scope)

    monkeypatch.setattr(APIRoute, "matches", noted)
    quick, plain = both

    await quick.get("/api/v1/rooms/7/beds/2")
    found, asked[:] = list(asked), []
    await plain.get("/api/v1/rooms/7/beds/2")

    assert found == ["/api/v1/rooms/{room}/beds/{bed}"]
    assert asked[: len(found) + 1] == ["/api/v1/rooms/search", "/api/v1/rooms/{room}"]


def test_a_route_keeps_what_it_was_declared_with() -> None:
    marked = APIRouter(prefix="/api/v1/toys", tags=["Toys"])

    @marked.get("", status_code=202, summary="Toys", response_model_exclude_none=True, include_in_schema=False)
    async def toys() -> dict[str, str]:
        return {}

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.router.route_class = strict.StrictRoute
    directory.include(app, marked)
    (route,) = [one for one in app.routes if isinstance(one, APIRoute)]

    assert isinstance(route, strict.StrictRoute), "it reads JSON as strictly as all others"
    assert (route.path, route.status_code, route.summary, route.tags) == ("/api/v1/toys", 202, "Toys", ["Toys"])
    assert (route.response_model_exclude_none, route.include_in_schema) == (True, False)
