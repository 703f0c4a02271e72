"""A card: its code, its law, what the application may not do, and random lives that always add up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.problem import Invalid
from smartbooking.payments import service as payments
from smartbooking.payments.service.books_check import check_books
from smartbooking.value import service
from smartbooking.value.domain import Till, ValueKind, code_hash, new_code, plain, printed, three_years_after
from smartbooking.value.errors import ValueRefused
from tests.bookings.factory import NOW
from tests.catalog.factory import make_venue
from tests.cluster import Clone
from tests.value.factory import kzt, sell, sell_with_code


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code(ValueKind.GIFT_CARD)

    assert len(code) == 16
    assert code[0] == "G"
    assert plain(printed(code)) == plain(f" {printed(code).lower().replace('-', ' ')} ") == code
    assert plain("GO00-IIII-LLLL-0000") == "G000111111110000"
    assert [plain(typed) for typed in ("NAURYZ", "4242424242424242", code[1:], code + "A", "")] == [None] * 5


def test_codes_do_not_repeat() -> None:
    assert len({new_code(ValueKind.GIFT_CARD) for _ in range(10_000)}) == 10_000


def test_three_years_of_a_leap_day_end_on_the_28th() -> None:
    assert three_years_after(datetime(2028, 2, 29, 10, tzinfo=UTC)) == datetime(2031, 2, 28, 10, tzinfo=UTC)


async def test_the_database_keeps_a_hash_and_the_last_four_of_a_code(tx: Tx) -> None:
    vendor_id = (await make_venue(tx)).vendor_id
    card, code = await sell_with_code(tx, vendor_id=vendor_id, now=NOW)

    row = (await tx.execute(text("select to_jsonb(a)::text as shown, code_hash, tail from value.account a"))).one()

    assert (row.code_hash, row.tail) == (code_hash(code), code[-4:])
    assert code not in row.shown
    assert (await service.look_up(tx, vendor_id=vendor_id, code=code)).id == card.id


async def test_a_new_code_ends_the_one_before(tx: Tx) -> None:
    vendor_id = (await make_venue(tx)).vendor_id
    card, old = await sell_with_code(tx, vendor_id=vendor_id, now=NOW)

    new = await service.make_code(tx, vendor_id=vendor_id, account_id=card.id, principal=SYSTEM, now=NOW)

    assert (await service.look_up(tx, vendor_id=vendor_id, code=new)).id == card.id
    with pytest.raises(ValueRefused, match="no gift card with this code"):
        await service.look_up(tx, vendor_id=vendor_id, code=old)


async def test_a_code_of_another_business_is_unknown(tx: Tx) -> None:
    mine, other = (await make_venue(tx)).vendor_id, (await make_venue(tx)).vendor_id
    _, code = await sell_with_code(tx, vendor_id=mine, now=NOW)

    with pytest.raises(ValueRefused) as refused:
        await service.look_up(tx, vendor_id=other, code=code)

    assert refused.value.extensions == {"reason": "unknown"}


async def test_a_card_is_valid_for_three_years_at_most(tx: Tx) -> None:
    vendor_id = (await make_venue(tx)).vendor_id
    last = three_years_after(NOW)
    with pytest.raises(Invalid):
        await sell(tx, vendor_id=vendor_id, now=NOW, valid_until=last + timedelta(seconds=1))
    card = await sell(tx, vendor_id=vendor_id, now=NOW, valid_until=NOW + timedelta(days=30))
    about = {"vendor_id": vendor_id, "account_id": card.id, "principal": SYSTEM, "now": NOW}
    with pytest.raises(Invalid):
        await service.prolong(tx, **about, until=last + timedelta(days=1))
    with pytest.raises(Invalid, match="not shortened"):
        await service.prolong(tx, **about, until=NOW + timedelta(days=29))

    assert (await service.prolong(tx, **about, until=last)).valid_until == last


@pytest.mark.parametrize(
    "cheat",
    [
        "update value.account set balance_minor = 1",
        "update value.movement set amount_minor = 1",
        "delete from value.movement",
        "delete from value.account",
        "insert into value.account (vendor_id, id, kind, currency, balance_minor, issued_at, valid_until)"
        " values (1, gen_random_uuid(), 'gift_card', 'KZT', 5, now(), now() + interval '1 day')",
    ],
)
async def test_the_application_can_not_write_balances_or_rewrite_movements(tx: Tx, cheat: str) -> None:
    await sell(tx, vendor_id=(await make_venue(tx)).vendor_id, now=NOW)

    with pytest.raises(DBAPIError, match="permission denied"):
        await tx.execute(text(cheat))


async def test_nobody_rewrites_movements_and_no_card_outlives_the_law(database: Database, clone: Clone) -> None:
    async with database.transaction() as tx:
        await sell(tx, vendor_id=(await make_venue(tx)).vendor_id, now=NOW)
    owner = await asyncpg.connect(clone.owner_url)
    try:
        for cheat, says in (
            ("delete from value.movement", "not rewritten"),
            ("update value.account set valid_until = issued_at + interval '3 years 1 day'", "gift_cards_last_three"),
            ("update value.account set balance_minor = -1", "balance_is_never_negative"),
        ):
            with pytest.raises(asyncpg.PostgresError, match=says):
                await owner.execute(cheat)
    finally:
        await owner.close()


@pytest.mark.usefixtures("cards")
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_happens_to_cards_money_in_is_money_out(tx: Tx, seed: int) -> None:
    """Forty random acts on two cards of a business: movements, balances, payments and books agree after each."""
    random = Random(seed)
    vendor_id = (await make_venue(tx)).vendor_id
    cards = [(await sell(tx, vendor_id=vendor_id, minor=random.randrange(1, 90_000), now=NOW)).id for _ in range(2)]
    bookings: list[UUID] = []
    for _ in range(40):
        await one_act(tx, random, vendor_id, random.choice(cards), bookings)
        found = [(await service.card_of(tx, vendor_id=vendor_id, account_id=card)) for card in cards]
        assert [sum(one.amount.minor for one in lines) for _, lines in found] == [c.balance.minor for c, _ in found]
        assert [lines[0].balance for _, lines in found] == [card.balance for card, _ in found]
        assert await check_books(tx) == []


ACTS = ("pay", "pay", "pay", "back", "back", "some back", "top up", "pay out", "freeze", "release")


async def one_act(tx: Tx, random: Random, vendor_id: int, card: UUID, bookings: list[UUID]) -> None:
    about = {"vendor_id": vendor_id, "account_id": card}
    amount = kzt(random.randrange(1, 40_000))
    try:
        match random.choice(ACTS):
            case "pay":
                bookings.append(await paid_booking(tx, vendor_id, card, amount.minor))
            case "back" if bookings:
                await payments.refund_everything(
                    tx, vendor_id=vendor_id, booking_id=random.choice(bookings), reason="test", now=NOW
                )
            case "some back" if bookings:
                await some_back(tx, vendor_id, random.choice(bookings), random.randrange(1, 9))
            case "top up":
                await service.top_up(tx, **about, amount=amount, till=Till.TRANSFER, principal=SYSTEM, now=NOW)
            case "pay out":
                await service.pay_out(tx, **about, till=Till.DESK, reason="test", principal=SYSTEM, now=NOW)
            case "freeze":
                await service.freeze(tx, **about, reason="test", principal=SYSTEM, now=NOW)
            case _:
                await service.release(tx, **about, reason="test", principal=SYSTEM, now=NOW)
    except ValueRefused:
        pass


async def paid_booking(tx: Tx, vendor_id: int, card: UUID, minor: int) -> UUID:
    booking = uuid7()
    taken = await service.redeem(
        tx, vendor_id=vendor_id, account_id=card, amount=kzt(minor), booking_id=booking, cause=f"t:{booking}", now=NOW
    )
    await payments.record_value_payment(
        tx, vendor_id=vendor_id, booking_id=booking, account_id=card, method="gift_card", amount=taken, tax=kzt(0),
        locale="ru", now=NOW,
    )  # fmt: skip
    return booking


async def some_back(tx: Tx, vendor_id: int, booking: UUID, part: int) -> None:
    purse = await payments.purse_of(tx, vendor_id=vendor_id, booking_id=booking, currency="KZT")
    if sum_ := purse.left.minor // part:
        await payments.refund_booking(
            tx, vendor_id=vendor_id, booking_id=booking, amount=kzt(sum_), reason="test", now=NOW
        )
