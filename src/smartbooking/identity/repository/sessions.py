"""Sessions and their refresh tokens in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, text, update

from smartbooking.identity.domain.account import AccountStatus, Caller, Session
from smartbooking.identity.models import RefreshTokenRow, SessionRow
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.principal import PlatformRole, Principal, VendorRole


class UsedToken(NamedTuple):
    """A token this call has just used up; nobody else can use it again."""

    id: UUID
    session_id: UUID
    account_id: UUID
    expires_at: datetime


class SeenToken(NamedTuple):
    """A token that could not be used, and why: its state and that of its session."""

    id: UUID
    session_id: UUID
    account_id: UUID
    used_at: datetime | None
    used_by: bytes | None
    successor_salt: bytes | None
    session_open: bool
    expires_at: datetime


async def insert_session(tx: Tx, session: Session) -> None:
    await tx.execute(
        insert(SessionRow).values(
            id=session.id, account_id=session.user_id, device=session.device, created_at=session.created_at,
            last_seen_at=session.last_seen_at, expires_at=session.expires_at,
        )
    )  # fmt: skip


async def insert_token(
    tx: Tx,
    *,
    token_id: UUID,
    session_id: UUID,
    predecessor_id: UUID | None,
    token_hash: bytes,
    salt: bytes,
    now: datetime,
) -> None:
    await tx.execute(
        insert(RefreshTokenRow).values(
            id=token_id, session_id=session_id, predecessor_id=predecessor_id, token_hash=token_hash, salt=salt,
            issued_at=now,
        )
    )  # fmt: skip


# One statement decides who uses a token: of many at once, one gets the row, the others wait and then match nothing.
_USE: Final = text("""
    update identity.refresh_token as token
    set used_at = :now, used_by = :client
    from identity.session as session, identity.account as account
    where token.token_hash = :token_hash and token.used_at is null
      and session.id = token.session_id and session.revoked_at is null and session.expires_at > :now
      and account.id = session.account_id and account.status = 'active'
    returning token.id, token.session_id, session.account_id, session.expires_at
""")


async def use_token(tx: Tx, *, token_hash: bytes, client: bytes, now: datetime) -> UsedToken | None:
    """Marks a fresh token of an open session as used; None when it is not fresh or the session not open."""
    row = (await tx.execute(_USE, {"token_hash": token_hash, "client": client, "now": now})).one_or_none()
    return UsedToken(*row) if row else None


_SEE: Final = text("""
    select token.id, token.session_id, session.account_id, token.used_at, token.used_by, successor.salt,
           session.revoked_at is null and session.expires_at > :now and account.status = 'active', session.expires_at
    from identity.refresh_token as token
    join identity.session as session on session.id = token.session_id
    join identity.account as account on account.id = session.account_id
    left join identity.refresh_token as successor on successor.predecessor_id = token.id
    where token.token_hash = :token_hash
""")


async def see_token(read: ReadTx, *, token_hash: bytes, now: datetime) -> SeenToken | None:
    """What is known about a token, None when it is not ours. By unique indexes, one row."""
    row = (await read.execute(_SEE, {"token_hash": token_hash, "now": now})).one_or_none()
    return SeenToken(*row) if row else None


async def touch_session(tx: Tx, session_id: UUID, *, now: datetime) -> None:
    await tx.execute(update(SessionRow).where(SessionRow.id == session_id).values(last_seen_at=now))


async def revoke_session(tx: Tx, session_id: UUID, *, user_id: UUID, because: str, now: datetime) -> bool:
    """Ends one session of a user; False when it was not open or is somebody else's."""
    ended = await tx.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.account_id == user_id, SessionRow.revoked_at.is_(None))
        .values(revoked_at=now, revoked_because=because)
        .returning(SessionRow.id)
    )
    return ended.one_or_none() is not None


async def revoke_sessions(tx: Tx, user_id: UUID, *, because: str, now: datetime, keep: UUID | None = None) -> int:
    """Ends all open sessions of a user except `keep`; returns how many."""
    chosen = [SessionRow.account_id == user_id, SessionRow.revoked_at.is_(None)]
    if keep is not None:
        chosen.append(SessionRow.id != keep)
    ended = await tx.execute(
        update(SessionRow).where(*chosen).values(revoked_at=now, revoked_because=because).returning(SessionRow.id)
    )
    return len(ended.all())


async def open_sessions(read: ReadTx, user_id: UUID, *, now: datetime) -> Sequence[Session]:
    """The devices a person is signed in on, latest use first."""
    rows = await read.scalars(
        select(SessionRow)
        .where(SessionRow.account_id == user_id, SessionRow.revoked_at.is_(None), SessionRow.expires_at > now)
        .order_by(SessionRow.last_seen_at.desc(), SessionRow.id)
        .limit(100)
    )
    return [
        Session(
            id=row.id, user_id=row.account_id, device=row.device, created_at=row.created_at,
            last_seen_at=row.last_seen_at, expires_at=row.expires_at,
        )
        for row in rows
    ]  # fmt: skip


async def forget_sessions(tx: Tx, *, ended_before: datetime, limit: int) -> int:
    """Deletes sessions (and with them their tokens) that ended before that instant, oldest first."""
    ended = (
        select(SessionRow.id)
        .where(or_(SessionRow.expires_at < ended_before, SessionRow.revoked_at < ended_before))
        .order_by(SessionRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    gone = await tx.execute(delete(SessionRow).where(SessionRow.id.in_(ended)).returning(SessionRow.id))
    return len(gone.all())


# By primary key of session, account and membership: one round trip per cache miss.
_CALLER: Final = text("""
    select account.id, account.name, account.role, account.status, session.expires_at,
           session.revoked_at is null,
           (select jsonb_object_agg(membership.vendor_id, membership.role)
            from identity.membership where membership.account_id = account.id)
    from identity.session
    join identity.account on account.id = session.account_id
    where session.id = :session_id
""")


async def caller(read: ReadTx, session_id: UUID) -> Caller | None:
    """Who a session stands for at this moment, None when it does not exist."""
    row = (await read.execute(_CALLER, {"session_id": session_id})).one_or_none()
    if row is None:
        return None
    user_id, name, role, status, expires_at, session_open, memberships = row
    return Caller(
        principal=Principal(
            user_id=user_id,
            name=name,
            platform_role=PlatformRole(role),
            memberships={int(vendor): VendorRole(held) for vendor, held in (memberships or {}).items()},
            session_id=session_id,
        ),
        status=AccountStatus(status),
        session_open=session_open,
        expires_at=expires_at,
    )
