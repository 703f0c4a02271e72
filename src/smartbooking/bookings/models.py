"""Tables of bookings. Every key starts with the vendor: one vendor's bookings never cross a shard."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base


class BookingRow(Base):
    """One booking; money in minor units of `currency`, `quote` the frozen promise of price and policy."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("id", name="booking_id_is_unique"),
        UniqueConstraint("code", name="confirmation_code_is_unique"),
        CheckConstraint("total_minor >= 0 and due_now_minor between 0 and total_minor", name="amounts_fit"),
        CheckConstraint(
            "(expires_at is not null) = (status in ('held', 'awaiting_approval', 'pending_payment'))",
            name="holding_has_expiry",
        ),
        CheckConstraint("starts_at < ends_at", name="ends_after_it_starts"),
        CheckConstraint(
            "status in ('held', 'awaiting_approval', 'pending_payment', 'confirmed', 'in_progress', 'completed',"
            " 'cancelled', 'no_show', 'declined', 'expired', 'abandoned', 'refunded_unavailable')",
            name="status_is_known",
        ),
        {"schema": "bookings"},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    status: Mapped[str]
    version: Mapped[int]
    venue_id: Mapped[int] = mapped_column(BigInteger)
    timezone: Mapped[str]
    country: Mapped[str]
    customer_id: Mapped[UUID | None]
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None]
    contact_email: Mapped[str | None]
    locale: Mapped[str]
    currency: Mapped[str]
    total_minor: Mapped[int] = mapped_column(BigInteger)
    due_now_minor: Mapped[int] = mapped_column(BigInteger)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    claims: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    expires_at: Mapped[datetime | None]
    extensions: Mapped[int]
    payment_method: Mapped[str | None]
    payment_status: Mapped[str]
    intent_id: Mapped[UUID | None]
    requires_approval: Mapped[bool]
    quote: Mapped[dict[str, Any]]
    promo_code: Mapped[str | None]
    note: Mapped[str]
    cancel_reason: Mapped[str | None]
    refund_minor: Mapped[int | None] = mapped_column(BigInteger)
    external_ref: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class LineRow(Base):
    """One thing a booking is about: nights have dates, everything else has instants."""

    __tablename__ = "line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["vendor_id", "booking_id"], ["bookings.booking.vendor_id", "bookings.booking.id"], name="line_of_booking"
        ),
        CheckConstraint("num_nonnulls(resource_id, service_id) = 1", name="line_is_of_one_offer"),
        CheckConstraint(
            "(arrival is not null and arrival < departure and start_at is null)"
            " or (start_at is not null and start_at < end_at and arrival is null)",
            name="line_has_nights_or_instants",
        ),
        CheckConstraint("quantity > 0 and adults >= 0 and children >= 0", name="line_counts_fit"),
        {"schema": "bookings"},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int | None] = mapped_column(BigInteger)
    service_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[dict[str, Any]]
    arrival: Mapped[date | None]
    departure: Mapped[date | None]
    start_at: Mapped[datetime | None]
    end_at: Mapped[datetime | None]
    quantity: Mapped[int]
    adults: Mapped[int]
    children: Mapped[int]
    total_minor: Mapped[int] = mapped_column(BigInteger)
    chosen: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class ChangeRow(Base):
    """The history of a booking: append-only, one row per transition."""

    __tablename__ = "change"
    __table_args__ = (
        ForeignKeyConstraint(
            ["vendor_id", "booking_id"], ["bookings.booking.vendor_id", "bookings.booking.id"], name="change_of_booking"
        ),
        {"schema": "bookings"},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    what: Mapped[str]
    status: Mapped[str]
    actor: Mapped[str]
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]
