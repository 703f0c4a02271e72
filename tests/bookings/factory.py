"""Small makers of things that can be booked at once, and of bookings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from smartbooking.availability import service as availability
from smartbooking.availability.domain import Owner, Season
from smartbooking.bookings.domain import Booking, Contact
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service import basket, holds
from smartbooking.bookings.service.holds import HoldTerms, Order
from smartbooking.catalog.domain import Resource
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.period import Nights, Period
from smartbooking.kernel.principal import SYSTEM, Principal
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Offer, Party, Rate, Unit
from smartbooking.pricing.service import LineWanted
from smartbooking.vendors.domain import Venue
from tests.catalog.factory import make_resource, make_venue

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
GUEST = Contact(name="Айгерім", phone="+77015550418")
TERMS = HoldTerms(
    hold_for=timedelta(minutes=10), extension=timedelta(minutes=2), extensions=10, approval_for=timedelta(hours=24)
)
NIGHT_PRICE = 25_000_00


@dataclass(frozen=True, slots=True)
class Place:
    """A venue with one bookable resource and its price."""

    venue: Venue
    resource: Resource

    @property
    def vendor_id(self) -> int:
        return self.venue.vendor_id


async def make_rooms(
    tx: Tx, *, capacity: int = 1, price: int = NIGHT_PRICE, currency: str = "KZT", **facts: Any
) -> Place:
    """Rooms by the night in Almaty, paid on site, 25 000 ₸ a night without tax."""
    venue = await make_venue(tx, currency=currency)
    resource = await make_resource(tx, venue, capacity=capacity, **facts)
    await set_price(tx, resource, currency=currency, unit=Unit.NIGHT, amount=price)
    return Place(venue, resource)


async def make_court(tx: Tx, *, price: int = 12_000_00, **facts: Any) -> Place:
    """A court by the hour, open every day from 8 to 24, 12 000 ₸ an hour."""
    venue = await make_venue(tx)
    resource = await make_resource(tx, venue, name="Корт 1", vertical="sauna", **facts)
    await set_price(tx, resource, currency="KZT", unit=Unit.HOUR, amount=price)
    await open_daily(tx, resource)
    return Place(venue, resource)


async def open_daily(tx: Tx, resource: Resource, opens: time = time(8), minutes: int = 16 * 60) -> None:
    first = opens.hour * 60 + opens.minute
    span = (first, first + minutes)
    await availability.set_schedule(
        tx, vendor_id=resource.vendor_id, owner=Owner.RESOURCE, owner_id=resource.id,
        seasons=(Season(week=((span,),) * 7),), holidays=None,
    )  # fmt: skip


async def set_price(tx: Tx, resource: Resource, *, currency: str, unit: Unit, amount: int, **facts: Any) -> None:
    offer = Offer.of(resource.vendor_id, resource.id, None)
    rate = Rate(offer=offer, currency=currency, unit=unit, amount_minor=amount, tax_category="none", **facts)
    await pricing.set_rate(tx, rate=rate, principal=SYSTEM, now=NOW)


def nights(first: date = date(2026, 12, 1), count: int = 2) -> Nights:
    return Nights(first, first + timedelta(days=count))


def hours(start: datetime = datetime(2026, 12, 1, 12, tzinfo=UTC), count: int = 2) -> Period:
    return Period(start, start + timedelta(hours=count))


async def order_for(
    tx: Tx,
    resource_id: int,
    span: Nights | Period,
    *,
    quantity: int = 1,
    principal: Principal | None = None,
    party: Party | None = None,
    now: datetime = NOW,
) -> Order:
    """A priced order for one resource."""
    start, end = (span.arrival, span.departure) if isinstance(span, Nights) else (span.start, span.end)
    line = LineWanted(resource_id=resource_id, start=start, end=end, quantity=quantity, party=party)
    caller = Caller(principal=principal or Principal())
    quote = await basket.price(tx, lines=[line], promo_code=None, customer_id=caller.principal.user_id, now=now)
    return Order(quote=quote, caller=caller, locale="ru")


async def make_booking(tx: Tx, resource_id: int, span: Nights | Period, **facts: Any) -> Booking:
    """A confirmed booking, paid on site."""
    order = await order_for(tx, resource_id, span, **facts)
    return await holds.book_at_once(tx, order, contact=GUEST, method="pay_on_site", note="", now=facts.get("now", NOW))


def customer() -> Principal:
    return Principal(user_id=uuid7(), name="Customer")


def link(booking_id: UUID) -> Caller:
    """A guest with the booking's link in hand."""
    return Caller(principal=Principal(), link_to=booking_id)


async def committed_rooms(database: Database, **facts: Any) -> Place:
    async with database.transaction() as tx:
        return await make_rooms(tx, **facts)
