"""Everything a new business needs to take its first booking, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from smartbooking.availability import service as availability
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import PaymentTiming, Vertical
from smartbooking.catalog.service import Provisioned
from smartbooking.entrypoints.setup.prices import set_prices
from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.text import Localized
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Vendor, Venue

DEFAULT_CITY: Final = "Алматы"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A business right after it was opened."""

    vendor: Vendor
    venue: Venue
    provisioned: Provisioned


async def open_by_link(
    tx: Tx, *, vertical: Vertical, name: Localized, city: str, phone: str | None, owner: Principal, now: datetime
) -> Opened:
    """A draft that whoever has its link may book, paid on the spot. Raises Invalid naming every wrong field.

    The template's way of paying is kept for free offers only: nobody pays in advance before a verification.
    """
    vendor = await vendors.create_vendor(
        tx, principal=owner, name=name, vertical=vertical.code, phone=phone, open_by_link=True
    )
    venue = await vendors.create_venue(
        tx, vendor_id=vendor.id, name=name, city=city or DEFAULT_CITY, phone=phone, principal=owner
    )
    free = vertical.payment_timing is PaymentTiming.FREE
    on_site = vertical if free else replace(vertical, payment_timing=PaymentTiming.ON_SITE)
    provisioned = await catalog.provision(tx, vendor_id=vendor.id, venue_id=venue.id, vertical=on_site, now=now)
    for resource, _ in provisioned.resources:
        await availability.apply_preset_pads(tx, vendor_id=vendor.id, resource_id=resource.id)
    await set_prices(tx, provisioned, principal=owner, now=now)
    return Opened(vendor=vendor, venue=venue, provisioned=provisioned)
