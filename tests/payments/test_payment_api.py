"""The HTTP face of payments."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2
import pytest

from smartbooking.infra.db import Database
from smartbooking.kernel.ids import public_id, uuid7
from smartbooking.payments import service
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.payments.gateways.sandbox import Sandbox
from tests.payments.factory import make_payment
from tests.payments.test_webhooks import signed

JSON = {"content-type": "application/json"}


@pytest.fixture
def here(client: httpx2.AsyncClient, sandbox: Sandbox) -> httpx2.AsyncClient:
    """The application with both gateways; installed after its start-up, which knows no sandbox address."""
    service.install_gateways((OnSite(), sandbox))
    return client


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("ru", ["Карта (учебная оплата)", "Оплата на месте"]),
        ("kk", ["Карта (оқу төлемі)", "Орнында төлеу"]),
        ("en", ["Card (practice payment)", "Pay on site"]),
    ],
)
async def test_the_ways_to_pay_are_listed_cards_first(
    here: httpx2.AsyncClient, language: str, labels: list[str]
) -> None:
    reply = await here.get("/api/v1/payment-methods", params={"vendorId": "ven_7", "lang": language})

    assert reply.status_code == 200
    assert [method["label"] for method in reply.json()] == labels
    assert [(method["code"], method["kind"]) for method in reply.json()] == [
        ("sandbox", "card"),
        ("pay_on_site", "on_site"),
    ]


@pytest.mark.parametrize("how", ["query", "header"])
async def test_the_customer_sees_her_payment_with_its_secret(
    here: httpx2.AsyncClient, database: Database, now: datetime, how: str
) -> None:
    intent, _, outcome = await make_payment(database, now=now, token=None)
    address = f"/api/v1/payments/{public_id('pay', intent.id)}"

    if how == "query":
        reply = await here.get(address, params={"clientSecret": intent.client_secret})
    else:
        reply = await here.get(address, headers={"X-Payment-Secret": intent.client_secret})

    body = reply.json()
    assert reply.status_code == 200
    assert body.pop("serverNow").endswith("Z")
    assert body == {
        "intentId": public_id("pay", intent.id),
        "bookingId": public_id("bkg", intent.booking_id),
        "saleId": None,
        "status": "requires_action",
        "method": "sandbox",
        "amount": 12000.0,
        "capturedAmount": 0.0,
        "refundedAmount": 0.0,
        "currency": "KZT",
        "nextAction": {"type": "redirect", "url": outcome.redirect_url},
        "declineCode": None,
    }


@pytest.mark.parametrize("secret", [None, "", "wrong", "ключ"])
async def test_without_the_secret_there_is_no_such_payment(
    here: httpx2.AsyncClient, database: Database, now: datetime, secret: str | None
) -> None:
    intent, _, _ = await make_payment(database, now=now)
    parameters = {} if secret is None else {"clientSecret": secret}

    reply = await here.get(f"/api/v1/payments/{public_id('pay', intent.id)}", params=parameters)

    assert reply.status_code == 404
    assert reply.json()["code"] == "payment-not-found"


@pytest.mark.parametrize("intent", ["pay_1", "bkg_01M7YHFMK6EXSVJKDHAQ5QAGFG", "%00"])
async def test_a_malformed_id_is_told(here: httpx2.AsyncClient, intent: str) -> None:
    reply = await here.get(f"/api/v1/payments/{intent}")

    assert reply.status_code == 422


async def test_an_unknown_payment_is_not_found(here: httpx2.AsyncClient) -> None:
    reply = await here.get(f"/api/v1/payments/{public_id('pay', uuid7())}", params={"clientSecret": "x"})

    assert reply.status_code == 404


async def test_a_signed_message_is_answered_at_once_and_counted_once(here: httpx2.AsyncClient) -> None:
    headers, body = signed(
        {"id": "evt_1", "type": "payment.captured", "data": {"payment": "spay_1"}}, datetime.now(UTC)
    )

    replies = [
        await here.post("/api/v1/payments/webhooks/sandbox", content=body, headers={**headers, **JSON})
        for _ in range(2)
    ]

    assert [(reply.status_code, reply.json()) for reply in replies] == [(200, {"new": 1}), (200, {"new": 0})]


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("sandbox", 401, "webhook-refused"), ("pay_on_site", 401, "webhook-refused"), ("nobody", 404, "not-found")],
)
async def test_a_message_without_proof_is_refused(here: httpx2.AsyncClient, name: str, status: int, code: str) -> None:
    reply = await here.post(f"/api/v1/payments/webhooks/{name}", content=b"{}", headers=JSON)

    assert (reply.status_code, reply.json()["code"]) == (status, code)
