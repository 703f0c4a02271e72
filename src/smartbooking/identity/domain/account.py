"""Accounts and sessions as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartbooking.kernel.principal import PlatformRole, Principal, VendorRole


class AccountStatus(StrEnum):
    """Whether a person may use the account. Deleted accounts keep their id, so that histories stay whole."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETED = "deleted"


ACCOUNT_TRANSITIONS: Final[Mapping[str, tuple[frozenset[AccountStatus], AccountStatus]]] = {
    "suspend": (frozenset({AccountStatus.ACTIVE}), AccountStatus.SUSPENDED),
    "reinstate": (frozenset({AccountStatus.SUSPENDED}), AccountStatus.ACTIVE),
    "close": (frozenset({AccountStatus.ACTIVE, AccountStatus.SUSPENDED}), AccountStatus.DELETED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person with an account. `email` is lower case, `phone` E.164; a deleted account has neither."""

    id: UUID
    email: str | None
    phone: str | None
    name: str
    locale: str
    role: PlatformRole
    status: AccountStatus
    status_reason: str | None
    version: int
    created_at: datetime

    @property
    def contact(self) -> str:
        return self.email or self.phone or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The role a person holds at a vendor."""

    user_id: UUID
    vendor_id: int
    role: VendorRole
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One signed-in device: a family of refresh tokens that ends at `expires_at`, used or not."""

    id: UUID
    user_id: UUID
    device: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPair:
    """What a client gets after signing in. `expires_in` seconds: life of the access token."""

    user: User
    session_id: UUID
    access_token: str
    expires_in: int
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What the database says about the bearer of an access token at one moment."""

    principal: Principal
    status: AccountStatus
    session_open: bool
    expires_at: datetime
