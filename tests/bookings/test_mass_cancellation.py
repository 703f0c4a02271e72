"""A closed day: many bookings cancelled by one command, through crashes and twice at once, each refunded once."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.bookings.domain import Booking, PaymentStatus, Status
from smartbooking.bookings.domain.cancelling import MassCancellation
from smartbooking.bookings.service import mass_cancellation as service
from smartbooking.catalog.domain import PaymentTiming
from smartbooking.identity import service as identity
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.kernel.principal import SYSTEM, VendorRole
from smartbooking.kernel.problem import NotFound
from tests.bookings.desk import PREPAID, Desk
from tests.bookings.factory import NIGHT_PRICE
from tests.bookings.test_lifecycle_money import carry_out_refunds, current, finish
from tests.identity.factory import make_user, sign_in
from tests.payments.provider import Provider

TOTAL = 2 * NIGHT_PRICE


async def paid(desk: Desk, number: int) -> list[Booking]:
    return [await finish(desk, await desk.check_out(await desk.hold(), PREPAID)) for _ in range(number)]


async def ordered(desk: Desk, bookings: list[Booking]) -> MassCancellation:
    async def start(tx: Tx) -> MassCancellation:
        return await service.start(
            tx, vendor_id=desk.place.vendor_id, booking_ids=[one.id for one in bookings], reason="A pipe has burst",
            caller=desk.staff, now=desk.now,
        )  # fmt: skip

    return await desk.database.run(start)


async def work(desk: Desk, command: MassCancellation) -> int:
    return await service.carry_on(
        desk.database, vendor_id=desk.place.vendor_id, cancellation_id=command.id, now=desk.now
    )


async def progress(desk: Desk, command: MassCancellation) -> MassCancellation:
    async with desk.database.reading() as read:
        return await service.progress(read, vendor_id=desk.place.vendor_id, cancellation_id=command.id)


async def test_the_list_shows_whom_it_meets_and_what_goes_back(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY, capacity=4)
    [first] = await paid(desk, 1)
    later = await finish(desk, await desk.check_out(await desk.hold(ahead=20), PREPAID))
    await desk.hold()  # nobody's yet
    day = first.quote.parts[0].start_local.date()

    async with database.reading() as read:
        met = await service.affected(
            read, vendor_id=desk.place.vendor_id, day_from=day, day_before=day + timedelta(days=1), resource_id=None
        )
        all_of_them = await service.affected(
            read, vendor_id=desk.place.vendor_id, day_from=day, day_before=day + timedelta(days=30),
            resource_id=desk.place.resource.id,
        )  # fmt: skip

    assert [(one.booking.id, one.refund.minor) for one in met] == [(first.id, TOTAL)]
    assert [one.booking.id for one in all_of_them] == [first.id, later.id]


async def test_a_worker_that_dies_midway_is_followed_by_one_that_finishes(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY, capacity=6)
    bookings = await paid(desk, 5)
    command = await ordered(desk, bookings)
    assert (command.total, command.waiting) == (5, 5)

    dying = asyncio.create_task(work(desk, command))
    while (await progress(desk, command)).cancelled == 0 and not dying.done():
        await asyncio.sleep(0)
    dying.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await dying
    await service.resume(database)
    await asyncio.gather(work(desk, command), work(desk, command))
    await carry_out_refunds(desk, bookings[0])

    done = await progress(desk, command)
    assert (done.cancelled, done.skipped, done.waiting) == (5, 0, 0)
    assert [row.refund.minor for row in done.rows if row.refund] == [TOTAL] * 5
    for booking in bookings:
        assert cards.money(booking.id.hex) == {"capture": TOTAL, "refund": -TOTAL}
        assert (await desk.look(booking)).announced["booking_cancelled"] == 1
    assert await desk.free() == 6


async def test_what_ended_meanwhile_is_skipped(database: Database, cards: Provider) -> None:
    desk = await Desk.open(database, timing=PaymentTiming.PREPAY, capacity=3)
    kept, gone = await paid(desk, 2)
    command = await ordered(desk, [kept, gone, kept])
    before = await desk.cancel(gone)

    assert await work(desk, command) == 2
    assert await work(desk, command) == 0

    done = await progress(desk, command)
    assert {row.booking_id: (row.outcome.value, row.refund) for row in done.rows} == {
        kept.id: ("cancelled", kept.total),
        gone.id: ("skipped", None),
    }
    assert (await current(desk, gone)).version == before.version
    assert (await current(desk, kept)).payment_status is PaymentStatus.REFUNDING


async def test_bookings_of_another_business_are_not_found(database: Database) -> None:
    desk, other = await Desk.open(database), await Desk.open(database)
    booking = await other.confirmed()

    with pytest.raises(NotFound):
        await ordered(desk, [booking])

    assert (await other.look(booking)).status is Status.CONFIRMED


async def test_a_manager_cancels_a_day_over_http_and_staff_may_only_look(
    client: httpx2.AsyncClient, runtime: Runtime
) -> None:
    desk = await Desk.open(runtime.database)
    booking = await desk.confirmed()
    base = f"/api/v1/vendors/{public_id('ven', desk.place.vendor_id)}/cancellations"
    manager, staff = await member(runtime, desk, VendorRole.MANAGER), await member(runtime, desk, VendorRole.STAFF)
    body = {"bookingIds": [public_id("bkg", booking.id)], "reason": "A pipe has burst"}
    day = booking.quote.parts[0].start_local.date()
    days = {"from": day.isoformat(), "to": (day + timedelta(days=1)).isoformat()}

    shown = await client.get(f"{base}/affected", params=days, headers=staff)
    refused = await client.post(base, json=body, headers={**staff, "Idempotency-Key": uuid7().hex})
    made = await client.post(base, json=body, headers={**manager, "Idempotency-Key": uuid7().hex})
    await service.carry_on(
        runtime.database, vendor_id=desk.place.vendor_id, cancellation_id=UUID(int=await _id(runtime)), now=desk.now
    )
    seen = await client.get(f"{base}/{made.json()['id']}", headers=staff)

    assert [one["confirmationCode"] for one in shown.json()["data"]] == [booking.code]
    assert (refused.status_code, made.status_code) == (403, 202)
    assert (made.json()["waiting"], seen.json()["waiting"], seen.json()["cancelled"]) == (1, 0, 1)
    assert seen.json()["rows"][0]["outcome"] == "cancelled"
    listed = await client.get(base, headers=staff)
    assert [one["id"] for one in listed.json()["data"]] == [made.json()["id"]]


async def _id(runtime: Runtime) -> int:
    async with runtime.database.reading() as read:
        found = await read.scalar(text("select id from bookings.cancellation order by at desc limit 1"))
    return int(found.int)


async def member(runtime: Runtime, desk: Desk, role: VendorRole) -> dict[str, str]:
    async with runtime.database.transaction() as tx:
        user = await make_user(tx, email=f"{uuid7().hex}@example.com")
        await identity.grant_role(tx, user_id=user.id, vendor_id=desk.place.vendor_id, role=role, by=SYSTEM)
    pair = await sign_in(runtime, user)
    return {"Authorization": f"Bearer {pair.access_token}"}
