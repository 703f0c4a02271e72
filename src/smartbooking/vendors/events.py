"""What happened to vendors. Ids only: whoever listens reads the present state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from smartbooking.infra.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorChanged(Event):
    """A vendor was created or edited."""

    name: ClassVar[str] = "vendors.vendor_changed.v1"
    vendor_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorStatusChanged(Event):
    """A vendor took a step of its onboarding: `status` is the new state."""

    name: ClassVar[str] = "vendors.vendor_status_changed.v1"
    vendor_id: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueChanged(Event):
    """A venue was created or edited."""

    name: ClassVar[str] = "vendors.venue_changed.v1"
    vendor_id: int
    venue_id: int
