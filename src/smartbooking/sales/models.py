"""Tables of online sales."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "sales"


class ShopRow(Base):
    """What a business sells online."""

    __tablename__ = "shop"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        PrimaryKeyConstraint("vendor_id", name="shop_pkey"),
        CheckConstraint(
            "(lowest_minor is null) = (highest_minor is null) and lowest_minor > 0 and lowest_minor <= highest_minor",
            name="free_amounts_have_both_limits",
        ),
        CheckConstraint("0 < all (amounts_minor)", name="amounts_are_above_zero"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    amounts_minor: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    lowest_minor: Mapped[int | None] = mapped_column(BigInteger)
    highest_minor: Mapped[int | None] = mapped_column(BigInteger)
    pass_plan_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    membership_plan_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    version: Mapped[int] = mapped_column(server_default="1")
    updated_at: Mapped[datetime]


class SaleRow(Base):
    """One thing somebody buys online; what it costs and promises is frozen with it."""

    __tablename__ = "sale"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="sale_pkey"),
        UniqueConstraint("id", name="sale_id_is_unique"),
        CheckConstraint("kind in ('gift_card', 'pass', 'membership')", name="sale_kind_is_known"),
        CheckConstraint(
            "status in ('awaiting_payment', 'issued', 'expired', 'returned', 'refunded')", name="sale_status_is_known"
        ),
        CheckConstraint("price_minor > 0", name="sale_costs_something"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="sale_currency_is_a_code"),
        CheckConstraint("(kind = 'gift_card') = (plan_id is null)", name="sale_has_its_plan"),
        CheckConstraint("(status in ('issued', 'refunded')) = (issued_id is not null)", name="sale_is_issued_once"),
        CheckConstraint("get_byte(uuid_send(id), 6) >> 4 = 8", name="sale_ids_say_so"),
        Index("one_sale_per_issue", "issued_id", unique=True, postgresql_where=text("issued_id is not null")),
        Index("sale_by_time", "vendor_id", text("created_at desc"), text("id desc")),
        Index("sale_waits", "expires_at", postgresql_where=text("status = 'awaiting_payment'")),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    kind: Mapped[str]
    status: Mapped[str]
    plan_id: Mapped[UUID | None]
    title: Mapped[dict[str, Any]] = mapped_column(JSONB)
    terms: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    price_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    buyer_name: Mapped[str]
    buyer_phone: Mapped[str | None]
    buyer_email: Mapped[str | None]
    recipient: Mapped[str]
    message: Mapped[str]
    locale: Mapped[str]
    intent_id: Mapped[UUID | None]
    issued_id: Mapped[UUID | None]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
