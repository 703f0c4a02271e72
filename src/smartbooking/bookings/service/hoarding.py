"""Nobody keeps places from everybody else: how many may be kept at once by one person, and from one address.

Counted under a lock, in the transaction that takes the place, so that parallel requests can not pass together. What
runs out counts: holds, requests and payments under way. Confirmed bookings do not; they obey the business's own limits.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """Places kept at once; 0 means any number. `percent_per_network`: of one event, by one network (/24, /48)."""

    per_person: int = 0
    per_address: int = 0
    percent_per_network: int = 0


NO_LIMITS: Final = HoldLimits()
# So few places of an event may anybody's network keep, however small the event is.
FEW: Final = 6


@dataclass(frozen=True, slots=True)
class Sought:
    """Places of one event that somebody wants to keep, of how many there are."""

    resource_id: int
    quantity: int
    capacity: int


async def admit(
    tx: Tx,
    *,
    vendor_id: int,
    booking_id: UUID,
    caller: Caller,
    contact: Contact | None,
    limits: HoldLimits,
    sought: Sequence[Sought] = (),
    now: datetime,
) -> None:
    """Let the caller keep one more place. Raises TooManyHolds. Staff and operators act for others: not counted."""
    principal = caller.principal
    if principal.operator or principal.works_for(vendor_id):
        return
    person = _names(principal.user_id, contact) if limits.per_person else []
    source = caller.source if limits.per_address else ""
    block = caller.block if limits.percent_per_network and sought else ""
    names = sorted({*person, *([f"source {source}"] if source else []), *([f"block {block}"] if block else [])})
    if not names:
        return
    await holders.lock(tx, names)
    if source:
        kept = await holders.kept_by_source(tx, source=source, booking_id=booking_id, now=now)
        _refuse(kept, limits.per_address, "From your network", now)
    if block:
        await _admit_network(tx, booking_id=booking_id, block=block, sought=sought, limits=limits, now=now)
    if person:
        kept = await holders.kept_by_person(
            tx, customer_id=principal.user_id, phone=contact.phone if contact else None,
            email=contact.email if contact else None, besides=booking_id, now=now,
        )  # fmt: skip
        _refuse(kept, limits.per_person, "For you", now)


async def _admit_network(
    tx: Tx, *, booking_id: UUID, block: str, sought: Sequence[Sought], limits: HoldLimits, now: datetime
) -> None:
    """A thousand accounts of one network keep no more than its share of an event (RELIABILITY P12)."""
    resources = [one.resource_id for one in sought]
    kept = await holders.kept_by_block(tx, block=block, resources=resources, booking_id=booking_id, now=now)
    for one in sought:
        share = max(FEW, one.capacity * limits.percent_per_network // 100)
        found = kept.get(one.resource_id)
        if found is not None and found.places + one.quantity > share:
            raise _too_many(found, share, "For this event, from your network", now)


def _names(user_id: UUID | None, contact: Contact | None) -> list[str]:
    named = [f"account {user_id.hex}"] if user_id else []
    if contact and contact.phone:
        named.append(f"phone {contact.phone}")
    if contact and contact.email:
        named.append(f"email {contact.email.lower()}")
    return named


def _refuse(kept: Kept, limit: int, whose: str, now: datetime) -> None:
    if kept.places >= limit:
        raise _too_many(kept, limit, whose, now)


def _too_many(kept: Kept, limit: int, whose: str, now: datetime) -> TooManyHolds:
    wait = max(1, int((kept.first - now).total_seconds()) + 1) if kept.first else 60
    return TooManyHolds(
        f"{whose} {kept.places} places are being kept already; {limit} are possible at a time. Finish one of these "
        f"bookings, give one back, or wait: the first runs out in {-(-wait // 60)} min.",
        retry_after=wait, limit=limit, firstEndsAt=kept.first.isoformat() if kept.first else None,
    )  # fmt: skip
