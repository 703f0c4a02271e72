"""Finding sales, for those who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.infra.crypto import MANAGE_SALE, BadToken, Signer
from smartbooking.infra.db import ReadTx
from smartbooking.payments import service as payments
from smartbooking.payments.domain import Outcome, Purse
from smartbooking.sales.domain import LINK_LIVES, Sale, SaleStatus
from smartbooking.sales.errors import SaleNotFound
from smartbooking.sales.repository import sales


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A sale with its money."""

    sale: Sale
    outcome: Outcome | None
    purse: Purse


def access_token(signer: Signer, sale: Sale) -> str:
    """The signed link by which a buyer without an account comes back to what she bought."""
    return signer.sign(MANAGE_SALE, {"s": sale.id.hex}, expires_at=sale.created_at + LINK_LIVES)


def sale_of_token(signer: Signer, token: str, now: datetime) -> UUID | None:
    """The sale a link is about; None when the link is not ours or too old."""
    try:
        return UUID(hex=str(signer.open(MANAGE_SALE, token, now=now)["s"]))
    except (BadToken, KeyError, ValueError):
        return None


async def find(read: ReadTx, *, sale_id: UUID, link_to: UUID | None) -> Sale:
    """A sale for whoever has its link. Raises SaleNotFound."""
    sale = await sales.get(read, sale_id) if link_to == sale_id else None
    if sale is None:
        raise SaleNotFound
    return sale


async def standing_of(read: ReadTx, sale: Sale) -> Standing:
    """How a sale and its money stand."""
    outcome = await payments.payment_status(read, intent_id=sale.intent_id) if sale.intent_id else None
    purse = await payments.purse_of(read, vendor_id=sale.vendor_id, booking_id=sale.id, currency=sale.price.currency)
    return Standing(sale=sale, outcome=outcome, purse=purse)


async def newest(
    read: ReadTx, *, vendor_id: int, status: SaleStatus | None, before: UUID | None, limit: int
) -> list[Sale]:
    """Sales of a business, the newest first."""
    return await sales.newest(read, vendor_id=vendor_id, status=status, before=before, limit=limit)
