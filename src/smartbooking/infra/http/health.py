"""Is the process alive, ready, started; and what it counted. Details only for operators, booleans for everybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from smartbooking import __version__
from smartbooking.infra import telemetry
from smartbooking.infra.db import durability_problems
from smartbooking.infra.http.deps import NowDep, PrincipalDep, RuntimeDep
from smartbooking.infra.http.wire import Instant, Wire
from smartbooking.infra.module import Runtime
from smartbooking.kernel.text import LOCALES

router = APIRouter(tags=["Health"])
MAX_QUEUE_LAG_SECONDS = 300


class Health(Wire):
    """Whether the process may get requests; `checks` says which part does not work."""

    ready: bool
    checks: dict[str, bool]
    details: dict[str, Any] | None = None


class Meta(Wire):
    """Facts a client needs before its first request."""

    version: str
    locales: list[str]
    server_now: Instant


@router.get("/livez", summary="The process runs", include_in_schema=False)
async def livez() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/startupz", summary="The process has finished starting", include_in_schema=False)
async def startupz(request: Request, response: Response) -> dict[str, bool]:
    started = bool(getattr(request.app.state, "started", False))
    response.status_code = 200 if started else 503
    return {"started": started}


@router.get("/readyz", summary="Requests can be answered", include_in_schema=False)
async def readyz(request: Request, response: Response, runtime: RuntimeDep, principal: PrincipalDep) -> Health:
    checks, details = await readiness(runtime)
    checks["accepting"] = not getattr(request.app.state, "draining", False)
    ready = all(checks.values())
    response.status_code = 200 if ready else 503
    return Health(ready=ready, checks=checks, details=details if principal.operator else None)


@router.get("/metrics", summary="Prometheus metrics", include_in_schema=False)
async def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/v1/meta", summary="Version, languages and the server's clock", response_model=Meta)
async def meta(now: NowDep) -> Meta:
    """What a client needs before its first request."""
    return Meta(version=__version__, locales=list(LOCALES), server_now=now)


async def readiness(runtime: Runtime) -> tuple[dict[str, bool], dict[str, Any]]:
    """Every condition for serving: the database takes writes, is at our schema, is durable, agrees on time."""
    checks = dict.fromkeys(("database", "schema", "durability", "timezones", "queue"), False)
    details: dict[str, Any] = {}
    try:
        await _check_database(runtime, checks, details)
    except Exception as error:  # noqa: BLE001  # whatever it is, the answer is "not ready"
        details["error"] = type(error).__name__
    return checks, details


async def _check_database(runtime: Runtime, checks: dict[str, bool], details: dict[str, Any]) -> None:
    async with runtime.database.transaction() as tx:
        await tx.execute(text("insert into infra.heartbeat (beat_at) values (clock_timestamp())"
                              " on conflict (one) do update set beat_at = excluded.beat_at"))  # fmt: skip
        checks["database"] = True
        version = (await tx.execute(text("select version_num from alembic_version"))).scalar_one_or_none()
        details["schema"] = version
        checks["schema"] = version == runtime.parts.get("schema_head")
        weak = await durability_problems(tx)
        details["durability"] = weak
        checks["durability"] = not weak
        offset = (
            await tx.execute(
                text("select extract(epoch from (timestamp '2026-07-01 12:00' at time zone 'Asia/Almaty'))::bigint")
            )
        ).scalar_one()
        expected = int(datetime(2026, 7, 1, 7, tzinfo=UTC).timestamp())
        checks["timezones"] = offset == expected
        lag = (
            await tx.execute(
                text("select coalesce(extract(epoch from now() - min(execute_after)), 0)::int from jobs.pgqueuer"
                     " where status = 'queued' and execute_after <= now()")
            )
        ).scalar_one()  # fmt: skip
        details["queue_lag_seconds"] = lag
        telemetry.QUEUE_LAG.set(lag)
        checks["queue"] = lag <= MAX_QUEUE_LAG_SECONDS
