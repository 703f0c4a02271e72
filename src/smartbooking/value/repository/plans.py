"""Plans of memberships."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.text import Localized
from smartbooking.value.domain import Plan, PlanPeriod

_PUT = text("""
    insert into value.plan (vendor_id, id, name, currency, price_minor, period, grace_days, freeze_days, monthly_limit,
      on_sale, created_at)
    values (:vendor_id, :id, cast(:name as jsonb), :currency, :price, :period, :grace_days, :freeze_days,
      :monthly_limit, :on_sale, :now)
""")
_CHANGE = text("""
    update value.plan set name = cast(:name as jsonb), price_minor = :price, period = :period,
      grace_days = :grace_days, freeze_days = :freeze_days, monthly_limit = :monthly_limit, on_sale = :on_sale,
      version = version + 1
    where vendor_id = :vendor_id and id = :id and version = :version returning version
""")


async def add(tx: Tx, plan: Plan, *, now: datetime) -> None:
    await tx.execute(_PUT, {**_values(plan), "currency": plan.price.currency, "now": now})


async def change(tx: Tx, plan: Plan) -> bool:
    """False when somebody changed it since `plan.version`."""
    return (await tx.execute(_CHANGE, {**_values(plan), "version": plan.version})).first() is not None


async def get(read: ReadTx, *, vendor_id: int, plan_id: UUID) -> Plan | None:
    found = await read.execute(
        text("select * from value.plan where vendor_id = :vendor_id and id = :id"),
        {"vendor_id": vendor_id, "id": plan_id},
    )
    row = found.first()
    return plan_of(row) if row else None


async def all_of(read: ReadTx, *, vendor_id: int) -> list[Plan]:
    """All plans of a business, the oldest first."""
    rows = await read.execute(
        text("select * from value.plan where vendor_id = :vendor_id order by created_at, id"), {"vendor_id": vendor_id}
    )
    return [plan_of(row) for row in rows]


async def known(read: ReadTx, *, vendor_id: int, plan_ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of these are plans of the business."""
    rows = await read.scalars(
        text("select id from value.plan where vendor_id = :vendor_id and id = any(:ids)"),
        {"vendor_id": vendor_id, "ids": list(plan_ids)},
    )
    return frozenset(rows)


def plan_of(row: Row[Any], prefix: str = "", plan_id: str = "id") -> Plan:
    """A plan from a row, whose columns may have a prefix beside those of a membership."""

    def of(name: str) -> Any:  # Any: whatever the column holds
        return getattr(row, prefix + name)

    return Plan(
        vendor_id=row.vendor_id, id=getattr(row, plan_id), name=Localized(of("name")),
        price=Money(of("price_minor"), of("currency")), period=PlanPeriod(of("period")), grace_days=of("grace_days"),
        freeze_days=of("freeze_days"), monthly_limit=of("monthly_limit"), on_sale=of("on_sale"), version=of("version"),
    )  # fmt: skip


def _values(plan: Plan) -> dict[str, Any]:
    return {
        "vendor_id": plan.vendor_id, "id": plan.id, "name": json.dumps(dict(plan.name.texts)),
        "price": plan.price.minor, "period": plan.period.value, "grace_days": plan.grace_days,
        "freeze_days": plan.freeze_days, "monthly_limit": plan.monthly_limit, "on_sale": plan.on_sale,
    }  # fmt: skip
