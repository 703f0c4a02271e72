"""Facts other modules may react to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from smartbooking.infra.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesChanged(Event):
    """The prices of one offer changed, or of every offer of the vendor when both ids are None."""

    name: ClassVar[str] = "pricing.prices_changed.v1"
    vendor_id: int
    resource_id: int | None = None
    service_id: int | None = None
