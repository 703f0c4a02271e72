"""Everybody presses at once, and again: one booking, one charge, one refund."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2
from sqlalchemy import text

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import parse_uuid, public_id
from smartbooking.kernel.principal import PlatformRole
from smartbooking.payments import service as payments
from smartbooking.payments.service.books_check import check_books
from tests.bookings.factory import NIGHT_PRICE, committed_rooms
from tests.bookings.test_booking_over_http import request
from tests.drills import errands
from tests.identity.factory import bearer_as
from tests.payments.provider import Provider

TOTAL = 4 * NIGHT_PRICE


async def insist(client: httpx2.AsyncClient, address: str, **parts: Any) -> httpx2.Response:
    """The same request until its answer is more than "in a moment"."""
    async with asyncio.timeout(120):
        while True:
            reply = await client.post(address, **parts)
            if not (reply.status_code in (409, 503) and reply.json()["retryable"]):
                return reply
            await asyncio.sleep(0.2)


async def prepaid(client: httpx2.AsyncClient, database: Database) -> dict[str, Any]:
    """The wish for a room that is paid at once."""
    rooms = await committed_rooms(database, capacity=5, payment_timing=PaymentTiming.PREPAY)
    return request(rooms, paymentMethod="credit_card", paymentDetails={"token": "tok_success"})


async def messages_of(provider: Provider, database: Database) -> list[dict[str, Any]]:
    """All that the provider has to say about the one payment and its refunds."""
    async with database.reading() as read:
        names = (await read.execute(text("select key, reference from payments.attempt"))).one()
    reply = await asyncio.to_thread(lambda: provider._call("GET", "/control/messages", params={"provider": "sandbox"}))
    return [message for message in reply["messages"] if any(name in message["body"] for name in names)]


async def deliver(database: Database, message: dict[str, Any]) -> None:
    at = datetime.now(UTC)
    await payments.receive_webhook(
        database, provider="sandbox", headers=message["headers"], body=message["body"].encode(), now=at
    )


async def test_two_hundred_creates_with_one_key_are_one_booking_one_charge_and_one_reply(
    client: httpx2.AsyncClient, database: Database, cards: Provider
) -> None:
    wish = await prepaid(client, database)
    key = {"Idempotency-Key": "the-same-for-two-hundred"}

    replies = await asyncio.gather(*(insist(client, "/api/v1/bookings", json=wish, headers=key) for _ in range(200)))

    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == 1
    assert len([reply for reply in replies if "idempotent-replayed" not in reply.headers]) == 1
    booking = parse_uuid("bkg", replies[0].json()["bookingId"])
    assert cards.money(booking.hex) == {"capture": TOTAL}
    async with database.reading() as read:
        assert list(await read.scalars(text("select id from bookings.booking"))) == [booking]
        assert await read.scalar(text("select count(*) from payments.attempt")) == 1


async def test_fifty_cancels_a_refund_by_the_business_and_repeated_messages_refund_once(
    client: httpx2.AsyncClient, database: Database, runtime: Runtime, cards: Provider
) -> None:
    errands.route()
    wish = await prepaid(client, database)
    made = (await client.post("/api/v1/bookings", json=wish, headers={"Idempotency-Key": "paid-at-once"})).json()
    booking = parse_uuid("bkg", made["bookingId"])
    guest, operator = {"X-Booking-Token": made["manageToken"]}, await bearer_as(runtime, PlatformRole.OPERATOR)
    async with database.reading() as read:
        intent = public_id("pay", await read.scalar(text("select id from payments.intent")))
    told = await messages_of(cards, database)
    assert told

    async def cancel(number: int) -> int:
        headers = {**(guest if number % 2 else operator), "Idempotency-Key": f"cancel-{number // 2}-{number % 2}"}
        address = f"/api/v1/bookings/{made['bookingId']}/cancel"
        return (await insist(client, address, json={"reason": "plans"}, headers=headers)).status_code

    async def refund(number: int) -> int:
        headers = {**operator, "Idempotency-Key": f"refund-{number}"}
        address = f"/api/payments/refund/{intent}"
        return (await insist(client, address, json={"reason": "no hot water"}, headers=headers)).status_code

    async def work() -> None:
        await errands.run_due(database, datetime.now(UTC))

    cancelled, refunded, *_ = await asyncio.gather(
        asyncio.gather(*(cancel(number) for number in range(50))),
        asyncio.gather(*(refund(number) for number in range(5))),
        *(deliver(database, message) for message in told * 3),
        work(), work(),
    )  # fmt: skip
    await work()
    afterwards = await messages_of(cards, database)
    await asyncio.gather(*(deliver(database, message) for message in afterwards * 3))
    await asyncio.gather(work(), work())
    await work()

    assert set(cancelled) == {200}
    assert set(refunded) <= {200, 409}
    assert cards.money(booking.hex) == {"capture": TOTAL, "refund": -TOTAL}
    async with database.reading() as read:
        refunds = list(await read.execute(text("select status, amount_minor from payments.refund")))
        status = list(await read.execute(text("select status, payment_status from bookings.booking")))
        assert await check_books(read) == []
    assert refunds == [("succeeded", TOTAL)]
    assert status == [("cancelled", "refunded")]
    assert len(afterwards) > len(told)
