"""What an online sale makes of its money: a card, a pass or a membership, and back again while nobody has used it.

Called with the sale locked, in the transaction that decides about it. The buyer is no staff: the platform is the actor.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from smartbooking.books import domain as postings
from smartbooking.books import service as books
from smartbooking.books.domain import Entry, Kind, Posting
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.money import Money
from smartbooking.value.domain import (
    TAIL,
    Account,
    Holder,
    Membership,
    MembershipChange,
    MovementKind,
    Plan,
    ValueKind,
    code_hash,
    new_code,
    three_years_after,
)
from smartbooking.value.domain.memberships import new_member_code, one_period_after
from smartbooking.value.domain.paid import Paid
from smartbooking.value.errors import (
    MembershipNotFound,
    MembershipRefused,
    PassRefused,
    ValueNotFound,
    ValueRefused,
)
from smartbooking.value.repository import gift_cards, memberships
from smartbooking.value.service.passes import locked_pass, take_everything

ONLINE: Final = "online"
# A card that was redeemed and got everything back is whole again; these two leave a mark for good.
_MARKS: Final = (MovementKind.TOPPED_UP, MovementKind.PAID_OUT)


async def issue_card(tx: Tx, *, vendor_id: int, amount: Money, paid: Paid, holder: Holder, now: datetime) -> Account:
    """A gift card that was paid online; its code is made apart."""
    account = Account(
        vendor_id=vendor_id, id=uuid7(), kind=ValueKind.GIFT_CARD, balance=Money.zero(amount.currency), tail=None,
        holder=holder, note="", issued_at=now, valid_until=three_years_after(now), frozen_at=None, version=1,
    )  # fmt: skip
    await gift_cards.add_account(tx, account)
    cause = f"issued:{account.id}"
    await gift_cards.move(
        tx, account, kind=MovementKind.ISSUED, minor=amount.minor, cause=cause, now=now, actor=ONLINE, note=ONLINE
    )
    entries = postings.gift_card_sold(paid.account, amount)
    await _post(tx, vendor_id, Kind.GIFT_CARD_SOLD, entries, f"value:{cause}", paid, now)
    return replace(account, balance=amount)


async def take_card_back(
    tx: Tx, *, vendor_id: int, account_id: UUID, amount: Money, paid: Paid, actor: str, now: datetime
) -> None:
    """All of a card that is whole goes back to where it was paid; the card is empty and stays so.

    Raises ValueNotFound, ValueRefused `used`.
    """
    account = await _whole(tx, vendor_id, account_id, amount)
    cause = f"taken_back:{account_id}"
    await gift_cards.move(
        tx, account, kind=MovementKind.PAID_OUT, minor=-amount.minor, cause=cause, now=now, actor=actor, note=ONLINE
    )
    entries = postings.gift_card_paid_out(paid.account, amount)
    await _post(tx, vendor_id, Kind.GIFT_CARD_PAID_OUT, entries, f"value:{cause}", paid, now)


async def recode_card(tx: Tx, *, vendor_id: int, account_id: UUID, amount: Money, now: datetime) -> str:
    """A code for the buyer of a card that is whole: the one before it is dead. Raises ValueNotFound, ValueRefused."""
    account = await _whole(tx, vendor_id, account_id, amount)
    if account.frozen_at is not None:
        raise ValueRefused("frozen")
    code = new_code(account.kind)
    await gift_cards.set_code(tx, account, code_hash=code_hash(code), tail=code[-TAIL:])
    await gift_cards.move(
        tx, account, kind=MovementKind.CODED, minor=0, cause=f"coded:{uuid7()}", now=now, actor=ONLINE,
        note=code[-TAIL:],
    )  # fmt: skip
    return code


async def take_pass_back(tx: Tx, *, vendor_id: int, pass_id: UUID, paid: Paid, actor: str, now: datetime) -> None:
    """All visits of a pass nobody has used go back to where they were paid. Raises PassNotFound, PassRefused `used`."""
    one = await locked_pass(tx, vendor_id, pass_id)
    if one.visits != one.terms.visits or one.owed != one.terms.price:
        raise PassRefused("used")
    await take_everything(tx, vendor_id=vendor_id, pass_id=pass_id, paid_from=paid, reason=ONLINE, actor=actor, now=now)


async def issue_membership(
    tx: Tx, *, plan: Plan, price: Money, paid: Paid, holder: Holder, today: date, now: datetime
) -> Membership:
    """One period of a plan from today, for the price that was agreed; its code is made apart."""
    sold = Membership(
        vendor_id=plan.vendor_id, id=uuid7(), plan=plan, tail=None, holder=holder, user_id=None, valid_from=today,
        valid_until=one_period_after(today, plan.period), frozen=None, frozen_days=0, ended_on=None, note="",
        sold_at=now, version=1,
    )  # fmt: skip
    await memberships.add(tx, sold)
    number = await memberships.note(
        tx, sold, kind=MembershipChange.SOLD, minor=price.minor, days=(sold.valid_from, sold.valid_until), now=now,
        actor=ONLINE, words=ONLINE,
    )  # fmt: skip
    cause = f"value:membership:{sold.id}:{number}"
    entries = postings.membership_sold(paid.account, price)
    await _post(tx, plan.vendor_id, Kind.MEMBERSHIP_SOLD, entries, cause, paid, now)
    return sold


async def take_membership_back(
    tx: Tx, *, vendor_id: int, membership_id: UUID, price: Money, paid: Paid, today: date, actor: str, now: datetime
) -> None:
    """A membership nobody has booked with, renewed or let rest is over, and its price goes back to where it was paid.

    Raises MembershipNotFound, MembershipRefused.
    """
    found = await _member(tx, vendor_id, membership_id)
    moved = {one.kind for one in await memberships.notes(tx, found)} - {
        MembershipChange.SOLD, MembershipChange.CODED, MembershipChange.LINKED,
    }  # fmt: skip
    if moved or any(not use.released for use in await memberships.uses(tx, found, limit=1000)):
        raise MembershipRefused("used", found)
    await memberships.put(tx, replace(found, ended_on=today))
    number = await memberships.note(
        tx, found, kind=MembershipChange.ENDED, minor=-price.minor, now=now, actor=actor, words=ONLINE
    )
    cause = f"value:membership:{membership_id}:{number}"
    entries = postings.membership_paid_back(paid.account, price)
    await _post(tx, vendor_id, Kind.MEMBERSHIP_PAID_BACK, entries, cause, paid, now)


async def recode_membership(tx: Tx, *, vendor_id: int, membership_id: UUID, now: datetime) -> str:
    """A code for the buyer: the one before it is dead. Raises MembershipNotFound, MembershipRefused `ended`."""
    found = await _member(tx, vendor_id, membership_id)
    code = new_member_code()
    await memberships.set_code(tx, found, code_hash=code_hash(code), tail=code[-TAIL:])
    await memberships.note(tx, found, kind=MembershipChange.CODED, now=now, actor=ONLINE, words=code[-TAIL:])
    return code


async def _whole(tx: Tx, vendor_id: int, account_id: UUID, amount: Money) -> Account:
    account = await gift_cards.lock(tx, vendor_id=vendor_id, account_id=account_id)
    if account is None:
        raise ValueNotFound
    history = await gift_cards.movements(tx, vendor_id=vendor_id, account_id=account_id)
    if account.balance != amount or any(one.kind in _MARKS for one in history):
        raise ValueRefused("used")
    return account


async def _member(tx: Tx, vendor_id: int, membership_id: UUID) -> Membership:
    found = await memberships.lock(tx, vendor_id=vendor_id, membership_id=membership_id)
    if found is None:
        raise MembershipNotFound
    if found.ended_on is not None:
        raise MembershipRefused("ended", found)
    return found


async def _post(
    tx: Tx, vendor_id: int, kind: Kind, entries: tuple[Entry, ...], cause: str, paid: Paid, now: datetime
) -> None:
    posting = Posting(vendor_id=vendor_id, cause=cause, kind=kind, at=now, entries=entries, **paid.about)
    await books.post(tx, posting)
