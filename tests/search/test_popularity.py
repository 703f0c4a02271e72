"""What is booked becomes popular, what is given back does not stay so."""

from __future__ import annotations

from sqlalchemy import text

from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import cancellation
from smartbooking.entrypoints.wiring import MODULES
from smartbooking.entrypoints.worker import work
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.principal import Principal
from smartbooking.search import service as search
from tests.bookings.factory import NOW, make_booking, make_rooms, nights


async def popularity(database: Database, resource_id: int) -> float:
    async with database.reading() as read:
        row = await read.execute(
            text("select popularity from search.listing where offer_kind = 'resource' and offer_id = :id"),
            {"id": resource_id},
        )
        return float(row.scalar_one())


async def test_bookings_move_the_popularity_of_their_offers(database: Database, runtime: Runtime) -> None:
    async with database.transaction() as tx:
        place = await make_rooms(tx, capacity=3)
        await search.reindex_vendor(tx, vendor_id=place.vendor_id, now=NOW)
        first = await make_booking(tx, place.resource.id, nights())
        await make_booking(tx, place.resource.id, nights())
    await work(runtime, MODULES, drain=True)
    booked = await popularity(database, place.resource.id)

    async with database.transaction() as tx:
        guest = Caller(principal=Principal(), link_to=first.id)
        await cancellation.cancel(tx, booking_id=first.id, caller=guest, reason="", refund_requested=True, now=NOW)
    await work(runtime, MODULES, drain=True)

    assert booked == 2
    assert await popularity(database, place.resource.id) == 1
