"""Fixtures of the ledger's tests: the owner's connection and resources without a catalog around them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from smartbooking.infra.db import Database
from tests.availability.ledger.factory import Ledger
from tests.cluster import Clone


@pytest.fixture
async def owner(clone: Clone) -> AsyncIterator[asyncpg.Connection]:
    """A connection that owns the tables, as migrations do."""
    connection = await asyncpg.connect(clone.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def ledger(database: Database, owner: asyncpg.Connection) -> Ledger:
    """An empty ledger of one vendor."""
    return Ledger(database, owner)
