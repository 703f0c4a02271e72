"""Tables of pricing. Every key begins with the vendor. The checks live in the migration."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Identity, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "pricing"


class RateRow(Base):
    """The base price of one offer."""

    __tablename__ = "rate"
    __table_args__: Any = ({"schema": SCHEMA},)  # Any: SQLAlchemy's own type

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    offer_kind: Mapped[str] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    currency: Mapped[str]
    unit: Mapped[str]
    per: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    tiers: Mapped[list[Any]] = mapped_column(JSONB)
    step_minutes: Mapped[int] = mapped_column(Integer)
    free_minutes: Mapped[int] = mapped_column(Integer)
    day_cap_minor: Mapped[int | None] = mapped_column(BigInteger)
    day_price_from: Mapped[time | None]
    day_price_minor: Mapped[int | None] = mapped_column(BigInteger)
    included_guests: Mapped[int | None] = mapped_column(Integer)
    extra_adult_minor: Mapped[int] = mapped_column(BigInteger)
    child_bands: Mapped[list[Any]] = mapped_column(JSONB)
    early_hour_minor: Mapped[int | None] = mapped_column(BigInteger)
    late_hour_minor: Mapped[int | None] = mapped_column(BigInteger)
    deposit: Mapped[str]
    deposit_value: Mapped[int] = mapped_column(BigInteger)
    balance_hours: Mapped[int]
    security_minor: Mapped[int] = mapped_column(BigInteger)
    security_collect: Mapped[str]
    document_pledge: Mapped[bool]
    tax_category: Mapped[str]
    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime]


class RuleRow(Base):
    """A price rule; without an offer it is for all offers of the vendor."""

    __tablename__ = "price_rule"
    __table_args__: Any = ({"schema": SCHEMA},)

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    offer_kind: Mapped[str | None]
    offer_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[dict[str, Any]]
    position: Mapped[int] = mapped_column(Integer)
    effect: Mapped[str]
    value: Mapped[int] = mapped_column(BigInteger)
    compounds: Mapped[bool]
    group_name: Mapped[str | None]
    stops: Mapped[bool]
    active: Mapped[bool]
    conditions: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime]


class FeeRow(Base):
    """A charge besides the price."""

    __tablename__ = "fee"
    __table_args__: Any = ({"schema": SCHEMA},)

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    offer_kind: Mapped[str | None]
    offer_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str]
    name: Mapped[dict[str, Any]]
    basis: Mapped[str]
    value: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    adults_only: Mapped[bool]
    taxable: Mapped[bool]
    collect: Mapped[str]
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime]


class TaxSettingRow(Base):
    """How a vendor is taxed."""

    __tablename__ = "tax_setting"
    __table_args__: Any = ({"schema": SCHEMA},)

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    regime: Mapped[str]
    inclusive: Mapped[bool]
    updated_at: Mapped[datetime]


class PromoRow(Base):
    """A promo code with what has been used of it."""

    __tablename__ = "promo_code"
    __table_args__: Any = (
        UniqueConstraint("vendor_id", "code", name="promo_code_is_unique_in_vendor"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    code: Mapped[str]
    effect: Mapped[str]
    value: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    max_discount_minor: Mapped[int | None] = mapped_column(BigInteger)
    minimum_minor: Mapped[int] = mapped_column(BigInteger)
    budget_minor: Mapped[int | None] = mapped_column(BigInteger)
    spent_minor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    max_redemptions: Mapped[int | None] = mapped_column(Integer)
    redeemed: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    per_customer: Mapped[int | None] = mapped_column(Integer)
    valid_from: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    stay_from: Mapped[date | None]
    stay_until: Mapped[date | None]
    offers: Mapped[list[Any]] = mapped_column(JSONB)
    active: Mapped[bool]
    version: Mapped[int] = mapped_column(Integer)
    updated_at: Mapped[datetime]


class RedemptionRow(Base):
    """The use of a promo code by one booking; released uses stay as history."""

    __tablename__ = "promo_redemption"
    __table_args__: Any = (
        ForeignKeyConstraint(
            ["vendor_id", "promo_id"],
            ["pricing.promo_code.vendor_id", "pricing.promo_code.id"],
            name="redemption_is_of_a_promo_code",
        ),
        Index(
            "one_redemption_per_customer_slot",
            "vendor_id",
            "promo_id",
            "customer_key",
            "customer_slot",
            unique=True,
            postgresql_where=text("released_at is null"),
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    booking_id: Mapped[UUID] = mapped_column(primary_key=True)
    promo_id: Mapped[int] = mapped_column(BigInteger)
    customer_key: Mapped[str]
    customer_slot: Mapped[int] = mapped_column(Integer)
    discount_minor: Mapped[int] = mapped_column(BigInteger)
    redeemed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
