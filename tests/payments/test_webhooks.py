"""Messages of the provider: proven, kept once, harmless when repeated, shuffled, late, lost or about nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
import uvicorn
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from smartbooking.infra.db import Database
from smartbooking.kernel.money import Money
from smartbooking.kernel.problem import NotFound
from smartbooking.payments import service
from smartbooking.payments.domain import IntentStatus
from smartbooking.payments.errors import WebhookRefused
from smartbooking.payments.gateways.on_site import OnSite
from smartbooking.sandbox_provider.protocols.own.signing import signature
from tests.payments.factory import make_payment, make_sandbox
from tests.payments.looking import apply_all, status, told
from tests.payments.provider import WEBHOOK_SECRET, Provider, free_port, running

MINUTE = timedelta(minutes=1)


def signed(event: dict[str, Any], at: datetime) -> tuple[dict[str, str], bytes]:
    """A message as the provider sends it."""
    body, stamp = json.dumps(event).encode(), int(at.timestamp())
    headers = {
        "webhook-id": event["id"],
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(WEBHOOK_SECRET, event["id"], stamp, body),
    }
    return headers, body


async def deliver(database: Database, event: dict[str, Any], now: datetime) -> int:
    headers, body = signed(event, now)
    return await service.receive_webhook(database, provider="sandbox", headers=headers, body=body, now=now)


def events_of(provider: Provider, intent_keys: set[str]) -> list[dict[str, Any]]:
    return [event for event in provider.events() if event["data"]["reference"] in intent_keys]


async def inbox(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as read:
        rows = await read.execute(text("select kind, status from payments.webhook_inbox order by id"))
        return [(kind, state) for kind, state in rows]


@pytest.mark.usefixtures("gateways")
class TestInbox:
    async def test_an_unsigned_message_is_refused_and_not_kept(self, database: Database, now: datetime) -> None:
        headers, body = signed({"id": "evt_1", "type": "payment.captured", "data": {"payment": "spay_1"}}, now)
        headers["webhook-signature"] = "v1,AAAA"

        with pytest.raises(WebhookRefused):
            await service.receive_webhook(database, provider="sandbox", headers=headers, body=body, now=now)

        assert await inbox(database) == []

    @pytest.mark.parametrize("name", ["nobody", "pay_on_site"])
    async def test_only_providers_that_sign_may_write(self, database: Database, now: datetime, name: str) -> None:
        with pytest.raises((NotFound, WebhookRefused)):
            await service.receive_webhook(database, provider=name, headers={}, body=b"{}", now=now)

    async def test_a_message_is_only_a_hint(self, database: Database, now: datetime) -> None:
        """A correctly signed "captured" about an unpaid payment pays nothing."""
        intent, attempt, _ = await make_payment(database, now=now, token=None)
        event = {"id": "evt_liar", "type": "payment.captured", "data": {"payment": "spay_x", "reference": attempt.key}}

        await deliver(database, event, now)
        await apply_all(database, now)

        assert await inbox(database) == [("payment.captured", "applied")]
        assert await status(database, intent.id) is IntentStatus.REQUIRES_ACTION

    async def test_the_same_event_from_many_connections_is_kept_and_applied_once(
        self, database: Database, now: datetime, provider: Provider
    ) -> None:
        intent, attempt, outcome = await make_payment(database, now=now, token=None)
        assert outcome.redirect_url is not None
        provider.press(outcome.redirect_url, choice="pay")
        event = events_of(provider, {attempt.key})[-1]

        new = await asyncio.gather(*(deliver(database, event, now) for _ in range(20)))
        async with database.reading() as read:
            (message_id,) = list(await read.scalars(text("select id from payments.webhook_inbox")))
        await asyncio.gather(*(service.apply_message(database, message_id, now=now) for _ in range(10)))

        assert sorted(new) == [0] * 19 + [1]
        assert await told(database, intent.id) == ["payment_captured"]
        assert await status(database, intent.id) is IntentStatus.CAPTURED

    async def test_a_message_about_an_unknown_object_is_kept_and_tried_again(
        self, database: Database, now: datetime
    ) -> None:
        event = {"id": "evt_early", "type": "payment.captured", "data": {"payment": "spay_later"}}
        await deliver(database, event, now)
        async with database.reading() as read:
            message_id = await read.scalar(text("select id from payments.webhook_inbox"))

        await service.apply_message(database, message_id, now=now)
        await service.apply_message(database, message_id, now=now + timedelta(hours=1))
        await service.apply_message(database, message_id, now=now + timedelta(hours=2))

        assert await inbox(database) == [("payment.captured", "waiting")]
        async with database.reading() as read:
            alerts = list(await read.scalars(text("select reason from payments.alert")))
            tries = await read.scalar(text("select tries from payments.webhook_inbox"))
        assert alerts == ["unknown_object"]
        assert tries == 3

    async def test_a_message_waits_while_the_provider_is_silent(
        self, database: Database, now: datetime, provider: Provider
    ) -> None:
        intent, attempt, outcome = await make_payment(database, now=now, token=None)
        assert outcome.redirect_url is not None
        provider.press(outcome.redirect_url, choice="pay")
        await deliver(database, events_of(provider, {attempt.key})[-1], now)
        provider.arm("error", "read")

        await apply_all(database, now)
        waiting = await inbox(database)
        await service.poll_open(database, now=now + 2 * MINUTE)

        assert waiting == [("payment.captured", "waiting")]
        assert await inbox(database) == [("payment.captured", "applied")]
        assert await status(database, intent.id) is IntentStatus.CAPTURED

    async def test_no_event_moves_a_final_payment(self, database: Database, now: datetime, provider: Provider) -> None:
        voided, first, _ = await make_payment(database, now=now, token=None)
        await service.cancel_intent(database, intent_id=voided.id, now=now)
        paid, second, _ = await make_payment(database, now=now)
        async with database.transaction() as tx:
            refund = await service.request_refund(
                tx, intent_id=paid.id, amount=Money(1_200_000, "KZT"), reason="r", now=now
            )
        await service.run_refund(database, refund.id, now=now)
        before = await told(database, voided.id), await told(database, paid.id)

        for n, event in enumerate(events_of(provider, {first.key, second.key})):
            await deliver(database, {**event, "id": f"evt_again_{n}"}, now)
            await deliver(database, {**event, "id": f"evt_lie_{n}", "type": "payment.captured"}, now)
        await apply_all(database, now)

        assert await status(database, voided.id) is IntentStatus.VOIDED
        assert await status(database, paid.id) is IntentStatus.REFUNDED
        assert (await told(database, voided.id), await told(database, paid.id)) == before


async def day(database: Database, provider: Provider, now: datetime) -> dict[str, UUID]:
    """A day's payments: every way they can go, pressed by people on the hosted page."""
    plays: list[tuple[str, str | None, dict[str, str]]] = [
        ("paid", None, {"choice": "pay"}),
        ("declined", None, {"choice": "decline"}),
        ("poor", None, {"choice": "insufficient"}),
        ("left", None, {}),
        ("bank", "tok_3ds", {"answer": "confirm"}),
        ("refused", "tok_3ds_fail", {"answer": "confirm"}),
        ("no", "tok_3ds", {"answer": "refuse"}),
        ("token", "tok_success", {}),
        ("slow", "tok_processing", {}),
        ("wrong", "tok_wrong_amount", {}),
    ]
    made: dict[str, UUID] = {}
    for name, token, form in plays:
        intent, _, outcome = await make_payment(database, now=now, token=token)
        made[name] = intent.id
        if form and outcome.redirect_url:
            provider.press(outcome.redirect_url + ("/bank" if "answer" in form else ""), **form)
    return made


