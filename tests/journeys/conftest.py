"""Fixtures of the journeys: one product and one browser per test process, a fresh visitor per test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import cluster
from tests.journeys import product
from tests.journeys.browser import FLAGS, PHONE, Visitor, chromium
from tests.journeys.product import Product

ALMATY = ZoneInfo("Asia/Almaty")
# What a page owes is judged by what it shows in the end; how soon is measured by `smartbooking bench web`.
expect.set_options(timeout=20_000)
Visit = Callable[..., Visitor]
Day = Callable[[int], str]
# What owners may choose: one padel court is paid on the spot, its business gives a tenth off for a code, and a flat is
# let for two nights at least.
PREPARE = """
    update catalog.resource set payment_timing = 'on_site' where name ->> 'en' = 'Padel court 1';
    update pricing.rate set deposit = 'none', deposit_value = 0 where offer_kind = 'resource'
        and offer_id = (select id from catalog.resource where name ->> 'en' = 'Padel court 1');
    insert into pricing.promo_code
        (vendor_id, code, effect, value, currency, minimum_minor, offers, active, version, updated_at)
    select vendor_id, 'TENTH', 'percent', 1000, 'KZT', 0, '[]', true, 1, now()
    from catalog.resource where name ->> 'en' = 'Padel court 1';
    insert into availability.stay_restriction (vendor_id, owner, owner_id, valid_from, valid_until, min_nights)
    select vendor_id, 'resource', id, current_date, current_date + 400, 2
    from catalog.resource where name ->> 'en' = 'Apartment with a kitchen';
"""


@pytest.fixture(scope="session")
def running_product(
    server: cluster.Address, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Product]:
    """Server, worker and sandbox provider on a copy of the seeded database."""
    base = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    with product.running(server, base, PREPARE) as made:
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this process."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def visit(running_product: Product, browser: Browser) -> Iterator[Visit]:
    """Make visitors: `visit(width=1440, lang="kk", scheme="dark", expects=(409,))`; their consoles must stay silent."""
    made: list[Visitor] = []

    def enter(
        width: int = PHONE, *, lang: str = "ru-RU", scheme: Literal["light", "dark"] = "light",
        zone: str = "Asia/Almaty", expects: tuple[int, ...] = (), height: int = 844,
        installed: bool = False, scripts: bool = True,
    ) -> Visitor:  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=lang, color_scheme=scheme, timezone_id=zone,
            has_touch=width < 700, java_script_enabled=scripts,
            # Requests of a service worker pass by the routes with which journeys break the network.
            service_workers="allow" if installed else "block",
        )  # fmt: skip
        context.set_default_timeout(15_000)
        visitor = Visitor(context.new_page(), running_product.url, expected=expects)
        if scripts:
            visitor.watch()
        made.append(visitor)
        return visitor

    yield enter
    for visitor in made:
        visitor.page.context.close()
    complaints = [complaint for visitor in made for complaint in visitor.complaints]
    assert complaints == []


@pytest.fixture
def day() -> Day:
    """A date in Almaty so many days from today."""

    def of(days: int) -> str:
        return (datetime.now(UTC).astimezone(ALMATY) + timedelta(days=days)).date().isoformat()

    return of
