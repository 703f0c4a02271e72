"""Small makers of vendors, venues and offers for tests; everything has a default."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import Requirement, Resource, ResourceDraft, Service, ServiceDraft
from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.text import Localized
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Venue

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


async def make_venue(
    tx: Tx,
    *,
    name: str = "Алатау",
    listed: bool = True,
    country: str = "KZ",
    currency: str = "KZT",
    timezone: str = "Asia/Almaty",
) -> Venue:
    """A vendor with one venue in Almaty; verified unless `listed` is false."""
    vendor = await vendors.create_vendor(
        tx,
        principal=SYSTEM,
        name=Localized.of(name),
        country=country,
        currency=currency,
        timezone=timezone,
        phone="+77015550418",
        legal_name=f"ТОО {name}",
    )
    venue = await vendors.create_venue(
        tx,
        vendor_id=vendor.id,
        name=Localized({"ru": name, "en": "Alatau"}),
        address="проспект Абая, 10",
        city="Алматы",
        latitude=43.238,
        longitude=76.945,
    )
    if listed:
        await vendors.submit(tx, principal=SYSTEM, vendor_id=vendor.id)
        await vendors.verify(tx, principal=SYSTEM, vendor_id=vendor.id, reason="documents are complete")
    return venue


async def make_resource(
    tx: Tx, venue: Venue, *, name: str = "Комфорт", vertical: str = "hotel", **facts: Any
) -> Resource:
    """An active resource; `facts` are fields of ResourceDraft."""
    draft = ResourceDraft(vertical=vertical, name=Localized.of(name), **facts)
    return await catalog.create_resource(tx, vendor_id=venue.vendor_id, venue_id=venue.id, draft=draft, now=NOW)


async def make_stylist(tx: Tx, venue: Venue, *, name: str = "Мастер", role: str = "staff") -> Resource:
    """A resource of the salon template."""
    return await make_resource(tx, venue, name=name, vertical="salon", attributes={"role": role})


async def make_service(
    tx: Tx, venue: Venue, *needs: tuple[str, tuple[int, ...]], name: str = "Стрижка", **facts: Any
) -> Service:
    """A service of 45 minutes; `needs` are roles with the numbers of the resources that fill them."""
    draft = ServiceDraft(
        vertical="salon",
        name=Localized.of(name),
        duration_minutes=facts.pop("duration_minutes", 45),
        requirements=tuple(Requirement(role=role, resource_ids=ids) for role, ids in needs),
        **facts,
    )
    return await catalog.create_service(tx, vendor_id=venue.vendor_id, venue_id=venue.id, draft=draft, now=NOW)
