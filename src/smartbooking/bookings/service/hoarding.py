"""Nobody keeps places from everybody else: how many may be kept at once by one person, and from one address.

Counted under a lock, in the transaction that takes the place, so that parallel requests can not pass together. What
runs out counts: holds, requests and payments under way. Confirmed bookings do not; they obey the business's own limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from smartbooking.bookings.domain import Contact
from smartbooking.bookings.domain.caller import Caller
from smartbooking.bookings.errors import TooManyHolds
from smartbooking.bookings.repository import holders
from smartbooking.bookings.repository.holders import Kept
from smartbooking.infra.db import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLimits:
    """Places kept at once; 0 means any number."""

    per_person: int = 0
    per_address: int = 0


NO_LIMITS: Final = HoldLimits()


async def admit(
    tx: Tx,
    *,
    vendor_id: int,
    booking_id: UUID,
    caller: Caller,
    contact: Contact | None,
    limits: HoldLimits,
    now: datetime,
) -> None:
    """Let the caller keep one more place. Raises TooManyHolds. Staff and operators act for others: not counted."""
    principal = caller.principal
    if principal.operator or principal.works_for(vendor_id):
        return
    person = _names(principal.user_id, contact) if limits.per_person else []
    source = caller.source if limits.per_address else ""
    names = sorted({*person, *([f"source {source}"] if source else [])})
    if not names:
        return
    await holders.lock(tx, names)
    if source:
        kept = await holders.kept_by_source(tx, source=source, booking_id=booking_id, now=now)
        _refuse(kept, limits.per_address, "From your network", now)
    if person:
        kept = await holders.kept_by_person(
            tx, customer_id=principal.user_id, phone=contact.phone if contact else None,
            email=contact.email if contact else None, besides=booking_id, now=now,
        )  # fmt: skip
        _refuse(kept, limits.per_person, "For you", now)


def _names(user_id: UUID | None, contact: Contact | None) -> list[str]:
    named = [f"account {user_id.hex}"] if user_id else []
    if contact and contact.phone:
        named.append(f"phone {contact.phone}")
    if contact and contact.email:
        named.append(f"email {contact.email.lower()}")
    return named


def _refuse(kept: Kept, limit: int, whose: str, now: datetime) -> None:
    if kept.places < limit:
        return
    wait = max(1, int((kept.first - now).total_seconds()) + 1) if kept.first else 60
    raise TooManyHolds(
        f"{whose} {kept.places} places are being kept already; {limit} are possible at a time. Finish one of these "
        f"bookings, give one back, or wait: the first runs out in {-(-wait // 60)} min.",
        retry_after=wait, limit=limit, firstEndsAt=kept.first.isoformat() if kept.first else None,
    )  # fmt: skip
