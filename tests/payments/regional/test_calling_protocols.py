"""Payme and Click call us: their tables of answers, row by row, and both books at the end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import new_code
from tests.payments.regional.house import House

SUM = Money(12_000_000, "UZS")
pytestmark = pytest.mark.usefixtures("only_payments")


async def rpc(house: House, method: str, key: str | None = None, **params: Any) -> Any:
    """The result, or the code of the error."""
    more = {"key": key} if key is not None else {}
    answer = await house.lever("payme", "call", method=method, params=params, **more)
    return answer["result"] if "result" in answer else answer["error"]["code"]


def order(code: str, minor: int = SUM.minor) -> dict[str, Any]:
    return {"amount": minor, "account": {"order": code}}


async def test_payme_takes_money_once_and_answers_the_same_however_often_it_asks(house: House) -> None:
    intent, _, code = await house.payment("payme", SUM)

    assert await rpc(house, "CheckPerformTransaction", **order(code)) == {"allow": True}
    created = await rpc(house, "CreateTransaction", id="t1", time=1_000, **order(code))
    again = await rpc(house, "CreateTransaction", id="t1", time=1_000, **order(code))
    performed = await asyncio.gather(*(rpc(house, "PerformTransaction", id="t1") for _ in range(6)))
    checked = await rpc(house, "CheckTransaction", id="t1")

    assert (created, created["state"]) == (again, 1)
    assert {one["state"] for one in performed} == {2}
    assert len({one["perform_time"] for one in performed}) == 1
    assert (checked["state"], checked["cancel_time"], checked["reason"]) == (2, 0, None)
    assert await house.taken(intent.booking_id) == SUM.minor
    assert await house.money(code, "payme") == {"capture": SUM.minor}


async def test_payme_is_refused_in_its_own_words(house: House) -> None:
    _, _, code = await house.payment("payme", SUM)
    _, _, paid = await house.payment("payme", SUM)
    await house.lever("payme", "pay", account=paid, amount=SUM.minor)
    await rpc(house, "CreateTransaction", id="busy", time=1, **order(code))

    assert await rpc(house, "CheckPerformTransaction", key="wrong", **order(code)) == -32504
    assert await rpc(house, "Nonsense") == -32601
    assert await rpc(house, "CheckPerformTransaction", **order(new_code())) == -31050
    assert await rpc(house, "CheckPerformTransaction", **order(paid)) == -31051
    assert await rpc(house, "CheckPerformTransaction", **order(code, SUM.minor + 1)) == -31001
    assert await rpc(house, "CreateTransaction", id="second", time=2, **order(code)) == -31052
    assert await rpc(house, "PerformTransaction", id="nobody") == -31003
    assert await rpc(house, "CreateTransaction", id="x", time=True, **order(code)) == -32600


async def test_a_payme_transaction_is_cancelled_before_and_after_as_we_decide(house: House) -> None:
    intent, _, code = await house.payment("payme", SUM)
    await rpc(house, "CreateTransaction", id="before", time=1, **order(code))

    cancelled = await rpc(house, "CancelTransaction", id="before", reason=3)
    late = await rpc(house, "PerformTransaction", id="before")
    await house.lever("payme", "pay", account=code, amount=SUM.minor)
    transaction = (await house.calls("payme"))[-1][0]
    in_force = await rpc(house, "CancelTransaction", id=transaction, reason=5)
    async with house.database.transaction() as tx:
        await refund_all(tx, intent)
    given_back = await rpc(house, "CancelTransaction", id=transaction, reason=5)
    listed = await rpc(house, "GetStatement", **{"from": 0, "to": 2**50})

    assert (cancelled["state"], late, in_force, given_back["state"]) == (-1, -31008, -31007, -2)
    assert [(one["state"], one["reason"]) for one in listed["transactions"]] == [(-1, 3), (-2, 5)]
    assert await house.taken(intent.booking_id) == 0
    assert await house.money(code, "payme") == {"capture": SUM.minor, "refund": -SUM.minor}


async def test_a_payme_transaction_older_than_twelve_hours_is_dead(house: House) -> None:
    _, _, code = await house.payment("payme", SUM)
    await rpc(house, "CreateTransaction", id="old", time=1, **order(code))
    async with house.database.transaction() as tx:
        await tx.execute(text("update payments.provider_call set created_at = created_at - interval '12 hours'"))

    assert await rpc(house, "PerformTransaction", id="old") == -31008
    checked = await rpc(house, "CheckTransaction", id="old")
    assert (checked["state"], checked["reason"]) == (-1, 4)
    assert (await rpc(house, "CreateTransaction", id="new", time=2, **order(code)))["state"] == 1


async def refund_all(tx: Any, intent: Any) -> None:
    await service.request_refund(tx, intent_id=intent.id, amount=SUM, reason="cancelled", now=datetime.now(UTC))


async def click(house: House, step: str, sign: str | None = None, **form: str) -> int:
    more = {"sign": sign} if sign is not None else {}
    answer = await house.lever("click", "call", action=step, form=form, **more)
    return int(answer["error"])


async def test_click_takes_money_once_and_says_so_when_it_asks_again(house: House) -> None:
    intent, _, code = await house.payment("click", SUM)

    answer = await house.lever("click", "pay", account=code, amount="120000.00")
    form = {"click_trans_id": answer["click_trans_id"], "merchant_trans_id": code, "amount": "120000.00"}
    prepared = str(answer["merchant_confirm_id"])
    again = await click(house, "complete", merchant_prepare_id=prepared, **form)
    once_more = await click(house, "prepare", **form)

    assert (answer["error"], again, once_more) == (0, -4, -4)
    assert await house.taken(intent.booking_id) == SUM.minor
    assert await house.money(code, "click") == {"capture": SUM.minor}


@pytest.mark.parametrize("amount", ["120000", "120000.0", "120000.00"])
async def test_the_amount_is_signed_as_it_is_written(house: House, amount: str) -> None:
    _, _, code = await house.payment("click", SUM)

    assert (await house.lever("click", "pay", account=code, amount=amount))["error"] == 0


async def test_click_is_refused_in_its_own_words(house: House) -> None:
    _, _, code = await house.payment("click", SUM)
    form = {"merchant_trans_id": code, "amount": "120000.00"}

    assert await click(house, "prepare", sign="0" * 32, **form) == -1
    assert await click(house, "prepare", **{**form, "amount": "119999.00"}) == -2
    assert await click(house, "prepare", **{**form, "action": "7"}) == -3
    assert await click(house, "prepare", **{**form, "merchant_trans_id": new_code()}) == -5
    assert await click(house, "complete", **form, click_trans_id="1", merchant_prepare_id="1") == -6
    assert await click(house, "prepare", **form, error="none") == -8


async def test_click_that_gave_up_is_told_the_payment_is_over_and_another_may_follow(house: House) -> None:
    intent, _, code = await house.payment("click", SUM)
    form = {"click_trans_id": "77", "merchant_trans_id": code, "amount": "120000.00"}
    answer = await house.lever("click", "call", action="prepare", form=form)
    prepared = str(answer["merchant_prepare_id"])

    assert await click(house, "complete", **form, merchant_prepare_id=prepared, error="-5017") == -9
    assert await click(house, "complete", **form, merchant_prepare_id=prepared) == -9
    assert await house.taken(intent.booking_id) == 0
    assert (await house.lever("click", "pay", account=code, amount="120000.00"))["error"] == 0
    assert await house.money(code, "click") == {"capture": 2 * SUM.minor, "refund": -SUM.minor}
