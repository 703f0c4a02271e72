"""Passes over HTTP: a plan, a pass, its code in one reply, and a booking that its visits pay for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database
from smartbooking.kernel.principal import VendorRole
from tests.bookings.factory import Place, committed_rooms
from tests.pricing.conftest import Caller, caller

__all__ = ["caller"]
pytestmark = pytest.mark.usefixtures("cards")
PLAN = {"name": {"ru": "10 посещений"}, "price": 20000, "visits": 10, "days": 90, "freezeDays": 14}


@pytest.fixture
async def place(database: Database) -> Place:
    return await committed_rooms(database, capacity=5, payment_timing=PaymentTiming.PREPAY)


def home(place: Place) -> str:
    return f"/api/v1/vendors/ven_{place.vendor_id}"


async def sold(client: httpx2.AsyncClient, caller: Caller, place: Place, **terms: object) -> str:
    """The code of a pass whose plan a manager made and staff sold; afterwards nobody is signed in."""
    caller.becomes(place.vendor_id, VendorRole.STAFF)
    assert (await client.post(f"{home(place)}/pass-plans", json=PLAN)).status_code == 403
    caller.becomes(place.vendor_id, VendorRole.MANAGER)
    plan = (await client.post(f"{home(place)}/pass-plans", json={**PLAN, **terms})).json()
    caller.becomes(place.vendor_id, VendorRole.STAFF)
    sale, key = {"planId": plan["id"], "paidBy": "pay_on_site"}, {"Idempotency-Key": "sale-of-a-pass-1"}
    made = [await client.post(f"{home(place)}/passes", json=sale, headers=key) for _ in range(2)]
    assert made[0].json()["id"] == made[1].json()["id"]
    code = (await client.post(f"{home(place)}/passes/{made[0].json()['id']}/code")).json()["code"]
    caller.leaves()
    return str(code)


def wish(place: Place, code: str) -> dict[str, object]:
    """Two nights two weeks ahead."""
    first = datetime.now(UTC).date() + timedelta(days=14)
    return {
        "resourceId": f"res_{place.resource.id}", "startDate": first.isoformat(),
        "endDate": (first + timedelta(days=2)).isoformat(), "paymentMethod": "pay_on_site", "valueCode": code,
        "userDetails": {"firstName": "Айгерім", "phone": "+77015550418"},
    }  # fmt: skip


async def test_visits_pay_for_a_booking_and_the_preview_says_which_come_back(
    client: httpx2.AsyncClient, caller: Caller, place: Place, database: Database
) -> None:
    code = await sold(client, caller, place)
    key = {"Idempotency-Key": "book-by-a-pass-1"}
    made = [
        await client.post("/api/v1/bookings", json=wish(place, code.lower().replace("-", " ")), headers=key)
        for _ in range(2)
    ]
    booking = made[0].json()
    link = {"X-Booking-Token": booking["manageToken"]}
    about = f"/api/v1/bookings/{booking['bookingId']}"
    shown = (await client.get(about, headers=link)).json()
    preview = (await client.get(f"{about}/refund-preview", headers=link)).json()
    checked = (await client.post(f"{home(place)}/passes/by-code/check", json={"code": code})).json()

    assert (made[0].status_code, made[1].json()["bookingId"]) == (201, booking["bookingId"]), made[0].text
    assert (booking["status"], booking["paymentStatus"], booking["totalPrice"]) == ("confirmed", "paid", 4000)
    assert (shown["lines"][0]["visits"], shown["dueNow"], shown["dueOnSite"]) == (2, 0, 0)
    assert [line["amount"] for line in shown["priceBreakdown"]] == [50000, -46000]
    assert [(line["visitsBack"], line["visitsKept"]) for line in preview["lines"]] == [(2, 0)]
    assert preview["ways"] == [{"method": "pass", "amount": 4000}]
    assert (checked["visits"], checked["visitsSold"], checked["standing"]) == (8, 10, "usable")
    assert await tables_with(database, code.replace("-", ""), code) == []


async def tables_with(database: Database, plain: str, printed: str) -> list[str]:
    """Tables in which a code stands."""
    async with database.reading() as read:
        tables = await read.execute(
            text("""select format('%I.%I', table_schema, table_name) as name from information_schema.tables
                    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'""")
        )
        return [
            name
            for (name,) in tables
            if await read.scalar(
                text(f"select count(*) from {name} t where t::text like :plain or t::text like :printed"),
                {"plain": f"%{plain}%", "printed": f"%{printed}%"},
            )
        ]


async def test_a_holder_freezes_and_releases_and_a_refusal_names_its_field(
    client: httpx2.AsyncClient, caller: Caller, place: Place
) -> None:
    code = await sold(client, caller, place)
    by_code = f"{home(place)}/passes/by-code"
    frozen = (await client.post(f"{by_code}/freeze", json={"code": code})).json()
    refused = await client.post(
        "/api/v1/bookings", json=wish(place, code), headers={"Idempotency-Key": "frozen-pass-1"}
    )
    released = (await client.post(f"{by_code}/release", json={"code": code})).json()

    assert (frozen["standing"], released["standing"], released["freezeLeft"]) == ("frozen", "usable", 13)
    assert (refused.status_code, refused.json()["reason"], refused.json()["field"]) == (409, "frozen", "/valueCode")


async def test_a_gift_card_beside_a_pass_pays_what_the_visits_leave_as_the_preview_says(
    client: httpx2.AsyncClient, caller: Caller, place: Place
) -> None:
    code = await sold(client, caller, place, visits=2, price=4000)
    caller.becomes(place.vendor_id, VendorRole.STAFF)
    sale, key = {"amount": 60000, "paidBy": "pay_on_site"}, {"Idempotency-Key": "sale-of-a-card-9"}
    card = (await client.post(f"{home(place)}/gift-cards", json=sale, headers=key)).json()
    card_code = (await client.post(f"{home(place)}/gift-cards/{card['id']}/code")).json()["code"]
    caller.leaves()
    nights = {name: wish(place, code)[name] for name in ("resourceId", "startDate", "endDate")}
    keys = [{"Idempotency-Key": f"a-card-beside-a-pass-{number}"} for number in range(3)]
    held = (await client.post("/api/v1/holds", json={"lines": [nights, nights]}, headers=keys[0])).json()
    link = {"X-Booking-Token": held["manageToken"]}
    both = {"valueCode": code, "giftCardCode": card_code}
    finish = {
        "holdId": held["holdId"], "paymentMethod": "pay_on_site", "userDetails": wish(place, code)["userDetails"],
    }  # fmt: skip

    shown = await client.post(f"/api/v1/bookings/{held['holdId']}/value-preview", json=both, headers=link)
    refused = await client.post(
        "/api/v1/bookings", json={**finish, "valueCode": card_code, "giftCardCode": card_code},
        headers={**link, **keys[1]},
    )  # fmt: skip
    booked = await client.post("/api/v1/bookings", json={**finish, **both}, headers={**link, **keys[2]})

    seen = shown.json()
    assert (seen["visits"], seen["dueNow"], seen["dueOnSite"], seen["total"]) == (2, 0, 0, 54000), shown.text
    assert seen["card"] == {"tail": card_code[-4:], "gives": 50000, "stays": 10000}
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/giftCardCode")
    assert (booked.status_code, booked.json()["status"], booked.json()["paymentStatus"]) == (201, "confirmed", "paid")
    left = (await client.post(f"{home(place)}/gift-cards/check", json={"code": card_code})).json()["balance"]
    assert left == 10000
