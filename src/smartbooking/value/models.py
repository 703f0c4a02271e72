"""Tables of value. The application writes movements only; balances follow by a trigger."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "value"


class AccountRow(Base):
    """One gift card; `balance_minor` is the sum of its movements."""

    __tablename__ = "account"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        PrimaryKeyConstraint("vendor_id", "id", name="account_pkey"),
        UniqueConstraint("id", name="value_id_is_unique"),
        UniqueConstraint("code_hash", name="code_is_unique"),
        CheckConstraint("balance_minor >= 0", name="balance_is_never_negative"),
        CheckConstraint("kind in ('gift_card')", name="value_kind_is_known"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="value_currency_is_a_code"),
        CheckConstraint(
            "valid_until > issued_at and valid_until <= issued_at + interval '3 years'",
            name="gift_cards_last_three_years",
        ),
        Index("account_by_issue", "vendor_id", text("issued_at desc"), text("id desc")),
        Index("account_by_tail", "vendor_id", "tail"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    kind: Mapped[str]
    currency: Mapped[str]
    balance_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    tail: Mapped[str | None]
    holder_name: Mapped[str | None]
    holder_phone: Mapped[str | None]
    holder_email: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    issued_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")


class MovementRow(Base):
    """One line of an account, written once; `balance_minor` and `number` are given by the trigger."""

    __tablename__ = "movement"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "card_id", "number", name="movement_pkey"),
        UniqueConstraint("cause", name="one_movement_per_cause"),
        ForeignKeyConstraint(
            ["vendor_id", "card_id"], ["value.account.vendor_id", "value.account.id"], name="movement_of_account"
        ),
        CheckConstraint(
            "kind in ('issued', 'topped_up', 'redeemed', 'given_back', 'paid_out', 'coded', 'frozen', 'released',"
            " 'prolonged')",
            name="movement_kind_is_known",
        ),
        CheckConstraint(
            "case when kind in ('issued', 'topped_up', 'given_back') then amount_minor > 0"
            " when kind in ('redeemed', 'paid_out') then amount_minor < 0 else amount_minor = 0 end",
            name="movement_has_its_sign",
        ),
        Index("movement_by_booking", "vendor_id", "booking_id", postgresql_where=text("booking_id is not null")),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    card_id: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    balance_minor: Mapped[int] = mapped_column(BigInteger)
    cause: Mapped[str]
    booking_id: Mapped[UUID | None]
    at: Mapped[datetime]
    actor: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
