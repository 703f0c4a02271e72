"""Finds the route of a request without asking all of them.

FastAPI asks every route in turn, and routers that were included twice: a quarter of the profile of a booking, with some
hundred and fifty routes. Here the routes stand in one flat list, as if declared on the application itself, and a
request asks only those with as many segments as its path and the same fixed ones.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, Route, Router
from starlette.types import Receive, Scope, Send

_NOUN: Final = 3  # /api/v1/<noun>: it tells most routes apart
# Everything a route was declared with, but what names its operation: that is the application's choice.
_TAKEN: Final = tuple(
    name
    for name in inspect.signature(APIRouter.add_api_route).parameters
    if name not in ("self", "path", "endpoint", "generate_unique_id_function", "route_class_override")
)


def _noun(path: str) -> tuple[int, str]:
    """Number of segments, and the one that says what the address is about."""
    segments = path.split("/")
    return len(segments), segments[_NOUN] if len(segments) > _NOUN else path


def include(app: FastAPI, router: APIRouter) -> None:
    """As `app.include_router(router)`, with the routes themselves in the application's list."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            taken = {name: getattr(route, name) for name in _TAKEN}
            app.router.add_api_route(route.path, route.endpoint, **taken)
        else:
            app.router.routes.append(route)


class Directory:
    """Goes in front of a router; whatever it does not know is the router's business."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._next = router.middleware_stack
        self._known: dict[tuple[int, str], list[BaseRoute]] | None = None

    def _read(self) -> dict[tuple[int, str], list[BaseRoute]]:
        """Built with the first request, when every route is there."""
        known: defaultdict[tuple[int, str], list[BaseRoute]] = defaultdict(list)
        open_ended: set[str] = set()
        for route in self._router.routes:
            if not isinstance(route, Route) or "{" in _noun(route.path)[1]:
                break  # from here on, the order of all routes decides
            length, noun = _noun(route.path)
            known[length, noun].append(route)
            if ":path}" in route.path:
                open_ended.add(noun)
        return {key: routes for key, routes in known.items() if key[1] not in open_ended}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if self._known is None:
                self._known = self._read()
            for route in self._known.get(_noun(scope["path"]), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope["router"] = self._router
                    scope.update(found)
                    await route.handle(scope, receive, send)
                    return
        await self._next(scope, receive, send)
