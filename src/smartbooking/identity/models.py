"""Tables of identity. Secrets are kept only as hashes; constraints are named for what they promise."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "identity"


class AccountRow(Base):
    """A person with an account."""

    __tablename__ = "account"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        UniqueConstraint("email", name="one_account_per_email"),
        UniqueConstraint("phone", name="one_account_per_phone"),
        CheckConstraint("email = lower(email) and email like '%_@_%'", name="email_is_lower_case"),
        CheckConstraint(r"phone ~ '^\+[1-9][0-9]{6,14}$'", name="phone_is_e164"),
        CheckConstraint("status in ('active', 'suspended', 'deleted')", name="account_status_is_known"),
        CheckConstraint("role in ('customer', 'operator', 'admin')", name="platform_role_is_known"),
        CheckConstraint("locale in ('kk', 'ru', 'en')", name="account_locale_is_known"),
        CheckConstraint("status = 'deleted' or email is not null or phone is not null", name="account_has_a_contact"),
        CheckConstraint(
            "status <> 'deleted' or (email is null and phone is null and password_hash is null)",
            name="deleted_account_is_empty",
        ),
        Index("account_by_created_at", "created_at", "id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    phone: Mapped[str | None]
    name: Mapped[str]
    locale: Mapped[str]
    role: Mapped[str]
    status: Mapped[str]
    status_reason: Mapped[str | None]
    password_hash: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class SessionRow(Base):
    """One signed-in device: the family its refresh tokens belong to."""

    __tablename__ = "session"
    __table_args__: Any = (
        CheckConstraint("expires_at > created_at", name="session_ends_after_it_starts"),
        Index("session_by_account", "account_id", "created_at"),
        Index("session_by_expiry", "expires_at"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.account.id", name="session_belongs_to_account", ondelete="CASCADE")
    )
    device: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None]


class RefreshTokenRow(Base):
    """A refresh token, good for one use. `salt` with the predecessor's text makes it again for the grace."""

    __tablename__ = "refresh_token"
    __table_args__: Any = (
        UniqueConstraint("token_hash", name="one_row_per_refresh_token"),
        UniqueConstraint("predecessor_id", name="one_successor_per_refresh_token"),
        CheckConstraint("octet_length(token_hash) = 32", name="refresh_token_is_hashed"),
        CheckConstraint("(used_at is null) = (used_by is null)", name="use_names_its_client"),
        Index("refresh_token_by_session", "session_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.session.id", name="refresh_token_belongs_to_session", ondelete="CASCADE")
    )
    predecessor_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{SCHEMA}.refresh_token.id", name="refresh_token_follows_another", ondelete="CASCADE")
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[bytes | None] = mapped_column(LargeBinary)


class MembershipRow(Base):
    """The role a person holds at a vendor. No key to the vendor: identity rests below vendors."""

    __tablename__ = "membership"
    __table_args__: Any = (
        CheckConstraint("role in ('owner', 'manager', 'staff')", name="vendor_role_is_known"),
        Index("membership_by_vendor", "vendor_id", "account_id"),
        {"schema": SCHEMA},
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.account.id", name="membership_belongs_to_account", ondelete="CASCADE"),
        primary_key=True,
    )
    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    role: Mapped[str]
    granted_by: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class ActingRow(Base):
    """An operator who acts in somebody's name for minutes, and why. Kept for a year, for the person to see."""

    __tablename__ = "acting"
    __table_args__: Any = (
        CheckConstraint("account_id <> operator_id", name="acting_for_somebody_else"),
        CheckConstraint("length(reason) between 5 and 500", name="acting_has_a_reason"),
        CheckConstraint(
            "expires_at > started_at and expires_at <= started_at + interval '1 hour'",
            name="acting_lasts_an_hour_at_most",
        ),
        CheckConstraint("(ended_at is null) = (ended_because is null)", name="acting_ends_for_a_reason"),
        CheckConstraint("ended_because in ('operator', 'person', 'admin', 'another')", name="acting_end_is_known"),
        Index("acting_of_person", "account_id", "started_at"),
        Index("acting_of_operator", "operator_id", "expires_at", postgresql_where=text("ended_at is null")),
        Index("acting_by_start", "started_at"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.account.id", name="acting_for_somebody", ondelete="CASCADE")
    )
    operator_id: Mapped[UUID] = mapped_column(
        ForeignKey(f"{SCHEMA}.account.id", name="acting_by_somebody", ondelete="CASCADE")
    )
    operator_session_id: Mapped[UUID]
    reason: Mapped[str]
    booking_id: Mapped[UUID | None]
    request_id: Mapped[UUID | None]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]
