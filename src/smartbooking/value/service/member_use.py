"""Being a member: showing a code or an account, and the bookings a member price was given for.

A member price counts on the days on which the visit is, not on the day of booking. Freezing or ending a membership
later changes nothing that was agreed before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.value.domain import Membership, MembershipChange, MembershipNote, MembershipUse, code_hash
from smartbooking.value.domain.memberships import DayRange, month_of, plain_member_code
from smartbooking.value.errors import MembershipNotFound, MembershipRefused
from smartbooking.value.repository import memberships as rows

SHOWN_USES = 100


async def membership_by_code(read: ReadTx, *, vendor_id: int, code: str) -> Membership:
    """Raises MembershipRefused `unknown`, `ended`: a code of another business is no code here."""
    letters = plain_member_code(code)
    found = await rows.by_code(read, vendor_id=vendor_id, code_hash=code_hash(letters)) if letters else None
    if found is None:
        raise MembershipRefused("unknown")
    if found.ended_on is not None:
        raise MembershipRefused("ended", found)
    return found


async def memberships_of_user(read: ReadTx, *, vendor_id: int, user_id: UUID) -> list[Membership]:
    """What an account may use without a code, because it has shown the code once; by id."""
    return await rows.by_user(read, vendor_id=vendor_id, user_id=user_id)


async def find_memberships(read: ReadTx, *, vendor_id: int, query: str, limit: int) -> list[Membership]:
    """Memberships of a business, the newest first, found by name, phone, address, code, or its last four letters."""
    letters = plain_member_code(query)
    return await rows.find(
        read, vendor_id=vendor_id, query=query.strip(), code_hash=code_hash(letters) if letters else None, limit=limit
    )


async def get_membership(read: ReadTx, *, vendor_id: int, membership_id: UUID) -> Membership:
    """Raises MembershipNotFound."""
    found = await rows.get(read, vendor_id=vendor_id, membership_id=membership_id)
    if found is None:
        raise MembershipNotFound
    return found


async def membership_story(
    read: ReadTx, membership: Membership
) -> tuple[list[MembershipNote], list[MembershipUse], int]:
    """Its history and its bookings, the latest first, and what was paid for it in minor units."""
    uses = await rows.uses(read, membership, limit=SHOWN_USES)
    return await rows.notes(read, membership), uses, await rows.paid(read, membership)


def refuse_outside(membership: Membership, days: Iterable[date]) -> None:
    """Raises MembershipRefused when it covers none of the days somebody wants to come on."""
    wanted = list(days)
    if any(membership.covers(day) for day in wanted):
        return
    raise MembershipRefused(membership.standing(wanted[0]).value, membership)


async def use_membership(
    tx: Tx, *, vendor_id: int, membership_id: UUID, booking_id: UUID, days: Sequence[DayRange], user_id: UUID | None,
    now: datetime,
) -> None:  # fmt: skip
    """Count a booking whose price was made for a member on `days`, once however often it is called.

    Locks the membership: whoever ends or freezes it, or books by it, waits. An account that booked by the code needs
    none from then on. Raises MembershipNotFound, MembershipRefused.
    """
    found = await rows.lock(tx, vendor_id=vendor_id, membership_id=membership_id)
    if found is None:
        raise MembershipNotFound
    for day in _each(days):
        if not found.covers(day):
            raise MembershipRefused(found.standing(day).value, found)
    first = min(start for start, _ in days)
    limit = found.plan.monthly_limit
    if limit is not None and await rows.used_in(tx, found, month_of(first), but=booking_id) >= limit:
        raise MembershipRefused("limit", found)
    await rows.use(tx, found, booking_id=booking_id, day=first, now=now)
    if user_id is not None and found.user_id is None:
        await rows.link(tx, found, user_id=user_id)
        await rows.note(tx, found, kind=MembershipChange.LINKED, now=now, actor=f"user:{user_id}")
    reach("V1")


async def release_member_use(tx: Tx, *, vendor_id: int, booking_id: UUID, now: datetime) -> None:
    """The booking came to nothing, or has a price for everybody now. Nothing happens when it had no member price."""
    await rows.release(tx, vendor_id=vendor_id, booking_id=booking_id, now=now)
    reach("V2")


def _each(days: Sequence[DayRange]) -> Iterable[date]:
    for first, until in days:
        for offset in range((until - first).days):
            yield first + timedelta(days=offset)
