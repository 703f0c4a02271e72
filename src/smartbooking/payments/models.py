"""Tables of payments. Constraints are named for what they promise; the last word on money is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base
from smartbooking.payments.domain import LIVE_ATTEMPT, POLLED_ATTEMPT, AttemptStatus, IntentStatus, RefundStatus

SCHEMA = "payments"


def _among(column: str, states: Iterable[str]) -> str:
    listed = ", ".join(f"'{state}'" for state in states)
    return f"{column} in ({listed})"


def _where(states: frozenset[AttemptStatus]) -> str:
    return _among("status", (state for state in AttemptStatus if state in states))


class IntentRow(Base):
    """The agreement to pay."""

    __tablename__ = "intent"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        PrimaryKeyConstraint("vendor_id", "id", name="intent_pkey"),
        CheckConstraint("amount_minor > 0", name="intent_amount_is_positive"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="intent_currency_is_a_code"),
        CheckConstraint("capture in ('automatic', 'manual')", name="intent_capture_is_known"),
        CheckConstraint(_among("status", IntentStatus), name="intent_status_is_known"),
        CheckConstraint("capture_wanted_minor between 1 and amount_minor", name="capture_fits_the_amount"),
        CheckConstraint("refunded_minor between 0 and captured_minor", name="never_refunded_more_than_captured"),
        Index("intent_by_id", "id"),
        Index("intent_by_booking", "vendor_id", "booking_id"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    booking_id: Mapped[UUID]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    capture: Mapped[str]
    method: Mapped[str]
    status: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    captured_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    refunded_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    current_attempt_id: Mapped[UUID | None]
    client_secret: Mapped[str]
    capture_requested_at: Mapped[datetime | None]
    capture_wanted_minor: Mapped[int | None] = mapped_column(BigInteger)
    cancel_requested_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class AttemptRow(Base):
    """One try with one gateway; written before the provider hears of it."""

    __tablename__ = "attempt"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="attempt_pkey"),
        ForeignKeyConstraint(
            ["vendor_id", "intent_id"],
            ["payments.intent.vendor_id", "payments.intent.id"],
            name="attempt_belongs_to_intent",
        ),
        UniqueConstraint("vendor_id", "intent_id", "number", name="attempts_are_numbered"),
        UniqueConstraint("key", name="one_call_per_key"),
        UniqueConstraint("gateway", "reference", name="one_attempt_per_reference"),
        CheckConstraint("amount_minor > 0", name="attempt_amount_is_positive"),
        CheckConstraint(_among("status", AttemptStatus), name="attempt_status_is_known"),
        CheckConstraint("refund_reserved_minor between 0 and captured_minor", name="no_refund_above_capture"),
        Index("attempt_by_id", "id"),
        Index("attempt_of_booking_by_card", "booking_id", postgresql_where=text("card_print is not null")),
        Index("attempt_by_card", "card_print", "id", postgresql_where=text("card_print is not null")),
        Index(
            "one_live_attempt",
            "vendor_id",
            "intent_id",
            unique=True,
            postgresql_where=text(_where(LIVE_ATTEMPT)),
        ),
        Index(
            "attempt_to_poll",
            "next_poll_at",
            postgresql_where=text(f"{_where(POLLED_ATTEMPT)} and next_poll_at is not null"),
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    intent_id: Mapped[UUID]
    booking_id: Mapped[UUID]
    number: Mapped[int]
    gateway: Mapped[str]
    status: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    capture: Mapped[str]
    key: Mapped[str]
    token: Mapped[str | None]
    bank_check: Mapped[bool] = mapped_column(server_default=text("false"))
    payer: Mapped[str | None]
    saved_card_id: Mapped[UUID | None]
    save_for: Mapped[UUID | None]
    card_print: Mapped[str | None]
    card_country: Mapped[str | None]
    locale: Mapped[str]
    reference: Mapped[str | None]
    provider_version: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    provider_currency: Mapped[str | None]
    captured_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    refund_reserved_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    decline_code: Mapped[str | None]
    redirect_url: Mapped[str | None]
    called_at: Mapped[datetime | None]
    next_poll_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RefundRow(Base):
    """Money on its way back; written before the provider hears of it."""

    __tablename__ = "refund"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="refund_pkey"),
        ForeignKeyConstraint(
            ["vendor_id", "attempt_id"],
            ["payments.attempt.vendor_id", "payments.attempt.id"],
            name="refund_belongs_to_attempt",
        ),
        UniqueConstraint("vendor_id", "attempt_id", "number", name="refunds_are_numbered"),
        UniqueConstraint("key", name="one_refund_per_key"),
        CheckConstraint("amount_minor > 0", name="refund_amount_is_positive"),
        CheckConstraint(_among("status", RefundStatus), name="refund_status_is_known"),
        Index("refund_by_id", "id"),
        Index("refund_by_booking", "vendor_id", "booking_id"),
        Index(
            "refund_to_poll",
            "next_poll_at",
            postgresql_where=text("status in ('requested', 'submitted') and next_poll_at is not null"),
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    intent_id: Mapped[UUID]
    attempt_id: Mapped[UUID]
    booking_id: Mapped[UUID]
    number: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    reason: Mapped[str]
    status: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    key: Mapped[str]
    reference: Mapped[str | None]
    failure_code: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    next_poll_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class InboxRow(Base):
    """A provider's message exactly as it came; applied later, never dropped."""

    __tablename__ = "webhook_inbox"
    __table_args__: Any = (
        PrimaryKeyConstraint("id", name="webhook_inbox_pkey"),
        UniqueConstraint("provider", "event_id", name="one_row_per_event"),
        CheckConstraint("source in ('webhook', 'list')", name="inbox_source_is_known"),
        CheckConstraint("status in ('received', 'waiting', 'applied')", name="inbox_status_is_known"),
        Index("webhook_to_try", "next_try_at", postgresql_where=text("status <> 'applied'")),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    provider: Mapped[str]
    event_id: Mapped[str]
    kind: Mapped[str]
    reference: Mapped[str | None]
    key: Mapped[str | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=text("'received'"))
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    next_try_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


class ListPositionRow(Base):
    """How far the provider's own list of events has been read."""

    __tablename__ = "list_position"
    __table_args__: Any = (PrimaryKeyConstraint("provider", name="list_position_pkey"), {"schema": SCHEMA})

    provider: Mapped[str]
    position: Mapped[str]
    updated_at: Mapped[datetime]


class JournalRow(Base):
    """One move of an intent, attempt or refund, and by whose word; append-only."""

    __tablename__ = "journal"
    __table_args__: Any = (
        PrimaryKeyConstraint("id", name="journal_pkey"),
        Index("journal_by_intent", "vendor_id", "intent_id", "id"),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    vendor_id: Mapped[int] = mapped_column(BigInteger)
    intent_id: Mapped[UUID]
    attempt_id: Mapped[UUID | None]
    refund_id: Mapped[UUID | None]
    at: Mapped[datetime]
    source: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))


