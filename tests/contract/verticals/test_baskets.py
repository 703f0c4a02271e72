"""Nights, a table and seats of one business in one booking: all of them, or none and no trace."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from sqlalchemy import text

from smartbooking.availability import service as availability
from smartbooking.catalog.domain import PaymentTiming, Resource
from smartbooking.infra.db import Database
from smartbooking.kernel.period import Period
from smartbooking.pricing.domain import Unit
from tests.bookings.factory import set_price
from tests.catalog.factory import make_resource, make_venue

USER = {"firstName": "Айгерім", "phone": "+7 701 555 04 18"}
ALMATY = ZoneInfo("Asia/Almaty")
BUYERS = 5


@dataclass(frozen=True, slots=True)
class Resort:
    """One business with rooms, a table for every buyer, and a concert with few seats."""

    room: Resource
    tables: tuple[Resource, ...]
    seats: Resource
    day: date

    def lines(self, buyer: int = 0, seats: int = 1) -> list[dict[str, Any]]:
        """Two nights, a table on the first evening, and seats at the concert."""
        departure = self.day + timedelta(days=2)
        return [
            {
                "resourceId": f"res_{self.room.id}", "startDate": self.day.isoformat(),
                "endDate": departure.isoformat(), "guests": {"adults": 2},
            },
            {
                "resourceId": f"res_{self.tables[buyer].id}", "start": f"{self.day}T18:00", "end": f"{self.day}T20:00",
                "guests": {"adults": 2},
            },
            {"resourceId": f"res_{self.seats.id}", "quantity": seats},
        ]  # fmt: skip

    def booking(self, buyer: int = 0, seats: int = 1) -> dict[str, Any]:
        return {"lines": self.lines(buyer, seats), "userDetails": USER, "paymentMethod": "pay_on_site"}


async def open_resort(database: Database, *, seats: int) -> Resort:
    day = datetime.now(ALMATY).date() + timedelta(days=10)
    start = datetime.combine(day, time(21), ALMATY).astimezone(UTC)
    on_site = {"payment_timing": PaymentTiming.ON_SITE}
    async with database.transaction() as tx:
        venue = await make_venue(tx)
        room = await make_resource(tx, venue, capacity=BUYERS, **on_site)
        await set_price(tx, room, currency="KZT", unit=Unit.NIGHT, amount=25_000_00)
        tables = []
        for number in range(BUYERS):
            table = await make_resource(
                tx, venue, name=f"Стол {number}", vertical="restaurant", attributes={"seats": 2}, max_party=2
            )
            await set_price(tx, table, currency="KZT", unit=Unit.SLOT, amount=0)
            tables.append(table)
        concert = await make_resource(
            tx, venue, name="Вечер домбры", vertical="event", capacity=seats, attributes={"category": "concert"},
            session=Period(start, start + timedelta(hours=2)), **on_site,
        )  # fmt: skip
        await set_price(tx, concert, currency="KZT", unit=Unit.SESSION, amount=8_000_00)
    return Resort(room, tuple(tables), concert, day)


async def claims_by_resource(database: Database) -> dict[int, int]:
    async with database.reading() as read:
        rows = await read.execute(text("select resource_id, count(*) as n from availability.claim group by 1"))
        return {row.resource_id: row.n for row in rows}


async def test_three_kinds_of_things_are_one_booking(client: httpx2.AsyncClient, database: Database) -> None:
    resort = await open_resort(database, seats=4)

    made = await client.post("/api/v1/bookings", json=resort.booking(seats=2))
    address = f"/api/v1/bookings/{made.json()['bookingId']}"
    link = {"X-Booking-Token": made.json()["manageToken"]}
    view = (await client.get(address, headers=link)).json()

    assert made.status_code == 201, made.text
    assert (made.json()["status"], made.json()["totalPrice"]) == ("confirmed", 2 * 25_000 + 2 * 8_000)
    assert [line["total"] for line in view["lines"]] == [50_000, 0, 16_000]
    assert [line["quantity"] for line in view["lines"]] == [1, 1, 2]
    assert (view["startLocal"], view["endLocal"][11:]) == (f"{resort.day}T14:00", "12:00")
    assert await claims_by_resource(database) == {resort.room.id: 1, resort.tables[0].id: 1, resort.seats.id: 1}

    cancelled = await client.post(f"{address}/cancel", json={"reason": "plans"}, headers=link)
    assert cancelled.json()["status"] == "cancelled"
    assert await claims_by_resource(database) == {}


async def test_one_line_that_can_not_be_had_refuses_all(client: httpx2.AsyncClient, database: Database) -> None:
    resort = await open_resort(database, seats=1)

    refused = await client.post("/api/v1/bookings", json=resort.booking(seats=2))

    assert refused.status_code == 409
    assert await claims_by_resource(database) == {}
    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from bookings.booking")) == 0


async def test_the_race_for_the_last_seat_leaves_nothing_of_the_losers(
    client: httpx2.AsyncClient, database: Database
) -> None:
    resort = await open_resort(database, seats=1)

    replies = await asyncio.gather(
        *(client.post("/api/v1/bookings", json=resort.booking(buyer)) for buyer in range(BUYERS))
    )

    assert sorted(reply.status_code for reply in replies) == [201] + [409] * (BUYERS - 1)
    winner = next(n for n, reply in enumerate(replies) if reply.status_code == 201)
    assert await claims_by_resource(database) == {
        resort.room.id: 1, resort.tables[winner].id: 1, resort.seats.id: 1,
    }  # fmt: skip
    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from bookings.booking")) == 1
    drifts = [report.drifts async for report in availability.verify_everything(database)]
    assert drifts == [()]


async def test_moving_one_basket_moves_all_of_it_or_nothing(client: httpx2.AsyncClient, database: Database) -> None:
    resort = await open_resort(database, seats=2)
    made = (await client.post("/api/v1/bookings", json=resort.booking(0))).json()
    other = (await client.post("/api/v1/bookings", json=resort.booking(1))).json()
    headers = {"X-Booking-Token": made["manageToken"], "Idempotency-Key": "move-basket-1"}
    address = f"/api/v1/bookings/{made['bookingId']}/reschedule"

    taken = await client.post(address, json={"lines": resort.lines(1)}, headers=headers)
    moved = await client.post(
        address, json={"lines": resort.lines(2)}, headers=headers | {"Idempotency-Key": "move-basket-2"}
    )

    assert other["status"] == "confirmed"
    assert taken.status_code == 409
    assert moved.status_code == 200, moved.text
    assert await claims_by_resource(database) == {
        resort.room.id: 2, resort.tables[1].id: 1, resort.tables[2].id: 1, resort.seats.id: 2,
    }  # fmt: skip
