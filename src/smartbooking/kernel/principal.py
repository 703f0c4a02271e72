"""Who calls: the identity a request or job acts for. Built by identity, read by everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class PlatformRole(StrEnum):
    """What a person is to the platform as a whole."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    ADMIN = "admin"


class VendorRole(StrEnum):
    """What a person is to one vendor; each role may do all that the roles after it may."""

    OWNER = "owner"
    MANAGER = "manager"
    STAFF = "staff"

    @property
    def rank(self) -> int:
        return {VendorRole.OWNER: 3, VendorRole.MANAGER: 2, VendorRole.STAFF: 1}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """An operator who acts in somebody's name, for a reason that is kept under `id`."""

    id: UUID
    operator_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """`user_id` is None for an anonymous caller; `memberships` maps vendor id to the role held there.

    With `acting`, an operator does what this person asked for; what must never be done so is refused at the door.
    """

    user_id: UUID | None = None
    name: str = ""
    platform_role: PlatformRole = PlatformRole.CUSTOMER
    memberships: Mapping[int, VendorRole] = field(default_factory=dict)
    session_id: UUID | None = None
    acting: Acting | None = None

    @property
    def anonymous(self) -> bool:
        return self.user_id is None

    @property
    def operator(self) -> bool:
        """Operators and admins look after every vendor."""
        return self.platform_role in (PlatformRole.OPERATOR, PlatformRole.ADMIN)

    @property
    def admin(self) -> bool:
        return self.platform_role is PlatformRole.ADMIN

    def works_for(self, vendor_id: int, least: VendorRole = VendorRole.STAFF) -> bool:
        role = self.memberships.get(vendor_id)
        return role is not None and role.rank >= least.rank

    @property
    def actor(self) -> str:
        """Stable name for histories and keys: never an e-mail or phone. Of an operator in a person's name, both."""
        if self.acting:
            return f"acting:{self.acting.operator_id}:{self.user_id}:{self.acting.id}"
        return f"user:{self.user_id}" if self.user_id else "anonymous"

    @property
    def hand(self) -> str:
        """Who really did it: the operator, where one acts in this person's name."""
        return f"user:{self.acting.operator_id}" if self.acting else self.actor


ANONYMOUS = Principal()
SYSTEM = Principal(name="system", platform_role=PlatformRole.ADMIN)
