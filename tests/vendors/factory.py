"""Small makers of vendors' things, for every module's tests."""

from __future__ import annotations

from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import SYSTEM, Principal
from smartbooking.kernel.text import Localized
from smartbooking.vendors import service
from smartbooking.vendors.domain import Vendor, VendorStatus, Venue

_ROADS = {
    VendorStatus.DRAFT: (),
    VendorStatus.SUBMITTED: (service.submit,),
    VendorStatus.VERIFIED: (service.submit, service.verify),
    VendorStatus.REJECTED: (service.submit, service.reject),
    VendorStatus.SUSPENDED: (service.submit, service.verify, service.suspend),
}


async def make_vendor(
    tx: Tx,
    *,
    name: str = "Баня на Абая",
    status: VendorStatus = VendorStatus.VERIFIED,
    owner: Principal = SYSTEM,
    country: str = "KZ",
    currency: str = "KZT",
    timezone: str = "Asia/Almaty",
    vertical: str | None = None,
) -> Vendor:
    """A vendor that came to `status` the lawful way; one that left draft has a venue."""
    vendor = await service.create_vendor(
        tx, principal=owner, name=Localized.of(name), country=country, currency=currency, timezone=timezone,
        vertical=vertical, phone="+7 727 250 12 34", legal_name="ТОО «Проба»",
    )  # fmt: skip
    if status is not VendorStatus.DRAFT:
        await make_venue(tx, vendor_id=vendor.id)
    for step in _ROADS[status]:
        vendor = await step(tx, principal=SYSTEM, vendor_id=vendor.id, reason="for the test")
    return vendor


async def make_venue(
    tx: Tx,
    *,
    vendor_id: int,
    name: str = "Дом у парка",
    city: str = "Алматы",
    address: str = "ул. Абая 10",
    latitude: float | None = 43.24,
    longitude: float | None = 76.89,
    timezone: str | None = None,
) -> Venue:
    """A place with a pin; time zone, country and currency are the vendor's."""
    return await service.create_venue(
        tx, vendor_id=vendor_id, name=Localized.of(name), address=address, city=city, latitude=latitude,
        longitude=longitude, timezone=timezone,
    )  # fmt: skip
