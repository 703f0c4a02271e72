"""Handlers called by plan answer as FastAPI would have answered."""

from __future__ import annotations

from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends, FastAPI, Header, Query, Response
from pydantic import BaseModel

from smartbooking.infra.http import directory, plans, strict


class Wanted(BaseModel):
    number: int
    name: str = "nobody"


calls: list[str] = []


async def counted(x_who: Annotated[str, Header(min_length=2)] = "guest") -> str:
    calls.append(x_who)
    return x_who


async def marked(response: Response, who: Annotated[str, Depends(counted)]) -> None:
    response.headers["X-Marked"] = who


async def opened() -> Any:
    calls.append("opened")
    yield "open"
    calls.append("closed")


def build(route_class: type[strict.StrictRoute]) -> FastAPI:
    app = FastAPI()
    app.router.route_class = route_class

    @app.post("/things/{place}", status_code=201, response_model=Wanted, dependencies=[Depends(marked)])
    async def make(
        place: int, body: Wanted, who: Annotated[str, Depends(counted)],
        door: Annotated[str, Depends(opened, scope="function")], times: Annotated[int, Query(ge=1)] = 1,
        tags: Annotated[list[str] | None, Query()] = None,
    ) -> Wanted:  # fmt: skip
        calls.append("made")
        return Wanted(number=body.number * times + place, name=f"{who} {door} {tags}")

    @app.get("/plain")
    async def plain(who: Annotated[str, Depends(counted)]) -> Response:
        return Response(who)

    app.router.middleware_stack = directory.Directory(app.router)
    return app


GOOD = b'{"number": 2}'
REQUESTS: dict[str, tuple[str, str, dict[str, str], bytes]] = {
    "in order": ("POST", "/things/5?times=3&tags=a&tags=b", {}, GOOD),
    "with headers": ("POST", "/things/5", {"X-Who": "somebody"}, GOOD),
    "json by another name": ("POST", "/things/5", {"Content-Type": "application/vnd.x+json"}, GOOD),
    "json with a charset": ("POST", "/things/5", {"Content-Type": "application/json; charset=utf-8"}, GOOD),
    "no body": ("POST", "/things/5", {}, b""),
    "broken json": ("POST", "/things/5", {}, b'{"number": '),
    "a key twice": ("POST", "/things/5", {}, b'{"number": 1, "number": 2}'),
    "a wrong body": ("POST", "/things/5", {}, b'{"number": "many"}'),
    "no json": ("POST", "/things/5", {"Content-Type": "text/plain"}, GOOD),
    "a wrong path": ("POST", "/things/home", {}, GOOD),
    "a wrong query": ("POST", "/things/5?times=0", {}, GOOD),
    "a wrong header": ("POST", "/things/5", {"X-Who": "x"}, GOOD),
    "everything wrong": ("POST", "/things/home?times=x", {"X-Who": "x"}, b"[]"),
    "a reply of its own": ("GET", "/plain", {"X-Who": "somebody"}, b""),
    "another method": ("DELETE", "/plain", {}, b""),
}


async def ask(app: FastAPI, method: str, path: str, headers: dict[str, str], content: bytes) -> tuple[Any, ...]:
    calls.clear()
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        sent = {"Content-Type": "application/json", **headers} if content else headers
        reply = await client.request(method, path, headers=sent, content=content)
    return reply.status_code, dict(reply.headers), reply.content, list(calls)


@pytest.mark.parametrize("name", REQUESTS)
async def test_a_plan_answers_as_fastapi_does(name: str) -> None:
    planned = await ask(build(plans.PlannedRoute), *REQUESTS[name])

    assert planned == await ask(build(strict.StrictRoute), *REQUESTS[name])


def test_both_handlers_of_the_comparison_have_a_plan() -> None:
    routes = [route for route in build(plans.PlannedRoute).router.routes if isinstance(route, plans.PlannedRoute)]

    assert [route.path for route in routes if isinstance(route.app, plans._Planned)] == ["/things/{place}", "/plain"]
