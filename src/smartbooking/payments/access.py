"""Who may do what with payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query

from smartbooking.infra.crypto import MANAGE_BOOKING, BadToken
from smartbooking.infra.http.auth import require
from smartbooking.infra.http.deps import NowDep, SignerDep
from smartbooking.kernel.principal import Principal

Staff = Annotated[Principal, Depends(require.staff)]
Operator = Annotated[Principal, Depends(require.operator)]
Customer = Annotated[Principal, Depends(require.user)]
Manager = Annotated[Principal, Depends(require.manager)]


@dataclass(frozen=True, slots=True)
class Payer:
    """What somebody without an account shows."""

    secret: str | None
    booking_id: UUID | None


async def payer_of(
    signer: SignerDep,
    now: NowDep,
    client_secret: Annotated[str | None, Query(alias="clientSecret", max_length=64)] = None,
    x_payment_secret: Annotated[str | None, Header(max_length=64, description="The payment's secret")] = None,
    token: Annotated[str | None, Query(max_length=1000, description="Manage token of the booking")] = None,
    x_booking_token: Annotated[str | None, Header(max_length=1000, description="The same as a header")] = None,
) -> Payer:
    """Whoever pays: by the payment's secret, or by the link of her booking. Bad ones open nothing."""
    link = token or x_booking_token
    booking_id: UUID | None = None
    if link:
        try:
            booking_id = UUID(hex=str(signer.open(MANAGE_BOOKING, link, now=now)["b"]))
        except (BadToken, KeyError, ValueError):
            booking_id = None
    return Payer(secret=x_payment_secret or client_secret, booking_id=booking_id)


PayerDep = Annotated[Payer, Depends(payer_of)]
