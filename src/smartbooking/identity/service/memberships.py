"""Who may act for a vendor, and how that changes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from smartbooking.identity.domain.account import Membership
from smartbooking.identity.errors import LastOwner
from smartbooking.identity.events import MembershipChanged
from smartbooking.identity.repository import accounts, memberships
from smartbooking.identity.repository.memberships import Member
from smartbooking.identity.service.callers import forget_caller
from smartbooking.infra.audit import record
from smartbooking.infra.db import ReadTx, Tx
from smartbooking.infra.events import publish
from smartbooking.kernel.ids import public_id
from smartbooking.kernel.principal import Principal, VendorRole
from smartbooking.kernel.problem import NotFound


async def grant_role(tx: Tx, *, user_id: UUID, vendor_id: int, role: VendorRole, by: Principal) -> None:
    """Gives a person a role at a vendor, or changes the one held; raises LastOwner.

    Who may grant which role is the business of the calling module; it has checked that.
    """
    if role is not VendorRole.OWNER:
        await _keep_an_owner(tx, vendor_id, without=user_id)
    await memberships.put_membership(tx, user_id=user_id, vendor_id=vendor_id, role=role, by=by.actor)
    await _announce(tx, user_id, vendor_id, role, by)


async def revoke_role(tx: Tx, *, user_id: UUID, vendor_id: int, by: Principal) -> None:
    """Ends a person's membership; raises NotFound or LastOwner. Of two removals at once one sees the other."""
    await _keep_an_owner(tx, vendor_id, without=user_id)
    if not await memberships.remove_membership(tx, user_id=user_id, vendor_id=vendor_id):
        raise NotFound("This person does not work here.")
    await _announce(tx, user_id, vendor_id, None, by)


async def members_of(read: ReadTx, vendor_id: int) -> Sequence[Member]:
    """The people of a vendor with their contacts, owners first."""
    return await memberships.members_of(read, vendor_id)


async def memberships_of(read: ReadTx, user_id: UUID) -> Sequence[Membership]:
    """Where a person works."""
    return await memberships.memberships_of(read, user_id)


async def settled_memberships(tx: Tx, user_id: UUID) -> Sequence[Membership]:
    """Where a person works as of now; of two transactions that ask, the second sees what the first one made of it."""
    await accounts.lock_account(tx, user_id)
    return await memberships.memberships_of(tx, user_id)


async def lock_role(tx: Tx, *, user_id: UUID, vendor_id: int) -> VendorRole | None:
    """The role a person holds at a vendor; it stays the same until the end of the transaction."""
    return await memberships.lock_role(tx, user_id=user_id, vendor_id=vendor_id)


async def _keep_an_owner(tx: Tx, vendor_id: int, *, without: UUID) -> None:
    """Locks the vendor's owners until the end of the transaction."""
    if list(await memberships.lock_owners(tx, vendor_id)) == [without]:
        raise LastOwner


async def _announce(tx: Tx, user_id: UUID, vendor_id: int, role: VendorRole | None, by: Principal) -> None:
    await record(
        tx, by, action="identity.role_granted" if role else "identity.role_revoked",
        subject=public_id("usr", user_id), vendor_id=vendor_id, details={"role": role} if role else None,
    )  # fmt: skip
    await publish(tx, MembershipChanged(user_id=user_id, vendor_id=vendor_id, role=role or ""))
    forget_caller(tx, user_id)
