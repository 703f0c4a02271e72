"""The append-only journal of moves, and alerts for people."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from smartbooking.infra.db import Tx

_NOTE = text("""
    insert into payments.journal
      (vendor_id, intent_id, attempt_id, refund_id, at, source, from_status, to_status, details)
    values (:vendor_id, :intent_id, :attempt_id, :refund_id, :at, :source, :from_status, :to_status,
            cast(:details as jsonb))
""")
_ALERT = text("""
    insert into payments.alert (vendor_id, intent_id, attempt_id, subject, reason, details, created_at)
    values (:vendor_id, :intent_id, :attempt_id, :subject, :reason, cast(:details as jsonb), :at)
    on conflict (subject, reason) do nothing
    returning id
""")


async def note(
    tx: Tx,
    *,
    vendor_id: int,
    intent_id: UUID,
    now: datetime,
    source: str,
    from_status: str | None,
    to_status: str,
    attempt_id: UUID | None = None,
    refund_id: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write one line: who said what, and which move followed."""
    await tx.execute(
        _NOTE,
        {
            "vendor_id": vendor_id,
            "intent_id": intent_id,
            "attempt_id": attempt_id,
            "refund_id": refund_id,
            "at": now,
            "source": source,
            "from_status": from_status,
            "to_status": to_status,
            "details": json.dumps(details or {}),
        },
    )


async def add_alert(
    tx: Tx,
    *,
    subject: str,
    reason: str,
    now: datetime,
    vendor_id: int | None = None,
    intent_id: UUID | None = None,
    attempt_id: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> bool:
    """Raise an alert once per subject and reason; False when it stands already."""
    made = await tx.execute(
        _ALERT,
        {
            "vendor_id": vendor_id,
            "intent_id": intent_id,
            "attempt_id": attempt_id,
            "subject": subject,
            "reason": reason,
            "details": json.dumps(details or {}),
            "at": now,
        },
    )
    return made.first() is not None
