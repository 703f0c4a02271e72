"""Alembic's entry: runs the history as the owner of the tables, one transaction for the whole upgrade."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from smartbooking.infra.db import async_url


def _run(connection: Connection) -> None:
    compared = context.config.attributes.get("compared")  # only the drift check needs the models
    context.configure(
        connection=connection,
        target_metadata=compared.metadata if compared else None,
        include_schemas=True,
        include_object=compared.is_ours if compared else None,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        # Two servers starting at once must not migrate at once; the lock dies with the transaction.
        connection.execute(text("select pg_advisory_xact_lock(727274)"))
        context.run_migrations()


async def _connect() -> None:
    engine = create_async_engine(async_url(context.config.attributes["url"]))
    async with engine.begin() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


if (given := context.config.attributes.get("connection")) is not None:
    _run(given)
else:
    asyncio.run(_connect())
