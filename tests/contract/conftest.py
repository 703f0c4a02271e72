"""A town on a database of its own; or only rooms."""

from __future__ import annotations

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from tests.bookings.factory import Place, make_rooms
from tests.contract.world import Town, build


@pytest.fixture
async def town(client: httpx2.AsyncClient, runtime: Runtime) -> Town:
    return await build(client, runtime)


@pytest.fixture
async def rooms(database: Database) -> Place:
    async with database.transaction() as tx:
        return await make_rooms(tx, capacity=3)
