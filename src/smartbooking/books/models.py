"""Tables of the books. What is posted stays: the application may insert and read, nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "books"


class PostingRow(Base):
    """One movement of money; `made_in` is the transaction that made it, the only one that may add its entries."""

    __tablename__ = "posting"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        PrimaryKeyConstraint("vendor_id", "id", name="posting_pkey"),
        UniqueConstraint("cause", name="one_posting_per_cause"),
        Index("posting_by_time", "vendor_id", "at", "id"),
        Index("posting_by_attempt", "attempt_id", postgresql_where=text("attempt_id is not null")),
        Index("posting_by_booking", "vendor_id", "booking_id", postgresql_where=text("booking_id is not null")),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    cause: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    booking_id: Mapped[UUID | None]
    intent_id: Mapped[UUID | None]
    attempt_id: Mapped[UUID | None]
    refund_id: Mapped[UUID | None]
    payout_id: Mapped[UUID | None]
    made_in: Mapped[int] = mapped_column(BigInteger)


class EntryRow(Base):
    """One side of a posting."""

    __tablename__ = "entry"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "posting_id", "number", name="entry_pkey"),
        ForeignKeyConstraint(
            ["vendor_id", "posting_id"], ["books.posting.vendor_id", "books.posting.id"], name="entry_of_posting"
        ),
        CheckConstraint("amount_minor <> 0", name="entry_moves_something"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="entry_currency_is_a_code"),
        CheckConstraint(
            "account in ('customer', 'vendor', 'platform_fee', 'tax', 'provider_fee', 'gift_card', 'pass', 'deposit',"
            " 'suspense', 'payout', 'bank') or account ~ '^(clearing|till|disputed):[a-z][a-z0-9_]*$'",
            name="account_is_known",
        ),
        Index("entry_by_account", "vendor_id", "account", "currency"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    posting_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int]
    account: Mapped[str]
    currency: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)


class TermsRow(Base):
    """What a business pays the platform from a day on; a later row replaces an earlier one."""

    __tablename__ = "terms"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "currency", "valid_from", name="terms_pkey"),
        CheckConstraint("fee_points between 0 and 10000 and fee_fixed_minor >= 0", name="fee_is_a_part"),
        CheckConstraint("payout_delay_days between 0 and 90", name="payout_delay_is_short"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    valid_from: Mapped[date]
    fee_points: Mapped[int]
    fee_fixed_minor: Mapped[int] = mapped_column(BigInteger)
    fee_returns: Mapped[bool]
    vendor_bears_provider_fee: Mapped[bool]
    withholds_tax: Mapped[bool]
    payout_delay_days: Mapped[int]
    decided_at: Mapped[datetime]


class SplitRow(Base):
    """How a payment is made up, announced by whoever opened it."""

    __tablename__ = "split"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "intent_id", name="split_pkey"),
        CheckConstraint("deposit_minor >= 0 and tax_minor >= 0", name="parts_are_not_negative"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    intent_id: Mapped[UUID]
    deposit_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger)
    fixed_fee: Mapped[bool] = mapped_column(server_default=text("true"))


class PayoutRow(Base):
    """Money for a business."""

    __tablename__ = "payout"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="payout_pkey"),
        UniqueConstraint("id", name="payout_id_is_unique"),
        UniqueConstraint("vendor_id", "number", name="payouts_are_numbered"),
        CheckConstraint("amount_minor > 0", name="payout_is_positive"),
        CheckConstraint("status in ('calculated', 'approved', 'paid', 'cancelled')", name="payout_status_is_known"),
        CheckConstraint("(status = 'paid') = (reference is not null)", name="paid_has_reference"),
        Index("payout_by_status", "status", "created_at"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    number: Mapped[int]
    currency: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime]
    status: Mapped[str]
    reference: Mapped[str | None]
    decided_by: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PayoutLineRow(Base):
    """A posting a payout pays for; each is paid for once. A cancelled payout frees its lines."""

    __tablename__ = "payout_line"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "posting_id", "currency", name="a_posting_is_paid_once"),
        ForeignKeyConstraint(
            ["vendor_id", "payout_id"], ["books.payout.vendor_id", "books.payout.id"], name="line_of_payout"
        ),
        Index("payout_line_by_payout", "vendor_id", "payout_id"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    posting_id: Mapped[int] = mapped_column(BigInteger)
    payout_id: Mapped[UUID]
    currency: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
