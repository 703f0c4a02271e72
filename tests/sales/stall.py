"""A business that sells online, somebody who buys there, and everything one may look at afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from smartbooking.books import service as books
from smartbooking.infra.db import Database
from smartbooking.infra.switches import Switches
from smartbooking.kernel.principal import ANONYMOUS, SYSTEM
from smartbooking.payments import service as payments
from smartbooking.payments.service.books_check import check_books
from smartbooking.sales.domain import Sale, SaleKind, SaleStatus, Shop, Wish
from smartbooking.sales.repository import sales
from smartbooking.sales.service import buying, expiry, giving, settlement
from smartbooking.sales.service.buying import Buyer, Way
from smartbooking.sales.service.shop import change_shop, goods_of
from smartbooking.value import service as value
from smartbooking.value.domain import Holder, PassPlan, Plan
from tests.bookings.factory import NOW
from tests.catalog.factory import make_venue
from tests.drills import errands
from tests.value.factory import make_plan, ten_visits

ON = Switches(frozenset())
BUYER = Buyer(
    holder=Holder(name="Айгерім", phone="+77015550418"), recipient="Дана", message="", locale="ru", principal=ANONYMOUS
)  # fmt: skip
PAID, PAGE = Way(method="sandbox", token="tok_success"), Way(method="sandbox")

AFTERWARDS: dict[SaleKind, tuple[str, int]] = {
    SaleKind.GIFT_CARD: ("gift_card", 5_000_00), SaleKind.PASS: ("pass", 20_000_00),
    SaleKind.MEMBERSHIP: ("vendor", 15_000_00),
}  # fmt: skip
KINDS = pytest.mark.parametrize("kind", list(SaleKind))
TABLES = {SaleKind.GIFT_CARD: "value.account", SaleKind.PASS: "value.pass", SaleKind.MEMBERSHIP: "value.membership"}


@dataclass
class Stall:
    """All of one business; `now` is the time of whoever acts."""

    database: Database
    vendor_id: int
    passes: PassPlan
    club: Plan
    now: datetime = field(default=NOW)

    @classmethod
    async def open(cls, database: Database) -> Stall:
        """1,000 or 5,000 KZT on a card, or 500 to 900; ten visits for 20,000; a club for 15,000."""
        async with database.transaction() as tx:
            vendor_id = (await make_venue(tx)).vendor_id
            passes = await value.add_pass_plan(
                tx, vendor_id=vendor_id, terms=ten_visits(), on_sale=True, principal=SYSTEM, now=NOW
            )
            club = await make_plan(tx, vendor_id=vendor_id)
        stall = cls(database, vendor_id, passes, club)
        await stall.sells(
            amounts=(1_000_00, 5_000_00), lowest=500_00, highest=900_00, pass_plans=frozenset({passes.id}),
            membership_plans=frozenset({club.id}), version=0,
        )  # fmt: skip
        return stall

    async def sells(self, **what: Any) -> None:
        async with self.database.transaction() as tx:
            await change_shop(tx, shop=Shop(vendor_id=self.vendor_id, **what), principal=SYSTEM, now=self.now)

    def wish(self, kind: SaleKind) -> Wish:
        plan = {SaleKind.PASS: self.passes.id, SaleKind.MEMBERSHIP: self.club.id}.get(kind)
        return Wish(kind=kind, plan_id=plan, minor=None if plan else 5_000_00)

    async def begin(self, kind: SaleKind = SaleKind.GIFT_CARD, way: Way = PAID) -> tuple[UUID, UUID]:
        """The sale and its first try, of which the provider has not heard yet."""
        async with self.database.transaction() as tx:
            goods = await goods_of(tx, vendor_id=self.vendor_id, currency="KZT", wish=self.wish(kind), switches=ON)
            return await buying.begin(tx, vendor_id=self.vendor_id, goods=goods, buyer=BUYER, way=way, now=self.now)

    async def buy(self, kind: SaleKind = SaleKind.GIFT_CARD, way: Way = PAID) -> Sale:
        sale_id, attempt_id = await self.begin(kind, way)
        await buying.finish(self.database, sale_id=sale_id, attempt_id=attempt_id, now=self.now)
        return await self.sale(sale_id)

    async def taken(self, kind: SaleKind = SaleKind.GIFT_CARD, way: Way = PAID) -> UUID:
        """The provider takes the money, and the process dies before anybody heard of it."""
        sale_id, attempt_id = await self.begin(kind, way)
        await payments.run_attempt(self.database, attempt_id, now=self.now)
        return sale_id

    async def told(self, sale_id: UUID, intent_id: UUID) -> None:
        await self.database.run(
            lambda tx: settlement.settle_paid(tx, sale_id=sale_id, intent_id=intent_id, now=self.now)
        )

    async def code(self, sale: Sale) -> str:
        async with self.database.transaction() as tx:
            return await giving.make_code(tx, sale_id=sale.id, link_to=sale.id, now=self.now)

    async def give_back(self, sale: Sale) -> Sale:
        return await self.database.run(
            lambda tx: giving.give_back(
                tx, vendor_id=self.vendor_id, sale_id=sale.id, reason="asked for it", principal=SYSTEM, now=self.now
            )
        )

    async def worker(self) -> None:
        """Deliveries and jobs until nothing is due, then sales whose time is over."""
        await errands.run_due(self.database, self.now)
        await expiry.expire_due(self.database, now=self.now)
        await errands.run_due(self.database, self.now)

    async def sale(self, sale_id: UUID) -> Sale:
        async with self.database.reading() as read:
            found = await sales.get(read, sale_id)
        assert found is not None
        return found

    async def status(self, sale_id: UUID) -> SaleStatus:
        return (await self.sale(sale_id)).status

    async def balances(self) -> dict[str, int]:
        """Every account of the business that is not zero; the books are in order."""
        async with self.database.reading() as read:
            assert await check_books(read) == []
            return {one.account: one.amount.minor for one in await books.balances(read, vendor_id=self.vendor_id)}

    async def count(self, table: str) -> int:
        async with self.database.reading() as read:
            return int(await read.scalar(text(f"select count(*) from {table}")) or 0)


async def pays(stall: Stall, sale: Sale, way: Way) -> None:
    """Another try by the link."""
    async with stall.database.transaction() as tx:
        attempt_id = await buying.pay(tx, sale_id=sale.id, link_to=sale.id, principal=ANONYMOUS, way=way, now=stall.now)
    await buying.finish(stall.database, sale_id=sale.id, attempt_id=attempt_id, now=stall.now)
