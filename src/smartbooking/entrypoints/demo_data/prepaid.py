"""What two of the demonstration businesses sell before it is used, at the desk and online: gift cards and a pass of the
pool, and a club of the coworking."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.text import Localized
from smartbooking.pricing import service as pricing
from smartbooking.pricing.domain import Conditions, Effect, PriceRule
from smartbooking.sales.domain import Shop
from smartbooking.sales.service.shop import change_shop
from smartbooking.value import service as value
from smartbooking.value.domain import PassTerms, Plan
from smartbooking.value.domain.memberships import PlanPeriod
from smartbooking.value.domain.passes import Counted, Starts
from smartbooking.vendors.domain import Vendor

CURRENCY: Final = "KZT"
TEN_SWIMS: Final = PassTerms(
    name=Localized({"kk": "10 рет жүзу", "ru": "10 посещений бассейна", "en": "10 swims"}),
    price=Money(20_000_00, CURRENCY), visits=10, days=90, starts=Starts.FIRST_VISIT, freeze_days=14,
    counted=Counted.PERSON,
)  # fmt: skip
RESIDENTS: Final = Localized({"kk": "Резиденттер клубы", "ru": "Клуб резидентов", "en": "Residents' club"})
MONTH: Final = Money(15_000_00, CURRENCY)
LESS_PERCENT: Final = 20
GIFTS: Final = (5_000_00, 10_000_00, 20_000_00)


async def sell_ahead(tx: Tx, vendor: Vendor, *, vertical: str, owner: Principal, now: datetime) -> None:
    """The gift cards and the pass of a pool, the club of a coworking; nothing for the others."""
    if vendor.currency != CURRENCY:
        return
    if vertical == "pool":
        plan = await value.add_pass_plan(
            tx, vendor_id=vendor.id, terms=TEN_SWIMS, on_sale=True, principal=owner, now=now
        )
        shop = Shop(
            vendor_id=vendor.id, amounts=GIFTS, lowest=GIFTS[0], highest=GIFTS[-1], pass_plans=frozenset({plan.id})
        )
        await change_shop(tx, shop=shop, principal=owner, now=now)
    if vertical == "coworking":
        club = await _club(tx, vendor, owner, now)
        shop = Shop(vendor_id=vendor.id, membership_plans=frozenset({club.id}))
        await change_shop(tx, shop=shop, principal=owner, now=now)


async def _club(tx: Tx, vendor: Vendor, owner: Principal, now: datetime) -> Plan:
    plan = Plan(
        vendor_id=vendor.id, id=uuid7(), name=RESIDENTS, price=MONTH, period=PlanPeriod.MONTH, grace_days=3,
        freeze_days=7,
    )  # fmt: skip
    await value.add_plan(tx, plan=plan, principal=owner, now=now)
    rule = PriceRule(
        id=0, vendor_id=vendor.id, name=RESIDENTS, effect=Effect.PERCENT, value=-LESS_PERCENT * 100,
        conditions=Conditions(plans=frozenset({plan.id})),
    )  # fmt: skip
    await pricing.add_rule(tx, rule=rule, principal=owner, now=now)
    return plan