class AlertRow(Base):
    """Something a person must look at: quarantined money, a failed refund, a message about nothing we know."""

    __tablename__ = "alert"
    __table_args__: Any = (
        PrimaryKeyConstraint("id", name="alert_pkey"),
        UniqueConstraint("subject", "reason", name="one_alert_per_subject_and_reason"),
        Index("alert_open", "created_at", postgresql_where=text("resolved_at is null")),
        {"schema": SCHEMA},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    vendor_id: Mapped[int | None] = mapped_column(BigInteger)
    intent_id: Mapped[UUID | None]
    attempt_id: Mapped[UUID | None]
    subject: Mapped[str]
    reason: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None]


class SavedCardRow(Base):
    """A card a provider keeps for an account. Unwanted ones wait here until the provider has forgotten them."""

    __tablename__ = "saved_card"
    __table_args__: Any = (
        PrimaryKeyConstraint("id", name="saved_card_pkey"),
        UniqueConstraint("gateway", "token", name="one_saved_card_per_token"),
        CheckConstraint("last4 ~ '^[0-9]{4}$'", name="only_the_last_four_digits"),
        CheckConstraint("exp_month between 1 and 12", name="card_expiry_is_a_month"),
        Index("saved_card_by_account", "account_id", "id"),
        Index("saved_card_to_forget", "unwanted_at", postgresql_where=text("unwanted_at is not null")),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID]
    account_id: Mapped[UUID]
    gateway: Mapped[str]
    token: Mapped[str]
    payer: Mapped[str | None]
    brand: Mapped[str]
    last4: Mapped[str]
    exp_month: Mapped[int]
    exp_year: Mapped[int]
    fingerprint: Mapped[str | None]
    country: Mapped[str | None]
    consented_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    unwanted_at: Mapped[datetime | None]


class VendorTermsRow(Base):
    """How one business takes money by one method: its phone, its account, how long people have."""

    __tablename__ = "vendor_terms"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "method", name="vendor_terms_pkey"),
        CheckConstraint("minutes_to_pay between 10 and 20160", name="time_to_pay_is_sane"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str]
    enabled: Mapped[bool]
    phone: Mapped[str | None]
    pay_link: Mapped[str | None]
    account_name: Mapped[str | None]
    account_number: Mapped[str | None]
    bank: Mapped[str | None]
    tax_id: Mapped[str | None]
    note: Mapped[str]
    minutes_to_pay: Mapped[int]
    updated_at: Mapped[datetime]


class ProviderCallRow(Base):
    """One payment a provider told us of: its own transaction, and the answer we gave, byte for byte."""

    __tablename__ = "provider_call"
    __table_args__: Any = (
        PrimaryKeyConstraint("gateway", "transaction", name="provider_call_pkey"),
        UniqueConstraint("number", name="calls_are_numbered"),
        CheckConstraint(
            "status in ('created', 'performed', 'cancelled', 'refused')", name="provider_call_status_is_known"
        ),
        Index("provider_call_by_attempt", "attempt_id"),
        Index("provider_call_by_time", "gateway", "created_at"),
        {"schema": SCHEMA},
    )

    gateway: Mapped[str]
    transaction: Mapped[str]
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    vendor_id: Mapped[int | None] = mapped_column(BigInteger)
    attempt_id: Mapped[UUID | None]
    account: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    status: Mapped[str]
    reason: Mapped[int | None]
    provider_time: Mapped[int | None] = mapped_column(BigInteger)
    reply: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    performed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class ProofRow(Base):
    """A picture by which a customer shows that she paid; the picture itself is in the storage."""

    __tablename__ = "proof"
    __table_args__: Any = (
        PrimaryKeyConstraint("id", name="proof_pkey"),
        UniqueConstraint("attempt_id", "digest", name="one_proof_per_attempt_and_picture"),
        Index("proof_by_digest", "digest"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID]
    vendor_id: Mapped[int] = mapped_column(BigInteger)
    attempt_id: Mapped[UUID]
    digest: Mapped[str]
    content_type: Mapped[str]
    storage_key: Mapped[str]
    uploaded_at: Mapped[datetime]
