"""Money of a sale that comes late, twice, as another sum, or to a process that is gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import paid_for
from smartbooking.kernel.principal import SYSTEM
from smartbooking.payments import service as payments
from smartbooking.payments.domain import CaseAction
from smartbooking.payments.errors import PaymentInProgress
from smartbooking.sales.domain import Sale, SaleKind, SaleStatus
from smartbooking.sales.errors import SaleRefused
from smartbooking.sales.repository import sales
from smartbooking.sales.service.buying import Way
from tests.payments.provider import Provider
from tests.sales.stall import AFTERWARDS, KINDS, PAGE, TABLES, Stall, pays


@KINDS
async def test_a_process_that_dies_between_money_and_issue_is_followed_by_the_worker_once(
    stall: Stall, cards: Provider, kind: SaleKind
) -> None:
    sale_id = await stall.taken(kind)
    assert await stall.status(sale_id) is SaleStatus.AWAITING_PAYMENT
    price = AFTERWARDS[kind][1]
    assert await stall.balances() == {"clearing:sandbox": price, "deposit": -price}

    await stall.worker()
    sale = await stall.sale(sale_id)
    assert sale.intent_id is not None
    await stall.told(sale_id, sale.intent_id)

    assert (sale.status, await stall.count(TABLES[kind]), await stall.count("payments.refund")) == (
        SaleStatus.ISSUED, 1, 0,
    )  # fmt: skip


async def test_a_process_that_dies_before_the_call_is_followed_by_the_poller(stall: Stall, cards: Provider) -> None:
    sale_id, _ = await stall.begin()

    stall.now += timedelta(minutes=10)
    await payments.poll_open(stall.database, now=stall.now)
    await stall.worker()

    # The call never went out: nothing was taken, and the sale runs out like one nobody paid.
    stall.now += timedelta(hours=1)
    await stall.worker()
    assert (await stall.status(sale_id), cards.money(sale_id.hex)) == (SaleStatus.EXPIRED, {})
    assert await stall.balances() == {}


async def test_a_declined_card_leaves_the_sale_open_for_another_try_and_another_way(
    stall: Stall, cards: Provider
) -> None:
    sale = await stall.buy(way=Way(method="sandbox", token="tok_declined"))
    assert sale.status is SaleStatus.AWAITING_PAYMENT

    for way in (Way(method="sandbox", token="tok_insufficient"), Way(method="sandbox", token="tok_success")):
        await pays(stall, sale, way)

    paid = await stall.sale(sale.id)
    assert (paid.status, cards.money(sale.id.hex)) == (SaleStatus.ISSUED, {"capture": 5_000_00})
    with pytest.raises(SaleRefused) as refused:
        await pays(stall, sale, Way(method="sandbox", token="tok_success"))
    assert refused.value.extensions["reason"] == "paid"


async def test_whoever_left_the_page_is_led_back_to_it(stall: Stall, cards: Provider) -> None:
    sale = await stall.buy(way=PAGE)
    assert sale.intent_id is not None

    await pays(stall, sale, PAGE)
    with pytest.raises(PaymentInProgress):
        async with stall.database.transaction() as tx:
            await payments.prepare_attempt(tx, intent_id=sale.intent_id, method="sandbox", now=stall.now)

    assert await stall.count("payments.attempt") == 1


async def late(stall: Stall, kind: SaleKind) -> UUID:
    """Nobody paid in time; then the provider has the money all the same."""
    sale_id, attempt_id = await stall.begin(kind)
    async with stall.database.transaction() as tx:  # the time is over while the call is still on its way
        await sales.move(tx, await _locked(tx, sale_id), SaleStatus.EXPIRED, now=stall.now)
    await payments.run_attempt(stall.database, attempt_id, now=stall.now)
    return sale_id


async def _locked(tx: Tx, sale_id: UUID) -> Sale:
    found = await sales.lock(tx, sale_id)
    assert found is not None
    return found


@KINDS
async def test_late_money_buys_what_is_still_sold_for_the_same_price(
    stall: Stall, cards: Provider, kind: SaleKind
) -> None:
    sale_id = await late(stall, kind)

    await stall.worker()

    account, price = AFTERWARDS[kind]
    assert (await stall.status(sale_id), await stall.balances()) == (
        SaleStatus.ISSUED, {"clearing:sandbox": price, account: -price},
    )  # fmt: skip


@KINDS
async def test_late_money_for_what_is_not_sold_any_more_goes_back_whole(
    stall: Stall, cards: Provider, kind: SaleKind
) -> None:
    sale_id = await late(stall, kind)
    await stall.sells(version=1)

    await stall.worker()
    await stall.worker()

    assert (await stall.status(sale_id), await stall.balances()) == (SaleStatus.RETURNED, {})
    price = AFTERWARDS[kind][1]
    assert cards.money(sale_id.hex) == {"capture": price, "refund": -price}
    assert await stall.count(TABLES[kind]) == 0


async def test_late_money_does_not_buy_a_gift_card_while_their_sale_is_switched_off(
    stall: Stall, cards: Provider
) -> None:
    sale_id, in_time = await late(stall, SaleKind.GIFT_CARD), await stall.taken()
    async with stall.database.transaction() as tx:
        await tx.execute(
            text("""insert into infra.switch (code, vendor_id, is_on, reason, changed_by, changed_at)
                    values ('gift_card_sale', 0, false, 'a test', 'system', now())""")
        )

    await stall.worker()

    assert await stall.status(sale_id) is SaleStatus.RETURNED
    assert await stall.status(in_time) is SaleStatus.ISSUED  # what was begun before goes on


async def test_a_sale_nobody_pays_ends_and_its_page_takes_no_money(stall: Stall, cards: Provider) -> None:
    sale = await stall.buy(way=PAGE)

    stall.now += timedelta(minutes=31)
    await stall.worker()

    assert await stall.status(sale.id) is SaleStatus.EXPIRED
    assert sale.intent_id is not None
    async with stall.database.reading() as read:
        assert (await payments.payment_status(read, intent_id=sale.intent_id)).dead
    with pytest.raises(SaleRefused) as refused:
        await pays(stall, sale, PAGE)
    assert refused.value.extensions["reason"] == "over"


async def test_another_sum_is_put_aside_and_goes_back_even_if_an_operator_lets_it_count(
    stall: Stall, cards: Provider
) -> None:
    sale = await stall.buy(way=Way(method="sandbox", token="tok_wrong_amount"))
    async with stall.database.reading() as read:
        (case,) = await payments.payment_cases(read, still_open=True, before=None, limit=10)
    assert (sale.status, case.reason) == (SaleStatus.AWAITING_PAYMENT, "amount_differs")
    assert case.attempt is not None
    assert paid_for(case.attempt.booking_id) == paid_for(sale.id)
    assert paid_for(sale.id).startswith("sal_")

    async with stall.database.transaction() as tx:
        await payments.resolve_case(
            tx, principal=SYSTEM, case_id=case.id, action=CaseAction.ATTACH, reason="let it count", now=stall.now
        )
    await stall.worker()

    assert (await stall.status(sale.id), await stall.balances()) == (SaleStatus.RETURNED, {})
    assert sum(cards.money(sale.id.hex).values()) == 0


async def test_a_sale_paid_twice_is_issued_once_and_the_second_payment_goes_back(stall: Stall, cards: Provider) -> None:
    sale = await stall.buy()
    async with stall.database.transaction() as tx:
        second = await payments.open_intent(
            tx, vendor_id=stall.vendor_id, booking_id=sale.id, amount=sale.price, method="sandbox", now=stall.now
        )
        attempt = await payments.prepare_attempt(tx, intent_id=second.id, token="tok_success", now=stall.now)
    await payments.run_attempt(stall.database, attempt.id, now=stall.now)

    await stall.worker()
    await stall.worker()

    assert await stall.count("value.account") == 1
    assert cards.money(sale.id.hex) == {"capture": 10_000_00, "refund": -5_000_00}
    assert (await stall.sale(sale.id)).intent_id == sale.intent_id


@pytest.mark.parametrize("locked", [True, False])
async def test_ten_at_once_tell_of_the_same_money_and_one_card_is_issued_because_they_wait_for_each_other(
    stall: Stall, cards: Provider, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    sale_id = await stall.taken()
    sale = await stall.sale(sale_id)
    assert sale.intent_id is not None
    if not locked:
        ready = asyncio.Barrier(10)

        async def looks(tx: Tx, sale_id: UUID) -> Sale | None:
            seen = await sales.get(tx, sale_id)
            await ready.wait()  # everybody has looked before anybody issues
            return seen

        monkeypatch.setattr(sales, "lock", looks)

    ends = await asyncio.gather(*(stall.told(sale_id, sale.intent_id) for _ in range(10)), return_exceptions=True)

    failed = [one for one in ends if one is not None]
    # Without the lock nine of ten come too late: compare-and-swap undoes what they issued, and says so.
    assert (len(failed), await stall.count("value.account")) == (0 if locked else 9, 1)
    assert (await stall.balances())["gift_card"] == -5_000_00
