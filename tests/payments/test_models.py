"""The tables of payments are what their models say."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from smartbooking.infra.db import Base, async_url
from smartbooking.payments import models
from tests import cluster


async def test_models_and_migration_agree(clone: cluster.Clone) -> None:
    def read(name: str | None, kind: str, _: Any) -> bool:
        return kind != "schema" or name == models.SCHEMA

    def ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
        return kind != "table" or thing.schema == models.SCHEMA

    def compare(connection: Connection) -> list[Any]:
        options = {"include_schemas": True, "include_name": read, "include_object": ours, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)

    engine = create_async_engine(async_url(clone.owner_url))
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()

    assert found == []