RIGHT = {
    "paid": IntentStatus.CAPTURED,
    "declined": IntentStatus.FAILED,
    "poor": IntentStatus.FAILED,
    "left": IntentStatus.REQUIRES_ACTION,
    "bank": IntentStatus.CAPTURED,
    "refused": IntentStatus.FAILED,
    "no": IntentStatus.FAILED,
    "token": IntentStatus.CAPTURED,
    "slow": IntentStatus.CAPTURED,
    "wrong": IntentStatus.ORPHAN,
}
# What the listener has to bend: nothing; triple, shuffle and drop; everything lost.
WEATHER: dict[str, list[tuple[str, int, float]]] = {
    "fair": [],
    "storm": [("reorder", 10_000, 1.0), ("drop", 6, 0), ("duplicate", 10_000, 0)],
    "silence": [("drop", 10_000, 0)],
}


@pytest.fixture
async def listener(database: Database) -> AsyncIterator[str]:
    """A real server with the webhook's receiving side; returns the address to send to."""

    async def receive(request: Request) -> Response:
        at = datetime.now(UTC)
        body = await request.body()
        new = await service.receive_webhook(database, provider="sandbox", headers=request.headers, body=body, now=at)
        return JSONResponse({"new": new})

    port = free_port()
    app = Starlette(routes=[Route("/hook", receive, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{port}/hook"
    server.should_exit = True
    await task


@pytest.mark.parametrize("weather", list(WEATHER))
async def test_whatever_happens_to_the_messages_the_end_is_the_same(
    database: Database, listener: str, tmp_path: Path, weather: str
) -> None:
    now = datetime.now(UTC)
    with running(tmp_path, webhook_url=listener) as provider:
        gateway = make_sandbox(provider.url)
        service.install_gateways((OnSite(), gateway))
        for kind, times, seconds in WEATHER[weather]:
            provider.arm(kind, "message", times=times, seconds=seconds)

        made = await day(database, provider, now)
        await asyncio.sleep(2.5)
        await apply_all(database, now)
        received = len(await inbox(database))
        await service.poll_open(database, now=now + 2 * MINUTE)

        ends = {name: await status(database, intent_id) for name, intent_id in made.items()}
        captured = [name for name, intent_id in made.items() if "payment_captured" in await told(database, intent_id)]
        sent = len(provider.events())
        await gateway.close()

    assert ends == RIGHT
    assert captured == ["paid", "bank", "token", "slow"]
    assert received == {"fair": sent, "storm": sent - 6, "silence": 0}[weather]


async def test_a_message_that_was_not_taken_is_sent_again(tmp_path: Path) -> None:
    seen: list[str] = []

    async def receive(request: Request) -> Response:
        seen.append(request.headers["webhook-id"])
        return Response(status_code=503 if len(seen) < 3 else 200)

    port = free_port()
    app = Starlette(routes=[Route("/hook", receive, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    with running(tmp_path, webhook_url=f"http://127.0.0.1:{port}/hook") as provider:
        await asyncio.to_thread(provider.stray_event, "spay_nobody")
        await asyncio.sleep(1.5)
    server.should_exit = True
    await task

    assert len(seen) == 3
    assert len(set(seen)) == 1


async def test_a_payment_survives_the_restart_of_the_provider(
    database: Database, now: datetime, tmp_path: Path
) -> None:
    port = free_port()
    with running(tmp_path, port=port) as provider:
        gateway = make_sandbox(provider.url)
        service.install_gateways((OnSite(), gateway))
        intent, _, outcome = await make_payment(database, now=now, token=None)
        provider.process.kill()
        provider.process.wait(10)
    await service.poll_open(database, now=now + 2 * MINUTE)
    down = await status(database, intent.id)

    with running(tmp_path, port=port) as provider:
        assert outcome.redirect_url is not None
        page: httpx2.Response = provider.press(outcome.redirect_url, choice="pay")
        await service.poll_open(database, now=now + 4 * MINUTE)
        money = provider.money(intent.booking_id.hex)
    await gateway.close()

    assert page.status_code == 303
    assert down is IntentStatus.REQUIRES_ACTION
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert money == {"capture": 1_200_000}
