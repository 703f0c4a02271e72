"""The peer's ASGI application: every protocol over one ledger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from smartbooking.sandbox_provider.bank import Answered, Bank
from smartbooking.sandbox_provider.config import Config
from smartbooking.sandbox_provider.control import Control
from smartbooking.sandbox_provider.faults import Cutter
from smartbooking.sandbox_provider.inbox import Inbox
from smartbooking.sandbox_provider.ledger import Ledger
from smartbooking.sandbox_provider.mail import listen
from smartbooking.sandbox_provider.messages import Messenger
from smartbooking.sandbox_provider.pages import Pages
from smartbooking.sandbox_provider.protocols import PROTOCOLS
from smartbooking.sandbox_provider.rules import Refusal


def create_app(config: Config) -> ASGIApp:
    """The application over the ledger at `config.ledger`."""
    ledger = Ledger(config.ledger)
    bank = Bank(ledger, config, {protocol.name: protocol.account for protocol in PROTOCOLS})

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(Messenger(bank).run())
        mail = await listen(ledger, "127.0.0.1", config.mail_port) if config.mail_port else None
        yield
        if mail is not None:
            mail.close()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await bank.http.aclose()
        ledger.db.close()

    app = FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={Refusal: _refused, Answered: _answered},
        lifespan=lifespan,
    )
    for protocol in PROTOCOLS:
        app.include_router(protocol.router(bank), prefix=f"/{protocol.name}")
    app.router.routes.extend(
        [Route("/livez", _livez), *Control(bank).routes(), *Pages(bank).routes(), *Inbox(bank).routes()]
    )
    # Outside of everything else: only there does `send` still belong to the server's connection.
    return Cutter(app)


async def _livez(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _refused(_: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, Refusal):
        raise refusal
    body = {"error": {"code": refusal.code, "message": str(refusal)}}
    return JSONResponse(body, status_code=refusal.status)


async def _answered(_: Request, answered: Exception) -> Response:
    if not isinstance(answered, Answered):
        raise answered
    return answered.response
