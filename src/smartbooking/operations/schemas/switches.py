"""Switches and limits on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

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


class LimitView(Wire):
    """One number that bounds what people may do, and where it is said."""

    name: Annotated[str, Field(examples=["hold_minutes"])]
    value: Annotated[str, Field(examples=["10"])]
    source: Annotated[
        Literal["default", "environment", "code"],
        Field(description="`environment`: SMARTBOOKING_<NAME>; `default`: the same, not set; `code`: with a release"),
    ]
    kind: Literal["setting", "rate"]
    by: Annotated[str | None, Field(description="Whom a rate counts: an address or a signed-in caller")] = None


class LimitList(Wire):
    """All there are. They are read when a process starts and can not be changed from here."""

    data: list[LimitView]
    rates_on: bool
