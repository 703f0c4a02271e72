"""Messages: added once per cause and road, taken by one sender at a time, moved on by what each try came to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, text

from smartbooking.infra.db import Tx
from smartbooking.notifications.domain import LEASE, MAX_ATTEMPTS, Message, MessageStatus, RoadKind, Standing

_COLUMNS: Final = "id, vendor_id, about, cause, cause_id, version, road, locale, status, attempts, created_at"
_ADD: Final = text("""
    insert into notifications.message
      (id, vendor_id, about, cause, cause_id, version, road, locale, status, next_at, created_at, updated_at)
    values (:id, :vendor_id, :about, :cause, :cause_id, :version, :road, :locale, 'queued', :now, :now, :now)
    on conflict on constraint a_cause_sends_once_by_a_road do nothing returning id
""")
# A row that is being sent has a lease as its time: when that is over its sender has died.
_TAKE: Final = text(f"""
    update notifications.message
    set status = 'sending', attempts = attempts + 1, next_at = :until, updated_at = :now
    where id = :id and status in ('queued', 'sending') and next_at <= :now and attempts < :most
    returning {_COLUMNS}
""")  # noqa: S608
_NOTE: Final = text("""
    update notifications.message
    set status = :status, next_at = :next_at, reason = :reason, reference = coalesce(:reference, reference),
      updated_at = :now
    where id = :id and status = 'sending' and attempts = :attempts
""")
_DUE: Final = text("""
    select id from notifications.message where next_at <= :now and attempts < :most order by next_at limit :limit
""")
_GIVE_UP: Final = text("""
    update notifications.message set status = 'unknown', next_at = null, reason = 'its sender died', updated_at = :now
    where next_at <= :now and attempts >= :most
""")
_FORGET: Final = text("delete from notifications.message where created_at < :before and next_at is null")


async def add(tx: Tx, message: Message) -> bool:
    """Write a message down; False when its cause has one on this road already."""
    row = await tx.execute(_ADD, {
        "id": message.id, "vendor_id": message.vendor_id, "about": message.about, "cause": message.cause,
        "cause_id": message.cause_id, "version": message.version, "road": message.road.value,
        "locale": message.locale, "now": message.created_at,
    })  # fmt: skip
    return row.first() is not None


async def take(tx: Tx, *, message_id: UUID, now: datetime) -> Message | None:
    """The message, ours to send until the lease ends; None when it is not due or somebody else has it."""
    found = await tx.execute(_TAKE, {"id": message_id, "now": now, "until": now + LEASE, "most": MAX_ATTEMPTS})
    row = found.mappings().first()
    return _message(row) if row else None


async def note(
    tx: Tx, message: Message, standing: Standing, *, reason: str, reference: str | None, now: datetime
) -> None:
    """Write down what this try came to; a try that lost its lease to another one says nothing."""
    await tx.execute(_NOTE, {
        "id": message.id, "attempts": message.attempts, "status": standing.status.value, "next_at": standing.next_at,
        "reason": reason, "reference": reference, "now": now,
    })  # fmt: skip


async def due(tx: Tx, *, now: datetime, limit: int) -> list[UUID]:
    """Messages whose time has come; those tried too often end here."""
    await tx.execute(_GIVE_UP, {"now": now, "most": MAX_ATTEMPTS})
    return [row.id for row in await tx.execute(_DUE, {"now": now, "most": MAX_ATTEMPTS, "limit": limit})]


async def forget(tx: Tx, *, before: datetime) -> None:
    """Delete what ended long ago."""
    await tx.execute(_FORGET, {"before": before})


def _message(row: RowMapping) -> Message:
    values: dict[str, Any] = {name: row[name] for name in _COLUMNS.split(", ")}
    return Message(**values | {"road": RoadKind(row["road"]), "status": MessageStatus(row["status"])})
