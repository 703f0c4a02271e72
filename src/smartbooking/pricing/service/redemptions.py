"""Using up promo codes, and giving uses back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from smartbooking.infra.db import Tx
from smartbooking.pricing.domain import AppliedPromo
from smartbooking.pricing.domain.promos import refuse
from smartbooking.pricing.domain.quoting import TTL
from smartbooking.pricing.repository import promos

# A quote made in the last second of a code's window is still honoured while the quote lives.
GRACE: Final[timedelta] = TTL


async def redeem_promo(
    tx: Tx, *, vendor_id: int, booking_id: UUID, promo: AppliedPromo, customer_key: str, now: datetime
) -> None:
    """Use the code for a booking, once however often it is called. Raises PromoRefused when it is used up.

    `customer_key` names who uses it (`user:<uuid>`, or a digest of a guest's contact). Locks the code's row until
    the transaction ends.
    """
    if await promos.find_use(tx, vendor_id=vendor_id, booking_id=booking_id):
        return
    taken = await promos.take(
        tx, vendor_id=vendor_id, promo_id=promo.promo_id, discount=promo.discount_minor, now=now, grace=GRACE
    )
    if taken is None:
        raise refuse("used-up")
    (per_customer,) = taken
    used = await promos.use(
        tx,
        vendor_id=vendor_id,
        promo_id=promo.promo_id,
        booking_id=booking_id,
        customer_key=customer_key,
        per_customer=per_customer,
        discount=promo.discount_minor,
        now=now,
    )
    if not used:
        raise refuse("customer-limit")


async def move_promo(
    tx: Tx, *, vendor_id: int, booking_id: UUID, promo: AppliedPromo | None, customer_key: str, now: datetime
) -> None:
    """A booking has another price: its use of a code follows. Raises PromoRefused."""
    use = await promos.find_use(tx, vendor_id=vendor_id, booking_id=booking_id)
    if use is not None and (promo is None or promo.promo_id != use.promo_id):
        await promos.release(tx, vendor_id=vendor_id, booking_id=booking_id, promo_id=use.promo_id, now=now)
        use = None
    if promo is None:
        return
    if use is None:
        await redeem_promo(
            tx, vendor_id=vendor_id, booking_id=booking_id, promo=promo, customer_key=customer_key, now=now
        )
    elif use.discount_minor != promo.discount_minor and not await promos.reprice(
        tx, vendor_id=vendor_id, booking_id=booking_id, promo_id=use.promo_id, discount=promo.discount_minor
    ):
        raise refuse("budget")


async def release_promo(tx: Tx, *, vendor_id: int, booking_id: UUID, now: datetime) -> bool:
    """Give back the use a booking had of a code (expired hold, cancellation); False when it had none."""
    use = await promos.find_use(tx, vendor_id=vendor_id, booking_id=booking_id)
    if use is None:
        return False
    return await promos.release(tx, vendor_id=vendor_id, booking_id=booking_id, promo_id=use.promo_id, now=now)
