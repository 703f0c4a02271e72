"""Tables of bookings. Every key starts with the vendor: one vendor's bookings never cross a shard."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from smartbooking.infra.db import Base


class BookingRow(Base):
    """One booking; money in minor units of `currency`, `quote` the frozen promise of price and policy."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("id", name="booking_id_is_unique"),
        UniqueConstraint("code", name="confirmation_code_is_unique"),
        CheckConstraint("total_minor >= 0 and due_now_minor >= 0 and covered_minor >= 0", name="amounts_fit"),
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
    staff_note: Mapped[str] = mapped_column(server_default="")
    cancel_reason: Mapped[str | None]
    refund_minor: Mapped[int | None] = mapped_column(BigInteger)
    settled_minor: Mapped[int | None] = mapped_column(BigInteger)
    covered_minor: Mapped[int] = mapped_column(BigInteger, server_default="0")
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


class ClientRow(Base):
    """A person in a business's own book, known by phone, else by e-mail.

    A card that was merged into another one stays, so that its phone and e-mail go on meaning that person.
    """

    __tablename__ = "client"
    __table_args__ = (
        CheckConstraint("phone is not null or email is not null", name="client_can_be_reached"),
        ForeignKeyConstraint(
            ["vendor_id", "import_id"],
            ["bookings.client_import.vendor_id", "bookings.client_import.id"],
            name="client_of_import",
        ),
        ForeignKeyConstraint(
            ["vendor_id", "merged_into"],
            ["bookings.client.vendor_id", "bookings.client.id"],
            name="client_merged_into_another",
        ),
        CheckConstraint("merged_into <> id", name="client_is_not_merged_into_itself"),
        {"schema": "bookings"},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(JSONB)
    note: Mapped[str]
    import_id: Mapped[UUID | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    merged_into: Mapped[UUID | None]


class ClientImportRow(Base):
    """One file of clients that was taken in, and perhaps taken back."""

    __tablename__ = "client_import"
    __table_args__ = ({"schema": "bookings"},)

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    undone_at: Mapped[datetime | None]


class HoldSourceRow(Base):
    """From which network address, under a keyed name, a place is being kept; forgotten after a day."""

    __tablename__ = "hold_source"
    __table_args__ = (Index("hold_source_by_age", "created_at"), {"schema": "bookings"})

    source: Mapped[str] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class CancellationRow(Base):
    """A business cancels many bookings: one command, for one reason."""

    __tablename__ = "cancellation"
    __table_args__ = ({"schema": "bookings"},)

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    reason: Mapped[str]


class CancellationRowRow(Base):
    """One booking of such a command, and what became of it."""

    __tablename__ = "cancellation_row"
    __table_args__ = (
        ForeignKeyConstraint(
            ["vendor_id", "cancellation_id"],
            ["bookings.cancellation.vendor_id", "bookings.cancellation.id"],
            name="row_of_cancellation",
        ),
        UniqueConstraint("vendor_id", "cancellation_id", "booking_id", name="booking_is_cancelled_once"),
        CheckConstraint("outcome in ('waiting', 'cancelled', 'skipped')", name="cancellation_outcome_is_known"),
        CheckConstraint("(done_at is null) = (outcome = 'waiting')", name="waiting_is_not_done"),
        Index("cancellation_row_waiting", "done_at", postgresql_where=text("outcome = 'waiting'")),
        {"schema": "bookings"},
    )

    vendor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    cancellation_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[UUID]
    outcome: Mapped[str]
    refund_minor: Mapped[int | None] = mapped_column(BigInteger)
    status_found: Mapped[str | None]
    done_at: Mapped[datetime | None]
