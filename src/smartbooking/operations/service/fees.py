"""What other fees would have made of the last thirty days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from smartbooking.books import service as books
from smartbooking.infra.db import ReadTx
from smartbooking.kernel.money import Money
from smartbooking.operations.repository import fees

DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeEffect:
    """Payments captured in the last days, the fee on them as agreed now, and as it would be."""

    payments: int
    taken: Money
    fee_now: Money
    fee_then: Money


async def effect(
    read: ReadTx, *, vendor_id: int, currency: str, fee_points: int, fee_fixed: int, now: datetime
) -> FeeEffect:
    """Each payment on its own, as the books do; a deposit in it counts here, there it does not."""
    present = await books.terms_at(read, vendor_id=vendor_id, currency=currency, at=now)
    wished = replace(present, fee_points=fee_points, fee_fixed=fee_fixed)
    amounts = await fees.taken(read, vendor_id=vendor_id, currency=currency, since=now - timedelta(days=DAYS))
    total, before, after = Money.zero(currency), Money.zero(currency), Money.zero(currency)
    for minor, payments in amounts:
        amount = Money(minor, currency)
        total += Money(minor * payments, currency)
        before += Money(present.fee_of(amount).minor * payments, currency)
        after += Money(wished.fee_of(amount).minor * payments, currency)
    return FeeEffect(
        payments=sum(payments for _, payments in amounts), taken=total, fee_now=before, fee_then=after
    )  # fmt: skip
