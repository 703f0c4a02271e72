"""Payouts: calculated, approved, paid. Never more than the balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.kernel.money import Money


class PayoutStatus(StrEnum):
    """`approved` moves the money in the books, `paid` says that the bank has it."""

    CALCULATED = "calculated"
    APPROVED = "approved"
    PAID = "paid"
    CANCELLED = "cancelled"


P = PayoutStatus
PAYOUT_MOVES: Final[Mapping[PayoutStatus, frozenset[PayoutStatus]]] = {
    P.CALCULATED: frozenset({P.APPROVED, P.CANCELLED}),
    P.APPROVED: frozenset({P.PAID, P.CANCELLED}),
    P.PAID: frozenset(),
    P.CANCELLED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """Money for a business, with the postings it pays for."""

    vendor_id: int
    id: UUID
    number: int
    amount: Money
    until: datetime
    status: PayoutStatus
    reference: str | None
    decided_by: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """What one posting means for what the business is still to get; `balance` after it, where it is known."""

    posting_id: int
    at: datetime
    kind: str
    booking_id: UUID | None
    amount: Money
    balance: Money | None = None
