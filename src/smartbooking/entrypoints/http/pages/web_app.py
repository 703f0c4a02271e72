"""The web app: hashed files are cached for ever, every other address gets the app's shell.

The shell is served for GET requests of unknown addresses only, so that the API's own 404 and 405 stay problems.
"""

from __future__ import annotations

import mimetypes
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from smartbooking.entrypoints.http.pages.booking_pages import router as booking_pages
from smartbooking.entrypoints.http.pages.booking_paint import Guest
from smartbooking.entrypoints.http.pages.first_paint import first_paint, painted
from smartbooking.entrypoints.http.pages.preload import preloads
from smartbooking.infra.http.deps import locale_of
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Mode

STATIC: Final = Path(__file__).parents[3] / "static"
# Pages of other origins load it as a module, which browsers allow only when it says so.
_SHARED: Final = {
    "embed/widget.js": {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"},
}
_HASHED: Final = re.compile(r"assets/.+-[\w-]{8,}\.\w+")
_NOT_OURS: Final = ("/api/", "/docs", "/metrics", "/livez", "/readyz", "/startupz", "/problems")
_LONGEST_TOKEN: Final = 1000
FOREVER: Final = "public, max-age=31536000, immutable"
# Own origin only: no page of ours loads anything from third parties (MARKET M25). Styles may be set by scripts.
CSP: Final = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self'; frame-ancestors {framed}; base-uri 'none'; form-action 'self' {payment}"
)
_NOT_BUILT: Final = (
    "<title>SmartBooking</title><h1>The web app is not built yet</h1>"
    "<p>Run <code>./smartbooking run</code>. The API is at <a href='/docs'>/docs</a>.</p>"
)


def install_web_app(app: FastAPI) -> None:
    """Serve the built app for every address no handler knows."""
    app.include_router(booking_pages)
    app.router.default = _serve


async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    request = Request(scope, receive)
    response = await _response(request)
    await response(scope, receive, send)


async def _response(request: Request) -> Response:
    path = request.url.path
    if request.method not in ("GET", "HEAD") or path.startswith(_NOT_OURS):
        raise HTTPException(404)
    name = path.lstrip("/")
    if name in _files():
        return _file(name, request.headers)
    if name.startswith("assets/") or not _wants_page(request.headers):
        raise HTTPException(404)
    return HTMLResponse(await _page(request), headers=_page_headers(request))


def _file(name: str, headers: Headers) -> Response:
    """A built file; its gzipped twin, made by the build, for whoever accepts it."""
    caching = FOREVER if _HASHED.fullmatch(name) else "public, max-age=300"
    sent = {"Cache-Control": caching, **_SHARED.get(name, {})}
    twin = f"{name}.gz"
    if twin not in _files():
        return FileResponse(STATIC / name, headers=sent)
    sent["Vary"] = "Accept-Encoding"
    if "gzip" not in headers.get("accept-encoding", ""):
        return FileResponse(STATIC / name, headers=sent)
    kind, _ = mimetypes.guess_type(name)
    return FileResponse(STATIC / twin, media_type=kind, headers={**sent, "Content-Encoding": "gzip"})


@cache
def _files() -> frozenset[str]:
    """Names of the built files; read once, so that no request can walk the disk."""
    return frozenset(p.relative_to(STATIC).as_posix() for p in STATIC.rglob("*") if p.is_file() and p.name[0] != ".")


@cache
def _shell(name: str = "index.html") -> str | None:
    index = STATIC / name
    return index.read_text() if index.is_file() else None


def _embedded(request: Request) -> bool:
    """The frame of the widget: the only page of ours that stands inside of other people's."""
    return request.url.path.startswith("/embed/")


async def _page(request: Request) -> str:
    shell = _shell("embed.html" if _embedded(request) else "index.html")
    if shell is None:
        return _NOT_BUILT
    if _embedded(request):
        return shell
    runtime: Runtime = request.app.state.runtime
    query = request.query_params
    locale = locale_of(request, query.get("lang"))
    guest = Guest(token=query.get("token", "")[:_LONGEST_TOKEN], locale=locale, now=datetime.now(UTC))
    paint = await first_paint(
        runtime.database, runtime.parts["signer"], path=request.url.path, guest=guest, changed="changed" in query
    )
    page = painted(shell, paint, locale=locale, base_url=runtime.settings.base_url)
    page = page.replace("</head>", f"{preloads(STATIC, request.url.path, locale)}</head>", 1)
    return marked(page, runtime.settings.mode)


def marked(page: str, mode: Mode) -> str:
    """The gallery of components and states opens only where this mark stands: never in production."""
    if mode is Mode.PRODUCTION:
        return page
    return page.replace("</head>", '<meta name="sb-gallery" content="on"></head>', 1)


def _wants_page(headers: Headers) -> bool:
    accept = headers.get("accept", "*/*")
    return "text/html" in accept or "*/*" in accept


def _page_headers(request: Request) -> dict[str, str]:
    sandbox = request.app.state.runtime.settings.sandbox_url
    return {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": CSP.format(payment=sandbox, framed="*" if _embedded(request) else "'self'"),
        "Vary": "Accept-Language",
        # A booking's link must not travel to where its page's links lead.
        **({"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} if "token" in request.query_params else {}),
    }
