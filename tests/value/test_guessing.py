"""Whoever tries codes is slowed down, and learns nothing."""

from __future__ import annotations

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.infra.settings import Settings
from tests.bookings.factory import committed_rooms


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With budgets per caller."""
    return settings.model_copy(update={"rate_limits": True})


async def test_a_caller_may_try_twenty_codes_a_minute(client: httpx2.AsyncClient, database: Database) -> None:
    place = await committed_rooms(database)
    address = f"/api/v1/vendors/ven_{place.vendor_id}/gift-cards/check"

    replies = [await client.post(address, json={"code": "GAAA-AAAA-AAAA-AAAA"}) for _ in range(22)]

    assert [reply.status_code for reply in replies] == [409] * 20 + [429] * 2
    assert {reply.json()["reason"] for reply in replies[:20]} == {"unknown"}
