"""Codes that were asked for: how often they were tried and sent. Counting decides, never a look before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.risk.domain import MOST_SENT, MOST_TRIES, RESEND_AFTER, Challenge

_NAMES: Final = tuple(field.name for field in fields(Challenge))
_COLUMNS: Final = ", ".join(_NAMES)
_LOCK: Final = text("""
    select pg_advisory_xact_lock(hashtextextended('code ' || name, 9)) from unnest(cast(:names as text[])) name
""")
_LATEST: Final = text(f"""
    select {_COLUMNS} from risk.challenge
    where booking_id = :booking_id and (cast(:contact as text) is null or contact = :contact)
    order by created_at desc, id desc limit 1
""")  # noqa: S608
_ONE: Final = text(f"select {_COLUMNS} from risk.challenge where id = :id")  # noqa: S608
_ADD: Final = text(f"""
    insert into risk.challenge ({_COLUMNS}) values ({", ".join(f":{name}" for name in _NAMES)})
""")  # noqa: S608
_COUNT: Final = text("""
    select
      coalesce(sum(sent) filter (where contact = :contact and created_at > :hour), 0)::int as contact_hour,
      coalesce(sum(sent) filter (where contact = :contact), 0)::int as contact_day,
      coalesce(sum(sent) filter (where source = :source and created_at > :hour), 0)::int as source_hour
    from risk.challenge where created_at > :day and (contact = :contact or (source = :source and source <> ''))
""")
# The row stays locked until the guess is judged: guesses at the same time are counted one after the other.
_TRY: Final = text("""
    update risk.challenge set tries = tries + 1
    where id = :id and proven_at is null and tries < :most and expires_at > :now returning id
""")
_PROVE: Final = text("update risk.challenge set proven_at = :now where id = :id and proven_at is null")
_RESEND: Final = text("""
    update risk.challenge set sent = sent + 1, sent_at = :now
    where id = :id and proven_at is null and tries < :tries and expires_at > :now and sent < :most
      and sent_at <= :before
    returning id
""")
_FORGET: Final = text("delete from risk.challenge where created_at < :before")


async def lock(tx: Tx, names: Sequence[str]) -> None:
    """One at a time per name (sorted), until the transaction ends."""
    await tx.execute(_LOCK, {"names": sorted(set(names))})


async def latest(read: ReadTx, *, booking_id: UUID, contact: str | None = None) -> Challenge | None:
    """The last code of a booking, of one contact if given."""
    row = (await read.execute(_LATEST, {"booking_id": booking_id, "contact": contact})).mappings().first()
    return _challenge(row) if row else None


async def get(read: ReadTx, challenge_id: UUID) -> Challenge | None:
    """One code."""
    row = (await read.execute(_ONE, {"id": challenge_id})).mappings().first()
    return _challenge(row) if row else None


async def add(tx: Tx, challenge: Challenge) -> None:
    """Write down that a code is asked for."""
    await tx.execute(_ADD, {name: getattr(challenge, name) for name in _NAMES})


async def counted(tx: Tx, *, contact: str, source: str, now: datetime) -> dict[str, int]:
    """Messages of the last hour and day, to this contact and from this network address."""
    values = {
        "contact": contact, "source": source, "hour": now - timedelta(hours=1), "day": now - timedelta(days=1)
    }  # fmt: skip
    return dict((await tx.execute(_COUNT, values)).mappings().one())


async def count_try(tx: Tx, challenge_id: UUID, *, now: datetime) -> bool:
    """Use up one guess; False when none is left, or the code is over or proven."""
    row = await tx.execute(_TRY, {"id": challenge_id, "most": MOST_TRIES, "now": now})
    return row.first() is not None


async def prove(tx: Tx, challenge_id: UUID, *, now: datetime) -> None:
    """The contact is proven for this booking."""
    await tx.execute(_PROVE, {"id": challenge_id, "now": now})


async def count_message(tx: Tx, challenge_id: UUID, *, now: datetime) -> bool:
    """Use up one repetition; False when it is too soon, or there is none left."""
    values = {"id": challenge_id, "now": now, "most": MOST_SENT, "tries": MOST_TRIES, "before": now - RESEND_AFTER}
    return (await tx.execute(_RESEND, values)).first() is not None


async def forget(tx: Tx, *, before: datetime) -> None:
    """Delete what no limit looks at any more."""
    await tx.execute(_FORGET, {"before": before})


def _challenge(row: RowMapping) -> Challenge:
    return Challenge(**{name: row[name] for name in _NAMES})
