"""The whole demonstration: accounts, businesses, visits. May be run again at any time; what is there stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from smartbooking.entrypoints.demo_data.accounts import DemoAccount, demo_account
from smartbooking.entrypoints.demo_data.businesses import Business, businesses, open_business
from smartbooking.entrypoints.demo_data.prepaid import sell_ahead
from smartbooking.entrypoints.demo_data.transfers import offer_transfers
from smartbooking.entrypoints.demo_data.visits import make_visits
from smartbooking.infra.db import Database, Tx
from smartbooking.infra.module import Runtime
from smartbooking.infra.settings import Settings
from smartbooking.kernel.principal import PlatformRole, Principal, VendorRole
from smartbooking.search import service as search
from smartbooking.vendors import service as vendors

Progress = Callable[[str, int, int], None]
"""Called with what was done last, how many steps are done, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """Who to sign in as, which businesses were opened now, and their bookings by status."""

    accounts: tuple[DemoAccount, ...]
    opened: tuple[str, ...]
    bookings: Counter[str]


async def seed(runtime: Runtime, *, now: datetime, progress: Progress | None = None) -> DemoReport:
    """Create what is missing, one transaction per business, so that an interrupted run can simply be repeated."""
    tell = progress or (lambda _what, _done, _all: None)
    wanted = businesses()
    steps = len(wanted) + 1
    accounts = await _people(runtime.database, runtime.settings, now)
    customer = Principal(user_id=accounts[0].user_id, name=accounts[0].name)
    tell("accounts", 1, steps)
    opened: list[str] = []
    bookings: Counter[str] = Counter()
    for index, business in enumerate(wanted):

        async def open_one(tx: Tx, business: Business = business) -> tuple[DemoAccount, Counter[str] | None]:
            return await _open(tx, runtime.settings, business, customer=customer, now=now)

        owner, made = await runtime.database.run(open_one)
        accounts.append(owner)
        if made is not None:
            opened.append(business.name.pick("ru"))
            bookings += made
        tell(business.name.pick("ru"), index + 2, steps)
    return DemoReport(accounts=tuple(accounts), opened=tuple(opened), bookings=bookings)


async def _people(database: Database, settings: Settings, now: datetime) -> list[DemoAccount]:
    async def create(tx: Tx) -> list[DemoAccount]:
        return [
            await demo_account(tx, settings, login=login, name=name, what=what, role=role, now=now)
            for login, name, what, role in (
                ("customer@demo.example", "Алия Серікова", "customer", PlatformRole.CUSTOMER),
                ("operator@demo.example", "Марат Оспанов", "operator", PlatformRole.OPERATOR),
                ("admin@demo.example", "Вера Ан", "administrator", PlatformRole.ADMIN),
            )
        ]

    return await database.run(create)


async def _open(
    tx: Tx, settings: Settings, business: Business, *, customer: Principal, now: datetime
) -> tuple[DemoAccount, Counter[str] | None]:
    """The owner's account, and the bookings made, or None when the business was there already."""
    account = await demo_account(
        tx,
        settings,
        login=business.owner_login,
        name=business.owner_name,
        what=f"owner of {business.name.pick('en')}",
        now=now,
    )
    if await vendors.find_imported_vendor(tx, external_ref=business.external_ref) is not None:
        return account, None
    person = Principal(user_id=account.user_id, name=account.name)
    opened = await open_business(tx, business, owner=person, now=now)
    owner = Principal(user_id=account.user_id, name=account.name, memberships={opened.vendor.id: VendorRole.OWNER})
    await offer_transfers(tx, opened.vendor, owner=owner, now=now)
    await sell_ahead(tx, opened.vendor, vertical=business.vertical.code, owner=owner, now=now)
    made = await make_visits(tx, opened, owner=owner, customer=customer, now=now)
    # The worker would do it a moment later; people who look at once should find something.
    await search.reindex_vendor(tx, vendor_id=opened.vendor.id, now=now)
    return account, made
