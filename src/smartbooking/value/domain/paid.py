"""Where the money of something sold is, and which payment brought it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID


class About(TypedDict):
    """What a posting of a sale is about."""

    booking_id: UUID | None
    intent_id: UUID | None
    attempt_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """The account of the books a price lies in; of an online sale also the sale and its payment.

    The payment is named because a dispute about it is borne by whoever has its money: nobody before the issue, the
    business after it.
    """

    account: str
    sale_id: UUID | None = None
    intent_id: UUID | None = None
    attempt_id: UUID | None = None

    @property
    def about(self) -> About:
        return About(booking_id=self.sale_id, intent_id=self.intent_id, attempt_id=self.attempt_id)
