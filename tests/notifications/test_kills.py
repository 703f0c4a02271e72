"""kill -9 of the sender before and after the provider took the message: it arrives at least once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from smartbooking.infra.db import Database
from smartbooking.notifications import service
from smartbooking.notifications.domain import LEASE, RoadKind
from tests.notifications.crash_runner import CAUSE, prepare
from tests.notifications.test_messages import ABOUT, NOW
from tests.payments.provider import ROOT, Provider


def sender(database: Database, phone: Provider, mail_port: int, point: str) -> int:
    """Send what is due in a process of its own that is killed at a point; returns how it ended."""
    environment = {
        **os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "SMARTBOOKING_TEST_FAILPOINTS": "1",
        "SMARTBOOKING_FAIL_AT": point,
    }  # fmt: skip
    words = [sys.executable, "-m", "tests.notifications.crash_runner", database.url, phone.url, str(mail_port)]
    return subprocess.run(words, env=environment, cwd=ROOT, check=False).returncode


# Taken before the kill and once more after it; a mailbox knows the second one by its Message-ID, Twilio has no keys.
@pytest.mark.parametrize(
    ("point", "road", "arrived"),
    [("N1", RoadKind.SMS, (0, 1)), ("N2", RoadKind.SMS, (1, 2)), ("N2", RoadKind.EMAIL, (1, 1))],
)
async def test_a_killed_sender_loses_nothing(
    database: Database, phone: Provider, mail_port: int, point: str, road: RoadKind, arrived: tuple[int, int]
) -> None:
    cause = uuid4()
    digits = f"{cause.int % 10**7:07d}"
    to = f"{digits}@example.kz" if road is RoadKind.EMAIL else f"+7705{digits}"
    await database.run(
        lambda tx: service.post(
            tx, vendor_id=1, about=ABOUT, cause=CAUSE, cause_id=cause, version=0, road=road, locale="ru", now=NOW
        )
    )
    ended = await asyncio.to_thread(sender, database, phone, mail_port, point)
    before = len(phone._call("GET", "/control/letters", params={"to": to})["letters"])
    roads = prepare(phone.url, mail_port)
    await service.send_due(database, now=NOW + LEASE - timedelta(seconds=1))
    await service.send_due(database, now=NOW + LEASE)
    service.install_roads(())
    for one in roads:
        await one.close()

    async with database.reading() as read:
        (row,) = await read.execute(text("select status, attempts from notifications.message"))
    after = len(phone._call("GET", "/control/letters", params={"to": to})["letters"])
    assert ended == -signal.SIGKILL
    assert (before, after) == arrived
    assert (row.status, row.attempts) == ("sent", 2)
