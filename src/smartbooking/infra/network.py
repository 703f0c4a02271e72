"""The HTTP client for calls that leave the process: time-limited, and refused while a transaction is open."""

from __future__ import annotations

import ssl
from typing import Any

import httpx2

from smartbooking.infra.db import network_forbidden

DEFAULT_TIMEOUT_SECONDS = 10.0


class NetworkInsideTransaction(RuntimeError):
    """A call was about to leave the process while database locks were held."""


def refuse_inside_transaction(what: str) -> None:
    """For calls that do not go through `http_client`. Raises NetworkInsideTransaction."""
    if network_forbidden():
        raise NetworkInsideTransaction(f"{what} inside an open transaction")


class _Guard(httpx2.AsyncBaseTransport):
    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        refuse_inside_transaction(f"{request.method} {request.url.host}")
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def http_client(
    *, timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS, verify: ssl.SSLContext | bool = True, **options: Any
) -> httpx2.AsyncClient:
    """A client that never follows redirects on its own and never calls inside a transaction."""
    return httpx2.AsyncClient(
        transport=_Guard(httpx2.AsyncHTTPTransport(retries=0, verify=verify)),
        timeout=timeout_seconds,
        follow_redirects=False,
        **options,
    )
