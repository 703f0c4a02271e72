"""What happened to accounts. Ids only: whoever listens reads the present state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from smartbooking.infra.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatusChanged(Event):
    """An account was suspended, reinstated or closed."""

    name: ClassVar[str] = "identity.account_status_changed.v1"
    user_id: UUID
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChanged(Event):
    """A person got, changed or lost a role at a vendor; `role` is empty when lost."""

    name: ClassVar[str] = "identity.membership_changed.v1"
    user_id: UUID
    vendor_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenReuseDetected(Event):
    """A refresh token was presented again after its grace: the session was ended, its owner should be told."""

    name: ClassVar[str] = "identity.token_reuse_detected.v1"
    user_id: UUID
    session_id: UUID
