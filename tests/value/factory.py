"""Small makers of gift cards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import SYSTEM
from smartbooking.value import service
from smartbooking.value.domain import Account, Holder, Till


def kzt(minor: int) -> Money:
    return Money(minor, "KZT")


async def sell(tx: Tx, *, vendor_id: int, minor: int = 100_000, now: datetime, **facts: Any) -> Account:
    """A card of 1,000 KZT paid in cash."""
    sale: dict[str, Any] = {"till": Till.DESK, "holder": Holder(name="Айгерім"), "note": "", "valid_until": None}
    return await service.issue(
        tx, vendor_id=vendor_id, amount=kzt(minor), principal=SYSTEM, now=now, **{**sale, **facts}
    )


async def sell_with_code(tx: Tx, *, vendor_id: int, minor: int = 100_000, now: datetime) -> tuple[Account, str]:
    """A card and its code."""
    card = await sell(tx, vendor_id=vendor_id, minor=minor, now=now)
    code = await service.make_code(tx, vendor_id=vendor_id, account_id=card.id, principal=SYSTEM, now=now)
    return card, code
