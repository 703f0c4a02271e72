"""What the desk does with cards: sell, top up, freeze, prolong, and pay out what is left.

The business has the money itself (its till, its account), so a sale moves no money of the platform: what was sold is
owed to whoever holds the card until it is used.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from smartbooking.books import domain as postings
from smartbooking.books import service as books
from smartbooking.books.domain import Entry, Kind, Posting, money_at
from smartbooking.books.domain import Holder as MoneyHolder
from smartbooking.infra.audit import record
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal
from smartbooking.kernel.problem import FieldError, Invalid
from smartbooking.value.domain import (
    TAIL,
    Account,
    Holder,
    MovementKind,
    Till,
    ValueKind,
    code_hash,
    new_code,
    three_years_after,
)
from smartbooking.value.errors import ValueNotFound, ValueRefused
from smartbooking.value.repository import gift_cards as repository


async def issue(
    tx: Tx, *, vendor_id: int, amount: Money, till: Till, holder: Holder, note: str, valid_until: datetime | None,
    principal: Principal, now: datetime,
) -> Account:  # fmt: skip
    """Sell a gift card that was paid at the desk; its code is made apart. Audited.

    Raises Invalid for more than three years.
    """
    until = _within_law(valid_until or three_years_after(now), issued_at=now)
    _positive(amount)
    account = Account(
        vendor_id=vendor_id, id=uuid7(), kind=ValueKind.GIFT_CARD, balance=Money.zero(amount.currency), tail=None,
        holder=holder, note=note, issued_at=now, valid_until=until, frozen_at=None, version=1,
    )  # fmt: skip
    await repository.add_account(tx, account)
    await _sold(tx, account, amount, till, MovementKind.ISSUED, principal=principal, now=now)
    return await _locked(tx, vendor_id, account.id)


async def make_code(tx: Tx, *, vendor_id: int, account_id: UUID, principal: Principal, now: datetime) -> str:
    """A code for a card, for the first time or because it was lost: the one before it is dead. Audited.

    It stands in no row and in no stored reply: whoever asked reads it now or never. Raises ValueNotFound.
    """
    account = await _locked(tx, vendor_id, account_id)
    code = new_code(account.kind)
    await repository.set_code(tx, account, code_hash=code_hash(code), tail=code[-TAIL:])
    await _noted(tx, account, MovementKind.CODED, code[-TAIL:], principal, now)
    return code


async def top_up(
    tx: Tx, *, vendor_id: int, account_id: UUID, amount: Money, till: Till, principal: Principal, now: datetime
) -> Account:
    """More money on a card that is still valid. Audited. Raises ValueNotFound, ValueRefused, Invalid."""
    account = await _locked(tx, vendor_id, account_id)
    _positive(amount)
    if amount.currency != account.balance.currency:
        raise ValueRefused("currency")
    if now >= account.valid_until:
        raise ValueRefused("expired")
    await _sold(tx, account, amount, till, MovementKind.TOPPED_UP, principal=principal, now=now)
    return await _locked(tx, vendor_id, account_id)


async def pay_out(
    tx: Tx, *, vendor_id: int, account_id: UUID, till: Till, reason: str, principal: Principal, now: datetime
) -> Account:
    """Give what is left on a card back to whoever bought it; the law wants that also after its time (M24). Audited.

    Raises ValueNotFound, ValueRefused when nothing is left.
    """
    account = await _locked(tx, vendor_id, account_id)
    if account.balance.minor == 0:
        raise ValueRefused("empty")
    cause = f"paid_out:{uuid7()}"
    entries = postings.gift_card_paid_out(_money(till), account.balance)
    await repository.move(
        tx, account, kind=MovementKind.PAID_OUT, minor=-account.balance.minor, cause=cause, now=now,
        actor=principal.actor, note=reason,
    )  # fmt: skip
    await _post(tx, account, Kind.GIFT_CARD_PAID_OUT, entries, cause, now)
    await _audit(tx, account, principal, "value.paid_out", amount=account.balance, reason=reason)
    return await _locked(tx, vendor_id, account_id)


async def freeze(
    tx: Tx, *, vendor_id: int, account_id: UUID, reason: str, principal: Principal, now: datetime
) -> Account:
    """A lost card: nobody uses it until it is released. Twice is once. Audited. Raises ValueNotFound."""
    account = await _locked(tx, vendor_id, account_id)
    if account.frozen_at is None:
        await repository.set_frozen(tx, account, at=now)
        await _noted(tx, account, MovementKind.FROZEN, reason, principal, now)
    return await _locked(tx, vendor_id, account_id)


async def release(
    tx: Tx, *, vendor_id: int, account_id: UUID, reason: str, principal: Principal, now: datetime
) -> Account:
    """It can be used again. Audited. Raises ValueNotFound."""
    account = await _locked(tx, vendor_id, account_id)
    if account.frozen_at is not None:
        await repository.set_frozen(tx, account, at=None)
        await _noted(tx, account, MovementKind.RELEASED, reason, principal, now)
    return await _locked(tx, vendor_id, account_id)


async def prolong(
    tx: Tx, *, vendor_id: int, account_id: UUID, until: datetime, principal: Principal, now: datetime
) -> Account:
    """Valid until another day, later or the same, but three years after the sale at most. Audited.

    Raises ValueNotFound, Invalid.
    """
    account = await _locked(tx, vendor_id, account_id)
    if until < account.valid_until:
        raise Invalid(FieldError("/validUntil", "A card that was sold is not shortened.", "too_early"))
    _within_law(until, issued_at=account.issued_at)
    await repository.set_validity(tx, account, until=until)
    await _noted(tx, account, MovementKind.PROLONGED, until.date().isoformat(), principal, now)
    return await _locked(tx, vendor_id, account_id)


async def _sold(
    tx: Tx, account: Account, amount: Money, till: Till, kind: MovementKind, *, principal: Principal, now: datetime
) -> None:
    cause = f"{kind}:{uuid7()}"
    await repository.move(
        tx, account, kind=kind, minor=amount.minor, cause=cause, now=now, actor=principal.actor, note=till.value
    )
    await _post(tx, account, Kind.GIFT_CARD_SOLD, postings.gift_card_sold(_money(till), amount), cause, now)
    await _audit(tx, account, principal, f"value.{kind}", amount=amount, till=till.value)


async def _noted(tx: Tx, account: Account, kind: MovementKind, note: str, principal: Principal, now: datetime) -> None:
    await repository.move(
        tx, account, kind=kind, minor=0, cause=f"{kind}:{uuid7()}", now=now, actor=principal.actor, note=note
    )
    await _audit(tx, account, principal, f"value.{kind}", reason=note)


async def _post(tx: Tx, account: Account, kind: Kind, entries: tuple[Entry, ...], cause: str, now: datetime) -> None:
    await books.post(
        tx, Posting(vendor_id=account.vendor_id, cause=f"value:{cause}", kind=kind, at=now, entries=entries)
    )


async def _audit(
    tx: Tx, account: Account, principal: Principal, action: str, *, amount: Money | None = None, **facts: str
) -> None:
    money = {"amountMinor": amount.minor, "currency": amount.currency} if amount else {}
    await record(
        tx, principal, action=action, subject=public_id("val", account.id), vendor_id=account.vendor_id,
        details={**money, **facts},
    )  # fmt: skip


async def _locked(tx: Tx, vendor_id: int, account_id: UUID) -> Account:
    account = await repository.lock(tx, vendor_id=vendor_id, account_id=account_id)
    if account is None:
        raise ValueNotFound
    return account


def _money(till: Till) -> str:
    return money_at(till.value, MoneyHolder.VENDOR)


def _positive(amount: Money) -> None:
    if amount.minor <= 0:
        raise Invalid(FieldError("/amount", "The amount is above zero.", "out_of_range"))


def _within_law(until: datetime, *, issued_at: datetime) -> datetime:
    if not issued_at < until <= three_years_after(issued_at):
        raise Invalid(
            FieldError("/validUntil", "A gift card is valid for at most three years from its sale.", "out_of_range")
        )
    return until
