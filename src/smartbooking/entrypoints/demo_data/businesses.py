"""Reads the invented businesses and opens them: vendor, venue, offers, prices."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from smartbooking.availability import service as availability
from smartbooking.catalog import service as catalog
from smartbooking.catalog.domain import (
    PaymentTiming,
    Policy,
    Vertical,
    checked_vertical,
    read_resource_row,
    read_service_row,
)
from smartbooking.catalog.service import Provisioned
from smartbooking.entrypoints.setup.prices import set_prices
from smartbooking.infra.db import Tx
from smartbooking.kernel.principal import SYSTEM, Principal
from smartbooking.kernel.text import Localized
from smartbooking.vendors import service as vendors
from smartbooking.vendors.domain import Address, Vendor, Venue

_FOLDER = files("smartbooking.entrypoints.demo_data").joinpath("businesses")


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """One invented business; `vertical` is its template with its own rows in the place of the prefilled ones."""

    vertical: Vertical
    name: Localized
    description: Localized
    phone: str
    legal_name: str
    owner_name: str
    owner_login: str
    address: Address
    latitude: float
    longitude: float
    card_holds: Mapping[str, Mapping[str, Any]]
    """Services that a card secures, by key, each with its policy (Any: parsed TOML)."""

    @property
    def external_ref(self) -> str:
        return f"demo:{self.vertical.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBusiness:
    """A business after it was opened."""

    vendor: Vendor
    venue: Venue
    provisioned: Provisioned


@cache
def businesses() -> tuple[Business, ...]:
    """All of them, in the order of the templates. Raises BrokenVertical for a file that contradicts itself."""
    return tuple(_read(vertical) for vertical in catalog.verticals().values())


def _read(vertical: Vertical) -> Business:
    document = tomllib.loads(_FOLDER.joinpath(f"{vertical.code}.toml").read_text("utf-8"))
    currency, venue = vertical.currency, document["venue"]
    own = replace(
        vertical,
        resources=tuple(read_resource_row(row, currency) for row in document["resources"]),
        services=tuple(read_service_row(row, currency) for row in document.get("services", ())),
    )
    return Business(
        vertical=checked_vertical(own),
        name=Localized(document["name"]),
        description=Localized(document["description"]),
        phone=document["phone"],
        legal_name=document["legal_name"],
        owner_name=document["owner"]["name"],
        owner_login=document["owner"]["email"],
        address=_address(venue),
        latitude=venue["latitude"],
        longitude=venue["longitude"],
        card_holds={row["service"]: row["policy"] for row in document.get("card_holds", ())},
    )


def _address(venue: Mapping[str, Any]) -> Address:  # Any: parsed TOML
    parts = {
        name: venue[name] for name in ("street", "house", "district", "floor", "corner", "landmark") if name in venue
    }
    return Address(
        **parts, former_streets=tuple(venue.get("former_streets", ())), translations=venue.get("translations", {})
    )


async def open_business(tx: Tx, business: Business, *, owner: Principal, now: datetime) -> OpenBusiness:
    """Create the business and everything it sells, verified and ready to book."""
    vendor = await vendors.create_vendor(
        tx,
        principal=owner,
        name=business.name,
        description=business.description,
        vertical=business.vertical.code,
        phone=business.phone,
        legal_name=business.legal_name,
        external_ref=business.external_ref,
    )
    venue = await vendors.create_venue(
        tx,
        vendor_id=vendor.id,
        name=business.name,
        address=business.address,
        city="Алматы",
        latitude=business.latitude,
        longitude=business.longitude,
        phone=business.phone,
        external_ref=business.external_ref,
        principal=owner,
    )
    provisioned = await catalog.provision(
        tx, vendor_id=vendor.id, venue_id=venue.id, vertical=business.vertical, now=now
    )
    for resource, _ in provisioned.resources:
        await availability.apply_preset_pads(tx, vendor_id=vendor.id, resource_id=resource.id)
    await set_prices(tx, provisioned, principal=owner, now=now)
    for service, row in provisioned.services:
        if row.key in business.card_holds:
            await catalog.update_service(
                tx, vendor_id=vendor.id, service_id=service.id, version=service.version, now=now,
                payment_timing=PaymentTiming.CARD_HOLD, policy=Policy.CUSTOM,
                custom_policy=business.card_holds[row.key],
            )  # fmt: skip
    await vendors.submit(tx, principal=owner, vendor_id=vendor.id)
    vendor = await vendors.verify(tx, principal=SYSTEM, vendor_id=vendor.id, reason="Демонстрационные данные")
    return OpenBusiness(vendor=vendor, venue=venue, provisioned=provisioned)
