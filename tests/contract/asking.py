"""Sends one request per operation, person and tenant, each on an untouched world."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from sqlalchemy.ext.asyncio import async_sessionmaker

from smartbooking.identity.access import AUTHENTICATOR
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import uuid7
from tests.catalog.pictures import make_picture
from tests.contract.schema import Json, Operation, filled
from tests.contract.world import Town

_PICTURE = make_picture(width=64, height=48)


@asynccontextmanager
async def undone(runtime: Runtime) -> AsyncIterator[None]:
    """Whatever the application commits inside is gone afterwards: its transactions become savepoints of ours."""
    database = runtime.database
    kept = database._sessions
    async with database.engine.connect() as connection:
        outer = await connection.begin()
        database._sessions = async_sessionmaker(
            bind=connection, expire_on_commit=False, autoflush=False, join_transaction_mode="create_savepoint"
        )
        try:
            yield
        finally:
            database._sessions = kept
            await outer.rollback()
            runtime.parts[AUTHENTICATOR]._memory._known.clear()


def queries(ids: dict[str, str]) -> Json:
    """Values of required query parameters."""
    day = datetime.now(UTC).date() + timedelta(days=40)
    return {
        "from": day.isoformat(), "to": (day + timedelta(days=7)).isoformat(), "month": f"{day:%Y-%m}", "q": "алм",
        "country": "KZ", "year": str(day.year), "code": ids["confirmation_code"], "contact": "+77015550418",
        "checkIn": day.isoformat(), "checkOut": (day + timedelta(days=2)).isoformat(), "at": f"{day}T18:00",
        "after": "1795251600000000", "secret": "nobodys.secret", "query": "0418",
    }  # fmt: skip


# Where an address or a body means another thing of the tenant than its parameter's usual one.
_MEANT = {
    "/holds/{booking_id}": {"booking_id": "hold_id"},
    "/staff/{user_id}": {"user_id": "colleague"},
    "/services/{service_id}/images/{image_id}": {"image_id": "service_image"},
    "/resources/{resource_id}/slots": {"resource_id": "chair"},
    "/vendors/{vendor_id}/services": {"res": "chair"},
    "/bookings/restaurant": {"res": "table"},
    "/switches/{code}": {"code": "switch"},
    "/limits/{name}": {"name": "limit"},
}


def ids_for(operation: Operation, town: Town, tenant: str) -> dict[str, str]:
    """What the placeholders stand for in this operation."""
    ids = town.ids[tenant]
    for path, meant in _MEANT.items():
        if path in operation.path:
            ids = ids | {name: ids[other] for name, other in meant.items()}
    return ids


def address(operation: Operation, ids: dict[str, str]) -> str:
    path = operation.path
    for name in operation.parameters("path"):
        path = path.replace("{" + name + "}", ids[name])
    return path


def parts(operation: Operation, town: Town, who: str, tenant: str, extra: Json | None = None) -> dict[str, Any]:
    """Keyword arguments of the request: the documented example with the ids of the tenant."""
    ids = ids_for(operation, town, tenant)
    headers = {**town.headers[who], "Idempotency-Key": uuid7().hex}
    params = {name: queries(ids)[name] for name in operation.required("query")}
    sent: dict[str, Any] = {"headers": headers, "params": params}
    if "multipart/form-data" in operation.body_types:
        sent["files"] = {"file": ("room.jpg", _PICTURE, "image/jpeg")}
        sent["data"] = extra or {}
    elif operation.takes_json:
        sent["json"] = filled(operation.example, ids) | (extra or {})
    return sent


async def ask(operation: Operation, town: Town, who: str, tenant: str, extra: Json | None = None) -> httpx2.Response:
    sent = parts(operation, town, who, tenant, extra)
    return await town.client.request(operation.method, address(operation, ids_for(operation, town, tenant)), **sent)
