"""What other fees would have made of the last thirty days, to the tiyn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import PlatformRole
from tests.bookings.factory import Place, committed_rooms
from tests.identity.factory import bearer_as

Headers = dict[str, str]
_INTENT = """
    insert into payments.intent (vendor_id, id, booking_id, amount_minor, currency, capture, method, status,
      captured_minor, client_secret, created_at, updated_at)
    values (:vendor, :intent, :booking, :minor, :currency, 'automatic', 'card', 'captured', :minor, :key, :at, :at)
"""
_ATTEMPT = """
    insert into payments.attempt (vendor_id, id, intent_id, booking_id, number, gateway, status, amount_minor,
      currency, capture, key, locale, captured_minor, created_at, updated_at)
    values (:vendor, :attempt, :intent, :booking, 1, 'sandbox', 'captured', :minor, :currency, 'automatic', :key,
      'ru', :minor, :at, :at)
"""


@pytest.fixture
async def operator(runtime: Runtime) -> Headers:
    return await bearer_as(runtime, PlatformRole.OPERATOR)


async def asked(client: httpx2.AsyncClient, who: Headers, place: Place, percent: str, fixed: str) -> dict[str, float]:
    reply = await client.get(
        f"/api/v1/operations/vendors/ven_{place.vendor_id}/terms/effect",
        params={"feePercent": percent, "feeFixed": fixed}, headers=who,
    )  # fmt: skip
    assert reply.status_code == 200, reply.text
    found: dict[str, float] = reply.json()
    return found


async def test_nothing_taken_is_nothing_changed(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    place = await committed_rooms(database, capacity=1)

    assert await asked(client, operator, place, "5", "100") == {
        "currency": "KZT", "days": 30, "payments": 0, "taken": 0.0, "feeNow": 0.0, "feeThen": 0.0,
    }  # fmt: skip


async def test_every_payment_of_thirty_days_is_counted_on_its_own(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    place, other = await committed_rooms(database, capacity=1), await committed_rooms(database, capacity=1)
    terms = {"currency": "KZT", "validFrom": "2020-01-01", "feePercent": 2, "feeFixed": 0}
    agreed = await client.put(f"/api/v1/operations/vendors/ven_{place.vendor_id}/terms", json=terms, headers=operator)
    assert agreed.status_code == 200, agreed.text
    for minor, age in ((10_000_00, 1), (10_000_00, 29), (50_00, 2), (99_000_00, 31)):
        await pay(database, place, minor, age)
    await pay(database, other, 77_000_00, 1)

    found = await asked(client, operator, place, "5", "100")

    # 2 % of each; 5 % and 100 each, but never more than the 50 that were paid.
    assert (found["payments"], found["taken"]) == (3, 20_050.0)
    assert (found["feeNow"], found["feeThen"]) == (200 + 200 + 1, 600 + 600 + 50)


async def pay(database: Database, place: Place, minor: int, days_ago: int) -> None:
    """A payment that was captured so long ago."""
    facts = {
        "vendor": place.vendor_id, "intent": uuid7(), "attempt": uuid7(), "booking": uuid7(), "minor": minor,
        "currency": "KZT", "key": uuid7().hex, "at": datetime.now(UTC) - timedelta(days=days_ago),
    }  # fmt: skip
    async with database.transaction() as tx:
        await tx.execute(text(_INTENT), facts)
        await tx.execute(text(_ATTEMPT), facts)
