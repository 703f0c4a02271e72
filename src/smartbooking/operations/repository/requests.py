"""Rows of the help desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.operations.domain import Status, SupportRequest, Topic
from smartbooking.operations.models import OPEN, SupportRequestRow

_FACTS = [column.key for column in SupportRequestRow.__mapper__.columns]


async def put(tx: Tx, request: SupportRequest) -> SupportRequest:
    """A new request, or the open one of the same phone with what is known now; its promise and place stay."""
    row = insert(SupportRequestRow).values(**asdict(request))
    fresh: dict[str, Any] = {
        name: row.excluded[name] for name in ("topic", "note", "page", "problem_code", "name", "locale")
    }
    for name in ("booking_id", "account_id"):
        fresh[name] = func.coalesce(row.excluded[name], getattr(SupportRequestRow, name))
    kept = await tx.execute(
        row.on_conflict_do_update(index_elements=["phone"], index_where=text(OPEN), set_=fresh).returning(
            SupportRequestRow
        )
    )
    return _request(kept.scalar_one())


async def get(read: ReadTx, request_id: UUID) -> SupportRequest | None:
    """One request."""
    row = await read.get(SupportRequestRow, request_id, populate_existing=True)
    return _request(row) if row else None


async def waiting_before(read: ReadTx, promised_at: datetime, request_id: UUID) -> int:
    """How many calls come earlier in the order of `page`: at night many are promised for the same morning."""
    place = tuple_(SupportRequestRow.promised_at, SupportRequestRow.id)
    found = await read.scalar(select(func.count()).where(text(OPEN), place < tuple_(promised_at, request_id)))
    return found or 0


async def page(read: ReadTx, *, statuses: Sequence[Status], limit: int) -> list[SupportRequest]:
    """Requests by promise, the most urgent first."""
    rows = await read.scalars(
        select(SupportRequestRow)
        .where(SupportRequestRow.status.in_(statuses))
        .order_by(SupportRequestRow.promised_at, SupportRequestRow.id)
        .limit(limit)
    )
    return [_request(row) for row in rows]


async def change(tx: Tx, request: SupportRequest, **facts: Any) -> SupportRequest | None:  # Any: columns of the row
    """Compare and swap on the version; None when somebody was faster."""
    row = await tx.scalar(
        update(SupportRequestRow)
        .where(SupportRequestRow.id == request.id, SupportRequestRow.version == request.version)
        .values(**facts, version=request.version + 1)
        .returning(SupportRequestRow)
        .execution_options(populate_existing=True)
    )
    return _request(row) if row else None


async def forget(tx: Tx, *, closed_before: datetime, limit: int) -> int:
    """Deletes requests that ended long ago; answers how many."""
    old = select(SupportRequestRow.id).where(SupportRequestRow.closed_at < closed_before).limit(limit).scalar_subquery()
    gone = await tx.execute(
        delete(SupportRequestRow).where(SupportRequestRow.id.in_(old)).returning(SupportRequestRow.id)
    )
    return len(gone.all())


def _request(row: SupportRequestRow) -> SupportRequest:
    facts = {name: getattr(row, name) for name in _FACTS}
    return SupportRequest(**{**facts, "topic": Topic(row.topic), "status": Status(row.status)})
