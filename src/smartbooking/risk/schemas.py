"""Shapes of the switches."""

from __future__ import annotations

from pydantic import Field

from smartbooking.infra.http.wire import Wire, example
from smartbooking.risk.domain import Mode, Modes


class PlatformMode(Wire):
    """How far risk may go on this platform."""

    model_config = example({"mode": "watch"})

    mode: Mode = Field(description="off: nothing is asked or kept; watch: kept and shown; act: may ask for a step")


class VendorMode(Wire):
    """How far risk goes in one business. `effective` is the more careful of the platform's switch and its own."""

    model_config = example({"mode": "act", "effective": "watch"})

    mode: Mode
    effective: Mode

    @classmethod
    def of(cls, modes: Modes, vendor_id: int) -> VendorMode:
        return cls(mode=modes.own(vendor_id), effective=modes.of(vendor_id))
