"""Payouts: everything once, never more than the balance, whoever asks at the same time."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from smartbooking.books import service as books
from smartbooking.books.domain import (
    Entry,
    Kind,
    Payout,
    PayoutStatus,
    Posting,
    Split,
    Terms,
    captured,
    free_terms,
    put_aside,
    refund_promised,
)
from smartbooking.books.errors import NothingToPayOut, PayoutExceedsBalance, PayoutMoved, PayoutNotFound
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import SYSTEM

VENDOR = 7


def kzt(minor: int) -> Money:
    return Money(minor, "KZT")


async def post(database: Database, kind: Kind, entries: tuple[Entry, ...], now: datetime, **about: UUID) -> None:
    posting = Posting(vendor_id=VENDOR, cause=uuid4().hex, kind=kind, at=now, entries=entries, **about)  # type: ignore[arg-type]
    async with database.transaction() as tx:
        await books.post(tx, posting)


async def earn(database: Database, minor: int, now: datetime, attempt: UUID | None = None) -> UUID:
    made = attempt or uuid4()
    nothing = Split(deposit=kzt(0), tax=kzt(0))
    entries = captured("clearing:sandbox", kzt(minor), nothing, free_terms(VENDOR, "KZT"))
    await post(database, Kind.CAPTURED, entries, now, attempt_id=made)
    return made


async def give_back(database: Database, attempt: UUID, minor: int, now: datetime) -> None:
    async with database.reading() as read:
        sums = await books.attempt_sums(read, attempt_id=attempt, currency="KZT")
    entries = refund_promised(kzt(minor), sums, free_terms(VENDOR, "KZT"))
    await post(database, Kind.REFUND_PROMISED, entries, now, attempt_id=attempt)


async def calculate(database: Database, now: datetime) -> Payout:
    async def work(tx: Tx) -> Payout:
        payout, lines = await books.calculate_payout(tx, vendor_id=VENDOR, currency="KZT", principal=SYSTEM, now=now)
        assert sum(line.amount.minor for line in lines) == payout.amount.minor
        return payout

    return await database.run(work, attempts=10)


async def approve(database: Database, payout: Payout, now: datetime) -> Payout:
    return await database.run(
        lambda tx: books.approve_payout(tx, payout_id=payout.id, principal=SYSTEM, now=now), attempts=10
    )


async def payable(database: Database) -> int:
    async with database.reading() as read:
        return (await books.payable(read, vendor_id=VENDOR, currency="KZT")).minor


async def test_a_payout_goes_from_calculated_to_paid(database: Database, now: datetime) -> None:
    await earn(database, 100_000, now)
    await earn(database, 50_000, now)

    payout = await calculate(database, now)
    assert (payout.number, payout.amount, payout.status, await payable(database)) == (
        1, kzt(150_000), PayoutStatus.CALCULATED, 150_000,
    )  # fmt: skip
    await approve(database, payout, now)
    assert await payable(database) == 0
    async with database.transaction() as tx:
        paid = await books.mark_paid(tx, payout_id=payout.id, reference="MT103-1", principal=SYSTEM, now=now)
    assert (paid.status, paid.reference) == (PayoutStatus.PAID, "MT103-1")
    async with database.reading() as read:
        found = {one.account: one.amount.minor for one in await books.balances(read, vendor_id=VENDOR)}
    assert found == {"clearing:sandbox": 150_000, "bank": -150_000}


async def test_every_movement_is_paid_for_once(database: Database, now: datetime) -> None:
    await earn(database, 100_000, now)

    done = await asyncio.gather(*(calculate(database, now) for _ in range(8)), return_exceptions=True)

    assert [one.amount for one in done if isinstance(one, Payout)] == [kzt(100_000)]
    assert sum(isinstance(one, NothingToPayOut) for one in done) == 7


async def test_parallel_approvals_pay_out_once(database: Database, now: datetime) -> None:
    await earn(database, 100_000, now)
    payout = await calculate(database, now)

    done = await asyncio.gather(*(approve(database, payout, now) for _ in range(8)), return_exceptions=True)

    assert sum(isinstance(one, Payout) for one in done) == 1
    assert sum(isinstance(one, PayoutMoved) for one in done) == 7
    assert await payable(database) == 0


async def test_a_payout_larger_than_what_is_left_is_refused(database: Database, now: datetime) -> None:
    """A customer got her money back between the calculation and the approval."""
    attempt = await earn(database, 100_000, now)
    payout = await calculate(database, now)
    await give_back(database, attempt, 30_000, now)
    with pytest.raises(PayoutExceedsBalance):
        await approve(database, payout, now)

    async with database.transaction() as tx:
        await books.cancel_payout(tx, payout_id=payout.id, principal=SYSTEM, now=now)
    again = await calculate(database, now)
    assert (again.number, again.amount) == (2, kzt(70_000))


async def test_an_approved_payout_can_be_taken_back_until_it_is_paid(database: Database, now: datetime) -> None:
    await earn(database, 100_000, now)
    payout = await calculate(database, now)
    await approve(database, payout, now)
    async with database.transaction() as tx:
        await books.cancel_payout(tx, payout_id=payout.id, principal=SYSTEM, now=now)
    assert await payable(database) == 100_000

    again = await approve(database, await calculate(database, now), now)
    async with database.transaction() as tx:
        await books.mark_paid(tx, payout_id=again.id, reference="x", principal=SYSTEM, now=now)
    with pytest.raises(PayoutMoved):
        async with database.transaction() as tx:
            await books.cancel_payout(tx, payout_id=again.id, principal=SYSTEM, now=now)


async def test_fresh_money_waits_but_what_was_given_back_counts_at_once(database: Database, now: datetime) -> None:
    terms = Terms(vendor_id=VENDOR, currency="KZT", valid_from=date(2026, 1, 1), payout_delay_days=7)
    async with database.transaction() as tx:
        await books.change_terms(tx, terms=terms, principal=SYSTEM, now=now)
    old = await earn(database, 100_000, now - timedelta(days=8))
    await earn(database, 900_000, now - timedelta(days=6))
    await give_back(database, old, 40_000, now)

    assert (await calculate(database, now)).amount == kzt(60_000)


async def test_money_in_the_till_and_in_dispute_is_not_paid_out(database: Database, now: datetime) -> None:
    nothing = Split(deposit=kzt(0), tax=kzt(0))
    await earn(database, 100_000, now)
    await post(
        database, Kind.CAPTURED, captured("till:pay_on_site", kzt(70_000), nothing, free_terms(VENDOR, "KZT")), now
    )
    disputed = (
        Entry(account="disputed:sandbox", amount=kzt(25_000)),
        Entry(account="clearing:sandbox", amount=kzt(-25_000)),
    )
    await post(database, Kind.DISPUTE_OPENED, disputed, now)
    await post(database, Kind.PUT_ASIDE, put_aside("clearing:sandbox", kzt(5_000)), now)

    assert (await calculate(database, now)).amount == kzt(75_000)


async def test_payouts_and_refunds_at_the_same_time_never_lose_money(database: Database, now: datetime) -> None:
    """Whatever the order: what was earned is what was given back, paid out, and left."""
    attempts = [await earn(database, 10_000, now) for _ in range(12)]

    async def refunding(attempt: UUID) -> None:
        await give_back(database, attempt, 4_000, now)

    async def paying() -> None:
        try:
            await approve(database, await calculate(database, now), now)
        except (NothingToPayOut, PayoutExceedsBalance, PayoutMoved):
            return

    await asyncio.gather(*(refunding(one) for one in attempts), *(paying() for _ in range(6)))

    async with database.reading() as read:
        assert await books.unbalanced(read) == []
        found = {one.account: one.amount.minor for one in await books.balances(read, vendor_id=VENDOR)}
    left, out = -found.get("vendor", 0), -found.get("payout", 0)
    assert left + out == 12 * 6_000
    assert out <= 12 * 10_000


async def test_the_statement_has_the_balance_after_every_movement(database: Database, now: datetime) -> None:
    attempt = await earn(database, 100_000, now)
    await give_back(database, attempt, 30_000, now + timedelta(days=1))
    await approve(database, await calculate(database, now + timedelta(days=1)), now + timedelta(days=2))

    async with database.reading() as read:
        lines = await books.statement(
            read, vendor_id=VENDOR, currency="KZT", start=now + timedelta(hours=1), end=now + timedelta(days=9),
            after=0, limit=10,
        )  # fmt: skip
    assert [(line.kind, line.amount.minor, line.balance and line.balance.minor) for line in lines] == [
        ("refund_promised", -30_000, 70_000), ("payout_approved", -70_000, 0),
    ]  # fmt: skip


async def test_another_business_does_not_see_a_payout(database: Database, now: datetime) -> None:
    await earn(database, 100_000, now)
    payout = await calculate(database, now)
    async with database.reading() as read:
        with pytest.raises(PayoutNotFound):
            await books.payout_with_lines(read, payout_id=payout.id, vendor_id=VENDOR + 1)
