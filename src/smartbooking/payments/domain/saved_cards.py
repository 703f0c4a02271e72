"""A card a provider keeps for somebody. Here are its name there and what she knows it by; never a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCard:
    """`token` and `payer` are the provider's names; `fingerprint` is a keyed name of ours: one card has one."""

    id: UUID
    account_id: UUID
    gateway: str
    token: str
    payer: str | None
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str | None
    country: str | None
    consented_at: datetime
    saved_at: datetime
    used_at: datetime | None

    def expired(self, today: date) -> bool:
        """A card is good until the end of its month."""
        return (self.exp_year, self.exp_month) < (today.year, today.month)
