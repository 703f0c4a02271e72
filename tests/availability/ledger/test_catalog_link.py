"""Resources of the ledger follow the catalog in the catalog's own transaction."""

from __future__ import annotations

import asyncpg
import pytest

from smartbooking.availability.errors import ResourceArchived
from smartbooking.catalog.domain import Resource
from smartbooking.infra.db import Database
from tests.availability.ledger.factory import Ledger, claim, hours, nights
from tests.catalog.factory import make_resource, make_stylist, make_venue


async def offered(database: Database, vertical: str = "hotel") -> Resource:
    """A committed resource of a real vendor."""
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        if vertical == "salon":
            return await make_stylist(tx, venue)
        return await make_resource(tx, venue, capacity=2)


async def change(ledger: Ledger, resource: Resource, what: str) -> None:
    """What the catalog writes, as the application writes it."""
    async with ledger.owner.transaction():
        await ledger.owner.execute("set local role smartbooking_app")
        await ledger.owner.execute(f"update catalog.resource set {what} where id = {resource.id}")


async def test_new_resource_can_be_sold_at_once(database: Database, owner: asyncpg.Connection) -> None:
    room = await offered(database)
    ledger = Ledger(database, owner, vendor_id=room.vendor_id)

    await ledger.allocate(claim(room.id, nights(1, 3), quantity=2))

    assert await ledger.free(room.id, nights(1, 3)) == 0
    assert await ledger.drifts() == ()


async def test_capacity_rises_at_once_and_falls_only_to_what_is_sold(
    database: Database, owner: asyncpg.Connection
) -> None:
    room = await offered(database)
    ledger = Ledger(database, owner, vendor_id=room.vendor_id)
    await ledger.allocate(claim(room.id, nights(1, 3), quantity=2))

    with pytest.raises(asyncpg.CheckViolationError) as refusal:
        await change(ledger, room, "capacity = 1")
    assert refusal.value.constraint_name == "no_oversell"
    assert await owner.fetchval("select capacity from catalog.resource where id = $1", room.id) == 2

    await change(ledger, room, "capacity = 5")
    assert await ledger.free(room.id, nights(1, 3)) == 3
    assert await ledger.drifts() == ()


async def test_archived_in_the_catalog_takes_nothing_new(database: Database, owner: asyncpg.Connection) -> None:
    room = await offered(database)
    ledger = Ledger(database, owner, vendor_id=room.vendor_id)

    await change(ledger, room, "status = 'archived'")
    with pytest.raises(ResourceArchived):
        await ledger.hold(claim(room.id, nights(1, 3)))

    await change(ledger, room, "status = 'active'")
    await ledger.hold(claim(room.id, nights(1, 3)))


async def test_finer_grain_in_the_catalog_takes_the_claims_along(database: Database, owner: asyncpg.Connection) -> None:
    stylist = await offered(database, "salon")
    ledger = Ledger(database, owner, vendor_id=stylist.vendor_id)
    await ledger.allocate(claim(stylist.id, hours(10, 11)))

    await change(ledger, stylist, "grain_seconds = 300")

    assert await ledger.free(stylist.id, hours(10, 11)) == 0
    assert await owner.fetchval("select grain from availability.claim") == 300
    assert await ledger.drifts() == ()


async def test_verify_notices_a_catalog_that_says_something_else(database: Database, owner: asyncpg.Connection) -> None:
    room = await offered(database)
    ledger = Ledger(database, owner, vendor_id=room.vendor_id)
    await owner.execute("set session_replication_role = replica")
    await owner.execute("update catalog.resource set capacity = 9 where id = $1", room.id)
    await owner.execute("set session_replication_role = origin")

    assert [(d.resource_id, d.what, d.expected, d.found) for d in await ledger.drifts()] == [
        (room.id, "catalog", "capacity 9, grain 86400", "capacity 2, grain 86400")
    ]


async def test_resource_with_live_claims_can_not_be_deleted(database: Database, owner: asyncpg.Connection) -> None:
    room = await offered(database)
    ledger = Ledger(database, owner, vendor_id=room.vendor_id)
    booking = await ledger.allocate(claim(room.id, nights(1, 3)))

    with pytest.raises(asyncpg.ForeignKeyViolationError) as refusal:
        await owner.execute("delete from catalog.resource where id = $1", room.id)
    assert refusal.value.constraint_name == "claim_of_a_resource"

    await ledger.release(booking)
    await owner.execute("delete from catalog.resource where id = $1", room.id)
    assert await owner.fetchval("select count(*) from availability.resource") == 0
    assert await owner.fetchval("select count(*) from availability.calendar") == 0
