"""Tables of papers. A paper is inserted and read; only the person on it can be removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base

SCHEMA = "documents"


class CounterRow(Base):
    """The last number given; its row lock makes numbers wait for each other, its rollback takes them back."""

    __tablename__ = "counter"
    __table_args__: Any = (  # Any: SQLAlchemy's own type
        PrimaryKeyConstraint("vendor_id", "kind", "year", name="counter_pkey"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    year: Mapped[int]
    last: Mapped[int]


class DocumentRow(Base):
    """A paper; `content` holds seller, lines and taxes as they were."""

    __tablename__ = "document"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="document_pkey"),
        UniqueConstraint("id", name="document_id_is_unique"),
        UniqueConstraint("vendor_id", "kind", "year", "sequence", name="numbers_are_given_once"),
        UniqueConstraint("cause", name="one_document_per_cause"),
        CheckConstraint("kind in ('receipt', 'invoice', 'credit_note')", name="document_kind_is_known"),
        CheckConstraint("total_minor > 0", name="document_is_about_money"),
        Index("document_by_booking", "vendor_id", "booking_id"),
        Index("document_by_time", "vendor_id", "issued_at", "id"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    kind: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    booking_id: Mapped[UUID]
    cause: Mapped[str]
    issued_at: Mapped[datetime]
    currency: Mapped[str]
    total_minor: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[dict[str, Any]]


class BuyerRow(Base):
    """The person or firm on a paper; everything but the initials goes when she asks to be forgotten."""

    __tablename__ = "buyer"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "document_id", name="buyer_pkey"),
        ForeignKeyConstraint(
            ["vendor_id", "document_id"],
            ["documents.document.vendor_id", "documents.document.id"],
            name="buyer_of_document",
        ),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    document_id: Mapped[UUID]
    name: Mapped[str]
    number: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    erased_at: Mapped[datetime | None]


class SellerRow(Base):
    """What a business adds to its papers, and how it registers them with the tax office."""

    __tablename__ = "seller"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", name="seller_pkey"),
        CheckConstraint("recorder in ('none', 'manual', 'webkassa')", name="recorder_is_known"),
        CheckConstraint("recorder <> 'webkassa' or cashbox <> ''", name="webkassa_needs_a_cashbox"),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    vat_id: Mapped[str]
    address: Mapped[str]
    bank_details: Mapped[str]
    recorder: Mapped[str]
    cashbox: Mapped[str]
    chain: Mapped[bool]
    updated_at: Mapped[datetime]


class FiscalRow(Base):
    """One receipt for the tax office, written with the movement of money it is about, registered afterwards."""

    __tablename__ = "fiscal_receipt"
    __table_args__: Any = (
        PrimaryKeyConstraint("vendor_id", "id", name="fiscal_receipt_pkey"),
        UniqueConstraint("id", name="fiscal_receipt_id_is_unique"),
        UniqueConstraint("cause", name="one_fiscal_receipt_per_movement"),
        CheckConstraint("kind in ('sale', 'prepay', 'settle', 'refund')", name="fiscal_kind_is_known"),
        CheckConstraint("status in ('waiting', 'manual', 'done', 'refused')", name="fiscal_status_is_known"),
        CheckConstraint("amount_minor > 0", name="fiscal_receipt_is_about_money"),
        CheckConstraint("(status = 'done') = (number <> '')", name="done_has_a_number"),
        Index("fiscal_by_booking", "vendor_id", "booking_id"),
        Index("fiscal_to_send", "next_try_at", postgresql_where=text("status = 'waiting'")),
        {"schema": SCHEMA},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger)
    id: Mapped[UUID]
    booking_id: Mapped[UUID]
    kind: Mapped[str]
    cause: Mapped[str]
    basis: Mapped[str]
    currency: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    lines: Mapped[dict[str, Any]]
    cash: Mapped[bool]
    recorder: Mapped[str]
    cashbox: Mapped[str]
    status: Mapped[str]
    tries: Mapped[int]
    next_try_at: Mapped[datetime | None]
    number: Mapped[str]
    registration: Mapped[str]
    url: Mapped[str]
    refusal: Mapped[str]
    made_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
