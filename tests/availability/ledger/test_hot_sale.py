"""Hot sales: many buyers, one resource, one transaction per batch, an answer for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from smartbooking.availability import service
from smartbooking.availability.errors import SlotUnavailable
from smartbooking.infra.db import Database, Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.problem import Conflict, NotFound, Unavailable
from tests.availability.ledger.factory import SESSION, TEN_MINUTES, Ledger, claim, hours

EVENING = hours(19, 22)


class Clerk:
    """Writes nothing but remembers; refuses the orders it is told to refuse."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.sold: list[str] = []

    async def complete(self, tx: Tx, winners: Sequence[service.Won[str]]) -> list[str]:
        self.batches.append(len(winners))
        for winner in winners:
            if winner.order == "broken":
                raise Conflict("This order is broken.")
        await tx.execute(text("select 1"))
        self.sold += [winner.order for winner in winners]
        return [f"{winner.order}:{winner.booking_id}" for winner in winners]


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
async def sale(database: Database, clerk: Clerk) -> AsyncIterator[service.HotSale[str, str]]:
    made: service.HotSale[str, str] = service.HotSale(database, hold_for=TEN_MINUTES, complete=clerk.complete)
    yield made
    await made.close()


async def test_five_hundred_buyers_of_a_hundred_places(
    ledger: Ledger, sale: service.HotSale[str, str], clerk: Clerk
) -> None:
    show = await ledger.resource(capacity=100, grain=SESSION)
    bookings = [uuid7() for _ in range(500)]

    answers = await asyncio.gather(
        *(
            sale.hold(vendor_id=77, booking_id=booking, claim=claim(show, EVENING), order=str(n))
            for n, booking in enumerate(bookings)
        ),
        return_exceptions=True,
    )

    won = [answer for answer in answers if isinstance(answer, str)]
    assert won == [f"{n}:{bookings[n]}" for n in range(100)]  # first come, first served
    assert sum(isinstance(answer, SlotUnavailable) for answer in answers) == 400
    assert await ledger.claims() == 100
    assert len(clerk.batches) <= 2
    assert await ledger.drifts() == ()


async def test_big_orders_that_do_not_fit_leave_room_for_small_ones(
    ledger: Ledger, sale: service.HotSale[str, str]
) -> None:
    show = await ledger.resource(capacity=5, grain=SESSION)

    answers = await asyncio.gather(
        *(
            sale.hold(vendor_id=77, booking_id=uuid7(), claim=claim(show, EVENING, quantity), order="x")
            for quantity in (4, 3, 1, 1)
        ),
        return_exceptions=True,
    )

    assert [isinstance(answer, str) for answer in answers] == [True, False, True, False]


async def test_broken_order_spoils_only_itself(ledger: Ledger, sale: service.HotSale[str, str], clerk: Clerk) -> None:
    show = await ledger.resource(capacity=50, grain=SESSION)

    answers = await asyncio.gather(
        *(
            sale.hold(vendor_id=77, booking_id=uuid7(), claim=claim(show, EVENING), order=order)
            for order in ("a", "broken", "b", "c")
        ),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [str, Conflict, str, str]
    assert clerk.sold == ["a", "b", "c"]
    assert await ledger.claims() == 3


async def test_buyer_who_hung_up_is_sold_nothing(ledger: Ledger, sale: service.HotSale[str, str]) -> None:
    show = await ledger.resource(capacity=50, grain=SESSION)
    first, second = (
        asyncio.create_task(sale.hold(vendor_id=77, booking_id=uuid7(), claim=claim(show, EVENING), order=order))
        for order in ("stays", "hangs up")
    )
    await asyncio.sleep(0)
    second.cancel()

    assert (await first).startswith("stays")
    with pytest.raises(asyncio.CancelledError):
        await second
    assert await ledger.claims() == 1


async def test_stopping_process_tells_everybody_to_come_again(ledger: Ledger, clerk: Clerk) -> None:
    show = await ledger.resource(capacity=50, grain=SESSION)
    gate = asyncio.Event()

    async def slow(tx: Tx, winners: Sequence[service.Won[str]]) -> list[str]:
        await gate.wait()
        return await clerk.complete(tx, winners)

    sale: service.HotSale[str, str] = service.HotSale(
        ledger.database, hold_for=TEN_MINUTES, complete=slow, largest_batch=2
    )
    buyers = [
        asyncio.create_task(sale.hold(vendor_id=77, booking_id=uuid7(), claim=claim(show, EVENING), order="x"))
        for _ in range(5)
    ]
    await asyncio.sleep(0.2)

    await sale.close()

    answers = await asyncio.gather(*buyers, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 5
    assert await ledger.claims() == 0


async def test_unknown_resource_is_told_to_each_buyer(sale: service.HotSale[str, str]) -> None:
    answers = await asyncio.gather(
        *(sale.hold(vendor_id=77, booking_id=uuid7(), claim=claim(404, EVENING), order="x") for _ in range(3)),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [NotFound] * 3


async def test_expired_holds_are_sold_again_within_the_batch(ledger: Ledger, sale: service.HotSale[str, str]) -> None:
    show = await ledger.resource(capacity=2, grain=SESSION)
    await ledger.expired_hold(claim(show, EVENING, quantity=2))

    answer = await sale.hold(vendor_id=77, booking_id=UUID(int=7), claim=claim(show, EVENING, 2), order="x")

    assert answer == f"x:{UUID(int=7)}"


async def test_hold_of_a_winner_lasts_as_long_as_promised(ledger: Ledger) -> None:
    show = await ledger.resource(capacity=2, grain=SESSION)
    seen: list[service.Won[str]] = []

    async def note(tx: Tx, winners: Sequence[service.Won[str]]) -> list[str]:
        seen.extend(winners)
        return ["ok"] * len(winners)

    sale: service.HotSale[str, str] = service.HotSale(ledger.database, hold_for=timedelta(minutes=3), complete=note)

    await sale.hold(vendor_id=77, booking_id=UUID(int=8), claim=claim(show, EVENING, line=4), order="x")

    row = await ledger.owner.fetchrow(
        "select id, expires_at, line, booking_id, expires_at - clock_timestamp() as left from availability.claim"
    )
    assert (row["id"], row["expires_at"], row["line"], row["booking_id"]) == (
        seen[0].claim_id, seen[0].expires_at, 4, UUID(int=8)
    )  # fmt: skip
    assert timedelta(minutes=2, seconds=55) < row["left"] <= timedelta(minutes=3)
