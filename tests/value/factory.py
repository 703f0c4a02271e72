"""Small makers of gift cards, passes and memberships."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.text import Localized
from smartbooking.pricing.domain import Conditions, PriceRule
from smartbooking.value import service
from smartbooking.value.domain import Account, Holder, Membership, Pass, PassTerms, Plan, PlanPeriod, Till
from tests.pricing.factory import make_rule


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


async def make_plan(tx: Tx, *, vendor_id: int, **facts: Any) -> Plan:
    """A month for 15,000 KZT, with nothing else; `facts` are fields of Plan."""
    values: dict[str, Any] = {"name": Localized.of("Клуб"), "price": kzt(15_000_00), "period": PlanPeriod.MONTH}
    plan = Plan(vendor_id=vendor_id, id=uuid7(), **{**values, **facts})
    return await service.add_plan(tx, plan=plan, principal=SYSTEM, now=datetime.now(UTC))


async def sell_membership(tx: Tx, plan: Plan, *, today: date, now: datetime) -> tuple[Membership, str]:
    """A membership from `today`, paid in cash, and its code."""
    sold = await service.sell_membership(
        tx, vendor_id=plan.vendor_id, plan_id=plan.id, till=Till.DESK, note="", begins=None, today=today,
        holder=Holder(name="Айгерім", phone="+77015550418"), principal=SYSTEM, now=now,
    )  # fmt: skip
    code = await service.make_member_code(
        tx, vendor_id=plan.vendor_id, membership_id=sold.id, principal=SYSTEM, now=now
    )
    return sold, code


async def make_member_price(tx: Tx, plan: Plan, *, percent: int = -20) -> PriceRule:
    """Members of the plan pay a fifth less."""
    return await make_rule(
        tx,
        vendor_id=plan.vendor_id,
        percent=percent,
        name="Члены клуба",
        conditions=Conditions(plans=frozenset({plan.id})),
    )


def ten_visits(**facts: Any) -> PassTerms:
    """Ten visits for 20,000 KZT, ninety days from the sale."""
    terms: dict[str, Any] = {
        "name": Localized({"ru": "10 посещений"}), "price": kzt(20_000_00), "visits": 10, "days": 90,
    }  # fmt: skip
    return PassTerms(**{**terms, **facts})


async def sell_pass(tx: Tx, *, vendor_id: int, now: datetime, **facts: Any) -> tuple[Pass, str]:
    """A pass of a plan of its own, and its code."""
    plan = await service.add_pass_plan(
        tx, vendor_id=vendor_id, terms=ten_visits(**facts), on_sale=True, principal=SYSTEM, now=now
    )
    one = await service.sell_pass(
        tx, vendor_id=vendor_id, plan_id=plan.id, till=Till.DESK, holder=Holder(name="Айгерім"), note="",
        principal=SYSTEM, now=now,
    )  # fmt: skip
    code = await service.make_pass_code(tx, vendor_id=vendor_id, pass_id=one.id, principal=SYSTEM, now=now)
    return one, code
