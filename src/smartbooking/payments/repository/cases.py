"""Alerts as cases for operators."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, text

from smartbooking.infra.db import ReadTx, Tx
from smartbooking.payments.domain import PaymentCase
from smartbooking.payments.repository.intents import get_attempt, get_intent, lock_attempt

_COLUMNS: Final = "id, vendor_id, attempt_id, subject, reason, details, created_at, resolved_at, resolved_by"
_LIST: Final = text(f"""
    select {_COLUMNS} from payments.alert
    where (resolved_at is null) = :open and (cast(:before as bigint) is null or id < :before)
    order by id desc limit :limit
""")  # noqa: S608  # own column names
_LOCK: Final = text(f"select {_COLUMNS} from payments.alert where id = :id for update")  # noqa: S608
_RESOLVE: Final = text("""
    update payments.alert
    set resolved_at = :now, resolved_by = :by, details = details || cast(:decision as jsonb)
    where id = :id and resolved_at is null
""")


async def list_cases(read: ReadTx, *, still_open: bool, before: int | None, limit: int) -> tuple[PaymentCase, ...]:
    """Cases, newest first; `before` is the id the last page ended with."""
    rows = await read.execute(_LIST, {"open": still_open, "before": before, "limit": limit})
    return tuple([await _with_payment(read, row) for row in rows.mappings()])


async def lock_case(tx: Tx, case_id: int) -> PaymentCase | None:
    """A case to decide about. Intent and attempt are locked after it: nothing else takes them in another order."""
    row = (await tx.execute(_LOCK, {"id": case_id})).mappings().first()
    if row is None:
        return None
    if row["attempt_id"] is not None:
        await lock_attempt(tx, row["attempt_id"])
    return await _with_payment(tx, row)


async def resolve_case(tx: Tx, case_id: int, *, by: str, decision: dict[str, Any], now: datetime) -> None:
    """Close a case; the decision is kept with what raised it. Any: JSON."""
    await tx.execute(_RESOLVE, {"id": case_id, "by": by, "decision": json.dumps(decision), "now": now})


async def _with_payment(read: ReadTx, row: RowMapping) -> PaymentCase:
    attempt = await get_attempt(read, row["attempt_id"]) if row["attempt_id"] else None
    return PaymentCase(
        id=row["id"],
        reason=row["reason"],
        subject=row["subject"],
        vendor_id=row["vendor_id"],
        details=row["details"],
        created_at=row["created_at"],
        resolved_at=row["resolved_at"],
        resolved_by=row["resolved_by"],
        intent=await get_intent(read, attempt.intent_id) if attempt else None,
        attempt=attempt,
    )
