"""Payments and their books: after any sequence of captures, refunds and cancels they say the same."""

from __future__ import annotations

import asyncio
import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from smartbooking.books import service as books
from smartbooking.books.domain import Terms
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import SYSTEM
from smartbooking.payments import service
from smartbooking.payments.domain import AttemptStatus, Intent, Refund
from smartbooking.payments.errors import RefundExceedsCapture
from smartbooking.payments.ports import Report
from smartbooking.payments.service import bookkeeping, settle
from smartbooking.payments.service.books_check import check_books
from tests.payments.factory import VENDOR, make_attempt, make_payment
from tests.payments.provider import Provider

pytestmark = pytest.mark.usefixtures("gateways")
AMOUNT = 1_200_000


async def agree(database: Database, now: datetime, **facts: object) -> None:
    terms = Terms(vendor_id=VENDOR, currency="KZT", valid_from=date(2026, 1, 1), **facts)  # type: ignore[arg-type]
    async with database.transaction() as tx:
        await books.change_terms(tx, terms=terms, principal=SYSTEM, now=now)


async def balances(database: Database, vendor_id: int = VENDOR) -> dict[str, int]:
    async with database.reading() as read:
        assert await check_books(read) == []
        return {one.account: one.amount.minor for one in await books.balances(read, vendor_id=vendor_id)}


async def refund(database: Database, intent: Intent, minor: int, now: datetime) -> Refund:
    async with database.transaction() as tx:
        made = await service.request_refund(
            tx, intent_id=intent.id, amount=Money(minor, "KZT"), reason="cancelled", now=now
        )
    return await service.run_refund(database, made.id, now=now)


async def test_a_capture_shares_the_money_and_a_refund_undoes_it(database: Database, now: datetime) -> None:
    await agree(database, now, fee_points=500, fee_fixed=100)
    intent, _, _ = await make_payment(database, now=now)
    assert await balances(database) == {"clearing:sandbox": AMOUNT, "vendor": -1_139_900, "platform_fee": -60_100}

    await refund(database, intent, 400_000, now)
    await refund(database, intent, 800_000, now)
    assert await balances(database) == {}


async def test_terms_count_from_their_day_on(database: Database, now: datetime) -> None:
    await agree(database, now, fee_points=500)
    async with database.transaction() as tx:
        later = Terms(vendor_id=VENDOR, currency="KZT", valid_from=now.date() + timedelta(days=1), fee_points=1000)
        await books.change_terms(tx, terms=later, principal=SYSTEM, now=now)

    await make_payment(database, now=now)
    await make_payment(database, now=now + timedelta(days=1))
    assert (await balances(database))["platform_fee"] == -(60_000 + 120_000)


async def test_a_deposit_is_nobodys_income_and_goes_back_first(database: Database, now: datetime) -> None:
    await agree(database, now, fee_points=1000)
    intent, attempt = await make_attempt(database, now=now)
    async with database.transaction() as tx:
        await bookkeeping.announce_split(
            tx, vendor_id=VENDOR, intent_id=intent.id, deposit=Money(200_000, "KZT"), tax=Money(0, "KZT")
        )
    await service.run_attempt(database, attempt.id, now=now)
    assert await balances(database) == {
        "clearing:sandbox": AMOUNT, "deposit": -200_000, "platform_fee": -100_000, "vendor": -900_000,
    }  # fmt: skip

    await refund(database, intent, 200_000, now)
    assert await balances(database) == {"clearing:sandbox": 1_000_000, "platform_fee": -100_000, "vendor": -900_000}


async def test_money_at_the_desk_is_in_the_till_of_the_business(database: Database, now: datetime) -> None:
    intent, _, _ = await make_payment(database, now=now, method="pay_on_site", token=None)
    assert await balances(database) == {}

    await service.capture_intent(database, intent_id=intent.id, now=now)
    assert await balances(database) == {"till:pay_on_site": AMOUNT, "vendor": -AMOUNT}
    async with database.reading() as read:
        assert await books.payable(read, vendor_id=VENDOR, currency="KZT") == Money(0, "KZT")


async def test_money_that_was_not_agreed_waits_for_a_person(
    database: Database, now: datetime, provider: Provider
) -> None:
    intent, _, _ = await make_payment(database, now=now, token="tok_wrong_amount")
    aside = await balances(database)
    assert set(aside) == {"clearing:sandbox", "suspense"}

    async with database.transaction() as tx:
        (made,) = await service.refund_everything(
            tx, vendor_id=VENDOR, booking_id=intent.booking_id, reason="quarantine", now=now
        )
    assert await balances(database) == {"clearing:sandbox": aside["clearing:sandbox"], "customer": aside["suspense"]}
    await service.run_refund(database, made.id, now=now)
    assert await balances(database) == {}


