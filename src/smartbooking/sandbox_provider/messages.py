"""Sending signed messages to the merchant, again and again until it says 2xx or the schedule ends."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Final

import httpx2

from smartbooking.sandbox_provider.config import Config
from smartbooking.sandbox_provider.ledger import Ledger
from smartbooking.sandbox_provider.signing import signature

LOOK_EVERY_SECONDS: Final = 0.1
AT_ONCE: Final = 8
TIMEOUT_SECONDS: Final = 15


class Messenger:
    """The background task of the process: time passes in the ledger, due messages go out."""

    def __init__(self, ledger: Ledger, config: Config) -> None:
        self.ledger = ledger
        self.config = config

    async def run(self) -> None:
        """Works until cancelled."""
        async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client:
            while True:
                sent = await self.round(client)
                if sent < AT_ONCE:
                    await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def round(self, client: httpx2.AsyncClient) -> int:
        """Send what is due; returns how many deliveries were tried."""
        with self.ledger.writing():
            self.ledger.settle_due(time.time())
        if not self.config.webhook_url:
            return 0
        due = self.ledger.db.execute(
            "select delivery.number, delivery.tries, event.id, event.body from delivery join event"
            " on event.seq = delivery.event where delivered is null and due <= ? order by due limit ?",
            (time.time(), AT_ONCE),
        ).fetchall()
        await asyncio.gather(*(self._deliver(client, row) for row in due))
        return len(due)

    async def _deliver(self, client: httpx2.AsyncClient, row: sqlite3.Row) -> None:
        # Two endpoint secrets may be active during a rotation: one signature for each.
        timestamp = int(time.time())
        secrets = self.config.webhook_secret.split()
        headers = {
            "content-type": "application/json",
            "webhook-id": row["id"],
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(signature(s, row["id"], timestamp, row["body"]) for s in secrets),
        }
        try:
            reply = await client.post(self.config.webhook_url, content=row["body"], headers=headers)
            status = reply.status_code
        except httpx2.HTTPError:
            status = 0
        self._note(row, status)

    def _note(self, row: sqlite3.Row, status: int) -> None:
        tries = row["tries"] + 1
        schedule = self.config.retry_seconds
        over = tries > len(schedule)
        with self.ledger.writing() as db:
            if 200 <= status < 300 or over:
                # `last_status` tells a message that was given up from one that arrived.
                db.execute(
                    "update delivery set delivered = ?, tries = ?, last_status = ? where number = ?",
                    (time.time(), tries, status, row["number"]),
                )
            else:
                db.execute(
                    "update delivery set due = ?, tries = ?, last_status = ? where number = ?",
                    (time.time() + schedule[tries - 1], tries, status, row["number"]),
                )
