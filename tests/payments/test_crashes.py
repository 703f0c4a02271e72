"""kill -9 at every named point of a payment: afterwards the books of both sides agree, without any message."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.kernel.money import Money
from smartbooking.payments import service
from smartbooking.payments.domain import IntentStatus
from smartbooking.payments.gateways.on_site import OnSite
from tests.payments.factory import make_attempt, make_payment, make_sandbox
from tests.payments.looking import apply_all, status, told
from tests.payments.provider import ROOT, Provider
from tests.payments.test_webhooks import events_of, signed

pytestmark = pytest.mark.usefixtures("gateways")
MINUTE = timedelta(minutes=1)
FULL = Money(1_200_000, "KZT")


async def act(database: Database, provider: Provider, name: str, argument: str, *, die_at: str = "") -> int:
    """Run the act in a process of its own; returns how it ended."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "SMARTBOOKING_TEST_FAILPOINTS": "1"}
    if die_at:
        environment["SMARTBOOKING_FAIL_AT"] = die_at
    process = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.payments.crash_runner", database.url, provider.url, name, argument],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert process.returncode in (0, -signal.SIGKILL), process.stderr.decode()
    return process.returncode


@pytest.mark.parametrize(
    ("point", "left", "end", "money"),
    [
        ("K3", IntentStatus.UNKNOWN, IntentStatus.FAILED, {}),
        ("K4", IntentStatus.UNKNOWN, IntentStatus.CAPTURED, {"capture": 1_200_000}),
        ("K5", IntentStatus.CAPTURED, IntentStatus.CAPTURED, {"capture": 1_200_000}),
    ],
)
async def test_a_kill_around_the_call_ends_right(
    database: Database,
    now: datetime,
    provider: Provider,
    point: str,
    left: IntentStatus,
    end: IntentStatus,
    money: dict[str, int],
) -> None:
    intent, attempt = await make_attempt(database, now=now)

    killed = await act(database, provider, "run_attempt", str(attempt.id), die_at=point)
    after_kill = await status(database, intent.id)
    await service.poll_open(database, now=now + 2 * MINUTE)

    assert killed == -signal.SIGKILL
    assert after_kill is left
    assert await status(database, intent.id) is end
    assert provider.money(intent.booking_id.hex) == money


@pytest.mark.parametrize("point", ["K3", "K4", "K5"])
async def test_the_client_that_repeats_after_a_kill_pays_once(
    database: Database, now: datetime, provider: Provider, point: str
) -> None:
    intent, attempt = await make_attempt(database, now=now)
    await act(database, provider, "run_attempt", str(attempt.id), die_at=point)

    again = await act(database, provider, "run_attempt", str(attempt.id))

    assert again == 0
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert provider.money(intent.booking_id.hex) == {"capture": 1_200_000}
    assert await told(database, intent.id) == ["payment_captured"]


@pytest.mark.parametrize(("point", "kept"), [("K6", 0), ("K7", 1)])
async def test_a_kill_while_a_message_is_taken_loses_nothing(
    database: Database, now: datetime, provider: Provider, tmp_path: Path, point: str, kept: int
) -> None:
    intent, attempt, outcome = await make_payment(database, now=now, token=None)
    assert outcome.redirect_url is not None
    provider.press(outcome.redirect_url, choice="pay")
    headers, body = signed(events_of(provider, {attempt.key})[-1], now)
    message = tmp_path / "message.json"
    message.write_text(json.dumps({"headers": headers, "body": body.decode()}))

    killed = await act(database, provider, "receive", str(message), die_at=point)
    async with database.reading() as read:
        rows = await read.scalar(text("select count(*) from payments.webhook_inbox"))
    # The provider got no 2xx: it sends the message again.
    again = await act(database, provider, "receive", str(message))
    await apply_all(database, now)

    assert (killed, again, rows) == (-signal.SIGKILL, 0, kept)
    assert await status(database, intent.id) is IntentStatus.CAPTURED
    assert await told(database, intent.id) == ["payment_captured"]


@pytest.mark.parametrize("point", ["K11", "K12"])
async def test_a_kill_around_a_refund_refunds_once(
    database: Database, now: datetime, provider: Provider, point: str
) -> None:
    intent, _, _ = await make_payment(database, now=now)
    async with database.transaction() as tx:
        refund = await service.request_refund(tx, intent_id=intent.id, amount=FULL, reason="r", now=now)

    killed = await act(database, provider, "run_refund", str(refund.id), die_at=point)
    async with database.reading() as read:
        left = await read.scalar(text("select status from payments.refund where id = :id"), {"id": refund.id})
    await service.poll_open(database, now=now + 2 * MINUTE)
    await service.poll_open(database, now=now + 4 * MINUTE)

    assert killed == -signal.SIGKILL
    assert left == "submitted"
    assert await status(database, intent.id) is IntentStatus.REFUNDED
    assert provider.money(intent.booking_id.hex) == {"capture": 1_200_000, "refund": -1_200_000}
    assert await told(database, intent.id) == ["payment_captured", "refund_succeeded"]


async def test_a_refused_repetition_does_not_deny_the_call_before_it(
    database: Database, now: datetime, provider: Provider
) -> None:
    """The first process paid and died; the second runs under another public address, so its request is another one."""
    intent, attempt = await make_attempt(database, now=now)
    provider.arm("lost_reply", "start")
    silent = await service.run_attempt(database, attempt.id, now=now)
    moved = make_sandbox(provider.url)
    moved._return_url = "https://elsewhere.example/pay/return"
    service.install_gateways((OnSite(), moved))

    provider.arm("error", "read", times=1)
    unanswered = await service.run_attempt(database, attempt.id, now=now)
    again = await service.run_attempt(database, attempt.id, now=now)
    await moved.close()

    assert (silent.status, unanswered.status) == (IntentStatus.UNKNOWN, IntentStatus.UNKNOWN)
    assert again.status is IntentStatus.CAPTURED
    assert again.secured
    assert provider.money(intent.booking_id.hex) == {"capture": 1_200_000}


async def test_a_refused_repetition_of_a_call_that_never_arrived_ends_the_attempt(
    database: Database, now: datetime, provider: Provider
) -> None:
    _, attempt = await make_attempt(database, now=now)
    provider.arm("error", "start")
    silent = await service.run_attempt(database, attempt.id, now=now)
    stranger = make_sandbox(provider.url)
    stranger._return_url = "no address at all"
    service.install_gateways((OnSite(), stranger))

    again = await service.run_attempt(database, attempt.id, now=now)
    await stranger.close()

    assert silent.status is IntentStatus.UNKNOWN
    assert again.status is IntentStatus.FAILED
