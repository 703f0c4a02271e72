"""Plans of memberships as a business manages them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import StaleVersion
from smartbooking.value.domain import Plan
from smartbooking.value.errors import PlanNotFound
from smartbooking.value.repository import plans


async def add_plan(tx: Tx, *, plan: Plan, principal: Principal, now: datetime) -> Plan:
    """A new plan. Audited."""
    await plans.add(tx, plan, now=now)
    await _audit(tx, plan, principal, "value.plan_added")
    return plan


async def change_plan(tx: Tx, *, plan: Plan, principal: Principal) -> Plan:
    """Other terms for a plan read at `plan.version`; days of grace and the limit count for its holders, too. Audited.

    Raises StaleVersion.
    """
    if not await plans.change(tx, plan):
        raise StaleVersion("Somebody changed this plan since you read it.")
    await _audit(tx, plan, principal, "value.plan_changed")
    return replace(plan, version=plan.version + 1)


async def get_plan(read: ReadTx, *, vendor_id: int, plan_id: UUID) -> Plan:
    """Raises PlanNotFound."""
    found = await plans.get(read, vendor_id=vendor_id, plan_id=plan_id)
    if found is None:
        raise PlanNotFound
    return found


async def list_plans(read: ReadTx, *, vendor_id: int) -> list[Plan]:
    """All plans of a business, the oldest first."""
    return await plans.all_of(read, vendor_id=vendor_id)


async def unknown_plans(read: ReadTx, *, vendor_id: int, plan_ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of these are no plans of the business."""
    if not plan_ids:
        return frozenset()
    return frozenset(plan_ids) - await plans.known(read, vendor_id=vendor_id, plan_ids=plan_ids)


async def _audit(tx: Tx, plan: Plan, principal: Principal, action: str) -> None:
    facts = {
        "priceMinor": plan.price.minor, "currency": plan.price.currency, "period": plan.period.value,
        "graceDays": plan.grace_days, "freezeDays": plan.freeze_days, "monthlyLimit": plan.monthly_limit,
        "onSale": plan.on_sale,
    }  # fmt: skip
    await record(
        tx, principal, action=action, subject=public_id("pln", plan.id), vendor_id=plan.vendor_id, details=facts
    )
