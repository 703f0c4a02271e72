"""Who calls: the buyer by the signed link of her sale, or the people of the business."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query

from smartbooking.infra.http.auth import CurrentPrincipal, require
from smartbooking.infra.http.deps import NowDep, SignerDep
from smartbooking.kernel.principal import Principal
from smartbooking.sales.service.reading import sale_of_token


async def link_of(
    signer: SignerDep,
    now: NowDep,
    _: CurrentPrincipal,
    token: Annotated[str | None, Query(description="Access token of the sale", max_length=1000)] = None,
    x_sale_token: Annotated[str | None, Header(description="The same as a header", max_length=1000)] = None,
) -> UUID | None:
    """The sale the caller has the link of. A bad link is no error: it simply opens nothing."""
    link = x_sale_token or token
    return sale_of_token(signer, link, now) if link else None


LinkDep = Annotated[UUID | None, Depends(link_of)]
Manager = Annotated[Principal, Depends(require.manager)]
Staff = Annotated[Principal, Depends(require.staff)]
