"""C7: one shape; confirmed when the money came at once, pending_payment when it did not. Against the real provider."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from smartbooking.kernel.ids import uuid7
from smartbooking.payments import service as payments
from smartbooking.payments.gateways.on_site import OnSite
from tests.bookings.factory import Place
from tests.contract.shapes import CANCELLED, ISO_Z, MADE, fits, four_nights
from tests.payments.factory import make_sandbox
from tests.payments.provider import Provider, running


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("provider")) as provider:
        yield provider


@pytest.fixture
async def paying(client: httpx2.AsyncClient, provider: Provider) -> AsyncIterator[httpx2.AsyncClient]:
    sandbox = make_sandbox(provider.url, timeout_seconds=5)
    payments.install_gateways((OnSite(), sandbox))
    yield client
    await sandbox.close()


async def test_a_card_that_pays_at_once_confirms(paying: httpx2.AsyncClient, rooms: Place) -> None:
    wish = four_nights(rooms, paymentMethod="credit_card", paymentDetails={"token": "tok_success"})

    reply = await paying.post("/api/v1/bookings", json=wish, headers={"Idempotency-Key": uuid7().hex})

    assert reply.status_code == 201, reply.text
    fits(reply.json(), MADE)
    assert (reply.json()["status"], reply.json()["paymentStatus"]) == ("confirmed", "paid")


async def test_a_card_that_asks_its_owner_waits(paying: httpx2.AsyncClient, rooms: Place) -> None:
    wish = four_nights(rooms, paymentMethod="credit_card", paymentDetails={"token": "tok_3ds"})

    reply = await paying.post("/api/v1/bookings", json=wish, headers={"Idempotency-Key": uuid7().hex})

    assert reply.status_code == 201, reply.text
    body = reply.json()
    fits(body, {**MADE, "holdExpiresAt": ISO_Z, "clientSecret": str, "nextAction": dict})
    assert (body["status"], body["paymentStatus"]) == ("pending_payment", "pending")
    assert body["nextAction"]["type"] == "redirect"
    assert body["nextAction"]["url"].startswith("http")


async def test_a_declined_card_books_nothing(paying: httpx2.AsyncClient, rooms: Place) -> None:
    wish = four_nights(rooms, paymentMethod="credit_card", paymentDetails={"token": "tok_declined"})

    reply = await paying.post("/api/v1/bookings", json=wish, headers={"Idempotency-Key": uuid7().hex})

    assert (reply.status_code, reply.json()["code"]) == (402, "payment-declined")


async def test_money_that_came_goes_back(paying: httpx2.AsyncClient, rooms: Place) -> None:
    wish = four_nights(rooms, paymentMethod="credit_card", paymentDetails={"token": "tok_success"})
    made = (await paying.post("/api/v1/bookings", json=wish, headers={"Idempotency-Key": uuid7().hex})).json()

    reply = await paying.post(
        f"/api/v1/bookings/{made['bookingId']}/cancel", json={"reason": "Plans", "refundRequested": True},
        params={"token": made["manageToken"]},
    )  # fmt: skip

    assert reply.status_code == 200, reply.text
    fits(reply.json(), CANCELLED)
    assert (reply.json()["refundAmount"], reply.json()["refundStatus"]) == (100_000, "processing")