async def test_a_refund_the_provider_refuses_gives_everybody_back_what_they_had(
    database: Database, now: datetime, provider: Provider
) -> None:
    await agree(database, now, fee_points=333)
    intent, _, _ = await make_payment(database, now=now)
    before = await balances(database)
    provider.arm("refund_failed", "refund")

    await refund(database, intent, 777_777, now)
    assert await balances(database) == before


async def test_what_the_provider_keeps_is_borne_as_agreed(database: Database, now: datetime) -> None:
    await agree(database, now, vendor_bears_provider_fee=False)
    _, attempt, _ = await make_payment(database, now=now)
    for fee in (28_000, 28_000, 30_000):
        await tell(database, attempt.id, now, fee=Money(fee, "KZT"))

    assert await balances(database) == {
        "clearing:sandbox": AMOUNT - 30_000, "provider_fee": 30_000, "vendor": -AMOUNT,
    }  # fmt: skip


async def tell(database: Database, attempt_id: object, now: datetime, **facts: object) -> None:
    """A later report about a captured attempt."""
    async with database.transaction() as tx:
        row = (await tx.execute(text("select * from payments.attempt where id = :id"), {"id": attempt_id})).one()
        known = {
            "reference": row.reference, "status": AttemptStatus.CAPTURED, "booking_id": row.booking_id.hex,
            "amount": Money(row.amount_minor, "KZT"), "captured": Money(row.captured_minor, "KZT"),
            "refunded": Money(0, "KZT"), "version": row.provider_version + 1,
        }  # fmt: skip
        report = Report(**{**known, **facts})  # type: ignore[arg-type]
        await settle.apply_report(tx, attempt_id=row.id, report=report, source="test", now=now)


async def test_a_dispute_takes_the_money_away_and_gives_back_what_was_won(database: Database, now: datetime) -> None:
    await agree(database, now, fee_points=1000)
    _, attempt, _ = await make_payment(database, now=now)
    await tell(database, attempt.id, now, disputed=True)
    assert await balances(database) == {"disputed:sandbox": AMOUNT, "vendor": -1_080_000, "platform_fee": -120_000}

    await tell(database, attempt.id, now, disputed=False, refunded=Money(500_000, "KZT"))
    assert await balances(database) == {"clearing:sandbox": 700_000, "vendor": -630_000, "platform_fee": -70_000}


async def test_after_any_sequence_the_books_equal_the_payments(database: Database, now: datetime) -> None:
    """Forty random acts on six payments, some at the same time; sums are zero and nothing differs after each."""
    chance = random.Random(20261121)
    await agree(database, now, fee_points=275, fee_fixed=77)
    intents: list[Intent] = []
    tokens = ("tok_success", "tok_success", "tok_declined", "tok_wrong_amount", "tok_error_after", "tok_processing")
    for token in tokens:
        intent, _, _ = await make_payment(database, now=now, token=token)
        intents.append(intent)

    async def one_refund() -> None:
        intent = chance.choice(intents)
        try:
            await refund(database, intent, chance.randint(1, 500_000), now)
        except RefundExceedsCapture:
            return

    async def one_cancel() -> None:
        await service.cancel_intent(database, intent_id=chance.choice(intents).id, now=now)

    for _ in range(10):
        await asyncio.gather(*(chance.choice((one_refund, one_cancel))() for _ in range(4)))
        async with database.reading() as read:
            assert await check_books(read) == []
            total = await read.scalar(text("select coalesce(sum(amount_minor), 0) from books.entry"))
            assert total == 0

    async with database.reading() as read:
        moved = await read.scalar(text("select count(*) from books.posting where kind = 'refund_paid'"))
        assert moved > 5


async def test_the_check_finds_money_without_a_posting(database: Database, now: datetime) -> None:
    intent, attempt, _ = await make_payment(database, now=now)

    async def cheat(tx: Tx) -> None:
        await tx.execute(
            text("update payments.attempt set captured_minor = captured_minor + 5 where id = :id"), {"id": attempt.id}
        )

    await database.run(cheat)
    async with database.reading() as read:
        (found,) = await check_books(read)
    assert (found.what, found.subject) == ("captured", str(attempt.id))
    assert (found.expected, found.found) == (AMOUNT + 5, AMOUNT)
    assert intent.amount.minor == AMOUNT
