"""Every movement of money goes into the books in the transaction that records it here (docs/algorithms/books.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from smartbooking.books import domain
from smartbooking.books import service as books
from smartbooking.books.domain import AttemptSums, Entry, Holder, Kind, Posting, Split
from smartbooking.infra.db import Tx
from smartbooking.kernel.money import Money
from smartbooking.payments.domain import Attempt, Refund
from smartbooking.payments.service.registry import held_by_vendor

# Value has an account of its own, named as its way of paying.
_VALUE: Final = frozenset({domain.GIFT_CARD, domain.VISITS})
_MONEY: Final = ("clearing:", "till:", *sorted(_VALUE))


async def announce_split(
    tx: Tx, *, vendor_id: int, intent_id: UUID, deposit: Money, tax: Money, fixed_fee: bool = True
) -> None:
    """Say how a payment is made up: a refundable deposit in it, and the tax its price contains. Once per intent."""
    split = Split(deposit=deposit, tax=tax, fixed_fee=fixed_fee)
    await books.announce_split(tx, vendor_id=vendor_id, intent_id=intent_id, split=split)


async def money_arrived(tx: Tx, attempt: Attempt, *, total: Money, matches: bool, now: datetime) -> None:
    """The provider has `total` of an attempt; `attempt` shows what it had before. What is new is posted once."""
    amount = Money(total.minor - attempt.captured.minor, total.currency)
    if amount.minor <= 0:
        return
    money = _money_of(attempt.gateway)
    if matches:
        kind, entries = Kind.CAPTURED, domain.captured(money, amount, *await _agreed(tx, attempt, amount, now))
    else:
        kind, entries = Kind.PUT_ASIDE, domain.put_aside(money, amount)
    await _post(tx, attempt, kind, entries, cause=f"{attempt.id}:{total.minor}", now=now)


async def money_accepted(tx: Tx, attempt: Attempt, *, now: datetime) -> None:
    """What was put aside counts as the payment after all."""
    sums = await _sums(tx, attempt)
    amount = Money(sums.waiting, sums.currency)
    if amount.minor > 0:
        entries = domain.accepted(amount, *await _agreed(tx, attempt, amount, now))
        await _post(tx, attempt, Kind.ACCEPTED, entries, cause=str(attempt.id), now=now)


async def refund_promised(tx: Tx, attempt: Attempt, refund: Refund, *, now: datetime) -> None:
    """The customer is owed the money from now on."""
    sums = await books.attempt_sums(tx, attempt_id=attempt.id, currency=refund.amount.currency)
    terms = await books.terms_at(
        tx, vendor_id=attempt.vendor_id, currency=refund.amount.currency, at=attempt.created_at
    )
    entries = domain.refund_promised(refund.amount, sums, terms)
    await _post(tx, attempt, Kind.REFUND_PROMISED, entries, cause=str(refund.id), now=now, refund_id=refund.id)


async def refund_ended(tx: Tx, attempt: Attempt, refund: Refund, *, paid: bool, now: datetime) -> None:
    """The promise was kept, or could not be: then everybody owns what they owned before."""
    if paid:
        sums = await books.attempt_sums(tx, attempt_id=attempt.id, currency=refund.amount.currency)
        entries = domain.refund_paid(_money_account(attempt, sums), refund.amount)
    else:
        promised = await books.entries_of_kind(tx, refund_id=refund.id, kind=Kind.REFUND_PROMISED)
        entries = domain.reversed_entries(promised)
    kind = Kind.REFUND_PAID if paid else Kind.REFUND_FAILED
    await _post(tx, attempt, kind, entries, cause=str(refund.id), now=now, refund_id=refund.id)


async def dispute_opened(tx: Tx, attempt: Attempt, *, version: int, now: datetime) -> None:
    """The payer's bank has taken back what was there."""
    sums = await _sums(tx, attempt)
    money = _money_account(attempt, sums)
    there = sums.of(money) - sums.of(money, kinds=(Kind.PROVIDER_FEE,))
    entries = domain.dispute_opened(attempt.gateway, money, Money(there, sums.currency))
    await _post(tx, attempt, Kind.DISPUTE_OPENED, entries, cause=f"{attempt.id}:{version}", now=now)


async def dispute_closed(tx: Tx, attempt: Attempt, *, lost: Money, version: int, now: datetime) -> None:
    """The payer's bank has decided."""
    sums = await _sums(tx, attempt)
    disputed = Money(sums.of(domain.disputed_at(attempt.gateway)), sums.currency)
    if disputed.minor <= 0:
        return
    terms = await books.terms_at(tx, vendor_id=attempt.vendor_id, currency=sums.currency, at=attempt.created_at)
    entries = domain.dispute_closed(
        attempt.gateway,
        _money_account(attempt, sums),
        disputed=disputed,
        lost=min(lost, disputed),
        sums=sums,
        terms=terms,
    )
    await _post(tx, attempt, Kind.DISPUTE_CLOSED, entries, cause=f"{attempt.id}:{version}", now=now)


async def fee_told(tx: Tx, attempt: Attempt, *, fee: Money, now: datetime) -> None:
    """The provider says what it has kept of this payment so far; what is new is posted once."""
    sums = await books.attempt_sums(tx, attempt_id=attempt.id, currency=fee.currency)
    money = _money_account(attempt, sums)
    more = fee + Money(sums.of(money, kinds=(Kind.PROVIDER_FEE,)), fee.currency)
    if more.minor == 0:
        return
    terms = await books.terms_at(tx, vendor_id=attempt.vendor_id, currency=fee.currency, at=attempt.created_at)
    entries = domain.provider_fee(money, more, terms)
    await _post(tx, attempt, Kind.PROVIDER_FEE, entries, cause=f"{attempt.id}:{fee.minor}", now=now)


async def _agreed(tx: Tx, attempt: Attempt, amount: Money, now: datetime) -> tuple[Split, domain.Terms]:
    """How the payment is made up, and the terms of the day it was started."""
    vendor_id, currency = attempt.vendor_id, amount.currency
    split = await books.split_of(tx, vendor_id=vendor_id, intent_id=attempt.intent_id, currency=currency)
    return split, await books.terms_at(tx, vendor_id=vendor_id, currency=currency, at=attempt.created_at)


async def _sums(tx: Tx, attempt: Attempt) -> AttemptSums:
    return await books.attempt_sums(tx, attempt_id=attempt.id, currency=attempt.captured.currency)


def _money_of(gateway: str) -> str:
    if gateway in _VALUE:
        return gateway
    return domain.money_at(gateway, Holder.VENDOR if held_by_vendor(gateway) else Holder.PLATFORM)


def _money_account(attempt: Attempt, sums: AttemptSums) -> str:
    """Where the money of this attempt was put when it came."""
    found = sorted({account for account, _ in sums.sums if account.startswith(_MONEY)})
    return found[0] if found else domain.money_at(attempt.gateway, Holder.PLATFORM)


async def _post(
    tx: Tx, attempt: Attempt, kind: Kind, entries: tuple[Entry, ...], *, cause: str, now: datetime, **about: Any
) -> None:  # Any: which refund
    await books.post(
        tx,
        Posting(
            vendor_id=attempt.vendor_id,
            cause=f"{kind}:{cause}",
            kind=kind,
            at=now,
            entries=entries,
            booking_id=attempt.booking_id,
            intent_id=attempt.intent_id,
            attempt_id=attempt.id,
            **about,
        ),
    )
