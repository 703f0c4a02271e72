"""Shapes of what a business sells online."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from smartbooking.infra.http.wire import Amount, PassPlanRef, PlanRef, VendorRef, Wire, example
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.sales.domain import Shop
from smartbooking.sales.service.shop import Window
from smartbooking.value.domain import PlanPeriod
from smartbooking.value.domain.passes import Starts
from smartbooking.vendors.domain import Vendor

Sum = Annotated[Decimal, Field(gt=0, le=10**10, description="Major units of the business's currency")]
_SHOP = {
    "giftCardAmounts": [5000, 10000, 20000], "giftCardFrom": 1000, "giftCardTo": 100000,
    "passPlanIds": ["ppl_01M7YHFMK6EXSVJKDHAQ5QAGFG"], "membershipPlanIds": [],
}  # fmt: skip


class ShopIn(Wire):
    """What is sold online from now on; `version` is the one that was read, 0 before anything was said."""

    model_config = example({**_SHOP, "version": 0})

    gift_card_amounts: Annotated[list[Sum], Field(max_length=12, default_factory=list)]
    gift_card_from: Sum | None = Field(None, description="With `giftCardTo`: any amount between them, too")
    gift_card_to: Sum | None = None
    pass_plan_ids: Annotated[list[PassPlanRef], Field(max_length=200, default_factory=list)]
    membership_plan_ids: Annotated[list[PlanRef], Field(max_length=200, default_factory=list)]
    version: int = Field(ge=0, le=2**31 - 1)

    @model_validator(mode="after")
    def _limits(self) -> Self:
        if (self.gift_card_from is None) != (self.gift_card_to is None):
            raise ValueError("give both limits of a free amount, or none")
        if self.gift_card_from and self.gift_card_to and self.gift_card_from > self.gift_card_to:
            raise ValueError("the lower limit is above the upper one")
        return self

    def shop(self, *, vendor_id: int, currency: str) -> Shop:
        """Raises Invalid for amounts finer than the currency."""
        amounts = [minor_in(one, currency, f"/giftCardAmounts/{i}") for i, one in enumerate(self.gift_card_amounts)]
        lowest, highest = self.gift_card_from, self.gift_card_to
        return Shop(
            vendor_id=vendor_id, amounts=tuple(sorted(set(amounts))),
            lowest=minor_in(lowest, currency, "/giftCardFrom") if lowest else None,
            highest=minor_in(highest, currency, "/giftCardTo") if highest else None,
            pass_plans=frozenset(self.pass_plan_ids), membership_plans=frozenset(self.membership_plan_ids),
            version=self.version,
        )  # fmt: skip


class ShopOut(Wire):
    """What the business has decided to sell online."""

    model_config = example({**_SHOP, "currency": "KZT", "version": 1})

    gift_card_amounts: list[Amount]
    gift_card_from: Amount | None = None
    gift_card_to: Amount | None = None
    pass_plan_ids: list[PassPlanRef]
    membership_plan_ids: list[PlanRef]
    currency: str
    version: int

    @classmethod
    def of(cls, shop: Shop, currency: str) -> Self:
        return cls(
            gift_card_amounts=[Money(one, currency).major for one in shop.amounts],
            gift_card_from=Money(shop.lowest, currency).major if shop.lowest else None,
            gift_card_to=Money(shop.highest, currency).major if shop.highest else None,
            pass_plan_ids=sorted(shop.pass_plans), membership_plan_ids=sorted(shop.membership_plans),
            currency=currency, version=shop.version,
        )  # fmt: skip


class GiftCardsOnSale(Wire):
    """Amounts to choose from, and the limits of a free one."""

    amounts: list[Amount]
    lowest: Amount | None = None
    highest: Amount | None = None


class PassOnSale(Wire):
    """A pass that can be bought now."""

    plan_id: PassPlanRef
    name: str
    price: Amount
    visits: int
    days: int
    starts: Starts
    freeze_days: int
    everything: bool


class MembershipOnSale(Wire):
    """A membership that can be bought now."""

    plan_id: PlanRef
    name: str
    price: Amount
    period: PlanPeriod
    grace_days: int
    freeze_days: int
    monthly_limit: int | None = None


class WindowOut(Wire):
    """Everything a business sells online now; without any of it there is nothing to show."""

    vendor_id: VendorRef
    vendor_name: str
    slug: str = Field(description="Of the business, for the address of its page")
    currency: str
    gift_cards: GiftCardsOnSale | None = None
    passes: list[PassOnSale]
    memberships: list[MembershipOnSale]

    @classmethod
    def of(cls, seen: Window, vendor: Vendor, locale: str) -> Self:
        shop, currency = seen.shop, vendor.currency
        cards = GiftCardsOnSale(
            amounts=[Money(one, currency).major for one in shop.amounts],
            lowest=Money(shop.lowest, currency).major if shop.lowest else None,
            highest=Money(shop.highest, currency).major if shop.highest else None,
        )  # fmt: skip
        return cls(
            vendor_id=vendor.id, vendor_name=vendor.name.pick(locale), slug=vendor.slug, currency=currency,
            gift_cards=cards if seen.gift_cards else None,
            passes=[
                PassOnSale(
                    plan_id=one.id, name=one.terms.name.pick(locale), price=one.terms.price.major,
                    visits=one.terms.visits, days=one.terms.days, starts=one.terms.starts,
                    freeze_days=one.terms.freeze_days, everything=one.terms.covers.everything,
                )
                for one in seen.passes
            ],
            memberships=[
                MembershipOnSale(
                    plan_id=one.id, name=one.name.pick(locale), price=one.price.major, period=one.period,
                    grace_days=one.grace_days, freeze_days=one.freeze_days, monthly_limit=one.monthly_limit,
                )
                for one in seen.memberships
            ],
        )  # fmt: skip


def minor_in(value: Decimal, currency: str, pointer: str) -> int:
    """Raises Invalid for an amount finer than the currency."""
    try:
        return Money.of(value, currency).minor
    except ValueError as error:
        raise Invalid(FieldError(pointer, str(error))) from error
