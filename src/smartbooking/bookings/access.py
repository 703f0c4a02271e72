"""Who calls the booking addresses: a signed-in person, or the holder of a booking's signed link."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import secrets
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Final

from fastapi import Depends, Header, Query, Request, Response

from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service.reading import booking_of_token
from smartbooking.infra.crypto import Signer
from smartbooking.infra.http.auth import CurrentPrincipal, require
from smartbooking.infra.http.deps import NowDep, SignerDep
from smartbooking.infra.http.limits import client_address
from smartbooking.kernel.principal import Principal
from smartbooking.risk import service as risk

DEVICE: Final = "sb_device"
DEVICE_LIVES: Final = timedelta(days=30)
_NUMBER: Final = re.compile(r"[\w-]{22}")


async def caller_of(
    request: Request,
    principal: CurrentPrincipal,
    signer: SignerDep,
    now: NowDep,
    token: Annotated[str | None, Query(description="Manage token of the booking", max_length=1000)] = None,
    x_booking_token: Annotated[str | None, Header(description="The same as a header", max_length=1000)] = None,
) -> Caller:
    """The caller with the link she may hold. A bad link is no error: it simply opens nothing."""
    link = token or x_booking_token
    number, given = _device_of(request)
    address = client_address(request)
    return Caller(
        principal=principal, link_to=booking_of_token(signer, link, now) if link else None,
        source=source_of(signer, address), block=block_of(signer, address),
        device=device_name(signer, number) if number else "", new_device=number if number and not given else "",
    )  # fmt: skip


def _device_of(request: Request) -> tuple[str, bool]:
    """The number the browser keeps for us and True, a new one and False, or nothing where risk is off."""
    if not risk.switched_on(request.app.state.runtime.database):
        return "", False
    kept = request.cookies.get(DEVICE, "")
    return (kept, True) if _NUMBER.fullmatch(kept) else (secrets.token_urlsafe(16), False)


def device_name(signer: Signer, number: str) -> str:
    """A keyed name of a browser's number."""
    return signer.sign("device", {"number": number}).rpartition(".")[2]


def remember_device(reply: Response, caller: Caller, base_url: str) -> Response:
    """Give a browser that has none its number: random, ours alone, out of reach for scripts, gone after a month."""
    if caller.new_device:
        reply.set_cookie(
            DEVICE, caller.new_device, max_age=int(DEVICE_LIVES.total_seconds()), httponly=True, samesite="lax",
            secure=base_url.startswith("https://"), path="/api/v1",
        )  # fmt: skip
    return reply


@lru_cache(maxsize=4096)
def source_of(signer: Signer, address: str) -> str:
    """A keyed name of a network address; of IPv6 the /64 that one household or host gets."""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(address).version == 6:
            address = _network(address, 64)
    return signer.sign("hold-source", {"address": address}).rpartition(".")[2]


@lru_cache(maxsize=4096)
def block_of(signer: Signer, address: str) -> str:
    """A keyed name of the network around an address: what one tenant of a hoster may get, /24 or /48."""
    with contextlib.suppress(ValueError):
        address = _network(address, 24 if ipaddress.ip_address(address).version == 4 else 48)
    return signer.sign("hold-block", {"network": address}).rpartition(".")[2]


def _network(address: str, bits: int) -> str:
    return str(ipaddress.ip_network((address, bits), strict=False))


CallerDep = Annotated[Caller, Depends(caller_of)]
Customer = Annotated[Principal, Depends(require.user)]
Staff = Annotated[Principal, Depends(require.staff)]
Manager = Annotated[Principal, Depends(require.manager)]
Operator = Annotated[Principal, Depends(require.operator)]
