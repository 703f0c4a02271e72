"""Writing into the books and reading from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from smartbooking.books import repository
from smartbooking.books.domain import Kind, Posting, Terms, deposit_kept
from smartbooking.books.repository import (
    announce_split,
    attempt_sums,
    balances,
    booking_money,
    entries_of_cause,
    entries_of_kind,
    list_terms,
    postings_in,
    split_of,
    statement,
    unbalanced,
)
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import Principal

__all__ = [
    "announce_split",
    "attempt_sums",
    "balances",
    "booking_money",
    "entries_of_cause",
    "entries_of_kind",
    "list_terms",
    "postings_in",
    "split_of",
    "statement",
    "unbalanced",
]


async def post(tx: Tx, posting: Posting) -> bool:
    """Write a posting in the caller's transaction; a cause that has posted already posts nothing (False).

    A posting without entries moves nothing and is not written.
    """
    return bool(posting.entries) and await repository.add_posting(tx, posting)


async def terms_at(read: ReadTx, *, vendor_id: int, currency: str, at: datetime) -> Terms:
    """The terms in force at an instant (days of UTC)."""
    return await repository.terms_at(read, vendor_id=vendor_id, currency=currency, day=at.date())


async def change_terms(tx: Tx, *, terms: Terms, principal: Principal, now: datetime) -> Terms:
    """Agree on new terms from a day on; what was posted before stays as it was."""
    await repository.add_terms(tx, terms, now=now)
    await record(
        tx, principal, action="books.terms_changed", subject=f"ven_{terms.vendor_id}", vendor_id=terms.vendor_id,
        details={
            "currency": terms.currency, "validFrom": terms.valid_from.isoformat(), "feePoints": terms.fee_points,
            "feeFixed": terms.fee_fixed,
        },
    )  # fmt: skip
    return terms


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a posting is about."""

    vendor_id: int
    booking_id: UUID
    intent_id: UUID
    attempt_id: UUID


async def keep_deposit(tx: Tx, *, about: About, amount: Money, cause: str, now: datetime) -> Money:
    """The business keeps a security deposit, or what is left of it. Returns what it kept."""
    sums = await repository.attempt_sums(tx, attempt_id=about.attempt_id, currency=amount.currency)
    kept = Money(min(amount.minor, max(sums.deposit, 0)), amount.currency)
    await post(
        tx,
        Posting(
            vendor_id=about.vendor_id, cause=f"deposit_kept:{cause}", kind=Kind.DEPOSIT_KEPT, at=now,
            entries=deposit_kept(kept), booking_id=about.booking_id, intent_id=about.intent_id,
            attempt_id=about.attempt_id,
        ),
    )  # fmt: skip
    return kept
