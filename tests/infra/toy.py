"""A tiny application on the real edge: it shows what every handler gets, without any module."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from fastapi import APIRouter
from sqlalchemy import text

from smartbooking.infra.db import Database, Tx
from smartbooking.infra.http.app import build_runtime, create_app
from smartbooking.infra.http.deps import OnceDep, TxDep
from smartbooking.infra.http.wire import Amount, ResourceRef, Wire
from smartbooking.infra.module import Module
from smartbooking.infra.settings import Mode, Settings
from smartbooking.kernel.problem import Conflict
from smartbooking.migrations.head import HEAD

router = APIRouter(prefix="/api/v1/toy", tags=["Toy"])


class Note(Wire):
    subject: str
    price: Amount | None = None


class Saved(Wire):
    number: int


async def save(tx: Tx, subject: str) -> Saved:
    row = await tx.execute(
        text("insert into infra.audit (actor, action, subject) values ('toy', 'saved', :s) returning id"),
        {"s": subject},
    )
    return Saved(number=row.scalar_one())


@router.post("/notes", status_code=201, response_model=Saved)
async def write(body: Note, tx: TxDep) -> Saved:
    return await save(tx, body.subject)


@router.post("/deferred", status_code=201, response_model=Saved)
async def write_what_can_not_commit(body: Note, tx: TxDep) -> Saved:
    """The constraint fires at commit: a reply sent before the commit would be a lie."""
    await tx.execute(text("create temp table t (x int primary key deferrable initially deferred) on commit drop"))
    await tx.execute(text("insert into t values (1), (1)"))
    return await save(tx, body.subject)


@router.post("/once", response_model=Saved)
async def write_once(body: Note, once: OnceDep) -> object:
    async def use_case(tx: Tx) -> Saved:
        if body.subject == "refused":
            raise Conflict("not today")
        await tx.execute(text("select pg_sleep(0.05)"))
        return await save(tx, body.subject)

    return await once.run(body, use_case, status=201)


@router.get("/resources/{resource_id}")
async def show(resource_id: ResourceRef, days: int = 7) -> dict[str, int]:
    return {"resource": resource_id, "days": days}


@router.get("/broken")
async def broken() -> None:
    raise RuntimeError("customer anna@example.com +7 701 555 04 18 paid")


@asynccontextmanager
async def toy(database: Database, data_dir: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the toy on a database."""
    settings = Settings(mode=Mode.TEST, database_url=database.url, data_dir=data_dir, max_body_bytes=2000)
    runtime = build_runtime(settings, database)
    runtime.parts["schema_head"] = HEAD
    app = create_app(runtime, [Module(name="toy", routers=(router,))])
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://toy") as client:
        yield client
