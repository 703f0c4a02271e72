"""Sending: a message is a row first, then it goes out, then the row says what came of it.

Whoever dies between is followed by another sender when the lease ends: at least once, under the same key.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from smartbooking.infra.db import Database, Tx
from smartbooking.infra.failpoints import reach
from smartbooking.infra.jobs import enqueue
from smartbooking.kernel.ids import uuid7
from smartbooking.notifications.domain import Message, MessageStatus, Outcome, RoadKind, Standing, after
from smartbooking.notifications.ports import Letter, NotSent, Refused, Silent
from smartbooking.notifications.repository import messages as rows
from smartbooking.notifications.service.causes import compose, rendered
from smartbooking.notifications.service.roads import installed_roads

SEND: Final = "notifications.send"
KEPT_FOR: Final = timedelta(days=90)
AT_A_TIME: Final = 20
log = structlog.get_logger("smartbooking.notifications")


async def post(
    tx: Tx, *, vendor_id: int, about: UUID, cause: str, cause_id: UUID, version: int, road: RoadKind, locale: str,
    now: datetime,
) -> None:  # fmt: skip
    """Put a message into the caller's transaction; a cause sends one message by a road, however often it is told."""
    message = Message(
        id=uuid7(), vendor_id=vendor_id, about=about, cause=cause, cause_id=cause_id, version=version, road=road,
        locale=locale, status=MessageStatus.QUEUED, attempts=0, created_at=now,
    )  # fmt: skip
    if await rows.add(tx, message):
        await enqueue(tx, SEND, {"message_id": str(message.id)})


async def send_one(database: Database, *, message_id: UUID, now: datetime) -> None:
    """Try to send a message if it is due and nobody else is at it. Never raises for what a provider does."""
    message = await database.run(lambda tx: rows.take(tx, message_id=message_id, now=now))
    if message is None:
        return
    async with database.reading() as read:
        letter = await compose(read, message, now)
    if letter is None:
        await _note(database, message, Standing(MessageStatus.DROPPED), "not needed any more", None, now)
        return
    outcome, words = await _try(message, letter)
    standing = after(outcome, attempts=message.attempts, now=now)
    sent = outcome is Outcome.SENT
    if not sent:
        log.warning("a message was not sent", road=message.road.value, status=standing.status.value, reason=words)
    await _note(database, message, standing, "" if sent else words, words if sent else None, now)


async def _try(message: Message, letter: Letter) -> tuple[Outcome, str]:
    """What the road made of it: the outcome, and the provider's name for it or the reason."""
    road = installed_roads().get(message.road)
    if road is None:
        return Outcome.NOT_SENT, "no such road is configured"
    reach("N1")
    try:
        reference = await road.send(letter)
    except Refused as refusal:
        return Outcome.REFUSED, str(refusal)
    except NotSent as failure:
        return Outcome.NOT_SENT, str(failure)
    except Silent as silence:
        return Outcome.SILENT, str(silence)
    reach("N2")
    return Outcome.SENT, reference


async def _note(
    database: Database, message: Message, standing: Standing, reason: str, reference: str | None, now: datetime
) -> None:
    await database.run(lambda tx: rows.note(tx, message, standing, reason=reason[:200], reference=reference, now=now))


async def send_due(database: Database, *, now: datetime) -> None:
    """Everything whose time has come: what is tried again, and what a dead sender left."""
    for message_id in await database.run(lambda tx: rows.due(tx, now=now, limit=AT_A_TIME)):
        await send_one(database, message_id=message_id, now=now)


async def tell(*, to: str, road: RoadKind, locale: str, sender: str) -> str:
    """Send a trial message at once, past the table: for the operator who has just configured a road.

    Returns the provider's name for it. Raises NotSent, Refused, Silent.
    """
    found = installed_roads().get(road)
    if found is None:
        raise NotSent("no such road is configured")
    subject, text = rendered("trial", locale, sender=sender)
    return await found.send(Letter(key=uuid7(), to=to, sender=sender, subject=subject, text=text))


async def forget_old(tx: Tx, *, now: datetime) -> None:
    """Delete messages that ended three months ago."""
    await rows.forget(tx, before=now - KEPT_FOR)
