"""What a business lacks, counted; a full one is not named."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.module import Runtime
from smartbooking.kernel.principal import PlatformRole
from smartbooking.pricing.domain import Unit
from tests.bookings.factory import open_daily, set_price
from tests.catalog.factory import make_resource, make_service, make_venue
from tests.identity.factory import bearer_as

Headers = dict[str, str]
FULL = """
    update catalog.resource set name = '{"kk": "а", "ru": "б", "en": "c"}', description = '{"ru": "Есть"}'
    where vendor_id = :vendor;
"""


@pytest.fixture
async def operator(runtime: Runtime) -> Headers:
    return await bearer_as(runtime, PlatformRole.OPERATOR)


async def listed(client: httpx2.AsyncClient, who: Headers, **asked: Any) -> list[dict[str, Any]]:
    reply = await client.get("/api/v1/operations/content-gaps", params=asked, headers=who)
    assert reply.status_code == 200, reply.text
    found: list[dict[str, Any]] = reply.json()["data"]
    return found


async def table(tx: Tx) -> tuple[int, int]:
    """A business with one table that has a name in Russian and nothing else."""
    venue = await make_venue(tx)
    made = await make_resource(
        tx, venue, vertical="restaurant", name="Стол 1", attributes={"seats": 4}, payment_timing=PaymentTiming.ON_SITE
    )
    await tx.execute(text("update vendors.vendor set status = 'verified' where id = :id"), {"id": venue.vendor_id})
    await tx.execute(
        text("update catalog.resource set description = '{}', name = '{\"ru\": \"Стол\"}' where id = :id"),
        {"id": made.id},
    )  # fmt: skip
    await tx.execute(text("update vendors.venue set latitude = null, longitude = null"))
    return venue.vendor_id, made.id


async def test_everything_that_is_missing_is_counted(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    vendor_id, _ = await database.run(table)

    (one,) = await listed(client, operator)

    counted = {name: one[name] for name in ("offers", "photos", "descriptions", "kk", "ru", "en", "points", "hours")}
    assert one["vendorId"] == f"ven_{vendor_id}"
    assert counted == {
        "offers": 1, "photos": 1, "descriptions": 1, "kk": 1, "ru": 0, "en": 1, "points": 1, "hours": 1,
    }  # fmt: skip
    assert one["prices"] == 1


async def test_what_was_added_is_missing_no_more_and_a_full_business_is_not_named(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    vendor_id, resource_id = await database.run(table)
    async with database.transaction() as tx:
        from smartbooking.catalog import service as catalog

        made = await catalog.get_resource(tx, vendor_id=vendor_id, resource_id=resource_id)
        await open_daily(tx, made)
        await set_price(tx, made, currency="KZT", unit=Unit.HOUR, amount=1_000_00)
        await tx.execute(text(FULL), {"vendor": vendor_id})
    (one,) = await listed(client, operator)
    assert {name for name, count in one.items() if name not in ("vendorId", "name", "status", "offers") and count} == {
        "photos", "points",
    }  # fmt: skip

    async with database.transaction() as tx:
        await tx.execute(text("update vendors.venue set latitude = 43.2, longitude = 76.9"))
        await tx.execute(
            text("insert into catalog.image (vendor_id, resource_id, alt, variants, position, created_at)"
                 " values (:vendor, :id, '{}', '[]', 0, now())"),
            {"vendor": vendor_id, "id": resource_id},
        )  # fmt: skip
    assert await listed(client, operator) == []


async def test_only_those_that_lack_what_was_asked_for_and_page_by_page(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    first, _ = await database.run(table)
    second, _ = await database.run(table)
    async with database.transaction() as tx:
        await tx.execute(text(FULL), {"vendor": first})

    without_kazakh = await listed(client, operator, gap="kk")
    reply = await client.get("/api/v1/operations/content-gaps", params={"limit": 1}, headers=operator)
    rest = await listed(client, operator, after=reply.json()["nextAfter"])

    assert [one["vendorId"] for one in without_kazakh] == [f"ven_{second}"]
    assert [one["vendorId"] for one in (*reply.json()["data"], *rest)] == [f"ven_{first}", f"ven_{second}"]
    assert (await client.get("/api/v1/operations/content-gaps?gap=cats", headers=operator)).status_code == 422


async def test_a_chair_that_only_a_service_needs_is_not_looked_at(
    client: httpx2.AsyncClient, database: Database, operator: Headers
) -> None:
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        chair = await make_resource(tx, venue, vertical="salon", name="Кресло", attributes={"role": "staff"})
        await make_service(tx, venue, ("staff", (chair.id,)))
        await tx.execute(text("update vendors.vendor set status = 'verified'"))

    (one,) = await listed(client, operator)
    assert one["offers"] == 1
