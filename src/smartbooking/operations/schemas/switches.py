"""Switches on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from smartbooking.infra.http.wire import Instant, VendorRef, Wire, example
from smartbooking.kernel.switches import Switch


class SwitchTurn(Wire):
    """On or off, and why; for one business, or without it for the platform."""

    model_config = example({"on": False, "reason": "Nobody is at the desk today"})

    on: bool
    reason: Annotated[str, StringConstraints(min_length=5, max_length=500)]
    vendor_id: VendorRef | None = None


class SwitchOfBusiness(Wire):
    """A business for which it is off."""

    vendor_id: VendorRef
    name: str
    reason: str
    changed_at: Instant


class SwitchView(Wire):
    """One switch as it stands."""

    code: Switch
    per_business: bool
    on: Annotated[bool, Field(description="For the platform; off counts for every business")]
    reason: Annotated[str, Field(description="Why it was turned last; empty: never")]
    changed_at: Instant | None
    off_for: list[SwitchOfBusiness]


class SwitchList(Wire):
    """All there are."""

    data: list[SwitchView]


class SwitchEffect(Wire):
    """What turning it off would have stopped."""

    used: Annotated[int, Field(description="How often people did it in these days")]
    days: int


class SwitchedOffList(Wire):
    """Switches that are off, for the platform or for the business asked about; empty: everything is open."""

    model_config = example({"off": ["gift_card_sale"]})

    off: list[Switch]
