"""Puts one HTTP application together from modules; knows none of them."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from smartbooking import __version__
from smartbooking.infra import bounds, events, switches
from smartbooking.infra.crypto import Signer
from smartbooking.infra.db import Database
from smartbooking.infra.http import auth, directory, edge, health, limits, plans, problems
from smartbooking.infra.module import Module, Runtime
from smartbooking.infra.settings import Settings
from smartbooking.infra.storage import LocalStorage

DESCRIPTION = """Search, availability, quotes, holds, bookings and payments for every kind of business.

Money is a number in major units beside `currency`; instants are UTC with a local twin for the venue.
Writes that move capacity or money take an `Idempotency-Key`. Errors are `application/problem+json` (RFC 9457).
"""

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "detail", "instance", "code", "retryable", "requestId"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/slot-taken"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "examples": ["slot-taken"]},
        "retryable": {"type": "boolean"},
        "requestId": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "message", "code"],
                "properties": {
                    "pointer": {"type": "string"}, "message": {"type": "string"}, "code": {"type": "string"},
                },
            },
        },
        "alternatives": {"type": "array", "items": {"type": "object"}},
    },
    "additionalProperties": True,
}  # fmt: skip


def build_runtime(settings: Settings, database: Database | None = None) -> Runtime:
    """The parts every process has: settings, database, storage, signer, limiter."""
    runtime = Runtime(
        settings=settings,
        database=database
        or Database(
            settings.database_url,
            pool=settings.database_pool,
            statement_timeout_seconds=settings.database_statement_timeout_seconds,
        ),
        storage=LocalStorage(settings.data_dir / "media"),
        parts={},
    )
    runtime.parts["signer"] = Signer(settings)
    runtime.parts[switches.PART] = switches.Switchboard(runtime.database)
    runtime.parts[bounds.PART] = bounds.LimitBoard(runtime.database, lambda: runtime.settings)
    runtime.parts["limiter"] = limits.limiter_for(settings)
    return runtime


async def start_modules(runtime: Runtime, modules: Sequence[Module]) -> None:
    """Routes events and lets each module install its parts."""
    events.route([subscriber for module in modules for subscriber in module.subscribers])
    for module in modules:
        for start in module.startup:
            await start(runtime)


def create_app(runtime: Runtime, modules: Sequence[Module]) -> FastAPI:
    """The application on a runtime. The caller owns the runtime's database and disposes of it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await start_modules(runtime, modules)
        app.state.started = True
        # What exists now lives as long as the process: keep the collector from walking it for every request.
        gc.collect()
        gc.freeze()
        yield
        app.state.draining = True

    app = FastAPI(
        title="SmartBooking", version=__version__, description=DESCRIPTION, lifespan=lifespan,
        openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None,
        generate_unique_id_function=_operation_id,
    )  # fmt: skip
    app.state.runtime = runtime
    problems.install(app)
    app.router.route_class = plans.PlannedRoute
    for router in (health.router, *(router for module in modules for router in module.routers)):
        directory.include(app, router)
    app.router.middleware_stack = directory.Directory(app.router)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    if runtime.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=runtime.settings.cors_origins, allow_methods=["*"], allow_headers=["*"],
            expose_headers=["X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotent-Replayed"],
        )  # fmt: skip
    app.add_middleware(edge.Edge, settings=runtime.settings)
    return app


def _operation_id(route: APIRoute) -> str:
    """The handler's name: generated clients read like prose. Doubles get their tag in front."""
    tag = str(route.tags[0]).lower().replace(" ", "_") + "_" if route.tags else ""
    return tag + route.name


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The schema with problem documents instead of FastAPI's own validation error shape."""
    if app.openapi_schema:
        return app.openapi_schema
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        components.pop(name, None)
    components["Problem"] = PROBLEM_SCHEMA
    schema["components"].get("securitySchemes", {}).pop(auth.welcome.scheme_name, None)
    for operations in schema["paths"].values():
        for operation in operations.values():
            _document_problems(operation)
    app.openapi_schema = schema
    return schema


def _document_problems(operation: dict[str, Any]) -> None:
    _document_security(operation)
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = operation["responses"]
    common = {"422": "Some fields need another look", "503": "Not available for a moment"}
    if operation.get("security"):
        common |= {"401": "Please sign in", "403": "You may not do this"}
    if "requestBody" in operation:
        common |= {
            "400": "The request could not be read", "413": "The request is too large", "415": "Send application/json",
        }  # fmt: skip
    if any(parameter["name"].lower() == "idempotency-key" for parameter in operation.get("parameters", ())):
        common |= {"400": "No or unreadable Idempotency-Key", "409": "Not possible in the present state"}
    for status, description in common.items():
        responses.setdefault(status, {"description": description, "content": content})
    if "HTTPValidationError" in str(responses["422"]):
        responses["422"] = {"description": common["422"], "content": content}


def _document_security(operation: dict[str, Any]) -> None:
    """Signing in is needed (`bearer`), or possible (`welcome`): then the schema offers to call without, too."""
    named = {name for way in operation.get("security", ()) for name in way}
    if named == {auth.welcome.scheme_name}:
        operation["security"] = [{auth.bearer.scheme_name: []}, {}]
    elif named:
        operation["security"] = [{auth.bearer.scheme_name: []}]
