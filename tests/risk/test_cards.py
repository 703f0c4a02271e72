"""Cards as signals: one card under many names, and a card and a phone of different countries. Exact numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.infra.module import Runtime
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.payments import service as payments
from smartbooking.payments.domain.saved_cards import SavedCard
from smartbooking.payments.repository import saved_cards
from smartbooking.risk.domain import Mode
from tests.bookings.factory import Place, committed_rooms
from tests.identity.factory import bearer, make_user
from tests.payments.provider import Provider
from tests.risk.factory import act_everywhere, kept, switch, wish

BOOK = "/api/v1/bookings"
FIRST, SECOND, THIRD = "+77010000001", "+77010000002", "+77010000003"


@pytest.fixture
async def place(client: httpx2.AsyncClient, database: Database, cards: Provider) -> Place:
    """A place that takes cards; the application has started, and its gateways are those of the peer."""
    return await committed_rooms(database, capacity=20)


async def pay(
    client: httpx2.AsyncClient, place: Place, phone: str, token: str = "tok_success", **more: Any
) -> dict[str, Any]:
    client.cookies.clear()  # everybody has a browser of her own
    body = wish(place, phone=phone, paymentMethod="sandbox", paymentDetails={"token": token}) | more
    reply = await client.post(BOOK, json=body, headers=more.pop("headers", None))
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def last(database: Database) -> Any:
    return (await kept(database))[-1]


async def test_a_card_is_unknown_before_it_has_paid(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await switch(database, Mode.WATCH)

    await pay(client, place, FIRST)

    assert {"card_contacts_day", "country_mismatch"} & (await last(database)).signals.keys() == set()
    async with database.reading() as read:
        row = (await read.execute(text("select card_print, card_country from payments.attempt"))).one()
    assert (len(row.card_print), row.card_country) == (43, "KZ")


async def test_one_card_under_three_names_is_thirty_five_points_and_asks_for_a_yes(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await act_everywhere(database, place)
    for phone in (FIRST, SECOND, THIRD):
        assert (await pay(client, place, phone))["status"] == "confirmed"

    asked = await pay(client, place, FIRST)

    row = await last(database)
    assert (row.signals["card_contacts_day"], row.signals["country_mismatch"]) == (2, 0)
    assert (row.rule_points, row.step_up, row.acted, asked["status"]) == (35, "approval", True, "awaiting_approval")


async def test_another_card_under_other_names_says_nothing(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await switch(database, Mode.WATCH)
    for phone in (SECOND, THIRD):
        await pay(client, place, phone, "tok_mastercard")
    await pay(client, place, FIRST)

    await pay(client, place, FIRST)

    assert (await last(database)).signals["card_contacts_day"] == 0


async def test_a_card_of_another_country_than_the_phone_is_fifteen_points(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await switch(database, Mode.WATCH)
    await pay(client, place, FIRST, "tok_foreign")

    await pay(client, place, FIRST)

    row = await last(database)
    assert (row.signals["country_mismatch"], row.rule_points) == (1, 15)


async def test_a_kept_card_is_known_before_it_pays(
    client: httpx2.AsyncClient, runtime: Runtime, database: Database, place: Place
) -> None:
    await switch(database, Mode.WATCH)
    async with database.transaction() as tx:
        owner, now = await make_user(tx), datetime.now(UTC)
        card = SavedCard(
            id=uuid7(), account_id=owner.id, gateway="sandbox", token="scard_" + "0" * 24, payer=None, brand="visa",
            last4="0036", exp_month=12, exp_year=2030, fingerprint="of-this-test", country="DE", consented_at=now,
            saved_at=now, used_at=None,
        )  # fmt: skip
        await saved_cards.add(tx, card, unwanted_at=None)
    body = wish(place, phone=FIRST, paymentMethod="sandbox") | {
        "paymentDetails": {"savedCardId": public_id("crd", card.id)}
    }

    await client.post(BOOK, json=body, headers=await bearer(runtime, owner))

    row = await last(database)
    assert (row.signals["country_mismatch"], row.signals["card_contacts_day"]) == (1, 0)


async def test_after_two_days_no_payment_tells_its_card(
    client: httpx2.AsyncClient, database: Database, place: Place
) -> None:
    await switch(database, Mode.WATCH)
    await pay(client, place, FIRST, "tok_foreign")

    await payments.forget_prints(database, now=datetime.now(UTC) + timedelta(hours=47))
    async with database.reading() as read:
        early = await read.scalar(text("select count(*) from payments.attempt where card_print is not null"))
    await payments.forget_prints(database, now=datetime.now(UTC) + timedelta(hours=49))
    await pay(client, place, FIRST)

    assert early == 1
    assert "country_mismatch" not in (await last(database)).signals
