"""Kept cards as their owner sees them."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from smartbooking.infra.http.wire import Instant, SavedCardRef, Wire
from smartbooking.payments.domain.saved_cards import SavedCard


class SavedCardOut(Wire):
    """A card that a payment provider keeps for the caller. Its number is nowhere here."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        json_schema_extra={
            "example": {
                "id": "crd_01M7YHFMK6EXSVJKDHAQ5QAGFG",
                "method": "stripe",
                "brand": "visa",
                "last4": "4242",
                "expMonth": 12,
                "expYear": 2029,
                "expired": False,
                "savedAt": "2026-11-21T09:00:00Z",
            }
        },
    )

    id: SavedCardRef
    method: str = Field(description="The way of paying it belongs to")
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    expired: bool
    saved_at: Instant

    @classmethod
    def of(cls, card: SavedCard, today: date) -> SavedCardOut:
        return cls(
            id=card.id,
            method=card.gateway,
            brand=card.brand,
            last4=card.last4,
            exp_month=card.exp_month,
            exp_year=card.exp_year,
            expired=card.expired(today),
            saved_at=card.saved_at,
        )
