"""Gift cards over HTTP: sold, coded once, used with a booking, and told only what is theirs."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database
from smartbooking.kernel.principal import VendorRole
from smartbooking.value.domain import code_hash, plain
from tests.bookings.factory import NIGHT_PRICE, Place, committed_rooms
from tests.pricing.conftest import Caller, caller

__all__ = ["caller"]
pytestmark = pytest.mark.usefixtures("cards")
SALE = {"amount": 60000, "paidBy": "pay_on_site", "holderName": "Айгерім"}


@pytest.fixture
async def place(database: Database) -> Place:
    return await committed_rooms(database, capacity=5, payment_timing=PaymentTiming.PREPAY)


def cards_of(place: Place) -> str:
    return f"/api/v1/vendors/ven_{place.vendor_id}/gift-cards"


async def sold(client: httpx2.AsyncClient, caller: Caller, place: Place) -> tuple[str, str]:
    """A card and its code, sold by staff; afterwards nobody is signed in."""
    caller.becomes(place.vendor_id, VendorRole.STAFF)
    made = await client.post(cards_of(place), json=SALE, headers={"Idempotency-Key": "sale-of-a-card-1"})
    again = await client.post(cards_of(place), json=SALE, headers={"Idempotency-Key": "sale-of-a-card-1"})
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"]), made.text
    code = (await client.post(f"{cards_of(place)}/{made.json()['id']}/code")).json()["code"]
    caller.leaves()
    return made.json()["id"], code


def wish(place: Place, code: str, method: str = "pay_on_site") -> dict[str, object]:
    return {
        "resourceId": f"res_{place.resource.id}", "startDate": "2027-12-05", "endDate": "2027-12-07",
        "userDetails": {"firstName": "Айгерім", "phone": "+77015550418"}, "paymentMethod": method, "valueCode": code,
    }  # fmt: skip


async def test_a_booking_is_paid_with_a_code_and_its_cancellation_says_where_the_money_goes(
    client: httpx2.AsyncClient, caller: Caller, place: Place
) -> None:
    card, code = await sold(client, caller, place)

    made = await client.post("/api/v1/bookings", json=wish(place, code), headers={"Idempotency-Key": "book-by-card-1"})
    booking = made.json()
    link = {"X-Booking-Token": booking["manageToken"]}
    shown = (await client.get(f"/api/v1/bookings/{booking['bookingId']}", headers=link)).json()
    preview = (await client.get(f"/api/v1/bookings/{booking['bookingId']}/refund-preview", headers=link)).json()

    total = 2 * NIGHT_PRICE / 100
    assert (made.status_code, booking["status"], booking["paymentStatus"]) == (201, "confirmed", "paid"), made.text
    assert (shown["dueNow"], shown["dueOnSite"], shown["covered"]) == (0, 0, total)
    assert (preview["refundAmount"], preview["ways"]) == (total, [{"method": "gift_card", "amount": total}])
    checked = (await client.post(f"{cards_of(place)}/check", json={"code": code.lower()})).json()
    assert {name: checked[name] for name in ("balance", "standing", "tail", "kind")} == {
        "balance": 10000.0, "standing": "usable", "tail": code[-4:], "kind": "gift_card",
    }  # fmt: skip
    await client.post(f"/api/v1/bookings/{booking['bookingId']}/cancel", json={}, headers=link)
    caller.becomes(place.vendor_id, VendorRole.STAFF)
    lines = (await client.get(f"{cards_of(place)}/{card}")).json()["movements"]
    told = {(line["at"], line["atLocal"]) for line in lines}
    almaty = {datetime.fromisoformat(at).astimezone(ZoneInfo("Asia/Almaty")).isoformat()[:16] for at, _ in told}
    assert {local for _, local in told} == almaty
    assert [(line["kind"], line["amount"], line["balance"]) for line in lines] == [
        ("given_back", 50000.0, 60000.0), ("redeemed", -50000.0, 10000.0), ("coded", 0.0, 60000.0),
        ("issued", 60000.0, 60000.0),
    ]  # fmt: skip


async def test_a_repeated_request_takes_from_the_card_once(
    client: httpx2.AsyncClient, caller: Caller, place: Place
) -> None:
    _, code = await sold(client, caller, place)

    replies = [
        await client.post("/api/v1/bookings", json=wish(place, code), headers={"Idempotency-Key": "book-by-card-2"})
        for _ in range(3)
    ]

    assert len({reply.json()["bookingId"] for reply in replies}) == 1
    assert (await client.post(f"{cards_of(place)}/check", json={"code": code})).json()["balance"] == 10000.0


async def test_the_code_stands_nowhere_in_the_database(
    client: httpx2.AsyncClient, caller: Caller, place: Place, database: Database
) -> None:
    _, code = await sold(client, caller, place)
    await client.post("/api/v1/bookings", json=wish(place, code), headers={"Idempotency-Key": "book-by-card-3"})
    letters = plain(code)
    assert letters is not None

    async with database.reading() as read:
        tables = await read.execute(
            text("""select format('%I.%I', table_schema, table_name) as name from information_schema.tables
                    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'""")
        )
        hits = [
            name
            for (name,) in tables
            if await read.scalar(
                text(f"select count(*) from {name} t where t::text like :plain or t::text like :printed"),
                {"plain": f"%{letters}%", "printed": f"%{code}%"},
            )
        ]
        stored = await read.scalar(text("select code_hash from value.account"))

    assert (hits, stored) == ([], code_hash(letters))


async def test_refusals_say_why_and_take_nothing(
    client: httpx2.AsyncClient, caller: Caller, place: Place, database: Database
) -> None:
    card, code = await sold(client, caller, place)
    caller.becomes(place.vendor_id, VendorRole.STAFF)
    frozen = await client.post(f"{cards_of(place)}/{card}/freeze", json={"reason": "lost"})
    paid_out = await client.post(
        f"{cards_of(place)}/{card}/pay-out", json={"paidBy": "pay_on_site", "reason": "moves"},
        headers={"Idempotency-Key": "pay-out-a-card-1"},
    )  # fmt: skip
    caller.leaves()

    replies = [
        await client.post("/api/v1/bookings", json=wish(place, typed), headers={"Idempotency-Key": f"refused-{n}-{n}"})
        for n, typed in enumerate((code, "GAAA-AAAA-AAAA-AAAA", "4242 4242 4242 4242"), start=10)
    ]

    assert (frozen.json()["standing"], paid_out.status_code) == ("frozen", 403)
    assert [reply.status_code for reply in replies] == [409, 409, 422]
    assert [reply.json().get("reason") for reply in replies[:2]] == ["frozen", "unknown"]
    assert replies[2].json()["code"] == "card-number-refused"
    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from bookings.booking")) == 0
        assert await read.scalar(text("select balance_minor from value.account")) == 60000_00
