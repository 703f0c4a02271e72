"""A hotel and a restaurant that can be found and booked at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from smartbooking.catalog.domain import Resource
from smartbooking.infra.db import Database
from smartbooking.pricing.domain import Unit
from smartbooking.search import service as search
from smartbooking.vendors.domain import Venue
from tests.bookings.factory import set_price
from tests.catalog.factory import make_resource, make_venue

ALMATY = ZoneInfo("Asia/Almaty")
GUEST = {"firstName": "Айгерім", "phone": "+7 701 555 04 18"}
ROOM_PRICE = 25_000


@dataclass(frozen=True, slots=True)
class House:
    """A venue with what it sells, under public ids."""

    venue: Venue
    offers: tuple[Resource, ...]

    @property
    def id(self) -> str:
        return f"vnu_{self.venue.id}"

    def offer(self, position: int = 0) -> str:
        return f"res_{self.offers[position].id}"


async def open_hotel(database: Database, *, rooms: int = 2, name: str = "Алатау") -> House:
    """One room type by the night and one that is not listed."""
    async with database.transaction() as tx:
        venue = await make_venue(tx, name=name)
        room = await make_resource(
            tx, venue, name="Комфорт", capacity=rooms, max_party=2, amenities=("wifi",), attributes={"area_m2": 24}
        )
        hidden = await make_resource(tx, venue, name="Служебный", listed=False)
        for one in (room, hidden):
            await set_price(tx, one, currency="KZT", unit=Unit.NIGHT, amount=ROOM_PRICE * 100)
        await search.reindex_vendor(tx, vendor_id=venue.vendor_id, now=datetime.now(UTC))
    return House(venue, (room, hidden))


async def open_restaurant(database: Database, *, seats: tuple[int, ...] = (6, 2, 4)) -> House:
    """Tables of several sizes with the hours of their template: from noon, free of charge."""
    async with database.transaction() as tx:
        venue = await make_venue(tx, name="Дәм")
        tables = []
        for position, places in enumerate(seats):
            table = await make_resource(
                tx, venue, name=f"Стол {places}", vertical="restaurant", max_party=places, position=position,
                attributes={"seats": places},
            )  # fmt: skip
            await set_price(tx, table, currency="KZT", unit=Unit.SLOT, amount=0)
            tables.append(table)
        await search.reindex_vendor(tx, vendor_id=venue.vendor_id, now=datetime.now(UTC))
    return House(venue, tuple(tables))


def stay(days_ahead: int = 10, nights: int = 4) -> dict[str, str]:
    first = datetime.now(ALMATY).date() + timedelta(days=days_ahead)
    return {"checkIn": first.isoformat(), "checkOut": (first + timedelta(days=nights)).isoformat()}


def evening(days_ahead: int = 10) -> str:
    """Seven o'clock there, without offset."""
    day = datetime.now(ALMATY).date() + timedelta(days=days_ahead)
    return datetime.combine(day, time(19)).isoformat(timespec="minutes")


def room_booking(hotel: House, **changes: Any) -> dict[str, Any]:
    return {"roomId": hotel.offer(), **stay(), "userDetails": GUEST} | changes


def table_booking(restaurant: House, position: int = 0, **changes: Any) -> dict[str, Any]:
    return {"tableId": restaurant.offer(position), "at": evening(), "guests": 2, "userDetails": GUEST} | changes
