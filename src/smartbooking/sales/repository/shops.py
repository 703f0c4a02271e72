"""What businesses sell online."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.sales.domain import Shop

_PUT = text("""
    insert into sales.shop (vendor_id, amounts_minor, lowest_minor, highest_minor, pass_plan_ids, membership_plan_ids,
      updated_at)
    values (:vendor_id, :amounts, :lowest, :highest, :passes, :memberships, :now)
    on conflict (vendor_id) do update set amounts_minor = excluded.amounts_minor,
      lowest_minor = excluded.lowest_minor, highest_minor = excluded.highest_minor,
      pass_plan_ids = excluded.pass_plan_ids, membership_plan_ids = excluded.membership_plan_ids,
      version = sales.shop.version + 1, updated_at = excluded.updated_at
    where sales.shop.version = :version
    returning version
""")


async def get(read: ReadTx, *, vendor_id: int) -> Shop:
    """A business that never said anything sells nothing."""
    found = await read.execute(text("select * from sales.shop where vendor_id = :id"), {"id": vendor_id})
    row = found.first()
    if row is None:
        return Shop(vendor_id=vendor_id)
    return Shop(
        vendor_id=vendor_id, amounts=tuple(row.amounts_minor), lowest=row.lowest_minor, highest=row.highest_minor,
        pass_plans=frozenset(row.pass_plan_ids), membership_plans=frozenset(row.membership_plan_ids),
        version=row.version,
    )  # fmt: skip


async def put(tx: Tx, shop: Shop, *, now: datetime) -> int | None:
    """The new version; None when somebody changed it since `shop.version` (0: nothing was there)."""
    facts = {
        "vendor_id": shop.vendor_id, "amounts": list(shop.amounts), "lowest": shop.lowest, "highest": shop.highest,
        "passes": sorted(shop.pass_plans), "memberships": sorted(shop.membership_plans), "version": shop.version,
        "now": now,
    }  # fmt: skip
    version: int | None = await tx.scalar(_PUT, facts)
    return version
