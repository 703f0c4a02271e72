"""Reads JSON as RFC 8259 wants it: no key twice in one object, no NaN, no Infinity.

Where two readers of one request could see different values (a proxy the first, the server the last), a check in
front of the server checks nothing; so such requests are refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: JSON
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise json.JSONDecodeError(
            f"{next(name for name in names if names.count(name) > 1)!r} stands here twice", "", 0
        )
    return found


def _refused(constant: str) -> NoReturn:
    raise json.JSONDecodeError(f"{constant} is no number", "", 0)


class StrictRequest(Request):
    """A request whose JSON means one thing."""

    async def json(self) -> Any:  # Any: JSON
        if not hasattr(self, "_json"):
            self._json = json.loads(await self.body(), object_pairs_hook=_unique, parse_constant=_refused)
        return self._json


class StrictRoute(APIRoute):
    """`route_class` of every router that takes JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly
