"""The demonstration: nine businesses that can be found, booked and signed in to."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from smartbooking.availability import service as availability
from smartbooking.catalog import service as catalog
from smartbooking.entrypoints.demo_data import seed
from smartbooking.entrypoints.demo_data.accounts import password_for
from smartbooking.entrypoints.demo_data.businesses import businesses
from smartbooking.identity.service.passwords import verify_password
from smartbooking.infra.module import Runtime
from smartbooking.kernel.text import LOCALES


def test_every_business_has_its_own_template_and_three_languages() -> None:
    found = businesses()

    assert [business.vertical.code for business in found] == list(catalog.verticals())
    assert all(set(business.name.texts) == set(LOCALES) for business in found)
    assert all(3 < len(business.vertical.resources) <= 12 for business in found)
    assert len({(business.latitude, business.longitude) for business in found}) == 9


@pytest.fixture
def today() -> datetime:
    # Holds run out by the database's clock, so the demonstration is always made as of now.
    return datetime.now(UTC)


async def test_the_demonstration_is_complete_and_may_be_repeated(runtime: Runtime, today: datetime) -> None:
    steps: list[tuple[int, int]] = []

    first = await seed(runtime, now=today, progress=lambda _what, done, total: steps.append((done, total)))
    second = await seed(runtime, now=today + timedelta(minutes=5))

    assert (len(first.opened), second.opened, second.bookings) == (9, (), Counter())
    assert [account.login for account in first.accounts] == [account.login for account in second.accounts]
    assert steps == [(done, 10) for done in range(1, 11)]
    assert sum(first.bookings.values()) >= 120
    assert {"confirmed", "completed", "cancelled", "awaiting_approval"} <= set(first.bookings)
    async with runtime.database.reading() as read:
        counts = (
            await read.execute(
                text("""
                select (select count(*) from vendors.vendor where status = 'verified'),
                       (select count(*) from catalog.resource), (select count(*) from pricing.rate),
                       (select count(distinct vendor_id) from search.listing),
                       (select count(*) from bookings.booking)
                """)
            )
        ).one()
    assert counts[:1] + counts[3:] == (9, 9, sum(first.bookings.values()))
    assert counts[1] == sum(len(business.vertical.resources) for business in businesses())
    assert [report.drifts async for report in availability.verify_everything(runtime.database)] == [()] * 9


async def test_every_account_opens_with_the_password_shown(runtime: Runtime, today: datetime) -> None:
    report = await seed(runtime, now=today)

    async with runtime.database.reading() as read:
        rows = await read.execute(text("select email, password_hash from identity.account"))
        stored = {row.email: row.password_hash for row in rows}
    assert len(stored) == 12
    for account in report.accounts:
        assert (await verify_password(account.password, stored[account.login]))[0], account.login
        assert account.password == password_for(runtime.settings, account.login)


async def test_another_installation_has_other_passwords(runtime: Runtime) -> None:
    elsewhere = runtime.settings.model_copy(update={"secret_key": type(runtime.settings.secret_key)("another-secret")})

    login = "customer@demo.example"
    assert password_for(elsewhere, login) != password_for(runtime.settings, login)
