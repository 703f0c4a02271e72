"""Tables of value. The application writes movements only; balances follow by a trigger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
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


class PlanRow(Base):
    """What a membership costs and allows; holders keep their plan when it is no longer sold."""

    __tablename__ = "plan"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="plan_pkey"),
        CheckConstraint("period in ('month', 'quarter', 'year')", name="plan_period_is_known"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="plan_currency_is_a_code"),
        CheckConstraint(
            "price_minor >= 0 and grace_days between 0 and 31 and freeze_days between 0 and 184 and monthly_limit > 0",
            name="plan_numbers_fit",
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    name: Mapped[dict[str, Any]] = mapped_column(JSONB)
    currency: Mapped[str]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    period: Mapped[str]
    grace_days: Mapped[int]
    freeze_days: Mapped[int]
    monthly_limit: Mapped[int | None]
    on_sale: Mapped[bool]
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]


class MembershipRow(Base):
    """One person's membership; days are those of the business's zone."""

    __tablename__ = "membership"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="membership_pkey"),
        UniqueConstraint("id", name="membership_id_is_unique"),
        UniqueConstraint("code_hash", name="membership_code_is_unique"),
        ForeignKeyConstraint(
            ["vendor_id", "plan_id"], ["value.plan.vendor_id", "value.plan.id"], name="membership_of_plan"
        ),
        CheckConstraint("valid_from < valid_until", name="membership_lasts"),
        CheckConstraint(
            "(frozen_from is null) = (frozen_until is null) and frozen_from < frozen_until and frozen_days >= 0",
            name="rest_has_both_ends",
        ),
        Index("membership_by_sale", "vendor_id", text("sold_at desc"), text("id desc")),
        Index("membership_by_tail", "vendor_id", "tail"),
        Index("membership_by_user", "vendor_id", "user_id", postgresql_where=text("user_id is not null")),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    plan_id: Mapped[UUID]
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    tail: Mapped[str | None]
    holder_name: Mapped[str | None]
    holder_phone: Mapped[str | None]
    holder_email: Mapped[str | None]
    user_id: Mapped[UUID | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    frozen_from: Mapped[date | None]
    frozen_until: Mapped[date | None]
    frozen_days: Mapped[int] = mapped_column(server_default="0")
    ended_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(server_default="")
    sold_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="1")


class MembershipChangeRow(Base):
    """One line of a membership's history, written once."""

    __tablename__ = "membership_change"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "membership_id", "number", name="membership_change_pkey"),
        ForeignKeyConstraint(
            ["vendor_id", "membership_id"],
            ["value.membership.vendor_id", "value.membership.id"],
            name="change_of_membership",
        ),
        CheckConstraint(
            "kind in ('sold', 'renewed', 'ended', 'frozen', 'released', 'coded', 'linked')",
            name="membership_change_is_known",
        ),
        CheckConstraint(
            "case when kind in ('sold', 'renewed') then amount_minor >= 0"
            " when kind = 'ended' then amount_minor <= 0 else amount_minor = 0 end",
            name="membership_money_has_its_sign",
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    membership_id: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    day_from: Mapped[date | None]
    day_until: Mapped[date | None]
    at: Mapped[datetime]
    actor: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")


class MembershipUseRow(Base):
    """A booking that was priced for a member; one that comes to nothing gives its use back."""

    __tablename__ = "membership_use"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "booking_id", name="membership_use_pkey"),
        ForeignKeyConstraint(
            ["vendor_id", "membership_id"],
            ["value.membership.vendor_id", "value.membership.id"],
            name="use_of_membership",
        ),
        Index("membership_use_by_day", "vendor_id", "membership_id", "day"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    booking_id: Mapped[UUID]
    membership_id: Mapped[UUID]
    day: Mapped[date]
    used_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class PassPlanRow(Base):
    """What a business sells as a pass."""

    __tablename__ = "pass_plan"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="pass_plan_pkey"),
        CheckConstraint("price_minor >= visits", name="every_visit_is_worth_something"),
        CheckConstraint("visits between 1 and 1000 and visits_each between 1 and 100", name="plan_sells_visits"),
        CheckConstraint(
            "days >= 1 and freeze_days >= 0 and days + freeze_days <= 1095", name="passes_last_three_years"
        ),
        CheckConstraint(
            "starts in ('sale', 'first_visit') and counted in ('person', 'booking')", name="plan_words_are_known"
        ),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="plan_currency_is_a_code"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    name: Mapped[dict[str, Any]]
    price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    visits: Mapped[int]
    days: Mapped[int]
    starts: Mapped[str]
    freeze_days: Mapped[int] = mapped_column(server_default="0")
    counted: Mapped[str]
    visits_each: Mapped[int] = mapped_column(server_default="1")
    everything: Mapped[bool]
    resource_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    service_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    on_sale: Mapped[bool] = mapped_column(server_default="true")
    version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PassRow(Base):
    """One sold pass; `visits_left` and `owed_minor` are the sums of its movements."""

    __tablename__ = "pass"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="pass_pkey"),
        UniqueConstraint("id", name="pass_id_is_unique"),
        UniqueConstraint("code_hash", name="pass_code_is_unique"),
        ForeignKeyConstraint(
            ["vendor_id", "plan_id"], ["value.pass_plan.vendor_id", "value.pass_plan.id"], name="pass_of_plan"
        ),
        CheckConstraint("visits_left >= 0", name="visits_are_never_negative"),
        CheckConstraint(
            "owed_minor >= 0 and (visits_left > 0) = (owed_minor > 0)", name="visits_and_what_is_owed_end_together"
        ),
        CheckConstraint(
            "valid_until > issued_at and valid_until <= issued_at + interval '3 years'", name="pass_lasts_three_years"
        ),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="pass_currency_is_a_code"),
        Index("pass_by_issue", "vendor_id", text("issued_at desc"), text("id desc")),
        Index("pass_by_tail", "vendor_id", "tail"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    plan_id: Mapped[UUID]
    terms: Mapped[dict[str, Any]]
    currency: Mapped[str]
    visits_left: Mapped[int] = mapped_column(server_default="0")
    owed_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    tail: Mapped[str | None]
    holder_name: Mapped[str | None]
    holder_phone: Mapped[str | None]
    holder_email: Mapped[str | None]
    note: Mapped[str] = mapped_column(server_default="")
    issued_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    started_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    frozen_days: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")


class PassMovementRow(Base):
    """One line of a pass, written once; its sums and `number` are given by the trigger."""

    __tablename__ = "pass_movement"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "pass_id", "number", name="pass_movement_pkey"),
        UniqueConstraint("cause", name="one_pass_movement_per_cause"),
        ForeignKeyConstraint(
            ["vendor_id", "pass_id"], ["value.pass.vendor_id", "value.pass.id"], name="movement_of_pass"
        ),
        CheckConstraint(
            "kind in ('issued', 'redeemed', 'given_back', 'paid_out', 'coded', 'frozen', 'released', 'prolonged')",
            name="pass_movement_kind_is_known",
        ),
        CheckConstraint(
            "case when kind in ('issued', 'given_back') then visits > 0 and amount_minor > 0"
            " when kind in ('redeemed', 'paid_out') then visits < 0 and amount_minor < 0"
            " else visits = 0 and amount_minor = 0 end",
            name="pass_movement_has_its_sign",
        ),
        Index("pass_movement_by_booking", "vendor_id", "booking_id", postgresql_where=text("booking_id is not null")),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    pass_id: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[str]
    visits: Mapped[int]
    visits_left: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    owed_minor: Mapped[int] = mapped_column(BigInteger)
    cause: Mapped[str]
    booking_id: Mapped[UUID | None]
    line: Mapped[int | None]
    at: Mapped[datetime]
    actor: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
