"""Sending messages to the merchant, again and again until it takes them or the schedule ends."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Final

import httpx2

from smartbooking.sandbox_provider.bank import PLAIN_COURIER, Bank

LOOK_EVERY_SECONDS: Final = 0.1
AT_ONCE: Final = 8


class Messenger:
    """The background task of the process: time passes in the ledger, due messages go out."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            if await self.round() < AT_ONCE:
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def round(self) -> int:
        """Send what is due; returns how many deliveries were tried."""
        self.bank.time_passes()
        due = self.bank.ledger.db.execute(
            "select delivery.number, delivery.tries, delivery.flawed, event.provider, event.id, event.body,"
            " event.content_type, endpoint.url from delivery join event on event.seq = delivery.event"
            " join endpoint on endpoint.provider = event.provider and endpoint.url <> ''"
            " where delivered is null and due <= ? order by due limit ?",
            (time.time(), AT_ONCE),
        ).fetchall()
        await asyncio.gather(*(self._deliver(row) for row in due))
        return len(due)

    async def _deliver(self, row: sqlite3.Row) -> None:
        courier = self.bank.couriers.get(row["provider"], PLAIN_COURIER)
        signed = row["body"] + b" " if row["flawed"] else row["body"]
        proof = courier.headers(row["id"], signed, int(time.time()))
        headers = {"content-type": row["content_type"], **proof}
        try:
            reply = await self.bank.http.post(row["url"], content=row["body"], headers=headers)
            status, taken = reply.status_code, courier.accepted(reply.status_code, reply.content)
        except httpx2.HTTPError:
            status, taken = 0, False
        self._note(row, status, taken=taken)

    def _note(self, row: sqlite3.Row, status: int, *, taken: bool) -> None:
        tries = row["tries"] + 1
        schedule = self.bank.config.retry_seconds
        over = tries > len(schedule)
        with self.bank.ledger.writing() as db:
            if taken or over:
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
