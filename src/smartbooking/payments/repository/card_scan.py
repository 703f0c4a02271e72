"""Every row of every table as text, bytes as the characters they are; reads only."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_TABLES = text("""
    select format('%I.%I', table_schema, table_name) as name,
           string_agg(case when data_type = 'bytea' then format('encode(%I, ''escape'')', column_name)
                           else format('%I::text', column_name) end, ', ' order by ordinal_position) as columns
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
    group by 1 order by 1
""")


async def tables(connection: AsyncConnection) -> list[tuple[str, str]]:
    """Name and columns, both quoted by PostgreSQL itself."""
    return [(row.name, row.columns) for row in await connection.execute(_TABLES)]


async def rows_of(connection: AsyncConnection, table: str, columns: str) -> AsyncIterator[str]:
    """Each row, its columns separated by tabs."""
    statement = text(f"select concat_ws(E'\\t', {columns}) as line from {table}".replace(":", r"\:"))  # noqa: S608
    async with connection.stream(statement) as found:
        async for row in found:
            yield row.line
