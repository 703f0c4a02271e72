"""Who may see papers: the people of the business, operators, the customer of the booking or the holder of its link."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Query

from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.service.reading import booking_of_token
from smartbooking.infra.http.auth import CurrentPrincipal, require
from smartbooking.infra.http.deps import NowDep, SignerDep
from smartbooking.kernel.principal import Principal


async def caller_of(
    principal: CurrentPrincipal,
    signer: SignerDep,
    now: NowDep,
    token: Annotated[str | None, Query(description="Manage token of the booking", max_length=1000)] = None,
    x_booking_token: Annotated[str | None, Header(description="The same as a header", max_length=1000)] = None,
) -> Caller:
    """The caller with the link she may hold. A bad link is no error: it simply opens nothing."""
    link = token or x_booking_token
    return Caller(principal=principal, link_to=booking_of_token(signer, link, now) if link else None)


CallerDep = Annotated[Caller, Depends(caller_of)]
Manager = Annotated[Principal, Depends(require.manager)]
Operator = Annotated[Principal, Depends(require.operator)]
