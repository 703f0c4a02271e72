"""The provider's ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from smartbooking.sandbox_provider.api import Api
from smartbooking.sandbox_provider.config import Config
from smartbooking.sandbox_provider.faults import Cutter
from smartbooking.sandbox_provider.ledger import Ledger
from smartbooking.sandbox_provider.messages import Messenger
from smartbooking.sandbox_provider.pages import Pages
from smartbooking.sandbox_provider.rules import Refusal


def create_app(config: Config) -> ASGIApp:
    """The application over the ledger at `config.ledger`."""
    ledger = Ledger(config.ledger)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(Messenger(ledger, config).run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        ledger.db.close()

    async def livez(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    app = Starlette(
        routes=[Route("/livez", livez), *Api(ledger, config).routes(), *Pages(ledger).routes()],
        exception_handlers={Refusal: _refused},
        lifespan=lifespan,
    )
    # Outside of everything else: only there does `send` still belong to the server's connection.
    return Cutter(app)


async def _refused(_: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, Refusal):
        raise refusal
    body = {"error": {"code": refusal.code, "message": str(refusal)}}
    return JSONResponse(body, status_code=refusal.status)
