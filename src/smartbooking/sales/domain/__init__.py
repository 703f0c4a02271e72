"""Rules of online sales: what is on sale, for how much, and what may be done with a sale. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized
from smartbooking.value.domain import Holder

# How long a sale waits for its first payment; ways that take longer (a transfer) prolong it.
PAY_WITHIN: Final = timedelta(minutes=30)
# As long as anything that was sold may be valid, and a quarter more for asking what became of it.
LINK_LIVES: Final = timedelta(days=3 * 366 + 92)


class SaleKind(StrEnum):
    """What is sold."""

    GIFT_CARD = "gift_card"
    PASS = "pass"  # noqa: S105
    MEMBERSHIP = "membership"


class SaleStatus(StrEnum):
    """How far a sale is. `returned`: money came when it could not be sold any more, and all of it went back."""

    AWAITING_PAYMENT = "awaiting_payment"
    ISSUED = "issued"
    EXPIRED = "expired"
    RETURNED = "returned"
    REFUNDED = "refunded"


# No other moves: docs/algorithms/value.md draws them, `repository.sales.move` compares and swaps.
MOVES: Final[Mapping[SaleStatus, frozenset[SaleStatus]]] = {
    SaleStatus.AWAITING_PAYMENT: frozenset({SaleStatus.ISSUED, SaleStatus.EXPIRED, SaleStatus.RETURNED}),
    SaleStatus.EXPIRED: frozenset({SaleStatus.ISSUED, SaleStatus.RETURNED}),
    SaleStatus.ISSUED: frozenset({SaleStatus.REFUNDED}),
    SaleStatus.RETURNED: frozenset(),
    SaleStatus.REFUNDED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What a business sells online; nothing until it says so. Amounts are minor units of its currency."""

    vendor_id: int
    amounts: tuple[int, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    pass_plans: frozenset[UUID] = frozenset()
    membership_plans: frozenset[UUID] = frozenset()
    version: int = 0

    @property
    def gift_cards(self) -> bool:
        """Whether any amount can be bought."""
        return bool(self.amounts) or self.lowest is not None

    def sells_card(self, minor: int) -> bool:
        """One of its amounts, or any between its limits."""
        free = self.lowest is not None and self.highest is not None and self.lowest <= minor <= self.highest
        return free or minor in self.amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to buy: one of the three."""

    kind: SaleKind
    minor: int | None = None
    plan_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What would be sold, with the price of this moment. `terms`: what a pass promises, frozen with its sale."""

    kind: SaleKind
    price: Money
    plan_id: UUID | None = None
    name: Localized = field(default_factory=lambda: Localized({}))
    terms: Mapping[str, Any] | None = None  # Any: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One thing somebody buys. `issued_id`: the card, pass or membership it became."""

    vendor_id: int
    id: UUID
    goods: Goods
    status: SaleStatus
    buyer: Holder
    recipient: str
    message: str
    locale: str
    intent_id: UUID | None
    issued_id: UUID | None
    expires_at: datetime
    created_at: datetime
    issued_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def price(self) -> Money:
        return self.goods.price
