"""The database of a default installation: our own server under data_dir, with one owner and one application login."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

import asyncpg

from smartbooking.infra.postgres.server import APP_LOGIN, PostgresServer
from smartbooking.infra.settings import Settings

DATABASE = "smartbooking"


def server_for(settings: Settings) -> PostgresServer:
    """The server that belongs to these settings; not started yet."""
    return PostgresServer(settings.data_dir / "postgres")


def provide(server: PostgresServer, settings: Settings) -> Settings:
    """Settings that point at a running embedded server, with the database and the login made on first use."""
    password = _app_password(settings.data_dir / "postgres-app.password")
    asyncio.run(_prepare(server, password))
    return settings.model_copy(
        update={
            "database_url": f"postgresql://{APP_LOGIN}:{password}@127.0.0.1:{server.port}/{DATABASE}",
            "migration_database_url": server.url(DATABASE),
        }
    )


def _app_password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text().strip()


async def _prepare(server: PostgresServer, password: str) -> None:
    connection = await asyncpg.connect(server.url())
    try:
        await connection.execute("""
            do $$ begin
              if not exists (select from pg_roles where rolname = 'smartbooking_app') then
                create role smartbooking_app nologin;
              end if;
              if not exists (select from pg_roles where rolname = 'smartbooking') then
                create role smartbooking login in role smartbooking_app;
              end if;
            end $$""")
        # DDL takes no parameters; the password is our own URL-safe random text.
        await connection.execute(f"alter role {APP_LOGIN} password '{password}'")
        if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await connection.execute(f'create database "{DATABASE}"')
    finally:
        await connection.close()
