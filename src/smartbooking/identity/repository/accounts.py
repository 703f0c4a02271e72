"""Accounts in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from smartbooking.identity.domain.account import AccountStatus, User
from smartbooking.identity.domain.contact import Contact
from smartbooking.identity.errors import ContactTaken
from smartbooking.identity.models import AccountRow
from smartbooking.infra.db import ReadTx, Tx, constraint_of
from smartbooking.kernel.page import Page
from smartbooking.kernel.principal import PlatformRole

_CONTACTS: Final = frozenset({"one_account_per_email", "one_account_per_phone"})


class Credentials(NamedTuple):
    """An account and the hash its password must match; no hash, no sign-in by password."""

    user: User
    password_hash: str | None


async def insert_account(tx: Tx, user: User, *, password_hash: str | None) -> bool:
    """False when another account has the e-mail or phone; decided by the constraints, not by a look before."""
    created = await tx.execute(
        insert(AccountRow)
        .values(
            id=user.id, email=user.email, phone=user.phone, name=user.name, locale=user.locale,
            role=user.role, status=user.status, password_hash=password_hash,
            created_at=user.created_at, updated_at=user.created_at,
        )
        .on_conflict_do_nothing()
        .returning(AccountRow.id)
    )  # fmt: skip
    return created.one_or_none() is not None


async def account(read: ReadTx, user_id: UUID) -> User | None:
    row = await read.scalar(select(AccountRow).where(AccountRow.id == user_id))
    return _user(row) if row else None


async def lock_account(tx: Tx, user_id: UUID) -> None:
    """Whoever else wants to decide something about this person waits until the transaction ends."""
    await tx.execute(select(AccountRow.id).where(AccountRow.id == user_id).with_for_update(key_share=True))


async def credentials(read: ReadTx, user_id: UUID) -> Credentials | None:
    return await _credentials(read, AccountRow.id == user_id)


async def credentials_by_contact(read: ReadTx, contact: Contact) -> Credentials | None:
    """By unique index, one row at most."""
    column, text = (AccountRow.email, contact.email) if contact.email else (AccountRow.phone, contact.phone)
    return await _credentials(read, column == text)


async def update_account(
    tx: Tx, user_id: UUID, *, version: int, now: datetime, changes: Mapping[str, Any]
) -> User | None:
    """The account after the change, None when it is not at `version` any more; raises ContactTaken."""
    try:
        row = await tx.scalar(
            update(AccountRow)
            .where(AccountRow.id == user_id, AccountRow.version == version)
            .values(**changes, version=AccountRow.version + 1, updated_at=now)
            .returning(AccountRow)
        )
    except IntegrityError as error:
        if constraint_of(error) in _CONTACTS:
            raise ContactTaken from error
        raise
    return _user(row) if row else None


async def set_password_hash(tx: Tx, user_id: UUID, *, password_hash: str, instead_of: str | None) -> bool:
    """Replaces exactly the hash that was verified; False when somebody changed the password meanwhile."""
    changed = await tx.execute(
        update(AccountRow)
        .where(AccountRow.id == user_id, AccountRow.password_hash.is_not_distinct_from(instead_of))
        .values(password_hash=password_hash)
        .returning(AccountRow.id)
    )
    return changed.one_or_none() is not None


async def change_status(
    tx: Tx, user_id: UUID, *, allowed: frozenset[AccountStatus], to: AccountStatus, reason: str, now: datetime
) -> User | None:
    """Compare-and-swap on the status; None when it is not one of `allowed`. Deleting empties the account."""
    changes: dict[str, Any] = {"status": to, "status_reason": reason or None}
    if to is AccountStatus.DELETED:
        changes |= {"email": None, "phone": None, "name": "", "password_hash": None}
    row = await tx.scalar(
        update(AccountRow)
        .where(AccountRow.id == user_id, AccountRow.status.in_(allowed))
        .values(**changes, version=AccountRow.version + 1, updated_at=now)
        .returning(AccountRow)
    )
    return _user(row) if row else None


async def set_role(tx: Tx, user_id: UUID, *, role: PlatformRole, now: datetime) -> User | None:
    row = await tx.scalar(
        update(AccountRow)
        .where(AccountRow.id == user_id, AccountRow.status != AccountStatus.DELETED)
        .values(role=role, version=AccountRow.version + 1, updated_at=now)
        .returning(AccountRow)
    )
    return _user(row) if row else None


async def find_accounts(read: ReadTx, *, query: str, status: AccountStatus | None, page: int, limit: int) -> Page[User]:
    """Newest first; `query` is a piece of a name, the start of an e-mail or any part of a phone number."""
    chosen: list[ColumnElement[bool]] = []
    if status:
        chosen.append(AccountRow.status == status)
    if query:
        chosen.append(
            or_(
                AccountRow.name.icontains(query, autoescape=True),
                AccountRow.email.istartswith(query, autoescape=True),
                AccountRow.phone.contains(query, autoescape=True),
            )
        )
    total = await read.scalar(select(func.count()).select_from(AccountRow).where(*chosen))
    rows = await read.scalars(
        select(AccountRow)
        .where(*chosen)
        .order_by(AccountRow.created_at.desc(), AccountRow.id.desc())
        .limit(limit)
        .offset((page - 1) * limit)
    )
    return Page(rows=[_user(row) for row in rows], page=page, limit=limit, total=total or 0)


async def _credentials(read: ReadTx, chosen: ColumnElement[bool]) -> Credentials | None:
    row = await read.scalar(select(AccountRow).where(chosen))
    return Credentials(_user(row), row.password_hash) if row else None


def _user(row: AccountRow) -> User:
    return User(
        id=row.id,
        email=row.email,
        phone=row.phone,
        name=row.name,
        locale=row.locale,
        role=PlatformRole(row.role),
        status=AccountStatus(row.status),
        status_reason=row.status_reason,
        version=row.version,
        created_at=row.created_at,
    )
