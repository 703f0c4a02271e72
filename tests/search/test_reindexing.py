"""Listings follow catalog, vendors and prices, and go when an offer may not be found."""

from __future__ import annotations

from datetime import datetime

import pytest

from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import ServiceDraft
from smartbooking.catalog.domain.offers import Requirement
from smartbooking.catalog.events import ResourceChanged
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.text import Localized
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Offer, Rate, Unit
from smartbooking.search import service
from smartbooking.search.domain.criteria import Asked, check
from smartbooking.search.domain.results import Found
from smartbooking.search.subscribers import SUBSCRIBERS, on_resource
from smartbooking.vendors import service as vendors
from tests.catalog import factory as offers


async def found(tx: Tx, now: datetime, **asked: str) -> list[Found]:
    criteria = check(Asked(**asked), locale="ru", now=now, verticals=catalog.verticals())
    return (await service.find(tx, criteria=criteria, now=now, cache=service.CountCache())).found


async def test_a_resource_is_found_with_its_place_and_price(tx: Tx, now: datetime) -> None:
    venue = await offers.make_venue(tx, name="Тянь-Шань")
    resource = await offers.make_resource(tx, venue, name="Люкс с видом", amenities=("wifi",))
    offer = Offer.of(venue.vendor_id, resource.id, None)
    rate = Rate(offer=offer, currency="KZT", unit=Unit.NIGHT, amount_minor=2_500_000)
    await pricing.set_rate(tx, principal=SYSTEM, rate=rate, now=now)

    await service.reindex_resource(tx, vendor_id=venue.vendor_id, resource_id=resource.id, now=now)

    (row,) = await found(tx, now, q="тян шан люкс", location="Алма-Ата")
    assert (row.offer_id, row.timing, row.tz) == (resource.id, "nights", "Asia/Almaty")
    assert (row.price_minor, row.currency, row.price_unit) == (2_500_000, "KZT", "night")
    assert (row.latitude, row.longitude, row.amenities) == (43.238, 76.945, ("wifi",))


async def test_an_archived_resource_is_found_no_more(tx: Tx, now: datetime) -> None:
    venue = await offers.make_venue(tx)
    resource = await offers.make_resource(tx, venue)
    await service.reindex_resource(tx, vendor_id=venue.vendor_id, resource_id=resource.id, now=now)
    assert len(await found(tx, now)) == 1

    await catalog.archive_resource(
        tx, vendor_id=venue.vendor_id, resource_id=resource.id, version=resource.version, now=now
    )
    await on_resource(tx, ResourceChanged(vendor_id=venue.vendor_id, resource_id=resource.id), now=now)

    assert await found(tx, now) == []


async def test_a_suspended_vendor_disappears_and_comes_back(tx: Tx, now: datetime) -> None:
    venue = await offers.make_venue(tx)
    for name in ("Первый", "Второй"):
        await offers.make_resource(tx, venue, name=name)
    await service.reindex_vendor(tx, vendor_id=venue.vendor_id, now=now)
    assert len(await found(tx, now)) == 2

    await vendors.suspend(tx, principal=SYSTEM, vendor_id=venue.vendor_id, reason="complaints")
    await service.reindex_vendor(tx, vendor_id=venue.vendor_id, now=now)
    assert await found(tx, now) == []

    await vendors.reinstate(tx, principal=SYSTEM, vendor_id=venue.vendor_id, reason="settled")
    await service.reindex_vendor(tx, vendor_id=venue.vendor_id, now=now)
    assert len(await found(tx, now)) == 2


async def test_an_unverified_vendor_is_never_listed(tx: Tx, now: datetime) -> None:
    venue = await offers.make_venue(tx, listed=False)
    resource = await offers.make_resource(tx, venue)

    await service.reindex_resource(tx, vendor_id=venue.vendor_id, resource_id=resource.id, now=now)
    await service.reindex_venue(tx, vendor_id=venue.vendor_id, venue_id=venue.id, now=now)

    assert await found(tx, now) == []


async def test_a_service_is_found_by_its_name_and_its_people(tx: Tx, now: datetime) -> None:
    venue = await offers.make_venue(tx)
    stylist = await offers.make_resource(
        tx, venue, name="Динара", vertical="salon", listed=False, attributes={"role": "staff"}
    )
    draft = ServiceDraft(
        vertical="salon", name=Localized({"ru": "Стрижка", "kk": "Шаш қию"}), duration_minutes=45,
        requirements=(Requirement(role="stylist", resource_ids=(stylist.id,)),),
    )  # fmt: skip
    haircut = await catalog.create_service(tx, vendor_id=venue.vendor_id, venue_id=venue.id, draft=draft, now=now)

    await service.reindex_vendor(tx, vendor_id=venue.vendor_id, now=now)

    for words in ("шаш кию", "strizhka", "динара"):
        assert [(row.offer_kind, row.offer_id) for row in await found(tx, now, q=words)] == [("service", haircut.id)]


async def test_everything_can_be_rebuilt_from_nothing(database: Database, now: datetime) -> None:
    async with database.transaction() as tx:
        for name in ("Алатау", "Каратау", "Актау"):
            await offers.make_resource(tx, await offers.make_venue(tx, name=name), name=name)

    assert await service.reindex_all(database, now=now) == 3
    assert await service.reindex_all(database, now=now) == 3

    async with database.transaction() as tx:
        assert len(await found(tx, now)) == 3


@pytest.mark.parametrize("subscriber", SUBSCRIBERS, ids=lambda subscriber: subscriber.name)
def test_every_subscriber_says_whom_it_serves(subscriber: object) -> None:
    assert str(getattr(subscriber, "name", "")).startswith("search.")
