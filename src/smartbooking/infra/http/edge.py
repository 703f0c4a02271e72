"""The outermost layer of the server: request ids, size and type checks, security headers, one log line, metrics."""

from __future__ import annotations

import time
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smartbooking.infra import telemetry
from smartbooking.infra.http.problems import BadRequest, PayloadTooLarge, UnsupportedMediaType, render, unexpected
from smartbooking.infra.recent import RECENT
from smartbooking.infra.settings import Settings
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.problem import Problem

_READABLE: Final = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
# Some payment providers write XML; nobody else does.
_XML: Final = ("application/xml", "text/xml")
_PROVIDERS: Final = "/api/v1/payments/calls/"
_SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
}
log = structlog.get_logger("smartbooking.access")


class _TooLarge(HTTPException):
    """The body grew beyond the limit while it was read; an HTTPException passes through FastAPI's body reader."""

    def __init__(self) -> None:
        super().__init__(413)


class Edge:
    """Pure ASGI: it adds about 30 microseconds and buffers nothing."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid7().hex
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self._checked(scope, receive, sending)
        finally:
            self._report(scope, status, time.perf_counter() - started)
            structlog.contextvars.clear_contextvars()

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._limit(scope)
        refusal: Problem | None = None
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        if length and not length.isdigit():
            refusal = BadRequest("Content-Length is not a number.")
        elif length and int(length) > limit:
            refusal = PayloadTooLarge(f"At most {limit} bytes are accepted here.")
        elif not _readable(scope, headers):
            refusal = UnsupportedMediaType("Send the body as application/json.")
        if refusal is not None:
            await _refuse(refusal, scope, receive, send)
            return
        began = False

        async def sending(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, _limited(receive, limit), sending)
        except Exception as error:
            if began:  # too late to say anything: the connection is cut, which clients treat as unknown
                raise
            too_large = isinstance(error, _TooLarge)
            problem = PayloadTooLarge(f"At most {limit} bytes are accepted here.") if too_large else unexpected(error)
            await _refuse(problem, scope, receive, send)

    def _limit(self, scope: Scope) -> int:
        pictures = scope["path"].endswith(("/images", "/proofs"))
        return self._settings.max_upload_bytes if pictures else self._settings.max_body_bytes

    @staticmethod
    def _report(scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        path = getattr(route, "path", "unmatched")
        telemetry.REQUESTS.labels(scope["method"], path, str(status)).inc()
        RECENT.note(path, status, seconds)
        telemetry.REQUEST_SECONDS.labels(scope["method"], path).observe(seconds)
        # The path may hold ids, never the query, which may hold what people typed.
        write = log.warning if status >= 500 else log.info
        write("request", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1))


def _readable(scope: Scope, headers: Headers) -> bool:
    """Bodies of /api must be of a type some handler reads; requests without a body pass."""
    if scope["method"] not in ("POST", "PUT", "PATCH") or not scope["path"].startswith("/api/"):
        return True
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return True
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    return kind in _READABLE or kind.endswith("+json") or (kind in _XML and scope["path"].startswith(_PROVIDERS))


def _limited(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise _TooLarge
        return message

    return receiving


async def _refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    await render(problem, request.scope["state"]["request_id"])(scope, receive, send)
