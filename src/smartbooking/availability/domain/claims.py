"""Claims: what occupies capacity. Values only; the ledger in the database decides.

A hold expires, an allocation is kept, a block closes capacity without a booking. Spans are half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.kernel.period import Span

MAX_QUANTITY: Final = 32_766
MAX_CLAIMS_PER_BOOKING: Final = 500


class ClaimKind(StrEnum):
    """What a claim is; only a hold dies by itself."""

    HOLD = "hold"
    ALLOCATION = "allocation"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClaim:
    """`quantity` places of one resource over `span`, wanted by line `line` of a booking.

    One line may claim several resources (a haircut takes a stylist and a chair): one NewClaim each.
    """

    line: int
    resource_id: int
    span: Span
    quantity: int = 1
    party: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MAX_QUANTITY:
            raise ValueError(f"a claim takes between 1 and {MAX_QUANTITY} places")
        if self.party is not None and self.party < 1:
            raise ValueError("a party has at least one person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim as it stands in the ledger."""

    id: UUID
    vendor_id: int
    resource_id: int
    kind: ClaimKind
    span: Span
    quantity: int
    booking_id: UUID | None
    line: int | None
    party: int | None
    expires_at: datetime | None
    reason: str | None
