"""Who works for which vendor, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from smartbooking.identity.domain.account import Membership
from smartbooking.identity.models import AccountRow, MembershipRow
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.kernel.principal import VendorRole


class Member(NamedTuple):
    """A membership with what colleagues may see of the person."""

    membership: Membership
    name: str
    email: str | None
    phone: str | None


async def put_membership(tx: Tx, *, user_id: UUID, vendor_id: int, role: VendorRole, by: str) -> None:
    """Gives the role or replaces the one held."""
    await tx.execute(
        insert(MembershipRow)
        .values(account_id=user_id, vendor_id=vendor_id, role=role, granted_by=by)
        .on_conflict_do_update(
            index_elements=[MembershipRow.account_id, MembershipRow.vendor_id],
            set_={"role": role, "granted_by": by},
        )
    )


async def remove_membership(tx: Tx, *, user_id: UUID, vendor_id: int) -> bool:
    """False when there was none."""
    gone = await tx.execute(
        delete(MembershipRow)
        .where(MembershipRow.account_id == user_id, MembershipRow.vendor_id == vendor_id)
        .returning(MembershipRow.account_id)
    )
    return gone.one_or_none() is not None


async def lock_owners(tx: Tx, vendor_id: int) -> Sequence[UUID]:
    """The owners of a vendor, locked in id order: two removals at once see each other's result."""
    rows = await tx.scalars(
        select(MembershipRow.account_id)
        .where(MembershipRow.vendor_id == vendor_id, MembershipRow.role == VendorRole.OWNER)
        .order_by(MembershipRow.account_id)
        .with_for_update()
    )
    return rows.all()


async def sole_ownerships(tx: Tx, user_id: UUID) -> Sequence[int]:
    """Vendors whose only owner this person is. Locks the owners of each of them, vendors in order."""
    owned = await tx.scalars(
        select(MembershipRow.vendor_id)
        .where(MembershipRow.account_id == user_id, MembershipRow.role == VendorRole.OWNER)
        .order_by(MembershipRow.vendor_id)
    )
    return [vendor_id for vendor_id in owned.all() if list(await lock_owners(tx, vendor_id)) == [user_id]]


async def memberships_of(read: ReadTx, user_id: UUID) -> Sequence[Membership]:
    rows = await read.scalars(
        select(MembershipRow).where(MembershipRow.account_id == user_id).order_by(MembershipRow.vendor_id)
    )
    return [_membership(row) for row in rows]


async def members_of(read: ReadTx, vendor_id: int) -> Sequence[Member]:
    """Owners first, then by name."""
    rows = await read.execute(
        select(MembershipRow, AccountRow.name, AccountRow.email, AccountRow.phone)
        .join(AccountRow, AccountRow.id == MembershipRow.account_id)
        .where(MembershipRow.vendor_id == vendor_id)
        .order_by(AccountRow.name, MembershipRow.account_id)
    )
    members = [Member(_membership(row), name, email, phone) for row, name, email, phone in rows]
    return sorted(members, key=lambda member: -member.membership.role.rank)


async def lock_role(tx: Tx, *, user_id: UUID, vendor_id: int) -> VendorRole | None:
    """The owners are locked along with the one asked for, in id order: who locks one owner may need them all next."""
    held = await tx.execute(
        select(MembershipRow.account_id, MembershipRow.role)
        .where(
            MembershipRow.vendor_id == vendor_id,
            or_(MembershipRow.account_id == user_id, MembershipRow.role == VendorRole.OWNER),
        )
        .order_by(MembershipRow.account_id)
        .with_for_update()
    )
    return next((VendorRole(role) for account, role in held if account == user_id), None)


async def remove_memberships(tx: Tx, user_id: UUID) -> None:
    """All of a person's memberships; used when the account is closed."""
    await tx.execute(delete(MembershipRow).where(MembershipRow.account_id == user_id))


def _membership(row: MembershipRow) -> Membership:
    return Membership(
        user_id=row.account_id, vendor_id=row.vendor_id, role=VendorRole(row.role), granted_at=row.granted_at
    )
