"""What the desk does with memberships: sell, renew, freeze, release, end, and a code for a lost one.

The business has the money itself, as for a gift card; unlike there it has earned it at once. `today` is the day in the
business's zone. Every verb locks the membership and writes a line of its history.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from smartbooking.books import domain as postings
from smartbooking.books import service as books
from smartbooking.books.domain import Holder as MoneyHolder
from smartbooking.books.domain import Kind, Posting, money_at
from smartbooking.infra.audit import record
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.value.domain import TAIL, Holder, Membership, MembershipChange, Till, code_hash
from smartbooking.value.domain.memberships import (
    LATEST_START,
    DayRange,
    new_member_code,
    next_period,
    one_period_after,
)
from smartbooking.value.errors import MembershipNotFound, MembershipRefused
from smartbooking.value.repository import memberships as rows
from smartbooking.value.service.plans import get_plan


async def sell_membership(
    tx: Tx, *, vendor_id: int, plan_id: UUID, till: Till, holder: Holder, note: str, begins: date | None, today: date,
    principal: Principal, now: datetime,
) -> Membership:  # fmt: skip
    """One period of a plan, paid at the desk; its code is made apart. Audited.

    Raises PlanNotFound, Invalid for a plan that is not sold any more, a holder without a name, and strange days.
    """
    plan = await get_plan(tx, vendor_id=vendor_id, plan_id=plan_id)
    if not plan.on_sale:
        raise Invalid(FieldError("/planId", "This plan is not sold any more.", "not_on_sale"))
    first = begins or today
    if not today <= first <= today + LATEST_START:
        raise Invalid(FieldError("/validFrom", "A membership begins today or in the next six months.", "out_of_range"))
    sold = Membership(
        vendor_id=vendor_id, id=uuid7(), plan=plan, tail=None, holder=holder, user_id=None, valid_from=first,
        valid_until=one_period_after(first, plan.period), frozen=None, frozen_days=0, ended_on=None, note=note,
        sold_at=now, version=1,
    )  # fmt: skip
    await rows.add(tx, sold)
    days = (sold.valid_from, sold.valid_until)
    await _paid(tx, sold, MembershipChange.SOLD, days, till=till, principal=principal, now=now)
    return sold


async def renew_membership(
    tx: Tx, *, vendor_id: int, membership_id: UUID, till: Till, today: date, principal: Principal, now: datetime
) -> Membership:
    """Another period for today's price of the plan, after the paid days or, once it has run out, from today. Audited.

    Raises MembershipNotFound, MembershipRefused `ended`.
    """
    found = await _open(tx, vendor_id, membership_id)
    first, until = next_period(found, today)
    gap = first > found.valid_until
    renewed = replace(
        found, valid_from=first if gap else found.valid_from, valid_until=until, frozen_days=0,
        frozen=None if gap else found.frozen,
    )  # fmt: skip
    await rows.put(tx, renewed)
    await _paid(tx, found, MembershipChange.RENEWED, (first, until), till=till, principal=principal, now=now)
    return renewed


async def freeze_membership(
    tx: Tx, *, vendor_id: int, membership_id: UUID, days: int, reason: str, today: date, principal: Principal,
    now: datetime,
) -> Membership:  # fmt: skip
    """It rests from today for some days, and lasts that much longer. Audited.

    Raises MembershipNotFound, MembershipRefused, Invalid for more days than its plan allows.
    """
    found = await _open(tx, vendor_id, membership_id)
    if not found.valid_from <= today < found.valid_until:
        raise MembershipRefused("ahead" if today < found.valid_from else "over", found)
    if found.frozen is not None and today < found.frozen[1]:
        raise MembershipRefused("frozen", found)
    left = found.plan.freeze_days - found.frozen_days
    if not 1 <= days <= left:
        raise Invalid(FieldError("/days", f"This membership may rest for {max(left, 0)} more days.", "out_of_range"))
    rest = (today, today + timedelta(days=days))
    frozen = replace(
        found, frozen=rest, frozen_days=found.frozen_days + days, valid_until=found.valid_until + timedelta(days=days)
    )
    await rows.put(tx, frozen)
    await _noted(tx, frozen, MembershipChange.FROZEN, principal, now, days=rest, words=reason)
    return frozen


async def release_membership(
    tx: Tx, *, vendor_id: int, membership_id: UUID, reason: str, today: date, principal: Principal, now: datetime
) -> Membership:
    """It counts again from today; the days it did not rest are taken off its end. Audited.

    Releasing one that does not rest changes nothing. Raises MembershipNotFound, MembershipRefused `ended`.
    """
    found = await _open(tx, vendor_id, membership_id)
    if found.frozen is None or not found.frozen[0] <= today < found.frozen[1]:
        return found
    unused = found.frozen[1] - today
    released = replace(
        found, frozen=None if found.frozen[0] == today else (found.frozen[0], today),
        frozen_days=found.frozen_days - unused.days, valid_until=found.valid_until - unused,
    )  # fmt: skip
    await rows.put(tx, released)
    await _noted(tx, released, MembershipChange.RELEASED, principal, now, words=reason)
    return released


async def end_membership(
    tx: Tx, *, vendor_id: int, membership_id: UUID, back: Money, till: Till, reason: str, today: date,
    principal: Principal, now: datetime,
) -> Membership:  # fmt: skip
    """It is over from today, and the desk gives `back` some of its price. What was booked by it stays agreed. Audited.

    Raises MembershipNotFound, MembershipRefused `ended`, Invalid for more than was paid.
    """
    found = await _open(tx, vendor_id, membership_id)
    paid = await rows.paid(tx, found)
    if back.currency != found.plan.price.currency or not 0 <= back.minor <= paid:
        most = Money(paid, found.plan.price.currency)
        raise Invalid(FieldError("/givenBack", f"{most.major} {most.currency} were paid for it.", "out_of_range"))
    ended = replace(found, ended_on=today)
    await rows.put(tx, ended)
    number = await _noted(tx, ended, MembershipChange.ENDED, principal, now, minor=-back.minor, words=reason)
    if back.minor > 0:
        entries = postings.membership_paid_back(_money(till), back)
        await _post(tx, ended, Kind.MEMBERSHIP_PAID_BACK, entries, number, now)
    return ended


async def make_member_code(tx: Tx, *, vendor_id: int, membership_id: UUID, principal: Principal, now: datetime) -> str:
    """A code, for the first time or because it was lost: the one before it is dead, also for the account that knew it.

    It stands in no row and in no stored reply. Audited. Raises MembershipNotFound, MembershipRefused `ended`.
    """
    found = await _open(tx, vendor_id, membership_id)
    code = new_member_code()
    await rows.set_code(tx, found, code_hash=code_hash(code), tail=code[-TAIL:])
    await _noted(tx, found, MembershipChange.CODED, principal, now, words=code[-TAIL:])
    return code


async def _open(tx: Tx, vendor_id: int, membership_id: UUID) -> Membership:
    found = await rows.lock(tx, vendor_id=vendor_id, membership_id=membership_id)
    if found is None:
        raise MembershipNotFound
    if found.ended_on is not None:
        raise MembershipRefused("ended", found)
    return found


async def _paid(
    tx: Tx, membership: Membership, kind: MembershipChange, days: DayRange, *, till: Till, principal: Principal,
    now: datetime,
) -> None:  # fmt: skip
    price = membership.plan.price
    number = await _noted(tx, membership, kind, principal, now, minor=price.minor, days=days, words=till.value)
    if price.minor > 0:
        entries = postings.membership_sold(_money(till), price)
        await _post(tx, membership, Kind.MEMBERSHIP_SOLD, entries, number, now)


async def _noted(
    tx: Tx, membership: Membership, kind: MembershipChange, principal: Principal, now: datetime, *, minor: int = 0,
    days: DayRange | None = None, words: str = "",
) -> int:  # fmt: skip
    number = await rows.note(
        tx, membership, kind=kind, minor=minor, days=days, now=now, actor=principal.actor, words=words
    )
    money = {"amountMinor": minor, "currency": membership.plan.price.currency} if minor else {}
    period = {"from": days[0].isoformat(), "until": days[1].isoformat()} if days else {}
    await record(
        tx, principal, action=f"value.membership_{kind}", subject=public_id("mbr", membership.id),
        vendor_id=membership.vendor_id, details={**money, **period, "note": words},
    )  # fmt: skip
    return number


async def _post(
    tx: Tx, membership: Membership, kind: Kind, entries: tuple[postings.Entry, ...], number: int, now: datetime
) -> None:
    cause = f"value:membership:{membership.id}:{number}"
    await books.post(tx, Posting(vendor_id=membership.vendor_id, cause=cause, kind=kind, at=now, entries=entries))


def _money(till: Till) -> str:
    return money_at(till.value, MoneyHolder.VENDOR)
