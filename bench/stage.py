"""What is sold while we measure: places made through the product's own services, so that every rule applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import PaymentTiming, ResourceDraft
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.period import Period
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.text import Localized
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Offer, Rate, Unit
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Venue

ROOMS_PER_HOTEL: Final = 20
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Numbers of the resources to ask for."""

    rooms: list[int]
    courts: list[int]


async def build(database: Database, *, hotels: int, say: Progress) -> Stage:
    """Hotels with room types of twelve rooms each, and courts by the hour."""
    rooms: list[int] = []
    courts: list[int] = []
    for number in range(hotels):
        async with database.transaction() as tx:
            venue = await _venue(tx, f"Отель {number}")
            rooms += await _sold(tx, venue, "hotel", ROOMS_PER_HOTEL, Unit.NIGHT, capacity=12)
            if number % 5 == 0:
                courts += await _sold(tx, venue, "sauna", 4, Unit.HOUR)  # open as its vertical suggests
        if number % 20 == 19:
            say(f"  {number + 1} of {hotels} businesses")
    return Stage(rooms, courts)


async def session(database: Database, *, places: int, name: str) -> int:
    """An event with `places` tickets, sold on site; its number."""
    evening = (datetime.now(UTC) + timedelta(days=30)).replace(hour=14, minute=0, second=0, microsecond=0)
    async with database.transaction() as tx:
        venue = await _venue(tx, name)
        facts = {"capacity": places, "session": Period(evening, evening + timedelta(hours=3))}
        return (await _sold(tx, venue, "event", 1, Unit.SESSION, **facts))[0]


async def _venue(tx: Tx, name: str) -> Venue:
    vendor = await vendors.create_vendor(
        tx, principal=SYSTEM, name=Localized.of(name), country="KZ", currency="KZT", timezone="Asia/Almaty",
        phone="+77015550418", legal_name=f"ТОО {name}",
    )  # fmt: skip
    venue = await vendors.create_venue(
        tx, vendor_id=vendor.id, name=Localized.of(name), address="проспект Абая, 10", city="Алматы",
        latitude=43.238, longitude=76.945,
    )  # fmt: skip
    await vendors.submit(tx, principal=SYSTEM, vendor_id=vendor.id)
    await vendors.verify(tx, principal=SYSTEM, vendor_id=vendor.id, reason="documents are complete")
    return venue


async def _sold(tx: Tx, venue: Venue, vertical: str, count: int, unit: Unit, **facts: object) -> list[int]:
    now = datetime.now(UTC)
    drafts = [
        ResourceDraft(
            vertical=vertical,
            name=Localized.of(f"№ {n + 1}"),
            payment_timing=PaymentTiming.ON_SITE,
            **facts,  # type: ignore[arg-type]
        )
        for n in range(count)
    ]
    made = await catalog.create_resources(tx, vendor_id=venue.vendor_id, venue_id=venue.id, drafts=drafts, now=now)
    for one in made:
        rate = Rate(
            offer=Offer.of(one.vendor_id, one.id, None), currency="KZT", unit=unit, amount_minor=25_000_00,
            tax_category="none",
        )  # fmt: skip
        await pricing.set_rate(tx, rate=rate, principal=SYSTEM, now=now)
    return [one.id for one in made]
