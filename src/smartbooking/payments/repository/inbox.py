"""Messages of providers, kept as they came; and how far each provider's own list has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.payments.models import InboxRow, ListPositionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """One message; `done` when its effect is committed."""

    id: int
    provider: str
    event_id: str
    kind: str
    reference: str | None
    key: str | None
    report: dict[str, Any] | None
    tries: int
    received_at: datetime
    done: bool


async def keep_message(
    tx: Tx,
    *,
    provider: str,
    event_id: str,
    kind: str,
    reference: str | None,
    key: str | None,
    report: dict[str, Any] | None,
    body: bytes,
    source: str,
    now: datetime,
) -> int | None:
    """Store a message; None when the same event is stored already (constraint one_row_per_event)."""
    kept: int | None = await tx.scalar(
        insert(InboxRow)
        .values(
            provider=provider,
            event_id=event_id,
            kind=kind,
            reference=reference,
            key=key,
            report=report,
            body=body,
            source=source,
            received_at=now,
            # The job applies it at once; the poller takes over should the job be lost.
            next_try_at=now + timedelta(seconds=60),
        )
        .on_conflict_do_nothing(constraint="one_row_per_event")
        .returning(InboxRow.id)
    )
    return kept


async def get_message(read: ReadTx, message_id: int) -> InboxMessage | None:
    """The message as it is committed."""
    row = await read.scalar(select(InboxRow).where(InboxRow.id == message_id).execution_options(populate_existing=True))
    if row is None:
        return None
    return InboxMessage(
        id=row.id,
        provider=row.provider,
        event_id=row.event_id,
        kind=row.kind,
        reference=row.reference,
        key=row.key,
        report=row.report,
        tries=row.tries,
        received_at=row.received_at,
        done=row.status == "applied",
    )


async def finish_message(tx: Tx, message_id: int, *, now: datetime) -> None:
    """The message's effect is in this transaction."""
    await tx.execute(
        update(InboxRow)
        .where(InboxRow.id == message_id)
        .values(status="applied", applied_at=now, next_try_at=None, tries=InboxRow.tries + 1)
        .execution_options(synchronize_session=False)
    )


async def postpone_message(tx: Tx, message_id: int, *, until: datetime) -> None:
    """The message could not be applied yet; it is kept and tried again."""
    await tx.execute(
        update(InboxRow)
        .where(InboxRow.id == message_id, InboxRow.status != "applied")
        .values(status="waiting", next_try_at=until, tries=InboxRow.tries + 1)
        .execution_options(synchronize_session=False)
    )


async def claim_messages(tx: Tx, *, now: datetime, lease: timedelta, limit: int) -> tuple[int, ...]:
    """Messages whose next try has come, taken by this poller for `lease` (index webhook_to_try)."""
    due = (
        select(InboxRow.id)
        .where(InboxRow.next_try_at <= now, InboxRow.status != "applied")
        .order_by(InboxRow.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = await tx.scalars(
        update(InboxRow)
        .where(InboxRow.id.in_(due))
        .values(next_try_at=now + lease)
        .returning(InboxRow.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(taken)


async def list_position(read: ReadTx, provider: str) -> str:
    """How far the provider's list has been read; '' for not at all."""
    found = await read.scalar(select(ListPositionRow.position).where(ListPositionRow.provider == provider))
    return found or ""


async def set_list_position(tx: Tx, provider: str, position: str, *, now: datetime) -> None:
    """Remember how far the provider's list has been read."""
    made = insert(ListPositionRow).values(provider=provider, position=position, updated_at=now)
    await tx.execute(
        made.on_conflict_do_update(
            index_elements=[ListPositionRow.provider], set_={"position": position, "updated_at": now}
        )
    )
