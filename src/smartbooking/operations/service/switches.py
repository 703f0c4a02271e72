"""Switches with the names of businesses."""

from __future__ import annotations

from dataclasses import dataclass

from smartbooking.infra import switches
from smartbooking.infra.db import ReadTx
from smartbooking.infra.switches import PLATFORM, Turned
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.kernel.switches import PER_BUSINESS, Switch
from smartbooking.vendors import service as vendors


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A switch: for the platform, and the businesses for which it is off."""

    switch: Switch
    platform: Turned | None
    off_for: tuple[tuple[Turned, str], ...]


async def standing(read: ReadTx, *, locale: str) -> list[Standing]:
    """All switches, in the order of the code."""
    turned = await switches.turned(read)
    off = [one for one in turned if one.vendor_id != PLATFORM and not one.is_on]
    names = {one: await _name(read, one, locale) for one in {each.vendor_id for each in off}}
    return [
        Standing(
            switch=switch,
            platform=next((one for one in turned if one.code is switch and one.vendor_id == PLATFORM), None),
            off_for=tuple((one, names[one.vendor_id]) for one in off if one.code is switch),
        )
        for switch in Switch
    ]


async def check(read: ReadTx, *, switch: Switch, vendor_id: int | None) -> None:
    """Raises Invalid for a business where only the platform can turn it, NotFound for one that does not exist."""
    if vendor_id is None:
        return
    if switch not in PER_BUSINESS:
        raise Invalid(FieldError("/vendorId", "This is turned for the whole platform only.", "platform-only"))
    await vendors.get_vendor(read, vendor_id=vendor_id)


async def _name(read: ReadTx, vendor_id: int, locale: str) -> str:
    return (await vendors.get_vendor(read, vendor_id=vendor_id)).name.pick(locale)
