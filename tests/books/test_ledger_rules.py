"""What the database lets nobody do with the books."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from smartbooking.books import service as books
from smartbooking.books.domain import Entry, Kind, Posting
from smartbooking.infra.db import Database, constraint_of
from smartbooking.kernel.money import Money

VENDOR = 7


def posting(now: datetime, *sides: tuple[str, int, str], cause: str = "test:1") -> Posting:
    entries = tuple(Entry(account=account, amount=Money(minor, currency)) for account, minor, currency in sides)
    return Posting(vendor_id=VENDOR, cause=cause, kind=Kind.CAPTURED, at=now, entries=entries)


async def write(database: Database, made: Posting) -> bool:
    async with database.transaction() as tx:
        return await books.post(tx, made)


@pytest.mark.parametrize(
    "sides",
    [
        [("clearing:sandbox", 100, "KZT"), ("vendor", -99, "KZT")],
        [("clearing:sandbox", 100, "KZT"), ("vendor", -100, "RUB")],
        [("clearing:sandbox", 100, "KZT")],
    ],
)
async def test_a_posting_that_does_not_balance_in_every_currency_never_commits(
    database: Database, now: datetime, sides: list[tuple[str, int, str]]
) -> None:
    with pytest.raises(IntegrityError) as refused:
        await write(database, posting(now, *sides))

    assert constraint_of(refused.value) == "postings_balance"
    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from books.posting")) == 0


async def test_a_cause_posts_once(database: Database, now: datetime) -> None:
    made = posting(now, ("clearing:sandbox", 100, "KZT"), ("vendor", -100, "KZT"))

    assert [await write(database, made), await write(database, made)] == [True, False]
    async with database.reading() as read:
        assert await read.scalar(text("select sum(amount_minor) from books.entry where amount_minor > 0")) == 100


@pytest.mark.parametrize(
    "statement",
    [
        "update books.entry set amount_minor = amount_minor * 2",
        "delete from books.entry",
        "update books.posting set kind = 'other'",
        "delete from books.posting",
        "truncate books.entry",
    ],
)
async def test_the_application_can_not_rewrite_what_was_posted(
    database: Database, now: datetime, statement: str
) -> None:
    await write(database, posting(now, ("clearing:sandbox", 100, "KZT"), ("vendor", -100, "KZT")))

    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction() as tx:
            await tx.execute(text(statement))


async def test_even_the_owner_of_the_tables_is_told_to_post_the_opposite(
    clone: object, database: Database, now: datetime
) -> None:
    await write(database, posting(now, ("clearing:sandbox", 100, "KZT"), ("vendor", -100, "KZT")))
    owner = Database(clone.owner_url, pool=1, role=None)  # type: ignore[attr-defined]
    try:
        with pytest.raises(DBAPIError, match="post the opposite"):
            async with owner.transaction() as tx:
                await tx.execute(text("update books.entry set amount_minor = 5"))
    finally:
        await owner.dispose()


async def test_nobody_adds_to_a_posting_of_an_earlier_transaction(database: Database, now: datetime) -> None:
    await write(database, posting(now, ("clearing:sandbox", 100, "KZT"), ("vendor", -100, "KZT")))

    with pytest.raises(IntegrityError) as refused:
        async with database.transaction() as tx:
            await tx.execute(
                text("""insert into books.entry select vendor_id, id, 9, 'bank', 'KZT', 1 from books.posting
                        union all select vendor_id, id, 10, 'vendor', 'KZT', -1 from books.posting""")
            )

    assert constraint_of(refused.value) == "postings_are_closed"


async def test_an_account_nobody_knows_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError) as refused:
        await write(database, posting(now, ("pocket", 100, "KZT"), ("vendor", -100, "KZT")))

    assert constraint_of(refused.value) == "account_is_known"
