"""Kaspi asks `check`, takes the payer's money and tells `pay`: in time, late, twice, at once, for the wrong sum."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.bookings.domain import PaymentStatus, Status
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import is_code, new_code
from smartbooking.payments.gateways.kaspi_biller import KaspiBiller, paid_at
from smartbooking.payments.ports import BadSignature, Call
from tests.bookings.desk import Desk
from tests.payments.regional.house import PAGE, House
from tests.payments.regional.paying import awaiting, time_is_over, vendor

SUM = "50000.00"
OK, NOT_FOUND, CANCELLED, PAID = 0, 1, 2, 3


async def pay(house: House, desk: Desk, code: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await house.lever(
        "kaspi_biller", "pay", vendor=vendor(desk), account=code, **{"sum": SUM, **more}
    )
    return answer


async def test_check_changes_no_row_however_often_it_is_asked(house: House, desk: Desk) -> None:
    _, code = await awaiting(house, desk, "kaspi_biller")
    before = await house.fingerprint()

    asked = [
        await house.lever("kaspi_biller", "check", vendor=vendor(desk), account=account)
        for account in (code, new_code(), "+77010000000") * 20
    ]

    assert [one["answer"]["result"] for one in asked] == [OK, NOT_FOUND, NOT_FOUND] * 20
    assert {one["answer"].get("sum") for one in asked} == {SUM, None}
    assert await house.fingerprint() == before


async def test_money_in_time_confirms_the_booking_once_and_both_books_agree(house: House, desk: Desk) -> None:
    booking, code = await awaiting(house, desk, "kaspi_biller")
    await house.arm("lost_reply", "call", "kaspi_biller", times=2)

    first = await pay(house, desk, code, txnId="9001")
    twins = await asyncio.gather(*(pay(house, desk, code, txnId="9001") for _ in range(8)))
    await house.deliver()

    assert first["answer"]["result"] == OK
    assert {one["body"] for one in twins} == {first["body"]}
    assert await house.calls("kaspi_biller") == [(f"{desk.place.vendor_id}:9001", "performed")]
    assert (await desk.look(booking)).status is Status.CONFIRMED
    assert await house.money(code, "kaspi_biller") == {"capture": 5_000_000}
    assert await house.taken(booking.id) == 5_000_000


async def test_the_same_transaction_at_once_is_one_row_and_one_answer(house: House, desk: Desk) -> None:
    booking, code = await awaiting(house, desk, "kaspi_biller")

    answers = await asyncio.gather(*(pay(house, desk, code, txnId="9002") for _ in range(12)))
    await house.deliver()

    assert len({one["body"] for one in answers}) == 1
    assert len(await house.calls("kaspi_biller")) == 1
    assert await house.taken(booking.id) == 5_000_000


async def test_a_second_transaction_for_a_paid_booking_is_refused_and_told_to_a_person(
    house: House, desk: Desk
) -> None:
    booking, code = await awaiting(house, desk, "kaspi_biller")
    await pay(house, desk, code, txnId="9003")

    again = await pay(house, desk, code, txnId="9004")
    asked = await house.lever("kaspi_biller", "check", vendor=vendor(desk), account=code)

    assert (again["answer"]["result"], asked["answer"]["result"]) == (PAID, PAID)
    assert await house.alerts() == ["paid_twice"]
    assert await house.money(code, "kaspi_biller") == {"capture": 10_000_000, "refund": -5_000_000}
    assert await house.taken(booking.id) == 5_000_000


async def test_a_wrong_sum_is_taken_and_put_aside_and_confirms_nothing(house: House, desk: Desk) -> None:
    booking, code = await awaiting(house, desk, "kaspi_biller")

    answer = await pay(house, desk, code, sum="49999.00")
    await house.deliver()

    assert answer["answer"]["result"] == OK
    assert await house.alerts() == ["amount_differs"]
    assert (await desk.look(booking)).status is Status.PENDING_PAYMENT


async def test_money_for_nobody_is_refused_and_told_to_a_person(house: House, desk: Desk) -> None:
    answer = await pay(house, desk, "123456789")

    assert answer["answer"]["result"] == NOT_FOUND
    assert await house.alerts() == ["unknown_account"]
    assert await house.money("123456789", "kaspi_biller") == {"capture": 5_000_000, "refund": -5_000_000}


async def test_a_code_of_another_business_is_not_found(house: House, desk: Desk) -> None:
    _, code = await awaiting(house, desk, "kaspi_biller")

    asked = await house.lever("kaspi_biller", "check", vendor="ven_987654", account=code)

    assert asked["answer"]["result"] == NOT_FOUND


@pytest.mark.parametrize("phone", ["+77015550418", "87015550418", "7015550418"])
async def test_a_phone_stands_for_the_booking_that_waits(house: House, desk: Desk, phone: str) -> None:
    booking, code = await awaiting(house, desk, "kaspi_biller")
    async with house.database.transaction() as tx:
        await tx.execute(text("update bookings.booking set contact_phone = '+77015550418'"))

    answer = await pay(house, desk, phone)
    await house.deliver()

    assert answer["answer"]["result"] == OK
    assert (await desk.look(booking)).status is Status.CONFIRMED
    assert is_code(code)


async def test_late_money_takes_the_free_place_again(house: House, desk: Desk) -> None:
    booking, code = await awaiting(house, desk, "kaspi_biller")
    then = desk.now
    await time_is_over(desk)
    desk.now = then
    asked = await house.lever("kaspi_biller", "check", vendor=vendor(desk), account=code)

    answer = await pay(house, desk, code)
    await house.deliver()

    assert (asked["answer"]["result"], answer["answer"]["result"]) == (CANCELLED, OK)
    assert (await desk.look(booking)).status is Status.CONFIRMED
    assert await desk.free() == 0
    # The booking knows the payment that has the money: cancelling it gives that money back.
    assert await house.taken(booking.id) == 5_000_000
    async with house.database.reading() as read:
        shown = await read.scalar(text("select payment_status from bookings.booking where id = :i"), {"i": booking.id})
    assert PaymentStatus(shown) is PaymentStatus.PAID


async def test_late_money_for_a_taken_place_goes_back_by_hand_and_nothing_is_lost(house: House, desk: Desk) -> None:
    booking, code = await awaiting(house, desk, "kaspi_biller")
    desk_time = desk.now
    await time_is_over(desk)
    desk.now = desk_time
    other, other_code = await awaiting(house, desk, "kaspi_biller")
    await pay(house, desk, other_code)
    await house.deliver()

    answer = await pay(house, desk, code)
    await house.deliver()

    assert answer["answer"]["result"] == OK
    assert (await desk.look(booking)).status is Status.REFUNDED_UNAVAILABLE
    assert (await desk.look(other)).status is Status.CONFIRMED
    assert await house.alerts() == ["refund_by_hand"]
    async with house.database.reading() as read:
        ((refund, method),) = await service.refunds_by_hand(read, vendor_id=desk.place.vendor_id)
    assert (method, refund.amount) == ("kaspi_biller", Money(5_000_000, "KZT"))
    assert await house.taken(booking.id) == 5_000_000

    await service.record_desk_refund(house.database, refund.id, now=datetime.now(UTC))

    assert await house.taken(booking.id) == 0


async def test_the_answers_of_xml_are_repeated_too(house: House, desk: Desk) -> None:
    _, code = await awaiting(house, desk, "kaspi_biller")

    first = await pay(house, desk, code, txnId="9005", xml=True)
    second = await pay(house, desk, code, txnId="9005", xml=True)

    assert first["body"] == second["body"]
    assert first["body"].startswith('<?xml version="1.0" encoding="UTF-8"?><response><txn_id>9005</txn_id>')


async def test_requests_out_of_the_protocol_are_told_so_and_write_nothing(house: House, desk: Desk) -> None:
    address = f"{house.url}/api/v1/payments/calls/kaspi_biller/{vendor(desk)}"
    before = await house.fingerprint()

    async with httpx2.AsyncClient() as client:
        answers = [
            (await client.get(address, params=query)).json()["result"]
            for query in (
                {},
                {"command": "pay", "txn_id": "1", "account": "123456782"},
                {"command": "pay", "txn_id": "abc", "account": "123456782", "sum": "10.00"},
                {"command": "pay", "txn_id": "1", "account": "123456782", "sum": "10.001"},
                {"command": "refund", "txn_id": "1", "account": "123456782", "sum": "10.00"},
            )
        ]

    assert answers == [5, 5, 5, 5, 5]
    assert await house.fingerprint() == before


def call(address: str, *, through_proxy: bool = False, **headers: str) -> Call:
    return Call(
        method="GET", part="ven_1", query={"command": "nothing"}, headers=headers, body=b"", address=address,
        through_proxy=through_proxy, now=datetime.now(UTC),
    )  # fmt: skip


@pytest.mark.parametrize("address", ["194.187.247.153", "10.0.0.1", "::1", "nonsense"])
async def test_only_the_listed_addresses_are_answered(house: House, address: str) -> None:
    gateway = KaspiBiller(page=PAGE, addresses=("194.187.247.152", "10.1.0.0/16"))

    assert (await gateway.answer(house.database, call("10.1.2.3"))).status == 200
    with pytest.raises(BadSignature):
        await gateway.answer(house.database, call(address))


async def test_a_certificate_counts_only_when_a_trusted_proxy_has_seen_it(house: House) -> None:
    gateway = KaspiBiller(
        page=PAGE, addresses=("10.1.0.0/16",), client_header="X-Client-Verify", client_value="SUCCESS"
    )
    shown = {"x-client-verify": "SUCCESS"}

    assert (await gateway.answer(house.database, call("10.1.2.3", through_proxy=True, **shown))).status == 200
    for bad in (
        call("10.1.2.3", **shown),
        call("10.1.2.3", through_proxy=True),
        call("10.1.2.3", through_proxy=True, **{"x-client-verify": "NONE"}),
    ):
        with pytest.raises(BadSignature):
            await gateway.answer(house.database, bad)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("20261231235959", "2026-12-31T18:59:59+00:00"),
        ("20270101000000", "2026-12-31T19:00:00+00:00"),
        ("20240229120000", "2024-02-29T06:00:00+00:00"),  # before March 2024 Almaty was six hours ahead
        ("20240301000000", "2024-02-29T19:00:00+00:00"),
        ("20270230120000", "2026-11-21T09:00:00+00:00"),
        ("", "2026-11-21T09:00:00+00:00"),
    ],
)
def test_the_date_of_kaspi_is_the_wall_clock_of_almaty(told: str, meant: str, now: datetime) -> None:
    assert paid_at(told, now) == int(datetime.fromisoformat(meant).timestamp() * 1000)
