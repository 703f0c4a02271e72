"""Paying businesses: calculate, approve, pay. All decisions about one business wait for each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from smartbooking.books import repository
from smartbooking.books.domain import (
    PAYOUT_MOVES,
    Entry,
    Kind,
    Payout,
    PayoutStatus,
    Posting,
    StatementLine,
    payout_approved,
    payout_cancelled,
    payout_paid,
)
from smartbooking.books.errors import NothingToPayOut, PayoutExceedsBalance, PayoutMoved, PayoutNotFound
from smartbooking.books.repository import find_payouts, payable
from smartbooking.books.service.posting import post, terms_at
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.money import Money, total
from smartbooking.kernel.principal import Principal

__all__ = ["find_payouts", "payable"]


async def calculate_payout(
    tx: Tx, *, vendor_id: int, currency: str, principal: Principal, now: datetime
) -> tuple[Payout, tuple[StatementLine, ...]]:
    """Everything that has not been paid for yet, as one payout. Raises NothingToPayOut. Locks the business."""
    await repository.lock_vendor(tx, vendor_id=vendor_id)
    terms = await terms_at(tx, vendor_id=vendor_id, currency=currency, at=now)
    until = now - timedelta(days=terms.payout_delay_days)
    lines = await repository.open_lines(tx, vendor_id=vendor_id, currency=currency, until=until)
    amount = total([line.amount for line in lines], currency)
    if amount.minor <= 0:
        raise NothingToPayOut
    payout = await repository.add_payout(
        tx,
        Payout(
            vendor_id=vendor_id, id=uuid7(), number=0, amount=amount, until=until, status=PayoutStatus.CALCULATED,
            reference=None, decided_by=principal.actor, created_at=now, updated_at=now,
        ),
        lines,
    )  # fmt: skip
    await _noted(tx, payout, principal, "calculated")
    return payout, lines


async def approve_payout(tx: Tx, *, payout_id: UUID, principal: Principal, now: datetime) -> Payout:
    """The money leaves the balance. Raises PayoutExceedsBalance when customers got money back meanwhile."""
    payout = await _locked(tx, payout_id, PayoutStatus.APPROVED)
    if await repository.payable(tx, vendor_id=payout.vendor_id, currency=payout.amount.currency) < payout.amount:
        raise PayoutExceedsBalance
    return await _move(tx, payout, PayoutStatus.APPROVED, payout_approved(payout.amount), principal=principal, now=now)


async def mark_paid(tx: Tx, *, payout_id: UUID, reference: str, principal: Principal, now: datetime) -> Payout:
    """The bank has carried it out under `reference`."""
    payout = await _locked(tx, payout_id, PayoutStatus.PAID)
    return await _move(
        tx, payout, PayoutStatus.PAID, payout_paid(payout.amount), principal=principal, now=now, reference=reference
    )


async def cancel_payout(tx: Tx, *, payout_id: UUID, principal: Principal, now: datetime) -> Payout:
    """It will not be paid: its movements are free for the next one."""
    payout = await _locked(tx, payout_id, PayoutStatus.CANCELLED)
    was_approved = payout.status is PayoutStatus.APPROVED
    entries = payout_cancelled(payout.amount) if was_approved else ()
    await repository.free_lines(tx, payout)
    return await _move(tx, payout, PayoutStatus.CANCELLED, entries, principal=principal, now=now)


async def payout_with_lines(
    read: ReadTx, *, payout_id: UUID, vendor_id: int | None = None
) -> tuple[Payout, tuple[StatementLine, ...]]:
    """A payout, of this business if one is named, with what it pays for. Raises PayoutNotFound."""
    payout = await repository.get_payout(read, payout_id)
    if payout is None or vendor_id not in (None, payout.vendor_id):
        raise PayoutNotFound
    return payout, await repository.lines_of(read, payout)


async def _locked(tx: Tx, payout_id: UUID, then: PayoutStatus) -> Payout:
    """The payout, with its business locked first. Raises PayoutNotFound, PayoutMoved."""
    found = await repository.get_payout(tx, payout_id)
    if found is None:
        raise PayoutNotFound
    await repository.lock_vendor(tx, vendor_id=found.vendor_id)
    payout = await repository.lock_payout(tx, payout_id)
    assert payout is not None
    if then not in PAYOUT_MOVES[payout.status]:
        allowed = sorted(state.value for state in PAYOUT_MOVES[payout.status])
        raise PayoutMoved(f"A payout that is {payout.status} does not become {then}.", allowed=allowed)
    return payout


async def _move(
    tx: Tx,
    payout: Payout,
    then: PayoutStatus,
    entries: tuple[Entry, ...],
    *,
    principal: Principal,
    now: datetime,
    reference: str | None = None,
) -> Payout:
    await repository.update_payout(tx, payout, status=then, by=principal.actor, now=now, reference=reference)
    kind = {
        PayoutStatus.APPROVED: Kind.PAYOUT_APPROVED, PayoutStatus.PAID: Kind.PAYOUT_PAID,
        PayoutStatus.CANCELLED: Kind.PAYOUT_CANCELLED,
    }[then]  # fmt: skip
    await post(
        tx,
        Posting(
            vendor_id=payout.vendor_id, cause=f"{kind}:{payout.id}", kind=kind, at=now, entries=entries,
            payout_id=payout.id,
        ),
    )  # fmt: skip
    await _noted(tx, payout, principal, then.value)
    moved = await repository.get_payout(tx, payout.id)
    assert moved is not None
    return moved


async def _noted(tx: Tx, payout: Payout, principal: Principal, what: str) -> None:
    amount: Money = payout.amount
    await record(
        tx, principal, action=f"books.payout_{what}", subject=public_id("pyt", payout.id), vendor_id=payout.vendor_id,
        details={"amount": amount.minor, "currency": amount.currency},
    )  # fmt: skip
