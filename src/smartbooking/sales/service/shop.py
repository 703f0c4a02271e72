"""What a business sells online, for its people and for everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.switches import Switches
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid, StaleVersion
from smartbooking.kernel.switches import Switch
from smartbooking.sales.domain import Goods, SaleKind, Shop, Wish
from smartbooking.sales.errors import NotOnSale
from smartbooking.sales.repository import shops
from smartbooking.value import service as value
from smartbooking.value.domain import PassPlan, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What stands in the shop window now: the gift cards, when they are sold, and the plans that are on sale."""

    shop: Shop
    gift_cards: bool
    passes: tuple[PassPlan, ...]
    memberships: tuple[Plan, ...]


async def shop_of(read: ReadTx, *, vendor_id: int) -> Shop:
    """What the business has decided to sell."""
    return await shops.get(read, vendor_id=vendor_id)


async def change_shop(tx: Tx, *, shop: Shop, principal: Principal, now: datetime) -> Shop:
    """Sell these things online from now on, read at `shop.version`. Audited. Raises Invalid, StaleVersion."""
    await _own_plans(tx, shop)
    version = await shops.put(tx, shop, now=now)
    if version is None:
        raise StaleVersion("Somebody changed this since you read it.")
    await record(
        tx, principal, action="sales.shop_changed", subject=public_id("ven", shop.vendor_id), vendor_id=shop.vendor_id,
        details={
            "amounts": list(shop.amounts), "lowest": shop.lowest, "highest": shop.highest,
            "passPlans": [public_id("ppl", one) for one in sorted(shop.pass_plans)],
            "membershipPlans": [public_id("pln", one) for one in sorted(shop.membership_plans)],
        },
    )  # fmt: skip
    return replace(shop, version=version)


async def window(read: ReadTx, *, vendor_id: int, switches: Switches) -> Window:
    """What can be bought now."""
    shop = await shops.get(read, vendor_id=vendor_id)
    passes = await value.pass_plans_of(read, vendor_id=vendor_id, on_sale=True) if shop.pass_plans else []
    plans = await value.list_plans(read, vendor_id=vendor_id) if shop.membership_plans else []
    return Window(
        shop=shop, gift_cards=shop.gift_cards and switches.on(Switch.GIFT_CARD_SALE, vendor_id),
        passes=tuple(one for one in passes if one.id in shop.pass_plans),
        memberships=tuple(one for one in plans if one.id in shop.membership_plans and _sold(one)),
    )  # fmt: skip


async def goods_of(read: ReadTx, *, vendor_id: int, currency: str, wish: Wish, switches: Switches) -> Goods:
    """What a wish would buy now, and for how much. Raises NotOnSale."""
    seen = await window(read, vendor_id=vendor_id, switches=switches)
    if wish.kind is SaleKind.GIFT_CARD:
        if wish.minor is None or not seen.gift_cards or not seen.shop.sells_card(wish.minor):
            raise NotOnSale("amount")
        return Goods(kind=wish.kind, price=Money(wish.minor, currency))
    if wish.kind is SaleKind.PASS:
        for one in seen.passes:
            if one.id == wish.plan_id:
                terms = value.pass_terms_out(one.terms)
                return Goods(kind=wish.kind, price=one.terms.price, plan_id=one.id, name=one.terms.name, terms=terms)
    for plan in seen.memberships:
        if plan.id == wish.plan_id and wish.kind is SaleKind.MEMBERSHIP:
            return Goods(kind=wish.kind, price=plan.price, plan_id=plan.id, name=plan.name)
    raise NotOnSale("plan")


def _sold(plan: Plan) -> bool:
    return plan.on_sale and plan.price.minor > 0


async def _own_plans(tx: Tx, shop: Shop) -> None:
    wrong = []
    passes = {one.id for one in await value.pass_plans_of(tx, vendor_id=shop.vendor_id)}
    if shop.pass_plans - passes:
        wrong.append(FieldError("/passPlanIds", "Choose among the plans of this business."))
    if await value.unknown_plans(tx, vendor_id=shop.vendor_id, plan_ids=shop.membership_plans):
        wrong.append(FieldError("/membershipPlanIds", "Choose among the plans of this business."))
    if wrong:
        raise Invalid(*wrong)
