"""The platform in numbers, read from the tables that hold the truth, and the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from smartbooking.infra.db import ReadTx

_BOARD = text("""
    select
      (select count(*) from bookings.booking where created_at > :hour_ago) as booked_hour,
      (select count(*) from bookings.booking where created_at > :minutes_ago) as booked_minutes,
      (select count(*) from bookings.booking where status in ('held', 'pending_payment') and expires_at > :now)
        as holds,
      (select count(*) from bookings.booking where status in ('held', 'pending_payment') and expires_at <= :overdue)
        as overdue_holds,
      (select count(*) from payments.attempt where created_at > :hour_ago and status = 'captured') as paid,
      (select count(*) from payments.attempt where created_at > :hour_ago and status = 'failed') as declined,
      (select count(*) from payments.attempt where status = 'unknown') as unknown_payments,
      (select count(*) from jobs.pgqueuer where status = 'queued' and execute_after <= :now) as jobs_due,
      (select coalesce(extract(epoch from :now - min(execute_after)), 0) from jobs.pgqueuer
        where status = 'queued' and execute_after <= :now) as job_lag_seconds,
      (select count(*) from jobs.pgqueuer where status = 'failed') as failed_jobs,
      (select count(*) from vendors.vendor where status = 'submitted') as to_verify,
      (select count(*) from operations.support_request where status in ('waiting', 'taken')) as calls_owed,
      (select count(*) from operations.support_request where status in ('waiting', 'taken') and promised_at < :now)
        as calls_late
""")
_AUDIT = text("""
    select id, at, actor, on_behalf_of, acting_id, action, subject, vendor_id, details from infra.audit
    where (cast(:before as bigint) is null or id < :before)
      and (cast(:actor as text) is null or actor = :actor)
      and (cast(:action as text) is null or action = :action or action like :action || '.%')
      and (cast(:subject as text) is null or subject = :subject)
      and (cast(:acting_id as uuid) is null or acting_id = :acting_id)
      and (cast(:vendor_id as bigint) is null or vendor_id = :vendor_id)
    order by id desc limit :limit
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Counts now, in the last 5 minutes and in the last hour; lag in seconds."""

    booked_hour: int
    booked_minutes: int
    holds: int
    overdue_holds: int
    paid: int
    declined: int
    unknown_payments: int
    jobs_due: int
    job_lag_seconds: float
    failed_jobs: int
    to_verify: int
    calls_owed: int
    calls_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what to what, when."""

    id: int
    at: datetime
    actor: str
    on_behalf_of: str | None
    acting_id: UUID | None
    action: str
    subject: str
    vendor_id: int | None
    details: dict[str, Any]  # Any: JSON


async def board(read: ReadTx, *, now: datetime) -> Board:
    """One query over the tables of every module: the console is the one place that looks at all of them."""
    times = {
        "now": now, "hour_ago": now - timedelta(hours=1), "minutes_ago": now - timedelta(minutes=5),
        "overdue": now - timedelta(minutes=5),
    }  # fmt: skip
    found = (await read.execute(_BOARD, times)).mappings().one()
    return Board(**{**found, "job_lag_seconds": float(found["job_lag_seconds"])})


async def audit(
    read: ReadTx,
    *,
    before: int | None,
    actor: UUID | None,
    action: str | None,
    subject: str | None,
    acting_id: UUID | None,
    vendor_id: int | None,
    limit: int,
) -> list[AuditEntry]:
    """The trail, newest first; `before` is the id of the last entry seen."""
    found = await read.execute(
        _AUDIT,
        {
            "before": before, "actor": f"user:{actor}" if actor else None, "action": action, "subject": subject,
            "acting_id": acting_id, "vendor_id": vendor_id, "limit": limit,
        },
    )  # fmt: skip
    return [AuditEntry(**row) for row in found.mappings()]
