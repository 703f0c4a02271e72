"""Who calls the booking addresses: a signed-in person, or the holder of a booking's signed link."""

from __future__ import annotations

import contextlib
import ipaddress
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service.reading import booking_of_token
from smartbooking.infra.crypto import Signer
from smartbooking.infra.http.auth import CurrentPrincipal, require
from smartbooking.infra.http.deps import NowDep, SignerDep
from smartbooking.infra.http.limits import client_address
from smartbooking.kernel.principal import Principal


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
    return Caller(
        principal=principal, link_to=booking_of_token(signer, link, now) if link else None,
        source=source_of(signer, client_address(request)),
    )  # fmt: skip


def source_of(signer: Signer, address: str) -> str:
    """A keyed name of a network address; of IPv6 the /64 that one household or host gets."""
    with contextlib.suppress(ValueError):
        parsed = ipaddress.ip_address(address)
        if parsed.version == 6:
            address = str(ipaddress.ip_network((parsed, 64), strict=False))
    return signer.sign("hold-source", {"address": address}).rpartition(".")[2]


CallerDep = Annotated[Caller, Depends(caller_of)]
Customer = Annotated[Principal, Depends(require.user)]
Staff = Annotated[Principal, Depends(require.staff)]
Manager = Annotated[Principal, Depends(require.manager)]
Operator = Annotated[Principal, Depends(require.operator)]
