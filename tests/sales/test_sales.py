"""Bought online: exact sums, money that comes late, twice or as another sum, and what nobody used going back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smartbooking.books.repository import payouts
from smartbooking.infra.db import Tx
from smartbooking.infra.switches import Switches
from smartbooking.kernel.ids import is_sale, uuid7
from smartbooking.kernel.money import Money
from smartbooking.kernel.principal import SYSTEM
from smartbooking.kernel.switches import Switch
from smartbooking.payments import service as payments
from smartbooking.payments.service.attempts import refresh
from smartbooking.sales.domain import Sale, SaleKind, SaleStatus, Wish
from smartbooking.sales.errors import NotOnSale, SaleNotFound, SaleRefused
from smartbooking.sales.service import giving
from smartbooking.sales.service.buying import Way
from smartbooking.sales.service.shop import goods_of
from smartbooking.value import service as value
from smartbooking.value.domain import Till
from smartbooking.value.errors import MembershipRefused, PassRefused, ValueRefused
from tests.bookings.factory import NOW
from tests.payments.provider import Provider
from tests.sales.stall import AFTERWARDS, KINDS, ON, TABLES, Stall
from tests.value.factory import kzt


async def payable(stall: Stall) -> int:
    async with stall.database.reading() as read:
        return (await payouts.payable(read, vendor_id=stall.vendor_id, currency="KZT")).minor


@KINDS
async def test_money_becomes_what_the_desk_would_have_sold_and_all_of_it_can_go_back(
    stall: Stall, cards: Provider, kind: SaleKind
) -> None:
    account, price = AFTERWARDS[kind]

    sale = await stall.buy(kind)

    assert (sale.status, sale.price, sale.buyer.name) == (SaleStatus.ISSUED, kzt(price), "Айгерім")
    assert await stall.balances() == {"clearing:sandbox": price, account: -price}  # no fee, no tax, nothing held
    assert await payable(stall) == price
    await stall.worker()  # the message of the payment comes, too
    assert (await stall.count(TABLES[kind]), await stall.status(sale.id)) == (1, SaleStatus.ISSUED)

    gone = await stall.give_back(sale)
    assert (gone.status, await stall.balances()) == (
        SaleStatus.REFUNDED, {"clearing:sandbox": price, "customer": -price},
    )  # fmt: skip
    await stall.worker()
    assert (await stall.balances(), await payable(stall)) == ({}, 0)
    assert cards.money(sale.id.hex) == {"capture": price, "refund": -price}
    with pytest.raises(SaleRefused) as refused:
        await stall.give_back(sale)
    assert refused.value.extensions["reason"] == "ended"


async def test_a_dead_card_pays_nothing_and_a_bought_one_pays_like_any_other(stall: Stall) -> None:
    sale = await stall.buy()
    code = await stall.code(sale)
    again = await stall.code(sale)  # the reply was lost: the code before is dead

    async with stall.database.reading() as read:
        with pytest.raises(ValueRefused):
            await value.look_up(read, vendor_id=stall.vendor_id, code=code)
        card = await value.look_up(read, vendor_id=stall.vendor_id, code=again)
    assert (card.id, card.balance) == (sale.issued_id, kzt(5_000_00))
    await stall.give_back(sale)
    async with stall.database.reading() as read:
        gone = await value.look_up(read, vendor_id=stall.vendor_id, code=again)
    assert gone.balance == kzt(0)
    with pytest.raises(SaleRefused) as refused:
        await stall.code(sale)
    assert refused.value.extensions["reason"] == "ended"


async def use_card(tx: Tx, sale: Sale) -> None:
    assert sale.issued_id is not None
    await value.redeem(
        tx, vendor_id=sale.vendor_id, account_id=sale.issued_id, amount=kzt(1), booking_id=uuid7(), cause="one",
        now=NOW,
    )  # fmt: skip


async def top_up(tx: Tx, sale: Sale) -> None:
    """Used and filled up again is not what was bought."""
    assert sale.issued_id is not None
    account = {"vendor_id": sale.vendor_id, "account_id": sale.issued_id}
    await use_card(tx, sale)
    await value.top_up(tx, **account, amount=kzt(1), till=Till.DESK, principal=SYSTEM, now=NOW)


async def use_pass(tx: Tx, sale: Sale) -> None:
    assert sale.issued_id is not None
    await value.use_by_hand(
        tx, vendor_id=sale.vendor_id, pass_id=sale.issued_id, visits=1, note="", principal=SYSTEM, now=NOW
    )


async def use_membership(tx: Tx, sale: Sale) -> None:
    assert sale.issued_id is not None
    days = ((NOW.date(), NOW.date() + timedelta(days=1)),)
    await value.use_membership(
        tx, vendor_id=sale.vendor_id, membership_id=sale.issued_id, booking_id=uuid7(), days=days, user_id=None, now=NOW
    )


@pytest.mark.parametrize(
    ("kind", "use"),
    [
        (SaleKind.GIFT_CARD, use_card), (SaleKind.GIFT_CARD, top_up), (SaleKind.PASS, use_pass),
        (SaleKind.MEMBERSHIP, use_membership),
    ],
)  # fmt: skip
async def test_what_was_used_does_not_go_back_and_nothing_changes(
    stall: Stall, cards: Provider, kind: SaleKind, use: Any
) -> None:
    sale = await stall.buy(kind)
    await stall.database.run(lambda tx: use(tx, sale))

    with pytest.raises((ValueRefused, PassRefused, MembershipRefused)) as refused:
        await stall.give_back(sale)

    assert refused.value.extensions["reason"] == "used"
    assert (await stall.status(sale.id), await stall.count("payments.refund")) == (SaleStatus.ISSUED, 0)


async def test_a_dispute_is_borne_by_the_business_and_stops_giving_back(stall: Stall, cards: Provider) -> None:
    sale = await stall.buy()
    assert sale.intent_id is not None
    async with stall.database.reading() as read:
        attempt = await payments.paid_attempt(read, intent_id=sale.intent_id)
    assert attempt is not None
    assert attempt.reference is not None

    cards.dispute(attempt.reference, "open")
    await refresh(stall.database, attempt.id, source="poll", now=stall.now)
    with pytest.raises(SaleRefused) as refused:
        await stall.give_back(sale)
    assert refused.value.extensions["reason"] == "disputed"

    cards.dispute(attempt.reference, "lost")
    await refresh(stall.database, attempt.id, source="poll", now=stall.now)
    # The card is out in the world, so the business still owes it, and has lost its money.
    assert await stall.balances() == {"gift_card": -5_000_00, "vendor": 5_000_00}


@pytest.mark.parametrize(
    ("minor", "sold"), [(1_000_00, True), (5_000_00, True), (500_00, True), (900_00, True), (499_99, False),
                        (900_01, False), (2_000_00, False), (0, False), (-500_00, False)],
)  # fmt: skip
async def test_only_offered_amounts_are_sold(stall: Stall, minor: int, sold: bool) -> None:
    async with stall.database.reading() as read:
        wish = Wish(kind=SaleKind.GIFT_CARD, minor=minor)
        about: dict[str, Any] = {"vendor_id": stall.vendor_id, "currency": "KZT", "wish": wish}
        if sold:
            assert (await goods_of(read, **about, switches=ON)).price == kzt(minor)
            return
        with pytest.raises(NotOnSale):
            await goods_of(read, **about, switches=ON)


async def test_nothing_is_sold_before_the_business_says_so_nor_when_it_is_switched_off_or_off_sale(
    stall: Stall,
) -> None:
    other = (await Stall.open(stall.database)).vendor_id
    async with stall.database.transaction() as tx:
        await value.change_pass_plan(
            tx, vendor_id=stall.vendor_id, plan_id=stall.passes.id, version=1, terms=stall.passes.terms, on_sale=False,
            principal=SYSTEM, now=NOW,
        )  # fmt: skip
        await value.change_plan(tx, plan=replace(stall.club, on_sale=False), principal=SYSTEM)
        off = Switches(frozenset({(Switch.GIFT_CARD_SALE, stall.vendor_id)}))
        for kind, vendor_id in ((SaleKind.GIFT_CARD, stall.vendor_id), (SaleKind.PASS, stall.vendor_id),
                                (SaleKind.MEMBERSHIP, stall.vendor_id), (SaleKind.PASS, other)):  # fmt: skip
            with pytest.raises(NotOnSale):
                await goods_of(tx, vendor_id=vendor_id, currency="KZT", wish=stall.wish(kind), switches=off)


@pytest.mark.parametrize("method", ["pay_on_site", "gift_card"])
async def test_nothing_is_sold_on_a_promise_or_for_another_card(stall: Stall, method: str) -> None:
    with pytest.raises(SaleRefused) as refused:
        await stall.begin(way=Way(method=method))

    assert refused.value.extensions["reason"] == "method"
    assert (await stall.count("sales.sale"), await stall.count("payments.intent")) == (0, 0)


async def test_money_of_sales_is_nothing_to_bookings_and_the_other_way_round(stall: Stall, cards: Provider) -> None:
    sale = await stall.buy()
    async with stall.database.transaction() as tx:
        stray = await payments.open_intent(
            tx, vendor_id=stall.vendor_id, booking_id=uuid7(), amount=Money(100, "KZT"), method="sandbox",
            now=stall.now,
        )  # fmt: skip
        attempt = await payments.prepare_attempt(tx, intent_id=stray.id, token="tok_success", now=stall.now)
    await payments.run_attempt(stall.database, attempt.id, now=stall.now)

    await stall.give_back(sale)
    await stall.worker()  # a handler that minds what is not its own would raise here

    assert (await stall.count("payments.alert"), await stall.count("bookings.booking")) == (0, 0)
    assert is_sale(sale.id)
    assert not is_sale(stray.booking_id)


async def test_only_the_link_opens_a_sale(stall: Stall) -> None:
    sale = await stall.buy()

    async with stall.database.transaction() as tx:
        for link in (None, uuid7()):
            with pytest.raises(SaleNotFound):
                await giving.make_code(tx, sale_id=sale.id, link_to=link, now=NOW)


async def test_a_race_of_giving_back_and_using_has_one_winner(stall: Stall, cards: Provider) -> None:
    sale = await stall.buy()

    ends = await asyncio.gather(
        stall.give_back(sale), stall.database.run(lambda tx: use_card(tx, sale)), return_exceptions=True
    )

    lost = [one for one in ends if isinstance(one, ValueRefused)]
    assert len(lost) == 1
    assert lost[0].extensions["reason"] in ("used", "empty")
    assert await stall.status(sale.id) is (SaleStatus.ISSUED if ends[0] is lost[0] else SaleStatus.REFUNDED)
