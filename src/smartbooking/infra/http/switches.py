"""Switches in the words of handlers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from smartbooking.infra.switches import PART, Switchboard, Switches
from smartbooking.kernel.ids import MalformedId, parse_number
from smartbooking.kernel.problem import Conflict
from smartbooking.kernel.switches import Switch


class SwitchedOff(Conflict):
    """The operators of this platform turned this off for now, for everybody or for this business."""

    slug = "switched-off"
    title = "This is switched off for now"


async def switchboard_of(request: Request) -> Switchboard:
    board: Switchboard = request.app.state.runtime.parts[PART]
    return board


async def _now(request: Request) -> Switches:
    return await (await switchboard_of(request)).now()


SwitchboardDep = Annotated[Switchboard, Depends(switchboard_of)]
SwitchesDep = Annotated[Switches, Depends(_now)]


def switched_on(switch: Switch) -> Callable[..., Awaitable[None]]:
    """A dependency that refuses while the switch is off, for the platform or for the business in the address."""

    async def checked(request: Request, switches: SwitchesDep) -> None:
        if not switches.on(switch, _business(request)):
            raise SwitchedOff

    return checked


def _business(request: Request) -> int | None:
    try:
        return parse_number("ven", str(request.path_params.get("vendor_id", "")))
    except MalformedId:
        return None
