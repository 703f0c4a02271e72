"""The tables of docs/algorithms/value.md, row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from smartbooking.bookings.domain import Booking
from smartbooking.bookings.domain.balance import due_first, unpaid_status
from smartbooking.books import service as books
from smartbooking.books.domain import Terms
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import SYSTEM
from smartbooking.payments import service as payments
from smartbooking.payments.service.books_check import check_books
from smartbooking.value import service
from smartbooking.value.domain import Till
from smartbooking.value.errors import ValueRefused
from tests.bookings.factory import NOW, make_booking, make_rooms, nights
from tests.catalog.factory import make_venue
from tests.value.factory import kzt, sell

PAGE = (Path(__file__).parents[2] / "docs/algorithms/value.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]
COVERS = [row for row in ROWS if len(row) == 8 and row[0] != "case"]
STEPS = [row for row in ROWS if len(row) == 6 and row[0].isdigit()]


async def example(tx: Tx) -> Booking:
    place = await make_rooms(tx)
    return await make_booking(tx, place.resource.id, nights())


def with_money(booking: Booking, price: int, due: int, security: int) -> Booking:
    part = replace(
        booking.quote.parts[0],
        total=kzt(price),
        security=kzt(security),
        security_due_now=security > 0,
        due_now=kzt(due),
    )
    return replace(booking, total=kzt(price), due_now=kzt(due), quote=replace(booking.quote, parts=(part,)))


async def test_what_a_card_covers_is_what_the_page_says(tx: Tx) -> None:
    booking = await example(tx)
    wrong = []
    for case, *numbers, reads in COVERS:
        price, due, security, held, gives, first = map(int, numbers)
        covered = replace(with_money(booking, price, due, security), covered=kzt(min(held, price)))
        status = unpaid_status(covered).value if first == 0 else ""
        if (min(held, price), due_first(covered).minor, status) != (gives, first, reads):
            wrong.append((case, due_first(covered).minor, status))
    assert len(COVERS) == 8
    assert wrong == []


@dataclass
class Counter:
    """The desk, one card, and the bookings that use it."""

    tx: Tx
    vendor_id: int
    now: datetime
    card: UUID = field(default_factory=uuid7)
    bookings: list[UUID] = field(default_factory=list)
    paid: dict[UUID, UUID] = field(default_factory=dict)

    async def act(self, what: str) -> str:
        amount = next((int(word) for word in re.findall(r"\d+", what)), 0)
        about = {"vendor_id": self.vendor_id, "account_id": self.card}
        desk = {"principal": SYSTEM, "now": self.now}
        if "are sold" in what:
            self.card = (await sell(self.tx, vendor_id=self.vendor_id, minor=amount, now=self.now)).id
        elif "booking takes" in what:
            return str(await self.take(amount))
        elif "back" in what:
            await self.give_back(amount)
        elif "frozen" in what:
            await service.freeze(self.tx, **about, **desk, reason="lost")
        elif "released" in what:
            await service.release(self.tx, **about, **desk, reason="found")
        elif "put on" in what:
            await service.top_up(self.tx, **about, **desk, amount=kzt(amount), till=Till.DESK)
        elif "years pass" in what:
            self.now += timedelta(days=3 * 365 + 2)
            return ""
        else:
            await service.pay_out(self.tx, **about, **desk, till=Till.DESK, reason="moves away")
        _, movements = await service.card_of(self.tx, vendor_id=self.vendor_id, account_id=self.card)
        return movements[0].kind.value

    async def take(self, amount: int) -> int:
        booking = uuid7()
        taken = await service.redeem(
            self.tx, vendor_id=self.vendor_id, account_id=self.card, amount=kzt(amount), booking_id=booking,
            cause=f"test:{booking}", now=self.now,
        )  # fmt: skip
        intent = await payments.record_value_payment(
            self.tx, vendor_id=self.vendor_id, booking_id=booking, account_id=self.card, method="gift_card",
            amount=taken, tax=kzt(0), locale="ru", now=self.now,
        )  # fmt: skip
        self.bookings.append(booking)
        self.paid[booking] = intent.id
        return taken.minor

    async def give_back(self, amount: int) -> None:
        """All of it, however often it is asked for."""
        await payments.refund_everything(
            self.tx, vendor_id=self.vendor_id, booking_id=self.bookings[0], reason="cancelled", now=self.now
        )

    async def sums(self) -> tuple[int, int, int]:
        card, _ = await service.card_of(self.tx, vendor_id=self.vendor_id, account_id=self.card)
        owed = {one.account: one.amount.minor for one in await books.balances(self.tx, vendor_id=self.vendor_id)}
        due = await books.payable(self.tx, vendor_id=self.vendor_id, currency="KZT")
        return card.balance.minor, owed.get("gift_card", 0), due.minor


@pytest.mark.usefixtures("cards")
async def test_a_card_lives_as_the_page_says(tx: Tx) -> None:
    venue = await make_venue(tx)
    terms = Terms(
        vendor_id=venue.vendor_id, currency="KZT", valid_from=NOW.date(), fee_points=500, fee_fixed=0,
        fee_returns=True, vendor_bears_provider_fee=True, withholds_tax=False, payout_delay_days=0,
    )  # fmt: skip
    await books.change_terms(tx, terms=terms, principal=SYSTEM, now=NOW)
    counter = Counter(tx=tx, vendor_id=venue.vendor_id, now=NOW)

    for number, what, answer, *sums in STEPS:
        try:
            said = await counter.act(what)
        except ValueRefused as refused:
            said = refused.extensions["reason"]
        assert (number, said, await counter.sums()) == (number, answer, tuple(map(int, sums)))

    assert len(STEPS) == 14
    assert await check_books(tx) == []
