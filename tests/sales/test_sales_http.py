"""Online sale over HTTP: chosen by the business, bought by anybody, seen by the link, given back by a manager."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from smartbooking.catalog.domain import PaymentTiming
from smartbooking.infra.db import Database
from smartbooking.kernel.principal import VendorRole
from tests.bookings.factory import NIGHT_PRICE, Place, committed_rooms
from tests.payments.provider import Provider
from tests.pricing.conftest import Caller, caller

__all__ = ["caller"]
TOTAL = 2 * NIGHT_PRICE // 100
SHOP = {"giftCardAmounts": [TOTAL, 5000], "giftCardFrom": 1000, "giftCardTo": 2000, "version": 0}


@pytest.fixture
async def place(database: Database, cards: Provider) -> Place:
    return await committed_rooms(database, capacity=5, payment_timing=PaymentTiming.PREPAY)


def vendor(place: Place, rest: str) -> str:
    return f"/api/v1/vendors/ven_{place.vendor_id}/{rest}"


async def opened(client: httpx2.AsyncClient, caller: Caller, place: Place, **more: Any) -> None:
    caller.becomes(place.vendor_id, VendorRole.MANAGER)
    reply = await client.put(vendor(place, "shop"), json={**SHOP, **more})
    assert reply.status_code == 200, reply.text
    caller.leaves()


def wish(place: Place, **more: Any) -> dict[str, Any]:
    return {
        "vendorId": f"ven_{place.vendor_id}", "giftCardAmount": TOTAL, "recipient": "Дана",
        "buyer": {"name": "Айгерім", "phone": "8 701 555 04 18"}, "paymentMethod": "sandbox",
        "paymentDetails": {"token": "tok_success"}, **more,
    }  # fmt: skip


async def bought(client: httpx2.AsyncClient, place: Place, key: str, **more: Any) -> httpx2.Response:
    return await client.post("/api/v1/sales", json=wish(place, **more), headers={"Idempotency-Key": key})


async def test_a_gift_card_is_bought_once_its_code_made_by_the_link_and_a_booking_paid_with_it(
    client: httpx2.AsyncClient, caller: Caller, place: Place, cards: Provider, database: Database
) -> None:
    assert (await client.get(vendor(place, "on-sale"))).json()["passes"] == []
    await opened(client, caller, place)
    window = (await client.get(vendor(place, "on-sale"))).json()
    assert window["giftCards"] == {"amounts": [5000, TOTAL], "lowest": 1000, "highest": 2000}

    first = await bought(client, place, "one-gift-card")
    again = await bought(client, place, "one-gift-card")
    sale = first.json()

    assert (first.status_code, sale["status"], again.content) == (201, "issued", first.content), first.text
    assert "code" not in first.text.replace("declineCode", "")
    address, link = f"/api/v1/sales/{sale['id']}", {"X-Sale-Token": sale["accessToken"]}
    seen = (await client.get(address, headers=link)).json()
    assert (seen["recipient"], seen["price"], seen["status"], seen["returns"]) == ("Дана", TOTAL, "issued", [])
    assert (await client.get(address)).status_code == 404
    assert (await client.get(address, headers={"X-Sale-Token": sale["accessToken"] + "x"})).status_code == 404
    code = (await client.post(f"{address}/code", headers=link)).json()["code"]
    async with database.reading() as read:
        stored = (await read.execute(text("select reply from infra.idempotency_key"))).scalars().all()
    assert stored
    assert all(code.encode() not in bytes(one) for one in stored)

    booking = {
        "resourceId": f"res_{place.resource.id}", "startDate": "2027-12-05", "endDate": "2027-12-07",
        "userDetails": {"firstName": "Дана", "phone": "+77015550499"}, "paymentMethod": "sandbox", "valueCode": code,
    }  # fmt: skip
    made = (await client.post("/api/v1/bookings", json=booking, headers={"Idempotency-Key": "by-the-card"})).json()
    assert (made["status"], made["paymentStatus"]) == ("confirmed", "paid")

    caller.becomes(place.vendor_id, VendorRole.MANAGER)
    refused = await client.post(
        vendor(place, f"sales/{sale['id']}/refund"),
        json={"reason": "She asked"},
        headers={"Idempotency-Key": "give-back-1"},
    )
    assert (refused.status_code, refused.json()["reason"]) == (409, "used")
    lines = (await client.get(vendor(place, "money/statement"), params={"currency": "KZT"})).json()
    told = {line["kind"]: line.get("saleId") for line in lines.get("data", [])}
    assert told["gift_card_sold"] == sale["id"]


async def test_a_declined_card_can_be_tried_again_and_the_desk_gives_back_what_nobody_used(
    client: httpx2.AsyncClient, caller: Caller, place: Place, cards: Provider
) -> None:
    await opened(client, caller, place)
    sale = (await bought(client, place, "declined-first", paymentDetails={"token": "tok_declined"})).json()
    address, link = f"/api/v1/sales/{sale['id']}", {"X-Sale-Token": sale["accessToken"]}
    assert (sale["status"], sale["payment"]["status"]) == ("awaiting_payment", "failed")
    assert sale["payment"]["declineCode"]
    assert (await client.post(f"{address}/code", headers=link)).json()["reason"] == "not_issued"

    once = {"Idempotency-Key": "second-try"}
    pay = {"paymentMethod": "sandbox", "paymentDetails": {"token": "tok_success"}}
    assert (await client.post(f"{address}/pay", json=pay, headers=once)).status_code == 404  # without the link
    paid = await client.post(f"{address}/pay", json=pay, headers={**link, **once})
    assert (paid.status_code, paid.json()["status"]) == (200, "issued"), paid.text

    back = {"json": {"reason": "She asked"}, "headers": {"Idempotency-Key": "give-it-back"}}
    caller.becomes(place.vendor_id, VendorRole.STAFF)
    assert (await client.post(vendor(place, f"sales/{sale['id']}/refund"), **back)).status_code == 403
    caller.becomes(place.vendor_id, VendorRole.MANAGER)
    replies = [await client.post(vendor(place, f"sales/{sale['id']}/refund"), **back) for _ in range(2)]
    assert [(one.status_code, one.json()["status"]) for one in replies] == [(200, "refunded")] * 2
    rows = (await client.get(vendor(place, "sales"))).json()["data"]
    assert [(row["status"], row["price"], row["buyerPhone"]) for row in rows] == [("refunded", TOTAL, "+77015550418")]
    caller.leaves()
    seen = (await client.get(address, headers=link)).json()
    assert [(one["amount"], one["status"]) for one in seen["returns"]] == [(TOTAL, "requested")]


async def test_a_payment_on_the_providers_page_leads_there_and_its_payment_names_the_sale(
    client: httpx2.AsyncClient, caller: Caller, place: Place, cards: Provider
) -> None:
    await opened(client, caller, place)

    sale = (await bought(client, place, "by-the-page", paymentDetails={})).json()

    payment = sale["payment"]
    assert (sale["status"], payment["status"]) == ("awaiting_payment", "requires_action")
    assert payment["nextUrl"].startswith(cards.url)
    secret = {"X-Payment-Secret": payment["clientSecret"]}
    told = (await client.get(f"/api/v1/payments/{payment['intentId']}", headers=secret)).json()
    assert (told.get("bookingId"), told["saleId"]) == (None, sale["id"])


@pytest.mark.parametrize(
    ("more", "status", "reason"),
    [
        ({"giftCardAmount": 777}, 409, "amount"),
        ({"paymentMethod": "pay_on_site"}, 409, "method"),
        ({"message": "4111 1111 1111 1111"}, 422, None),
        ({"giftCardAmount": None}, 422, None),
        ({"buyer": {"name": "Айгерім"}}, 422, None),
        ({"buyer": {"name": "Айгерім", "phone": "12"}}, 422, None),
        ({"vendorId": "ven_99999"}, 404, None),
        ({"giftCardAmount": "1000.005"}, 422, None),
    ],
)
async def test_what_can_not_be_bought_is_refused_and_nothing_is_written(
    client: httpx2.AsyncClient, caller: Caller, place: Place, database: Database, more: dict[str, Any], status: int,
    reason: str | None,
) -> None:  # fmt: skip
    await opened(client, caller, place)

    reply = await bought(client, place, "refused-anyway", **more)

    assert (reply.status_code, reply.json().get("reason")) == (status, reason), reply.text
    async with database.reading() as read:
        assert await read.scalar(text("select count(*) from sales.sale")) == 0
        assert await read.scalar(text("select count(*) from payments.intent")) == 0


async def test_the_switch_ends_new_sales_of_gift_cards_at_once(
    client: httpx2.AsyncClient, caller: Caller, place: Place, cards: Provider, database: Database
) -> None:
    await opened(client, caller, place)
    async with database.transaction() as tx:
        await tx.execute(
            text("""insert into infra.switch (code, vendor_id, is_on, reason, changed_by, changed_at)
                    values ('gift_card_sale', :id, false, 'a test', 'system', now())"""),
            {"id": place.vendor_id},
        )
    client._transport.app.state.runtime.parts["switches"]._known = None  # type: ignore[attr-defined]

    reply = await bought(client, place, "while-switched-off")

    assert (reply.status_code, reply.json()["type"].rpartition("/")[2]) == (409, "switched-off")
    assert "giftCards" not in {k for k, v in (await client.get(vendor(place, "on-sale"))).json().items() if v}


async def test_a_business_chooses_only_its_own_plans_and_nobody_overwrites_another(
    client: httpx2.AsyncClient, caller: Caller, place: Place
) -> None:
    await opened(client, caller, place)
    caller.becomes(place.vendor_id, VendorRole.MANAGER)

    stale = await client.put(vendor(place, "shop"), json=SHOP)
    foreign = {**SHOP, "version": 1, "passPlanIds": ["ppl_01M7YHFMK6EXSVJKDHAQ5QAGFG"]}
    unknown = await client.put(vendor(place, "shop"), json=foreign)

    assert (stale.status_code, unknown.status_code) == (409, 422)
    assert unknown.json()["errors"][0]["pointer"] == "/passPlanIds"
    assert (await client.get(vendor(place, "shop"))).json()["giftCardAmounts"] == [5000, TOTAL]
