"""docs/algorithms/refunds.md, "Over payments", as a test: step by step against a running provider."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import Problem
from smartbooking.payments import service
from tests.payments.factory import make_payment
from tests.payments.provider import Provider

PAGE = (Path(__file__).parents[2] / "docs" / "algorithms" / "refunds.md").read_text()
ROW = re.compile(r"^\| (\d+) \| ([^|]+?) \| ([\w-]*) ?\| (\d+) \| (\d+) \| (\w+) \|$", re.MULTILINE)
FAULTS = {"the provider refunds": None, "the provider refunds, its answer is lost": "lost_reply",
          "the provider says no": "refund_failed"}  # fmt: skip


class Desk:
    """The payment and the refund the page is at."""

    def __init__(self, database: Database, provider: Provider, now: datetime) -> None:
        self.database, self.provider, self.now = database, provider, now
        self.intent: UUID
        self.refund: UUID

    async def act(self, what: str) -> str:
        """What the page says happens; returns the answer."""
        sum_asked, _, rest = what.partition(" ")
        if rest == "are taken":
            self.intent = (await make_payment(self.database, now=self.now, amount=Money(int(sum_asked), "KZT")))[0].id
            return ""
        if rest in ("are asked for", "is asked for"):
            return await self._ask(int(sum_asked))
        if what == "the provider is asked":
            await service.poll_open(self.database, now=self.now + timedelta(minutes=2))
            return await self._said()
        if fault := FAULTS[what]:
            self.provider.arm(fault, "refund")
        return (await service.run_refund(self.database, self.refund, now=self.now)).status.value

    async def _ask(self, minor: int) -> str:
        try:
            async with self.database.transaction() as tx:
                refund = await service.request_refund(
                    tx, intent_id=self.intent, amount=Money(minor, "KZT"), reason="page", now=self.now
                )
        except Problem as problem:
            return problem.slug
        self.refund = refund.id
        return refund.status.value

    async def _said(self) -> str:
        async with self.database.reading() as read:
            said = await read.scalar(text("select status from payments.refund where id = :id"), {"id": self.refund})
            return str(said)

    async def books(self) -> tuple[int, int, str]:
        async with self.database.reading() as read:
            query = """select a.refund_reserved_minor, i.refunded_minor, i.status from payments.intent i
                       join payments.attempt a on a.intent_id = i.id where i.id = :id"""
            row = (await read.execute(text(query), {"id": self.intent})).one()
        return row[0], row[1], row[2]


@pytest.mark.usefixtures("gateways")
async def test_every_step_of_the_page_is_what_happens(database: Database, now: datetime, provider: Provider) -> None:
    steps = ROW.findall(PAGE)
    desk = Desk(database, provider, now)

    for number, what, answer, aside, back, status in steps:
        said = await desk.act(what)
        assert (number, said, *await desk.books()) == (number, answer, int(aside), int(back), status)

    assert len(steps) == 13
