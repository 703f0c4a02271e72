"""The tables of docs/algorithms/value.md about passes, row by row."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from smartbooking.books import service as books
from smartbooking.books.domain import Terms
from smartbooking.infra.db import Tx
from smartbooking.kernel.ids import uuid7
from smartbooking.kernel.principal import SYSTEM
from smartbooking.payments import service as payments
from smartbooking.payments.service.books_check import check_books
from smartbooking.value import service
from smartbooking.value.domain import BY_VISITS, LineWanted, Till, visits_kept, worth_back
from smartbooking.value.domain.passes import worth
from smartbooking.value.errors import PassRefused
from tests.bookings.factory import NOW
from tests.catalog.factory import make_venue
from tests.value.factory import kzt, sell_pass

PAGE = (Path(__file__).parents[2] / "docs/algorithms/value.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]
WORTH = [row for row in ROWS if len(row) == 7 and row[0] != "price"]
KEPT = [row for row in ROWS if len(row) == 5 and row[0].isdigit()]
STEPS = [row for row in ROWS if len(row) == 9 and row[0] != "step"]


def test_visits_are_worth_what_the_page_says() -> None:
    for price, visits, left, owed, used, value, after in (map(int, row) for row in WORTH):
        unit = kzt(price // visits)
        found = worth(used, left=left, owed=kzt(owed), unit=unit)
        assert (found.minor, owed - found.minor) == (value, after)
    assert len(WORTH) == 6


def test_fees_keep_the_visits_the_page_says() -> None:
    for visits, value, fee, kept, back in (map(int, row) for row in KEPT):
        stays = visits_kept(visits, kzt(value), kzt(fee))
        assert (stays, worth_back(visits, kzt(value), visits - stays).minor) == (kept, back)
    assert len(KEPT) == 6


@dataclass
class Club:
    """The desk, one pass, and what uses it."""

    tx: Tx
    vendor_id: int
    now: datetime
    held: UUID = field(default_factory=uuid7)
    bookings: list[UUID] = field(default_factory=list)
    by_hand: list[int] = field(default_factory=list)

    async def act(self, what: str) -> str:
        number = next((int(word) for word in re.findall(r"\d+", what)), 0)
        if "days pass by" in what:
            self.now += timedelta(days=number)
            return ""
        await next(deed for words, deed in self.deeds.items() if words in what)(number)
        _, movements = await service.pass_of(self.tx, vendor_id=self.vendor_id, pass_id=self.held)
        return next(one for one in movements if one.kind.value != "coded").kind.value

    @property
    def deeds(self) -> dict[str, Callable[[int], Awaitable[object]]]:
        about = {"tx": self.tx, "vendor_id": self.vendor_id, "pass_id": self.held}
        desk = {"principal": SYSTEM, "now": self.now}
        return {
            "is sold": self.sell,
            "booking takes": self.book,
            "booking gives back": self.give_back,
            "by hand": self.use,
            "mistake": lambda _: service.undo_use(**about, **desk, number=self.by_hand[-1]),
            "is frozen": lambda _: service.freeze_pass(**about, actor="holder", now=self.now),
            "released": lambda _: service.release_pass(**about, actor="holder", now=self.now),
            "paid out": lambda _: service.pay_out_pass(**about, **desk, till=Till.DESK, reason="moves away"),
        }

    async def sell(self, _: int) -> None:
        one, _code = await sell_pass(
            self.tx, vendor_id=self.vendor_id, now=self.now, price=kzt(10_000), visits=3, days=30, freeze_days=5
        )
        self.held = one.id

    async def use(self, visits: int) -> None:
        about = {"vendor_id": self.vendor_id, "pass_id": self.held}
        await service.use_by_hand(self.tx, **about, visits=visits, note="", principal=SYSTEM, now=self.now)
        self.by_hand.append((await service.pass_of(self.tx, **about))[1][0].number)

    async def give_back(self, _: int) -> None:
        """All of it, however often it is asked for."""
        await payments.refund_everything(
            self.tx, vendor_id=self.vendor_id, booking_id=self.bookings[0], reason="cancelled", now=self.now
        )

    async def book(self, visits: int) -> None:
        booking = uuid7()
        wanted = LineWanted(
            line=1, resource_id=1, service_id=None, quantity=visits, people=1, units=1, starts_at=self.now
        )
        (use,) = await service.redeem_visits(
            self.tx, vendor_id=self.vendor_id, pass_id=self.held, booking_id=booking, wanted=[wanted], currency="KZT",
            cause=f"test:{booking}", now=self.now,
        )  # fmt: skip
        await payments.record_value_payment(
            self.tx, vendor_id=self.vendor_id, booking_id=booking, account_id=self.held, method=BY_VISITS,
            amount=use.value, tax=kzt(0), locale="ru", line=1, now=self.now,
        )  # fmt: skip
        self.bookings.append(booking)

    async def sums(self) -> tuple[int, int, int, int, int, int]:
        one, _ = await service.pass_of(self.tx, vendor_id=self.vendor_id, pass_id=self.held)
        owed = {one.account: one.amount.minor for one in await books.balances(self.tx, vendor_id=self.vendor_id)}
        due = await books.payable(self.tx, vendor_id=self.vendor_id, currency="KZT")
        thawed = one.thawed(self.now)
        days = (thawed.valid_until - NOW).days
        return one.visits, one.owed.minor, owed.get("pass", 0), due.minor, days, thawed.freeze_left


@pytest.mark.usefixtures("cards")
async def test_a_pass_lives_as_the_page_says(tx: Tx) -> None:
    venue = await make_venue(tx)
    terms = Terms(
        vendor_id=venue.vendor_id, currency="KZT", valid_from=NOW.date(), fee_points=500, fee_fixed=0,
        fee_returns=True, vendor_bears_provider_fee=True, withholds_tax=False, payout_delay_days=0,
    )  # fmt: skip
    await books.change_terms(tx, terms=terms, principal=SYSTEM, now=NOW)
    club = Club(tx=tx, vendor_id=venue.vendor_id, now=NOW)

    for number, what, answer, *sums in STEPS:
        try:
            said = await club.act(what)
        except PassRefused as refused:
            said = refused.extensions["reason"]
        assert (number, said, await club.sums()) == (number, answer, tuple(map(int, sums)))

    assert len(STEPS) == 18
    assert await check_books(tx) == []
