"""One business with its people, and everybody who has no business there."""

from __future__ import annotations

from dataclasses import dataclass

from smartbooking.kernel.ids import public_id
from smartbooking.vendors.domain import Vendor, Venue

VENDORS = "/api/v1/vendors"
Headers = dict[str, str]


@dataclass
class House:
    """A draft vendor with its people, and everybody who has no business there."""

    vendor: Vendor
    venue: Venue
    headers: dict[str, Headers]

    @property
    def address(self) -> str:
        return f"{VENDORS}/{public_id('ven', self.vendor.id)}"
