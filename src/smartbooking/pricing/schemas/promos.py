"""Shapes of promo codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from smartbooking.infra.http.wire import Amount, Instant, Wire, example
from smartbooking.pricing.domain import Effect, PromoCode
from smartbooking.pricing.schemas.fields import (
    Code,
    OfferRef,
    PromoRef,
    Share,
    Sum,
    Version,
    major_of,
    minor_of,
    offer_of,
)
from smartbooking.pricing.schemas.rules import number_of
from smartbooking.pricing.service.settings import offer_text

Uses = Annotated[int, Field(ge=1, le=2**31 - 1)]


class PromoIn(Wire):
    """A code customers type. Limits left out do not apply; windows exclude their end."""

    model_config = example({"code": "NAURYZ", "effect": "percent", "percent": 10, "maxRedemptions": 100})

    code: Code
    effect: Effect = Field(description="percent or fixed")
    percent: Share | None = None
    amount: Sum | None = None
    max_discount: Sum | None = None
    minimum: Sum | None = Field(None, description="Least price of the fitting lines")
    budget: Sum | None = Field(None, description="Most that is given away in all")
    max_redemptions: Uses | None = None
    per_customer: Annotated[int, Field(ge=1, le=1000)] | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    stay_from: date | None = None
    stay_until: date | None = None
    offer_ids: list[OfferRef] = Field(default_factory=list, max_length=200, description="Empty: all offers")
    active: bool = True

    def promo(self, *, vendor_id: int, currency: str) -> PromoCode:
        """The domain value. Raises Invalid when the number does not go with the effect."""

        def minor(value: Decimal | None, pointer: str) -> int | None:
            return None if value is None else minor_of(value, currency, pointer)

        return PromoCode(
            id=0,
            vendor_id=vendor_id,
            code=self.code.upper(),
            effect=self.effect,
            value=number_of(self.effect is Effect.PERCENT, self.percent, self.amount, currency),
            currency=currency,
            max_discount_minor=minor(self.max_discount, "/maxDiscount"),
            minimum_minor=minor(self.minimum, "/minimum") or 0,
            budget_minor=minor(self.budget, "/budget"),
            max_redemptions=self.max_redemptions,
            per_customer=self.per_customer,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            stay_from=self.stay_from,
            stay_until=self.stay_until,
            offers=frozenset(offer_of(vendor_id, text) for text in self.offer_ids),
            active=self.active,
        )


class PromoPatch(PromoIn):
    """What changes; everything left out stays. The code itself does not change."""

    model_config = example({"version": 1, "active": False})

    code: Code = "UNCHANGED"
    effect: Effect = Effect.PERCENT
    version: Version | None = None


class PromoOut(PromoIn):
    """A stored promo code with what has been used of it."""

    id: PromoRef
    currency: str
    spent: Amount
    redeemed: int
    version: Version


class PromosOut(Wire):
    """All promo codes of the business, the newest first."""

    data: list[PromoOut]


def promo_out(promo: PromoCode) -> PromoOut:
    """A promo code in major units and percent."""
    is_percent = promo.effect is Effect.PERCENT
    currency = promo.currency
    return PromoOut.model_validate(
        {
            "id": promo.id,
            "code": promo.code,
            "effect": promo.effect,
            "percent": Decimal(promo.value) / 100 if is_percent else None,
            "amount": None if is_percent else major_of(promo.value, currency),
            "max_discount": major_of(promo.max_discount_minor, currency),
            "minimum": major_of(promo.minimum_minor, currency),
            "budget": major_of(promo.budget_minor, currency),
            "max_redemptions": promo.max_redemptions,
            "per_customer": promo.per_customer,
            "valid_from": promo.valid_from,
            "valid_until": promo.valid_until,
            "stay_from": promo.stay_from,
            "stay_until": promo.stay_until,
            "offer_ids": [offer_text(offer) for offer in sorted(promo.offers)],
            "active": promo.active,
            "currency": currency,
            "spent": major_of(promo.spent_minor, currency),
            "redeemed": promo.redeemed,
            "version": promo.version,
        }
    )
