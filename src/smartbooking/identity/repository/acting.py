"""Acting in somebody's name, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert, select, text, update

from smartbooking.identity.domain.account import AccountStatus, Caller
from smartbooking.identity.domain.acting import ActingSession, EndedBecause
from smartbooking.identity.models import ActingRow
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.principal import Acting, Principal, VendorRole

# Both people and the operator's own session must still be what they were: a role taken away ends it at once.
_WORKS: Final = """
    acting.ended_at is null and person.role = 'customer' and person.status = 'active'
    and operator.role in ('operator', 'admin') and operator.status = 'active'
    and exists (select from identity.session where session.id = acting.operator_session_id
                and session.revoked_at is null and session.expires_at > clock_timestamp())
"""
_PEOPLE: Final = """
    from identity.acting
    join identity.account as person on person.id = acting.account_id
    join identity.account as operator on operator.id = acting.operator_id
"""
# By primary key of each table: one round trip per cache miss.
_CALLER: Final = text(f"""
    select person.id, person.name, person.status, operator.id, acting.expires_at, {_WORKS},
           (select jsonb_object_agg(membership.vendor_id, membership.role)
            from identity.membership where membership.account_id = person.id)
    {_PEOPLE} where acting.id = :id
""")  # noqa: S608 - fixed text
_OF_PERSON: Final = text(f"""
    select acting.id, acting.account_id, person.name as account_name, acting.operator_id,
           operator.name as operator_name, acting.reason, acting.booking_id, acting.request_id, acting.started_at,
           acting.expires_at, acting.ended_at, acting.ended_because, ({_WORKS}) and acting.expires_at > :now as open,
           (select count(*) from infra.audit
            where audit.acting_id = acting.id and audit.action = 'acting.request') as acts
    {_PEOPLE} where acting.account_id = :account_id
    order by acting.started_at desc, acting.id desc limit :limit
""")  # noqa: S608 - fixed text


async def caller(read: ReadTx, acting_id: UUID) -> Caller | None:
    """For whom an operator acts at this moment, None when there is no such session."""
    row = (await read.execute(_CALLER, {"id": acting_id})).one_or_none()
    if row is None:
        return None
    user_id, name, status, operator_id, expires_at, works, memberships = row
    return Caller(
        principal=Principal(
            user_id=user_id, name=name,
            memberships={int(vendor): VendorRole(held) for vendor, held in (memberships or {}).items()},
            acting=Acting(id=acting_id, operator_id=operator_id),
        ),
        status=AccountStatus(status), session_open=works, expires_at=expires_at,
    )  # fmt: skip


async def add(tx: Tx, **facts: Any) -> None:  # Any: columns of the row
    await tx.execute(insert(ActingRow).values(**facts))


async def find(read: ReadTx, acting_id: UUID) -> ActingRow | None:
    return await read.scalar(select(ActingRow).where(ActingRow.id == acting_id))


async def end(tx: Tx, acting_id: UUID, *, because: EndedBecause, now: datetime) -> bool:
    """False when it had ended before, by hand or by itself."""
    ended = await tx.execute(
        update(ActingRow)
        .where(ActingRow.id == acting_id, ActingRow.ended_at.is_(None), ActingRow.expires_at > now)
        .values(ended_at=now, ended_because=because)
        .returning(ActingRow.id)
    )
    return ended.one_or_none() is not None


async def open_of(tx: Tx, operator_id: UUID, *, now: datetime) -> list[ActingRow]:
    """What the operator has not ended yet and what has not ended by itself."""
    rows = await tx.scalars(
        select(ActingRow).where(
            ActingRow.operator_id == operator_id, ActingRow.ended_at.is_(None), ActingRow.expires_at > now
        )
    )
    return list(rows)


async def of_person(read: ReadTx, account_id: UUID, *, now: datetime, limit: int) -> list[ActingSession]:
    """Who acted for a person, the latest first."""
    found = await read.execute(_OF_PERSON, {"account_id": account_id, "now": now, "limit": limit})
    return [
        ActingSession(**{**row, "ended_because": EndedBecause(row["ended_because"]) if row["ended_because"] else None})
        for row in found.mappings()
    ]


async def forget(tx: Tx, *, started_before: datetime, limit: int) -> int:
    """Deletes what is long over; answers how many."""
    old = select(ActingRow.id).where(ActingRow.started_at < started_before).limit(limit).scalar_subquery()
    gone = await tx.execute(delete(ActingRow).where(ActingRow.id.in_(old)).returning(ActingRow.id))
    return len(gone.all())
