"""Redeeming promo codes: one conditional UPDATE decides, so limits hold whoever races."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from smartbooking.infra.db import ReadTx, Tx

# Takes the row lock of the promo code; everybody who redeems the same code waits here, so what follows in the
# transaction counts in peace.
_TAKE = text("""
    update pricing.promo_code
    set redeemed = redeemed + 1, spent_minor = spent_minor + :discount
    where vendor_id = :vendor_id and id = :promo_id
      and (max_redemptions is null or redeemed < max_redemptions)
      and (budget_minor is null or spent_minor + :discount <= budget_minor)
      and (valid_from is null or :now >= valid_from)
      and (valid_until is null or :now < valid_until + :grace)
    returning per_customer
""")
# The smallest number of use that is free for this customer; nothing when the limit is reached.
_USE = text("""
    insert into pricing.promo_redemption
        (vendor_id, booking_id, promo_id, customer_key, customer_slot, discount_minor, redeemed_at)
    select :vendor_id, :booking_id, :promo_id, :customer_key, slot, :discount, :now
    from generate_series(1, coalesce(cast(:per_customer as integer), (
        select count(*) + 1 from pricing.promo_redemption
        where vendor_id = :vendor_id and promo_id = :promo_id and customer_key = :customer_key
          and released_at is null)::integer)) as slot
    where not exists (
        select from pricing.promo_redemption
        where vendor_id = :vendor_id and promo_id = :promo_id and customer_key = :customer_key
          and customer_slot = slot and released_at is null)
    order by slot limit 1
    on conflict (vendor_id, booking_id) do update
        set promo_id = excluded.promo_id, customer_key = excluded.customer_key,
            customer_slot = excluded.customer_slot, discount_minor = excluded.discount_minor,
            redeemed_at = excluded.redeemed_at, released_at = null
        where promo_redemption.released_at is not null
    returning customer_slot
""")
_LIVE = text("""
    select promo_id, discount_minor from pricing.promo_redemption
    where vendor_id = :vendor_id and booking_id = :booking_id and released_at is null
""")
_LOCK = text("select from pricing.promo_code where vendor_id = :vendor_id and id = :promo_id for update")
_RELEASE = text("""
    with released as (
        update pricing.promo_redemption set released_at = :now
        where vendor_id = :vendor_id and booking_id = :booking_id and released_at is null
        returning promo_id, discount_minor
    )
    update pricing.promo_code p
    set redeemed = redeemed - 1, spent_minor = spent_minor - released.discount_minor
    from released where p.vendor_id = :vendor_id and p.id = released.promo_id
    returning p.id
""")


_REPRICE = text("""
    with old as (
        select promo_id, discount_minor from pricing.promo_redemption
        where vendor_id = :vendor_id and booking_id = :booking_id and released_at is null
    ), repriced as (
        update pricing.promo_code p set spent_minor = p.spent_minor - old.discount_minor + :discount
        from old where p.vendor_id = :vendor_id and p.id = old.promo_id
          and (p.budget_minor is null or p.spent_minor - old.discount_minor + :discount <= p.budget_minor)
        returning p.id
    )
    update pricing.promo_redemption u set discount_minor = :discount
    from repriced where u.vendor_id = :vendor_id and u.booking_id = :booking_id and u.released_at is null
    returning u.promo_id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A promo code a booking has in use."""

    promo_id: int
    discount_minor: int


async def find_use(read: ReadTx, *, vendor_id: int, booking_id: UUID) -> Use | None:
    """The live redemption of a booking."""
    row = (await read.execute(_LIVE, {"vendor_id": vendor_id, "booking_id": booking_id})).first()
    return Use(promo_id=row.promo_id, discount_minor=row.discount_minor) if row else None


async def take(
    tx: Tx, *, vendor_id: int, promo_id: int, discount: int, now: datetime, grace: timedelta
) -> tuple[int | None] | None:
    """Count one use; a one-tuple with the limit per customer, or None when the code is used up. Locks the code."""
    facts = {"vendor_id": vendor_id, "promo_id": promo_id, "discount": discount, "now": now, "grace": grace}
    row = (await tx.execute(_TAKE, facts)).first()
    return None if row is None else (row.per_customer,)


async def use(
    tx: Tx,
    *,
    vendor_id: int,
    promo_id: int,
    booking_id: UUID,
    customer_key: str,
    per_customer: int | None,
    discount: int,
    now: datetime,
) -> bool:
    """Record the use for the booking; False when the customer's limit is reached. Needs the lock of `take`."""
    facts = {
        "vendor_id": vendor_id,
        "promo_id": promo_id,
        "booking_id": booking_id,
        "customer_key": customer_key,
        "per_customer": per_customer,
        "discount": discount,
        "now": now,
    }
    return (await tx.execute(_USE, facts)).first() is not None


async def reprice(tx: Tx, *, vendor_id: int, booking_id: UUID, promo_id: int, discount: int) -> bool:
    """Change what a use takes from the budget; False when the budget does not allow it. Locks the code first."""
    await tx.execute(_LOCK, {"vendor_id": vendor_id, "promo_id": promo_id})
    facts = {"vendor_id": vendor_id, "booking_id": booking_id, "discount": discount}
    return (await tx.execute(_REPRICE, facts)).first() is not None


async def release(tx: Tx, *, vendor_id: int, booking_id: UUID, promo_id: int, now: datetime) -> bool:
    """Give a use back; False when somebody did already. Locks the code first, in the order `take` does."""
    await tx.execute(_LOCK, {"vendor_id": vendor_id, "promo_id": promo_id})
    facts = {"vendor_id": vendor_id, "booking_id": booking_id, "now": now}
    return (await tx.execute(_RELEASE, facts)).first() is not None
